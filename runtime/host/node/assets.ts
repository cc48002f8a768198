// Where the package's own wasm files lie: beside the bundled program, or in dist/ when run from source.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where one was found. */
let known: string | undefined;

/** Path of a file of the package's dist folder. Throws where the package was not built. */
export function findAsset(name: string): string {
  if (known !== undefined && existsSync(join(known, name))) return join(known, name);
  let folder = import.meta.dirname;
  while (true) {
    for (const candidate of [folder, join(folder, 'dist')]) {
      if (!existsSync(join(candidate, name))) continue;
      known = candidate;
      return join(candidate, name);
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`${name} is missing: build the package first (npm run build)`);
    folder = parent;
  }
}

/** A file of the package's dist folder. Throws where the package was not built. */
export function readAsset(name: string): Uint8Array {
  return readFileSync(findAsset(name));
}
