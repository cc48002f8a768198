// Go's unicode and utf8 packages, as far as templates reach them: decoding runes, asking for their class, changing case.
// The tables are those of the Unicode version that Go has (unicode/tables.ts, made by tools/generate/unicode-tables.go); never the host's.
// Follows go@1.26.8 src/unicode/utf8/utf8.go, go@1.26.8 src/unicode/letter.go.

import { CASE_LENGTH, CLASS_DIRECTORY_LENGTH, caseRuns, classDirectory, classRuns } from './tables';

/** What decodeRune gives for a byte that begins no valid sequence. */
export const RUNE_ERROR: u32 = 0xfffd;

/** Bytes of the rune that `decodeRune` read last. */
export let runeSize: u32 = 0;

// Classes, as the table generator numbers them. The last two are runs in which upper and lower case alternate.
const CLASS_UPPER: u32 = 1;
const CLASS_LOWER: u32 = 2;
const CLASS_TITLE: u32 = 3;
const CLASS_LETTER: u32 = 4;
const CLASS_DIGIT: u32 = 5;
const CLASS_NUMBER: u32 = 6;
const CLASS_UPPER_FIRST: u32 = 8;

const CODE_POINT_MASK: u32 = 0x1fffff;
const ALTERNATING: u32 = 0x8000;

/** utf8.DecodeRune over [pointer, end), which must not be empty; `runeSize` says how many bytes it took. */
export function decodeRune(pointer: usize, end: usize): u32 {
  const b0: u32 = load<u8>(pointer);
  runeSize = 1;
  if (b0 < 0x80) return b0;
  const rest = end - pointer;
  if (b0 < 0xc2 || b0 > 0xf4 || rest < 2) return RUNE_ERROR;
  const b1: u32 = load<u8>(pointer, 1);
  if ((b1 & 0xc0) != 0x80) return RUNE_ERROR;
  if (b0 < 0xe0) {
    runeSize = 2;
    return ((b0 & 0x1f) << 6) | (b1 & 0x3f);
  }
  if (rest < 3) return RUNE_ERROR;
  const b2: u32 = load<u8>(pointer, 2);
  if ((b2 & 0xc0) != 0x80) return RUNE_ERROR;
  if (b0 < 0xf0) {
    const r = ((b0 & 0x0f) << 12) | ((b1 & 0x3f) << 6) | (b2 & 0x3f);
    if (r < 0x800 || (r >= 0xd800 && r <= 0xdfff)) return RUNE_ERROR;
    runeSize = 3;
    return r;
  }
  if (rest < 4) return RUNE_ERROR;
  const b3: u32 = load<u8>(pointer, 3);
  if ((b3 & 0xc0) != 0x80) return RUNE_ERROR;
  const r = ((b0 & 0x07) << 18) | ((b1 & 0x3f) << 12) | ((b2 & 0x3f) << 6) | (b3 & 0x3f);
  if (r < 0x10000 || r > 0x10ffff) return RUNE_ERROR;
  runeSize = 4;
  return r;
}

/** utf8.DecodeLastRune over [start, end), which must not be empty. */
export function decodeLastRune(start: usize, end: usize): u32 {
  let at = end - 1;
  const last: u32 = load<u8>(at);
  runeSize = 1;
  if (last < 0x80) return last;
  const limit = end - start > 4 ? end - 4 : start;
  while (at > limit && (load<u8>(at) & 0xc0) == 0x80) at--;
  const r = decodeRune(at, end);
  if (at + runeSize == end) return r;
  runeSize = 1;
  return RUNE_ERROR;
}

/** utf8.RuneCount. */
export function runeCount(pointer: usize, length: u32): u32 {
  const end = pointer + length;
  let count: u32 = 0;
  while (pointer < end) {
    if (load<u8>(pointer) < 0x80) {
      pointer++;
    } else {
      decodeRune(pointer, end);
      pointer += runeSize;
    }
    count++;
  }
  return count;
}

/** utf8.Valid. */
export function isValidUtf8(pointer: usize, length: u32): bool {
  const end = pointer + length;
  while (pointer < end) {
    if (load<u8>(pointer) < 0x80) {
      pointer++;
      continue;
    }
    if (decodeRune(pointer, end) == RUNE_ERROR && runeSize == 1) return false;
    pointer += runeSize;
  }
  return true;
}

