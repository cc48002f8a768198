// The host in a browser. A page cannot interrupt a call in its own thread, so there is no time limit here: run untrusted
// modules in a Worker and terminate it.

import * as yaml from 'yaml';
import { ModuleInstance } from './core/instance';
import type { Limits } from './core/limits';
import { compileModule } from './core/module';
import { yamlParser } from './core/yaml';

export * from './core/core';
export { sectionText } from './core/texts';

/** Checks and compiles a module and gives an instance of it. Rejects with HostError. */
export async function openModule(bytes: Uint8Array, limits?: Partial<Limits>): Promise<ModuleInstance> {
  return new ModuleInstance(
    await compileModule(bytes, limits),
    yamlParser(() => yaml),
  );
}
