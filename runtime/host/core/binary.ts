// Reads the parts of a wasm binary that JavaScript cannot show (signatures, memory and table bounds) and writes the binary
// again with tighter bounds. It must stay within the bytes it is given, and leaves to the engine every rule it does not need.

import { isWebAssembly, MODULE_HEAD } from '../../wasm/head';
import { checkedUnsigned } from '../../wasm/numbers';
import { ByteWriter } from '../../wasm/writer';
import {
  SECTION_CUSTOM,
  SECTION_EXPORT,
  SECTION_FUNCTION,
  SECTION_IMPORT,
  SECTION_MEMORY,
  SECTION_NAMES,
  SECTION_TABLE,
  SECTION_TAG,
  SECTION_TYPE,
  TYPE_EXTERNREF,
  TYPE_F32,
  TYPE_F64,
  TYPE_FUNCREF,
  TYPE_FUNCTION,
  TYPE_I32,
  TYPE_I64,
  TYPE_V128,
} from '../../abi/wasm';
import { HostError } from './errors';

/** A value type as the text format writes it. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'funcref' | 'externref';

/** The signature of a wasm function. */
export interface FunctionType {
  params: ValueType[];
  results: ValueType[];
}

/** What an import or export is. */
export type ExternKind = 'function' | 'table' | 'memory' | 'global' | 'tag';

/** An entry of the import section. */
export interface WasmImport {
  module: string;
  name: string;
  kind: ExternKind;
  /** The type index of a function. */
  type?: number;
}

/** An entry of the export section; `index` counts within its kind, imports first. */
export interface WasmExport {
  name: string;
  kind: ExternKind;
  index: number;
}

/** The bounds of a memory (in pages) or of a table (in elements). */
export interface Bounds {
  minimum: number;
  maximum: number | undefined;
}

interface Table extends Bounds {
  elementType: number;
}

/** A section as it lies in the file: `start` and `end` delimit the payload, `name` is set for custom sections. */
export interface Section {
  id: number;
  name: string;
  start: number;
  end: number;
}

/** What the host reads of a binary. */
export interface WasmBinary {
  bytes: Uint8Array;
  sections: Section[];
  types: FunctionType[];
  imports: WasmImport[];
  /** The type index of every function the module defines. */
  functions: number[];
  tables: Table[];
  memories: Bounds[];
  exports: WasmExport[];
}

const VALUE_TYPES = new Map<number, ValueType>([
  [TYPE_I32, 'i32'],
  [TYPE_I64, 'i64'],
  [TYPE_F32, 'f32'],
  [TYPE_F64, 'f64'],
  [TYPE_V128, 'v128'],
  [TYPE_FUNCREF, 'funcref'],
  [TYPE_EXTERNREF, 'externref'],
]);
const EXTERN_KINDS: ExternKind[] = ['function', 'table', 'memory', 'global', 'tag'];

function invalid(what: string): HostError {
  return new HostError(
    'module-invalid',
    `not a valid WebAssembly module: ${what}; build the module again, or check that the file is complete`,
  );
}

function beyond(feature: string): HostError {
  return new HostError(
    'module-feature',
    `the module uses ${feature}, which is not among the WebAssembly features a package may use; build it without (see docs/module-contract.md)`,
  );
}

/** A cursor over `bytes[at, end)`. */
class Reader {
  constructor(
    readonly bytes: Uint8Array,
    public at: number,
    public readonly end: number,
  ) {}

  byte(): number {
    if (this.at >= this.end) throw this.endsEarly();
    return this.bytes[this.at++];
  }

  private endsEarly(): HostError {
    return invalid(`it ends early, at byte ${this.at}`);
  }

  /** An unsigned LEB128 of 32 bits. */
  u32(): number {
    return checkedUnsigned(this, this.end, (problem) => {
      throw problem === 'ends' ? this.endsEarly() : invalid(`a number too large at byte ${this.at - 1}`);
    });
  }

