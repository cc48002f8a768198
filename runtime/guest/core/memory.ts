// The arena. A render only bumps a pointer; `resetArena` gives everything back at once. Small blocks are cut from chunks
// of the stub runtime, so they carry no header. Nothing here ever frees a single block.

import { rotateLeft64 } from './bits';

const CHUNK: usize = 1 << 16;

let cursor: usize = 0;
let limit: usize = 0;

/** Address of `size` fresh bytes, aligned to 8. The bytes are NOT zeroed. Traps when memory ends. */
export function allocate(size: usize): usize {
  const start = (cursor + 7) & ~7;
  const end = start + size;
  if (end <= limit && end >= start) {
    cursor = end;
    return start;
  }
  return allocateChunk(size);
}

function allocateChunk(size: usize): usize {
  if (size > CHUNK >> 1) return heap.alloc(size);
  const start = heap.alloc(CHUNK - 16);
  limit = start + CHUNK - 16;
  cursor = start + size;
  return start;
}

/** Gives back all memory behind the first `keep` bytes of the heap (the image of the chart). */
export function resetArena(keep: usize): void {
  heap.reset();
  if (keep) heap.alloc(keep);
  cursor = 0;
  limit = 0;
}

/** What stands before a block of the stub runtime. */
const BLOCK_HEAD: usize = 4;

/** Gives all memory back as it was at the start: zeros. */
export function wipeArena(): void {
  const behind = heap.alloc(BLOCK_HEAD) + BLOCK_HEAD;
  memory.fill(heapStart - BLOCK_HEAD, 0, behind - heapStart + BLOCK_HEAD);
  resetArena(0);
}

/**
 * A size that was computed in 64 bits, where 32 could wrap. What no memory could hold ends the render as memory's end does. Lengths of texts
 * and lists need none: texts stay below 2^30 bytes and lists below 2^28 elements, so the sum of two, or eight times one, does not wrap.
 */
export function boundedSize(size: u64): u32 {
  if (size >> 31) heap.alloc(usize.MAX_VALUE);
  return <u32>size;
}

/** Grows a block that `heap.alloc` or `growBlock` gave: in place where it is the last one, else moved. */
export function growBlock(block: usize, size: usize): usize {
  return heap.realloc(block, size);
}

/** Where the heap begins: the linker places the image of the chart here. */
export const heapStart: usize = (__heap_base + 4 + 15) & ~15;

/** Up to here a copy is one for every processor. */
const COPY_PIECE: usize = 2048;
const PAGE_MASK: usize = 4095;
/** A destination that begins fewer bytes behind its source, as places in their pages, is near. */
const NEAR: usize = 32;

/**
 * Copies bytes of two ranges that do not overlap. Longer ones, engines leave to the processor's own instruction for moving strings,
 * and that one copies byte by byte, twenty times slower, where the destination lies a few bytes behind the source in its page
 * (measured on Zen 4: docs/rationale.md). Pieces are then as quick as what lies anywhere else.
 */
function copyLong(to: usize, from: usize, length: usize): void {
  if (length > COPY_PIECE && ((to - from) & PAGE_MASK) - 1 < NEAR) {
    for (; length > COPY_PIECE; length -= COPY_PIECE) {
      memory.copy(to, from, COPY_PIECE);
      to += COPY_PIECE;
      from += COPY_PIECE;
    }
  }
  memory.copy(to, from, length);
}

/** Copies the bytes of a text. Most are short, and for memory.copy V8 calls C++: two loads of any width are less. */
export function copyBytes(to: usize, from: usize, length: usize): void {
  if (length > 32) copyLong(to, from, length);
  else if (length > 16) {
    const last = v128.load(from + length - 16);
    v128.store(to, v128.load(from));
    v128.store(to + length - 16, last);
  } else if (length >= 8) {
    const last = load<u64>(from + length - 8);
    store<u64>(to, load<u64>(from));
    store<u64>(to + length - 8, last);
  } else if (length >= 4) {
    const last = load<u32>(from + length - 4);
    store<u32>(to, load<u32>(from));
    store<u32>(to + length - 4, last);
  } else if (length) {
    const middle = load<u8>(from + (length >>> 1));
    const last = load<u8>(from + length - 1);
    store<u8>(to, load<u8>(from));
    store<u8>(to + (length >>> 1), middle);
    store<u8>(to + length - 1, last);
  }
}

/** A number that tells texts apart, going on from `state`: much as FNV-1a, but eight bytes a step in four lanes. Quick, and no secret. */
export function digestBytes(state: u64, pointer: usize, length: u32): u64 {
  let a = state ^ length;
  let at = pointer;
  const end = at + length;
  if (length >= 32) {
    let b = rotateLeft64(a, 16);
    let c = rotateLeft64(a, 32);
    let d = rotateLeft64(a, 48);
    for (const last = end - 32; at <= last; at += 32) {
      a = digestWord(a, load<u64>(at));
      b = digestWord(b, load<u64>(at + 8));
      c = digestWord(c, load<u64>(at + 16));
      d = digestWord(d, load<u64>(at + 24));
    }
    a = digestWord(digestWord(digestWord(a, b), c), d);
  }
  for (; at + 8 <= end; at += 8) a = digestWord(a, load<u64>(at));
  for (; at < end; at++) a = (a ^ load<u8>(at)) * DIGEST_PRIME;
  return a ^ (a >> 32);
}

const DIGEST_PRIME: u64 = 0x100000001b3;

function digestWord(state: u64, word: u64): u64 {
  return rotateLeft64(state ^ word, 29) * DIGEST_PRIME;
}

/** -1, 0, 1: bytewise order, as Go compares strings. */
export function compareBytes(a: usize, aLength: u32, b: usize, bLength: u32): i32 {
  const n = aLength < bLength ? aLength : bLength;
  let i: u32 = 0;
  while (i + 8 <= n && load<u64>(a + i) == load<u64>(b + i)) i += 8;
  while (i < n) {
    const x = load<u8>(a + i);
    const y = load<u8>(b + i);
    if (x != y) return x < y ? -1 : 1;
    i++;
  }
  return aLength == bLength ? 0 : aLength < bLength ? -1 : 1;
}

export function equalBytes(a: usize, aLength: u32, b: usize, bLength: u32): bool {
  return aLength == bLength && (a == b || sameBytes(a, b, aLength));
}

/** Are `n` bytes the same? Most texts that are compared are names: up to sixteen bytes take two loads a side. */
function sameBytes(a: usize, b: usize, n: u32): bool {
  if (n >= 8) {
    const last = n - 8;
    if (load<u64>(a) != load<u64>(b) || load<u64>(a + last) != load<u64>(b + last)) return false;
    for (let i: u32 = 8; i < last; i += 8) {
      if (load<u64>(a + i) != load<u64>(b + i)) return false;
    }
    return true;
  }
  if (n >= 4) return load<u32>(a) == load<u32>(b) && load<u32>(a + n - 4) == load<u32>(b + n - 4);
  if (n == 0) return true;
  return (
    load<u8>(a) == load<u8>(b) &&
    load<u8>(a + n - 1) == load<u8>(b + n - 1) &&
    load<u8>(a + (n >> 1)) == load<u8>(b + (n >> 1))
  );
}
