// The user's folder, and making folders. Node's own recursive mkdir never ends where a file system refuses a new folder with ENOENT, as /proc does.

import { mkdirSync, type Stats, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** What is at a path; undefined where nothing is, also where a folder above it is a file, for which statSync throws. */
export function infoOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Makes a folder and those above it; nothing where it exists. Throws what mkdir throws. */
export function makeFolders(path: string): void {
  if (infoOf(path)?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) makeFolders(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    // Somebody else may have made it meanwhile.
    if (!infoOf(path)?.isDirectory()) throw error;
  }
}

/** What os.homedir gives; loading it takes longer than most of a start, and where HOME is set it looks no further. */
export function homeFolder(): string {
  const { HOME } = process.env;
  if (HOME !== undefined && process.platform !== 'win32') return HOME;
  return (createRequire(import.meta.url)('node:os') as typeof import('node:os')).homedir();
}
