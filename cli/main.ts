#!/usr/bin/env node
// The program. It starts often, so this file does nothing itself: it lets compiled code be kept, and picks the command.
// Bundled as CommonJS, which starts fastest. No error may leave it as a stack trace.

import * as nodeModule from 'node:module';
import type { CommandResult } from '../actions/command';
import { failedSystemCall } from '../gostd/os';
import { codeFolder, type Loaded, loadKept } from '../runtime/host/node/kept-code';
import { writeStderr, writeStdout } from './stream';

const args = process.argv.slice(2);

/** What `template` loads as scripts, whose compiled form is kept. */
const SCRIPTS = new Set(['./cache.js', './quick.js']);

/** For what a command says while it works. */
const streams = { write: writeStdout, note: (line: string) => void writeStderr(`${line}\n`) };

async function main(): Promise<number> {
  if (args[0] !== 'template') {
    keepCompiledCode();
    // What knows terminals takes milliseconds to load: it comes with the other commands.
    const { isTerminal, runProgram } = await import('./program');
    return finish(await runProgram(args, { ...streams, progress: isTerminal(2) ? overwrite : undefined }));
  }
  if (args.some((argument) => /^--watch(?:=|$)/.test(argument))) {
    keepCompiledCode();
    const { watchTemplate } = await import('./commands/rendering/watch');
    return finish(await watchTemplate(args.slice(1), streams));
  }
  if (args.some((argument) => /^--batch(?:=|$)/.test(argument))) {
    keepCompiledCode();
    const { runBatch } = await import('./commands/rendering/batch');
    return runBatch(args.slice(1), { write: writeStdout, writeError: writeStderr });
  }
  const loaded: Loaded<unknown>[] = [];
  const load = <T>(name: string): T => {
    const script = loadKept<T>(__dirname, name, require, importHere);
    loaded.push(script);
    return script.exports;
  };
  const importHere = (name: string) =>
    SCRIPTS.has(name) ? Promise.resolve(load<unknown>(name.slice(2))) : import(name);
  const { templateCommand } = load<typeof import('../actions/helm-template/template')>('template.js');
  const code = finish(
    await templateCommand(args.slice(1), {
      beforeCompiler: keepCompiledCode,
      beforeLargeRender() {
        // The engine takes back no compiled form that was written under other flags.
        if (loaded.every(({ isKept }) => isKept)) optimiseLater();
      },
    }),
  );
  if (code === 0) for (const { keep } of loaded) keep();
  return code;
}

/**
 * Lets the engine's optimising compilers wait: in a process that renders one chart from its sources hardly a function runs long enough to be
 * worth what they take, a quarter of all.
 */
function optimiseLater(): void {
  const { setFlagsFromString } = require('node:v8') as typeof import('node:v8');
  for (const flag of ['--no-opt', '--no-maglev', '--wasm-tiering-budget=100000000']) setFlagsFromString(flag);
}

function finish({ stdout, stderr, code }: CommandResult): number {
  writeStderr(stderr);
  return writeStdout(stdout) ? code : 1;
}

/** Node 22 and later can keep the compiled form of what is loaded from here on. */
function keepCompiledCode(): void {
  const { enableCompileCache } = nodeModule as { enableCompileCache?: (folder?: string) => void };
  const folder = codeFolder();
  if (folder !== undefined) enableCompileCache?.(folder);
}

/** Shows a line on a terminal that the next one overwrites. */
function overwrite(line: string): void {
  writeStderr(`\r\x1b[K${line}`);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    const words = failedSystemCall(error) ?? (error instanceof Error ? error.message : String(error));
    writeStderr(`Error: ${words}\n`);
    process.exit(1);
  },
);
