// Prime numbers, found from random starting points: a sieve by small primes, then Miller-Rabin's test. The same stream
// gives the same primes.
// Follows go@1.26.8 src/crypto/internal/fips140/rsa/keygen.go.

import { allocate } from '../../core/memory';
import { nextBytes } from './random-stream';
import { add, bitAt, bitLength, copyLimbs, moduloWord, newLimbs, significant, subtract, subtractWord } from './bignum';
import {
  WideModulus,
  addWide,
  copyWide,
  doubleWide,
  isSame,
  newWideModulus,
  newWideNumber,
  powerWide,
  squareWide,
} from './wide-modulus';

/** Candidates looked at in one go. */
const WINDOW: u32 = 4096;

/** Primes below this are sieved with: the dearer a test of a candidate, the more. */
function sieveLimit(length: u32): u32 {
  return length <= 16 ? 1 << 14 : length <= 32 ? 1 << 16 : 1 << 18;
}

/** Odd primes below the limit, as u32; a zero ends them. */
function smallPrimes(limit: u32): usize {
  // One byte for every odd number.
  const composite = newLimbs(limit >>> 3);
  const primes = allocate(limit >>> 1);
  let at = primes;
  for (let i: u32 = 3; i < limit; i += 2) {
    if (load<u8>(composite + (i >>> 1))) continue;
    store<u32>(at, i);
    at += 4;
    if (i < 1 << 10) {
      for (let j = i * i; j < limit; j += i << 1) store<u8>(composite + (j >>> 1), 1);
    }
  }
  store<u32>(at, 0);
  return primes;
}

/** 1 / a modulo a small prime. */
export function invertWord(a: u32, prime: u32): u32 {
  let r0: i32 = prime;
  let r1: i32 = a % prime;
  let t0 = 0;
  let t1 = 1;
  while (r1) {
    const q = r0 / r1;
    const r = r0 - q * r1;
    r0 = r1;
    r1 = r;
    const t = t0 - q * t1;
    t0 = t1;
    t1 = t;
  }
  return t0 < 0 ? <u32>(t0 + <i32>prime) : <u32>t0;
}

/** x = a to the odd part of n - 1, squared on: does it reach -1 (or begin with 1)? */
function passes(x: usize, m: WideModulus, twos: u32, minusOne: usize): bool {
  if (isSame(x, m.plainOne, m)) return true;
  for (let i: u32 = 0; i < twos; i++) {
    if (isSame(x, minusOne, m)) return true;
    squareWide(x, x, m);
  }
  return false;
}

/** Miller-Rabin's test with the bases 2, 3, 5, 7, 11: right but for a chance far below 2^-80 on numbers drawn at random. */
export function isProbablePrime(n: usize, length: u32): bool {
  const m = newWideModulus(n, length);
  const odd = allocate(length << 2);
  copyLimbs(odd, n, length);
  subtractWord(odd, 1, length);
  let twos: u32 = 0;
  while (!bitAt(odd, twos)) twos++;
  const minusOne = newLimbs(length);
  subtract(minusOne, n, m.plainOne, length);
  const x = newWideNumber(m);
  // Base 2 first, by doubling: nearly all composites end here.
  copyWide(x, m.one, m);
  for (let i: i32 = bitLength(odd, length) - 1; i >= <i32>twos; i--) {
    squareWide(x, x, m);
    if (bitAt(odd, i)) doubleWide(x, x, m);
  }
  if (!passes(x, m, twos, minusOne)) return false;
  shiftRight(odd, twos, length);
  const base = newWideNumber(m);
  doubleWide(base, m.one, m);
  for (let b = 2; b < 11; ) {
    const step = b == 2 ? 1 : b == 7 ? 4 : 2;
    for (let i = 0; i < step; i++) addWide(base, base, m.one, m);
    b += step;
    powerWide(x, base, odd, length, m);
    if (!passes(x, m, twos, minusOne)) return false;
  }
  return true;
}

export function shiftRight(a: usize, by: u32, length: u32): void {
  const limbs = by >>> 5;
  const bits = by & 31;
  for (let i: u32 = 0; i < length; i++) {
    const low: u64 = i + limbs < length ? load<u32>(a + ((i + limbs) << 2)) : 0;
    const high: u64 = i + limbs + 1 < length ? load<u32>(a + ((i + limbs + 1) << 2)) : 0;
    store<u32>(a + (i << 2), <u32>(((high << 32) | low) >>> bits));
  }
}

/**
 * Adds `step` (even, of the same length) to `n` (odd) until it is prime. `exponent` (0, or a small prime) must not divide
 * what is below the prime. False: the number grew out of its `bits`.
 */
export function searchPrime(n: usize, step: usize, length: u32, bits: u32, exponent: u32): bool {
  const primes = smallPrimes(sieveLimit(length));
  const flags = allocate(WINDOW);
  const stepLength = significant(step, length);
  while (true) {
    memory.fill(flags, 0, WINDOW);
    let at = primes;
    while (load<u32>(at)) {
      // As many primes as one limb holds share a division of the large number.
      let product: u64 = load<u32>(at);
      let end = at + 4;
      while (load<u32>(end) && product * load<u32>(end) <= <u64>u32.MAX_VALUE) {
        product *= load<u32>(end);
        end += 4;
      }
      const rests = moduloWord(n, <u32>product, length);
      for (; at < end; at += 4) {
        const p = load<u32>(at);
        const stride = moduloWord(step, p, stepLength);
        if (!stride) continue;
        const first = (<u64>(p - (rests % p)) * invertWord(stride, p)) % p;
        for (let i = <u32>first; i < WINDOW; i += p) store<u8>(flags + i, 1);
      }
    }
    for (let i: u32 = 0; i < WINDOW; i++) {
      if (!load<u8>(flags + i) && (!exponent || moduloWord(n, exponent, length) != 1) && isProbablePrime(n, length)) {
        return bitLength(n, length) == bits;
      }
      if (add(n, n, step, length) || bitLength(n, length) > bits) return false;
    }
  }
}

/** A prime of so many bits (a multiple of 32), the two highest set, drawn from the stream under way. */
export function drawPrime(bits: u32, exponent: u32): usize {
  const length = bits >>> 5;
  const n = allocate(length << 2);
  const two = newLimbs(length);
  store<u32>(two, 2);
  do {
    nextBytes(n, length << 2);
    store<u32>(n, load<u32>(n) | 1);
    const top = n + ((length - 1) << 2);
    store<u32>(top, load<u32>(top) | 0xc0000000);
  } while (!searchPrime(n, two, length, bits, exponent));
  return n;
}
