// Stretches of the chart's own text that the compiler has proved to be lines of YAML (compiler/codegen/proven-text.ts), and where
// in the output they stand: what looks at every byte of the output goes over them. Whoever takes text from the output again,
// or moves it, must set `knownCount` back to what it was when that text began.
// Follows nothing: what was proved at compile time is this project's.

import { KNOWN_FROM, KNOWN_NEXT } from '../../abi/values';
import { allocate } from '../core/memory';
import { output } from '../core/output';

/** Pairs: offset in the output, address of the stretch's record (layout KNOWN_*). Offsets ascend. */
let entries: usize = 0;
let capacity: u32 = 0;

/** How many stretches stand in the output. */
export let knownCount: u32 = 0;

/** Forgets what was known of the last render's output. */
export function resetKnown(): void {
  capacity = 0;
  knownCount = 0;
}

/** Forgets all stretches but the first `count`. */
export function keepKnown(count: u32): void {
  knownCount = count;
}

/** Literal text of a template, with the records of its stretches. */
export function knownText(pointer: usize, length: u32, record: usize): void {
  const start = output.length;
  output.bytes(pointer, length);
  while (record) {
    if (knownCount == capacity) grow();
    store<u32>(entries + (knownCount << 3), start + load<u32>(record, KNOWN_FROM));
    store<u32>(entries + (knownCount << 3), <u32>record, 4);
    knownCount++;
    record = load<u32>(record, KNOWN_NEXT);
  }
}

function grow(): void {
  const before = entries;
  capacity = capacity ? capacity * 2 : 64;
  entries = allocate(capacity << 3);
  memory.copy(entries, before, knownCount << 3);
}

/** Offset in the output of stretch `i`. */
export function knownOffset(i: u32): u32 {
  return load<u32>(entries + (i << 3));
}

/** Address of the record of stretch `i`. */
export function knownRecord(i: u32): usize {
  return load<u32>(entries + (i << 3), 4);
}

/** The first stretch that does not begin before `offset`. */
export function firstKnown(offset: u32): u32 {
  let low: u32 = 0;
  let high = knownCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (knownOffset(middle) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
