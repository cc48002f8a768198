// ECDSA on the curve P-256: the multiplication of points in Jacobian coordinates, and signing.

import { allocate } from '../memory';
import { nextBytes } from '../random-stream';
import {
  Modulus,
  addModulo,
  bitAt,
  bitLength,
  compare,
  fromBytes,
  fromMontgomery,
  invert,
  isZero,
  multiplyModulo,
  newLimbs,
  newModulus,
  subtract,
  subtractModulo,
  toMontgomery,
} from './bignum';

/** Limbs of a coordinate or scalar. */
export const P256_LIMBS: u32 = 8;
const SIZE: usize = 32;

// biome-ignore format: a table
const PRIME: usize = memory.data<u32>([0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 1, 0xffffffff]);
// biome-ignore format: a table
const ORDER: usize = memory.data<u32>([
  0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0, 0xffffffff,
]);
// biome-ignore format: a table
const BASE: usize = memory.data<u32>([
  0xd898c296, 0xf4a13945, 0x2deb33a0, 0x77037d81, 0x63a440f2, 0xf8bce6e5, 0xe12c4247, 0x6b17d1f2,
  0x37bf51f5, 0xcbb64068, 0x6b315ece, 0x2bce3357, 0x7c0f9e16, 0x8ee7eb4a, 0xfe1a7f9b, 0x4fe342e2,
]);

// A point is x | y | z in Montgomery form; z = 0: the point at infinity.

// The field of the multiplication under way, and its temporaries.
let field: Modulus = changetype<Modulus>(0);
let temporary: usize = 0;

function t(i: usize): usize {
  return temporary + i * SIZE;
}

function times(out: usize, a: usize, b: usize): void {
  multiplyModulo(out, a, b, field);
}

function plus(out: usize, a: usize, b: usize): void {
  addModulo(out, a, b, field);
}

function minus(out: usize, a: usize, b: usize): void {
  subtractModulo(out, a, b, field);
}

/** out = 2 * p; `out` may be `p`. */
function doublePoint(out: usize, p: usize): void {
  const x = p;
  const y = p + SIZE;
  const z = p + 2 * SIZE;
  times(t(0), z, z); // delta
  times(t(1), y, y); // gamma
  times(t(2), x, t(1)); // beta
  minus(t(3), x, t(0));
  plus(t(4), x, t(0));
  times(t(3), t(3), t(4));
  plus(t(4), t(3), t(3));
  plus(t(3), t(3), t(4)); // alpha
  plus(t(4), y, z);
  times(t(4), t(4), t(4));
  minus(t(4), t(4), t(1));
  minus(out + 2 * SIZE, t(4), t(0));
  plus(t(2), t(2), t(2));
  plus(t(2), t(2), t(2)); // 4 beta
  plus(t(5), t(2), t(2));
  times(t(6), t(3), t(3));
  minus(out, t(6), t(5));
  minus(t(2), t(2), out);
  times(t(2), t(3), t(2));
  times(t(1), t(1), t(1));
  plus(t(1), t(1), t(1));
  plus(t(1), t(1), t(1));
  plus(t(1), t(1), t(1));
  minus(out + SIZE, t(2), t(1));
}

