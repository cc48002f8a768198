// The text of a TOML document, character by character as BurntSushi/toml's lexer takes it, and the errors that carry its
// line and the last key. Only the first error counts: behind it everything just returns.
// Follows github.com/BurntSushi/toml@v1.6.0 lex.go.

import { TOML_1_5 } from '../../../abi/quirks';
import { Buffer } from '../../core/buffer';
import { fail } from '../../core/error';
import { has } from '../../core/mode';
import { quoteInto, quoteRuneInto } from '../../go/strconv/number';
import { writeKey } from './text';
import { decodeRune, runeSize } from '../../go/unicode/unicode';
import { EMPTY_STRING, Value } from '../../core/value';

export let input: usize = 0;
let end: usize = 0;
export let position: usize = 0;
/** Where the token at hand begins. */
export let start: usize = 0;
export let line: i32 = 0;
/** The last `next` found the end of the text. */
export let atEnd: bool = false;
/** Bytes that the last four calls of `next` took, the latest lowest: as many can be taken back. */
let widths: u32 = 0;

/** Something failed: everything returns. */
export let stopped: bool = false;

/** The table that keys are set in, as the list of keys from the top; and the key that is being set. */
export let context: Value = EMPTY_STRING;
export let currentKey: Value = EMPTY_STRING;
/** Line of the first part of the key or table name read last. */
export let keyLine: i32 = 0;

export const END: u32 = 0;

/** Starts on a text, at its first line. */
export function startScan(pointer: usize, limit: usize): void {
  input = pointer;
  end = limit;
  position = pointer;
  start = pointer;
  line = 1;
  keyLine = 0;
  widths = 0;
  atEnd = false;
  stopped = false;
  currentKey = EMPTY_STRING;
}

export function setContext(key: Value): void {
  context = key;
}

export function setCurrentKey(key: Value): void {
  currentKey = key;
}

/** Keeps the present line as that of the key. */
export function markKeyLine(): void {
  keyLine = line;
}

/** Takes back bytes of which none is a line break. */
export function retreat(bytes: u32): void {
  position -= bytes;
}

// ---------------------------------------------------------------------------------------------------------------------
// Errors

/** Fails with the message at the given line. Only the first failure counts. */
export function failLine(message: Buffer, at: i32): void {
  if (stopped) return;
  stopped = true;
  const text = Buffer.create(64 + message.length);
  text.literal('toml: line ');
  text.integer(at);
  const last = Buffer.create(32);
  if (currentKey.length == 0) {
    writeKey(last, context);
  } else if (context.length == 0) {
    last.string(currentKey);
  } else {
    writeKey(last, context);
    last.byte(0x2e);
    last.string(currentKey);
  }
  if (last.length) {
    text.literal(' (last key ');
    quoteInto(text, last.pointer, last.length);
    text.byte(0x29);
  }
  text.literal(': ');
  text.bytes(message.pointer, message.length);
  fail(text.toValue());
}

export function words(text: string): Buffer {
  const buffer = Buffer.create(64);
  buffer.literal(text);
  return buffer;
}

/** lexer.errorf: at the end of the text Helm 3's version always names the line before. */
export function failHere(message: Buffer): void {
  let at = line;
  if (atEnd && (!has(TOML_1_5) || (position > input && load<u8>(position - 1) == 0x0a))) at--;
  failLine(message, at);
}

export function failWords(text: string): void {
  failHere(words(text));
}

/** lexer.errorPrevLine. */
export function failLineBefore(message: Buffer): void {
  failLine(message, line - 1);
}

/** `BEFORE'r'AFTER` with the character quoted as Go does. */
export function failRune(before: string, r: u32, after: string): void {
  const message = words(before);
  quoteRuneInto(message, r, false);
  message.literal(after);
  failHere(message);
}

/** `'r'`, or the words for the end of the text. */
export function runeOrEnd(message: Buffer, r: u32): void {
  if (r == END) {
    message.literal('end of file');
    return;
  }
  message.byte(0x27);
  message.rune(r);
  message.byte(0x27);
}

function hexByte(message: Buffer, b: u32): void {
  message.literal('0x');
  const high = <u8>(b >> 4);
  const low = <u8>(b & 15);
  message.byte(high < 10 ? 0x30 + high : 0x57 + high);
  message.byte(low < 10 ? 0x30 + low : 0x57 + low);
}

/** The token at hand, quoted, between two texts. */
export function failCurrent(before: string, after: string): void {
  const message = words(before);
  quoteInto(message, start, <u32>(position - start));
  message.literal(after);
  failHere(message);
}

// ---------------------------------------------------------------------------------------------------------------------
// Characters

export function next(): u32 {
  if (position >= end) {
    atEnd = true;
    return END;
  }
  const b = load<u8>(position);
  if (b == 0x0a) line++;
  let r: u32 = b;
  let size: u32 = 1;
  if (b >= 0x80) {
    r = decodeRune(position, end);
    size = runeSize;
    if (r == 0xfffd && size == 1) {
      const message = words('invalid UTF-8 byte: ');
      hexByte(message, b);
      failHere(message);
      return r;
    }
  } else if (
    (b < 0x20 && b != 0x09 && b != 0x0a && b != 0x0d) ||
    b == 0x7f ||
    (b == 0x0d && (position + 1 >= end || load<u8>(position, 1) != 0x0a))
  ) {
    const message = words("TOML files cannot contain control characters: '");
    hexByte(message, b);
    message.byte(0x27);
    failLine(message, line);
    return 0xfffd;
  }
  widths = (widths << 8) | size;
  position += size;
  return r;
}

/** Takes back the last `next`. */
export function backup(): void {
  if (atEnd) {
    atEnd = false;
    return;
  }
  const width = widths & 255;
  widths >>>= 8;
  position -= width;
  if (width && load<u8>(position) == 0x0a) line--;
}

export function peek(): u32 {
  const r = next();
  backup();
  return r;
}

export function accept(r: u32): bool {
  if (next() == r) return true;
  backup();
  return false;
}

export function ignore(): void {
  start = position;
}

export function isSpace(r: u32): bool {
  return r == 0x20 || r == 0x09;
}

export function isNewline(r: u32): bool {
  return r == 0x0a || r == 0x0d;
}

export function isDigit(r: u32): bool {
  return r - 0x30 < 10;
}

export function isHex(r: u32): bool {
  return r - 0x30 < 10 || (r | 0x20) - 0x61 < 6;
}

export function isBare(r: u32): bool {
  return (r | 0x20) - 0x61 < 26 || r - 0x30 < 10 || r == 0x5f || r == 0x2d;
}

export function skipSpaces(): void {
  while (!stopped && isSpace(next())) {}
  backup();
  ignore();
}

export function comment(): void {
  while (!stopped) {
    const r = next();
    if (isNewline(r) || atEnd) break;
  }
  backup();
  ignore();
}
