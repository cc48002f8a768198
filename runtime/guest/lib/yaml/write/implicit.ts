// Which texts YAML would read as something other than a string when they stand unquoted: go-yaml's resolve(), asked only
// for "does it stay a string?". The writers quote the others.
// Follows go.yaml.in/yaml/v2@v2.4.4 resolve.go.

import { allocate } from '../../../core/memory';
import { parseFloat, parseInt, parseUint } from '../../../go/strconv/number';

function isDigit(b: u32): bool {
  return b - 0x30 < 10;
}

/** yes, no, true, false, on, off, y, n, null as word, Word or WORD; the null `~`. */
function isWord(pointer: usize, length: u32): bool {
  if (length > 5) return false;
  let packed: u64 = 0;
  for (let i: u32 = 0; i < length; i++) packed |= (<u64>load<u8>(pointer + i)) << (i << 3);
  const mask: u64 = <u64>0x2020202020 >> ((5 - length) << 3);
  const capitals = ~packed & mask;
  if (capitals != 0 && capitals != 0x20 && capitals != mask) return false;
  switch (packed | mask) {
    case 0x79: // y
    case 0x6e: // n
    case 0x6e6f: // on
    case 0x6f6e: // no
    case 0x736579: // yes
    case 0x66666f: // off
    case 0x65757274: // true
    case 0x6c6c756e: // null
    case 0x65736c6166: // false
      return true;
  }
  return packed == 0x7e;
}

/** .nan, .inf in the three spellings (NaN for Nan). */
function isSpecialFloat(pointer: usize, length: u32, signed: bool): bool {
  if (length != 4) return false;
  const word = load<u32>(pointer);
  if (word == 0x666e692e || word == 0x666e492e || word == 0x464e492e) return true;
  return !signed && (word == 0x6e616e2e || word == 0x4e614e2e || word == 0x4e414e2e);
}

/**
 * Must the text be quoted to stay a string? True for what resolves to null, bool, number or time, and for numbers of
 * base 60, which go-yaml does not read itself but quotes. `octalSigns`: go-yaml v3 also reads `0o+7`.
 */
export function needsQuotes(pointer: usize, length: u32, octalSigns: bool): bool {
  if (length == 0) return true;
  const first: u32 = load<u8>(pointer);
  if (isDigit(first)) return isNumberLike(pointer, length, octalSigns);
  switch (first) {
    case 0x2b:
    case 0x2d:
      return isSpecialFloat(pointer + 1, length - 1, true) || isNumberLike(pointer, length, octalSigns);
    case 0x2e:
      return isSpecialFloat(pointer, length, false) || parseFloat(pointer, length);
    case 0x7e:
    case 0x79:
    case 0x59:
    case 0x6e:
    case 0x4e:
    case 0x74:
    case 0x54:
    case 0x66:
    case 0x46:
    case 0x6f:
    case 0x4f:
      return isWord(pointer, length);
  }
  return false;
}

/** Could the text that begins with a digit or a sign be a number or a time? */
function isNumberLike(pointer: usize, length: u32, octalSigns: bool): bool {
  if (isTimestamp(pointer, length) || isBase60(pointer, length)) return true;
  let plain = pointer;
  let size = length;
  for (let i: u32 = 0; i < length; i++) {
    if (load<u8>(pointer + i) != 0x5f) continue;
    plain = allocate(length);
    size = 0;
    for (let k: u32 = 0; k < length; k++) {
      const b = load<u8>(pointer + k);
      if (b != 0x5f) store<u8>(plain + size++, b);
    }
    break;
  }
  if (parseInt(plain, size, 0) || parseUint(plain, size, 0)) return true;
  if (isFloat(plain, size)) return parseFloat(plain, size);
  // A binary number may have its sign behind the prefix.
  if (size > 3 && load<u8>(plain) == 0x30) {
    const prefix = load<u8>(plain, 1);
    if (prefix == 0x62) return parseInt(plain + 2, size - 2, 2);
    if (prefix == 0x6f && octalSigns) return parseInt(plain + 2, size - 2, 8);
  }
  return false;
}

