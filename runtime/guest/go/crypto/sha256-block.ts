// The compression of SHA-256, over memory that the caller gives: it has no data of its own, so that what `mistletoe link` puts beside a
// program of another language can use it too (toolchain/link/wasi.as.ts).
// Follows go@1.26.8 src/crypto/internal/fips140/sha256/sha256block.go.

import { rotateRight32 } from '../../core/bits';

// biome-ignore lint/complexity/noStaticOnlyClass: only what stands in a class can be marked to be inlined
export abstract class Sha256 {
  /**
   * Adds a block of 64 bytes to a state of eight words.
   * @param schedule room for 64 words
   * @param constants the 64 words that the rounds add
   */
  @inline
  static compress(block: usize, schedule: usize, state: usize, constants: usize): void {
    for (let i: u32 = 0; i < 16; i++) store<u32>(schedule + (i << 2), bswap(load<u32>(block + (i << 2))));
    for (let i: u32 = 16; i < 64; i++) {
      const at = schedule + (i << 2);
      const x = load<u32>(at - 60);
      const y = load<u32>(at - 8);
      const s0 = rotateRight32(x, 7) ^ rotateRight32(x, 18) ^ (x >>> 3);
      const s1 = rotateRight32(y, 17) ^ rotateRight32(y, 19) ^ (y >>> 10);
      store<u32>(at, load<u32>(at - 64) + s0 + load<u32>(at - 28) + s1);
    }
    let a = load<u32>(state);
    let b = load<u32>(state, 4);
    let c = load<u32>(state, 8);
    let d = load<u32>(state, 12);
    let e = load<u32>(state, 16);
    let f = load<u32>(state, 20);
    let g = load<u32>(state, 24);
    let h = load<u32>(state, 28);
    for (let i: u32 = 0; i < 256; i += 4) {
      const s1 = rotateRight32(e, 6) ^ rotateRight32(e, 11) ^ rotateRight32(e, 25);
      const t1 = h + s1 + (g ^ (e & (f ^ g))) + load<u32>(constants + i) + load<u32>(schedule + i);
      const s0 = rotateRight32(a, 2) ^ rotateRight32(a, 13) ^ rotateRight32(a, 22);
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
    store<u32>(state, load<u32>(state) + a);
    store<u32>(state, load<u32>(state, 4) + b, 4);
    store<u32>(state, load<u32>(state, 8) + c, 8);
    store<u32>(state, load<u32>(state, 12) + d, 12);
    store<u32>(state, load<u32>(state, 16) + e, 16);
    store<u32>(state, load<u32>(state, 20) + f, 20);
    store<u32>(state, load<u32>(state, 24) + g, 24);
    store<u32>(state, load<u32>(state, 28) + h, 28);
  }
}
