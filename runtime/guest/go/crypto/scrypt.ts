// scrypt (golang.org/x/crypto/scrypt) with the one set of parameters that Sprig uses: N = 32768, r = 8, p = 2, 64 bytes of key.
// Works on the words of every block in the order that makes the rows of Salsa20 vectors; only start and end reorder them.
// Follows golang.org/x/crypto@v0.58.0 scrypt/scrypt.go.

import { hmacSha256Into } from './hashes';
import { allocate } from '../../core/memory';

const COST: u32 = 32768;
/** Blocks of 64 bytes in a lane (2 r), and bytes of it. */
const BLOCKS: u32 = 16;
const LANE: usize = 1024;
const LANES: usize = 2;

/** PBKDF2-HMAC-SHA256 with one iteration; `length` a multiple of 32. */
function derive(password: usize, passwordLength: u32, salt: usize, saltLength: u32, out: usize, length: usize): void {
  const text = allocate(saltLength + 4);
  memory.copy(text, salt, saltLength);
  for (let i: usize = 0; i < length; i += 32) {
    store<u32>(text + saltLength, bswap(<u32>(i >>> 5) + 1));
    hmacSha256Into(password, passwordLength, text, saltLength + 4, out + i);
  }
}

/** Copies a lane, changing the order of the words of each block there or back. */
function reorder(to: usize, from: usize, back: bool): void {
  for (let block: usize = 0; block < LANE; block += 64) {
    for (let i: usize = 0; i < 16; i++) {
      const here = block + (i << 2);
      const there = block + (((i * 5) & 15) << 2);
      if (back) store<u32>(to + there, load<u32>(from + here));
      else store<u32>(to + here, load<u32>(from + there));
    }
  }
}

function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

/** BlockMix: Salsa20/8 along the blocks of a lane; even blocks go to the first half of `to`, odd ones to the second. */
function mixBlocks(to: usize, from: usize): void {
  const last = from + LANE - 64;
  let x0 = v128.load(last);
  let x1 = v128.load(last, 16);
  let x2 = v128.load(last, 32);
  let x3 = v128.load(last, 48);
  for (let i: u32 = 0; i < BLOCKS; i++) {
    const at = from + (i << 6);
    x0 = v128.xor(x0, v128.load(at));
    x1 = v128.xor(x1, v128.load(at, 16));
    x2 = v128.xor(x2, v128.load(at, 32));
    x3 = v128.xor(x3, v128.load(at, 48));
    const y0 = x0;
    const y1 = x1;
    const y2 = x2;
    const y3 = x3;
    for (let round = 0; round < 4; round++) {
      x1 = v128.xor(x1, rotate(i32x4.add(x0, x3), 7));
      x2 = v128.xor(x2, rotate(i32x4.add(x1, x0), 9));
      x3 = v128.xor(x3, rotate(i32x4.add(x2, x1), 13));
      x0 = v128.xor(x0, rotate(i32x4.add(x3, x2), 18));
      x1 = v128.shuffle<u32>(x1, x1, 3, 0, 1, 2);
      x2 = v128.shuffle<u32>(x2, x2, 2, 3, 0, 1);
      x3 = v128.shuffle<u32>(x3, x3, 1, 2, 3, 0);
      x3 = v128.xor(x3, rotate(i32x4.add(x0, x1), 7));
      x2 = v128.xor(x2, rotate(i32x4.add(x3, x0), 9));
      x1 = v128.xor(x1, rotate(i32x4.add(x2, x3), 13));
      x0 = v128.xor(x0, rotate(i32x4.add(x1, x2), 18));
      x1 = v128.shuffle<u32>(x1, x1, 1, 2, 3, 0);
      x2 = v128.shuffle<u32>(x2, x2, 2, 3, 0, 1);
      x3 = v128.shuffle<u32>(x3, x3, 3, 0, 1, 2);
    }
    x0 = i32x4.add(x0, y0);
    x1 = i32x4.add(x1, y1);
    x2 = i32x4.add(x2, y2);
    x3 = i32x4.add(x3, y3);
    const out = to + ((i >>> 1) << 6) + (i & 1 ? LANE >> 1 : 0);
    v128.store(out, x0);
    v128.store(out, x1, 16);
    v128.store(out, x2, 32);
    v128.store(out, x3, 48);
  }
}

function mixLane(lane: usize, table: usize, scratch: usize): void {
  let x = scratch;
  let y = scratch + LANE;
  reorder(x, lane, false);
  for (let i: u32 = 0; i < COST; i++) {
    memory.copy(table + <usize>i * LANE, x, LANE);
    mixBlocks(y, x);
    const swap = x;
    x = y;
    y = swap;
  }
  for (let i: u32 = 0; i < COST; i++) {
    const row = table + <usize>(load<u32>(x + LANE - 64) & (COST - 1)) * LANE;
    for (let at: usize = 0; at < LANE; at += 16) v128.store(x + at, v128.xor(v128.load(x + at), v128.load(row + at)));
    mixBlocks(y, x);
    const swap = x;
    x = y;
    y = swap;
  }
  reorder(lane, x, true);
}

/** The key of a password: writes 64 bytes to `out`. Takes 32 MiB of memory while it runs. */
export function scryptInto(password: usize, passwordLength: u32, salt: usize, saltLength: u32, out: usize): void {
  const lanes = allocate(LANE * LANES);
  derive(password, passwordLength, salt, saltLength, lanes, LANE * LANES);
  const scratch = allocate(LANE * 2);
  // Given back at once: nothing is allocated behind it in the meantime.
  const table = heap.alloc(LANE * COST);
  for (let i: usize = 0; i < LANES; i++) mixLane(lanes + i * LANE, table, scratch);
  heap.free(table);
  derive(password, passwordLength, lanes, <u32>(LANE * LANES), out, 64);
}
