// Puts a snapshot into the engine: four of its sections are written anew, nothing else of it changes. No Binaryen: this takes
// milliseconds.

import {
  END,
  F32_CONST,
  F64_CONST,
  I32_CONST,
  I64_CONST,
  SECTION_CUSTOM,
  SECTION_DATA,
  SECTION_GLOBAL,
  SECTION_MEMORY,
  SIMD,
  TYPE_I32,
} from '../../runtime/abi/wasm';
import {
  ENGINE_CONSTANTS,
  type EngineConstant,
  MARK,
  MARK_PAGES,
  PIECE_HEAD,
  PLACEHOLDER_PAGES,
  SNAPSHOT_HOLE,
} from './facts';
import { PAGE_BYTES } from '../../runtime/abi/values';
import { MODULE_HEAD } from '../../runtime/wasm/head';
import { type Cursor, readSigned, readUnsigned, skipNumber } from '../../runtime/wasm/numbers';
import { ByteWriter } from '../../runtime/wasm/writer';

/** QuickJS's memory after the package's top level ran, and where in it things are. */
export interface Snapshot {
  /** From address 0. */
  memory: Uint8Array;
  constants: Omit<Record<EngineConstant, number>, 'snapshot_length' | 'base_pages'>;
}

/** The engine as the module of a package. `sections`: custom sections to add. */
export function fillEngine(
  engine: Uint8Array,
  { memory, constants }: Snapshot,
  sections: ReadonlyMap<string, Uint8Array>,
): Uint8Array {
  let end = memory.length;
  while (end > 0 && memory[end - 1] === 0) end--;
  const data = memory.subarray(constants.snapshot_start, end);
  const pages = memory.length / PAGE_BYTES;
  const all: Record<EngineConstant, number> = { ...constants, snapshot_length: data.length, base_pages: pages };
  const holes = new Map<number, number>([
    [MARK_PAGES, pages],
    ...ENGINE_CONSTANTS.map((name, i): [number, number] => [MARK + i, all[name]]),
  ]);
  /** What lies behind QuickJS's memory in the engine lies behind the snapshot in the module. */
  const above = PLACEHOLDER_PAGES * PAGE_BYTES;
  const placed = (n: number) => (n >= above && n < above + 2 ** 28 ? n - above + pages * PAGE_BYTES : n);
  let filled = 0;
  const constant = (n: number) => {
    const value = holes.get(n);
    if (value === undefined) return placed(n);
    filled++;
    return value;
  };

  const out = new ByteWriter(engine.length + data.length);
  out.bytes(engine.subarray(0, MODULE_HEAD.length));
  const file: Cursor = { bytes: engine, at: MODULE_HEAD.length };
  while (file.at < engine.length) {
    const id = engine[file.at++]!;
    const size = readUnsigned(file);
    const payload = engine.subarray(file.at, file.at + size);
    file.at += size;
    if (id === SECTION_CUSTOM) continue;
    out.byte(id);
    if (id === SECTION_MEMORY) out.sizedBytes(fillMemory(payload, pages));
    else if (id === SECTION_GLOBAL) out.sizedBytes(fillGlobals(payload, constant));
    else if (id === SECTION_DATA) out.sizedBytes(fillData(payload, placed, pack(data)));
    else out.sizedBytes(payload);
  }
  if (filled !== holes.size) throw new Error(`the engine has ${filled} of ${holes.size} constants`);
  for (const [name, bytes] of sections) out.custom(name, bytes);
  return out.finish();
}

/** Fewer zeros than these are cheaper written than left out: a reset takes the same time for each piece. */
const LEAST_ZEROS = 128;

