// go-yaml's emitter, v2's and v3's: layout of block collections, and scalars in all their styles. The state is what
// libyaml keeps in yaml_emitter_t. Text that stays as it is must go to the output in one copy.
// Follows go.yaml.in/yaml/v2@v2.4.4 emitterc.go, go.yaml.in/yaml/v3@v3.0.5 emitterc.go.

import { Buffer } from '../../../core/buffer';
import { failLiteral } from '../../../core/error';
import { decodeRune, runeSize } from '../../../go/unicode/unicode';
import { Value } from '../../../core/value';
import {
  binary,
  breakAt,
  chooseStyle,
  folded,
  isPrintableWide,
  multiline,
  STYLE_DOUBLE,
  STYLE_PLAIN,
  STYLE_SINGLE,
  TRAIT_WIDE,
  takeText,
  text,
  textLength,
  traits,
  widthOf,
} from './text';

// ---------------------------------------------------------------------------------------------------------------------
// The emitter's state: what libyaml keeps in yaml_emitter_t

/** Lines are folded at the first lone space behind this column. */
const BEST_WIDTH: u32 = 80;

let out: Buffer = changetype<Buffer>(0);
/** Spaces in front of every line, as `indent` would add them afterwards. They do not count as columns. */
let base: u32 = 0;
let column: u32 = 0;
/** The last character was a space, or nothing was written yet. */
let whitespace: bool = true;
/** Nothing but indentation and `-`, `?`, `:` stands on the line. */
export let indention: bool = true;
/** go-yaml v3's rules instead of v2's. */
let pretty: bool = false;

/** Starts a document at the end of `buffer`. */
export function startDocument(buffer: Buffer, baseIndent: u32, version3: bool): void {
  out = buffer;
  base = baseIndent;
  column = 0;
  whitespace = true;
  indention = true;
  pretty = version3;
}

function lineBreak(): void {
  out.byte(0x0a);
  if (base) out.repeat(0x20, base);
  column = 0;
  indention = true;
}

export function writeIndent(indent: u32): void {
  if (!indention || column > indent || (column == indent && !whitespace)) lineBreak();
  if (column < indent) {
    out.repeat(0x20, indent - column);
    column = indent;
  }
  whitespace = true;
}

function space(): void {
  if (whitespace) return;
  out.byte(0x20);
  column++;
}

/** `-`, `?` or the `:` of a complex key: keeps the line open for a nested block. */
export function writeBlockIndicator(indicator: u8): void {
  space();
  out.byte(indicator);
  column++;
  whitespace = false;
}

/** The `:` directly behind a simple key. */
function writeColon(): void {
  out.byte(0x3a);
  column++;
  whitespace = false;
  indention = false;
}

/** `[]` or `{}`. */
export function writeEmpty(open: u8): void {
  space();
  out.byte(open);
  out.byte(open + 2);
  column += 2;
  whitespace = false;
  indention = false;
}

/**
 * Ends the document. Its final line break is not there afterwards: either it was never written, or it was part of a
 * literal block. False where there is none at all, because a literal block ends with LS or PS.
 */
export function finishDocument(): bool {
  if (!indention || column > 0 || !whitespace) return true;
  const length = out.length - base - 1;
  if (load<u8>(out.pointer + length) != 0x0a) return false;
  out.length = length;
  return true;
}

// ---------------------------------------------------------------------------------------------------------------------
// Scalars

/** Writes the scalar that was taken in; `indent` is that of the lines it may go on in. */
function writeScalar(indent: u32, simpleKey: bool): void {
  if (binary) {
    openPlain();
    out.literal('!!binary');
    column += 8;
  }
  switch (chooseStyle(simpleKey)) {
    case STYLE_PLAIN:
      writePlain(indent, simpleKey);
      break;
    case STYLE_SINGLE:
      writeSingleQuoted(indent, simpleKey);
      break;
    case STYLE_DOUBLE:
      writeDoubleQuoted(indent, simpleKey);
      break;
    default:
      writeLiteral(indent);
      return;
  }
  whitespace = false;
  indention = false;
}

/** Can no line of the scalar become long enough to fold? */
function fits(simpleKey: bool): bool {
  return simpleKey || pretty || column + textLength <= BEST_WIDTH;
}

/** Copies the bytes [from, to) and counts their characters. */
function copy(from: usize, to: usize): void {
  const length = <u32>(to - from);
  out.bytes(from, length);
  column += length;
  if (traits & TRAIT_WIDE) {
    for (; from < to; from++) {
      if ((load<u8>(from) & 0xc0) == 0x80) column--;
    }
  }
}

