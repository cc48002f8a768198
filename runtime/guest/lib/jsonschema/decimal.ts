// Exact decimal numbers: a schema's limits are compared with the shortest decimal of a float, not with its binary value, as
// Helm's libraries do through big.Rat. Nothing here rounds.
// Follows go@1.26.8 src/math/big/rat.go.

import { DECIMAL_DIGITS, DECIMAL_EXPONENT, DECIMAL_NEGATIVE } from '../../../abi/schemas';
import { KIND_BYTES, KIND_FLOAT64, KIND_UINT } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { formatFloat } from '../../go/strconv/float-format';
import { allocate, compareBytes } from '../../core/memory';
import { parsedFloat, parseFloat } from '../../go/strconv/number';
import { isInteger as isIntegerKind, Value } from '../../core/value';

/** `digits` × 10^`exponent`: digits without a zero at either end, none for zero. */
@unmanaged
export class Decimal {
  digits: usize;
  length: u32;
  exponent: i32;
  negative: bool;
}

function newDecimal(): Decimal {
  return changetype<Decimal>(allocate(offsetof<Decimal>()));
}

/** A limit of a compiled schema. */
export function limitAt(table: usize): Decimal {
  const d = newDecimal();
  const digits = changetype<Value>(load<u32>(table, DECIMAL_DIGITS));
  d.digits = digits.pointer;
  d.length = digits.length;
  d.exponent = load<i32>(table, DECIMAL_EXPONENT);
  d.negative = load<u32>(table, DECIMAL_NEGATIVE) != 0;
  return d;
}

/** Is the text a number in decimal digits, as `-12.5e+3`? */
export function isDecimal(pointer: usize, length: u32): bool {
  const end = pointer + length;
  let at = pointer;
  if (at < end && (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d)) at++;
  let digits = 0;
  let hasPoint = false;
  for (; at < end; at++) {
    const c: u32 = load<u8>(at);
    if (c - 0x30 < 10) digits++;
    else if (c == 0x2e && !hasPoint) hasPoint = true;
    else break;
  }
  if (!digits) return false;
  if (at == end) return true;
  if ((load<u8>(at) | 0x20) != 0x65) return false;
  at++;
  if (at < end && (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d)) at++;
  if (at == end) return false;
  for (; at < end; at++) {
    if (<u32>load<u8>(at) - 0x30 > 9) return false;
  }
  return true;
}

/** Reads `-12.5e+3`; the digits are copied. */
export function readDecimal(pointer: usize, length: u32): Decimal {
  const d = newDecimal();
  d.digits = allocate(length);
  d.length = 0;
  d.exponent = 0;
  let at: u32 = 0;
  d.negative = length > 0 && load<u8>(pointer) == 0x2d;
  if (d.negative || (length > 0 && load<u8>(pointer) == 0x2b)) at++;
  let isFraction = false;
  for (; at < length; at++) {
    const c: u32 = load<u8>(pointer + at);
    if (c == 0x2e) {
      isFraction = true;
      continue;
    }
    if (c - 0x30 > 9) break;
    if (isFraction) d.exponent--;
    if (c == 0x30 && d.length == 0) continue;
    store<u8>(d.digits + d.length++, <u8>c);
  }
  if (at < length) {
    // The exponent; what is too large for a float is too large for anything here.
    let power = 0;
    at++;
    const below = load<u8>(pointer + at) == 0x2d;
    if (below || load<u8>(pointer + at) == 0x2b) at++;
    for (; at < length && power < 100000000; at++) power = power * 10 + (load<u8>(pointer + at) - 0x30);
    d.exponent += below ? -power : power;
  }
  while (d.length > 0 && load<u8>(d.digits + d.length - 1) == 0x30) {
    d.length--;
    d.exponent++;
  }
  if (d.length == 0) {
    d.exponent = 0;
    d.negative = false;
  }
  return d;
}

/** The decimal that a number is printed as. */
export function decimalOf(v: Value): Decimal {
  if (v.kind == KIND_BYTES) return readDecimal(v.pointer, v.length);
  const text = Buffer.create(32);
  if (v.kind == KIND_FLOAT64) formatFloat(text, v.float, 0x65, -1);
  else if (v.kind >= KIND_UINT) text.unsigned(<u64>v.int);
  else text.integer(v.int);
  return readDecimal(text.pointer, text.length);
}

export function isNumber(v: Value): bool {
  return v.kind == KIND_FLOAT64 || v.kind == KIND_BYTES || isIntegerKind(v);
}

/** Has the number no fraction? */
export function isWhole(v: Value): bool {
  if (v.kind == KIND_FLOAT64) return v.float == Math.trunc(v.float);
  if (v.kind == KIND_BYTES) return decimalOf(v).exponent >= 0;
  return true;
}

/** The nearest float64. */
export function floatOf(v: Value): f64 {
  if (v.kind == KIND_FLOAT64) return v.float;
  if (v.kind == KIND_BYTES) {
    parseFloat(v.pointer, v.length);
    return parsedFloat;
  }
  return v.kind >= KIND_UINT ? <f64>(<u64>v.int) : <f64>v.int;
}

