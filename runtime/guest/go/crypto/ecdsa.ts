// ECDSA on the curves that Go's x509 knows: the multiplication of points in Jacobian coordinates, and signing.
// Follows go@1.26.8 src/crypto/internal/fips140/ecdsa/ecdsa.go.

import { allocate } from '../../core/memory';
import { nextBytes } from './random-stream';
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

// The curves, by the bits of a coordinate.
export const P224: u32 = 224;
export const P256: u32 = 256;
export const P384: u32 = 384;
export const P521: u32 = 521;

// biome-ignore format: a table
const PRIME_256: usize = memory.data<u32>([0xffffffff, 0xffffffff, 0xffffffff, 0, 0, 0, 1, 0xffffffff]);
// biome-ignore format: a table
const ORDER_256: usize = memory.data<u32>([
  0xfc632551, 0xf3b9cac2, 0xa7179e84, 0xbce6faad, 0xffffffff, 0xffffffff, 0, 0xffffffff,
]);
// biome-ignore format: a table
const BASE_256: usize = memory.data<u32>([
  0xd898c296, 0xf4a13945, 0x2deb33a0, 0x77037d81, 0x63a440f2, 0xf8bce6e5, 0xe12c4247, 0x6b17d1f2,
  0x37bf51f5, 0xcbb64068, 0x6b315ece, 0x2bce3357, 0x7c0f9e16, 0x8ee7eb4a, 0xfe1a7f9b, 0x4fe342e2,
]);
// biome-ignore format: a table
const PRIME_224: usize = memory.data<u32>([
  1, 0, 0, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
]);
// biome-ignore format: a table
const ORDER_224: usize = memory.data<u32>([
  0x5c5c2a3d, 0x13dd2945, 0xe0b8f03e, 0xffff16a2, 0xffffffff, 0xffffffff, 0xffffffff,
]);
// biome-ignore format: a table
const BASE_224: usize = memory.data<u32>([
  0x115c1d21, 0x343280d6, 0x56c21122, 0x4a03c1d3, 0x321390b9, 0x6bb4bf7f, 0xb70e0cbd, 0x85007e34, 0x44d58199,
  0x5a074764, 0xcd4375a0, 0x4c22dfe6, 0xb5f723fb, 0xbd376388,
]);
// biome-ignore format: a table
const PRIME_384: usize = memory.data<u32>([
  0xffffffff, 0, 0, 0xffffffff, 0xfffffffe, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
  0xffffffff, 0xffffffff,
]);
// biome-ignore format: a table
const ORDER_384: usize = memory.data<u32>([
  0xccc52973, 0xecec196a, 0x48b0a77a, 0x581a0db2, 0xf4372ddf, 0xc7634d81, 0xffffffff, 0xffffffff, 0xffffffff,
  0xffffffff, 0xffffffff, 0xffffffff,
]);
// biome-ignore format: a table
const BASE_384: usize = memory.data<u32>([
  0x72760ab7, 0x3a545e38, 0xbf55296c, 0x5502f25d, 0x82542a38, 0x59f741e0, 0x8ba79b98, 0x6e1d3b62, 0xf320ad74,
  0x8eb1c71e, 0xbe8b0537, 0xaa87ca22, 0x90ea0e5f, 0x7a431d7c, 0x1d7e819d, 0xa60b1ce, 0xb5f0b8c0, 0xe9da3113,
  0x289a147c, 0xf8f41dbd, 0x9292dc29, 0x5d9e98bf, 0x96262c6f, 0x3617de4a,
]);
// biome-ignore format: a table
const PRIME_521: usize = memory.data<u32>([
  0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff,
  0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1ff,
]);
// biome-ignore format: a table
const ORDER_521: usize = memory.data<u32>([
  0x91386409, 0xbb6fb71e, 0x899c47ae, 0x3bb5c9b8, 0xf709a5d0, 0x7fcc0148, 0xbf2f966b, 0x51868783, 0xfffffffa,
  0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x1ff,
]);
// biome-ignore format: a table
const BASE_521: usize = memory.data<u32>([
  0xc2e5bd66, 0xf97e7e31, 0x856a429b, 0x3348b3c1, 0xa2ffa8de, 0xfe1dc127, 0xefe75928, 0xa14b5e77, 0x6b4d3dba,
  0xf828af60, 0x53fb521, 0x9c648139, 0x2395b442, 0x9e3ecb66, 0x404e9cd, 0x858e06b7, 0xc6, 0x9fd16650,
  0x88be9476, 0xa272c240, 0x353c7086, 0x3fad0761, 0xc550b901, 0x5ef42640, 0x97ee7299, 0x273e662c, 0x17afbd17,
  0x579b4468, 0x98f54449, 0x2c7d1bd9, 0x5c8a5fb4, 0x9a3bc004, 0x39296a78, 0x118,
]);

// The curve under way: its prime, its order, its base point (x | y), and a coordinate's length in limbs and in bytes of limbs.
let prime: usize = 0;
let order: usize = 0;
let generator: usize = 0;
let limbs: u32 = 0;
let size: usize = 0;

function chooseCurve(curve: u32): void {
  if (curve == P224) {
    prime = PRIME_224;
    order = ORDER_224;
    generator = BASE_224;
  } else if (curve == P384) {
    prime = PRIME_384;
    order = ORDER_384;
    generator = BASE_384;
  } else if (curve == P521) {
    prime = PRIME_521;
    order = ORDER_521;
    generator = BASE_521;
  } else {
    prime = PRIME_256;
    order = ORDER_256;
    generator = BASE_256;
  }
  limbs = limbsOf(curve);
  size = limbs << 2;
}