/** out = p + q; `out` may be `p`. */
function addPoints(out: usize, p: usize, q: usize): void {
  if (isZero(p + 2 * SIZE, P256_LIMBS)) {
    memory.copy(out, q, 3 * SIZE);
    return;
  }
  if (isZero(q + 2 * SIZE, P256_LIMBS)) {
    memory.copy(out, p, 3 * SIZE);
    return;
  }
  times(t(0), p + 2 * SIZE, p + 2 * SIZE);
  times(t(1), q + 2 * SIZE, q + 2 * SIZE);
  times(t(2), p, t(1)); // U1
  times(t(3), q, t(0)); // U2
  times(t(1), t(1), q + 2 * SIZE);
  times(t(1), t(1), p + SIZE); // S1
  times(t(0), t(0), p + 2 * SIZE);
  times(t(0), t(0), q + SIZE); // S2
  minus(t(3), t(3), t(2)); // H
  minus(t(0), t(0), t(1)); // r
  if (isZero(t(3), P256_LIMBS)) {
    if (isZero(t(0), P256_LIMBS)) doublePoint(out, p);
    else memory.fill(out, 0, 3 * SIZE);
    return;
  }
  times(t(4), t(3), t(3));
  times(t(5), t(4), t(3));
  times(t(2), t(2), t(4)); // V
  times(t(4), p + 2 * SIZE, q + 2 * SIZE);
  times(out + 2 * SIZE, t(4), t(3));
  times(t(4), t(0), t(0));
  minus(t(4), t(4), t(5));
  minus(t(4), t(4), t(2));
  minus(out, t(4), t(2));
  minus(t(2), t(2), out);
  times(t(2), t(2), t(0));
  times(t(1), t(1), t(5));
  minus(out + SIZE, t(2), t(1));
}

/** scalar * base point: x | y, 64 bytes of limbs. */
function multiplyBase(scalar: usize): usize {
  field = newModulus(PRIME, P256_LIMBS);
  temporary = allocate(SIZE * 7);
  const base = allocate(SIZE * 3);
  toMontgomery(base, BASE, field);
  toMontgomery(base + SIZE, BASE + SIZE, field);
  memory.copy(base + 2 * SIZE, field.one, SIZE);
  const sum = newLimbs(P256_LIMBS * 3);
  for (let i: i32 = bitLength(scalar, P256_LIMBS) - 1; i >= 0; i--) {
    doublePoint(sum, sum);
    if (bitAt(scalar, i)) addPoints(sum, sum, base);
  }
  const inverse = allocate(SIZE);
  invert(inverse, sum + 2 * SIZE, field);
  const square = allocate(SIZE);
  times(square, inverse, inverse);
  const out = allocate(SIZE * 2);
  times(out, sum, square);
  fromMontgomery(out, out, field);
  times(square, square, inverse);
  times(out + SIZE, sum + SIZE, square);
  fromMontgomery(out + SIZE, out + SIZE, field);
  return out;
}

/** A scalar from 1 to the order of the curve - 1, from the stream under way. */
export function drawScalar(): usize {
  const scalar = allocate(SIZE);
  do {
    nextBytes(scalar, <u32>SIZE);
  } while (isZero(scalar, P256_LIMBS) || compare(scalar, ORDER, P256_LIMBS) >= 0);
  return scalar;
}

export function isScalar(scalar: usize): bool {
  return !isZero(scalar, P256_LIMBS) && compare(scalar, ORDER, P256_LIMBS) < 0;
}

/** The public key of a private one: coordinates x | y as limbs. */
export function publicPoint(scalar: usize): usize {
  return multiplyBase(scalar);
}

/** Signs a digest of 32 bytes: r | s as limbs. The secret number of the signature comes from the stream under way. */
export function signEcdsa(key: usize, digest: usize): usize {
  const order = newModulus(ORDER, P256_LIMBS);
  const e = allocate(SIZE);
  fromBytes(e, P256_LIMBS, digest, 32);
  if (compare(e, ORDER, P256_LIMBS) >= 0) subtract(e, e, ORDER, P256_LIMBS);
  const out = allocate(SIZE * 2);
  const s = out + SIZE;
  const k = allocate(SIZE);
  do {
    const secret = drawScalar();
    memory.copy(out, multiplyBase(secret), SIZE);
    if (compare(out, ORDER, P256_LIMBS) >= 0) subtract(out, out, ORDER, P256_LIMBS);
    toMontgomery(k, secret, order);
    invert(k, k, order);
    // s = (e + r * key) / secret; one factor in Montgomery form, so that the product is not.
    toMontgomery(s, out, order);
    multiplyModulo(s, s, key, order);
    addModulo(s, s, e, order);
    multiplyModulo(s, k, s, order);
  } while (isZero(out, P256_LIMBS) || isZero(s, P256_LIMBS));
  return out;
}
