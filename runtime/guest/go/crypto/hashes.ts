// Hash functions: SHA-1, SHA-256, SHA-512, Adler-32, and HMAC-SHA256 and -SHA512. They write their digests to memory that the
// caller gives, and keep their working state in one fixed block, so that they never allocate.
// Follows go@1.26.8 src/crypto/sha1/sha1.go, go@1.26.8 src/crypto/internal/fips140/sha256/sha256.go, go@1.26.8
// src/crypto/internal/fips140/sha512/sha512.go, go@1.26.8 src/hash/adler32/adler32.go.

import { rotateLeft32, rotateRight64 } from '../../core/bits';
import { Sha256 } from './sha256-block';

/** Working state of the hash under way: message schedule, state, last blocks, HMAC pads. Not to be kept between calls. */
const scratch: usize = memory.data(1216, 16);
const SCHEDULE: usize = scratch; // 80 words of up to 8 bytes
const STATE: usize = scratch + 640; // up to 64 bytes
const TAIL: usize = scratch + 704; // the last one or two blocks, up to 256 bytes
const PAD: usize = scratch + 960; // HMAC: the key as a block, up to 128 bytes
const KEY: usize = scratch + 1088; // HMAC: a key too long for a block, as its digest
const INNER: usize = scratch + 1152; // HMAC: the inner digest, up to 64 bytes

const SHA1: u32 = 1;
const SHA256: u32 = 2;
const SHA512: u32 = 3;

