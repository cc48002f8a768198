// Keeps the compiled form of what the program loads at each start. Node does it too (module.enableCompileCache), but not in
// Node 20, and at twice the price: it resolves the file's name and keeps books on every module. Losing the cache is no error.

import { readdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { Script } from 'node:vm';
import { makeFolders } from '../runtime/host/node/folders';

declare const BUILD_ID: string;

/** The folder for compiled code, undefined where the user has none for caches. */
export function codeFolder(): string | undefined {
  const { HOME, XDG_CACHE_HOME } = process.env;
  const caches = XDG_CACHE_HOME?.startsWith('/') ? XDG_CACHE_HOME : HOME && `${HOME}/.cache`;
  return caches ? `${caches}/mistletoe/code` : undefined;
}

/** A CommonJS module that was loaded, and what keeps its compiled form. */
export interface Loaded<T> {
  exports: T;
  /** Writes the compiled form, with the functions that ran by now, where the cache has none that is usable. Never throws. */
  keep(): void;
}

/**
 * Loads the CommonJS module in the file `directory/name`, which the build made to import through `importHere`: a script
 * may not import by itself. Its compiled form is looked for under the version of Node and the build of this program; the
 * engine itself refuses one that is not its own.
 */
export function loadKept<T>(
  directory: string,
  name: string,
  require: (name: string) => unknown,
  importHere: (name: string) => Promise<unknown>,
): Loaded<T> {
  const file = `${directory}/${name}`;
  const folder = codeFolder();
  const prefix = `${name}-${process.version}-${process.arch}-`;
  const kept = `${folder}/${prefix}${BUILD_ID.slice(0, 16)}`;
  let cachedData: Buffer | undefined;
  if (folder !== undefined) {
    try {
      cachedData = readFileSync(kept);
    } catch {}
  }
  const text = readFileSync(file, 'utf8');
  const script = new Script(`(function(exports,require,module,__filename,__dirname,importHere){${text}\n})`, {
    filename: file,
    cachedData,
  });
  const module = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, require, module, file, directory, importHere);
  return {
    exports: module.exports as T,
    keep() {
      if (folder === undefined || (cachedData !== undefined && !script.cachedDataRejected)) return;
      try {
        makeFolders(folder);
        for (const old of readdirSync(folder)) if (old.startsWith(prefix)) unlinkSync(`${folder}/${old}`);
        // Renamed into place, so that nobody ever reads half of it.
        const draft = `${kept}.${process.pid}`;
        writeFileSync(draft, script.createCachedData(), { mode: 0o600 });
        renameSync(draft, kept);
      } catch {}
    },
  };
}
