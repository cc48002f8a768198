// Sets of code points as lists of ranges: what a character class of a pattern is made of while it is parsed.
// Follows nothing: it is of our own making.

import { allocate } from '../../core/memory';
import { MAX_FOLD, MIN_FOLD, simpleFold } from './fold';

export const MAX_RUNE: u32 = 0x10ffff;

/** A list of ranges (pairs of u32: first, last); in order and disjoint only after `clean`. */
@unmanaged
export class RuneSet {
  pointer: usize;
  /** Ranges, and room for so many. */
  count: u32;
  capacity: u32;

  static create(): RuneSet {
    const set = changetype<RuneSet>(allocate(offsetof<RuneSet>()));
    set.pointer = 0;
    set.count = 0;
    set.capacity = 0;
    return set;
  }

  first(i: u32): u32 {
    return load<u32>(this.pointer + (i << 3));
  }

  last(i: u32): u32 {
    return load<u32>(this.pointer + (i << 3), 4);
  }

  /** Adds [low, high]; joins it with one of the last two ranges where they touch, which keeps folded alphabets short. */
  add(low: u32, high: u32): void {
    const count = this.count;
    for (let back: u32 = 1; back <= 2 && back <= count; back++) {
      const at = this.pointer + ((count - back) << 3);
      const first = load<u32>(at);
      const last = load<u32>(at, 4);
      if (low <= last + 1 && first <= high + 1) {
        if (low < first) store<u32>(at, low);
        if (high > last) store<u32>(at, high, 4);
        return;
      }
    }
    if (count == this.capacity) {
      const capacity: u32 = count ? count * 2 : 4;
      const pointer = allocate(capacity << 3);
      memory.copy(pointer, this.pointer, count << 3);
      this.pointer = pointer;
      this.capacity = capacity;
    }
    const at = this.pointer + (count << 3);
    store<u32>(at, low);
    store<u32>(at, high, 4);
    this.count = count + 1;
  }

  /** Adds [low, high] and everything that folds to a member of it. */
  addFolded(low: u32, high: u32): void {
    if ((low <= MIN_FOLD && high >= MAX_FOLD) || high < MIN_FOLD || low > MAX_FOLD) {
      this.add(low, high);
      return;
    }
    if (low < MIN_FOLD) {
      this.add(low, MIN_FOLD - 1);
      low = MIN_FOLD;
    }
    if (high > MAX_FOLD) {
      this.add(MAX_FOLD + 1, high);
      high = MAX_FOLD;
    }
    for (let r = low; r <= high; r++) {
      this.add(r, r);
      for (let f = simpleFold(r); f != r; f = simpleFold(f)) this.add(f, f);
    }
  }

  addSet(other: RuneSet): void {
    for (let i: u32 = 0; i < other.count; i++) this.add(other.first(i), other.last(i));
  }

  /** Adds what is not in `other`, which is clean. */
  addComplement(other: RuneSet): void {
    let next: u32 = 0;
    for (let i: u32 = 0; i < other.count; i++) {
      const low = other.first(i);
      if (next < low) this.add(next, low - 1);
      next = other.last(i) + 1;
    }
    if (next <= MAX_RUNE) this.add(next, MAX_RUNE);
  }

  /** Puts the ranges in order and joins those that touch or overlap. */
  clean(): void {
    const count = this.count;
    if (count < 2) return;
    sortRanges(this.pointer, allocate(count << 3), count);
    let out: u32 = 0;
    for (let i: u32 = 1; i < count; i++) {
      const low = this.first(i);
      const high = this.last(i);
      const at = this.pointer + (out << 3);
      if (low <= load<u32>(at, 4) + 1) {
        if (high > load<u32>(at, 4)) store<u32>(at, high, 4);
      } else {
        out++;
        store<u32>(at, low, 8);
        store<u32>(at, high, 12);
      }
    }
    this.count = out + 1;
  }

  /** The complement of this set, which is clean. */
  negated(): RuneSet {
    const set = RuneSet.create();
    set.addComplement(this);
    return set;
  }
}

/** Merge sort of ranges by their first code points; what is in order already costs one pass. */
function sortRanges(ranges: usize, scratch: usize, count: u32): void {
  if (count < 2) return;
  const half = count >>> 1;
  sortRanges(ranges, scratch, half);
  sortRanges(ranges + (half << 3), scratch, count - half);
  let right = ranges + (half << 3);
  if (load<u32>(right - 8) <= load<u32>(right)) return;
  const rightEnd = ranges + (count << 3);
  memory.copy(scratch, ranges, half << 3);
  let left = scratch;
  const leftEnd = scratch + (half << 3);
  for (let out = ranges; left < leftEnd; out += 8) {
    if (right >= rightEnd || load<u32>(left) <= load<u32>(right)) {
      store<u64>(out, load<u64>(left));
      left += 8;
    } else {
      store<u64>(out, load<u64>(right));
      right += 8;
    }
  }
}
