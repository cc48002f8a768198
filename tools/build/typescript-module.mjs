// TypeScript of the project, for the tools of its build, which run before anything is built.
import { build } from 'esbuild';

/**
 * @param {string[]} paths modules of the project, from its root and without their endings
 * @returns what they export
 */
export async function importTypeScript(paths) {
  const contents = paths.map((path) => `export * from './${path}';`).join('\n');
  const result = await build({
    stdin: { contents, resolveDir: '.', loader: 'ts' },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'neutral',
  });
  const code = Buffer.from(result.outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
}
