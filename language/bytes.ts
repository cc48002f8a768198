// Bytes for the template front end: a growing byte buffer, UTF-8 decoding and comparison. Compiled by tsc for the
// compiler and by asc for the guest, so it uses only what both languages have; it never makes a JavaScript string.
// Follows go@1.26.8 src/unicode/utf8/utf8.go.

import { countNewlines } from './scan/scan';

/** The bytes that the lexer and its neighbours name. */
export enum Char {
  Bell = 0x07,
  Backspace = 0x08,
  Tab = 0x09,
  NewLine = 0x0a,
  VerticalTab = 0x0b,
  FormFeed = 0x0c,
  Return = 0x0d,
  Space = 0x20,
  DoubleQuote = 0x22,
  Dollar = 0x24,
  SingleQuote = 0x27,
  LeftParen = 0x28,
  RightParen = 0x29,
  Star = 0x2a,
  Plus = 0x2b,
  Comma = 0x2c,
  Minus = 0x2d,
  Dot = 0x2e,
  Slash = 0x2f,
  Zero = 0x30,
  One = 0x31,
  Seven = 0x37,
  Nine = 0x39,
  Colon = 0x3a,
  Equals = 0x3d,
  UpperU = 0x55,
  Backslash = 0x5c,
  Underscore = 0x5f,
  BackQuote = 0x60,
  LowerA = 0x61,
  LowerB = 0x62,
  LowerE = 0x65,
  LowerF = 0x66,
  LowerI = 0x69,
  LowerN = 0x6e,
  LowerO = 0x6f,
  LowerP = 0x70,
  LowerR = 0x72,
  LowerT = 0x74,
  LowerU = 0x75,
  LowerV = 0x76,
  LowerX = 0x78,
  LowerZ = 0x7a,
  LeftBrace = 0x7b,
  Pipe = 0x7c,
  RightBrace = 0x7d,
  Delete = 0x7f,
  /** The first value that is not ASCII. */
  RuneSelf = 0x80,
}

/** What Go's decoder yields for a byte that begins no valid UTF-8 sequence: U+FFFD, one byte wide. */
export const RuneError: i32 = 0xfffd;

/** A growing sequence of bytes. */
export class ByteBuilder {
  private buffer: Uint8Array;
  /** How many bytes have been written. */
  length: i32 = 0;

  constructor(capacity: i32 = 64) {
    this.buffer = new Uint8Array(capacity);
  }

  /** Appends one byte. */
  byte(value: i32): void {
    this.reserve(1);
    this.buffer[this.length] = value as u8;
    this.length += 1;
  }

  /** Appends source[start, end). */
  slice(source: Uint8Array, start: i32, end: i32): void {
    this.reserve(end - start);
    const buffer = this.buffer;
    let at = this.length;
    for (let i = start; i < end; i++) {
      buffer[at] = source[i];
      at += 1;
    }
    this.length = at;
  }

  /** Appends all of `source`. */
  bytes(source: Uint8Array): void {
    this.slice(source, 0, source.length);
  }

