// QuickJS's heap: what was given back is overwritten with zeros, so that what was there while a package was evaluated does not fill its
// module. dlmalloc keeps the heap; small blocks come from arenas that QuickJS-NG keeps itself (0.18, quickjs.c, "arena" allocator).

// Words of dlmalloc's state (malloc 2.8.6, struct malloc_state), in bytes from its start.
const TOP_SIZE = 12;
const TOP = 24;
const SEGMENT_BASE = 448;
const SEGMENT_SIZE = 452;
const SEGMENT_NEXT = 456;

const IN_USE = 2;
/** A free chunk up to here keeps two words of links, a larger one six. */
const SMALL_CHUNK = 256;

/**
 * Zeros the free parts of the heap. Gives the last word of the heap, which dlmalloc writes once and nobody changes: kept apart, since the
 * module would otherwise carry the zeros before it.
 */
export function scrubHeap(memory: ArrayBuffer, state: number): { at: number; value: number } {
  const view = new DataView(memory);
  const bytes = new Uint8Array(memory);
  const word = (at: number) => view.getUint32(at, true);
  const base = word(state + SEGMENT_BASE);
  const end = base + word(state + SEGMENT_SIZE);
  const top = word(state + TOP);
  const topEnd = top + word(state + TOP_SIZE);
  if (word(state + SEGMENT_NEXT) !== 0 || end !== memory.byteLength) throw new Error('the heap is not in one piece');
  let chunk = base + ((16 - ((base + 8) & 15)) & 15);
  while (chunk !== top) {
    const head = word(chunk + 4);
    const length = head & ~7;
    if (length < 16 || chunk + length > end) throw new Error('the heap cannot be walked');
    if (!(head & IN_USE)) bytes.fill(0, chunk + (length < SMALL_CHUNK ? 16 : 32), chunk + length);
    chunk += length;
  }
  bytes.fill(0, top + 8, topEnd);
  const foot = { at: topEnd + 4, value: word(topEnd + 4) };
  bytes.fill(0, topEnd, end);
  return foot;
}

// Where a JSRuntime (32 bits) has its lists of arenas: behind JSMallocFunctions and JSMallocState, on a multiple of 8. A list_head is
// two addresses; an arena begins with two of them, its free_link and its link.
const ARENA_LISTS = 40;
const LIST_HEAD = 8;
const ARENA_LINK = 8;
const ARENA_CLASS = 16;
const ARENA_USED = 18;
const ARENA_BLOCKS = 20;
const ARENA_FIRST_FREE = 22;
const ARENA_HEAD = 24;
const ARENA_SIZE = 4096;
/** A free block begins with the number of the next one and its class; what the collector keeps follows. */
const BLOCK_MARKS = 3;
const NO_BLOCK = 0xffff;

// biome-ignore format: a table
const BLOCK_SIZES = [
  16, 24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128,
  144, 160, 176, 192, 208, 224, 240, 256,
  288, 320, 352, 384, 416, 448, 480, 512,
];

/** Zeros the free blocks of the arenas of the runtime at that address. Throws where its memory is not laid out as above. */
export function scrubArenas(memory: ArrayBuffer, runtime: number): void {
  const view = new DataView(memory);
  const bytes = new Uint8Array(memory);
  const word = (at: number) => view.getUint32(at, true);
  const half = (at: number) => view.getUint16(at, true);
  BLOCK_SIZES.forEach((size, number) => {
    const head = runtime + ARENA_LISTS + number * LIST_HEAD;
    for (let link = word(head); link !== head; link = word(link)) {
      const arena = link - ARENA_LINK;
      const count = half(arena + ARENA_BLOCKS);
      const isArena = word(word(link) + 4) === link && bytes[arena + ARENA_CLASS] === number;
      if (!isArena || count !== Math.floor((ARENA_SIZE - ARENA_HEAD) / size)) {
        throw new Error("QuickJS's arenas are not where they should be");
      }
      let free = count - half(arena + ARENA_USED);
      for (let i = half(arena + ARENA_FIRST_FREE); i !== NO_BLOCK; free--) {
        const block = arena + ARENA_HEAD + i * size;
        if (i >= count || free === 0) throw new Error("QuickJS's arenas cannot be walked");
        bytes.fill(0, block + BLOCK_MARKS, block + size);
        i = half(block);
      }
      if (free !== 0) throw new Error("QuickJS's arenas cannot be walked");
    }
  });
}