/** A snapshot without its long runs of zeros, as the engine's `reset` reads it. */
function pack(data: Uint8Array): Uint8Array {
  const out = new ByteWriter(data.length);
  const head = new DataView(new ArrayBuffer(PIECE_HEAD));
  const piece = (from: number, to: number, next: number) => {
    head.setUint32(0, to - from, true);
    head.setUint32(4, next - to, true);
    out.bytes(new Uint8Array(head.buffer));
    out.bytes(data.subarray(from, to));
  };
  let from = 0;
  for (let at = 0; at < data.length; at++) {
    if (data[at] !== 0) continue;
    const zeros = at;
    while (data[at] === 0) at++;
    if (at - zeros < LEAST_ZEROS) continue;
    piece(from, zeros, at);
    from = at;
  }
  piece(from, data.length, data.length);
  return out.finish();
}

/** The memory section: one memory, with the pages that QuickJS has now. */
function fillMemory(payload: Uint8Array, pages: number): Uint8Array {
  // Behind their count and the memory's flags.
  const minimum = readUnsigned({ bytes: payload, at: 2 });
  const out = new ByteWriter();
  out.byte(1);
  out.byte(0);
  out.unsigned(minimum - PLACEHOLDER_PAGES + pages);
  return out.finish();
}

/** Every i32 constant of the global section, as `constant` has it. */
function fillGlobals(payload: Uint8Array, constant: (n: number) => number): Uint8Array {
  const cursor: Cursor = { bytes: payload, at: 0 };
  const count = readUnsigned(cursor);
  const out = new ByteWriter(payload.length);
  out.unsigned(count);
  for (let i = 0; i < count; i++) {
    const start = cursor.at;
    const [type, isMutable, op] = payload.subarray(start, start + 3) as unknown as [number, number, number];
    cursor.at += 3;
    if (type === TYPE_I32 && op === I32_CONST) {
      const value = constant(readSigned(cursor));
      end(cursor, 'global');
      for (const byte of [type, isMutable, op]) out.byte(byte);
      out.signed(value);
      out.byte(END);
      continue;
    }
    if (op === I64_CONST) skipNumber(cursor);
    else if (op in FIXED_SIZES) cursor.at += FIXED_SIZES[op]!;
    else throw unexpected('global');
    end(cursor, 'global');
    out.bytes(payload.subarray(start, cursor.at));
  }
  return out.finish();
}

/** The bytes of initial values that are no LEB128 numbers, by their instruction; SIMD's is `v128.const`. */
const FIXED_SIZES: Record<number, number> = { [F32_CONST]: 4, [F64_CONST]: 8, [SIMD]: 17 };

const unexpected = (what: string) => new Error(`unexpected ${what} in the engine`);

/** Passes over the end of an initial value. */
function end(cursor: Cursor, what: string): void {
  if (cursor.bytes[cursor.at++] !== END) throw unexpected(what);
}

/** The data section: the snapshot in its segment, the others where they now belong. */
function fillData(payload: Uint8Array, placed: (n: number) => number, snapshot: Uint8Array): Uint8Array {
  const cursor: Cursor = { bytes: payload, at: 0 };
  const count = readUnsigned(cursor);
  const out = new ByteWriter(payload.length + snapshot.length);
  out.unsigned(count);
  let holes = 0;
  for (let i = 0; i < count; i++) {
    const kind = readUnsigned(cursor);
    out.unsigned(kind);
    const isPassive = kind === 1;
    if (!isPassive) {
      if (kind !== 0 || payload[cursor.at++] !== I32_CONST) throw unexpected('data segment');
      const offset = readSigned(cursor);
      end(cursor, 'data segment');
      out.byte(I32_CONST);
      out.signed(placed(offset >>> 0));
      out.byte(END);
    }
    const size = readUnsigned(cursor);
    const bytes = payload.subarray(cursor.at, cursor.at + size);
    cursor.at += size;
    const isHole = isPassive && size === 1 && bytes[0] === SNAPSHOT_HOLE;
    if (isHole) holes++;
    out.sizedBytes(isHole ? snapshot : bytes);
  }
  if (holes !== 1) throw new Error(`the engine has ${holes} places for a snapshot`);
  return out.finish();
}
