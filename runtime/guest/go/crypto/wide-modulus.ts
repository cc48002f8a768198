// Montgomery products for large moduli, with vectors: limbs of 28 bits, whose products are summed up in lanes of 64 bits
// without carries. What RSA spends its time on. Numbers stay below a few times the modulus; only `isSame` and
// `fromWide` reduce them.
// Follows nothing: it is of our own making.

import { allocate } from '../../core/memory';
import { addModulo, bitLength, compare, copyLimbs, newLimbs, newModulus, subtract } from './bignum';

const LIMB: u32 = 28;
const MASK: u64 = 0xfffffff;
/** Zeros before and behind the limbs of a number, in bytes: products read one limb aside. */
const PAD: u32 = 16;
/** The widest modulus: more products would not fit into a lane. */
export const WIDE_LIMIT: u32 = 3360;

@unmanaged
export class WideModulus {
  /** The number in limbs of 32 bits. */
  number: usize;
  length: u32;
  /** The number in limbs of 28 bits, and how many they are: a multiple of 4, the topmost zero. */
  limbs: usize;
  count: u32;
  /** Limbs that a number may have: even, and fewer than `count`. */
  rows: u32;
  /** -1 / number modulo 2^28. */
  inverse: u32;
  /** R modulo number in limbs of 28 and of 32 bits; R is 2^(28 * rows). */
  one: usize;
  plainOne: usize;
  /** Sums of a product under way. */
  sums: usize;
  /** Twice the limbs of a number that is being squared. */
  doubled: usize;
}

function newNumber(count: u32): usize {
  const size = (count << 2) + 2 * PAD;
  const at = allocate(size);
  memory.fill(at, 0, size);
  return at + PAD;
}

export function newWideNumber(m: WideModulus): usize {
  return newNumber(m.count);
}

export function copyWide(to: usize, from: usize, m: WideModulus): void {
  memory.copy(to, from, m.count << 2);
}

/** Limbs of 32 bits to limbs of 28, from a bit on. */
function split(out: usize, count: u32, a: usize, length: u32, bit: u32 = 0): void {
  for (let i: u32 = 0; i < count; i++, bit += LIMB) {
    const limb = bit >>> 5;
    const low: u64 = limb < length ? load<u32>(a + (limb << 2)) : 0;
    const high: u64 = limb + 1 < length ? load<u32>(a + (limb << 2), 4) : 0;
    store<u32>(out + (i << 2), <u32>((((high << 32) | low) >>> (bit & 31)) & MASK));
  }
}

/** Limbs of 28 bits to limbs of 32; the number must fit. */
function join(out: usize, length: u32, a: usize, count: u32): void {
  let bits: u64 = 0;
  let have: u32 = 0;
  let j: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    while (have < 32 && j < count) {
      bits += (<u64>load<u32>(a + (j++ << 2))) << have;
      have += LIMB;
    }
    store<u32>(out + (i << 2), <u32>bits);
    bits >>>= 32;
    have = have < 32 ? 0 : have - 32;
  }
}

/** A modulus of an odd number of at most WIDE_LIMIT bits, which is not copied. */
export function newWideModulus(number: usize, length: u32): WideModulus {
  const m = changetype<WideModulus>(allocate(offsetof<WideModulus>()));
  m.number = number;
  m.length = length;
  // Bits to spare, so that sums need not be reduced, and a limb of zeros.
  m.rows = ((bitLength(number, length) + 10) / LIMB + 2) & ~1;
  m.count = (m.rows + 4) & ~3;
  m.limbs = newNumber(m.count);
  split(m.limbs, m.count, number, length);
  const n = load<u32>(number);
  let inverse = n;
  for (let i = 0; i < 4; i++) inverse *= 2 - n * inverse;
  m.inverse = -inverse & <u32>MASK;
  m.sums = allocate((m.count << 4) + 32);
  m.doubled = newNumber(m.count);
  const plain = newModulus(number, length);
  m.plainOne = plain.one;
  for (let i = length << 5; i < m.rows * LIMB; i++) addModulo(m.plainOne, m.plainOne, m.plainOne, plain);
  m.one = newNumber(m.count);
  split(m.one, m.count, m.plainOne, length);
  return m;
}

