#!/usr/bin/env node
// The program. It starts often, so this file does nothing itself: it lets Node keep compiled code, and picks the command.
// No error may leave it as a stack trace.

import * as nodeModule from 'node:module';
import { isatty } from 'node:tty';
import { writeStderr, writeStdout } from './stream';

const args = process.argv.slice(2);

async function main(): Promise<number> {
  // Node 22 and later keep the compiled form of what is loaded from here on.
  const { createRequire, enableCompileCache } = nodeModule as typeof nodeModule & { enableCompileCache?: () => void };
  enableCompileCache?.();
  // In dist/, `template` is a file of its own that can be loaded without Node's module loader.
  const load = createRequire(import.meta.url);
  const { stdout, stderr, code } =
    args[0] === 'template'
      ? await (load('./template.js') as typeof import('./template')).templateCommand(args.slice(1))
      : await (await import('./program')).runProgram(args, { progress: progress() });
  writeStderr(stderr);
  return writeStdout(stdout) ? code : 1;
}

/** Where standard error is a terminal: a line that the next one overwrites. */
function progress(): ((line: string) => void) | undefined {
  const STDERR = 2;
  return isatty(STDERR) ? (line) => void writeStderr(`\r\x1b[K${line}`) : undefined;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    writeStderr(`Error: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
