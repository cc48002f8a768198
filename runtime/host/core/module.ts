// From bytes to a module that may run: checked against the contract, bounded by the engine, compiled. Nothing of the module
// has run when this is done.

import { type Bounds, readBinary, type Section, type WasmBinary, type WasmExport, withBounds } from './binary';
import { checkContract, FAULT_EXPORT, isPairExport, isReportExport, READS_EXPORT, WARNINGS_EXPORT } from './contract';
import { HostError } from './errors';
import type { Machine } from './machine';
import { PAGE_BYTES } from '../../abi/values';
import { completeLimits, formatBytes, type Limits, memoryPages } from './limits';

/** The most elements the tables of a module may have together: indirect calls need thousands, not gigabytes. */
const TABLE_ELEMENTS = 1_000_000;

/** A checked and compiled module. */
export interface LoadedModule {
  /** The compiled form; its memory and tables have the bounds of `limits`. */
  readonly module: WebAssembly.Module;
  readonly limits: Limits;
  /** What it is made of: the sections in the order of the file, with their payload's place. */
  readonly sections: readonly Section[];
  readonly exports: readonly WasmExport[];
  /** The size of the file it came from, in bytes. */
  readonly size: number;
  /** Whether an export takes a document and returns a pair, as `generate` does. */
  isPairExport(name: string): boolean;
  /** Whether the module exports a function of that name and of type () -> i32. */
  isReportExport(name: string): boolean;
  /** Whether it is a converted chart that can say what Helm would warn of. */
  readonly hasWarnings: boolean;
  /** Can it say what a render drew and looked up? */
  readonly hasReads: boolean;
  /** Can it say why it trapped? */
  readonly hasFault: boolean;
  /** An instance that is started and ready, where there is one: it is given once. */
  readonly started?: () => Machine | undefined;
  /** A fresh instance, where the module is this package's own and asks something of its host. */
  readonly instance?: () => WebAssembly.Instance;
  /** Readies a fresh instance, where the module needs something before it is called. */
  readonly prepare?: (machine: Machine) => void;
  /** The bytes of a custom section, where the file has one of that name. They are what the file says, and nothing more. */
  customSection(name: string): Uint8Array | undefined;
}

function boundMemories(binary: WasmBinary, limits: Limits): Bounds[] {
  const ceiling = memoryPages(limits);
  return binary.memories.map(({ minimum, maximum }) => {
    if (minimum > ceiling) {
      throw new HostError(
        'memory-limit',
        `the module starts with ${formatBytes(minimum * PAGE_BYTES)} of memory but may have ${formatBytes(limits.memoryBytes)}: raise the memory limit if you trust it`,
        { limit: 'memoryBytes' },
      );
    }
    return { minimum, maximum: Math.min(maximum ?? ceiling, ceiling) };
  });
}

function boundTables(binary: WasmBinary): Bounds[] {
  const total = binary.tables.reduce((sum, table) => sum + table.minimum, 0);
  if (total > TABLE_ELEMENTS) {
    throw new HostError(
      'memory-limit',
      `the module starts with tables of ${total} elements; ${TABLE_ELEMENTS} are allowed: build it with smaller tables`,
    );
  }
  const share = Math.floor((TABLE_ELEMENTS - total) / Math.max(1, binary.tables.length));
  return binary.tables.map(({ minimum, maximum }) => ({
    minimum,
    maximum: Math.min(maximum ?? minimum + share, minimum + share),
  }));
}

/**
 * Checks a binary: real WebAssembly, no imports, the contract's exports with their types, bounds within the limits.
 * Gives the bytes to compile, with the bounds written into them. Throws HostError.
 */
export function prepareModule(
  bytes: Uint8Array,
  given: Partial<Limits> = {},
): { bytes: Uint8Array<ArrayBuffer>; finish(module: WebAssembly.Module): LoadedModule } {
  const limits = completeLimits(given);
  if (bytes.length > limits.moduleBytes) {
    throw new HostError(
      'module-size',
      `the module has ${formatBytes(bytes.length)}; ${formatBytes(limits.moduleBytes)} are allowed: raise the module size limit if you trust it`,
      { limit: 'moduleBytes' },
    );
  }
  const binary = readBinary(bytes);
  checkContract(binary);
  const bounded = withBounds(binary, boundMemories(binary, limits), boundTables(binary)) as Uint8Array<ArrayBuffer>;
  return {
    bytes: bounded,
    finish: (module) => ({
      module,
      limits,
      sections: binary.sections,
      exports: binary.exports,
      size: bytes.length,
      isPairExport: (name) => isPairExport(binary, name),
      isReportExport: (name) => isReportExport(binary, name),
      hasWarnings: isReportExport(binary, WARNINGS_EXPORT),
      hasReads: isReportExport(binary, READS_EXPORT),
      hasFault: isReportExport(binary, FAULT_EXPORT),
      customSection: (name) => {
        const section = binary.sections.find((one) => one.id === 0 && one.name === name);
        return section && bytes.subarray(section.start, section.end);
      },
    }),
  };
}

/** The engine's refusal of a binary as a HostError. */
export function refusedModule(cause: unknown): HostError {
  const reason = (cause as Error).message.replace(/^WebAssembly\.\w+\(\): /, '');
  return new HostError(
    'module-invalid',
    `not a valid WebAssembly module: ${reason}; build it again, with the features every engine runs (see docs/module-contract.md)`,
    { cause },
  );
}

/** Checks and compiles a module in one step, where the thread may block (Node, a browser's worker). Throws HostError. */
export function loadModule(bytes: Uint8Array, limits?: Partial<Limits>): LoadedModule {
  const prepared = prepareModule(bytes, limits);
  try {
    // The constructor validates: it refuses exactly what WebAssembly.validate refuses, and says why.
    return prepared.finish(new WebAssembly.Module(prepared.bytes));
  } catch (cause) {
    throw refusedModule(cause);
  }
}

/** Checks a module and compiles it without blocking the thread. Rejects with HostError. */
export async function compileModule(bytes: Uint8Array, limits?: Partial<Limits>): Promise<LoadedModule> {
  const prepared = prepareModule(bytes, limits);
  try {
    return prepared.finish(await WebAssembly.compile(prepared.bytes));
  } catch (cause) {
    throw refusedModule(cause);
  }
}
