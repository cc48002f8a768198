// Sprig's arithmetic (numeric.go). Integer functions turn every argument into an int64 and wrap around; float functions
// compute in exact decimals (decimal.ts) and round once at the end. Results have Go's types: int, int64 or float64.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 numeric.go.

import { decimalAdd, decimalDivide, decimalFromFloat, decimalMultiply, decimalToFloat } from '../../lib/decimal';
import { Buffer } from '../../core/buffer';
import { failLiteral } from '../../core/error';
import { formatValue } from '../../go/fmt/format';
import { castFloat64, castInt64, parseInt, parsedInt } from '../../go/strconv/number';
import { Value, newFloat, newInt, newInt64 } from '../../core/value';
import { argument } from '../arguments';

const FAILED: Value = changetype<Value>(0);

// --- conversions ---

/** `int`. */
export function fnInt(v: Value): Value {
  return newInt(castInt64(v));
}

/** `int64`. */
export function fnInt64(v: Value): Value {
  return newInt64(castInt64(v));
}

/** `float64`. */
export function fnFloat64(v: Value): Value {
  return newFloat(castFloat64(v));
}

/** `toDecimal`: the text as an octal number; 0 where it is none. */
export function fnToDecimal(v: Value): Value {
  const text = Buffer.create(32);
  formatValue(text, v);
  return newInt64(parseInt(text.pointer, text.length, 8) ? parsedInt : 0);
}

// --- integers ---

/** `add`. */
export function fnAdd(pointer: usize, count: i32): Value {
  let sum: i64 = 0;
  for (let i = 0; i < count; i++) sum += castInt64(argument(pointer, i));
  return newInt64(sum);
}

/** `add1`. */
export function fnAdd1(v: Value): Value {
  return newInt64(castInt64(v) + 1);
}

/** `sub`. */
export function fnSub(a: Value, b: Value): Value {
  return newInt64(castInt64(a) - castInt64(b));
}

/** `mul`. */
export function fnMul(first: Value, pointer: usize, count: i32): Value {
  let product = castInt64(first);
  for (let i = 0; i < count; i++) product *= castInt64(argument(pointer, i));
  return newInt64(product);
}

/** `div`: truncated. WebAssembly traps on MinInt64 / -1, Go wraps. */
export function fnDiv(a: Value, b: Value): Value {
  const dividend = castInt64(a);
  const divisor = castInt64(b);
  if (divisor == 0) return failLiteral('runtime error: integer divide by zero');
  return newInt64(divisor == -1 ? 0 - dividend : dividend / divisor);
}

/** `mod`: with the sign of the dividend. */
export function fnMod(a: Value, b: Value): Value {
  const dividend = castInt64(a);
  const divisor = castInt64(b);
  if (divisor == 0) return failLiteral('runtime error: integer divide by zero');
  return newInt64(divisor == -1 ? 0 : dividend % divisor);
}

/** `max`, `biggest`. */
export function fnMax(first: Value, pointer: usize, count: i32): Value {
  let best = castInt64(first);
  for (let i = 0; i < count; i++) best = max(best, castInt64(argument(pointer, i)));
  return newInt64(best);
}

/** `min`. */
export function fnMin(first: Value, pointer: usize, count: i32): Value {
  let best = castInt64(first);
  for (let i = 0; i < count; i++) best = min(best, castInt64(argument(pointer, i)));
  return newInt64(best);
}

// --- floats ---

/** `maxf`: math.Max, where an infinity beats NaN. */
export function fnMaxf(first: Value, pointer: usize, count: i32): Value {
  let best = castFloat64(first);
  for (let i = 0; i < count; i++) {
    const other = castFloat64(argument(pointer, i));
    best = best == Infinity || other == Infinity ? Infinity : max(best, other);
  }
  return newFloat(best);
}

/** `minf`: math.Min. */
export function fnMinf(first: Value, pointer: usize, count: i32): Value {
  let best = castFloat64(first);
  for (let i = 0; i < count; i++) {
    const other = castFloat64(argument(pointer, i));
    best = best == -Infinity || other == -Infinity ? -Infinity : min(best, other);
  }
  return newFloat(best);
}

/** `floor`. */
export function fnFloor(v: Value): Value {
  return newFloat(floor(castFloat64(v)));
}