/** Two sums and two products to each: those of the two lower of four limbs. */
function lowSums(sums: v128, a: v128, x: v128, b: v128, y: v128): v128 {
  return i64x2.add(i64x2.add(sums, i64x2.extmul_low_i32x4_u(a, x)), i64x2.extmul_low_i32x4_u(b, y));
}

/** Those of the two upper ones. */
function highSums(sums: v128, a: v128, x: v128, b: v128, y: v128): v128 {
  return i64x2.add(i64x2.add(sums, i64x2.extmul_high_i32x4_u(a, x)), i64x2.extmul_high_i32x4_u(b, y));
}

/** Four limbs of sums further: products with four limbs of the modulus. */
function reduceFour(at: usize, n: usize, vq0: v128, vq1: v128): void {
  const z = v128.load(n, 4);
  const w = v128.load(n);
  v128.store(at, lowSums(v128.load(at), vq0, z, vq1, w));
  v128.store(at, highSums(v128.load(at, 16), vq0, z, vq1, w), 16);
}

/** Products with four limbs of a number, `x`, and those before them, `y`, too. */
function addFour(at: usize, x: v128, y: v128, n: usize, va0: v128, va1: v128, vq0: v128, vq1: v128): void {
  const z = v128.load(n, 4);
  const w = v128.load(n);
  v128.store(at, lowSums(lowSums(v128.load(at), va0, x, va1, y), vq0, z, vq1, w));
  v128.store(at, highSums(highSums(v128.load(at, 16), va0, x, va1, y), vq0, z, vq1, w), 16);
}

/** out = a * b / R modulo m. `out` may be `a` or `b`. */
export function multiplyWide(out: usize, a: usize, b: usize, m: WideModulus): void {
  const n = m.limbs;
  const inverse: u64 = m.inverse;
  const bytes = m.count << 2;
  memory.fill(m.sums, 0, (bytes << 2) + 32);
  const b0: u64 = load<u32>(b);
  const b1: u64 = load<u32>(b, 4);
  const n0: u64 = load<u32>(n);
  const n1: u64 = load<u32>(n, 4);
  let sums = m.sums;
  let carry: u64 = 0;
  // Two limbs of `a` at a time: what they add to a sum comes from neighbouring limbs of `b` and of the modulus.
  for (const end = a + (m.rows << 2); a < end; a += 8) {
    const a0: u64 = load<u32>(a);
    const a1: u64 = load<u32>(a, 4);
    let t = load<u64>(sums) + carry + a0 * b0;
    const q0 = (t * inverse) & MASK;
    t = ((t + q0 * n0) >>> LIMB) + load<u64>(sums, 8) + a0 * b1 + a1 * b0 + q0 * n1;
    const q1 = (t * inverse) & MASK;
    // The two lowest sums are multiples of 2^28 by now, carries included, and not looked at again.
    carry = (t + q1 * n0) >>> LIMB;
    const va0 = i32x4.splat(<i32>a0);
    const va1 = i32x4.splat(<i32>a1);
    const vq0 = i32x4.splat(<i32>q0);
    const vq1 = i32x4.splat(<i32>q1);
    let x = b - 4;
    let at = sums;
    for (let z = n - 4, end = z + bytes; z < end; z += 16) {
      addFour(at, v128.load(x, 4), v128.load(x), z, va0, va1, vq0, vq1);
      x += 16;
      at += 32;
    }
    sums += 16;
  }
  store<u64>(sums, load<u64>(sums) + carry);
  settle(out, sums, bytes);
}

