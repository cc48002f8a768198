// Builds the packages of the tests, each once a run of a suite.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Built, buildPackage } from '../../toolchain/typescript/build';

export const packagesFolder = join(import.meta.dirname, 'packages');

const built = new Map<string, Promise<Built>>();

/** The package in test/sdk/packages of that name. */
export function testPackage(name: string): Promise<Built> {
  const found = built.get(name) ?? buildPackage(join(packagesFolder, `${name}.ts`));
  built.set(name, found);
  return found;
}

/** Writes the files of a package into a folder of its own within `folder`: gives that. */
export function writePackage(folder: string, files: Record<string, string | Uint8Array>): string {
  const place = mkdtempSync(join(folder, 'package-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(place, name)), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  return place;
}
