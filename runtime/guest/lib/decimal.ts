// Exact decimal numbers, as much of shopspring/decimal 1.4 as Sprig's float functions use: add, subtract, multiply, and divide
// to 16 digits behind the point. A number is sign * magnitude * 10^exponent. Never used for integers of templates.
// Follows github.com/shopspring/decimal@v1.4.0 decimal.go.

import { Buffer } from '../core/buffer';
import { failLiteral, failWith, message } from '../core/error';
import { allocate } from '../core/memory';
import { formatFloat, parseFloat, parsedFloat } from '../go/strconv/number';

/** A magnitude: `length` limbs of nine decimal digits, the lowest first, without zero limbs on top. */
@unmanaged
export class Decimal {
  limbs: usize;
  length: u32;
  negative: bool;
  exponent: i32;

  @inline limb(i: u32): u64 {
    return load<u32>(this.limbs + ((<usize>i) << 2));
  }
}

const BASE: u64 = 1000000000;
const LIMB_DIGITS: u32 = 9;
/** decimal.DivisionPrecision. */
const DIVISION_DIGITS: i32 = 16;

/** A number with room for `length` limbs, all zero; `trimmed` fixes its length when they are filled. */
function newDecimal(length: u32, negative: bool, exponent: i32): Decimal {
  const d = changetype<Decimal>(allocate(offsetof<Decimal>()));
  d.limbs = allocate((length + 1) << 2);
  memory.fill(d.limbs, 0, (length + 1) << 2);
  d.length = length;
  d.negative = negative;
  d.exponent = exponent;
  return d;
}

function trimmed(d: Decimal): Decimal {
  let length = d.length;
  while (length && d.limb(length - 1) == 0) length--;
  d.length = length;
  return d;
}

function setLimb(d: Decimal, i: u32, value: u64): void {
  store<u32>(d.limbs + ((<usize>i) << 2), <u32>value);
}

function fromU64(value: u64, negative: bool, exponent: i32): Decimal {
  const d = newDecimal(3, negative, exponent);
  for (let i: u32 = 0; value; i++) {
    setLimb(d, i, value % BASE);
    value /= BASE;
  }
  return trimmed(d);
}

/** The decimal with the fewest digits that reads back as this float; null with a failure for NaN and infinities. */
export function decimalFromFloat(value: f64): Decimal {
  if (value != value || value == Infinity || value == -Infinity) {
    const b = message();
    b.literal('Cannot create a Decimal from ');
    formatFloat(b, value, 0x67, -1);
    failWith(b);
    return changetype<Decimal>(0);
  }
  if (value == 0) return fromU64(0, false, 0);
  // -d.ddde±dd
  const text = Buffer.create(32);
  formatFloat(text, value < 0 ? -value : value, 0x65, -1);
  let at = text.pointer;
  const end = at + text.length;
  let digits: u64 = 0;
  let exponent = 0;
  let behindPoint = false;
  for (; at < end; at++) {
    const b: u32 = load<u8>(at);
    if (b == 0x65) break;
    if (b == 0x2e) {
      behindPoint = true;
      continue;
    }
    digits = digits * 10 + (b - 0x30);
    if (behindPoint) exponent--;
  }
  const negativeExponent = load<u8>(at, 1) == 0x2d;
  let written = 0;
  for (at += 2; at < end; at++) written = written * 10 + (<i32>load<u8>(at) - 0x30);
  return fromU64(digits, value < 0, exponent + (negativeExponent ? -written : written));
}

/** The float nearest to the number. */
export function decimalToFloat(d: Decimal): f64 {
  if (d.length == 0) return 0;
  const text = Buffer.create(d.length * LIMB_DIGITS + 24);
  if (d.negative) text.byte(0x2d);
  for (let i: i32 = d.length - 1; i >= 0; i--) {
    let limb = <u32>d.limb(i);
    let unit: u32 = 100000000;
    for (let j: u32 = 0; j < LIMB_DIGITS; j++) {
      text.byte(<u8>(0x30 + limb / unit));
      limb %= unit;
      unit /= 10;
    }
  }
  text.byte(0x65);
  text.integer(d.exponent);
  parseFloat(text.pointer, text.length);
  return parsedFloat;
}

