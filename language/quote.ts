// Go's quoting of strings (strconv.Quote, the verbs %q and %#U) and its inverse (strconv.Unquote, UnquoteChar), over
// bytes. Compiled by tsc and by asc; it never fails otherwise than by returning null or -1.
// Follows go@1.26.8 src/strconv/quote.go.
import { ByteBuilder, Char, decodeRune, isInvalid, isValidRune, runeOf, widthOf } from './bytes';
import { isPrint } from './unicode';

/** Appends source[start, end) as a double-quoted Go string literal: strconv.Quote. */
export function appendQuoted(out: ByteBuilder, source: Uint8Array, start: i32, end: i32): void {
  out.byte(Char.DoubleQuote);
  let at = start;
  while (at < end) {
    const decoded = decodeRune(source, at, end);
    if (isInvalid(decoded)) {
      appendHexEscape(out, source[at]);
    } else {
      appendEscapedRune(out, runeOf(decoded));
    }
    at += widthOf(decoded);
  }
  out.byte(Char.DoubleQuote);
}

/** Appends at most `limit` code points of source[start, end), quoted: the verb %.<limit>q. */
export function appendQuotedPrefix(out: ByteBuilder, source: Uint8Array, start: i32, end: i32, limit: i32): void {
  let at = start;
  for (let i = 0; i < limit && at < end; i++) at += widthOf(decodeRune(source, at, end));
  appendQuoted(out, source, start, at);
}

/** Appends a code point as U+0041 'A', without the character where it is not printable: the verb %#U. */
export function appendUnicode(out: ByteBuilder, rune: i32): void {
  out.ascii('U+');
  out.hex(rune, 4, true);
  if (!isPrint(rune)) return;
  out.ascii(" '");
  out.rune(rune);
  out.byte(Char.SingleQuote);
}

function appendEscapedRune(out: ByteBuilder, rune: i32): void {
  if (rune === Char.DoubleQuote || rune === Char.Backslash) {
    out.byte(Char.Backslash);
    out.byte(rune);
  } else if (isPrint(rune)) {
    out.rune(rune);
  } else if (rune >= Char.Bell && rune <= Char.Return) {
    out.byte(Char.Backslash);
    out.byte('abtnvfr'.charCodeAt(rune - Char.Bell));
  } else if (rune < Char.Space || rune === Char.Delete) {
    appendHexEscape(out, rune);
  } else if (rune < 0x10000) {
    out.ascii('\\u');
    out.hex(rune, 4, false);
  } else {
    out.ascii('\\U');
    out.hex(rune, 8, false);
  }
}

function appendHexEscape(out: ByteBuilder, value: i32): void {
  out.ascii('\\x');
  out.hex(value, 2, false);
}

/**
 * The bytes that the string literal source[start, end) stands for, quotes included in the range; null where
 * strconv.Unquote says "invalid syntax". Without escapes the result is a view of the source.
 */
export function unquote(source: Uint8Array, start: i32, end: i32): Uint8Array | null {
  if (end - start < 2) return null;
  const quote: i32 = source[start];
  if ((source[end - 1] as i32) !== quote) return null;
  if (quote === Char.BackQuote) return unquoteRaw(source, start + 1, end - 1);
  if (quote !== Char.DoubleQuote) return null;
  if (isPlain(source, start + 1, end - 1)) return source.subarray(start + 1, end - 1);
  const out = new ByteBuilder(end - start);
  const reader = new CharReader(source, start + 1, end);
  while (reader.at < end && source[reader.at] !== Char.DoubleQuote) {
    if (source[reader.at] === Char.NewLine || !reader.next(Char.DoubleQuote)) return null;
    if (reader.multibyte) out.rune(reader.value);
    else out.byte(reader.value);
  }
  return reader.at === end - 1 ? out.toBytes() : null;
}

