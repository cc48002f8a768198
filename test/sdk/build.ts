// Builds the packages of the tests, each once a run of a suite.

import { join } from 'node:path';
import { type Built, buildPackage } from '../../toolchain/typescript/build';

export const packagesFolder = join(import.meta.dirname, 'packages');

const built = new Map<string, Promise<Built>>();

/** The package in test/sdk/packages of that name. */
export function testPackage(name: string): Promise<Built> {
  const found = built.get(name) ?? buildPackage(join(packagesFolder, `${name}.ts`));
  built.set(name, found);
  return found;
}
