// What the renderer does while a chart is laid out in its memory: it reads the default values of charts, so that nobody else has to
// bring them into its representation. The host asks (runtime/bindings/renderer.ts); modules of converted charts have none of it.

import { failure } from '../core/error';
import { allocate, resetArena } from '../core/memory';
import { Value } from '../core/value';
import { parseValuesFile } from '../lib/yaml/read/read';

/** Begins anew. */
export function openLayout(): void {
  resetArena(0);
}

/** Room for a text that stays. */
export function layoutRoom(length: u32): usize {
  return allocate(length);
}

/** The values of a values file (a map), whose text stays; 0: failed. */
export function layoutValues(pointer: usize, length: u32): Value {
  return parseValuesFile(pointer, length);
}

/** Why that failed. */
export function layoutProblem(): Value {
  return failure.text;
}

/** Where the memory begins that nothing of the layout lies in. */
export function layoutEnd(): usize {
  return heap.alloc(1);
}
