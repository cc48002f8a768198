// Lets a plain Node script use the project's TypeScript: bundles one file into the cache and imports it.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** Path of a module that has `file` and all it imports of this project; packages stay imports. */
export async function bundleTypeScript(file) {
  const folder = resolve('.cache/scripts');
  mkdirSync(folder, { recursive: true });
  const outfile = `${folder}/${file.replaceAll(/[^\w.]/g, '-').replace(/\.ts$/, '')}.mjs`;
  await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    outfile,
    logLevel: 'error',
  });
  return outfile;
}

export async function importTypeScript(file) {
  return import(pathToFileURL(await bundleTypeScript(file)).href);
}
