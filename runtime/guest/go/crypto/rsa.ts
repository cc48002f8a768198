// RSA: making keys, and signing with PKCS #1 v1.5 and SHA-256.
// Follows go@1.26.8 src/crypto/internal/fips140/rsa/rsa.go, go@1.26.8 src/crypto/internal/fips140/rsa/pkcs1v15.go.

import { sha256Into } from './hashes';
import { allocate } from '../../core/memory';
import {
  bitLength,
  compare,
  copyLimbs,
  divideWord,
  fromBytes,
  fromMontgomery,
  invert,
  moduloWord,
  multiply,
  multiplyWord,
  newLimbs,
  newModulus,
  power,
  subtractWord,
  toBytes,
  toMontgomery,
} from './bignum';
import { drawPrime, invertWord } from './primes';
import { WIDE_LIMIT, fromWide, newWideModulus, newWideNumber, powerWide, toWide } from './wide-modulus';

export const PUBLIC_EXPONENT: u32 = 65537;

/** A private key. Numbers are limbs; modulus and private exponent have `length` of them, the others half. */
@unmanaged
export class RsaKey {
  length: u32;
  modulus: usize;
  /** The private exponent. */
  exponent: usize;
  p: usize;
  q: usize;
  /** The private exponent modulo p - 1 and q - 1. */
  exponentP: usize;
  exponentQ: usize;
  /** 1 / q modulo p. */
  inverse: usize;
}

/** 1 / 65537 modulo a number: (1 + k * number) / 65537 for the k that makes it whole. */
function privateExponent(number: usize, length: u32): usize {
  const k = PUBLIC_EXPONENT - invertWord(moduloWord(number, PUBLIC_EXPONENT, length), PUBLIC_EXPONENT);
  const product = allocate((length + 1) << 2);
  const top = multiplyWord(product, number, k, 1, length);
  store<u32>(product + (length << 2), top);
  divideWord(product, product, PUBLIC_EXPONENT, length + 1);
  return product;
}

/** A new key of so many bits (a multiple of 64) from the stream under way. */
export function drawRsaKey(bits: u32): RsaKey {
  const half = bits >>> 6;
  const key = changetype<RsaKey>(allocate(offsetof<RsaKey>()));
  key.length = half << 1;
  let p = drawPrime(bits >>> 1, PUBLIC_EXPONENT);
  let q = drawPrime(bits >>> 1, PUBLIC_EXPONENT);
  while (compare(p, q, half) == 0) q = drawPrime(bits >>> 1, PUBLIC_EXPONENT);
  key.p = p;
  key.q = q;
  key.modulus = allocate(key.length << 2);
  multiply(key.modulus, p, half, q, half);
  const p1 = allocate(half << 2);
  copyLimbs(p1, p, half);
  subtractWord(p1, 1, half);
  const q1 = allocate(half << 2);
  copyLimbs(q1, q, half);
  subtractWord(q1, 1, half);
  const totient = allocate(key.length << 2);
  multiply(totient, p1, half, q1, half);
  key.exponent = privateExponent(totient, key.length);
  key.exponentP = privateExponent(p1, half);
  key.exponentQ = privateExponent(q1, half);
  const field = newModulus(p, half);
  key.inverse = allocate(half << 2);
  toMontgomery(key.inverse, q, field);
  invert(key.inverse, key.inverse, field);
  fromMontgomery(key.inverse, key.inverse, field);
  return key;
}

// The head of what is signed: says that a SHA-256 digest follows.
// biome-ignore format: a table
const DIGEST_HEAD: usize = memory.data<u8>([48, 49, 48, 13, 6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1, 5, 0, 4, 32]);
const DIGEST_HEAD_LENGTH: u32 = 19;

/** Signs a message with modulus and private exponent (limbs): writes `size` bytes, the length of the modulus in bytes. */
export function signRsa(
  modulus: usize,
  exponent: usize,
  length: u32,
  size: u32,
  message: usize,
  messageLength: u32,
  out: usize,
): void {
  const rest = DIGEST_HEAD_LENGTH + 32;
  memory.fill(out, 0xff, size);
  store<u16>(out, 0x0100);
  store<u8>(out + size - rest - 1, 0);
  memory.copy(out + size - rest, DIGEST_HEAD, DIGEST_HEAD_LENGTH);
  sha256Into(message, messageLength, out + size - 32);
  const x = newLimbs(length);
  fromBytes(x, length, out, size);
  if (bitLength(modulus, length) <= WIDE_LIMIT) {
    const m = newWideModulus(modulus, length);
    const y = newWideNumber(m);
    toWide(y, x, m);
    powerWide(y, y, exponent, length, m);
    fromWide(x, y, m);
  } else {
    const m = newModulus(modulus, length);
    toMontgomery(x, x, m);
    power(x, x, exponent, length, m);
    fromMontgomery(x, x, m);
  }
  toBytes(out, size, x);
}
