// AES-256 in CBC mode, a byte at a time: small, and fast enough for the secrets of a chart.
// Follows go@1.26.8 src/crypto/internal/fips140/aes/aes_generic.go, go@1.26.8 src/crypto/cipher/cbc.go.

import { allocate } from '../../core/memory';

export const AES_BLOCK: u32 = 16;
const ROUNDS: u32 = 14;
/** Bytes of the key schedule. */
const SCHEDULE: u32 = 240;
const KEY_SIZE: u32 = 32;

/** Doubles an element of the field. */
function double(x: u32): u32 {
  return ((x << 1) ^ (x & 0x80 ? 0x11b : 0)) & 0xff;
}

/** Writes the box of substitutions (256 bytes) and behind it the inverse one. */
function makeBoxes(box: usize): void {
  // p runs through the field as the powers of 3, q through their inverses.
  let p: u32 = 1;
  let q: u32 = 1;
  do {
    p ^= double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 0x09;
    const twice = q | (q << 8);
    const s = (q ^ (twice >>> 7) ^ (twice >>> 6) ^ (twice >>> 5) ^ (twice >>> 4) ^ 0x63) & 0xff;
    store<u8>(box + p, <u8>s);
  } while (p != 1);
  store<u8>(box, 0x63);
  for (let i: u32 = 0; i < 256; i++) store<u8>(box + 256 + load<u8>(box + i), <u8>i);
}

function expandKey(schedule: usize, key: usize, box: usize): void {
  memory.copy(schedule, key, KEY_SIZE);
  let constant: u32 = 1;
  for (let i = KEY_SIZE; i < SCHEDULE; i += 4) {
    let word = load<u32>(schedule + i - 4);
    if ((i & 31) == 0) word = substitute(rotr(word, 8), box) ^ constant;
    else if ((i & 31) == 16) word = substitute(word, box);
    if ((i & 31) == 0) constant = double(constant);
    store<u32>(schedule + i, load<u32>(schedule + i - KEY_SIZE) ^ word);
  }
}

function substitute(word: u32, box: usize): u32 {
  return (
    <u32>load<u8>(box + (word & 255)) |
    ((<u32>load<u8>(box + ((word >>> 8) & 255))) << 8) |
    ((<u32>load<u8>(box + ((word >>> 16) & 255))) << 16) |
    ((<u32>load<u8>(box + (word >>> 24))) << 24)
  );
}

function addRoundKey(block: usize, key: usize): void {
  store<u64>(block, load<u64>(block) ^ load<u64>(key));
  store<u64>(block, load<u64>(block, 8) ^ load<u64>(key, 8), 8);
}

/** Substitutes every byte and shifts row r (bytes r, r + 4, …) by r places: to the left, or back to the right. */
function shiftRows(block: usize, box: usize, back: bool): void {
  const low = load<u64>(block);
  const high = load<u64>(block, 8);
  for (let i: u32 = 0; i < 16; i++) {
    const from = (back ? i - 4 * (i & 3) : i + 4 * (i & 3)) & 15;
    const byte = ((from < 8 ? low : high) >>> ((from & 7) << 3)) & 255;
    store<u8>(block + i, load<u8>(box + <usize>byte));
  }
}

function mixColumns(block: usize): void {
  for (let at = block; at < block + 16; at += 4) {
    const column = load<u32>(at);
    const all = (column ^ (column >>> 8) ^ (column >>> 16) ^ (column >>> 24)) & 255;
    let mixed: u32 = 0;
    for (let i: u32 = 0; i < 32; i += 8) {
      const a = (column >>> i) & 255;
      const b = rotr(column, i + 8) & 255;
      mixed |= (a ^ all ^ double(a ^ b)) << i;
    }
    store<u32>(at, mixed);
  }
}

function encryptBlock(block: usize, schedule: usize, box: usize): void {
  addRoundKey(block, schedule);
  for (let round: u32 = 1; round <= ROUNDS; round++) {
    shiftRows(block, box, false);
    if (round < ROUNDS) mixColumns(block);
    addRoundKey(block, schedule + (round << 4));
  }
}

function decryptBlock(block: usize, schedule: usize, box: usize): void {
  addRoundKey(block, schedule + (ROUNDS << 4));
  for (let round = ROUNDS - 1; ; round--) {
    shiftRows(block, box + 256, true);
    addRoundKey(block, schedule + (round << 4));
    if (round == 0) return;
    // The inverse of mixing a column is mixing it three times.
    mixColumns(block);
    mixColumns(block);
    mixColumns(block);
  }
}

/** Enciphers `length` bytes (whole blocks) in place; `iv` is the block before them. The key has 32 bytes. */
export function encryptCbc(key: usize, iv: usize, pointer: usize, length: u32): void {
  const box = allocate(512);
  const schedule = allocate(SCHEDULE);
  makeBoxes(box);
  expandKey(schedule, key, box);
  for (let at = pointer; at < pointer + length; at += AES_BLOCK) {
    addRoundKey(at, iv);
    encryptBlock(at, schedule, box);
    iv = at;
  }
}

/** Deciphers `length` bytes (whole blocks) from `pointer` to `out`, which may not overlap. */
export function decryptCbc(key: usize, iv: usize, pointer: usize, length: u32, out: usize): void {
  const box = allocate(512);
  const schedule = allocate(SCHEDULE);
  makeBoxes(box);
  expandKey(schedule, key, box);
  memory.copy(out, pointer, length);
  for (let i: u32 = 0; i < length; i += AES_BLOCK) {
    decryptBlock(out + i, schedule, box);
    addRoundKey(out + i, iv);
    iv = pointer + i;
  }
}
