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
  functions: Record<string, { calls: string[]; data: number[] } | undefined>;
}

/** A guest function in the unoptimised library. */
interface UsingFunction {
  calls: readonly string[];
  /** the same, once they were looked for */
  called: UsingFunction[] | undefined;
  /** numbers of ranges */
  data: readonly number[];
  /** the search that found it last */
  foundBy: number;
}

/** The guest's data segments, sorted by address, and who needs them. */
export class GuestData {
  private readonly functions = new Map<string, UsingFunction>();
  /** By number of a range: the first segment that it reaches into, and the first behind it. */
  private readonly places: ([from: number, to: number] | undefined)[] = [];
  private searches = 0;

  constructor(
    private readonly segments: readonly Segment[],
    private readonly use: DataUse,
  ) {}

  /**
   * The segments that the functions left in a module can reach, by their internal names. A function may have been inlined into one that is
   * left, so everything counts that a left function calls in the unoptimised library.
   */
  live(names: readonly string[]): Segment[] {
    const search = ++this.searches;
    const isLive = new Uint8Array(this.segments.length);
    const pending: UsingFunction[] = [];
    const add = (found: UsingFunction | undefined) => {
      if (found === undefined || found.foundBy === search) return;
      found.foundBy = search;
      pending.push(found);
    };
    for (const name of names) add(this.function(name));
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      for (const range of one.data) isLive.fill(1, ...this.placeOf(range));
      one.called ??= one.calls.flatMap((name) => this.function(name) ?? []);
      for (const called of one.called) add(called);
    }
    return this.segments.filter((_, i) => isLive[i]);
  }

  private function(name: string): UsingFunction | undefined {
    let found = this.functions.get(name);
    if (found === undefined) {
      const known = this.use.functions[name];
      if (known === undefined) return undefined;
      found = { calls: known.calls, called: undefined, data: known.data, foundBy: 0 };
      this.functions.set(name, found);
    }
    return found;
  }

  private placeOf(range: number): [from: number, to: number] {
    let place = this.places[range];
    if (place === undefined) {
      const [address, length] = this.use.segments[range];
      place = [this.firstBehind(address), this.firstFrom(address + length)];
      this.places[range] = place;
    }
    return place;
  }

  /** The first segment that ends behind an address. */
  private firstBehind(address: number): number {
    return firstWhere(this.segments.length, (i) => this.segments[i].address + this.segments[i].data.length > address);
  }

  /** The first segment that begins at an address or behind it. */
  private firstFrom(address: number): number {
    return firstWhere(this.segments.length, (i) => this.segments[i].address >= address);
  }
}

/** The first number for which something is true that is true for all behind it; `count` where it is for none. */
function firstWhere(count: number, isTrue: (number: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
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
