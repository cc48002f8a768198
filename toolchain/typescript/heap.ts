// QuickJS's heap, which dlmalloc keeps: what was given back is overwritten with zeros, so that what was there while a package was
// evaluated does not fill its module.

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
