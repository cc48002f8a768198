// Prime numbers, found from random starting points: a sieve by small primes, then Miller-Rabin's test. The same stream
// gives the same primes.

import { allocate } from '../memory';
import { nextBytes } from '../random-stream';
import {
  Modulus,
  add,
  addModulo,
  bitAt,
  bitLength,
  compare,
  copyLimbs,
  moduloWord,
  multiplyModulo,
  newLimbs,
  newModulus,
  power,
  subtract,
  subtractWord,
} from './bignum';

/** Primes below this are sieved with. */
const SIEVE_LIMIT: u32 = 16384;
/** Candidates looked at in one go. */
const WINDOW: u32 = 2048;

/** Odd primes below the limit, as u16; a zero ends them. */
function smallPrimes(): usize {
  const composite = newLimbs(SIEVE_LIMIT >>> 2);
  const primes = allocate(SIEVE_LIMIT >>> 1);
  let at = primes;
  for (let i: u32 = 3; i < SIEVE_LIMIT; i += 2) {
    if (load<u8>(composite + i)) continue;
    store<u16>(at, <u16>i);
    at += 2;
    for (let j = i * i; j < SIEVE_LIMIT; j += i << 1) store<u8>(composite + j, 1);
  }
  store<u16>(at, 0);
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
function passes(x: usize, m: Modulus, twos: u32, minusOne: usize): bool {
  if (compare(x, m.one, m.length) == 0) return true;
  for (let i: u32 = 0; i < twos; i++) {
    if (compare(x, minusOne, m.length) == 0) return true;
    multiplyModulo(x, x, x, m);
  }
  return false;
}

/** Miller-Rabin's test with the bases 2, 3, 5, 7, 11: right but for a chance far below 2^-80 on numbers drawn at random. */
export function isProbablePrime(n: usize, length: u32): bool {
  const m = newModulus(n, length);
  const odd = allocate(length << 2);
  copyLimbs(odd, n, length);
  subtractWord(odd, 1, length);
  let twos: u32 = 0;
  while (!bitAt(odd, twos)) twos++;
  const minusOne = newLimbs(length);
  subtract(minusOne, n, m.one, length);
  const x = allocate(length << 2);
  // Base 2 first, by doubling: nearly all composites end here.
  copyLimbs(x, m.one, length);
  for (let i: i32 = bitLength(odd, length) - 1; i >= <i32>twos; i--) {
    multiplyModulo(x, x, x, m);
    if (bitAt(odd, i)) addModulo(x, x, x, m);
  }
  if (!passes(x, m, twos, minusOne)) return false;
  shiftRight(odd, twos, length);
  const base = allocate(length << 2);
  addModulo(base, m.one, m.one, m);
  for (let b = 2; b < 11; ) {
    const step = b == 2 ? 1 : b == 7 ? 4 : 2;
    for (let i = 0; i < step; i++) addModulo(base, base, m.one, m);
    b += step;
    power(x, base, odd, length, m);
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
  const primes = smallPrimes();
  const flags = allocate(WINDOW);
  while (true) {
    memory.fill(flags, 0, WINDOW);
    for (let at = primes; load<u16>(at); at += 2) {
      const p: u32 = load<u16>(at);
      const stride = moduloWord(step, p, length);
      if (!stride) continue;
      const rest = moduloWord(n, p, length);
      for (let i = ((p - rest) * invertWord(stride, p)) % p; i < WINDOW; i += p) store<u8>(flags + i, 1);
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
