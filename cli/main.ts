#!/usr/bin/env node
// The program. It starts often, so this file does nothing itself: it lets Node keep compiled code, and picks the command.
// No error may leave it as a stack trace.

import * as nodeModule from 'node:module';
import { writeStderr, writeStdout } from './stream';

/** Loads what the bundle does not hold: Node's own modules and the files beside this one, without Node's module loader. */
const load = nodeModule.createRequire(import.meta.url);

const args = process.argv.slice(2);

async function main(): Promise<number> {
  keepCompiledCode();
  if (args[0] === 'template' && args.some((argument) => /^--batch(?:=|$)/.test(argument))) {
    const { runBatch } = await import('./batch');
    return runBatch(args.slice(1), { write: writeStdout, writeError: writeStderr });
  }
  const { stdout, stderr, code } =
    args[0] === 'template'
      ? await (load('./template.js') as typeof import('./template')).templateCommand(args.slice(1))
      : await (await import('./program')).runProgram(args, { progress: progress() });
  writeStderr(stderr);
  return writeStdout(stdout) ? code : 1;
}

/** Node 22 and later can keep the compiled form of what is loaded from here on. */
function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder?: string) => void };
  const { HOME, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && `${HOME}/.cache`;
  if (caches) enableCompileCache?.(`${caches}/mistletoe/code`);
}

/** Where standard error is a terminal: shows a line that the next one overwrites. */
function progress(): ((line: string) => void) | undefined {
  const { isatty } = load('node:tty') as typeof import('node:tty');
  return isatty(2) ? (line) => void writeStderr(`\r\x1b[K${line}`) : undefined;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    writeStderr(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