  name(): string {
    const length = this.u32();
    if (length > this.end - this.at) throw invalid(`a name runs past its section, at byte ${this.at}`);
    const start = this.at;
    this.at += length;
    // Names are ASCII as a rule, and a decoder takes longer to make than they take to read.
    let text = '';
    for (let at = start; at < this.at; at++) {
      const byte = this.bytes[at];
      if (byte >= 0x80) return this.wideName(start);
      text += String.fromCharCode(byte);
    }
    return text;
  }

  private wideName(start: number): string {
    try {
      const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
      return decoder.decode(this.bytes.subarray(start, this.at));
    } catch {
      throw invalid(`a name that is not UTF-8, at byte ${start}`);
    }
  }

  /** A vector: a count, then that many items. The count is not trusted: an item takes a byte at least. */
  vector<T>(item: () => T): T[] {
    const count = this.u32();
    if (count > this.end - this.at) throw invalid(`a count runs past its section, at byte ${this.at}`);
    const items: T[] = [];
    for (let i = 0; i < count; i++) items.push(item());
    return items;
  }

  /** A vector of unsigned numbers: thousands of them, most of a byte. */
  numbers(): number[] {
    const count = this.u32();
    if (count > this.end - this.at) throw invalid(`a count runs past its section, at byte ${this.at}`);
    const { bytes, end } = this;
    const numbers: number[] = [];
    for (let i = 0; i < count; i++) {
      if (this.at < end && bytes[this.at] < 0x80) numbers.push(bytes[this.at++]);
      else numbers.push(this.u32());
    }
    return numbers;
  }

  valueType(): ValueType {
    const type = VALUE_TYPES.get(this.byte());
    if (type === undefined) throw beyond('reference types of the garbage collection proposal');
    return type;
  }

  functionType(): FunctionType {
    const form = this.byte();
    if (form !== TYPE_FUNCTION) throw beyond('types of the garbage collection proposal');
    return { params: this.vector(() => this.valueType()), results: this.vector(() => this.valueType()) };
  }

  bounds(what: string): Bounds {
    const flags = this.byte();
    if (flags & 0x02) throw beyond(`a shared ${what}`);
    if (flags & 0x04) throw beyond(`a 64-bit ${what}`);
    if (flags & 0x08) throw beyond(`a ${what} with its own page size`);
    if (flags > 1) throw invalid(`unknown flags of a ${what}, at byte ${this.at - 1}`);
    return { minimum: this.u32(), maximum: flags & 1 ? this.u32() : undefined };
  }

  table(): Table {
    const elementType = this.byte();
    if (elementType === 0x40) throw beyond('a table with an initial value');
    if (elementType !== TYPE_FUNCREF && elementType !== TYPE_EXTERNREF)
      throw beyond('reference types of the garbage collection proposal');
    return { elementType, ...this.bounds('table') };
  }

  import(): WasmImport {
    const module = this.name();
    const name = this.name();
    const form = this.byte();
    if (form === 0x7e || form === 0x7f) throw beyond('the compact form of imports');
    const kind = EXTERN_KINDS[form];
    switch (kind) {
      case 'function':
        return { module, name, kind, type: this.u32() };
      case 'table':
        this.table();
        break;
      case 'memory':
        this.bounds('memory');
        break;
      case 'global':
        this.byte();
        this.byte();
        break;
      case 'tag':
        this.byte();
        this.u32();
        break;
      default:
        throw invalid(`an import of an unknown kind, at byte ${this.at - 1}`);
    }
    return { module, name, kind };
  }

  export(): WasmExport {
    const name = this.name();
    const kind = EXTERN_KINDS[this.byte()];
    if (kind === undefined) throw invalid(`an export of an unknown kind, at byte ${this.at - 1}`);
    return { name, kind, index: this.u32() };
  }
}

/**
 * Reads the sections of a binary. Throws HostError `module-invalid` for what is not a wasm module and `module-feature` for
 * features outside the contract. What passes may still be refused by the engine.
 */
