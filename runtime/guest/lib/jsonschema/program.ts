// Compiled schemas as validators read them: words, nodes, tables and values at their places (runtime/abi/schemas.ts).
// Follows nothing: how schemas are compiled is this project's.

import { NAMED_NAME, NAMED_SIZE, PROGRAM_ROOT, TABLE_COUNT, TABLE_ITEMS } from '../../../abi/schemas';
import { Value } from '../../core/value';

/** The address of the program at work. */
export let program: usize = 0;

/** Turns to a program; gives its root node. */
export function openProgram(address: usize): usize {
  program = address;
  return nodeAt(address + PROGRAM_ROOT);
}

export function word(at: usize): u32 {
  return load<u32>(at);
}

/** The node whose offset stands at a place. */
export function nodeAt(at: usize): usize {
  return program + load<u32>(at);
}

export function valueAt(at: usize): Value {
  return changetype<Value>(load<u32>(at));
}

/** Where item `i` of a table stands. */
export function itemOf(table: usize, i: u32): usize {
  return table + TABLE_ITEMS + (i << 2);
}

/** The entry of a sorted table of names for one, by the table's offset (0: there is no table); 0 where it has none. */
export function findEntry(offset: u32, name: Value): usize {
  if (!offset) return 0;
  const at = program + offset;
  let low: i32 = 0;
  let high: i32 = word(at + TABLE_COUNT) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const entry = at + TABLE_ITEMS + middle * NAMED_SIZE;
    const other = valueAt(entry + NAMED_NAME);
    let order = memory.compare(other.pointer, name.pointer, min(other.length, name.length));
    if (order == 0) order = <i32>other.length - <i32>name.length;
    if (order == 0) return entry;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}