/** [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)? */
export function isFloat(pointer: usize, length: u32): bool {
  const end = pointer + length;
  let p = skipSign(pointer, end);
  const whole = p;
  p = skipDigits(p, end);
  const digits = p > whole;
  if (p < end && load<u8>(p) == 0x2e) {
    const fraction = ++p;
    p = skipDigits(p, end);
    if (!digits && p == fraction) return false;
  } else if (!digits) {
    return false;
  }
  if (p < end && (load<u8>(p) | 0x20) == 0x65) {
    const exponent = skipSign(p + 1, end);
    p = skipDigits(exponent, end);
    if (p == exponent) return false;
  }
  return p == end;
}

function skipSign(p: usize, end: usize): usize {
  return p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d) ? p + 1 : p;
}

export function skipDigits(p: usize, end: usize): usize {
  while (p < end && isDigit(load<u8>(p))) p++;
  return p;
}

function skipDigitsAndUnderscores(p: usize, end: usize): usize {
  while (p < end && (isDigit(load<u8>(p)) || load<u8>(p) == 0x5f)) p++;
  return p;
}

/** [-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)? */
function isBase60(pointer: usize, length: u32): bool {
  const end = pointer + length;
  let p = skipSign(pointer, end);
  if (p == end || !isDigit(load<u8>(p))) return false;
  p = skipDigitsAndUnderscores(p, end);
  if (p == end || load<u8>(p) != 0x3a) return false;
  while (p < end && load<u8>(p) == 0x3a) {
    const group = p + 1;
    p = skipDigits(group, end);
    const digits = p - group;
    if (digits == 0 || digits > 2 || (digits == 2 && load<u8>(group) > 0x35)) return false;
  }
  if (p < end && load<u8>(p) == 0x2e) p = skipDigitsAndUnderscores(p + 1, end);
  return p == end;
}

// Where the parts of a timestamp are read from, and the number read last.
let cursor: usize = 0;
let number: u32 = 0;

/** One or two digits, as Go's time.Parse reads `1` or `15`; exactly two with `fixed`. */
function readNumber(end: usize, fixed: bool): bool {
  if (cursor >= end || !isDigit(load<u8>(cursor))) return false;
  number = load<u8>(cursor++) - 0x30;
  if (cursor < end && isDigit(load<u8>(cursor))) number = number * 10 + load<u8>(cursor++) - 0x30;
  else if (fixed) return false;
  return true;
}

function take(end: usize, b: u8): bool {
  return cursor < end && load<u8>(cursor++) == b;
}

/**
 * The four layouts go-yaml knows: 2006-1-2, with `T` or `t` 15:4:5[.9] and a zone, with spaces 15:4:5[.9] and none;
 * read by time.Parse, which checks that the day exists.
 */
function isTimestamp(pointer: usize, length: u32): bool {
  if (length < 8 || load<u8>(pointer, 4) != 0x2d) return false;
  const end = pointer + length;
  let year: u32 = 0;
  for (let i = 0; i < 4; i++) {
    const digit = load<u8>(pointer + i) - 0x30;
    if (digit > 9) return false;
    year = year * 10 + digit;
  }
  cursor = pointer + 5;
  if (!readNumber(end, false)) return false;
  const month = number;
  if (month < 1 || month > 12 || !take(end, 0x2d) || !readNumber(end, false)) return false;
  const leap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  const days: u32 = month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
  if (number < 1 || number > days) return false;
  if (cursor == end) return true;
  const separator = load<u8>(cursor++);
  const zoned = (separator | 0x20) == 0x74;
  if (!zoned) {
    if (separator != 0x20) return false;
    while (cursor < end && load<u8>(cursor) == 0x20) cursor++;
  }
  if (!readNumber(end, false) || number > 23) return false;
  if (!take(end, 0x3a) || !readNumber(end, false) || number > 59) return false;
  if (!take(end, 0x3a) || !readNumber(end, false) || number > 59) return false;
  if (cursor + 1 < end && (load<u8>(cursor) == 0x2e || load<u8>(cursor) == 0x2c) && isDigit(load<u8>(cursor, 1))) {
    cursor = skipDigits(cursor + 1, end);
  }
  if (!zoned) return cursor == end;
  if (cursor >= end) return false;
  const sign = load<u8>(cursor++);
  if (sign == 0x5a) return cursor == end;
  if (sign != 0x2b && sign != 0x2d) return false;
  if (!readNumber(end, true) || number > 24 || !take(end, 0x3a)) return false;
  return readNumber(end, true) && number <= 60 && cursor == end;
}
