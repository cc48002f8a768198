// Prime numbers, found from random starting points: a sieve by small primes, then Miller-Rabin's test. The same stream
// gives the same primes.
// Follows go@1.26.8 src/crypto/internal/fips140/rsa/keygen.go.

import { isSurelyComposite } from '../../core/late-bound';
import { allocate } from '../../core/memory';
import { nextBytes } from './random-stream';
import { add, bitAt, bitLength, copyLimbs, moduloWord, newLimbs, significant, subtract, subtractWord } from './bignum';
import { WideModulus, isSame, newWideModulus, newWideNumber, scaleWide, squareWide } from './wide-modulus';

/** Candidates looked at in one go. */
const WINDOW: u32 = 4096;
/** Primes that a large number is reduced by at once. */
const SHARED: u32 = 4;
const shared: usize = memory.data(SHARED << 2);
const rests: usize = memory.data(SHARED << 2);

/** Primes below this are sieved with: the dearer a test of a candidate, the more. At most 2^20, whose root `smallComposites` goes to. */
function sieveLimit(length: u32): u32 {
  return length <= 16 ? 1 << 15 : length <= 32 ? 1 << 18 : 1 << 20;
}

/** Which odd numbers below the limit are composite: a bit for each. */
function smallComposites(limit: u32): usize {
  const composites = allocate(limit >>> 4);
  memory.fill(composites, 0, limit >>> 4);
  for (let i: u32 = 3; i < 1 << 10; i += 2) {
    if (isComposite(composites, i)) continue;
    for (let j = i * i; j < limit; j += i << 1) {
      const at = composites + (j >>> 4);
      store<u8>(at, load<u8>(at) | <u8>((<u32>1) << ((j >>> 1) & 7)));
    }
  }
  return composites;
}

function isComposite(composites: usize, odd: u32): bool {
  return ((load<u8>(composites + (odd >>> 4)) >>> ((odd >>> 1) & 7)) & 1) as bool;
}

/** Into `shared`: the next primes behind `last`; zeros where there are no more below the limit. */
function nextPrimes(composites: usize, last: u32, limit: u32): void {
  for (let k: u32 = 0; k < SHARED << 2; k += 4) {
    for (last += 2; last < limit && isComposite(composites, last); ) last += 2;
    store<u32>(shared + k, last < limit ? last : 0);
  }
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

/** Limbs from which on asking the host takes less time than looking. */
const HOST_LENGTH: u32 = 32;
const BASES: usize = memory.data<u8>([2, 3, 5, 7, 11]);

/**
 * Miller-Rabin's test with the first prime numbers as bases, as often as Go makes it: right but for a chance far below 2^-80 on numbers
 * drawn at random.
 */
export function isProbablePrime(n: usize, length: u32): bool {
  if (length >= HOST_LENGTH && isSurelyComposite(n, length)) return false;
  const m = newWideModulus(n, length);
  const odd = allocate(length << 2);
  copyLimbs(odd, n, length);
  subtractWord(odd, 1, length);
  let twos: u32 = 0;
  while (!bitAt(odd, twos)) twos++;
  const minusOne = newLimbs(length);
  subtract(minusOne, n, m.plainOne, length);
  const bits: i32 = bitLength(odd, length);
  const x = newWideNumber(m);
  const rounds: u32 = bits < 1345 ? 5 : 4;
  for (let round: u32 = 0; round < rounds; round++) {
    const base: u32 = load<u8>(BASES + round);
    // The base is small, so a product with it costs next to nothing.
    scaleWide(x, m.one, base, m);
    for (let i = bits - 2; i >= <i32>twos; i--) {
      squareWide(x, x, m);
      if (bitAt(odd, i)) scaleWide(x, x, base, m);
    }
    if (!passes(x, m, twos, minusOne)) return false;
  }
  return true;
}

/** -1 / odd modulo 2^32. */
function negativeInverse(odd: u32): u32 {
  let inverse = odd;
  for (let i = 0; i < 4; i++) inverse *= 2 - odd * inverse;
  return -inverse;
}

/**
 * Into `rests`: n / 2^(32 * length) modulo each of the `shared` primes, by Montgomery's reduction, which divides nothing. Four at once,
 * because each has to wait for its own products. A zero gives anything.
 */
function reduceByShared(n: usize, length: u32): void {
  const p0: u64 = load<u32>(shared);
  const p1: u64 = load<u32>(shared, 4);
  const p2: u64 = load<u32>(shared, 8);
  const p3: u64 = load<u32>(shared, 12);
  const i0 = negativeInverse(<u32>p0);
  const i1 = negativeInverse(<u32>p1);
  const i2 = negativeInverse(<u32>p2);
  const i3 = negativeInverse(<u32>p3);
  let r0: u64 = 0;
  let r1: u64 = 0;
  let r2: u64 = 0;
  let r3: u64 = 0;
  for (const end = n + (length << 2); n < end; n += 4) {
    const limb: u64 = load<u32>(n);
    r0 += limb;
    r1 += limb;
    r2 += limb;
    r3 += limb;
    r0 = (r0 + p0 * (<u32>r0 * i0)) >>> 32;
    r1 = (r1 + p1 * (<u32>r1 * i1)) >>> 32;
    r2 = (r2 + p2 * (<u32>r2 * i2)) >>> 32;
    r3 = (r3 + p3 * (<u32>r3 * i3)) >>> 32;
  }
  store<u32>(rests, <u32>r0);
  store<u32>(rests, <u32>r1, 4);
  store<u32>(rests, <u32>r2, 8);
  store<u32>(rests, <u32>r3, 12);
}

/** 2^(32 * length) modulo a prime. */
function radixModulo(prime: u32, length: u32): u64 {
  const word = ((<u64>1) << 32) % prime;
  let power = word;
  for (let bit: i32 = 30 - clz(length); bit >= 0; bit--) {
    power = (power * power) % prime;
    if ((length >>> bit) & 1) power = (power * word) % prime;
  }
  return power;
}

/**
 * Adds `step` (even, of the same length) to `n` (odd) until it is prime. `exponent` (0, or a small prime) must not divide
 * what is below the prime. False: the number grew out of its `bits`.
 */
export function searchPrime(n: usize, step: usize, length: u32, bits: u32, exponent: u32): bool {
  const limit = sieveLimit(length);
  const composites = smallComposites(limit);
  const flags = allocate(WINDOW);
  const stepLength = significant(step, length);
  while (true) {
    memory.fill(flags, 0, WINDOW);
    for (let last: u32 = 1; last; ) {
      nextPrimes(composites, last, limit);
      last = load<u32>(shared, (SHARED - 1) << 2);
      reduceByShared(n, length);
      for (let k: u32 = 0; k < SHARED << 2; k += 4) {
        const p = load<u32>(shared + k);
        if (!p) break;
        const stride = moduloWord(step, p, stepLength);
        if (!stride) continue;
        const rest = (load<u32>(rests + k) * radixModulo(p, length)) % p;
        const first = ((p - rest) * invertWord(stride, p)) % p;
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
