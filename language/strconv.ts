// Go's strconv for numbers, over bytes: ParseUint, ParseFloat, and how fmt scans a complex constant. Floats are converted
// exactly (round to nearest, ties to even) without the language's own conversion, so tsc and asc agree to the bit.
// Follows go@1.26.8 src/internal/strconv/atoi.go, go@1.26.8 src/internal/strconv/atof.go.
import { ByteBuilder, Char } from './bytes';
import { digitValue } from './quote';

const twoTo32: f64 = 4294967296;
const twoTo63: f64 = twoTo32 * 2147483648;

/** Why a float could not be read. */
export enum FloatError {
  None = 0,
  Syntax = 1,
  Range = 2,
}

/** Reads integers by strconv.ParseUint(text, 0, 64). */
export class IntegerReader {
  /** The upper and the lower half of the value. */
  hi: u32 = 0;
  lo: u32 = 0;

  /** Reads source[start, end), which carries no sign; false on a syntax error or a value beyond 64 bits. */
  read(source: Uint8Array, start: i32, end: i32): bool {
    let at = start;
    let base = 10;
    if (at === end) return false;
    if (source[at] === Char.Zero) {
      const mark: i32 = end - at >= 3 ? (source[at + 1] as i32) | 0x20 : 0;
      if (mark === Char.LowerB) base = 2;
      else if (mark === Char.LowerO) base = 8;
      else if (mark === Char.LowerX) base = 16;
      if (base !== 10) {
        at += 2;
      } else {
        base = 8;
        at += 1;
      }
    }
    // Four limbs of 16 bits: a product with the base stays far below 32 bits.
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    let underscores = false;
    for (; at < end; at++) {
      const byte: i32 = source[at];
      if (byte === Char.Underscore) {
        underscores = true;
        continue;
      }
      const digit = digitValue(byte);
      if (digit >= base) return false;
      a = a * base + digit;
      b = b * base + (a >> 16);
      c = c * base + (b >> 16);
      d = d * base + (c >> 16);
      a &= 0xffff;
      b &= 0xffff;
      c &= 0xffff;
      if (d > 0xffff) return false;
    }
    if (underscores && !underscoresSeparate(source, start, end)) return false;
    this.hi = unsigned((d << 16) | c);
    this.lo = unsigned((b << 16) | a);
    return true;
  }
}

/** Whether every underscore stands between digits or after a base prefix. */
function underscoresSeparate(source: Uint8Array, start: i32, end: i32): bool {
  let at = start;
  if (at < end && (source[at] === Char.Plus || source[at] === Char.Minus)) at += 1;
  let afterDigit = false;
  let afterUnderscore = false;
  let hex = false;
  if (end - at >= 2 && source[at] === Char.Zero) {
    const mark = (source[at + 1] as i32) | 0x20;
    if (mark === Char.LowerB || mark === Char.LowerO || mark === Char.LowerX) {
      hex = mark === Char.LowerX;
      afterDigit = true;
      at += 2;
    }
  }
  for (; at < end; at++) {
    const byte: i32 = source[at];
    if (byte === Char.Underscore) {
      if (!afterDigit) return false;
      afterDigit = false;
      afterUnderscore = true;
    } else if (digitValue(byte) < (hex ? 16 : 10)) {
      afterDigit = true;
      afterUnderscore = false;
    } else {
      if (afterUnderscore) return false;
      afterDigit = false;
    }
  }
  return !afterUnderscore;
}

/** More significant digits than this cannot move the rounding of a double, except as "there is more". */
const maxDigits = 800;

/** Reads floats by strconv.ParseFloat(text, 64): decimal, or hexadecimal with a `p` exponent; no inf and nan. */
export class FloatReader {
  /** The value, correctly rounded; an infinity where `error` is Range. */
  value: f64 = 0;
  error: i32 = FloatError.None;

  /** Reads source[start, end); the outcome is in `error` and `value`. */
  read(source: Uint8Array, start: i32, end: i32): void {
    this.error = FloatError.Syntax;
    this.value = 0;
    let at = start;
    let negative = false;
    if (at < end && (source[at] === Char.Plus || source[at] === Char.Minus)) {
      negative = source[at] === Char.Minus;
      at += 1;
    }
    let base = 10;
    if (end - at > 2 && source[at] === Char.Zero && ((source[at + 1] as i32) | 0x20) === Char.LowerX) {
      base = 16;
      at += 2;
    }
    const digits: i32[] = [];
    // The value is 0.DIGITS times base to the power of `point`.
    let point = 0;
    let sawDot = false;
    let sawDigits = false;
    let underscores = false;
    let more = false;
    for (; at < end; at++) {
      const byte: i32 = source[at];
      if (byte === Char.Underscore) {
        underscores = true;
        continue;
      }
      if (byte === Char.Dot) {
        if (sawDot) return;
        sawDot = true;
        continue;
      }
      const digit = digitValue(byte);
      if (digit >= base) break;
      sawDigits = true;
      if (digit === 0 && digits.length === 0) {
        if (sawDot) point -= 1;
        continue;
      }
      if (!sawDot) point += 1;
      if (digits.length < maxDigits) digits.push(digit);
      else if (digit !== 0) more = true;
    }
    if (!sawDigits) return;
    let exponent = 0;
    if (at < end && ((source[at] as i32) | 0x20) === (base === 10 ? Char.LowerE : Char.LowerP)) {
      at += 1;
      let down = false;
      if (at < end && (source[at] === Char.Plus || source[at] === Char.Minus)) {
        down = source[at] === Char.Minus;
        at += 1;
      }
      if (at >= end || !isDigit(source[at])) return;
      for (; at < end; at++) {
        if (source[at] === Char.Underscore) {
          underscores = true;
          continue;
        }
        if (!isDigit(source[at])) return;
        if (exponent < 10000) exponent = exponent * 10 + (source[at] as i32) - Char.Zero;
      }
      if (down) exponent = -exponent;
    } else if (base === 16) {
      return;
    }
    if (at < end) return;
    if (underscores && !underscoresSeparate(source, start, end)) return;
    this.error = FloatError.None;
    const magnitude =
      base === 10 ? this.decimal(digits, point + exponent, more) : this.hex(digits, point * 4 + exponent, more);
    this.value = negative ? -magnitude : magnitude;
  }