/** Breaks the line inside of a scalar. */
function foldLine(indent: u32): void {
  lineBreak();
  out.repeat(0x20, indent);
  column = indent;
}

function writePlain(indent: u32, simpleKey: bool): void {
  space();
  if (fits(simpleKey)) {
    copy(text, text + textLength);
    return;
  }
  const end = text + textLength;
  let start = text;
  let p = text;
  while (p < end) {
    if (load<u8>(p) != 0x20) {
      p++;
      continue;
    }
    // Only a lone space is a place to break at; neither end of a plain scalar is one.
    copy(start, p);
    start = p;
    if (column > BEST_WIDTH && load<u8>(p, 1) != 0x20) {
      foldLine(indent);
      start++;
    }
    p++;
    while (load<u8>(p) == 0x20) p++;
  }
  copy(start, end);
}

function writeSingleQuoted(indent: u32, simpleKey: bool): void {
  space();
  out.byte(0x27);
  column++;
  const folds = !fits(simpleKey);
  const end = text + textLength;
  let start = text;
  let spaces = false;
  let broken = false;
  let p = text;
  while (p < end) {
    const b = load<u8>(p);
    if (b == 0x20) {
      if (folds && !spaces && p > text && p + 1 < end && load<u8>(p, 1) != 0x20) {
        copy(start, p);
        start = p;
        if (column > BEST_WIDTH) {
          foldLine(indent);
          start++;
        }
      }
      spaces = true;
      p++;
      continue;
    }
    const size = b == 0xe2 ? breakAt(p, end) : 0;
    if (size) {
      // LS and PS are written as they are, and count as the end of a line.
      p += size;
      copy(start, p);
      start = p;
      column = 0;
      indention = true;
      broken = true;
      continue;
    }
    if (broken) writeIndent(indent);
    if (b == 0x27) {
      copy(start, p);
      start = p;
      out.byte(0x27);
      column++;
    }
    indention = false;
    spaces = false;
    broken = false;
    p++;
  }
  copy(start, end);
  out.byte(0x27);
  column++;
}

function writeDoubleQuoted(indent: u32, simpleKey: bool): void {
  space();
  out.byte(0x22);
  column++;
  const folds = !simpleKey && !pretty;
  const end = text + textLength;
  // go-yaml asks whether the whole text begins with a BOM, at every character.
  const afterBom = textLength >= 3 && load<u8>(text) == 0xef && load<u8>(text, 1) == 0xbb && load<u8>(text, 2) == 0xbf;
  let start = text;
  let spaces = false;
  let p = text;
  while (p < end) {
    const b = load<u8>(p);
    let raw: bool;
    if (b < 0x80) raw = b >= 0x20 && b != 0x7f && b != 0x22 && b != 0x5c;
    else raw = isPrintableWide(p) && breakAt(p, end) == 0;
    if (!raw || afterBom) {
      copy(start, p);
      p += writeEscape(p);
      start = p;
      spaces = false;
    } else if (b == 0x20) {
      if (folds && !spaces && p > text && p + 1 < end) {
        copy(start, p);
        start = p;
        if (column > BEST_WIDTH) {
          foldLine(indent);
          start++;
          if (load<u8>(p, 1) == 0x20) {
            out.byte(0x5c);
            column++;
          }
        }
      }
      spaces = true;
      p++;
    } else {
      spaces = false;
      p += widthOf(b);
    }
  }
  copy(start, end);
  out.byte(0x22);
  column++;
}

/** The escape of the character at `p`; gives its length in bytes. */
function writeEscape(p: usize): u32 {
  const b = load<u8>(p);
  const width = widthOf(b);
  let rune: u32 = b;
  if (width == 2) rune = b & 0x1f;
  else if (width == 3) rune = b & 0x0f;
  else if (width == 4) rune = b & 0x07;
  for (let i: u32 = 1; i < width; i++) rune = (rune << 6) | (load<u8>(p + i) & 0x3f);
  out.byte(0x5c);
  column += 2;
  let letter: u8 = 0;
  switch (rune) {
    case 0x00:
      letter = 0x30;
      break;
    case 0x07:
      letter = 0x61;
      break;
    case 0x08:
      letter = 0x62;
      break;
    case 0x09:
      letter = 0x74;
      break;
    case 0x0a:
      letter = 0x6e;
      break;
    case 0x0b:
      letter = 0x76;
      break;
    case 0x0c:
      letter = 0x66;
      break;
    case 0x0d:
      letter = 0x72;
      break;
    case 0x1b:
      letter = 0x65;
      break;
    case 0x22:
    case 0x5c:
      letter = <u8>rune;
      break;
    case 0x85:
      letter = 0x4e;
      break;
    case 0xa0:
      letter = 0x5f;
      break;
    case 0x2028:
      letter = 0x4c;
      break;
    case 0x2029:
      letter = 0x50;
      break;
  }
  if (letter) {
    out.byte(letter);
    return width;
  }
  let digits: u32;
  if (rune <= 0xff) {
    out.byte(0x78);
    digits = 2;
  } else if (rune <= 0xffff) {
    out.byte(0x75);
    digits = 4;
  } else {
    out.byte(0x55);
    digits = 8;
  }
  column += digits;
  while (digits > 0) {
    digits--;
    const digit = <u8>((rune >>> (digits << 2)) & 15);
    out.byte(digit < 10 ? 0x30 + digit : 0x37 + digit);
  }
  return width;
}

