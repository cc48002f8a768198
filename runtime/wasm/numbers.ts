// Numbers of a WebAssembly binary as they are read: LEB128, from a place that moves on.
// Source: WebAssembly Core Specification 3.0, chapter 5.2.2, Integers.

/** Bytes, and the place of the next one. */
export interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** An unsigned number of 32 bits of a binary that this package wrote itself: nothing is checked. */
export function readUnsigned(cursor: Cursor): number {
  const { bytes } = cursor;
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[cursor.at++]!;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return value >>> 0;
  }
}

/** A signed one. */
export function readSigned(cursor: Cursor): number {
  const { bytes } = cursor;
  let value = 0;
  for (let shift = 0; ; ) {
    const byte = bytes[cursor.at++]!;
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if (byte < 0x80) return shift < 32 && byte & 0x40 ? value | (-1 << shift) : value;
  }
}

/** Passes over a number of any size. */
export function skipNumber(cursor: Cursor): void {
  while (cursor.bytes[cursor.at++]! >= 0x80);
}

/** What is wrong with a number that somebody else wrote: the bytes end within it, or it has more than 32 bits. */
export type NumberProblem = 'ends' | 'large';

/**
 * An unsigned number of 32 bits of a binary that anybody may have written. `fail` throws what the reader's errors are; the place is
 * behind the last byte that was looked at.
 */
export function checkedUnsigned(cursor: Cursor, end: number, fail: (problem: NumberProblem) => never): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    if (cursor.at >= end) fail('ends');
    const byte = cursor.bytes[cursor.at++]!;
    if (shift === 28 && byte > 0x0f) break;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  return fail('large');
}
