// Arithmetic with large natural numbers: 32-bit limbs, least significant first, at an address, with a length in limbs.
// Modular products are Montgomery's. Not constant in time: nobody watches a render.
// Follows go@1.26.8 src/crypto/internal/fips140/bigmod/nat.go.

import { allocate } from '../../core/memory';

/** A modulus (odd) with what Montgomery's method needs to know of it. R is 2 to the 32 * length. */
@unmanaged
export class Modulus {
  number: usize;
  length: u32;
  /** -1 / number modulo 2^32. */
  inverse: u32;
  /** R modulo number: the one of Montgomery form. */
  one: usize;
  /** R * R modulo number, made when it is first needed; 0 before. */
  square: usize;
  /** Room for a product under way. */
  scratch: usize;
}

export function newLimbs(length: u32): usize {
  const a = allocate(length << 2);
  memory.fill(a, 0, length << 2);
  return a;
}

export function copyLimbs(to: usize, from: usize, length: u32): void {
  memory.copy(to, from, length << 2);
}

export function isZero(a: usize, length: u32): bool {
  for (let i: u32 = 0; i < length; i++) if (load<u32>(a + (i << 2))) return false;
  return true;
}

/** Limbs without the zeros at the top. */
export function significant(a: usize, length: u32): u32 {
  while (length && !load<u32>(a + ((length - 1) << 2))) length--;
  return length;
}

export function bitLength(a: usize, length: u32): u32 {
  length = significant(a, length);
  return length ? (length << 5) - clz(load<u32>(a + ((length - 1) << 2))) : 0;
}

export function bitAt(a: usize, i: u32): u32 {
  return (load<u32>(a + ((i >>> 5) << 2)) >>> (i & 31)) & 1;
}

/** -1, 0, 1. */
export function compare(a: usize, b: usize, length: u32): i32 {
  for (let i: i32 = length - 1; i >= 0; i--) {
    const x = load<u32>(a + (i << 2));
    const y = load<u32>(b + (i << 2));
    if (x != y) return x < y ? -1 : 1;
  }
  return 0;
}

/** out = a + b; gives the carry. */
export function add(out: usize, a: usize, b: usize, length: u32): u32 {
  let carry: u64 = 0;
  const bytes = length << 2;
  for (let i: u32 = 0; i < bytes; i += 4) {
    carry += <u64>load<u32>(a + i) + load<u32>(b + i);
    store<u32>(out + i, <u32>carry);
    carry >>= 32;
  }
  return <u32>carry;
}

/** out = a - b; gives the borrow. */
export function subtract(out: usize, a: usize, b: usize, length: u32): u32 {
  let borrow: i64 = 0;
  const bytes = length << 2;
  for (let i: u32 = 0; i < bytes; i += 4) {
    borrow += <i64>load<u32>(a + i) - <i64>load<u32>(b + i);
    store<u32>(out + i, <u32>borrow);
    borrow >>= 32;
  }
  return <u32>-borrow;
}

/** a += n; gives the carry. */
export function addWord(a: usize, n: u32, length: u32): u32 {
  let carry: u64 = n;
  for (let i: u32 = 0; i < length && carry; i++) {
    carry += load<u32>(a + (i << 2));
    store<u32>(a + (i << 2), <u32>carry);
    carry >>= 32;
  }
  return <u32>carry;
}

/** a -= n, which must not be more than a. */
export function subtractWord(a: usize, n: u32, length: u32): void {
  let borrow: i64 = -(<i64>n);
  for (let i: u32 = 0; i < length && borrow; i++) {
    borrow += load<u32>(a + (i << 2));
    store<u32>(a + (i << 2), <u32>borrow);
    borrow >>= 32;
  }
}

/** out = a * n + carry; gives the limb that falls off. */
export function multiplyWord(out: usize, a: usize, n: u32, carry: u32, length: u32): u32 {
  let c: u64 = carry;
  for (let i: u32 = 0; i < length; i++) {
    c += <u64>load<u32>(a + (i << 2)) * n;
    store<u32>(out + (i << 2), <u32>c);
    c >>= 32;
  }
  return <u32>c;
}

/** out = a / n; gives the rest. */
export function divideWord(out: usize, a: usize, n: u32, length: u32): u32 {
  let rest: u64 = 0;
  for (let i: i32 = length - 1; i >= 0; i--) {
    rest = (rest << 32) | load<u32>(a + (i << 2));
    store<u32>(out + (i << 2), <u32>(rest / n));
    rest %= n;
  }
  return <u32>rest;
}

/** a modulo n. */
export function moduloWord(a: usize, n: u32, length: u32): u32 {
  let rest: u64 = 0;
  for (let i: i32 = length - 1; i >= 0; i--) rest = ((rest << 32) | load<u32>(a + (i << 2))) % n;
  return <u32>rest;
}

/** out = a * b, in aLength + bLength limbs; `out` may not overlap. */
export function multiply(out: usize, a: usize, aLength: u32, b: usize, bLength: u32): void {
  memory.fill(out, 0, (aLength + bLength) << 2);
  for (let i: u32 = 0; i < aLength; i++) {
    const x: u64 = load<u32>(a + (i << 2));
    const row = out + (i << 2);
    let carry: u64 = 0;
    for (let j: u32 = 0; j < bLength; j++) {
      carry += x * load<u32>(b + (j << 2)) + load<u32>(row + (j << 2));
      store<u32>(row + (j << 2), <u32>carry);
      carry >>= 32;
    }
    store<u32>(row + (bLength << 2), <u32>carry);
  }
}

