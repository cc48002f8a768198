// The guest's static data: which of it the functions of a module need.

/** Bytes at an address. */
export interface Segment {
  address: number;
  data: Uint8Array;
}

/** Which static data each guest function needs (tools/build/guest-data.mjs). */
export interface DataUse {
  /** SHA-256 of the guest.wasm that this was read from, in hexadecimal. */
  guest: string;
  /** [address, length] */
  segments: [number, number][];
  /** By internal name: what a function calls, and the numbers of the segments whose addresses it holds. */
  functions: Record<string, { calls: string[]; data: number[] }>;
}

/**
 * The segments that the functions left in a module can reach, by their internal names. A function may have been inlined into one that is left, so
 * everything counts that a left function calls in the unoptimised library.
 */
export function liveSegments(functions: readonly string[], segments: readonly Segment[], use: DataUse): Segment[] {
  const reached = new Set<string>();
  const pending = [...functions];
  const ranges = new Set<number>();
  while (pending.length) {
    const name = pending.pop()!;
    if (reached.has(name)) continue;
    reached.add(name);
    const known = use.functions[name];
    if (!known) continue;
    for (const number of known.data) ranges.add(number);
    pending.push(...known.calls);
  }
  const live = [...ranges].map((number) => use.segments[number]).sort((a, b) => a[0] - b[0]);
  return segments.filter(({ address, data }) => {
    // The first range that ends behind the segment's start.
    let low = 0;
    let high = live.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (live[middle][0] + live[middle][1] <= address) low = middle + 1;
      else high = middle;
    }
    return low < live.length && live[low][0] < address + data.length;
  });
}

/** Joins segments that are so near that a header of their own would cost more. */
export function joinSegments(segments: readonly Segment[]): Segment[] {
  const joined: Segment[] = [];
  for (let from = 0; from < segments.length; ) {
    const { address } = segments[from];
    let to = from;
    let end = address;
    while (to < segments.length && (to === from || segments[to].address - end < 16)) {
      end = segments[to].address + segments[to].data.length;
      to++;
    }
    const data = new Uint8Array(end - address);
    for (; from < to; from++) data.set(segments[from].data, segments[from].address - address);
    joined.push({ address, data });
  }
  return joined;
}
