// The randomness that drawing functions read: a stream of bytes made from a key, by hashing it with a counter. The same key gives
// the same bytes. Which key a call has: functions/draws.ts.
// Follows nothing: crypto/rand asks the system, which a module has not.

import { sha256Into } from './hashes';

// The stream under way: key (32 bytes), counter (8 bytes), and the block that is being used up (32 bytes).
const state: usize = memory.data(72, 8);
const COUNTER: usize = state + 32;
const BLOCK: usize = state + 40;
const BLOCK_SIZE: u32 = 32;
let used: u32 = BLOCK_SIZE;

/** Begins the stream of a key, which is the digest of these bytes. */
export function startStream(pointer: usize, length: u32): void {
  sha256Into(pointer, length, state);
  store<u64>(COUNTER, 0);
  used = BLOCK_SIZE;
}

/** The next byte of the stream. */
export function nextByte(): u32 {
  if (used == BLOCK_SIZE) {
    sha256Into(state, 40, BLOCK);
    store<u64>(COUNTER, load<u64>(COUNTER) + 1);
    used = 0;
  }
  return load<u8>(BLOCK + used++);
}

/** The next bytes of the stream. */
export function nextBytes(out: usize, count: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u8>(out + i, <u8>nextByte());
}

/** A number below `bound` (1 and more), each as likely as the others. */
export function nextBelow(bound: u64): u64 {
  const most = bound - 1;
  if (!most) return 0;
  const mask: u64 = u64.MAX_VALUE >>> clz(most);
  while (true) {
    let n: u64 = 0;
    for (let rest = mask; rest; rest >>>= 8) n = (n << 8) | nextByte();
    n &= mask;
    if (n <= most) return n;
  }
}
