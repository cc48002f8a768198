// Loads code whose compiled form is kept. Node does it too (module.enableCompileCache), but not in Node 20, and at twice the price: it
// resolves the file's name and keeps books on every module. This file is in the start of the program, of which nothing is kept: what only
// writes is keep-code.ts.

import { readFileSync } from 'node:fs';
import { Script } from 'node:vm';

declare const BUILD_ID: string | undefined;

/** The folder for compiled code, undefined where the user has none for caches. */
export function codeFolder(): string | undefined {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && `${HOME}/.cache`;
  return caches ? `${caches}/mistletoe/code` : undefined;
}

/** The digest of this program's build; undefined where it runs from its sources, and then nothing is kept. */
export const buildId = typeof BUILD_ID === 'string' ? BUILD_ID.slice(0, 16) : undefined;

/** A script whose compiled form is kept. */
export interface KeptScript {
  script: Script;
  /** Was its compiled form there? */
  isKept: boolean;
  /** What the names of its files begin with, and what follows. */
  prefix: string;
  mark: string;
}

/**
 * A script of a text. Its compiled form is looked for under `name`, the version of Node and `mark`; the engine itself refuses one that
 * is not its own, but does not look for damage, and crashes on it. So it is kept twice, and believed where both are the same: comparing takes a
 * tenth of what the cheapest digest takes.
 */
export function keptScript(text: string, filename: string, name: string, mark: string): KeptScript {
  const folder = codeFolder();
  const prefix = `${name}-${process.version}-${process.arch}-`;
  let cachedData: Buffer | undefined;
  if (folder !== undefined) {
    try {
      const twice = readFileSync(`${folder}/${prefix}${mark}`);
      const half = twice.length >> 1;
      const data = twice.subarray(0, half);
      if (half > 0 && data.equals(twice.subarray(half))) cachedData = data;
    } catch {}
  }
  const script = new Script(text, { filename, cachedData });
  return { script, isKept: cachedData !== undefined && !script.cachedDataRejected, prefix, mark };
}

/** A CommonJS module that was loaded. */
export interface Loaded<T> extends KeptScript {
  exports: T;
}

/** What loads for a script: it may not import by itself, and what it requires is known to the second file that asks for it. */
export interface Loaders {
  require(name: string): unknown;
  importHere(name: string): Promise<unknown>;
}

/**
 * Loads the script in the file `directory/name`, which the build made of a CommonJS module: a function of what such a module finds, in
 * ASCII, which is read and kept in half the room. `use` tells apart what such runs of it compile.
 */
export function loadKept<T>(directory: string, name: string, use: string, { require, importHere }: Loaders): Loaded<T> {
  const file = `${directory}/${name}`;
  const kept = keptScript(readFileSync(file, 'latin1'), file, name + use, buildId ?? '');
  const module = { exports: {} };
  kept.script.runInThisContext().call(module.exports, module.exports, require, module, file, directory, importHere);
  return { exports: module.exports as T, ...kept };
}
