// Searching and trimming of byte strings: what Go's `strings` package does, over addresses and lengths. Linear in the
// length of the text whatever it holds; never allocates except for the cell of a trimmed string.
// Follows go@1.26.8 src/strings/strings.go.

import { allocate, boundedSize, compareBytes, equalBytes } from '../../core/memory';
import { decodeLastRune, decodeRune, isSpace, runeSize } from '../unicode/unicode';
import { Value, substring } from '../../core/value';

/** Position of a byte at or after `from`, or -1. */
export function indexByte(hay: usize, length: u32, byte: u8, from: u32): i32 {
  let i = from;
  if (length >= 16) {
    const wanted = i8x16.splat(byte);
    while (i + 16 <= length) {
      const mask = i8x16.bitmask(i8x16.eq(v128.load(hay + i), wanted));
      if (mask) return i + ctz(mask);
      i += 16;
    }
  }
  while (i < length) {
    if (load<u8>(hay + i) == byte) return i;
    i++;
  }
  return -1;
}

export function containsByte(hay: usize, length: u32, byte: u8): bool {
  return indexByte(hay, length, byte, 0) >= 0;
}

/** How often a byte occurs. */
export function countByte(hay: usize, length: u32, byte: u8): u32 {
  let count: u32 = 0;
  let i: u32 = 0;
  if (length >= 16) {
    const wanted = i8x16.splat(byte);
    while (i + 16 <= length) {
      count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(hay + i), wanted)));
      i += 16;
    }
  }
  while (i < length) {
    if (load<u8>(hay + i) == byte) count++;
    i++;
  }
  return count;
}

/** Are all bytes ASCII? */
export function isAscii(pointer: usize, length: u32): bool {
  let i: u32 = 0;
  while (i + 8 <= length) {
    if (load<u64>(pointer + i) & 0x8080808080808080) return false;
    i += 8;
  }
  while (i < length) {
    if (load<u8>(pointer + i) & 0x80) return false;
    i++;
  }
  return true;
}

/** Position of the needle at or after `from`, or -1. An empty needle is found at `from`. */
export function indexOf(hay: usize, hayLength: u32, needle: usize, needleLength: u32, from: u32): i32 {
  if (needleLength == 0) return from <= hayLength ? <i32>from : -1;
  if (needleLength > hayLength) return -1;
  if (needleLength == 1) return indexByte(hay, hayLength, load<u8>(needle), from);
  const starts = hayLength - needleLength + 1;
  const first = load<u8>(needle);
  const last = load<u8>(needle + needleLength - 1);
  // Bytes compared in vain. Where they pile up, the rolling hash keeps the search linear.
  let wasted: u32 = 0;
  let i = from;
  while (i < starts) {
    const found = indexByte(hay, starts, first, i);
    if (found < 0) return -1;
    i = found;
    if (load<u8>(hay + i + needleLength - 1) == last) {
      if (memory.compare(hay + i, needle, needleLength) == 0) return i;
      wasted += needleLength;
      if (wasted > 256 + (i - from) * 4) return rollingSearch(hay, hayLength, needle, needleLength, i + 1);
    }
    i++;
  }
  return -1;
}

const ROLLING_PRIME: u32 = 16777619;

function rollingSearch(hay: usize, hayLength: u32, needle: usize, needleLength: u32, from: u32): i32 {
  if (from + needleLength > hayLength) return -1;
  let wanted: u32 = 0;
  let hash: u32 = 0;
  let outgoing: u32 = 1;
  for (let i: u32 = 0; i < needleLength; i++) {
    wanted = wanted * ROLLING_PRIME + load<u8>(needle + i);
    hash = hash * ROLLING_PRIME + load<u8>(hay + from + i);
    outgoing *= ROLLING_PRIME;
  }
  let i = from;
  while (true) {
    if (hash == wanted && memory.compare(hay + i, needle, needleLength) == 0) return i;
    if (i + needleLength >= hayLength) return -1;
    hash = hash * ROLLING_PRIME + load<u8>(hay + i + needleLength) - outgoing * load<u8>(hay + i);
    i++;
  }
}

/** Position of the last occurrence of the needle, or -1. An empty needle is found at the end. */
export function lastIndexOf(hay: usize, hayLength: u32, needle: usize, needleLength: u32): i32 {
  if (needleLength > hayLength) return -1;
  for (let i: i32 = hayLength - needleLength; i >= 0; i--) {
    if (equalBytes(hay + i, needleLength, needle, needleLength)) return i;
  }
  return -1;
}

export function startsWith(s: usize, length: u32, prefix: usize, prefixLength: u32): bool {
  return prefixLength <= length && memory.compare(s, prefix, prefixLength) == 0;
}

export function endsWith(s: usize, length: u32, suffix: usize, suffixLength: u32): bool {
  return suffixLength <= length && memory.compare(s + (length - suffixLength), suffix, suffixLength) == 0;
}

function isAsciiSpace(b: u32): bool {
  return b == 0x20 || (b >= 9 && b <= 13);
}

/** Go's strings.TrimSpace: without the white space (Unicode's) at both ends. Shares the bytes. */
export function trimSpace(s: Value): Value {
  const base: usize = s.pointer;
  let start = base;
  let end = base + s.length;
  while (start < end) {
    const b = load<u8>(start);
    if (b < 0x80) {
      if (!isAsciiSpace(b)) break;
      start++;
    } else {
      if (!isSpace(decodeRune(start, end))) break;
      start += runeSize;
    }
  }
  while (end > start) {
    const b = load<u8>(end - 1);
    if (b < 0x80) {
      if (!isAsciiSpace(b)) break;
      end--;
    } else {
      if (!isSpace(decodeLastRune(start, end))) break;
      end -= runeSize;
    }
  }
  return substring(s, <u32>(start - base), <u32>(end - base));
}

/** Sorts `count` addresses of string values bytewise, in place. */
export function sortStrings(items: usize, count: u32): void {
  if (count < 2) return;
  let sorted = true;
  for (let i: u32 = 1; i < count && sorted; i++) {
    if (compareStrings(load<u32>(items + ((i - 1) << 2)), load<u32>(items + (i << 2))) > 0) sorted = false;
  }
  if (sorted) return;
  mergeStrings(items, heap.alloc(((count + 1) >>> 1) << 2), count);
}

function mergeStrings(items: usize, scratch: usize, count: u32): void {
  if (count < 2) return;
  const half = count >>> 1;
  mergeStrings(items, scratch, half);
  mergeStrings(items + (half << 2), scratch, count - half);
  memory.copy(scratch, items, half << 2);
  let left = scratch;
  const leftEnd = scratch + (half << 2);
  let right = items + (half << 2);
  const rightEnd = items + (count << 2);
  let out = items;
  while (left < leftEnd) {
    if (right >= rightEnd || compareStrings(load<u32>(left), load<u32>(right)) <= 0) {
      store<u32>(out, load<u32>(left));
      left += 4;
    } else {
      store<u32>(out, load<u32>(right));
      right += 4;
    }
    out += 4;
  }
}

function compareStrings(a: u32, b: u32): i32 {
  const x = changetype<Value>(a);
  const y = changetype<Value>(b);
  return compareBytes(x.pointer, x.length, y.pointer, y.length);
}

/** Room for a text of `size` bytes, computed without wrapping. */
export function allocateText(size: u64): usize {
  return allocate(boundedSize(size));
}