/** `ceil`. */
export function fnCeil(v: Value): Value {
  return newFloat(ceil(castFloat64(v)));
}

/** math.Ldexp of a positive normal fraction: fraction * 2^exponent, rounded once. */
function ldexp(fraction: f64, exponent: i32): f64 {
  const bits = reinterpret<u64>(fraction);
  exponent += <i32>((bits >>> 52) & 0x7ff);
  if (exponent < -52) return 0;
  if (exponent > 2046) return Infinity;
  let factor: f64 = 1;
  if (exponent < 1) {
    exponent += 53;
    factor = 1.0 / 9007199254740992.0;
  }
  return factor * reinterpret<f64>((bits & 0x000fffffffffffff) | ((<u64>exponent) << 52));
}

/** Go's math.Pow(10, y) for an integral y: its squarings, bit by bit, because they round otherwise than a table of powers. */
function powerOfTen(y: i64): f64 {
  if (y == 0) return 1;
  if (y == 1) return 10;
  let left = y < 0 ? -y : y;
  if (left < 0) return 0;
  let power: f64 = 1;
  let exponent = 0;
  // 10 = 0.625 * 2^4
  let square: f64 = 0.625;
  let squareExponent = 4;
  while (left) {
    if (squareExponent < -4096 || squareExponent > 4096) {
      exponent += squareExponent;
      break;
    }
    if (left & 1) {
      power *= square;
      exponent += squareExponent;
    }
    square *= square;
    squareExponent <<= 1;
    if (square < 0.5) {
      square += square;
      squareExponent--;
    }
    left >>= 1;
  }
  if (y < 0) {
    power = 1 / power;
    exponent = -exponent;
  }
  return ldexp(power, exponent);
}

/** `round value places [threshold]`: the fraction is compared with its sign, so negative numbers round down oddly. */
export function fnRound(v: Value, places: Value, pointer: usize, count: i32): Value {
  const threshold: f64 = count > 0 ? argument(pointer, 0).float : 0.5;
  const power = powerOfTen(places.int);
  const digit = power * castFloat64(v);
  const fraction = digit - trunc(digit);
  return newFloat((fraction >= threshold ? ceil(digit) : floor(digit)) / power);
}

// --- floats through decimals ---

const ADD: u32 = 0;
const SUBTRACT: u32 = 1;
const MULTIPLY: u32 = 2;
const DIVIDE: u32 = 3;

/** Combines the float with each argument in turn; 0 with a failure for NaN, infinities and division by 0. */
function calculate(operation: u32, start: f64, pointer: usize, count: i32): Value {
  let total = decimalFromFloat(start);
  if (!changetype<usize>(total)) return FAILED;
  for (let i = 0; i < count; i++) {
    const operand = decimalFromFloat(castFloat64(argument(pointer, i)));
    if (!changetype<usize>(operand)) return FAILED;
    switch (operation) {
      case ADD:
        total = decimalAdd(total, operand, false);
        break;
      case SUBTRACT:
        total = decimalAdd(total, operand, true);
        break;
      case MULTIPLY:
        total = decimalMultiply(total, operand);
        break;
      default:
        total = decimalDivide(total, operand);
        if (!changetype<usize>(total)) return FAILED;
    }
  }
  return newFloat(decimalToFloat(total));
}

/** `addf`. */
export function fnAddf(pointer: usize, count: i32): Value {
  return calculate(ADD, 0, pointer, count);
}

/** `add1f`. */
export function fnAdd1f(v: Value): Value {
  const total = decimalFromFloat(castFloat64(v));
  if (!changetype<usize>(total)) return FAILED;
  return newFloat(decimalToFloat(decimalAdd(total, decimalFromFloat(1), false)));
}

/** `subf`. */
export function fnSubf(first: Value, pointer: usize, count: i32): Value {
  return calculate(SUBTRACT, castFloat64(first), pointer, count);
}

/** `mulf`. */
export function fnMulf(first: Value, pointer: usize, count: i32): Value {
  return calculate(MULTIPLY, castFloat64(first), pointer, count);
}

/** `divf`: to 16 digits behind the point. */
export function fnDivf(first: Value, pointer: usize, count: i32): Value {
  return calculate(DIVIDE, castFloat64(first), pointer, count);
}