/** The magnitude times 10^digits. */
function shifted(d: Decimal, digits: u32): Decimal {
  if (digits == 0 || d.length == 0) return d;
  const whole = digits / LIMB_DIGITS;
  let factor: u64 = 1;
  for (let i = digits % LIMB_DIGITS; i > 0; i--) factor *= 10;
  const result = newDecimal(d.length + whole + 1, d.negative, d.exponent);
  let carry: u64 = 0;
  for (let i: u32 = 0; i < d.length; i++) {
    const product = d.limb(i) * factor + carry;
    setLimb(result, i + whole, product % BASE);
    carry = product / BASE;
  }
  setLimb(result, d.length + whole, carry);
  return trimmed(result);
}

function compareMagnitudes(a: Decimal, b: Decimal): i32 {
  if (a.length != b.length) return a.length < b.length ? -1 : 1;
  for (let i: i32 = a.length - 1; i >= 0; i--) {
    const x = a.limb(i);
    const y = b.limb(i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

function addMagnitudes(a: Decimal, b: Decimal, negative: bool, exponent: i32): Decimal {
  const length = (a.length > b.length ? a.length : b.length) + 1;
  const result = newDecimal(length, negative, exponent);
  let carry: u64 = 0;
  for (let i: u32 = 0; i < length; i++) {
    let sum = carry;
    if (i < a.length) sum += a.limb(i);
    if (i < b.length) sum += b.limb(i);
    carry = sum >= BASE ? 1 : 0;
    setLimb(result, i, carry ? sum - BASE : sum);
  }
  return trimmed(result);
}

/** a - b, where a is not smaller. */
function subtractMagnitudes(a: Decimal, b: Decimal, negative: bool, exponent: i32): Decimal {
  const result = newDecimal(a.length, negative, exponent);
  let borrow: u64 = 0;
  for (let i: u32 = 0; i < a.length; i++) {
    const taken = (i < b.length ? b.limb(i) : 0) + borrow;
    const from = a.limb(i);
    borrow = from < taken ? 1 : 0;
    setLimb(result, i, borrow ? from + BASE - taken : from - taken);
  }
  return trimmed(result);
}

/** a + b, or a - b. */
export function decimalAdd(a: Decimal, b: Decimal, subtract: bool): Decimal {
  const exponent = a.exponent < b.exponent ? a.exponent : b.exponent;
  const left = shifted(a, a.exponent - exponent);
  const right = shifted(b, b.exponent - exponent);
  const rightNegative = b.negative != subtract;
  if (a.negative == rightNegative) return addMagnitudes(left, right, rightNegative, exponent);
  return compareMagnitudes(left, right) >= 0
    ? subtractMagnitudes(left, right, a.negative, exponent)
    : subtractMagnitudes(right, left, rightNegative, exponent);
}

export function decimalMultiply(a: Decimal, b: Decimal): Decimal {
  const result = newDecimal(a.length + b.length, a.negative != b.negative, a.exponent + b.exponent);
  for (let i: u32 = 0; i < a.length; i++) {
    const x = a.limb(i);
    let carry: u64 = 0;
    for (let j: u32 = 0; j < b.length; j++) {
      const sum = result.limb(i + j) + x * b.limb(j) + carry;
      setLimb(result, i + j, sum % BASE);
      carry = sum / BASE;
    }
    setLimb(result, i + b.length, carry);
  }
  return trimmed(result);
}

/** The magnitude times a limb. */
function timesLimb(d: Decimal, factor: u64): Decimal {
  const result = newDecimal(d.length + 1, false, 0);
  let carry: u64 = 0;
  for (let i: u32 = 0; i < d.length; i++) {
    const product = d.limb(i) * factor + carry;
    setLimb(result, i, product % BASE);
    carry = product / BASE;
  }
  setLimb(result, d.length, carry);
  return trimmed(result);
}

/** What `divideMagnitudes` leaves over. */
let remainder: Decimal = changetype<Decimal>(0);

/** a / b truncated, by long division (Knuth's algorithm D on limbs of nine digits). */
function divideMagnitudes(a: Decimal, b: Decimal): Decimal {
  if (compareMagnitudes(a, b) < 0) {
    remainder = a;
    return newDecimal(0, false, 0);
  }
  // Scaled so that the top limb of the divisor is at least BASE / 2: then a guess is at most 2 too large.
  const scale = BASE / (b.limb(b.length - 1) + 1);
  const divisor = timesLimb(b, scale);
  const scaled = timesLimb(a, scale);
  const n = divisor.length;
  const rest = newDecimal(a.length + 1, false, 0);
  memory.copy(rest.limbs, scaled.limbs, scaled.length << 2);
  const steps = a.length - b.length + 1;
  const quotient = newDecimal(steps, false, 0);
  const top = divisor.limb(n - 1);
  const second: u64 = n > 1 ? divisor.limb(n - 2) : 0;
  for (let j: i32 = steps - 1; j >= 0; j--) {
    const head = rest.limb(j + n) * BASE + rest.limb(j + n - 1);
    let guess = head / top;
    let over = head % top;
    const third: u64 = n > 1 ? rest.limb(j + n - 2) : 0;
    while (guess >= BASE || guess * second > over * BASE + third) {
      guess--;
      over += top;
      if (over >= BASE) break;
    }
    // rest -= guess * divisor, from limb j on
    let borrow: u64 = 0;
    for (let i: u32 = 0; i < n; i++) {
      const product = guess * divisor.limb(i) + borrow;
      let digit = product % BASE;
      borrow = product / BASE;
      const from = rest.limb(j + i);
      if (from < digit) {
        digit -= BASE;
        borrow++;
      }
      setLimb(rest, j + i, from - digit);
    }
    const last = rest.limb(j + n);
    if (last < borrow) {
      // One too many: put a divisor back.
      guess--;
      let carry: u64 = 0;
      for (let i: u32 = 0; i < n; i++) {
        const sum = rest.limb(j + i) + divisor.limb(i) + carry;
        carry = sum >= BASE ? 1 : 0;
        setLimb(rest, j + i, carry ? sum - BASE : sum);
      }
    }
    setLimb(rest, j + n, 0);
    setLimb(quotient, j, guess);
  }
  // The remainder, scaled back.
  let over: u64 = 0;
  for (let i: i32 = n - 1; i >= 0; i--) {
    const part = over * BASE + rest.limb(i);
    setLimb(rest, i, part / scale);
    over = part % scale;
  }
  rest.length = n;
  remainder = trimmed(rest);
  return trimmed(quotient);
}

/** a / b rounded half away from zero at 16 digits behind the point; null with a failure where b is 0. */
export function decimalDivide(a: Decimal, b: Decimal): Decimal {
  if (b.length == 0) {
    failLiteral('decimal division by 0');
    return changetype<Decimal>(0);
  }
  const shift = a.exponent - b.exponent + DIVISION_DIGITS;
  const dividend = shift > 0 ? shifted(a, shift) : a;
  const divisor = shift < 0 ? shifted(b, -shift) : b;
  let quotient = divideMagnitudes(dividend, divisor);
  const twice = addMagnitudes(remainder, remainder, false, 0);
  if (compareMagnitudes(twice, divisor) >= 0) quotient = addMagnitudes(quotient, fromU64(1, false, 0), false, 0);
  quotient.negative = a.negative != b.negative;
  quotient.exponent = -DIVISION_DIGITS;
  return quotient;
}
