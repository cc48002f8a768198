// Runs the git of this machine: it has the user's keys, proxies and credential helpers. A registry's content is a stranger's, so
// nothing of it is run or followed: no hooks, no submodules, no symbolic links.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { quiet, RegistryError } from '../errors';

const SAFE = [
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.symlinks=false',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'protocol.ext.allow=never',
];
const GIT_MS = 300_000;

/** Clones a repository into a folder that does not exist, or brings the clone that is there to the remote's state. */
export async function updateClone(url: string, folder: string): Promise<void> {
  if (url.startsWith('-')) throw new RegistryError('reference', `${quiet(url, 100)} is no address of a git repository`);
  if (!existsSync(join(folder, '.git'))) {
    const partial = `${folder}.${process.pid}.partial`;
    mkdirSync(dirname(folder), { recursive: true });
    try {
      await git(['clone', '--quiet', '--depth', '1', '--no-recurse-submodules', '--', url, partial], url);
      rmSync(folder, { recursive: true, force: true });
      renameSync(partial, folder);
    } finally {
      rmSync(partial, { recursive: true, force: true });
    }
    return;
  }
  const at = ['-C', folder];
  await git([...at, 'remote', 'set-url', '--', 'origin', url], url);
  await git([...at, 'fetch', '--quiet', '--depth', '1', '--no-recurse-submodules', 'origin', 'HEAD'], url);
  await git([...at, 'reset', '--quiet', '--hard', 'FETCH_HEAD'], url);
}

function git(args: string[], url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    // A question nobody can answer would wait for ever.
    const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
    const child = spawn('git', [...SAFE, ...args], { stdio: ['ignore', 'pipe', 'pipe'], env, timeout: GIT_MS });
    const out = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (out.stdout += chunk));
    child.stderr.on('data', (chunk: Buffer) => (out.stderr += chunk));
    child.on('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'ENOENT' ? 'git registries need git, and there is no such program in PATH' : error.message;
      reject(new RegistryError('configuration', why));
    });
    child.on('close', (code) => {
      if (code === 0) return resolve(out.stdout);
      const why =
        code === null
          ? `no answer in ${GIT_MS / 1000} s`
          : quiet(withoutAccount(out.stderr)) || `git ended with ${code}`;
      reject(new RegistryError('network', `${quiet(withoutAccount(url), 200)}: ${why}`));
    });
  });
}

/** User information of addresses in a text is nobody's business. */
function withoutAccount(text: string): string {
  return text.replace(/(\w+:\/\/)[^\s/@]+@/g, '$1');
}