/** The class of a code point; 0 for what is not printable. */
function classOf(r: u32): u32 {
  if (r > 0x10ffff) return 0;
  let low: u32 = 0;
  let high = CLASS_DIRECTORY_LENGTH;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((load<u32>(classDirectory + (middle << 2)) & CODE_POINT_MASK) <= r) low = middle;
    else high = middle;
  }
  const entry = load<u32>(classDirectory + (low << 2));
  let start = entry & CODE_POINT_MASK;
  let at = classRuns + ((entry >>> 21) << 1);
  while (true) {
    const head: u32 = load<u8>(at++);
    let length = (head & 15) + 1;
    if (length == 16) {
      let shift: u32 = 0;
      let byte: u32;
      do {
        byte = load<u8>(at++);
        length += (byte & 0x7f) << shift;
        shift += 7;
      } while (byte & 0x80);
    }
    if (r - start < length) {
      const kind = head >>> 4;
      if (kind < CLASS_UPPER_FIRST) return kind;
      return ((r - start) & 1) == kind - CLASS_UPPER_FIRST ? CLASS_UPPER : CLASS_LOWER;
    }
    start += length;
  }
}

/** unicode.IsSpace. */
export function isSpace(r: u32): bool {
  if (r < 0x100) return r == 0x20 || (r >= 9 && r <= 13) || r == 0x85 || r == 0xa0;
  if (r < 0x1680) return false;
  return (
    (r >= 0x2000 && r <= 0x200a) ||
    r == 0x1680 ||
    r == 0x2028 ||
    r == 0x2029 ||
    r == 0x202f ||
    r == 0x205f ||
    r == 0x3000
  );
}

/** unicode.IsLetter. */
export function isLetter(r: u32): bool {
  if (r < 0x80) return (r | 0x20) - 0x61 < 26;
  const kind = classOf(r);
  return kind >= CLASS_UPPER && kind <= CLASS_LETTER;
}

/** unicode.IsDigit (category Nd). */
export function isDigit(r: u32): bool {
  if (r < 0x80) return r - 0x30 < 10;
  return classOf(r) == CLASS_DIGIT;
}

/** unicode.IsNumber (category N). */
export function isNumber(r: u32): bool {
  if (r < 0x80) return r - 0x30 < 10;
  const kind = classOf(r);
  return kind == CLASS_DIGIT || kind == CLASS_NUMBER;
}

/** unicode.IsUpper. */
export function isUpper(r: u32): bool {
  if (r < 0x80) return r - 0x41 < 26;
  return classOf(r) == CLASS_UPPER;
}

/** unicode.IsLower. */
export function isLower(r: u32): bool {
  if (r < 0x80) return r - 0x61 < 26;
  return classOf(r) == CLASS_LOWER;
}

/** unicode.IsTitle. */
export function isTitle(r: u32): bool {
  return r >= 0x80 && classOf(r) == CLASS_TITLE;
}

/** unicode.IsPrint, which strconv.IsPrint equals: no space but U+0020. */
export function isPrint(r: u32): bool {
  if (r < 0x80) return r - 0x20 < 0x5f;
  return classOf(r) != 0;
}

/** Applies the case mapping of `r`: its delta lies in bits [shift, shift + 16) of a table entry's second word. */
function mapCase(r: u32, shift: u32): u32 {
  let low: u32 = 0;
  let high = CASE_LENGTH;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if ((load<u32>(caseRuns + (middle << 3)) & CODE_POINT_MASK) <= r) low = middle;
    else high = middle;
  }
  const head = load<u32>(caseRuns + (low << 3));
  const offset = r - (head & CODE_POINT_MASK);
  if (offset >= head >>> 21) return r;
  const delta = (load<u32>(caseRuns + (low << 3), 4) >>> shift) & 0xffff;
  if (delta == ALTERNATING) return r - (offset & 1) + (shift ? 1 : 0);
  // No mapping leaves its plane of 65536 code points, so that 16 bits of delta do.
  return (r & 0x1f0000) | ((r + delta) & 0xffff);
}

/** unicode.ToUpper. */
export function toUpper(r: u32): u32 {
  if (r < 0x80) return r - 0x61 < 26 ? r - 32 : r;
  return mapCase(r, 0);
}

/** unicode.ToLower. */
export function toLower(r: u32): u32 {
  if (r < 0x80) return r - 0x41 < 26 ? r + 32 : r;
  return mapCase(r, 16);
}

/** unicode.ToTitle: upper case but for the digraphs that have a title case and for Georgian, which has none. */
export function toTitle(r: u32): u32 {
  if (r >= 0x1c4 && r <= 0x1cc) return 0x1c5 + ((r - 0x1c4) / 3) * 3;
  if (r >= 0x1f1 && r <= 0x1f3) return 0x1f2;
  if (r >= 0x10d0 && r <= 0x10ff) return r;
  return toUpper(r);
}