export function readBinary(bytes: Uint8Array): WasmBinary {
  if (!ArrayBuffer.isView(bytes)) {
    throw invalid(
      `it is no Uint8Array: give the bytes of the module${typeof bytes === 'string' ? ', not its path' : ''}`,
    );
  }
  if (!isWebAssembly(bytes)) {
    throw invalid(bytes.length === 0 ? 'it is empty' : 'it does not start with the bytes "\\0asm"');
  }
  if (bytes.length < MODULE_HEAD.length) throw invalid('it ends within its header');
  if (MODULE_HEAD.some((byte, i) => bytes[i] !== byte)) {
    const component = bytes[4] === 0x0d && bytes[6] === 0x01;
    if (!component) throw invalid('its version is not 1');
    throw new HostError(
      'module-invalid',
      'it is a component, not a core WebAssembly module; build the program for WASI preview 1 (Rust: --target wasm32-wasip1) and link that',
    );
  }

  const binary: WasmBinary = {
    bytes,
    sections: [],
    types: [],
    imports: [],
    functions: [],
    tables: [],
    memories: [],
    exports: [],
  };
  const file = new Reader(bytes, MODULE_HEAD.length, bytes.length);
  while (file.at < file.end) {
    const id = file.byte();
    const size = file.u32();
    if (size > file.end - file.at) {
      throw invalid(`section ${id} should have ${size} bytes but the file ends ${file.end - file.at} bytes into it`);
    }
    const section = new Reader(bytes, file.at, file.at + size);
    file.at += size;
    let name = SECTION_NAMES[id];
    if (id === SECTION_CUSTOM) {
      name = section.name();
    } else if (id === SECTION_TAG) {
      throw beyond('exceptions');
    } else if (name === undefined) {
      throw invalid(`an unknown section ${id}`);
    } else if (binary.sections.some((other) => other.id === id)) {
      throw invalid(`two ${name} sections`);
    }
    binary.sections.push({ id, name, start: section.at, end: section.end });
    switch (id) {
      case SECTION_TYPE:
        binary.types = section.vector(() => section.functionType());
        break;
      case SECTION_IMPORT:
        binary.imports = section.vector(() => section.import());
        break;
      case SECTION_FUNCTION:
        binary.functions = section.numbers();
        break;
      case SECTION_TABLE:
        binary.tables = section.vector(() => section.table());
        break;
      case SECTION_MEMORY:
        binary.memories = section.vector(() => section.bounds('memory'));
        break;
      case SECTION_EXPORT:
        binary.exports = section.vector(() => section.export());
        break;
      default:
        continue;
    }
    if (section.at !== section.end) throw invalid(`bytes are left over in the ${name} section`);
  }
  return binary;
}

/** More than bounds grow by when they are written anew. */
const SPARE_BYTES = 64;

function writeBounds(out: ByteWriter, bounds: Bounds): void {
  out.byte(bounds.maximum === undefined ? 0 : 1);
  out.unsigned(bounds.minimum);
  if (bounds.maximum !== undefined) out.unsigned(bounds.maximum);
}

/**
 * The same binary with the memory and the tables of `binary` as they are in `memories` and `tables` now; all other bytes
 * are kept. The module must have no imports (an imported memory would shift the indices).
 */
export function withBounds(binary: WasmBinary, memories: Bounds[], tables: Bounds[]): Uint8Array {
  const memorySection = new ByteWriter();
  memorySection.unsigned(memories.length);
  for (const memory of memories) writeBounds(memorySection, memory);
  const tableSection = new ByteWriter();
  tableSection.unsigned(tables.length);
  tables.forEach((table, i) => {
    tableSection.byte(binary.tables[i].elementType);
    writeBounds(tableSection, table);
  });
  const replacements = new Map([
    [SECTION_MEMORY, memorySection],
    [SECTION_TABLE, tableSection],
  ]);

  const out = new ByteWriter(binary.bytes.length + SPARE_BYTES);
  let copied = 0;
  let before = MODULE_HEAD.length;
  for (const section of binary.sections) {
    const replacement = section.id === SECTION_CUSTOM ? undefined : replacements.get(section.id);
    if (replacement !== undefined) {
      out.bytes(binary.bytes.subarray(copied, before));
      out.byte(section.id);
      out.sizedBytes(replacement.finish());
      copied = section.end;
    }
    before = section.end;
  }
  out.bytes(binary.bytes.subarray(copied));
  return out.finish();
}
