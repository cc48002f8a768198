// Reads the code of WebAssembly functions as far as linking takes: which functions, globals and types a body names, and where.
// Source: WebAssembly Core Specification 3.0, chapter 5.4, Instructions.

import {
  BLOCK,
  BR,
  BR_IF,
  BR_TABLE,
  BULK,
  CALL,
  CALL_INDIRECT,
  DROP,
  ELSE,
  END,
  F32_CONST,
  F64_CONST,
  GLOBAL_GET,
  GLOBAL_SET,
  I32_CONST,
  I32_EQZ,
  I32_LOAD,
  I64_CONST,
  I64_EXTEND32,
  I64_STORE32,
  IF,
  LOCAL_GET,
  LOOP,
  MEMORY_COPY,
  MEMORY_FILL,
  MEMORY_GROW,
  MEMORY_INIT,
  MEMORY_SIZE,
  NOP,
  RETURN,
  RETURN_CALL,
  SELECT,
  SELECT_TYPED,
  SIMD,
  TYPE_EMPTY,
  UNREACHABLE,
} from '../../runtime/abi/wasm';
import { type Cursor, readUnsigned, skipNumber } from '../../runtime/wasm/numbers';

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

/** Behind SIMD: those with an address, a lane, both, or sixteen bytes. */
const SIMD_LOADS = new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 92, 93]);
const SIMD_CONST = 12;
const SIMD_SHUFFLE = 13;
const SIMD_LANES = { from: 21, to: 34 };
const SIMD_LANE_LOADS = { from: 84, to: 91 };

/** The references of a body, whose size is not among its bytes[start, end). Throws UnknownCode. */
export function referencesOf(bytes: Uint8Array, start: number, end: number): Reference[] {
  const found: Reference[] = [];
  const cursor: Cursor = { bytes, at: start };
  const unsigned = () => readUnsigned(cursor);
  const skip = () => skipNumber(cursor);
  const reference = (kind: ReferenceKind) => {
    const at = cursor.at;
    const index = unsigned();
    found.push({ kind, index, at, end: cursor.at });
  };
  const address = () => {
    skip();
    skip();
  };

  for (let groups = unsigned(); groups > 0; groups--) {
    skip();
    cursor.at++;
  }
  while (cursor.at < end) {
    const code = bytes[cursor.at++];
    if (code >= I32_LOAD && code <= I64_STORE32) address();
    else if (code >= I32_EQZ && code <= I64_EXTEND32) continue;
    else if (code >= LOCAL_GET && code < GLOBAL_GET) skip();
    else {
      switch (code) {
        case BLOCK:
        case LOOP:
        case IF:
          if (bytes[cursor.at] < TYPE_EMPTY || bytes[cursor.at] >= 0x80) reference('type');
          else cursor.at++;
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
          for (let types = unsigned(); types > 0; types--) cursor.at++;
          break;
        case F32_CONST:
          cursor.at += 4;
          break;
        case F64_CONST:
          cursor.at += 8;
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
    else if (code === SIMD_CONST || code === SIMD_SHUFFLE) cursor.at += 16;
    else if (code >= SIMD_LANES.from && code <= SIMD_LANES.to) cursor.at++;
    else if (code >= SIMD_LANE_LOADS.from && code <= SIMD_LANE_LOADS.to) {
      address();
      cursor.at++;
    }
  }
}

/** Instructions without a number. */
const PLAIN = new Set([UNREACHABLE, NOP, ELSE, END, RETURN, DROP, SELECT]);

/** How many numbers follow, besides that of a segment: truncations, then memory.init, memory.copy and memory.fill. */
const BULK_NUMBERS: Record<number, number> = {
  ...Object.fromEntries(Array.from({ length: 8 }, (_, i) => [i, 0])),
  [MEMORY_INIT]: 1,
  [MEMORY_COPY]: 2,
  [MEMORY_FILL]: 1,
};
