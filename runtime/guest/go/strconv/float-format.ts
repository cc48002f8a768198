// Floats to text as strconv.AppendFloat writes them, every digit exact.
// Follows go@1.26.8 src/internal/strconv/ftoa.go.

import { Buffer } from '../../core/buffer';
import {
  Decimal,
  INFINITE,
  compareDecimals,
  copyCut,
  exact,
  expand,
  expandLower,
  expandUpper,
  exponentOf,
  lowerBound,
  mantissaOf,
  powerOfTen,
  roundDecimal,
  roundsUp,
  upperBound,
} from './float-decimal';

const ZERO: u8 = 0x30;
const DOT: u8 = 0x2e;
const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;

const candidate: Decimal = changetype<Decimal>(memory.data(40, 8));

/** Does the candidate lie between the two halfway points? A float with an even mantissa owns them too. */
function candidateFits(inclusive: bool): bool {
  const low = compareDecimals(lowerBound, candidate);
  if (low > 0 || (low == 0 && !inclusive)) return false;
  const high = compareDecimals(candidate, upperBound);
  return high < 0 || (high == 0 && inclusive);
}

/** Sets `exact` to an integer times 10^-scale. */
function setInteger(value: u64, scale: i32): void {
  expand(exact, value, 0);
  if (value) exact.point -= scale;
}

/** Sets `exact` to the shortest decimal that reads back as the float, the nearest to it among those. */
function shortest(bits: u64): void {
  const value = reinterpret<f64>(bits);
  if (value < 1e15 && value >= 1e-5) {
    // At most 15 digits identify one float: a decimal found to read back is the shortest when fewer places do not.
    for (let places = 0; places <= 20; places++) {
      const power = powerOfTen(places);
      const scaled = nearest(value * power);
      if (scaled >= 1e15) break;
      if (scaled / power == value) {
        setInteger(<u64>scaled, places);
        return;
      }
    }
  } else if (value < 9007199254740992.0 && value == floor(value)) {
    setInteger(<u64>value, 0);
    return;
  }
  const inclusive = (bits & 1) == 0;
  expand(exact, mantissaOf(bits), exponentOf(bits));
  expandLower(lowerBound, bits);
  expandUpper(upperBound, bits);
  let count = 0;
  if (lowerBound.point == upperBound.point) {
    while (count < lowerBound.count && lowerBound.digit(count) == upperBound.digit(count)) count++;
  }
  for (count = max(count, 1); count < exact.count; count++) {
    const up = roundsUp(exact, count);
    for (let attempt = 0; attempt < 2; attempt++) {
      copyCut(candidate, exact, count, attempt ? !up : up);
      if (candidateFits(inclusive)) {
        exact.count = candidate.count;
        exact.point = candidate.point;
        memory.copy(exact.digits, candidate.digits, candidate.count);
        return;
      }
    }
  }
}

/** `d.ddde±dd` of `exact`, with `precision` digits behind the point; `letter` is the exponent's. */
function writeExponential(buffer: Buffer, precision: i32, letter: u8): void {
  buffer.byte(<u8>exact.digit(0));
  if (precision > 0) {
    buffer.byte(DOT);
    const present = min(exact.count - 1, precision);
    if (present > 0) buffer.bytes(exact.digits + 1, present);
    buffer.repeat(ZERO, precision - max(present, 0));
  }
  const exponent = exact.count ? exact.point - 1 : 0;
  buffer.byte(letter);
  writeExponent(buffer, exponent);
}

/** A sign and at least two digits. */
function writeExponent(buffer: Buffer, exponent: i32): void {
  buffer.byte(exponent < 0 ? MINUS : PLUS);
  const size = abs(exponent);
  if (size < 10) buffer.byte(ZERO);
  buffer.unsigned(size);
}

/** `ddd.ddd` of `exact`, with `precision` digits behind the point. */
function writePlain(buffer: Buffer, precision: i32): void {
  const point = exact.point;
  const count = exact.count;
  if (point > 0) {
    const present = min(count, point);
    buffer.bytes(exact.digits, present);
    buffer.repeat(ZERO, point - present);
  } else {
    buffer.byte(ZERO);
  }
  if (precision <= 0) return;
  buffer.byte(DOT);
  const zeros = min(max(-point, 0), precision);
  buffer.repeat(ZERO, zeros);
  const from = max(point, 0);
  const present = max(min(count - from, precision - zeros), 0);
  if (present) buffer.bytes(exact.digits + from, present);
  buffer.repeat(ZERO, precision - zeros - present);
}

