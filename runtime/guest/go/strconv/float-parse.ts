// Text to floats as strconv.ParseFloat reads it, rounded correctly however many digits there are.
// Follows go@1.26.8 src/internal/strconv/atof.go.

import {
  Decimal,
  HIDDEN_BIT,
  INFINITE,
  MANTISSA_BITS,
  exact,
  expandLower,
  expandUpper,
  powerOfTen,
} from './float-decimal';
import { RANGE, SYNTAX, endParse, underscoresFit } from './number';

export let parsedFloat: f64 = 0;

const ZERO: u8 = 0x30;
const UNDERSCORE: u8 = 0x5f;
const DOT: u8 = 0x2e;
const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;

/** Length of the common beginning with a lower-case word, whatever the text's case. */
function commonPrefix(pointer: usize, end: usize, word: string): u32 {
  let n: u32 = 0;
  while (pointer + n < end && n < <u32>word.length && (load<u8>(pointer + n) | 0x20) == <u8>word.charCodeAt(n)) n++;
  return n;
}

/** Compares the digits written in [pointer, end), a first one not 0, worth 0.DIGITS x 10^point, with a decimal. */
function compareText(pointer: usize, end: usize, point: i32, d: Decimal): i32 {
  if (point != d.point) return point < d.point ? -1 : 1;
  let i = 0;
  for (; pointer < end; pointer++) {
    const c = load<u8>(pointer);
    if (c == DOT || c == UNDERSCORE) continue;
    const digit = d.digit(i++);
    if (c != digit) return c < digit ? -1 : 1;
  }
  return i < d.count ? -1 : 0;
}

function finishFloat(negative: bool, bits: u64): bool {
  parsedFloat = reinterpret<f64>(bits | (negative ? (<u64>1) << 63 : 0));
  return endParse(bits >= INFINITE ? RANGE : 0);
}

/** Rounds mantissa x 2^exponent (and a little more, where `sticky`) to a float. */
function finishBinary(negative: bool, mantissa: u64, exponent: i32, sticky: bool): bool {
  if (!mantissa) return finishFloat(negative, 0);
  const shift = <i32>clz(mantissa);
  mantissa <<= shift;
  exponent -= shift;
  if (sticky) mantissa |= 1;
  let dropped = 11;
  if (exponent + dropped < -1074) dropped = -1074 - exponent;
  exponent += dropped;
  if (dropped > 64) return finishFloat(negative, 0);
  if (dropped == 64) return finishFloat(negative, mantissa > (<u64>1) << 63 ? 1 : 0);
  const rest = mantissa & (((<u64>1) << dropped) - 1);
  const half = (<u64>1) << (dropped - 1);
  mantissa >>= dropped;
  if (rest > half || (rest == half && mantissa & 1)) mantissa++;
  if (mantissa < HIDDEN_BIT) return finishFloat(negative, mantissa);
  if (exponent > 971) return finishFloat(negative, INFINITE);
  // A mantissa that rounded up to the next power of two carries into the exponent by itself.
  return finishFloat(negative, ((<u64>(exponent + 1074)) << MANTISSA_BITS) + mantissa);
}

