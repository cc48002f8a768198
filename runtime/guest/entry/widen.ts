// Static data that a module's file holds at half its width: the compiler packs it (compiler/link/pack.ts), and the module's start
// function calls these before anything else runs. The packed bytes lie in the upper half of their place, and the place is
// filled from its beginning; what is written never passes what is still to be read.

/** Texts as asc lays them out, two bytes a character, of which the upper ones are all 0; `packed` bytes, a multiple of 8. */
export function widenTexts(place: usize, packed: usize): void {
  for (let at: usize = 0; at < packed; at += 8) {
    v128.store(place + (at << 1), i16x8.extend_low_i8x16_u(v128.load64_zero(place + packed + at)));
  }
}

/** Values whose length has 16 bits and whose payload has 32: kind, type, length, payload. */
export function widenValues(place: usize, packed: usize): void {
  for (let at: usize = 0; at < packed; at += 8) {
    const value = v128.load64_zero(place + packed + at);
    v128.store(place + (at << 1), v128.shuffle<i8>(value, value, 0, 1, 8, 8, 2, 3, 8, 8, 4, 5, 6, 7, 8, 8, 8, 8));
  }
}

/** The same of lists, whose capacity is their length. */
export function widenLists(place: usize, packed: usize): void {
  for (let at: usize = 0; at < packed; at += 8) {
    const value = v128.load64_zero(place + packed + at);
    v128.store(place + (at << 1), v128.shuffle<i8>(value, value, 0, 1, 8, 8, 2, 3, 8, 8, 4, 5, 6, 7, 2, 3, 8, 8));
  }
}
