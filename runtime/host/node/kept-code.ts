// Keeps the compiled form of what the program loads at each start. Node does it too (module.enableCompileCache), but not in
// Node 20, and at twice the price: it resolves the file's name and keeps books on every module. Losing the cache is no error.

import { readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { makeFolders } from './folders';

declare const BUILD_ID: string | undefined;

/** The folder for compiled code, undefined where the user has none for caches. */
export function codeFolder(): string | undefined {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && `${HOME}/.cache`;
  return caches ? `${caches}/mistletoe/code` : undefined;
}

/** The digest of this program's build; undefined where it runs from its sources, and then nothing is kept. */
export const buildId = typeof BUILD_ID === 'string' ? BUILD_ID.slice(0, 16) : undefined;

/** Files of the folder for compiled code, those of one thing: their names begin with it. */
export function writeKept(prefix: string, files: Readonly<Record<string, Uint8Array | string>>): void {
  const folder = codeFolder();
  if (folder === undefined) return;
  try {
    makeFolders(folder);
    for (const old of readdirSync(folder)) if (old.startsWith(prefix)) unlinkSync(`${folder}/${old}`);
    for (const [name, content] of Object.entries(files)) {
      // Renamed into place, so that nobody ever reads half of it.
      const draft = `${folder}/${prefix}${name}.${process.pid}`;
      writeFileSync(draft, content, { mode: 0o600 });
      renameSync(draft, `${folder}/${prefix}${name}`);
    }
  } catch {}
}

/**
 * The engine does not look for damage in what it is given, and crashes on it. So a compiled form is kept twice, and believed where both
 * are the same: comparing takes a tenth of what the cheapest digest takes.
 */
function undamaged(kept: Buffer): Buffer | undefined {
  const half = kept.length >> 1;
  const data = kept.subarray(0, half);
  return half > 0 && data.equals(kept.subarray(half)) ? data : undefined;
}

/** A script whose compiled form is kept. */
export interface KeptScript {
  script: Script;
  /** Was its compiled form there? */
  isKept: boolean;
  /** Writes the compiled form, with the functions that ran by now, where the cache has none that is usable. Never throws. */
  keep(): void;
}

/**
 * A script of a text. Its compiled form is looked for under `name`, the version of Node and `mark`; the engine itself refuses one that
 * is not its own.
 */
export function keptScript(text: string, filename: string, name: string, mark: string): KeptScript {
  const folder = codeFolder();
  const prefix = `${name}-${process.version}-${process.arch}-`;
  let cachedData: Buffer | undefined;
  if (folder !== undefined) {
    try {
      cachedData = undamaged(readFileSync(`${folder}/${prefix}${mark}`));
    } catch {}
  }
  const script = new Script(text, { filename, cachedData });
  const isKept = cachedData !== undefined && !script.cachedDataRejected;
  return {
    script,
    isKept,
    keep() {
      if (isKept) return;
      const data = script.createCachedData();
      writeKept(prefix, { [mark]: Buffer.concat([data, data]) });
    },
  };
}

/** A CommonJS module that was loaded, and what keeps its compiled form. */
export interface Loaded<T> extends Omit<KeptScript, 'script'> {
  exports: T;
}

/**
 * Loads the CommonJS module in the file `directory/name`, which the build made to import through `importHere`: a script
 * may not import by itself.
 */
export function loadKept<T>(
  directory: string,
  name: string,
  require: (name: string) => unknown,
  importHere: (name: string) => Promise<unknown>,
): Loaded<T> {
  const file = `${directory}/${name}`;
  const text = `(function(exports,require,module,__filename,__dirname,importHere){${readFileSync(file, 'utf8')}\n})`;
  const { script, ...rest } = keptScript(text, file, name, buildId ?? '');
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, require, module, file, directory, importHere);
  return { exports: module.exports as T, ...rest };
}
