// `node tools/node/node.mjs MAJOR`: prints the path of a Node of another major version than the one at hand, for the suites and
// the benchmarks that compare them. It is fetched once, from the npm package that carries Node for this platform, into a cache
// outside the checkout: as a dependency it would put a `node` before the developer's own on npm's PATH.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const cache = process.env.MISTLETOE_JUDGES ?? join(homedir(), '.cache/mistletoe/judges');

/** Path of a Node of that major version. Throws where npm has none for this platform. */
export function nodeOf(major) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const isWindows = process.platform === 'win32';
  const name = `node-${isWindows ? 'win' : process.platform}-${process.arch}`;
  const folder = join(cache, `node-${major}`);
  const program = join(folder, 'node_modules', name, 'bin', isWindows ? 'node.exe' : 'node');
  if (!existsSync(program)) {
    mkdirSync(cache, { recursive: true });
    const draft = mkdtempSync(join(cache, 'draft-'));
    const options = [
      '--prefix',
      draft,
      '--no-save',
      '--no-package-lock',
      '--no-audit',
      '--no-fund',
      '--loglevel=error',
    ];
    execFileSync('npm', ['install', ...options, `${name}@${major}`], { stdio: ['ignore', 2, 2], shell: isWindows });
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  }
  return program;
}

if (process.argv[1] && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) {
  console.log(nodeOf(process.argv[2]));
}
