// The runtime that asc links in place of its stub runtime (tools/build/asc.mjs): a pointer that only moves forward, and nothing is freed
// but the last block. Two kinds of things lie behind one another: blocks (`heap.alloc`), aligned for vectors, whose size stands before
// them; and objects, with heads of 8 bytes where the stub runtime's have 20, since nobody reads the rest. Trees of templates are made of
// small objects, and take 40 % less memory so.
// Follows assemblyscript@0.28.20 std/assembly/rt/stub.ts.

/** Blocks are aligned to 16 bytes. */
// @ts-ignore: decorator
@inline const ALIGN_MASK: usize = 15;
/** Before a block stands its size. */
// @ts-ignore: decorator
@inline const BLOCK_HEAD: usize = 4;
/** Before an object stand its class and its size, where std/assembly/rt/common.ts has them. */
// @ts-ignore: decorator
@inline const OBJECT_HEAD: usize = 8;
/** Larger things are refused: their ends would overflow. Just below 1 GiB, so that a text's length in cells of four bytes does not wrap. */
// @ts-ignore: decorator
@inline const MAX_SIZE: usize = (1 << 30) - 64;

// @ts-ignore: decorator
@lazy let offset: usize = __heap_base;
/** Up to here the memory is known to reach. */
// @ts-ignore: decorator
@lazy let limit: usize = __heap_base;

/** From so many pages on, 16 MB, memory grows by a quarter and not to twice its size. */
// @ts-ignore: decorator
@inline const LARGE: i32 = 256;

/**
 * Ends the render for want of memory: takes what there still is, so that the host sees by its size why the module stopped (a module can
 * tell nothing else when it traps; runtime/host/core/instance.ts).
 */
function exhaust(): void {
  for (let pages = 1 << 15; pages; ) if (memory.grow(pages) < 0) pages >>= 1;
  unreachable();
}

/**
 * Makes the memory reach so many bytes behind an address, and further where that can be. Not too far: engines count what is never used,
 * and V8 collects garbage because a memory grew by 64 MB. The loop keeps asc from inlining this, and so `__new`. Traps where memory ends:
 * behind 4 GiB addresses would begin again at 0.
 */
function reach(address: usize, bytes: usize): void {
  const has = memory.size();
  const needed = <i32>((<u64>address + bytes + 0xffff) >> 16) - has;
  if (needed > 0) {
    for (let more = max(has < LARGE ? has : has >> 2, needed); memory.grow(more) < 0; more = needed) if (more == needed) exhaust();
  }
  limit = (<usize>memory.size()) << 16;
}

/** Takes what lies between an address and an end. Lengths are compared, not addresses: a memory of 4 GiB ends at 0. */
// @ts-ignore: decorator
@inline function take(address: usize, end: usize): void {
  if (end - address > limit - address) reach(address, end - address);
  offset = end;
}

// @ts-ignore: decorator
@inline function roundUp(size: usize): usize {
  return ((size + BLOCK_HEAD + ALIGN_MASK) & ~ALIGN_MASK) - BLOCK_HEAD;
}

// @ts-ignore: decorator
@unsafe @global
export function __alloc(size: usize): usize {
  if (size > MAX_SIZE) exhaust();
  const block = (offset + BLOCK_HEAD + ALIGN_MASK) & ~ALIGN_MASK;
  const room = roundUp(size);
  const end = block + room;
  take(offset, end);
  store<usize>(block - BLOCK_HEAD, room);
  return block;
}

// @ts-ignore: decorator
@unsafe @global
export function __realloc(block: usize, size: usize): usize {
  const room = load<usize>(block - BLOCK_HEAD);
  const isLast = block + room == offset;
  if (size > MAX_SIZE) exhaust();
  if (isLast) {
    const wanted = roundUp(size);
    take(block, block + wanted);
    store<usize>(block - BLOCK_HEAD, wanted);
    return block;
  }
  if (size <= room) return block;
  const moved = __alloc(max<usize>(size, min<usize>(room << 1, MAX_SIZE)));
  memory.copy(moved, block, room);
  return moved;
}

// @ts-ignore: decorator
@unsafe @global
export function __free(block: usize): void {
  if (block + load<usize>(block - BLOCK_HEAD) == offset) offset = block - BLOCK_HEAD;
}

// @ts-ignore: decorator
@unsafe @global
export function __reset(): void {
  offset = __heap_base;
}

// @ts-ignore: decorator
@unsafe @global
export function __new(size: usize, id: u32): usize {
  if (size > MAX_SIZE) exhaust();
  const object = offset + OBJECT_HEAD;
  take(offset, (object + size + 3) & ~3);
  store<u32>(object - 8, id);
  store<u32>(object - 4, <u32>size);
  return object;
}

// @ts-ignore: decorator
@unsafe @global
export function __renew(object: usize, size: usize): usize {
  const had = <usize>load<u32>(object - 4);
  if (((object + had + 3) & ~3) == offset) {
    if (size > MAX_SIZE) exhaust();
    take(object, (object + size + 3) & ~3);
    store<u32>(object - 4, <u32>size);
    return object;
  }
  if (size <= had) {
    store<u32>(object - 4, <u32>size);
    return object;
  }
  const moved = __new(size, load<u32>(object - 8));
  memory.copy(moved, object, had);
  return moved;
}

// @ts-ignore: decorator
@global @unsafe
export function __link(parent: usize, child: usize, expectMultiple: bool): void {}

// @ts-ignore: decorator
@global @unsafe
export function __pin(object: usize): usize {
  return object;
}

// @ts-ignore: decorator
@global @unsafe
export function __unpin(object: usize): void {}

// @ts-ignore: decorator
@global @unsafe
function __visit(object: usize, cookie: u32): void {}

// @ts-ignore: decorator
@global @unsafe
export function __collect(): void {}
