// `template`, without --watch and --batch: a script whose compiled form is kept, so that the start of the program need not know how it ends.

import { templateCommand } from '../actions/helm-template/template';
import { keepCode } from '../runtime/host/node/keep-code';
import type { KeptScript } from '../runtime/host/node/kept-code';
import { keepCompiledCode } from './compile-cache';
import { endOf, finish } from './outcome';

/** Runs it with the arguments behind `template`; gives the exit code. `loaded`: this script and those that it loads. */
export function template(args: readonly string[], loaded: readonly KeptScript[]): Promise<number> {
  return endOf(run(args, loaded));
}

async function run(args: readonly string[], loaded: readonly KeptScript[]): Promise<number> {
  const code = finish(
    await templateCommand(args, {
      beforeCompiler: keepCompiledCode,
      beforeLargeRender() {
        // The engine takes back no compiled form that was written under other flags.
        if (loaded.every(({ isKept }) => isKept)) optimiseLater();
      },
    }),
  );
  if (code === 0) for (const script of loaded) keepCode(script);
  return code;
}

/**
 * Lets the engine's optimising compilers wait: in a process that renders one chart from its sources hardly a function runs long enough to be
 * worth what they take, a quarter of all.
 */
function optimiseLater(): void {
  const { setFlagsFromString } = require('node:v8') as typeof import('node:v8');
  for (const flag of ['--no-opt', '--no-maglev', '--wasm-tiering-budget=2000000000']) setFlagsFromString(flag);
}
