// Helm deletes every literal `<no value>` from what a file or a `tpl` rendered, even one that the user wrote.

import { output } from './output';

const LENGTH: u32 = 10;
const HEAD: u64 = 0x756c6176206f6e3c; // "<no valu", little endian
const TAIL: u16 = 0x3e65; // "e>"

/** Deletes `<no value>` from what stands behind `mark` in the output. One scan, nothing moves unless something is found. */
export function stripNoValue(mark: u32): void {
  const end = output.pointer + output.length;
  let from = output.pointer + mark;
  let at = find(from, end);
  if (!at) return;
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
  for (let at = from; at <= last; at++) {
    if (load<u8>(at) == 0x3c && load<u64>(at) == HEAD && load<u16>(at + 8) == TAIL) return at;
  }
  return 0;
}
