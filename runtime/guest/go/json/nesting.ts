// How deep an encoder is within maps and lists, and whether one of them contains itself: as encoding/json finds that out.
// Follows go@1.26.8 src/encoding/json/encode.go.

import { failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { typeName } from '../reflect/types';
import { Value } from '../../core/value';

/** From this depth on encoding/json remembers the maps and lists it is inside of, to find cycles. */
const CYCLE_DEPTH: u32 = 1000;

let depth: u32 = 0;
/** The containers below CYCLE_DEPTH that are being written: u32 addresses. */
let ancestors: usize = 0;
let ancestorRoom: u32 = 0;

/** Starts a walk; `outer` is how many pointers json.Marshal already went through. */
export function startWalk(outer: u32): void {
  depth = outer;
  ancestors = 0;
  ancestorRoom = 0;
}

/** Goes into a map or list; false with encoding/json's failure where it contains itself. */
export function enterContainer(v: Value): bool {
  depth++;
  if (depth <= CYCLE_DEPTH) return true;
  const count = depth - CYCLE_DEPTH - 1;
  for (let i: u32 = 0; i < count; i++) {
    const other = changetype<Value>(load<u32>(ancestors + (i << 2)));
    if (other.pointer == v.pointer && other.kind == v.kind && other.length == v.length) {
      const text = message();
      text.literal('json: unsupported value: encountered a cycle via ');
      text.string(typeName(v));
      failWith(text);
      return false;
    }
  }
  if (count == ancestorRoom) {
    const room: u32 = count ? count * 2 : 64;
    const grown = allocate(room << 2);
    memory.copy(grown, ancestors, count << 2);
    ancestors = grown;
    ancestorRoom = room;
  }
  store<u32>(ancestors + (count << 2), changetype<u32>(v));
  return true;
}

export function leaveContainer(): void {
  depth--;
}

/** How many containers the walk is inside of. */
export function containerDepth(): u32 {
  return depth;
}