/** Big-endian bytes to limbs; what does not fit must be zeros. */
export function fromBytes(out: usize, length: u32, bytes: usize, count: u32): void {
  memory.fill(out, 0, length << 2);
  const most = min<u32>(count, length << 2);
  for (let i: u32 = 0; i < most; i++) store<u8>(out + i, load<u8>(bytes + count - 1 - i));
}

/** Limbs to big-endian bytes: the lowest `count` of them. */
export function toBytes(out: usize, count: u32, a: usize): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(out + i, load<u8>(a + count - 1 - i));
}

/** A modulus of an odd number, which is not copied. */
export function newModulus(number: usize, length: u32): Modulus {
  const m = changetype<Modulus>(allocate(offsetof<Modulus>()));
  m.number = number;
  m.length = length;
  // Newton's iteration: every round doubles the number of good bits.
  const n = load<u32>(number);
  let inverse = n;
  for (let i = 0; i < 4; i++) inverse *= 2 - n * inverse;
  m.inverse = -inverse;
  m.square = 0;
  m.scratch = allocate((length + 1) << 2);
  m.one = newLimbs(length);
  if (load<u32>(number + ((length - 1) << 2)) >>> 31) {
    // R is less than twice the number.
    subtract(m.one, m.one, number, length);
  } else {
    store<u32>(m.one, 1);
    for (let i: u32 = 0; i < length << 5; i++) addModulo(m.one, m.one, m.one, m);
  }
  return m;
}

function squareOf(m: Modulus): usize {
  if (!m.square) {
    const length = m.length;
    const square = allocate(length << 2);
    copyLimbs(square, m.one, length);
    // 2^length * R by doubling, then R * R by squaring five times.
    for (let i: u32 = 0; i < length; i++) addModulo(square, square, square, m);
    for (let i = 0; i < 5; i++) multiplyModulo(square, square, square, m);
    m.square = square;
  }
  return m.square;
}

/** out = a + b modulo m, for numbers below it. */
export function addModulo(out: usize, a: usize, b: usize, m: Modulus): void {
  if (add(out, a, b, m.length) || compare(out, m.number, m.length) >= 0) subtract(out, out, m.number, m.length);
}

/** out = a - b modulo m. */
export function subtractModulo(out: usize, a: usize, b: usize, m: Modulus): void {
  if (subtract(out, a, b, m.length)) add(out, out, m.number, m.length);
}

/** out = a * b / R modulo m (Montgomery's product); `a` may be any number of m.length limbs if `b` is below m. */
export function multiplyModulo(out: usize, a: usize, b: usize, m: Modulus): void {
  const t = m.scratch;
  const n = m.number;
  const inverse = m.inverse;
  const bytes = m.length << 2;
  memory.fill(t, 0, bytes + 4);
  const n0: u64 = load<u32>(n);
  const b0: u64 = load<u32>(b);
  for (let i: u32 = 0; i < bytes; i += 4) {
    const x: u64 = load<u32>(a + i);
    let c1 = x * b0 + load<u32>(t);
    const q: u64 = <u32>c1 * inverse;
    let c2 = (q * n0 + <u32>c1) >>> 32;
    c1 >>>= 32;
    for (let j: u32 = 4; j < bytes; j += 4) {
      c1 += x * load<u32>(b + j) + load<u32>(t + j);
      c2 += q * load<u32>(n + j) + <u32>c1;
      store<u32>(t + j - 4, <u32>c2);
      c1 >>>= 32;
      c2 >>>= 32;
    }
    c2 += c1 + load<u32>(t + bytes);
    store<u32>(t + bytes - 4, <u32>c2);
    store<u32>(t + bytes, <u32>(c2 >>> 32));
  }
  if (load<u32>(t + bytes) || compare(t, n, m.length) >= 0) subtract(out, t, n, m.length);
  else memory.copy(out, t, bytes);
}

/** out = a in Montgomery form; `a` may be any number of m.length limbs. */
export function toMontgomery(out: usize, a: usize, m: Modulus): void {
  multiplyModulo(out, a, squareOf(m), m);
}

/** out = the number that `a` is the Montgomery form of. */
export function fromMontgomery(out: usize, a: usize, m: Modulus): void {
  const one = newLimbs(m.length);
  store<u32>(one, 1);
  multiplyModulo(out, one, a, m);
}

/** out = a to the power `exponent`, both sides in Montgomery form; `out` may be `a`. */
export function power(out: usize, a: usize, exponent: usize, exponentLength: u32, m: Modulus): void {
  const size = m.length << 2;
  // Powers 0 to 15 of the base.
  const table = allocate(size << 4);
  memory.copy(table, m.one, size);
  for (let i: u32 = 1; i < 16; i++) multiplyModulo(table + i * size, table + (i - 1) * size, a, m);
  memory.copy(out, m.one, size);
  for (let i: i32 = (((bitLength(exponent, exponentLength) + 3) >>> 2) - 1) as i32; i >= 0; i--) {
    for (let j = 0; j < 4; j++) multiplyModulo(out, out, out, m);
    const digit = (load<u32>(exponent + ((i >>> 3) << 2)) >>> ((i & 7) << 2)) & 15;
    if (digit) multiplyModulo(out, out, table + digit * size, m);
  }
}

/** out = 1 / a modulo a prime m, in Montgomery form. */
export function invert(out: usize, a: usize, m: Modulus): void {
  const exponent = allocate(m.length << 2);
  copyLimbs(exponent, m.number, m.length);
  subtractWord(exponent, 2, m.length);
  power(out, a, exponent, m.length, m);
}
