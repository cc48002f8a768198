// RSA: making keys, and signing with PKCS #1 v1.5 and SHA-256.
// Follows go@1.26.8 src/crypto/internal/fips140/rsa/rsa.go, go@1.26.8 src/crypto/internal/fips140/rsa/pkcs1v15.go.

import { sha256Into } from './hashes';
import { allocate } from '../../core/memory';
import {
  add,
  bitLength,
  compare,
  copyLimbs,
  divideWord,
  fromBytes,
  fromMontgomery,
  moduloWord,
  multiply,
  multiplyModulo,
  multiplyWord,
  newLimbs,
  newModulus,
  power,
  subtract,
  subtractWord,
  toBytes,
  toMontgomery,
} from './bignum';
import { drawPrime, invertWord } from './primes';
import { WIDE_LIMIT, fromWide, newWideModulus, newWideNumber, powerWide, toWide } from './wide-modulus';

const PUBLIC_EXPONENT: u32 = 65537;

/** A private key. Numbers are limbs; modulus and private exponent have `length` of them. */
@unmanaged
export class RsaKey {
  length: u32;
  modulus: usize;
  publicExponent: usize;
  publicLength: u32;
  /** The private exponent. */
  exponent: usize;
  /** Limbs of each of the numbers below; 0: they are not known, or not of half the modulus' length. */
  half: u32;
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

/** 1 / q modulo p, where both have as many limbs, the highest bit set. */
function inverseOf(q: usize, p: usize, length: u32): usize {
  const exponent = allocate(length << 2);
  copyLimbs(exponent, p, length);
  subtractWord(exponent, 2, length);
  return powerModulo(q, length, exponent, length, p, length);
}

/** A new key of so many bits (a multiple of 64) from the stream under way. */
export function drawRsaKey(bits: u32): RsaKey {
  const half = bits >>> 6;
  const key = changetype<RsaKey>(allocate(offsetof<RsaKey>()));
  key.half = half;
  key.length = half << 1;
  key.publicExponent = newLimbs(1);
  store<u32>(key.publicExponent, PUBLIC_EXPONENT);
  key.publicLength = 1;
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
  key.inverse = inverseOf(q, p, half);
  return key;
}

/** A number to a power, modulo an odd one; the number may have twice the modulus' limbs where those are 32 bits each to the last. */
function powerModulo(
  base: usize,
  baseLength: u32,
  exponent: usize,
  exponentLength: u32,
  modulus: usize,
  length: u32,
): usize {
  const out = newLimbs(length);
  if (bitLength(modulus, length) <= WIDE_LIMIT) {
    const m = newWideModulus(modulus, length);
    const x = newWideNumber(m);
    toWide(x, base, baseLength, m);
    powerWide(x, x, exponent, exponentLength, m);
    fromWide(out, x, m);
  } else {
    const m = newModulus(modulus, length);
    const x = newLimbs(length);
    toMontgomery(x, base, m);
    power(x, x, exponent, exponentLength, m);
    fromMontgomery(out, x, m);
  }
  return out;
}

/** A number to the power of the private exponent by the primes, in a quarter of the time; 0 where they do not give it. */
function powerByPrimes(x: usize, key: RsaKey): usize {
  const half = key.half;
  const length = key.length;
  const p = key.p;
  const q = key.q;
  const bits = half << 5;
  if (!half || bits > WIDE_LIMIT || bitLength(p, half) != bits || bitLength(q, half) != bits) return 0;
  const product = newLimbs(length);
  multiply(product, p, half, q, half);
  if (compare(product, key.modulus, length) != 0) return 0;
  const ofP = powerModulo(x, length, key.exponentP, half, p, half);
  const ofQ = powerModulo(x, length, key.exponentQ, half, q, half);
  // ofQ + q * ((ofP - ofQ) / q modulo p)
  const rest = newLimbs(half);
  copyLimbs(rest, ofQ, half);
  if (compare(rest, p, half) >= 0) subtract(rest, rest, p, half);
  if (subtract(rest, ofP, rest, half)) add(rest, rest, p, half);
  const field = newModulus(p, half);
  toMontgomery(rest, rest, field);
  multiplyModulo(rest, key.inverse, rest, field);
  multiply(product, rest, half, q, half);
  const out = newLimbs(length);
  copyLimbs(out, ofQ, half);
  add(out, out, product, length);
  // Whatever a key that was given says of its primes: the public exponent must lead back.
  const back = powerModulo(out, length, key.publicExponent, key.publicLength, key.modulus, length);
  return compare(back, x, length) == 0 ? out : 0;
}

// The head of what is signed: says that a SHA-256 digest follows.
// biome-ignore format: a table
const DIGEST_HEAD: usize = memory.data<u8>([48, 49, 48, 13, 6, 9, 96, 134, 72, 1, 101, 3, 4, 2, 1, 5, 0, 4, 32]);
const DIGEST_HEAD_LENGTH: u32 = 19;

/** Signs a message: writes `size` bytes, the length of the modulus in bytes. */
export function signRsa(key: RsaKey, size: u32, message: usize, messageLength: u32, out: usize): void {
  const rest = DIGEST_HEAD_LENGTH + 32;
  memory.fill(out, 0xff, size);
  store<u16>(out, 0x0100);
  store<u8>(out + size - rest - 1, 0);
  memory.copy(out + size - rest, DIGEST_HEAD, DIGEST_HEAD_LENGTH);
  sha256Into(message, messageLength, out + size - 32);
  const length = key.length;
  const x = newLimbs(length);
  fromBytes(x, length, out, size);
  const byPrimes = powerByPrimes(x, key);
  toBytes(out, size, byPrimes ? byPrimes : powerModulo(x, length, key.exponent, length, key.modulus, length));
}