// biome-ignore format: a table
const constants256: usize = memory.data<u32>([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);
// biome-ignore format: a table
const constants512: usize = memory.data<u64>([
  0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc,
  0x3956c25bf348b538, 0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118,
  0xd807aa98a3030242, 0x12835b0145706fbe, 0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2,
  0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235, 0xc19bf174cf692694,
  0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
  0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5,
  0x983e5152ee66dfab, 0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4,
  0xc6e00bf33da88fc2, 0xd5a79147930aa725, 0x06ca6351e003826f, 0x142929670a0e6e70,
  0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed, 0x53380d139d95b3df,
  0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
  0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30,
  0xd192e819d6ef5218, 0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8,
  0x19a4c116b8d2d0c8, 0x1e376c085141ab53, 0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8,
  0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373, 0x682e6ff3d6b2b8a3,
  0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
  0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b,
  0xca273eceea26619c, 0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178,
  0x06f067aa72176fba, 0x0a637dc5a2c898a6, 0x113f9804bef90dae, 0x1b710b35131c471b,
  0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc, 0x431d67c49c100d4c,
  0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
]);
const initial1: usize = memory.data<u32>([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0]);
// biome-ignore format: a table
const initial256: usize = memory.data<u32>([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);
// biome-ignore format: a table
const initial512: usize = memory.data<u64>([
  0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
  0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
]);

/** Bytes of a block. */
function blockSize(kind: u32): u32 {
  return kind == SHA512 ? 128 : 64;
}

/** Bytes of a digest. */
function digestSize(kind: u32): u32 {
  return kind == SHA512 ? 64 : kind == SHA256 ? 32 : 20;
}

function start(kind: u32): void {
  if (kind == SHA512) memory.copy(STATE, initial512, 64);
  else if (kind == SHA256) memory.copy(STATE, initial256, 32);
  else memory.copy(STATE, initial1, 20);
}

function blocks1(pointer: usize, count: u32): void {
  for (; count; count--) {
    for (let i: u32 = 0; i < 16; i++) store<u32>(SCHEDULE + (i << 2), bswap(load<u32>(pointer + (i << 2))));
    for (let i: u32 = 16; i < 80; i++) {
      const at = SCHEDULE + (i << 2);
      store<u32>(
        at,
        rotateLeft32(load<u32>(at - 12) ^ load<u32>(at - 32) ^ load<u32>(at - 56) ^ load<u32>(at - 64), 1),
      );
    }
    let a = load<u32>(STATE);
    let b = load<u32>(STATE, 4);
    let c = load<u32>(STATE, 8);
    let d = load<u32>(STATE, 12);
    let e = load<u32>(STATE, 16);
    for (let i: u32 = 0; i < 80; i++) {
      let f: u32;
      if (i < 20) f = ((b & c) | (~b & d)) + 0x5a827999;
      else if (i < 40) f = (b ^ c ^ d) + 0x6ed9eba1;
      else if (i < 60) f = ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc;
      else f = (b ^ c ^ d) + 0xca62c1d6;
      const t = rotateLeft32(a, 5) + f + e + load<u32>(SCHEDULE + (i << 2));
      e = d;
      d = c;
      c = rotateLeft32(b, 30);
      b = a;
      a = t;
    }
    store<u32>(STATE, load<u32>(STATE) + a);
    store<u32>(STATE, load<u32>(STATE, 4) + b, 4);
    store<u32>(STATE, load<u32>(STATE, 8) + c, 8);
    store<u32>(STATE, load<u32>(STATE, 12) + d, 12);
    store<u32>(STATE, load<u32>(STATE, 16) + e, 16);
    pointer += 64;
  }
}

function blocks256(pointer: usize, count: u32): void {
  for (; count; count--) {
    Sha256.compress(pointer, SCHEDULE, STATE, constants256);
    pointer += 64;
  }
}

function blocks512(pointer: usize, count: u32): void {
  for (; count; count--) {
    for (let i: u32 = 0; i < 128; i += 8) store<u64>(SCHEDULE + i, bswap(load<u64>(pointer + i)));
    for (let i: u32 = 128; i < 640; i += 8) {
      const at = SCHEDULE + i;
      const x = load<u64>(at - 120);
      const y = load<u64>(at - 16);
      const s0 = rotateRight64(x, 1) ^ rotateRight64(x, 8) ^ (x >>> 7);
      const s1 = rotateRight64(y, 19) ^ rotateRight64(y, 61) ^ (y >>> 6);
      store<u64>(at, load<u64>(at - 128) + s0 + load<u64>(at - 56) + s1);
    }
    let a = load<u64>(STATE);
    let b = load<u64>(STATE, 8);
    let c = load<u64>(STATE, 16);
    let d = load<u64>(STATE, 24);
    let e = load<u64>(STATE, 32);
    let f = load<u64>(STATE, 40);
    let g = load<u64>(STATE, 48);
    let h = load<u64>(STATE, 56);
    for (let i: u32 = 0; i < 640; i += 8) {
      const s1 = rotateRight64(e, 14) ^ rotateRight64(e, 18) ^ rotateRight64(e, 41);
      const t1 = h + s1 + (g ^ (e & (f ^ g))) + load<u64>(constants512 + i) + load<u64>(SCHEDULE + i);
      const s0 = rotateRight64(a, 28) ^ rotateRight64(a, 34) ^ rotateRight64(a, 39);
      const t2 = s0 + ((a & b) ^ (c & (a ^ b)));
      h = g;
      g = f;
      f = e;
      e = d + t1;
      d = c;
      c = b;
      b = a;
      a = t1 + t2;
    }
    store<u64>(STATE, load<u64>(STATE) + a);
    store<u64>(STATE, load<u64>(STATE, 8) + b, 8);
    store<u64>(STATE, load<u64>(STATE, 16) + c, 16);
    store<u64>(STATE, load<u64>(STATE, 24) + d, 24);
    store<u64>(STATE, load<u64>(STATE, 32) + e, 32);
    store<u64>(STATE, load<u64>(STATE, 40) + f, 40);
    store<u64>(STATE, load<u64>(STATE, 48) + g, 48);
    store<u64>(STATE, load<u64>(STATE, 56) + h, 56);
    pointer += 128;
  }
}

function blocks(kind: u32, pointer: usize, count: u32): void {
  if (kind == SHA512) blocks512(pointer, count);
  else if (kind == SHA256) blocks256(pointer, count);
  else blocks1(pointer, count);
}

/** Hashes what is left of a message, whose length so far is `before` (whole blocks), and writes the digest. */
function finish(kind: u32, before: u32, pointer: usize, length: u32, out: usize): void {
  const size = blockSize(kind);
  const whole = length / size;
  blocks(kind, pointer, whole);
  const left = length - whole * size;
  const lengthSize: u32 = kind == SHA512 ? 16 : 8;
  const tail = left + 1 + lengthSize > size ? size << 1 : size;
  memory.fill(TAIL, 0, tail);
  memory.copy(TAIL, pointer + whole * size, left);
  store<u8>(TAIL + left, 0x80);
  store<u64>(TAIL + tail - 8, bswap<u64>((<u64>before + length) << 3));
  blocks(kind, TAIL, tail / size);
  if (kind == SHA512) {
    for (let i: u32 = 0; i < 64; i += 8) store<u64>(out + i, bswap(load<u64>(STATE + i)));
  } else {
    const digest = digestSize(kind);
    for (let i: u32 = 0; i < digest; i += 4) store<u32>(out + i, bswap(load<u32>(STATE + i)));
  }
}

/** SHA-1: writes 20 bytes to `out`. */
export function sha1Into(pointer: usize, length: u32, out: usize): void {
  start(SHA1);
  finish(SHA1, 0, pointer, length, out);
}

/** SHA-256: writes 32 bytes to `out`. */
export function sha256Into(pointer: usize, length: u32, out: usize): void {
  start(SHA256);
  finish(SHA256, 0, pointer, length, out);
}

/** SHA-512: writes 64 bytes to `out`. */
export function sha512Into(pointer: usize, length: u32, out: usize): void {
  start(SHA512);
  finish(SHA512, 0, pointer, length, out);
}

const initial384: usize = memory.data<u64>([
  0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939, 0x67332667ffc00b31,
  0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
]);

/** SHA-384, which is SHA-512 from another start, cut: needs 64 bytes at `out`, of which 48 are the digest. */
export function sha384Into(pointer: usize, length: u32, out: usize): void {
  memory.copy(STATE, initial384, 64);
  finish(SHA512, 0, pointer, length, out);
}

/** Fills PAD with the key as a block, every byte combined with `mask`. */
function padKey(kind: u32, key: usize, keyLength: u32, mask: u8): void {
  const size = blockSize(kind);
  memory.fill(PAD, mask, size);
  for (let i: u32 = 0; i < keyLength; i++) store<u8>(PAD + i, load<u8>(key + i) ^ mask);
}

/** HMAC-SHA256: writes 32 bytes to `out`, which may overlap the message. */
export function hmacSha256Into(key: usize, keyLength: u32, pointer: usize, length: u32, out: usize): void {
  if (keyLength > 64) {
    sha256Into(key, keyLength, KEY);
    key = KEY;
    keyLength = 32;
  }
  padKey(SHA256, key, keyLength, 0x36);
  start(SHA256);
  blocks256(PAD, 1);
  finish(SHA256, 64, pointer, length, INNER);
  padKey(SHA256, key, keyLength, 0x5c);
  start(SHA256);
  blocks256(PAD, 1);
  finish(SHA256, 64, INNER, 32, out);
}

const ADLER_MODULUS: u32 = 65521;
/** Bytes that may be summed up before the sums can overflow. */
const ADLER_RUN: u32 = 5552;

/** Adler-32. */
export function adler32(pointer: usize, length: u32): u32 {
  let a: u32 = 1;
  let b: u32 = 0;
  while (length) {
    const run = length < ADLER_RUN ? length : ADLER_RUN;
    const end = pointer + run;
    for (; pointer < end; pointer++) {
      a += load<u8>(pointer);
      b += a;
    }
    a %= ADLER_MODULUS;
    b %= ADLER_MODULUS;
    length -= run;
  }
  return (b << 16) | a;
}
