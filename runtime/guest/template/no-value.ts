// Helm deletes every literal `<no value>` from what a file or a `tpl` rendered, even one that the user wrote.
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/engine.go.

import { KNOWN_FROM, KNOWN_TO } from '../../abi/values';
import { firstKnown, keepKnown, knownCount, knownOffset, knownRecord } from './proven-text';
import { output } from '../core/output';

const LENGTH: u32 = 10;
const HEAD: u64 = 0x756c6176206f6e3c; // "<no valu", little endian
const TAIL: u16 = 0x3e65; // "e>"

/**
 * Deletes `<no value>` from what stands behind `mark` in the output. One scan, nothing moves unless something is found; no known
 * stretch holds one or, being lines, part of one.
 */
export function stripNoValue(mark: u32): void {
  const end = output.pointer + output.length;
  let from = output.pointer + mark;
  let at: usize = 0;
  const first = firstKnown(mark);
  for (let i = first; i < knownCount && !at; i++) {
    const start = output.pointer + knownOffset(i);
    const record = knownRecord(i);
    at = find(from, start);
    from = start + load<u32>(record, KNOWN_TO) - load<u32>(record, KNOWN_FROM);
  }
  if (!at) at = find(from, end);
  if (!at) return;
  keepKnown(first);
  let to = at;
  while (at) {
    from = at + LENGTH;
    at = find(from, end);
    const stop = at ? at : end;
    memory.copy(to, from, stop - from);
    to += stop - from;
  }
  output.length = <u32>(to - output.pointer);
}

function find(from: usize, end: usize): usize {
  const last = end - LENGTH;
  let at = from;
  if (end > from + 32) {
    // An angle bracket before an n is rare enough.
    const bracket = i8x16.splat(0x3c);
    const letter = i8x16.splat(0x6e);
    const stop = end - 17;
    while (at <= stop) {
      let found = i8x16.bitmask(v128.and(i8x16.eq(v128.load(at), bracket), i8x16.eq(v128.load(at, 1), letter)));
      while (found) {
        const start = at + ctz(found);
        if (start <= last && load<u64>(start) == HEAD && load<u16>(start + 8) == TAIL) return start;
        found &= found - 1;
      }
      at += 16;
    }
  }
  for (; at <= last; at++) {
    if (load<u8>(at) == 0x3c && load<u64>(at) == HEAD && load<u16>(at + 8) == TAIL) return at;
  }
  return 0;
}
