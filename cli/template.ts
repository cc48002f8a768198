// `template`, without --watch and --batch: a script whose compiled form is kept, so that the start of the program need not know how it ends.

import { templateCommand } from '../actions/helm-template/template';
import { keepCode } from '../runtime/host/node/keep-code';
import type { KeptScript } from '../runtime/host/node/kept-code';
import { keepCompiledCode } from './compile-cache';
import { endOf, finish } from './outcome';

/**
 * Runs it with the arguments behind `template`; gives the exit code. `loaded`: this script and those that it loads. The engine takes back no
 * compiled form that was written under other flags, so `underFlags` is told what tells those apart that are loaded from here on.
 */
export function template(
  args: readonly string[],
  loaded: readonly KeptScript[],
  underFlags: (mark: string) => void,
): Promise<number> {
  return endOf(run(args, loaded, underFlags));
}

/** In a process that renders one chart hardly a function of JavaScript runs long enough to be worth what optimising it takes. */
const JAVASCRIPT = { mark: '-plain', flags: ['--no-opt', '--no-maglev'] };
/** Where a chart is rendered from its sources, the same holds for WebAssembly. */
const WEBASSEMBLY = { mark: '-lazy', flags: ['--wasm-tiering-budget=2000000000'] };

async function run(
  args: readonly string[],
  loaded: readonly KeptScript[],
  underFlags: (mark: string) => void,
): Promise<number> {
  const set = new Set<typeof JAVASCRIPT>();
  // A process that has no compiled form of its own yet changes no flag, so that it can keep one.
  const canSet = () => set.size > 0 || loaded.every(({ isKept }) => isKept);
  const optimiseLater = (...wanted: (typeof JAVASCRIPT)[]) => {
    if (!canSet()) return;
    const { setFlagsFromString } = require('node:v8') as typeof import('node:v8');
    for (const one of wanted) {
      if (set.has(one)) continue;
      set.add(one);
      underFlags(one.mark);
      for (const flag of one.flags) setFlagsFromString(flag);
    }
  };
  const code = finish(
    await templateCommand(args, {
      beforeCompiler: keepCompiledCode,
      onManyFiles: () => optimiseLater(JAVASCRIPT),
      beforeLargeRender: () => optimiseLater(JAVASCRIPT, WEBASSEMBLY),
    }),
  );
  if (code === 0) for (const script of loaded) keepCode(script);
  return code;
}
