// DSA keys with parameters of 2048 and 256 bits.
// Follows go@1.26.8 src/crypto/dsa/dsa.go.

import { allocate } from '../../core/memory';
import { nextBytes } from './random-stream';
import {
  add,
  addWord,
  bitAt,
  compare,
  copyLimbs,
  fromMontgomery,
  isZero,
  multiply,
  newLimbs,
  newModulus,
  power,
  subtract,
  subtractWord,
  toMontgomery,
} from './bignum';
import { drawPrime, searchPrime } from './primes';

export const DSA_P_LIMBS: u32 = 64;
export const DSA_Q_LIMBS: u32 = 8;
const K_LIMBS: u32 = DSA_P_LIMBS - DSA_Q_LIMBS;

/** A private key: p, g, y of DSA_P_LIMBS limbs, q and x of DSA_Q_LIMBS. */
@unmanaged
export class DsaKey {
  p: usize;
  q: usize;
  g: usize;
  y: usize;
  x: usize;
}

/** A new key from the stream under way. */
export function drawDsaKey(): DsaKey {
  const key = changetype<DsaKey>(allocate(offsetof<DsaKey>()));
  key.q = drawPrime(DSA_Q_LIMBS << 5, 0);
  key.p = allocate(DSA_P_LIMBS << 2);
  const cofactor = allocate(K_LIMBS << 2);
  const step = newLimbs(DSA_P_LIMBS);
  copyLimbs(step, key.q, DSA_Q_LIMBS);
  // p = cofactor * q + 1, with an even cofactor: the search goes on in steps of 2 q.
  for (let i: u32 = 0, carry: u32 = 0; i <= DSA_Q_LIMBS; i++) {
    const limb = load<u32>(step + (i << 2));
    store<u32>(step + (i << 2), (limb << 1) | carry);
    carry = limb >>> 31;
  }
  do {
    nextBytes(cofactor, K_LIMBS << 2);
    store<u32>(cofactor, load<u32>(cofactor) & ~1);
    const top = cofactor + ((K_LIMBS - 1) << 2);
    store<u32>(top, load<u32>(top) | 0xc0000000);
    multiply(key.p, cofactor, K_LIMBS, key.q, DSA_Q_LIMBS);
    addWord(key.p, 1, DSA_P_LIMBS);
  } while (!searchPrime(key.p, step, DSA_P_LIMBS, DSA_P_LIMBS << 5, 0));
  // g = 2^((p - 1) / q); the search has moved p, so that its cofactor is not known any more.
  const field = newModulus(key.p, DSA_P_LIMBS);
  const exponent = quotient(key.p, key.q);
  key.g = newLimbs(DSA_P_LIMBS);
  store<u32>(key.g, 2);
  toMontgomery(key.g, key.g, field);
  power(key.g, key.g, exponent, DSA_P_LIMBS, field);
  key.x = allocate(DSA_Q_LIMBS << 2);
  do {
    nextBytes(key.x, DSA_Q_LIMBS << 2);
  } while (isZero(key.x, DSA_Q_LIMBS) || compare(key.x, key.q, DSA_Q_LIMBS) >= 0);
  key.y = allocate(DSA_P_LIMBS << 2);
  power(key.y, key.g, key.x, DSA_Q_LIMBS, field);
  fromMontgomery(key.y, key.y, field);
  fromMontgomery(key.g, key.g, field);
  return key;
}

/** (p - 1) / q, bit by bit. */
function quotient(p: usize, q: usize): usize {
  const length = DSA_Q_LIMBS + 1;
  const divisor = newLimbs(length);
  copyLimbs(divisor, q, DSA_Q_LIMBS);
  const dividend = allocate(DSA_P_LIMBS << 2);
  copyLimbs(dividend, p, DSA_P_LIMBS);
  subtractWord(dividend, 1, DSA_P_LIMBS);
  const rest = newLimbs(length);
  const out = newLimbs(DSA_P_LIMBS);
  for (let i: i32 = (DSA_P_LIMBS << 5) - 1; i >= 0; i--) {
    add(rest, rest, rest, length);
    store<u32>(rest, load<u32>(rest) | bitAt(dividend, i));
    if (compare(rest, divisor, length) < 0) continue;
    subtract(rest, rest, divisor, length);
    const at = out + ((i >>> 5) << 2);
    store<u32>(at, load<u32>(at) | (1 << (i & 31)));
  }
  return out;
}
