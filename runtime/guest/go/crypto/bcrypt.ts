// bcrypt (golang.org/x/crypto/bcrypt): Blowfish whose key schedule is run 2^cost times over password and salt.
// Follows golang.org/x/crypto@v0.58.0 bcrypt/bcrypt.go, golang.org/x/crypto@v0.58.0 blowfish/block.go.

import { allocate } from '../../core/memory';
import { BLOWFISH_WORDS, blowfishState } from './blowfish-table';

/** Longest password that bcrypt takes. */
export const BCRYPT_LIMIT: u32 = 72;
/** Length of a hash in text form. */
export const BCRYPT_LENGTH: u32 = 60;
const COST: u32 = 10;
const SALT_SIZE: u32 = 16;

// The state: 18 words of the key schedule, then four boxes.
const BOXES: usize = 72;
let left: u32 = 0;
let right: u32 = 0;

/** Enciphers the block in `left` and `right`. */
function encipher(state: usize): void {
  let l = left ^ load<u32>(state);
  let r = right;
  const boxes = state + BOXES;
  for (let i: usize = 4; i <= 64; i += 8) {
    r ^= mix(boxes, l) ^ load<u32>(state + i);
    l ^= mix(boxes, r) ^ load<u32>(state + i, 4);
  }
  left = r ^ load<u32>(state, 68);
  right = l;
}

function mix(boxes: usize, x: u32): u32 {
  const a = load<u32>(boxes + ((x >>> 24) << 2));
  const b = load<u32>(boxes + (((x >>> 16) & 255) << 2), 1024);
  const c = load<u32>(boxes + (((x >>> 8) & 255) << 2), 2048);
  const d = load<u32>(boxes + ((x & 255) << 2), 3072);
  return ((a + b) ^ c) + d;
}

/** Mixes a key (a cycle of bytes) into the key schedule. */
function mixKey(state: usize, key: usize, length: u32): void {
  let j: u32 = 0;
  for (let i: usize = 0; i < BOXES; i += 4) {
    let word: u32 = 0;
    for (let k = 0; k < 4; k++) {
      word = (word << 8) | load<u8>(key + j);
      if (++j == length) j = 0;
    }
    store<u32>(state + i, load<u32>(state + i) ^ word);
  }
}

function expandKey(state: usize, key: usize, length: u32): void {
  mixKey(state, key, length);
  left = 0;
  right = 0;
  const end = state + (BLOWFISH_WORDS << 2);
  for (let at = state; at < end; at += 8) {
    encipher(state);
    store<u32>(at, left);
    store<u32>(at, right, 4);
  }
}

/** The first expansion, which stirs the salt (four words) into every block. */
function expandSalted(state: usize, key: usize, length: u32, salt: usize): void {
  mixKey(state, key, length);
  left = 0;
  right = 0;
  const end = state + (BLOWFISH_WORDS << 2);
  let half: usize = 0;
  for (let at = state; at < end; at += 8) {
    left ^= bswap(load<u32>(salt + half));
    right ^= bswap(load<u32>(salt + half, 4));
    half ^= 8;
    encipher(state);
    store<u32>(at, left);
    store<u32>(at, right, 4);
  }
}

const ALPHABET: string = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** bcrypt's own base64, without padding; gives the address behind it. */
function encode(out: usize, bytes: usize, length: u32): usize {
  let bits: u32 = 0;
  let count = 0;
  for (let i: u32 = 0; i < length; i++) {
    bits = (bits << 8) | load<u8>(bytes + i);
    count += 8;
    while (count >= 6) {
      count -= 6;
      store<u8>(out++, <u8>ALPHABET.charCodeAt((bits >>> count) & 63));
    }
  }
  if (count) store<u8>(out++, <u8>ALPHABET.charCodeAt((bits << (6 - count)) & 63));
  return out;
}

/** Writes the text form `$2a$10$…` (BCRYPT_LENGTH bytes) of a password's hash. The salt has 16 bytes. */
export function bcryptInto(password: usize, length: u32, salt: usize, out: usize): void {
  // The password takes its closing NUL with it.
  const key = allocate(length + 1);
  memory.copy(key, password, length);
  store<u8>(key + length, 0);
  const state = allocate(BLOWFISH_WORDS << 2);
  memory.copy(state, blowfishState, BLOWFISH_WORDS << 2);
  expandSalted(state, key, length + 1, salt);
  for (let i = 0; i < 1 << COST; i++) {
    expandKey(state, key, length + 1);
    expandKey(state, salt, SALT_SIZE);
  }
  // "OrpheanBeholderScryDoubt", enciphered 64 times
  const text = allocate(24);
  store<u32>(text, 0x4f727068);
  store<u32>(text, 0x65616e42, 4);
  store<u32>(text, 0x65686f6c, 8);
  store<u32>(text, 0x64657253, 12);
  store<u32>(text, 0x63727944, 16);
  store<u32>(text, 0x6f756274, 20);
  for (let at = text; at < text + 24; at += 8) {
    left = load<u32>(at);
    right = load<u32>(at, 4);
    for (let i = 0; i < 64; i++) encipher(state);
    store<u32>(at, bswap(left));
    store<u32>(at, bswap(right), 4);
  }
  store<u32>(out, 0x24613224);
  store<u16>(out, 0x3031, 4);
  store<u8>(out, 0x24, 6);
  encode(encode(out + 7, salt, SALT_SIZE), text, 23);
}
