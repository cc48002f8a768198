#!/usr/bin/env node
// The program. It starts often, and nothing of this file is kept compiled: so it picks what to load, and does nothing itself. Bundled as
// CommonJS, which starts fastest.

import { writeSync } from 'node:fs';
import { type Loaded, loadKept } from '../runtime/host/node/kept-code';

const args = process.argv.slice(2);

/** Is an argument that flag? Compared: compiling a regular expression takes longer. */
function is(flag: string, argument: string): boolean {
  return argument.startsWith(flag) && (argument.length === flag.length || argument[flag.length] === '=');
}

async function start(): Promise<number> {
  if (args[0] !== 'template' || args.some((argument) => is('--watch', argument) || is('--batch', argument))) {
    const { otherCommand } = await import('./other-commands');
    return otherCommand(args);
  }
  const loaded: Loaded<unknown>[] = [];
  const known: Record<string, unknown> = {};
  const requireOnce = (name: string) => (known[name] ??= require(name));
  // A chart takes other functions than a module, and flags take some of their own: what one has is of no use to the other.
  let use = (args.length > 3 ? '-flags' : '') + (args.at(-1)!.endsWith('.wasm') ? '-module' : '');
  const load = <T>(name: string): T => {
    const script = loadKept<T>(__dirname, name, use, { require: requireOnce, importHere });
    loaded.push(script);
    return script.exports;
  };
  /** What `template` loads as scripts, too. */
  const scripts = ['./cache.js', './quick.js'];
  const importHere = (name: string) =>
    scripts.includes(name) ? Promise.resolve(load<unknown>(name.slice(2))) : import(name);
  return load<typeof import('./template')>('template.js').template(args.slice(1), loaded, (flags) => {
    use += flags;
  });
}

start().then(
  (code) => process.exit(code),
  (error: Error) => {
    // Something of the program is not there or cannot be read: what a command fails at, it says itself.
    writeSync(2, `Error: ${error.message}\n`);
    process.exit(1);
  },
);
