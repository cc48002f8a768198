// Classes of characters as libyaml's scanner tells them apart, and its line breaks. Must never hold state.
// Follows go.yaml.in/yaml/v2@v2.4.4 yamlprivateh.go.

export const BLANK: u8 = 1; // space, tab
export const BREAK: u8 = 2; // CR, LF (the longer breaks are found by isBreak)
export const END: u8 = 4; // NUL
export const SPECIAL: u8 = 8; // what the inner loop of a plain scalar must look at
export const FLOW: u8 = 16; // , ? [ ] { }
export const ALPHA: u8 = 32; // letters, digits, _ and -
export const START: u8 = 64; // begins a plain scalar whatever follows
export const URI: u8 = 128; // allowed in a tag besides ALPHA

// biome-ignore format: a row holds sixteen characters
const CLASSES: usize = memory.data<u8>([
  12, 0, 0, 0, 0, 0, 0, 0, 0, 9, 10, 0, 0, 10, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  9, 128, 0, 0, 192, 128, 128, 128, 192, 192, 128, 192, 152, 32, 192, 192,
  96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 136, 192, 64, 192, 0, 152,
  128, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96,
  96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 152, 64, 152, 64, 96,
  0, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96,
  96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 96, 24, 0, 24, 192, 0,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
  72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72, 72,
]);

export function classOf(c: u32): u32 {
  return <u32>load<u8>(CLASSES + c);
}

/** Does a break of several bytes stand at `p`: NEL, LS, PS? `c` is the byte there. */
export function isLongBreak(p: usize, c: u32): bool {
  if (c == 0xc2) return load<u8>(p, 1) == 0x85;
  return c == 0xe2 && load<u8>(p, 1) == 0x80 && (load<u8>(p, 2) & 0xfe) == 0xa8;
}

export function isBreak(p: usize): bool {
  const c = <u32>load<u8>(p);
  return c < 0x80 ? (classOf(c) & BREAK) != 0 : isLongBreak(p, c);
}

export function isBreakOrEnd(p: usize): bool {
  const c = <u32>load<u8>(p);
  return c < 0x80 ? (classOf(c) & (BREAK | END)) != 0 : isLongBreak(p, c);
}

export function isBlank(p: usize): bool {
  const c = load<u8>(p);
  return c == 0x20 || c == 0x09;
}

/** Space, tab, line break or the end: what separates tokens. */
export function isSeparator(p: usize): bool {
  const c = <u32>load<u8>(p);
  return c < 0x80 ? (classOf(c) & (BLANK | BREAK | END)) != 0 : isLongBreak(p, c);
}

export function isAlpha(p: usize): bool {
  return (classOf(load<u8>(p)) & ALPHA) != 0;
}

/** Bytes of the break at `p` (CR LF is one). */
export function breakWidth(p: usize): u32 {
  const c = load<u8>(p);
  if (c == 0x0a) return 1;
  if (c == 0x0d) return load<u8>(p, 1) == 0x0a ? 2 : 1;
  return c == 0xc2 ? 2 : 3;
}

/** Bytes of the (checked) character that `c` leads. */
export function widthOf(c: u32): u32 {
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/** The value of a hexadecimal digit, or 255. */
export function hexValue(c: u32): u32 {
  if (c - 0x30 < 10) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 255;
}

/** The first line break or NUL at or behind `p`; `end` bounds how far whole blocks may be read. */
export function lineEnd(p: usize, end: usize): usize {
  const space = i8x16.splat(0x20);
  const next = i8x16.splat(<i8>0xc2);
  const separators = i8x16.splat(<i8>0xe2);
  for (; ; p++) {
    while (p + 16 <= end) {
      const block = v128.load(p);
      const found = v128.or(i8x16.lt_u(block, space), v128.or(i8x16.eq(block, next), i8x16.eq(block, separators)));
      const bits = i8x16.bitmask(found);
      if (bits) {
        p += ctz(bits);
        break;
      }
      p += 16;
    }
    const c = <u32>load<u8>(p);
    if (c < 0x80 ? (classOf(c) & (BREAK | END)) != 0 : isLongBreak(p, c)) break;
  }
  return p;
}
