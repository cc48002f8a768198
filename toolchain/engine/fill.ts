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
import { ENGINE_CONSTANTS, type EngineConstant, MARK, MARK_PAGES, PLACEHOLDER_PAGES, SNAPSHOT_HOLE } from './facts';
import { readSigned, readUnsigned, signed, unsigned } from './leb128';

const PAGE = 65536;

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
  const pages = memory.length / PAGE;
  const all: Record<EngineConstant, number> = { ...constants, snapshot_length: data.length, base_pages: pages };
  const holes = new Map<number, number>([
    [MARK_PAGES, pages],
    ...ENGINE_CONSTANTS.map((name, i): [number, number] => [MARK + i, all[name]]),
  ]);
  /** What lies behind QuickJS's memory in the engine lies behind the snapshot in the module. */
  const above = PLACEHOLDER_PAGES * PAGE;
  const placed = (n: number) => (n >= above && n < above + 2 ** 28 ? n - above + pages * PAGE : n);
  let filled = 0;
  const constant = (n: number) => {
    const value = holes.get(n);
    if (value === undefined) return placed(n);
    filled++;
    return value;
  };

  const parts: Uint8Array[] = [engine.subarray(0, 8)];
  for (let at = 8; at < engine.length; ) {
    const id = engine[at]!;
    const [size, from] = readUnsigned(engine, at + 1);
    const payload = engine.subarray(from, from + size);
    at = from + size;
    if (id === SECTION_MEMORY) {
      const [minimum] = readUnsigned(payload, 2);
      parts.push(section(id, Uint8Array.from([1, 0, ...unsigned(minimum - PLACEHOLDER_PAGES + pages)])));
    } else if (id === SECTION_GLOBAL) parts.push(section(id, fillGlobals(payload, constant)));
    else if (id === SECTION_DATA) parts.push(section(id, fillData(payload, placed, data)));
    else if (id !== SECTION_CUSTOM) parts.push(section(id, payload));
  }
  if (filled !== holes.size) throw new Error(`the engine has ${filled} of ${holes.size} constants`);
  for (const [name, bytes] of sections) {
    const label = new TextEncoder().encode(name);
    parts.push(section(SECTION_CUSTOM, concat([Uint8Array.from(unsigned(label.length)), label, bytes])));
  }
  return concat(parts);
}

function section(id: number, payload: Uint8Array): Uint8Array {
  return concat([Uint8Array.from([id, ...unsigned(payload.length)]), payload]);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Every i32 constant of the global section, as `constant` has it. */
function fillGlobals(payload: Uint8Array, constant: (n: number) => number): Uint8Array {
  const [count, first] = readUnsigned(payload, 0);
  let at = first;
  const out: Uint8Array[] = [Uint8Array.from(unsigned(count))];
  for (let i = 0; i < count; i++) {
    const [type, isMutable, op] = payload.subarray(at, at + 3) as unknown as [number, number, number];
    const start = at;
    at += 3;
    if (type === TYPE_I32 && op === I32_CONST) {
      const [n, next] = readSigned(payload, at);
      if (payload[next] !== END) throw new Error('unexpected global in the engine');
      at = next + 1;
      out.push(Uint8Array.from([type, isMutable, op, ...signed(constant(n)), END]));
      continue;
    }
    if (op === I64_CONST) while (payload[at++]! & 0x80);
    else if (op === F32_CONST) at += 4;
    else if (op === F64_CONST) at += 8;
    else if (op === SIMD) at += 17;
    else throw new Error('unexpected global in the engine');
    if (payload[at++] !== END) throw new Error('unexpected global in the engine');
    out.push(payload.subarray(start, at));
  }
  return concat(out);
}

/** The data section: the snapshot in its segment, the others where they now belong. */
function fillData(payload: Uint8Array, placed: (n: number) => number, snapshot: Uint8Array): Uint8Array {
  const [count, first] = readUnsigned(payload, 0);
  let at = first;
  const out: Uint8Array[] = [Uint8Array.from(unsigned(count))];
  let holes = 0;
  for (let i = 0; i < count; i++) {
    const [kind, next] = readUnsigned(payload, at);
    at = next;
    out.push(Uint8Array.from(unsigned(kind)));
    const isPassive = kind === 1;
    if (!isPassive) {
      if (kind !== 0 || payload[at] !== I32_CONST) throw new Error('unexpected data segment in the engine');
      const [offset, after] = readSigned(payload, at + 1);
      if (payload[after] !== END) throw new Error('unexpected data segment in the engine');
      at = after + 1;
      out.push(Uint8Array.from([I32_CONST, ...signed(placed(offset >>> 0)), END]));
    }
    const [size, from] = readUnsigned(payload, at);
    at = from + size;
    const bytes = payload.subarray(from, at);
    const isHole = isPassive && size === 1 && bytes[0] === SNAPSHOT_HOLE;
    if (isHole) holes++;
    out.push(Uint8Array.from(unsigned(isHole ? snapshot.length : size)), isHole ? snapshot : bytes);
  }
  if (holes !== 1) throw new Error(`the engine has ${holes} places for a snapshot`);
  return concat(out);
}