  /** 0.DIGITS * 10^point, rounded. */
  private decimal(digits: i32[], point: i32, more: bool): f64 {
    const count = digits.length;
    if (count === 0 || point < -330) return 0;
    if (point > 310) return this.overflow();
    const scale = point - count;
    if (count <= 15 && scale >= -22 && scale <= 22) {
      // Both factors are exact, so the one operation rounds correctly.
      let mantissa: f64 = 0;
      for (let i = 0; i < count; i++) mantissa = mantissa * 10 + (digits[i] as f64);
      let power: f64 = 1;
      const steps = scale < 0 ? -scale : scale;
      for (let i = 0; i < steps; i++) power *= 10;
      return scale < 0 ? mantissa / power : mantissa * power;
    }
    const numerator = new BigNatural();
    for (let i = 0; i < count; i++) numerator.multiplyAdd(10, digits[i]);
    const denominator = new BigNatural();
    denominator.multiplyAdd(1, 1);
    let shift = scale;
    if (more) {
      // One more digit says that the value lies above what was kept.
      numerator.multiplyAdd(10, 1);
      shift -= 1;
    }
    for (let i = shift; i > 0; i--) numerator.multiplyAdd(10, 0);
    for (let i = shift; i < 0; i++) denominator.multiplyAdd(10, 0);
    return this.quotient(numerator, denominator);
  }

  /** 0.DIGITS (in base 16) * 2^point, rounded. */
  private hex(digits: i32[], point: i32, more: bool): f64 {
    const count = digits.length;
    if (count === 0 || point < -1100) return 0;
    if (point > 1100) return this.overflow();
    const numerator = new BigNatural();
    for (let i = 0; i < count; i++) numerator.multiplyAdd(16, digits[i]);
    let shift = point - count * 4;
    if (more) {
      numerator.multiplyAdd(2, 1);
      shift -= 1;
    }
    const denominator = new BigNatural();
    denominator.multiplyAdd(1, 1);
    if (shift > 0) numerator.shiftLeft(shift);
    else denominator.shiftLeft(-shift);
    return this.quotient(numerator, denominator);
  }

  /** numerator / denominator as the nearest double, ties to even. Both are positive; both are used up. */
  private quotient(numerator: BigNatural, denominator: BigNatural): f64 {
    let exponent = numerator.bitLength() - denominator.bitLength();
    if (exponent >= 0) denominator.shiftLeft(exponent);
    else numerator.shiftLeft(-exponent);
    if (numerator.compare(denominator) < 0) {
      exponent -= 1;
      numerator.shiftLeft(1);
    }
    // Now 1 <= numerator / denominator < 2. A subnormal has fewer bits.
    let bits = 53;
    if (exponent < -1022) bits -= -1022 - exponent;
    if (bits < 0) return 0;
    let mantissa: f64 = 0;
    let odd = false;
    for (let i = 0; i < bits; i++) {
      odd = numerator.compare(denominator) >= 0;
      mantissa = mantissa * 2 + (odd ? 1 : 0);
      if (odd) numerator.subtract(denominator);
      numerator.shiftLeft(1);
    }
    // What is left, against half a unit of the last bit.
    const rest = numerator.compare(denominator);
    if (rest > 0 || (rest === 0 && odd)) mantissa += 1;
    let scale = exponent - bits + 1;
    if (scale > 971 || (scale === 971 && mantissa === 9007199254740992)) return this.overflow();
    for (; scale > 0; scale--) mantissa *= 2;
    for (; scale < 0; scale++) mantissa /= 2;
    return mantissa;
  }

  private overflow(): f64 {
    this.error = FloatError.Range;
    return Infinity;
  }
}

function isDigit(byte: i32): bool {
  return byte >= Char.Zero && byte <= Char.Nine;
}

/** A natural number of any size: just the operations that the conversion of a float needs. */
class BigNatural {
  /** 16 bits each, the lowest first; the last is not zero. */
  private limbs: i32[] = [];