/** out = the sums as limbs. */
function settle(out: usize, sums: usize, bytes: u32): void {
  let carry: u64 = 0;
  for (let i: u32 = 0; i < bytes; i += 4) {
    carry += load<u64>(sums + (i << 1));
    store<u32>(out + i, <u32>(carry & MASK));
    carry >>>= LIMB;
  }
}

/** out = a * a / R modulo m, with half of the products of two different limbs. `out` may be `a`. */
export function squareWide(out: usize, a: usize, m: WideModulus): void {
  const n = m.limbs;
  const d = m.doubled;
  const inverse: u64 = m.inverse;
  const bytes = m.count << 2;
  let sums = m.sums;
  // Products of limbs that are taken at a time with each other: the others are counted twice.
  for (let i: u32 = 0; i < bytes; i += 8) {
    const a0: u64 = load<u32>(a + i);
    const a1: u64 = load<u32>(a + i, 4);
    const at = sums + (i << 2);
    store<u64>(at, a0 * a0);
    store<u64>(at, (a0 * a1) << 1, 8);
    store<u64>(at, a1 * a1, 16);
    store<u64>(at, 0, 24);
  }
  for (let i: u32 = 0; i < bytes; i += 16) v128.store(d + i, i32x4.shl(v128.load(a + i), 1));
  const n0: u64 = load<u32>(n);
  const n1: u64 = load<u32>(n, 4);
  let carry: u64 = 0;
  const last = n - 4 + bytes;
  const shift = d - n;
  for (let i: u32 = 0, end = m.rows << 2; i < end; i += 8) {
    let t = load<u64>(sums) + carry;
    const q0 = (t * inverse) & MASK;
    t = ((t + q0 * n0) >>> LIMB) + load<u64>(sums, 8) + q0 * n1;
    const q1 = (t * inverse) & MASK;
    carry = (t + q1 * n0) >>> LIMB;
    const va0 = i32x4.splat(load<u32>(a + i));
    const va1 = i32x4.splat(load<u32>(a + i, 4));
    const vq0 = i32x4.splat(<i32>q0);
    const vq1 = i32x4.splat(<i32>q1);
    let at = sums;
    let z = n - 4;
    const above = z + ((i + 8) & ~15);
    if (i) {
      v128.store(at, highSums(v128.load(at, 16), vq0, v128.load(z, 4), vq1, v128.load(z)), 16);
      z += 16;
      at += 32;
    }
    for (; z < above; z += 16) {
      reduceFour(at, z, vq0, vq1);
      at += 32;
    }
    // Limbs up to these two are done.
    if (z < last) {
      let x = v128.load(z + shift, 4);
      let y = v128.load(z + shift);
      if (i & 8) {
        y = v128.and(y, i32x4(0, -1, -1, -1));
      } else {
        x = v128.and(x, i32x4(0, 0, -1, -1));
        y = v128.and(y, i32x4(0, 0, 0, -1));
      }
      addFour(at, x, y, z, va0, va1, vq0, vq1);
      at += 32;
      for (z += 16; z < last; z += 16) {
        addFour(at, v128.load(z + shift, 4), v128.load(z + shift), z, va0, va1, vq0, vq1);
        at += 32;
      }
    }
    sums += 16;
  }
  store<u64>(sums, load<u64>(sums) + carry);
  settle(out, sums, bytes);
}

/** out = a * by (at most 15), not reduced. `out` may be `a`. */
export function scaleWide(out: usize, a: usize, by: u32, m: WideModulus): void {
  const times = i32x4.splat(by);
  const mask = i32x4.splat(<i32>MASK);
  // What goes over from a limb is added to the next one, and does not go on: a limb may be a little above 2^28.
  for (let i: i32 = (m.count - 4) << 2; i >= 0; i -= 16) {
    const over = i32x4.shr_u(i32x4.mul(v128.load(a + i - 4), times), LIMB);
    v128.store(out + i, i32x4.add(v128.and(i32x4.mul(v128.load(a + i), times), mask), over));
  }
}