/** `0x1.fffp±dd`. */
function writeHexadecimal(buffer: Buffer, bits: u64, precision: i32, upper: bool): void {
  let mantissa = mantissaOf(bits);
  let exponent = mantissa ? exponentOf(bits) + 52 : 0;
  // The leading one goes to bit 60.
  mantissa <<= 8;
  if (mantissa) {
    const shift = <i32>clz(mantissa) - 3;
    mantissa <<= shift;
    exponent -= shift;
  }
  const one = (<u64>1) << 60;
  if (precision >= 0 && precision < 15) {
    const dropped = 60 - (precision << 2);
    const rest = mantissa & (((<u64>1) << dropped) - 1);
    const half = (<u64>1) << (dropped - 1);
    mantissa >>= dropped;
    if (rest > half || (rest == half && mantissa & 1)) mantissa++;
    mantissa <<= dropped;
    if (mantissa & (one << 1)) {
      mantissa >>= 1;
      exponent++;
    }
  }
  buffer.byte(ZERO);
  buffer.byte(upper ? 0x58 : 0x78);
  buffer.byte(<u8>(ZERO + <u8>((mantissa >> 60) & 1)));
  mantissa <<= 4;
  if (precision > 0 || (precision < 0 && mantissa)) {
    buffer.byte(DOT);
    for (let i = 0; precision < 0 ? mantissa != 0 : i < precision; i++) {
      const digit = <u32>(mantissa >>> 60);
      buffer.byte(<u8>(digit < 10 ? 0x30 + digit : (upper ? 0x37 : 0x57) + digit));
      mantissa <<= 4;
    }
  }
  buffer.byte(upper ? 0x50 : 0x70);
  writeExponent(buffer, exponent);
}

/** strconv.AppendFloat(…, 64): format one of e E f g G b x X, precision -1 the shortest that reads back. */
export function formatFloat(buffer: Buffer, value: f64, format: u8, precision: i32): void {
  // Whole numbers, which most are, need no digits to be looked for. A zero may have a sign.
  const most: f64 = format == 0x66 ? 1e15 : format == 0x67 ? 1e6 : 0;
  if (precision < 0 && value > 0 && value < most && value == floor(value)) buffer.unsigned(<u64>value);
  else formatAnyFloat(buffer, value, format, precision);
}

function formatAnyFloat(buffer: Buffer, value: f64, format: u8, precision: i32): void {
  let bits = reinterpret<u64>(value);
  if (value != value) {
    buffer.byte(0x4e);
    buffer.byte(0x61);
    buffer.byte(0x4e);
    return;
  }
  const negative = bits >>> 63 != 0;
  bits &= i64.MAX_VALUE;
  if (bits == INFINITE) {
    buffer.byte(negative ? MINUS : PLUS);
    buffer.byte(0x49);
    buffer.byte(0x6e);
    buffer.byte(0x66);
    return;
  }
  if (negative) buffer.byte(MINUS);
  const lower = format | 0x20;
  if (lower == 0x78) {
    writeHexadecimal(buffer, bits, precision, format == 0x58);
    return;
  }
  if (lower == 0x62) {
    buffer.unsigned(mantissaOf(bits));
    buffer.byte(0x70);
    const exponent = exponentOf(bits);
    if (exponent >= 0) buffer.byte(PLUS);
    buffer.integer(exponent);
    return;
  }
  if (precision < 0) {
    shortest(bits);
    if (lower == 0x65) {
      writeExponential(buffer, exact.count - 1, format);
    } else if (lower == 0x66) {
      writePlain(buffer, exact.count - exact.point);
    } else {
      writeGeneral(buffer, exact.count, 6, format);
    }
    return;
  }
  expand(exact, mantissaOf(bits), exponentOf(bits));
  if (lower == 0x65) {
    roundDecimal(exact, precision + 1);
    writeExponential(buffer, precision, format);
  } else if (lower == 0x66) {
    roundDecimal(exact, exact.point + precision);
    writePlain(buffer, precision);
  } else {
    if (precision == 0) precision = 1;
    roundDecimal(exact, precision);
    const count = exact.count;
    writeGeneral(buffer, precision, precision > count && count >= exact.point ? count : precision, format);
  }
}

/** %g: exponential where the exponent is below -4 or reaches `threshold`. */
function writeGeneral(buffer: Buffer, precision: i32, threshold: i32, format: u8): void {
  const exponent = exact.point - 1;
  if (exponent < -4 || exponent >= threshold) writeExponential(buffer, min(precision, exact.count) - 1, format - 2);
  else writePlain(buffer, exact.count - exact.point);
}
