// Reads the code of WebAssembly functions as far as linking takes: which functions, globals and types a body names, and where.
// Source: WebAssembly Core Specification 3.0, chapter 5.4, Instructions.

import {
  BLOCK,
  BULK,
  CALL,
  CALL_INDIRECT,
  F32_CONST,
  F64_CONST,
  I32_CONST,
  I64_CONST,
  I32_LOAD,
  IF,
  LOOP,
  MEMORY_INIT,
} from '../../runtime/abi/wasm';

/** What a number in code stands for. */
export type ReferenceKind = 'function' | 'global' | 'type' | 'segment';

/** A number in code that linking may change: bytes[at, end). */
export interface Reference {
  kind: ReferenceKind;
  index: number;
  at: number;
  end: number;
}

/** Code of a kind that this package's guest does not have. */
export class UnknownCode extends Error {}

const BR = 0x0c;
const BR_IF = 0x0d;
const BR_TABLE = 0x0e;
const RETURN_CALL = 0x12;
const SELECT_TYPED = 0x1c;
const LOCAL_GET = 0x20;
const GLOBAL_GET = 0x23;
const GLOBAL_SET = 0x24;
const I64_STORE32 = 0x3e;
const MEMORY_SIZE = 0x3f;
const MEMORY_GROW = 0x40;
const I32_EQZ = 0x45;
const I64_EXTEND32 = 0xc4;
const SIMD = 0xfd;

/** Behind SIMD: those with an address, a lane, both, or sixteen bytes. */
const SIMD_LOADS = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 92, 93]);
const SIMD_CONST = 12;
const SIMD_SHUFFLE = 13;
const SIMD_LANES = { from: 21, to: 34 };
const SIMD_LANE_LOADS = { from: 84, to: 91 };

/** Block types that are no number of a type. */
const MULTIVALUE_BELOW = 0x40;

/** The references of a body, whose size is not among its bytes[start, end). Throws UnknownCode. */
export function referencesOf(bytes: Uint8Array, start: number, end: number): Reference[] {
  const found: Reference[] = [];
  let at = start;
  const unsigned = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
  };
  const skip = () => {
    while (bytes[at++] >= 0x80);
  };
  const reference = (kind: ReferenceKind) => {
    const from = at;
    const index = unsigned();
    found.push({ kind, index, at: from, end: at });
  };
  const address = () => {
    skip();
    skip();
  };

  for (let groups = unsigned(); groups > 0; groups--) {
    skip();
    at++;
  }
  while (at < end) {
    const code = bytes[at++];
    if (code >= I32_LOAD && code <= I64_STORE32) address();
    else if (code >= I32_EQZ && code <= I64_EXTEND32) continue;
    else if (code >= LOCAL_GET && code < GLOBAL_GET) skip();
    else {
      switch (code) {
        case BLOCK:
        case LOOP:
        case IF:
          if (bytes[at] < MULTIVALUE_BELOW || bytes[at] >= 0x80) reference('type');
          else at++;
          break;
        case CALL:
        case RETURN_CALL:
          reference('function');
          break;
        case CALL_INDIRECT:
          reference('type');
          skip();
          break;
        case GLOBAL_GET:
        case GLOBAL_SET:
          reference('global');
          break;
        case BR:
        case BR_IF:
        case MEMORY_SIZE:
        case MEMORY_GROW:
        case I32_CONST:
        case I64_CONST:
          skip();
          break;
        case BR_TABLE:
          for (let labels = unsigned(); labels >= 0; labels--) skip();
          break;
        case SELECT_TYPED:
          for (let types = unsigned(); types > 0; types--) at++;
          break;
        case F32_CONST:
          at += 4;
          break;
        case F64_CONST:
          at += 8;
          break;
        case BULK:
          bulk();
          break;
        case SIMD:
          simd();
          break;
        default:
          if (!PLAIN.has(code)) throw new UnknownCode(`instruction 0x${code.toString(16)}`);
      }
    }
  }
  return found;

  function bulk(): void {
    const code = unsigned();
    const numbers = BULK_NUMBERS[code];
    if (numbers === undefined) throw new UnknownCode(`instruction 0xfc ${code}`);
    if (code === MEMORY_INIT) reference('segment');
    for (let i = 0; i < numbers; i++) skip();
  }

  function simd(): void {
    const code = unsigned();
    if (SIMD_LOADS.has(code)) address();
    else if (code === SIMD_CONST || code === SIMD_SHUFFLE) at += 16;
    else if (code >= SIMD_LANES.from && code <= SIMD_LANES.to) at++;
    else if (code >= SIMD_LANE_LOADS.from && code <= SIMD_LANE_LOADS.to) {
      address();
      at++;
    }
  }
}

/** unreachable, nop, else, end, return, drop, select */
const PLAIN = new Set([0x00, 0x01, 0x05, 0x0b, 0x0f, 0x1a, 0x1b]);

/** How many numbers follow, besides that of a segment: truncations, then memory.init, memory.copy and memory.fill. */
const BULK_NUMBERS: Record<number, number> = {
  0: 0,
  1: 0,
  2: 0,
  3: 0,
  4: 0,
  5: 0,
  6: 0,
  7: 0,
  [MEMORY_INIT]: 1,
  10: 2,
  11: 1,
};