/** strconv.ParseFloat(s, 64) into `parsedFloat`; out of range it is an infinity and the status 2. */
export function parseFloat(pointer: usize, length: u32): bool {
  endParse(0);
  parsedFloat = 0;
  if (length == 0) return endParse(SYNTAX);
  const start = pointer;
  const end = pointer + length;
  let c = load<u8>(pointer);
  const negative = c == MINUS;
  const signed = negative || c == PLUS;
  if (signed) pointer++;
  if (pointer == end) return endParse(SYNTAX);
  c = load<u8>(pointer) | 0x20;
  if (c == 0x69) {
    const n = commonPrefix(pointer, end, 'infinity');
    if ((n == 8 && pointer + 8 == end) || (n >= 3 && pointer + 3 == end)) {
      parsedFloat = negative ? -Infinity : Infinity;
      return true;
    }
    return endParse(SYNTAX);
  }
  if (c == 0x6e && !signed && length == 3 && commonPrefix(pointer, end, 'nan') == 3) {
    parsedFloat = NaN;
    return true;
  }
  const hex = pointer + 2 < end && load<u8>(pointer) == ZERO && (load<u8>(pointer, 1) | 0x20) == 0x78;
  if (hex) pointer += 2;
  const mostDigits = hex ? 16 : 19;
  let mantissa: u64 = 0;
  let taken = 0; // digits in the mantissa
  let count = 0; // significant digits
  let point = 0;
  let sawDot = false;
  let sawDigits = false;
  let underscores = false;
  let rest = false;
  let first: usize = 0;
  for (; pointer < end; pointer++) {
    c = load<u8>(pointer);
    if (c == UNDERSCORE) {
      underscores = true;
      continue;
    }
    if (c == DOT) {
      if (sawDot) break;
      sawDot = true;
      point = count;
      continue;
    }
    let digit: u32 = <u32>c - ZERO;
    if (digit >= 10) {
      if (!hex) break;
      digit = <u32>(c | 0x20) - 0x61;
      if (digit >= 6) break;
      digit += 10;
    }
    sawDigits = true;
    if (digit == 0 && count == 0) {
      // A leading zero; behind the point it moves the number down.
      if (sawDot) point--;
      continue;
    }
    if (count == 0) first = pointer;
    count++;
    if (taken < mostDigits) {
      mantissa = mantissa * (hex ? 16 : 10) + digit;
      taken++;
    } else if (digit) {
      rest = true;
    }
  }
  if (!sawDigits) return endParse(SYNTAX);
  if (!sawDot) point = count;
  const last = pointer;
  if (hex) {
    point *= 4;
    taken *= 4;
  }
  if (pointer < end && (load<u8>(pointer) | 0x20) == (hex ? 0x70 : 0x65)) {
    pointer++;
    if (pointer == end) return endParse(SYNTAX);
    c = load<u8>(pointer);
    const down = c == MINUS;
    if (down || c == PLUS) pointer++;
    if (pointer == end || <u32>load<u8>(pointer) - ZERO >= 10) return endParse(SYNTAX);
    let e = 0;
    for (; pointer < end; pointer++) {
      c = load<u8>(pointer);
      if (c == UNDERSCORE) {
        underscores = true;
        continue;
      }
      if (<u32>c - ZERO >= 10) break;
      if (e < 10000) e = e * 10 + (c - ZERO);
    }
    point += down ? -e : e;
  } else if (hex) {
    return endParse(SYNTAX);
  }
  if (pointer != end || (underscores && !underscoresFit(start, end))) return endParse(SYNTAX);
  if (mantissa == 0) return finishFloat(negative, 0);
  if (hex) return finishBinary(negative, mantissa, point - taken, rest);
  if (point > 310) return finishFloat(negative, INFINITE);
  if (point < -330) return finishFloat(negative, 0);
  let exponent = point - taken;
  let guess = <f64>mantissa;
  if (!rest && mantissa < HIDDEN_BIT * 2 && exponent >= -22 && exponent <= 22) {
    // Both operands are exact, so that the one operation rounds correctly.
    guess = exponent < 0 ? guess / powerOfTen(-exponent) : guess * powerOfTen(exponent);
    return finishFloat(negative, reinterpret<u64>(guess));
  }
  for (; exponent > 22; exponent -= 22) guess *= 1e22;
  for (; exponent < -22; exponent += 22) guess /= 1e22;
  guess = exponent < 0 ? guess / powerOfTen(-exponent) : guess * powerOfTen(exponent);
  // The guess is a few floats off at most: walk to the one whose halfway points enclose the text.
  let bits = min(reinterpret<u64>(guess), INFINITE - 1);
  let moved = false;
  while (bits < INFINITE) {
    expandUpper(exact, bits);
    const order = compareText(first, last, point, exact);
    if (order < 0 || (order == 0 && !(bits & 1))) break;
    bits++;
    moved = true;
  }
  while (!moved && bits > 0) {
    expandLower(exact, bits);
    const order = compareText(first, last, point, exact);
    if (order > 0 || (order == 0 && !(bits & 1))) break;
    bits--;
  }
  return finishFloat(negative, bits);
}
