// Rotations as two shifts: for WebAssembly's own V8 calls C++ in code that it did not optimise, which is what a first render runs in. Of the
// shifts its optimising compiler makes one instruction again.
// Follows go@1.26.8 src/math/bits/bits.go.

/** RotateLeft32, by 1 to 31. */
export function rotateLeft32(word: u32, bits: u32): u32 {
  return (word << bits) | (word >>> (32 - bits));
}

/** RotateLeft64, by 1 to 63. */
export function rotateLeft64(word: u64, bits: u64): u64 {
  return (word << bits) | (word >>> (64 - bits));
}

/** RotateLeft32, by -1 to -31. */
export function rotateRight32(word: u32, bits: u32): u32 {
  return (word >>> bits) | (word << (32 - bits));
}

/** RotateLeft64, by -1 to -63. */
export function rotateRight64(word: u64, bits: u64): u64 {
  return (word >>> bits) | (word << (64 - bits));
}