/** The number itself of a product or of what `fromWide` made (below twice the modulus), in limbs of 32 bits. */
function reduced(out: usize, a: usize, m: WideModulus): void {
  const length = m.length + 1;
  const wide = newLimbs(length);
  join(wide, length, a, m.count);
  const number = newLimbs(length);
  copyLimbs(number, m.number, m.length);
  while (compare(wide, number, length) >= 0) subtract(wide, wide, number, length);
  copyLimbs(out, wide, m.length);
}

/** Is `a` (below a few times the modulus) the same as `plain`, in limbs of 32 bits and below it? */
export function isSame(a: usize, plain: usize, m: WideModulus): bool {
  const number = allocate(m.length << 2);
  reduced(number, a, m);
  return compare(number, plain, m.length) == 0;
}

/** out = a to the power `exponent`, both sides in Montgomery form; `out` may be `a`. */
export function powerWide(out: usize, a: usize, exponent: usize, exponentLength: u32, m: WideModulus): void {
  const size = (m.count << 2) + 2 * PAD;
  // Powers 0 to 15 of the base.
  const table = allocate(size << 4) + PAD;
  memory.fill(table - PAD, 0, size << 4);
  copyWide(table, m.one, m);
  for (let i: u32 = 1; i < 16; i++) multiplyWide(table + i * size, table + (i - 1) * size, a, m);
  copyWide(out, m.one, m);
  for (let i: i32 = ((bitLength(exponent, exponentLength) + 3) >>> 2) - 1; i >= 0; i--) {
    for (let j = 0; j < 4; j++) squareWide(out, out, m);
    const digit = (load<u32>(exponent + ((i >>> 3) << 2)) >>> ((i & 7) << 2)) & 15;
    if (digit) multiplyWide(out, out, table + digit * size, m);
  }
}

/** Into Montgomery form: out = a * R, for `a` (below R * R) in limbs of 32 bits. */
export function toWide(out: usize, a: usize, length: u32, m: WideModulus): void {
  const square = newWideNumber(m);
  copyWide(square, m.one, m);
  // R * 2^(7 * rows) by doubling, then R * R by squaring twice.
  const bits = m.rows * 7;
  for (let i: u32 = 0; i < bits; i++) {
    scaleWide(square, square, 2, m);
    reduceOnce(square, m);
  }
  squareWide(square, square, m);
  squareWide(square, square, m);
  const number = newWideNumber(m);
  split(number, m.rows, a, length);
  multiplyWide(out, number, square, m);
  const below = m.rows * LIMB;
  if (length << 5 <= below) return;
  // What is left is to be multiplied by R once more.
  split(number, m.rows, a, length, below);
  multiplyWide(number, number, square, m);
  multiplyWide(number, number, square, m);
  for (let i: u32 = 0; i < m.count << 2; i += 16) {
    v128.store(out + i, i32x4.add(v128.load(out + i), v128.load(number + i)));
  }
  scaleWide(out, out, 1, m);
}

/** a -= m where a is not below m. */
function reduceOnce(a: usize, m: WideModulus): void {
  for (let i: i32 = m.count - 1; i >= 0; i--) {
    const x = load<u32>(a + (i << 2));
    const y = load<u32>(m.limbs + (i << 2));
    if (x < y) return;
    if (x > y) break;
  }
  let borrow: i32 = 0;
  for (let i: u32 = 0; i < m.count << 2; i += 4) {
    borrow += <i32>load<u32>(a + i) - <i32>load<u32>(m.limbs + i);
    store<u32>(a + i, <u32>borrow & <u32>MASK);
    borrow >>= LIMB;
  }
}

/** Out of Montgomery form, into limbs of 32 bits. */
export function fromWide(out: usize, a: usize, m: WideModulus): void {
  const one = newWideNumber(m);
  store<u32>(one, 1);
  const number = newWideNumber(m);
  multiplyWide(number, a, one, m);
  reduced(out, number, m);
}
