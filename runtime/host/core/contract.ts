// The module contract, mistletoe.dev/v1alpha1: the types of the exports, and the check that a binary has them. Nothing here runs the
// module.

import type { FunctionType, ValueType, WasmBinary } from './binary';
import { HostError } from './errors';
import {
  ALLOC_EXPORT,
  API_VERSION,
  DEALLOC_EXPORT,
  GENERATE_EXPORT,
  INFO_EXPORT,
  MEMORY_EXPORT,
} from '../../abi/contract';

export * from '../../abi/contract';

/** The type of an export that takes a document and returns the address of a pair. */
const PAIR_FUNCTION: FunctionType = { params: ['i32', 'i32'], results: ['i32'] };

/** The functions of WASI preview 1, by the names that toolchains have given them: of such programs `mistletoe link` makes packages. */
export const WASI_MODULES = ['wasi_snapshot_preview1', 'wasi_unstable'] as const;

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
  if (found === undefined) return undefined;
  const imported = binary.imports.filter(({ kind }) => kind === 'function');
  const own = found.index - imported.length;
  return binary.types[(own < 0 ? imported[found.index].type : binary.functions[own]) ?? -1];
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
    const what = `the module imports ${names.join(', ')}: a package runs alone and may import nothing`;
    const isWasi = binary.imports.every(({ module }) => (WASI_MODULES as readonly string[]).includes(module));
    const how = isWasi
      ? 'this is a program for WASI, of which mistletoe link makes a package: mistletoe link PROGRAM -o MODULE'
      : 'build it for a target without a system interface (no JavaScript glue); of a program for WASI preview 1, mistletoe link makes a package';
    throw new HostError('module-imports', `${what}; ${how}`);
  }
  checkExports(binary);
}

/** Checks that a module offers the contract, whatever it asks for. Throws HostError `module-contract`. */
export function checkExports(binary: WasmBinary): void {
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
