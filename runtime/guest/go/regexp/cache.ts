// Compiled patterns of the render under way: templates use the same pattern again and again. Off until a render says that it
// begins, because what the cache holds lies in the arena and must not outlive it.
// Follows nothing: it is of our own making.

import { allocate, equalBytes } from '../../core/memory';
import { Value } from '../../core/value';
import { compilePattern, Program } from './compile';

const SLOTS: u32 = 64;

let enabled: bool = false;
let table: usize = 0;

/** To be called when a render begins, before any pattern is compiled. */
export function beginPatternCache(): void {
  enabled = true;
  table = 0;
}

/** The program of a pattern, compiled or remembered; null with a failure recorded. */
export function programOf(pattern: Value): Program {
  if (!enabled) return compilePattern(pattern);
  if (!table) {
    table = allocate(SLOTS << 3);
    memory.fill(table, 0, SLOTS << 3);
  }
  const length = pattern.length;
  let hash: u32 = length;
  for (let i: u32 = 0; i < length; i++) hash = hash * 31 + pattern.byte(i);
  const slot = table + (((hash ^ (hash >>> 15)) & (SLOTS - 1)) << 3);
  const known = changetype<Value>(load<u32>(slot));
  if (changetype<usize>(known) && equalBytes(known.pointer, known.length, pattern.pointer, length)) {
    return changetype<Program>(load<u32>(slot, 4));
  }
  const program = compilePattern(pattern);
  if (changetype<usize>(program)) {
    store<u32>(slot, changetype<u32>(pattern));
    store<u32>(slot, changetype<u32>(program), 4);
  }
  return program;
}