/** A raw string drops its carriage returns. */
function unquoteRaw(source: Uint8Array, start: i32, end: i32): Uint8Array | null {
  let returns = 0;
  for (let i = start; i < end; i++) {
    if (source[i] === Char.BackQuote) return null;
    if (source[i] === Char.Return) returns += 1;
  }
  if (returns === 0) return source.subarray(start, end);
  const out = new Uint8Array(end - start - returns);
  let at = 0;
  for (let i = start; i < end; i++) {
    if (source[i] !== Char.Return) {
      out[at] = source[i];
      at += 1;
    }
  }
  return out;
}

/** Whether the inside of a double-quoted literal stands for itself: valid UTF-8 without escape, newline or quote. */
function isPlain(source: Uint8Array, start: i32, end: i32): bool {
  let at = start;
  while (at < end) {
    const byte: i32 = source[at];
    if (byte === Char.Backslash || byte === Char.NewLine || byte === Char.DoubleQuote) return false;
    if (byte < Char.RuneSelf) {
      at += 1;
    } else {
      const decoded = decodeRune(source, at, end);
      if (isInvalid(decoded)) return false;
      at += widthOf(decoded);
    }
  }
  return true;
}

/** Reads the characters of a quoted literal one by one: strconv.UnquoteChar. */
export class CharReader {
  /** The code point, or the byte value where `multibyte` is false. */
  value: i32 = 0;
  /** Whether `value` is a code point to be written as UTF-8. */
  multibyte: bool = false;

  constructor(
    private readonly source: Uint8Array,
    /** Where the next character begins. */
    public at: i32,
    private readonly end: i32,
  ) {}

  /** Reads one character of a literal delimited by `quote`; false on a syntax error. */
  next(quote: i32): bool {
    const source = this.source;
    if (this.at >= this.end) return false;
    const first: i32 = source[this.at];
    if (first === quote) return false;
    this.multibyte = false;
    if (first >= Char.RuneSelf) {
      const decoded = decodeRune(source, this.at, this.end);
      this.value = runeOf(decoded);
      this.multibyte = true;
      this.at += widthOf(decoded);
      return true;
    }
    this.at += 1;
    this.value = first;
    if (first !== Char.Backslash) return true;
    if (this.at >= this.end) return false;
    const letter: i32 = source[this.at];
    this.at += 1;
    switch (letter) {
      case Char.LowerA:
        this.value = Char.Bell;
        return true;
      case Char.LowerB:
        this.value = Char.Backspace;
        return true;
      case Char.LowerF:
        this.value = Char.FormFeed;
        return true;
      case Char.LowerN:
        this.value = Char.NewLine;
        return true;
      case Char.LowerR:
        this.value = Char.Return;
        return true;
      case Char.LowerT:
        this.value = Char.Tab;
        return true;
      case Char.LowerV:
        this.value = Char.VerticalTab;
        return true;
      case Char.Backslash:
        return true;
      case Char.SingleQuote:
      case Char.DoubleQuote:
        this.value = letter;
        return letter === quote;
      case Char.LowerX:
        return this.digits(2, 16);
      case Char.LowerU:
        this.multibyte = true;
        return this.digits(4, 16) && isValidRune(this.value);
      case Char.UpperU:
        this.multibyte = true;
        return this.digits(8, 16) && isValidRune(this.value);
      default:
        this.at -= 1;
        return this.digits(3, 8) && this.value <= 255;
    }
  }

  private digits(count: i32, base: i32): bool {
    if (this.end - this.at < count) return false;
    let value = 0;
    for (let i = 0; i < count; i++) {
      const digit = digitValue(this.source[this.at + i]);
      if (digit >= base) return false;
      value = value * base + digit;
      // Past the last code point it only matters that it stays invalid.
      if (value > 0x10ffff) value = 0x110000;
    }
    this.at += count;
    this.value = value;
    return true;
  }
}

/** The value of a digit or letter in bases up to 36; 99 for any other byte. */
export function digitValue(byte: i32): i32 {
  if (byte >= Char.Zero && byte <= Char.Nine) return byte - Char.Zero;
  const lower = byte | 0x20;
  if (lower >= Char.LowerA && lower <= Char.LowerZ) return lower - Char.LowerA + 10;
  return 99;
}
