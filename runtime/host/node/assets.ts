// Where the package's own wasm files lie: beside the bundled program, or in dist/ when run from source.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Path of a file of the package's dist folder. Throws where the package was not built. */
export function findAsset(name: string): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (true) {
    for (const candidate of [join(folder, name), join(folder, 'dist', name)]) {
      if (existsSync(candidate)) return candidate;
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