  /** Appends a text of ASCII characters. */
  ascii(text: string): void {
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** Appends a non-negative integer in decimal. */
  decimal(value: i32): void {
    if (value > 9) this.decimal((value - (value % 10)) / 10);
    this.byte(Char.Zero + (value % 10));
  }

  /** Appends an integer in hexadecimal, padded with zeros to `width`. */
  hex(value: i32, width: i32, upper: bool): void {
    let digits = 1;
    while (digits < 8 && value >>> (digits * 4) !== 0) digits += 1;
    if (digits < width) digits = width;
    for (let shift = (digits - 1) * 4; shift >= 0; shift -= 4) {
      const digit = (value >>> shift) & 15;
      this.byte(digit < 10 ? Char.Zero + digit : (upper ? 0x41 : Char.LowerA) + digit - 10);
    }
  }

  /** Appends a code point as UTF-8; what is no valid code point becomes U+FFFD, as in Go. */
  rune(value: i32): void {
    if (!isValidRune(value)) {
      this.rune(RuneError);
    } else if (value < 0x80) {
      this.byte(value);
    } else if (value < 0x800) {
      this.byte(0xc0 | (value >> 6));
      this.byte(0x80 | (value & 0x3f));
    } else if (value < 0x10000) {
      this.byte(0xe0 | (value >> 12));
      this.byte(0x80 | ((value >> 6) & 0x3f));
      this.byte(0x80 | (value & 0x3f));
    } else {
      this.byte(0xf0 | (value >> 18));
      this.byte(0x80 | ((value >> 12) & 0x3f));
      this.byte(0x80 | ((value >> 6) & 0x3f));
      this.byte(0x80 | (value & 0x3f));
    }
  }

  /** The bytes written so far, as a copy. */
  toBytes(): Uint8Array {
    return this.buffer.slice(0, this.length);
  }

  private reserve(more: i32): void {
    const needed = this.length + more;
    if (needed <= this.buffer.length) return;
    let capacity = this.buffer.length * 2;
    if (capacity < needed) capacity = needed;
    const larger = new Uint8Array(capacity);
    larger.set(this.buffer);
    this.buffer = larger;
  }
}

/** Whether `value` is a Unicode code point that UTF-8 can hold. */
export function isValidRune(value: i32): bool {
  return (value >= 0 && value < 0xd800) || (value > 0xdfff && value <= 0x10ffff);
}

/**
 * Decodes the code point at source[at] (at < end) by the rules of Go's utf8.DecodeRune. The result packs two numbers:
 * take them apart with `runeOf` and `widthOf`.
 */
export function decodeRune(source: Uint8Array, at: i32, end: i32): i32 {
  const first: i32 = source[at];
  const invalid: i32 = (1 << 24) | RuneError;
  if (first < 0x80) return (1 << 24) | first;
  if (first < 0xc2 || first > 0xf4) return invalid;
  const second: i32 = at + 1 < end ? source[at + 1] : 0;
  if (first < 0xe0) {
    if ((second & 0xc0) !== 0x80) return invalid;
    return (2 << 24) | ((first & 0x1f) << 6) | (second & 0x3f);
  }
  let low = 0x80;
  let high = 0xbf;
  if (first === 0xe0) low = 0xa0;
  else if (first === 0xed) high = 0x9f;
  else if (first === 0xf0) low = 0x90;
  else if (first === 0xf4) high = 0x8f;
  if (second < low || second > high) return invalid;
  const third: i32 = at + 2 < end ? source[at + 2] : 0;
  if ((third & 0xc0) !== 0x80) return invalid;
  if (first < 0xf0) return (3 << 24) | ((first & 0x0f) << 12) | ((second & 0x3f) << 6) | (third & 0x3f);
  const fourth: i32 = at + 3 < end ? source[at + 3] : 0;
  if ((fourth & 0xc0) !== 0x80) return invalid;
  return (4 << 24) | ((first & 0x07) << 18) | ((second & 0x3f) << 12) | ((third & 0x3f) << 6) | (fourth & 0x3f);
}

/** The code point in a result of `decodeRune`. */
export function runeOf(decoded: i32): i32 {
  return decoded & 0x1fffff;
}

/** The width in bytes in a result of `decodeRune`. */
export function widthOf(decoded: i32): i32 {
  return decoded >> 24;
}

/** Whether a decoded rune is a byte of no valid sequence (U+FFFD itself is three bytes wide). */
export function isInvalid(decoded: i32): bool {
  return decoded === ((1 << 24) | RuneError);
}

/** Whether two byte sequences are equal. */
export function equalBytes(a: Uint8Array, b: Uint8Array): bool {
  return equalSlice(a, 0, a.length, b, 0, b.length);
}

/** Whether a[aStart, aEnd) equals b[bStart, bEnd). */
export function equalSlice(a: Uint8Array, aStart: i32, aEnd: i32, b: Uint8Array, bStart: i32, bEnd: i32): bool {
  const length = aEnd - aStart;
  if (length !== bEnd - bStart) return false;
  for (let i = 0; i < length; i++) {
    if (a[aStart + i] !== b[bStart + i]) return false;
  }
  return true;
}

/** Whether source[start, end) spells an ASCII text. */
export function equalAscii(source: Uint8Array, start: i32, end: i32, text: string): bool {
  if (end - start !== text.length) return false;
  for (let i = 0; i < text.length; i++) {
    if ((source[start + i] as i32) !== text.charCodeAt(i)) return false;
  }
  return true;
}

/** The line (from 1) of the byte at `pos`. */
export function lineAt(source: Uint8Array, pos: i32): i32 {
  return 1 + countNewlines(source, 0, pos);
}

/**
 * The byte column of `pos` as Tree.ErrorContext of text/template/parse counts it: bytes since the newline before it,
 * the first byte of a line being 0.
 */
export function columnAt(source: Uint8Array, pos: i32): i32 {
  let start = pos;
  while (start > 0 && source[start - 1] !== Char.NewLine) start -= 1;
  return pos - start;
}

/** Lines and columns of many positions in one text: the newlines are found once. */
export class LineIndex {
  private readonly starts: i32[] = [];

  constructor(source: Uint8Array) {
    this.starts.push(0);
    for (let i = 0; i < source.length; i++) {
      if (source[i] === Char.NewLine) this.starts.push(i + 1);
    }
  }

  /** The same as `lineAt`. */
  line(pos: i32): i32 {
    let low = 0;
    let high = this.starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= pos) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** The same as `columnAt`. */
  column(pos: i32): i32 {
    return pos - this.starts[this.line(pos) - 1];
  }
}
