// The order in which go-yaml writes the keys of a map: numbers in them by value, letters behind everything else. Unlike the
// bytewise order of all other encoders; entries of the map itself are never moved for it.
// Follows go.yaml.in/yaml/v2@v2.4.4 sorter.go.

import { ENTRY_SIZE, ENTRY_VALUE } from '../../../../abi/values';
import { MapObject, moveEntry } from '../../../core/map';
import { allocate } from '../../../core/memory';
import { decodeRune, isDigit, isLetter, runeSize } from '../../../go/unicode/unicode';
import { Value } from '../../../core/value';

/** go-yaml v3's rule for letters behind digits instead of v2's. */
let pretty: bool = false;

/** The entries of a map in go-yaml's order: the map's own or a sorted copy. */
export function naturalEntries(map: MapObject, version3: bool): usize {
  pretty = version3;
  const count = map.count;
  const entries: usize = map.entries;
  let i: u32 = 1;
  while (i < count && !keyLess(keyAt(entries, i), keyAt(entries, i - 1))) i++;
  if (i >= count) return entries;
  const size = count * ENTRY_SIZE;
  const sorted = allocate(size * 2);
  memory.copy(sorted, entries, size);
  sortKeys(sorted, sorted + size, count);
  return sorted;
}

export function keyAt(entries: usize, i: u32): Value {
  return changetype<Value>(load<u32>(entries + i * ENTRY_SIZE));
}

export function valueAt(entries: usize, i: u32): Value {
  return changetype<Value>(load<u32>(entries + i * ENTRY_SIZE, ENTRY_VALUE));
}

/** Merge sort; `scratch` has room for half of the entries. */
function sortKeys(entries: usize, scratch: usize, count: u32): void {
  if (count < 2) return;
  const half = count >>> 1;
  const middle = entries + half * ENTRY_SIZE;
  const end = entries + count * ENTRY_SIZE;
  sortKeys(entries, scratch, half);
  sortKeys(middle, scratch, count - half);
  if (!keyLess(keyAt(middle, 0), keyAt(middle - ENTRY_SIZE, 0))) return;
  memory.copy(scratch, entries, half * ENTRY_SIZE);
  let left = scratch;
  const leftEnd = scratch + half * ENTRY_SIZE;
  let right = middle;
  let to = entries;
  while (left < leftEnd) {
    if (right < end && keyLess(keyAt(right, 0), keyAt(left, 0))) {
      moveEntry(to, right);
      right += ENTRY_SIZE;
    } else {
      moveEntry(to, left);
      left += ENTRY_SIZE;
    }
    to += ENTRY_SIZE;
  }
}

function isAsciiLetter(b: u32): bool {
  return (b | 0x20) - 0x61 < 26;
}

function isAsciiDigit(b: u32): bool {
  return b - 0x30 < 10;
}

/** go-yaml's keyList.Less for two strings: numbers in them by value, letters behind everything else. */
function keyLess(a: Value, b: Value): bool {
  const aLength = a.length;
  const bLength = b.length;
  const shorter = min(aLength, bLength);
  let i: u32 = 0;
  while (i < shorter && a.byte(i) == b.byte(i)) i++;
  if (i > 0 && a.byte(i - 1) >= 0x80) return runesLess(a, b);
  if (i == shorter) return aLength < bLength;
  const x: u32 = a.byte(i);
  const y: u32 = b.byte(i);
  if ((x | y) >= 0x80) return runesLess(a, b);
  const xLetter = isAsciiLetter(x);
  const yLetter = isAsciiLetter(y);
  if (xLetter && yLetter) return x < y;
  if (xLetter || yLetter) {
    // go-yaml v3 turns the order round directly behind a digit.
    return pretty && i > 0 && isAsciiDigit(a.byte(i - 1)) ? xLetter : yLetter;
  }
  let xNumber: i64 = 0;
  let yNumber: i64 = 0;
  if (x == 0x30 || y == 0x30) {
    for (let j: i32 = i - 1; j >= 0; j--) {
      const digit: u32 = a.byte(j);
      if (digit >= 0x80) return runesLess(a, b);
      if (!isAsciiDigit(digit)) break;
      if (digit != 0x30) {
        xNumber = 1;
        yNumber = 1;
        break;
      }
    }
  }
  let xEnd = i;
  while (xEnd < aLength && isAsciiDigit(a.byte(xEnd))) xNumber = xNumber * 10 + (a.byte(xEnd++) - 0x30);
  if (xEnd < aLength && a.byte(xEnd) >= 0x80) return runesLess(a, b);
  let yEnd = i;
  while (yEnd < bLength && isAsciiDigit(b.byte(yEnd))) yNumber = yNumber * 10 + (b.byte(yEnd++) - 0x30);
  if (yEnd < bLength && b.byte(yEnd) >= 0x80) return runesLess(a, b);
  if (xNumber != yNumber) return xNumber < yNumber;
  if (xEnd != yEnd) return xEnd < yEnd;
  return x < y;
}

let decodedLength: u32 = 0;

function decodeRunes(s: Value): usize {
  const runes = allocate(s.length << 2);
  const end = s.pointer + s.length;
  let count: u32 = 0;
  for (let p: usize = s.pointer; p < end; p += runeSize) store<u32>(runes + (count++ << 2), decodeRune(p, end));
  decodedLength = count;
  return runes;
}

function runeAt(runes: usize, i: u32): u32 {
  return load<u32>(runes + (i << 2));
}

/** The same order over runes, where one of the keys is not ASCII near their first difference. */
function runesLess(a: Value, b: Value): bool {
  const ar = decodeRunes(a);
  const aLength = decodedLength;
  const br = decodeRunes(b);
  const bLength = decodedLength;
  const shorter = min(aLength, bLength);
  let i: u32 = 0;
  while (i < shorter && runeAt(ar, i) == runeAt(br, i)) i++;
  if (i == shorter) return aLength < bLength;
  const x = runeAt(ar, i);
  const y = runeAt(br, i);
  const xLetter = isLetter(x);
  const yLetter = isLetter(y);
  if (xLetter && yLetter) return x < y;
  if (xLetter || yLetter) return pretty && i > 0 && isDigit(runeAt(ar, i - 1)) ? xLetter : yLetter;
  let xNumber: i64 = 0;
  let yNumber: i64 = 0;
  if (x == 0x30 || y == 0x30) {
    for (let j: i32 = i - 1; j >= 0 && isDigit(runeAt(ar, j)); j--) {
      if (runeAt(ar, j) != 0x30) {
        xNumber = 1;
        yNumber = 1;
        break;
      }
    }
  }
  let xEnd = i;
  while (xEnd < aLength && isDigit(runeAt(ar, xEnd))) xNumber = xNumber * 10 + (<i64>runeAt(ar, xEnd++) - 0x30);
  let yEnd = i;
  while (yEnd < bLength && isDigit(runeAt(br, yEnd))) yNumber = yNumber * 10 + (<i64>runeAt(br, yEnd++) - 0x30);
  if (xNumber != yNumber) return xNumber < yNumber;
  if (xEnd != yEnd) return xEnd < yEnd;
  return x < y;
}
