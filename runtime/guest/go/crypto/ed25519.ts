// Ed25519 signatures (RFC 8032) in extended coordinates.
// Follows go@1.26.8 src/crypto/internal/fips140/ed25519/ed25519.go.

import { sha512Into } from './hashes';
import { allocate } from '../../core/memory';
import {
  Modulus,
  addModulo,
  bitAt,
  copyLimbs,
  fromMontgomery,
  invert,
  multiplyModulo,
  newLimbs,
  newModulus,
  subtractModulo,
  toMontgomery,
} from './bignum';

const LIMBS: u32 = 8;
const SIZE: usize = 32;

// biome-ignore format: a table
const PRIME: usize = memory.data<u32>([0xffffffed, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, 0x7fffffff]);
// biome-ignore format: a table
const ORDER: usize = memory.data<u32>([0x5cf5d3ed, 0x5812631a, 0xa2f79cd6, 0x14def9de, 0x00000000, 0x00000000, 0x00000000, 0x10000000]);
/** Twice the constant d of the curve. */
// biome-ignore format: a table
const TWICE_D: usize = memory.data<u32>([0x26b2f159, 0xebd69b94, 0x8283b156, 0x00e0149a, 0xeef3d130, 0x198e80f2, 0x56dffce7, 0x2406d9dc]);
// biome-ignore format: a table
const BASE: usize = memory.data<u32>([
  0x8f25d51a, 0xc9562d60, 0x9525a7b2, 0x692cc760, 0xfdd6dc5c, 0xc0a4e231, 0xcd6e53fe, 0x216936d3,
  0x66666658, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666, 0x66666666,
]);

// A point is x | y | z | t (t = x * y / z) in Montgomery form.

let field: Modulus = changetype<Modulus>(0);
let twiceD: usize = 0;
let temporary: usize = 0;

/** out = p + q, for any points; `out` may be either. */
function addPoints(out: usize, p: usize, q: usize): void {
  const a = temporary;
  const b = a + SIZE;
  const c = b + SIZE;
  const d = c + SIZE;
  const e = d + SIZE;
  subtractModulo(a, p + SIZE, p, field);
  subtractModulo(b, q + SIZE, q, field);
  multiplyModulo(a, a, b, field);
  addModulo(b, p + SIZE, p, field);
  addModulo(c, q + SIZE, q, field);
  multiplyModulo(b, b, c, field);
  multiplyModulo(c, p + 3 * SIZE, q + 3 * SIZE, field);
  multiplyModulo(c, c, twiceD, field);
  multiplyModulo(d, p + 2 * SIZE, q + 2 * SIZE, field);
  addModulo(d, d, d, field);
  subtractModulo(e, b, a, field); // E
  addModulo(a, b, a, field); // H
  subtractModulo(b, d, c, field); // F
  addModulo(c, d, c, field); // G
  multiplyModulo(out, e, b, field);
  multiplyModulo(out + SIZE, c, a, field);
  multiplyModulo(out + 2 * SIZE, b, c, field);
  multiplyModulo(out + 3 * SIZE, e, a, field);
}

/** scalar * base point in its compressed form: writes 32 bytes. */
function multiplyBase(scalar: usize, out: usize): void {
  field = newModulus(PRIME, LIMBS);
  temporary = allocate(SIZE * 5);
  twiceD = allocate(SIZE);
  toMontgomery(twiceD, TWICE_D, field);
  const base = allocate(SIZE * 4);
  toMontgomery(base, BASE, field);
  toMontgomery(base + SIZE, BASE + SIZE, field);
  copyLimbs(base + 2 * SIZE, field.one, LIMBS);
  multiplyModulo(base + 3 * SIZE, base, base + SIZE, field);
  const sum = newLimbs(LIMBS * 4);
  copyLimbs(sum + SIZE, field.one, LIMBS);
  copyLimbs(sum + 2 * SIZE, field.one, LIMBS);
  for (let i = 255; i >= 0; i--) {
    addPoints(sum, sum, sum);
    if (bitAt(scalar, i)) addPoints(sum, sum, base);
  }
  const z = allocate(SIZE);
  invert(z, sum + 2 * SIZE, field);
  multiplyModulo(sum, sum, z, field);
  multiplyModulo(sum + SIZE, sum + SIZE, z, field);
  fromMontgomery(z, sum, field);
  fromMontgomery(sum, sum + SIZE, field);
  memory.copy(out, sum, SIZE);
  store<u8>(out, load<u8>(out, 31) | (load<u8>(z) << 7), 31);
}

/** The digest of a seed (64 bytes), its first half made a scalar. */
function expand(seed: usize): usize {
  const digest = allocate(64);
  sha512Into(seed, 32, digest);
  store<u8>(digest, load<u8>(digest) & 248);
  store<u8>(digest, (load<u8>(digest, 31) & 63) | 64, 31);
  return digest;
}

/** The public key (32 bytes) of a seed (32 bytes). */
export function publicKeyInto(seed: usize, out: usize): void {
  multiplyBase(expand(seed), out);
}

/** 64 bytes, least significant first, modulo the order of the base point, in Montgomery form or not. */
function reduce(out: usize, wide: usize, order: Modulus, montgomery: bool): void {
  // high * R + low: into Montgomery form the high half goes twice.
  const high = allocate(SIZE);
  toMontgomery(high, wide + SIZE, order);
  toMontgomery(high, high, order);
  toMontgomery(out, wide, order);
  addModulo(out, out, high, order);
  if (!montgomery) fromMontgomery(out, out, order);
}

/** Signs a message: writes 64 bytes. */
export function signEd25519(seed: usize, message: usize, length: u32, out: usize): void {
  const key = expand(seed);
  const order = newModulus(ORDER, LIMBS);
  const text = allocate(length + 64);
  const digest = allocate(64);
  memory.copy(text, key + SIZE, 32);
  memory.copy(text + 32, message, length);
  sha512Into(text, length + 32, digest);
  const r = allocate(SIZE);
  reduce(r, digest, order, false);
  multiplyBase(r, out);
  memory.copy(text, out, 32);
  publicKeyInto(seed, text + 32);
  memory.copy(text + 64, message, length);
  sha512Into(text, length + 64, digest);
  const s = allocate(SIZE);
  reduce(s, digest, order, true);
  // The scalar of the key may lie above the order: Montgomery's product takes it on its left.
  multiplyModulo(s, key, s, order);
  addModulo(s, s, r, order);
  memory.copy(out + SIZE, s, SIZE);
}
