// The module contract, mistletoe.dev/v1alpha1: the names and types of the exports, and the check that a binary has them.
// The names stand here once; nothing here runs the module.

import type { FunctionType, ValueType, WasmBinary } from './binary';
import { HostError } from './errors';

/** The `apiVersion` of every document of the contract. */
export const API_VERSION = 'mistletoe.dev/v1alpha1';

/** The module's only memory. */
export const MEMORY_EXPORT = 'memory';
/** Gives the MistPackage: `() -> i32`, the address of a pair. */
export const INFO_EXPORT = '__mistletoe_info';
/** Makes room: `(length) -> i32`, the address. */
export const ALLOC_EXPORT = '__mistletoe_alloc';
/** Takes room back: `(address, length) -> ()`. */
export const DEALLOC_EXPORT = '__mistletoe_dealloc';
/** Takes a MistInput and gives a MistResult: `(address, length) -> i32`, the address of a pair. */
export const GENERATE_EXPORT = '__mistletoe_generate';
/** Optional: like generate, but the pair holds whatever the host and the compiled chart agreed on instead of a MistResult. */
export const RENDER_EXPORT = '__mistletoe_render';

/** Optional, of a converted chart: gives what Helm writes to standard error besides an error, as a JSON list of lines. */
export const WARNINGS_EXPORT = '__mistletoe_warnings';

/** Optional, of a converted chart: gives what the last render drew and looked up, as a JSON list. */
export const READS_EXPORT = '__mistletoe_reads';

/** Optional: gives the text of a panic, read after the module has trapped: `() -> i32`, the address of a pair; 0: there is none. */
export const FAULT_EXPORT = '__mistletoe_fault';

/** Optional, of a converted chart: like render, but gives the address of a record (runtime/abi/result.ts). */
export const MANIFESTS_EXPORT = '__mistletoe_manifests';

/** Of a chart that was converted with a trace: tells who wrote what the last render printed (runtime/abi/trace.ts). */
export const TRACE_EXPORT = '__mistletoe_trace';

/** Optional: a custom section with a copy of the MistPackage, for hosts that want to know a module without starting it. */
export const PACKAGE_SECTION = 'mistletoe.dev/package';

/** The type of an export that takes a document and returns the address of a pair. */
const PAIR_FUNCTION: FunctionType = { params: ['i32', 'i32'], results: ['i32'] };

const FUNCTIONS: [name: string, type: FunctionType][] = [
  [INFO_EXPORT, { params: [], results: ['i32'] }],
  [ALLOC_EXPORT, { params: ['i32'], results: ['i32'] }],
  [DEALLOC_EXPORT, { params: ['i32', 'i32'], results: [] }],
  [GENERATE_EXPORT, PAIR_FUNCTION],
];

function list(types: ValueType[]): string {
  return `(${types.join(', ')})`;
}

function write(type: FunctionType): string {
  return `${list(type.params)} -> ${type.results.length === 1 ? type.results[0] : list(type.results)}`;
}

/** Whether an export tells of the last render: `() -> i32`, the address of a pair. */
export function isReportExport(binary: WasmBinary, name: string): boolean {
  const type = exportedFunction(binary, name);
  return type !== undefined && write(type) === '() -> i32';
}

/** The type of an exported function, or undefined when there is no such function. */
export function exportedFunction(binary: WasmBinary, name: string): FunctionType | undefined {
  const found = binary.exports.find((item) => item.name === name && item.kind === 'function');
  return found && binary.types[binary.functions[found.index]];
}

/** Whether `name` is an exported function that takes a document and returns the address of a pair. */
export function isPairExport(binary: WasmBinary, name: string): boolean {
  const type = exportedFunction(binary, name);
  return type !== undefined && write(type) === write(PAIR_FUNCTION);
}

/**
 * Checks that a module asks for nothing and offers the contract. Throws HostError `module-imports` or `module-contract`;
 * the latter names every export that is missing or has another type.
 */
export function checkContract(binary: WasmBinary): void {
  if (binary.imports.length > 0) {
    const names = binary.imports.slice(0, 3).map((item) => `${item.module}.${item.name} (${item.kind})`);
    if (binary.imports.length > names.length) names.push(`${binary.imports.length - names.length} more`);
    throw new HostError(
      'module-imports',
      `the module imports ${names.join(', ')}: a package runs alone and may import nothing; build it for a target without a system interface (no WASI, no JavaScript glue)`,
    );
  }

  const problems: string[] = [];
  const memory = binary.exports.find((item) => item.name === MEMORY_EXPORT);
  if (memory === undefined) problems.push(`${MEMORY_EXPORT} is missing`);
  else if (memory.kind !== 'memory') problems.push(`${MEMORY_EXPORT} is a ${memory.kind}, not a memory`);
  for (const [name, type] of FUNCTIONS) {
    const found = binary.exports.find((item) => item.name === name);
    if (found === undefined) {
      problems.push(`${name} is missing`);
      continue;
    }
    if (found.kind !== 'function') {
      problems.push(`${name} is a ${found.kind}, not a function`);
      continue;
    }
    const actual = exportedFunction(binary, name);
    if (actual === undefined) problems.push(`${name} refers to a function that does not exist`);
    else if (write(actual) !== write(type)) problems.push(`${name} is ${write(actual)}, not ${write(type)}`);
  }
  if (binary.memories.length > 1) problems.push('it has more than one memory');
  if (problems.length > 0) {
    throw new HostError(
      'module-contract',
      `the module does not follow the contract ${API_VERSION}: ${problems.join('; ')} (see docs/module-contract.md)`,
    );
  }
}
