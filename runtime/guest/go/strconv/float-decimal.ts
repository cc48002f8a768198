// A float64 as an exact decimal number, digit for digit, and the arithmetic on it that printing and reading floats need.
// Its digits lie in static memory: each of the few decimals here is good until the next use of it.
// Follows go@1.26.8 src/internal/strconv/decimal.go.

const ZERO: u8 = 0x30;
const NINE: u8 = 0x39;

/** A row of ASCII digits without leading or trailing zeros, worth 0.DIGITS x 10^point. Zero has no digits. */
@unmanaged
export class Decimal {
  count: i32;
  point: i32;
  // The digits follow.

  @inline get digits(): usize {
    return changetype<usize>(this) + 8;
  }

  @inline digit(i: i32): u32 {
    return i < this.count ? <u32>load<u8>(this.digits + i) : 0x30;
  }
}

// m x 2^e of a float64 needs at most 86 limbs of nine digits (for m x 5^1075), so 774 digits.
const DECIMAL_SIZE: i32 = 800;
/** The number under way. */
export const exact: Decimal = changetype<Decimal>(memory.data(DECIMAL_SIZE, 8));
export const lowerBound: Decimal = changetype<Decimal>(memory.data(DECIMAL_SIZE, 8));
export const upperBound: Decimal = changetype<Decimal>(memory.data(DECIMAL_SIZE, 8));
const limbs: usize = memory.data(384, 8);

const LIMB: u64 = 1000000000;
const FIVE_TO_13: u64 = 1220703125;

/** Limbs times `factor` (below 2^32); the new number of limbs. */
function multiplyLimbs(count: i32, factor: u64): i32 {
  let carry: u64 = 0;
  for (let i = 0; i < count; i++) {
    const product = <u64>load<u32>(limbs + (i << 2)) * factor + carry;
    carry = product / LIMB;
    store<u32>(limbs + (i << 2), <u32>(product - carry * LIMB));
  }
  while (carry) {
    store<u32>(limbs + (count << 2), <u32>(carry % LIMB));
    carry /= LIMB;
    count++;
  }
  return count;
}

/** Sets `out` to exactly mantissa x 2^exponent. */
export function expand(out: Decimal, mantissa: u64, exponent: i32): void {
  out.count = 0;
  out.point = 0;
  if (!mantissa) return;
  if (exponent < 0) {
    // Fewer factors where the mantissa is even.
    const zeros = min(<i32>ctz(mantissa), -exponent);
    mantissa >>= zeros;
    exponent += zeros;
  }
  let count = 0;
  while (mantissa) {
    store<u32>(limbs + (count++ << 2), <u32>(mantissa % LIMB));
    mantissa /= LIMB;
  }
  let point = 0;
  if (exponent > 0) {
    for (; exponent >= 31; exponent -= 31) count = multiplyLimbs(count, 1 << 31);
    count = multiplyLimbs(count, (<u64>1) << exponent);
  } else {
    // m / 2^k = m x 5^k / 10^k
    point = exponent;
    let k = -exponent;
    for (; k >= 13; k -= 13) count = multiplyLimbs(count, FIVE_TO_13);
    let factor: u64 = 1;
    while (k-- > 0) factor *= 5;
    count = multiplyLimbs(count, factor);
  }
  const start = out.digits;
  let end = start;
  let limb = load<u32>(limbs + ((count - 1) << 2));
  let width = 1;
  for (let power: u32 = 10; width < 9 && limb >= power; power *= 10) width++;
  while (true) {
    for (let at = end + width - 1; at >= end; at--) {
      store<u8>(at, <u8>(0x30 + (limb % 10)));
      limb /= 10;
    }
    end += width;
    width = 9;
    if (--count == 0) break;
    limb = load<u32>(limbs + ((count - 1) << 2));
  }
  out.point = <i32>(end - start) + point;
  while (load<u8>(end - 1) == ZERO) end--;
  out.count = <i32>(end - start);
}

/** -1, 0, 1. */
export function compareDecimals(a: Decimal, b: Decimal): i32 {
  if (a.point != b.point) return a.point < b.point ? -1 : 1;
  const count = max(a.count, b.count);
  for (let i = 0; i < count; i++) {
    const x = a.digit(i);
    const y = b.digit(i);
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Cuts a decimal to `count` digits, away from zero where `up`. */
export function cutDecimal(d: Decimal, count: i32, up: bool): void {
  if (up) {
    while (count > 0 && load<u8>(d.digits + count - 1) == NINE) count--;
    if (count == 0) {
      store<u8>(d.digits, 0x31);
      d.count = 1;
      d.point++;
      return;
    }
    const last = d.digits + count - 1;
    store<u8>(last, load<u8>(last) + 1);
  } else {
    while (count > 0 && load<u8>(d.digits + count - 1) == ZERO) count--;
  }
  d.count = count;
  if (count == 0) d.point = 0;
}

/** Is the rest behind `count` digits more than half of the last digit, or half with an odd last digit? */
export function roundsUp(d: Decimal, count: i32): bool {
  const next = d.digit(count);
  if (next != 0x35 || count + 1 < d.count) return next >= 0x35;
  return count > 0 && (d.digit(count - 1) & 1) != 0;
}

/** Rounds to `count` digits, half to even. A negative count, which leaves no digit even after a carry, changes nothing. */
export function roundDecimal(d: Decimal, count: i32): void {
  if (count < 0 || count >= d.count) return;
  cutDecimal(d, count, roundsUp(d, count));
}

/** Sets `to` to the first `count` digits of `from`, away from zero where `up`. */
export function copyCut(to: Decimal, from: Decimal, count: i32, up: bool): void {
  to.count = from.count;
  to.point = from.point;
  memory.copy(to.digits, from.digits, count);
  cutDecimal(to, count, up);
}

export const MANTISSA_BITS: u64 = 52;
export const HIDDEN_BIT: u64 = (<u64>1) << 52;
/** The bits of +Inf; those of every finite number are less. */
export const INFINITE: u64 = (<u64>0x7ff) << 52;

export function mantissaOf(bits: u64): u64 {
  const fraction = bits & (HIDDEN_BIT - 1);
  return bits >>> MANTISSA_BITS ? fraction | HIDDEN_BIT : fraction;
}

/** Exponent of the last bit of the mantissa. */
export function exponentOf(bits: u64): i32 {
  const field = <i32>(bits >>> MANTISSA_BITS);
  return field ? field - 1075 : -1074;
}

/** Half way to the next larger float. */
export function expandUpper(out: Decimal, bits: u64): void {
  expand(out, mantissaOf(bits) * 2 + 1, exponentOf(bits) - 1);
}

/** Half way to the next smaller float, which is nearer below a power of two. */
export function expandLower(out: Decimal, bits: u64): void {
  const mantissa = mantissaOf(bits);
  if (mantissa == HIDDEN_BIT && bits >>> MANTISSA_BITS > 1) expand(out, mantissa * 4 - 1, exponentOf(bits) - 2);
  else expand(out, mantissa * 2 - 1, exponentOf(bits) - 1);
}

/** Powers of ten that a float64 holds exactly. */
// biome-ignore format: a table
const powersOfTen: usize = memory.data<f64>([
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
], 8);

export function powerOfTen(exponent: i32): f64 {
  return load<f64>(powersOfTen + (exponent << 3));
}
