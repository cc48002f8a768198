// Starts modules. An engine reserves gigabytes of addresses for the memory of each, which a machine may refuse.

import { HostError } from './errors';

/** An instance of a module. Throws HostError `memory-limit` where the machine gives no memory for it. */
export function instantiate(module: WebAssembly.Module, imports?: WebAssembly.Imports): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(module, imports);
  } catch (error) {
    if (!isMemoryRefused(error)) throw error;
    throw new HostError('memory-limit', MEMORY_REFUSED, { cause: error });
  }
}

/** Whether the machine, not a limit of ours, refused memory. */
export function isMemoryRefused(error: unknown): boolean {
  return error instanceof Error && /memory allocation|out of memory|allocate memory/i.test(error.message);
}

export const MEMORY_REFUSED =
  'the machine gives no memory for the module, of which engines reserve gigabytes of addresses: raise the limit of address space (ulimit -v), or free memory';
