// Keeps the compiled form of what the program loads at each start (kept-code.ts). Losing the cache is no error.

import { readdirSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { makeFolders } from './folders';
import { codeFolder, type KeptScript } from './kept-code';

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

/** Writes a script's compiled form, with the functions that ran by now, where the cache has none that is usable. Never throws. */
export function keepCode({ script, isKept, prefix, mark }: KeptScript): void {
  if (isKept) return;
  const data = script.createCachedData();
  writeKept(prefix, { [mark]: Buffer.concat([data, data]) });
}