  multiplyAdd(factor: i32, addend: i32): void {
    const limbs = this.limbs;
    let carry = addend;
    for (let i = 0; i < limbs.length; i++) {
      carry += limbs[i] * factor;
      limbs[i] = carry & 0xffff;
      carry >>= 16;
    }
    if (carry !== 0) limbs.push(carry);
  }

  shiftLeft(count: i32): void {
    const old = this.limbs;
    if (old.length === 0) return;
    const small = count & 15;
    if (count < 16) {
      this.multiplyAdd(1 << small, 0);
      return;
    }
    const limbs: i32[] = [];
    for (let i = count >> 4; i > 0; i--) limbs.push(0);
    for (let i = 0; i < old.length; i++) limbs.push(old[i]);
    this.limbs = limbs;
    this.multiplyAdd(1 << small, 0);
  }

  bitLength(): i32 {
    const count = this.limbs.length;
    if (count === 0) return 0;
    let bits = (count - 1) * 16;
    for (let top = this.limbs[count - 1]; top > 0; top >>= 1) bits += 1;
    return bits;
  }

  /** Negative, zero or positive as this is less than, equal to or greater than `other`. */
  compare(other: BigNatural): i32 {
    const count = this.limbs.length;
    if (count !== other.limbs.length) return count - other.limbs.length;
    for (let i = count - 1; i >= 0; i--) {
      const difference = this.limbs[i] - other.limbs[i];
      if (difference !== 0) return difference;
    }
    return 0;
  }

  /** Takes `other` away, which is not greater than this. */
  subtract(other: BigNatural): void {
    const limbs = this.limbs;
    let borrow = 0;
    for (let i = 0; i < limbs.length; i++) {
      let limb = limbs[i] - borrow - (i < other.limbs.length ? other.limbs[i] : 0);
      borrow = limb < 0 ? 1 : 0;
      if (limb < 0) limb += 0x10000;
      limbs[i] = limb;
    }
    while (limbs.length > 0 && limbs[limbs.length - 1] === 0) limbs.pop();
  }
}

/** The 32 bits of a value as an unsigned number, in both languages. */
export function unsigned(bits: i32): u32 {
  return (bits >>> 0) as u32;
}

/** The nearest double of the unsigned 64-bit integer with these halves. */
export function unsignedToFloat(hi: u32, lo: u32): f64 {
  return (hi as f64) * twoTo32 + (lo as f64);
}

/** Whether a float is a whole number that an int64 holds (float64(int64(f)) == f in Go). */
export function fitsInt64(value: f64): bool {
  return value >= -twoTo63 && value < twoTo63 && Math.floor(value) === value;
}

/** Whether a float is a whole number that a uint64 holds. */
export function fitsUint64(value: f64): bool {
  return value >= 0 && value < twoTo63 * 2 && Math.floor(value) === value;
}

/** The upper half of a whole float in two's complement; the float fits an int64 or a uint64. */
export function floatHigh(value: f64): u32 {
  let high = Math.floor(value / twoTo32);
  if (high < 0) high += twoTo32;
  return high as u32;
}

/** The lower half of a whole float in two's complement. */
export function floatLow(value: f64): u32 {
  return (value - Math.floor(value / twoTo32) * twoTo32) as u32;
}

/** How the scanner of fmt splits a complex constant: the end of its real part, where the sign of the imaginary stands. */
export function scanFloatToken(source: Uint8Array, start: i32, end: i32): i32 {
  let at = start;
  if (at < end && (source[at] === Char.Plus || source[at] === Char.Minus)) at += 1;
  // The scanner tries for "Inf" and keeps what it took.
  if (at < end && ((source[at] as i32) | 0x20) === Char.LowerI) at += 1;
  let hex = false;
  if (at < end && source[at] === Char.Zero) {
    at += 1;
    if (at < end && ((source[at] as i32) | 0x20) === Char.LowerX) {
      hex = true;
      at += 1;
    }
  }
  at = skipDigits(source, at, end, hex ? 16 : 10);
  if (at < end && source[at] === Char.Dot) at = skipDigits(source, at + 1, end, hex ? 16 : 10);
  if (at < end) {
    const mark = (source[at] as i32) | 0x20;
    if (mark === Char.LowerP || (!hex && mark === Char.LowerE)) {
      at += 1;
      if (at < end && (source[at] === Char.Plus || source[at] === Char.Minus)) at += 1;
      at = skipDigits(source, at, end, 10);
    }
  }
  return at;
}

function skipDigits(source: Uint8Array, start: i32, end: i32, base: i32): i32 {
  let at = start;
  while (at < end && (digitValue(source[at]) < base || source[at] === Char.Underscore)) at += 1;
  return at;
}

/** Appends the words of a strconv.NumError for ParseFloat of source[start, end). */
export function appendFloatError(out: ByteBuilder, error: i32, source: Uint8Array, start: i32, end: i32): void {
  out.ascii('strconv.ParseFloat: parsing "');
  out.slice(source, start, end);
  out.ascii(error === FloatError.Range ? '": value out of range' : '": invalid syntax');
}