/** Limbs of a coordinate or scalar. */
export function limbsOf(curve: u32): u32 {
  return (curve + 31) >>> 5;
}

/** Bytes of a coordinate or scalar as it is written. */
export function bytesOf(curve: u32): u32 {
  return (curve + 7) >>> 3;
}

// A point is x | y | z in Montgomery form; z = 0: the point at infinity.

// The field of the multiplication under way, and its temporaries.
let field: Modulus = changetype<Modulus>(0);
let temporary: usize = 0;

function t(i: usize): usize {
  return temporary + i * size;
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
  const y = p + size;
  const z = p + 2 * size;
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
  minus(out + 2 * size, t(4), t(0));
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
  minus(out + size, t(2), t(1));
}

/** out = p + q; `out` may be `p`. */
function addPoints(out: usize, p: usize, q: usize): void {
  if (isZero(p + 2 * size, limbs)) {
    memory.copy(out, q, 3 * size);
    return;
  }
  if (isZero(q + 2 * size, limbs)) {
    memory.copy(out, p, 3 * size);
    return;
  }
  times(t(0), p + 2 * size, p + 2 * size);
  times(t(1), q + 2 * size, q + 2 * size);
  times(t(2), p, t(1)); // U1
  times(t(3), q, t(0)); // U2
  times(t(1), t(1), q + 2 * size);
  times(t(1), t(1), p + size); // S1
  times(t(0), t(0), p + 2 * size);
  times(t(0), t(0), q + size); // S2
  minus(t(3), t(3), t(2)); // H
  minus(t(0), t(0), t(1)); // r
  if (isZero(t(3), limbs)) {
    if (isZero(t(0), limbs)) doublePoint(out, p);
    else memory.fill(out, 0, 3 * size);
    return;
  }
  times(t(4), t(3), t(3));
  times(t(5), t(4), t(3));
  times(t(2), t(2), t(4)); // V
  times(t(4), p + 2 * size, q + 2 * size);
  times(out + 2 * size, t(4), t(3));
  times(t(4), t(0), t(0));
  minus(t(4), t(4), t(5));
  minus(t(4), t(4), t(2));
  minus(out, t(4), t(2));
  minus(t(2), t(2), out);
  times(t(2), t(2), t(0));
  times(t(1), t(1), t(5));
  minus(out + size, t(2), t(1));
}

/** scalar * base point: x | y as limbs. */
function multiplyBase(scalar: usize): usize {
  field = newModulus(prime, limbs);
  temporary = allocate(size * 7);
  const base = allocate(size * 3);
  toMontgomery(base, generator, field);
  toMontgomery(base + size, generator + size, field);
  memory.copy(base + 2 * size, field.one, size);
  const sum = newLimbs(limbs * 3);
  for (let i: i32 = bitLength(scalar, limbs) - 1; i >= 0; i--) {
    doublePoint(sum, sum);
    if (bitAt(scalar, i)) addPoints(sum, sum, base);
  }
  const inverse = allocate(size);
  invert(inverse, sum + 2 * size, field);
  const square = allocate(size);
  times(square, inverse, inverse);
  const out = allocate(size * 2);
  times(out, sum, square);
  fromMontgomery(out, out, field);
  times(square, square, inverse);
  times(out + size, sum + size, square);
  fromMontgomery(out + size, out + size, field);
  return out;
}

/** A scalar from 1 to the order of the curve under way - 1, from the stream under way. */
function scalarOf(curve: u32): usize {
  const scalar = newLimbs(limbs);
  const top = scalar + size - 4;
  const mask: u32 = curve & 31 ? (1 << (curve & 31)) - 1 : u32.MAX_VALUE;
  do {
    nextBytes(scalar, <u32>size);
    store<u32>(top, load<u32>(top) & mask);
  } while (isZero(scalar, limbs) || compare(scalar, order, limbs) >= 0);
  return scalar;
}

/** A scalar from 1 to the order of the curve - 1, from the stream under way. */
export function drawScalar(curve: u32): usize {
  chooseCurve(curve);
  return scalarOf(curve);
}

export function isScalar(curve: u32, scalar: usize): bool {
  chooseCurve(curve);
  return !isZero(scalar, limbs) && compare(scalar, order, limbs) < 0;
}

/** The public key of a private one: coordinates x | y as limbs. */
export function publicPoint(curve: u32, scalar: usize): usize {
  chooseCurve(curve);
  return multiplyBase(scalar);
}

/**
 * Signs a digest, of which only as many bytes count as a scalar has: r | s as limbs. The secret number of the signature comes
 * from the stream under way.
 */
export function signEcdsa(curve: u32, key: usize, digest: usize, digestLength: u32): usize {
  chooseCurve(curve);
  const modulus = newModulus(order, limbs);
  const e = allocate(size);
  fromBytes(e, limbs, digest, min(digestLength, bytesOf(curve)));
  if (compare(e, order, limbs) >= 0) subtract(e, e, order, limbs);
  const out = allocate(size * 2);
  const s = out + size;
  const k = allocate(size);
  do {
    const secret = scalarOf(curve);
    memory.copy(out, multiplyBase(secret), size);
    if (compare(out, order, limbs) >= 0) subtract(out, out, order, limbs);
    toMontgomery(k, secret, modulus);
    invert(k, k, modulus);
    // s = (e + r * key) / secret; one factor in Montgomery form, so that the product is not.
    toMontgomery(s, out, modulus);
    multiplyModulo(s, s, key, modulus);
    addModulo(s, s, e, modulus);
    multiplyModulo(s, k, s, modulus);
  } while (isZero(out, limbs) || isZero(s, limbs));
  return out;
}
