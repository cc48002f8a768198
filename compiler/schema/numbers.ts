// The numbers of a schema, exactly: as decimals for the guest, and as Helm 3's messages write them (math/big's Float).

import { JsonNumber, type JsonValue } from '../../gostd/encoding/json';

/** A number `digits` × 10^`exponent`; no zero at either end of the digits, none at all for zero. */
export interface Decimal {
  negative: boolean;
  digits: string;
  exponent: number;
  float: number;
}

/** big.Rat refuses exponents beyond this. */
const MAX_EXPONENT = 1_000_000;

/** The exact number, or null where the value is none that big.Rat takes. */
export function toDecimal(value: JsonValue | undefined): Decimal | null {
  if (!(value instanceof JsonNumber)) return null;
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/.exec(
    value.text,
  )!;
  const scale = Number(power) - fraction.length;
  if (Math.abs(scale) > MAX_EXPONENT) return null;
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return {
    negative: sign === '-' && digits !== '',
    digits,
    exponent: digits === '' ? 0 : scale + (all.length - digits.length),
    float: Number(value.text),
  };
}

/** The number where it is whole, wrapped into 64 bits as Go's Int64 does it. */
export function toInteger(value: JsonValue | undefined): bigint | null {
  const decimal = toDecimal(value);
  if (!decimal || decimal.exponent < 0) return null;
  const magnitude = BigInt(decimal.digits || '0') * 10n ** BigInt(decimal.exponent);
  return BigInt.asIntN(64, decimal.negative ? -magnitude : magnitude);
}

/** What fmt prints of big.Float's SetRat of the number: the shortest digits that its precision tells apart. */
export function bigFloatText(decimal: Decimal): string {
  if (decimal.digits === '') return '0';
  const { digits, point } = shortest(decimal);
  const sign = decimal.negative ? '-' : '';
  const exponent = point - 1;
  if (exponent < -4 || exponent >= 6) {
    const tail = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${sign}${digits[0]}${tail}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (digits.length <= point) return `${sign}${digits.padEnd(point, '0')}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const bitLength = (n: bigint) => n.toString(2).length;

/** The shortest decimal within half a unit of the binary float that the number becomes; `point` digits stand before the point. */
function shortest(decimal: Decimal): { digits: string; point: number } {
  let numerator = BigInt(decimal.digits);
  let denominator = 1n;
  if (decimal.exponent >= 0) numerator *= 10n ** BigInt(decimal.exponent);
  else denominator = 10n ** BigInt(-decimal.exponent);
  const divisor = gcd(numerator, denominator);
  numerator /= divisor;
  denominator /= divisor;
  const precision = BigInt(Math.max(64, bitLength(numerator), denominator === 1n ? 0 : bitLength(denominator)));
  // mantissa × 2^shift with `precision` bits, to nearest, ties to even.
  let shift = BigInt(bitLength(numerator) - bitLength(denominator)) - precision - 1n;
  const scaled = (s: bigint): [bigint, bigint] =>
    s >= 0n ? [numerator, denominator << s] : [numerator << -s, denominator];
  let [top, bottom] = scaled(shift);
  while (top / bottom >= 1n << precision) {
    shift++;
    [top, bottom] = scaled(shift);
  }
  let mantissa = top / bottom;
  const twice = (top % bottom) * 2n;
  if (twice > bottom || (twice === bottom && mantissa % 2n === 1n)) mantissa++;
  // The float and the bounds of what rounds to it, all times 4.
  const unit = 2n;
  const value = mantissa * 4n;
  const isPowerOfTwo = mantissa === 1n << (precision - 1n);
  const lower = value - (isPowerOfTwo ? unit / 2n : unit);
  const upper = value + unit;
  const inclusive = mantissa % 2n === 0n;
  const factor = shift - 2n;
  const compare = (a: bigint, digitExponent: bigint, b: bigint): number => {
    // a × 10^digitExponent against b × 2^factor
    let left = a;
    let right = b;
    if (digitExponent >= 0n) left *= 10n ** digitExponent;
    else right *= 10n ** -digitExponent;
    if (factor >= 0n) right <<= factor;
    else left <<= -factor;
    return left < right ? -1 : left > right ? 1 : 0;
  };
  const point = decimal.digits.length + decimal.exponent;
  for (let count = 1; ; count++) {
    const unitExponent = BigInt(point - count);
    // The float rounded down to `count` digits, and the next one.
    let floorDigits = value;
    let under = 1n;
    if (factor >= 0n) floorDigits <<= factor;
    else under <<= -factor;
    if (unitExponent >= 0n) under *= 10n ** unitExponent;
    else floorDigits *= 10n ** -unitExponent;
    const down = floorDigits / under;
    const isNearDown = (floorDigits % under) * 2n < under;
    const fits = (candidate: bigint) => {
      const low = compare(candidate, unitExponent, lower);
      const high = compare(candidate, unitExponent, upper);
      return inclusive ? low >= 0 && high <= 0 : low > 0 && high < 0;
    };
    const order = isNearDown ? [down, down + 1n] : [down + 1n, down];
    const found = order.find((candidate) => candidate > 0n && fits(candidate));
    if (found !== undefined) {
      const text = found.toString();
      return { digits: text.replace(/0+$/, ''), point: text.length + (point - count) };
    }
  }
}

function gcd(a: bigint, b: bigint): bigint {
  while (b) [a, b] = [b, a % b];
  return a;
}