/** -1, 0 or 1. */
export function compareDecimals(a: Decimal, b: Decimal): i32 {
  if (a.negative != b.negative) return a.negative ? -1 : 1;
  const order = compareMagnitudes(a, b);
  return a.negative ? -order : order;
}

function compareMagnitudes(a: Decimal, b: Decimal): i32 {
  if (a.length == 0 || b.length == 0) return <i32>(a.length != 0) - <i32>(b.length != 0);
  const aPoint = <i32>a.length + a.exponent;
  const bPoint = <i32>b.length + b.exponent;
  if (aPoint != bPoint) return aPoint < bPoint ? -1 : 1;
  return compareBytes(a.digits, a.length, b.digits, b.length);
}

/** Is a ÷ b a whole number? */
export function isMultiple(a: Decimal, b: Decimal): bool {
  if (a.length == 0 || b.length == 0) return true;
  let zeros = a.exponent - b.exponent;
  // a's digits with zeros behind them, divided by b's. Zeros behind b's digits instead: a has none at its end.
  if (zeros < 0) return false;
  // More zeros than b's binary digits change nothing any more.
  const enough = <i32>b.length * 4 + 4;
  if (zeros > enough) zeros = enough;
  const size = b.length + 1;
  const rest = allocate(size);
  memory.fill(rest, 0, size);
  const total = a.length + <u32>zeros;
  for (let i: u32 = 0; i < total; i++) {
    memory.copy(rest, rest + 1, size - 1);
    store<u8>(rest + size - 1, i < a.length ? load<u8>(a.digits + i) - 0x30 : 0);
    while (takeAway(rest, b)) {}
  }
  for (let i: u32 = 0; i < size; i++) {
    if (load<u8>(rest + i)) return false;
  }
  return true;
}

/** Subtracts b's digits from the rest where that leaves something. */
function takeAway(rest: usize, b: Decimal): bool {
  if (load<u8>(rest) == 0) {
    for (let i: u32 = 0; i < b.length; i++) {
      const x: i32 = load<u8>(rest + 1 + i);
      const y: i32 = load<u8>(b.digits + i) - 0x30;
      if (x != y) {
        if (x < y) return false;
        break;
      }
    }
  }
  let borrow = 0;
  for (let i: i32 = b.length - 1; i >= 0; i--) {
    let digit = <i32>load<u8>(rest + 1 + i) - (<i32>load<u8>(b.digits + i) - 0x30) - borrow;
    borrow = digit < 0 ? 1 : 0;
    if (borrow) digit += 10;
    store<u8>(rest + 1 + i, <u8>digit);
  }
  store<u8>(rest, load<u8>(rest) - <u8>borrow);
  return true;
}

/** The number as golang.org/x/text prints it in English: `1,234.5`, `1.5×10⁰⁶`. */
export function printNumber(out: Buffer, value: f64): void {
  const text = Buffer.create(32);
  formatFloat(text, value, 0x65, -1);
  const d = readDecimal(text.pointer, text.length);
  if (d.length == 0) {
    out.byte(0x30);
    return;
  }
  if (d.negative) out.byte(0x2d);
  const point = <i32>d.length + d.exponent;
  if (point <= -4 || point > 6) {
    out.byte(load<u8>(d.digits));
    if (d.length > 1) {
      out.byte(0x2e);
      out.bytes(d.digits + 1, d.length - 1);
    }
    out.literal('×10');
    printExponent(out, point - 1);
    return;
  }
  if (point <= 0) {
    out.literal('0.');
    out.repeat(0x30, -point);
    out.bytes(d.digits, d.length);
    return;
  }
  for (let i = 0; i < point; i++) {
    if (i > 0 && (point - i) % 3 == 0) out.byte(0x2c);
    out.byte(i < <i32>d.length ? load<u8>(d.digits + i) : 0x30);
  }
  if (<i32>d.length > point) {
    out.byte(0x2e);
    out.bytes(d.digits + point, d.length - point);
  }
}

/** At least two digits, raised. */
function printExponent(out: Buffer, exponent: i32): void {
  if (exponent < 0) out.literal('⁻');
  const n: u32 = exponent < 0 ? -exponent : exponent;
  if (n >= 100) printRaised(out, n / 100);
  printRaised(out, (n / 10) % 10);
  printRaised(out, n % 10);
}

function printRaised(out: Buffer, digit: u32): void {
  if (digit == 1) out.rune(0xb9);
  else if (digit == 2 || digit == 3) out.rune(0xb0 + digit);
  else out.rune(0x2070 + digit);
}

/** An integer with commas between thousands. */
export function printInteger(out: Buffer, value: i64): void {
  if (value < 0) out.byte(0x2d);
  printThousands(out, value < 0 ? -value : value);
}

function printThousands(out: Buffer, value: u64): void {
  if (value < 1000) {
    out.unsigned(value);
    return;
  }
  printThousands(out, value / 1000);
  const rest = value % 1000;
  out.byte(0x2c);
  out.byte(<u8>(0x30 + rest / 100));
  out.byte(<u8>(0x30 + ((rest / 10) % 10)));
  out.byte(<u8>(0x30 + (rest % 10)));
}