/** Where the last character of [start, end) begins. */
function lastCharacter(start: usize, end: usize): usize {
  let p = end - 1;
  while (p > start && (load<u8>(p) & 0xc0) == 0x80) p--;
  return p;
}

function writeLiteral(indent: u32): void {
  space();
  out.byte(0x7c);
  const end = text + textLength;
  if (load<u8>(text) == 0x20 || breakAt(text, end)) out.byte(0x32);
  const last = lastCharacter(text, end);
  if (!breakAt(last, end)) out.byte(0x2d);
  else if (last == text || breakAt(lastCharacter(text, last), end)) out.byte(0x2b);
  lineBreak();
  whitespace = true;
  let p = text;
  while (p < end) {
    if (load<u8>(p) == 0x0a) {
      lineBreak();
      p++;
      continue;
    }
    const start = p;
    let size: u32 = 0;
    while (p < end) {
      const b = load<u8>(p);
      if (b == 0x0a) break;
      if (b == 0xe2) {
        size = breakAt(p, end);
        if (size) break;
      }
      p++;
    }
    if (p > start) {
      writeIndent(indent);
      out.bytes(start, <u32>(p - start));
      column++;
      indention = false;
    }
    if (size) {
      out.bytes(p, size);
      p += size;
      column = 0;
      indention = true;
    }
  }
}

/** A string as a value; false with a failure where the detour fails on it. */
export function writeText(pointer: usize, length: u32, indent: i32): bool {
  if (!takeText(pointer, length, pretty)) return false;
  writeScalar(indent < 0 ? 2 : indent + 2, false);
  return true;
}

/** A key of a block mapping whose entries stand at `indent`, and what comes between it and its value. */
export function writeKey(key: Value, indent: u32): bool {
  if (!takeText(key.pointer, key.length, pretty)) return false;
  writeIndent(indent);
  if (!pretty && (folded || !isSimpleJsonKey(key))) {
    if (folded) failLiteral("yaml: line 1: did not find expected ',' or '}'");
    else failLiteral("yaml: did not find expected ',' or '}'");
    return false;
  }
  if (!multiline && textLength + (binary ? 8 : 0) <= SIMPLE_KEY_LENGTH) {
    writeScalar(indent + 2, true);
    writeColon();
  } else {
    writeBlockIndicator(0x3f);
    writeScalar(indent + 2, false);
    writeIndent(indent);
    writeBlockIndicator(0x3a);
  }
  return true;
}

/** Keys of more bytes are written behind a `?`. */
const SIMPLE_KEY_LENGTH: u32 = 128;

/** Characters from the beginning of a key to its colon, up to which YAML recognises it. */
const KEY_REACH: u32 = 1024;

/** Is the key short enough as a JSON string to be recognised as a key by the YAML scanner? */
function isSimpleJsonKey(key: Value): bool {
  if (key.length * 6 + 2 <= KEY_REACH) return true;
  let count: u32 = 2;
  const end = key.pointer + key.length;
  for (let p: usize = key.pointer; p < end; p += runeSize) {
    const rune = decodeRune(p, end);
    if (rune == 0x22 || rune == 0x5c || (rune >= 8 && rune <= 13 && rune != 11)) count += 2;
    else if (rune < 0x20 || rune == 0x26 || rune == 0x3c || rune == 0x3e || (rune & ~1) == 0x2028) count += 6;
    else if (rune == 0xfffd && runeSize == 1) count += 6;
    else count++;
  }
  return count <= KEY_REACH;
}

/** Makes room for a scalar that needs no quoting: the caller writes it to the buffer at once. */
export function openPlain(): void {
  space();
  whitespace = false;
  indention = false;
}

/** The word null. */
export function writeNull(): bool {
  openPlain();
  out.literal('null');
  return true;
}
