// sigs.k8s.io/yaml Marshal in one pass: json.Marshal, the JSON read again as YAML, and go-yaml v2's emitter, with what
// that detour does to the value. The emitter's layout state is libyaml's. go-yaml v3 (toYamlPretty) shares the scalar code
// through the `pretty` switch; see yaml-pretty.ts. Strings that stay as they are must go to the output in one copy.

import {
  ENTRY_SIZE,
  ENTRY_VALUE,
  KIND_BOOL,
  KIND_BYTES,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  MAP_ANY_ANY,
} from '../layout';
import { Buffer } from './buffer';
import { clearFailure, failLiteral, wrapFailure } from './error';
import {
  containerDepth,
  enterContainer,
  failUnsupportedFloat,
  failUnsupportedType,
  leaveContainer,
  NAMES_JSON,
  startWalk,
  structMembers,
  timeText,
  versionText,
  writeBase64,
  writeBool,
  writeInteger,
} from './json';
import { MapObject } from './map';
import { allocate } from './memory';
import { formatFloat, parseInt, parseUint } from './number';
import { decodeRune, isDigit, isLetter, isValidUtf8, runeSize } from './unicode';
import { literal, Value } from './value';
import { needsQuotes } from './yaml-implicit';

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
let indention: bool = true;
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

const STYLE_PLAIN: u32 = 0;
const STYLE_SINGLE: u32 = 1;
const STYLE_DOUBLE: u32 = 2;
const STYLE_LITERAL: u32 = 3;

// Traits of a text's bytes, joined over all of them.
const TRAIT_PUNCTUATION: u8 = 1; // space, `:`, `#`: may end a plain scalar, depending on the neighbours
const TRAIT_BREAK: u8 = 2; // \n
const TRAIT_CONTROL: u8 = 4; // not printable, but allowed in JSON texts
const TRAIT_DELETE: u8 = 8; // DEL
const TRAIT_WIDE: u8 = 16; // not ASCII

// biome-ignore format: a table
const TRAITS: usize = memory.data<u8>([
  4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 2, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
  1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8,
]);

function traitsOf(pointer: usize, length: u32): u8 {
  let traits: u8 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const b = load<u8>(pointer + i);
    traits |= b < 0x80 ? load<u8>(TRAITS + b) : TRAIT_WIDE;
  }
  return traits;
}

// What the analysis of the scalar at hand found.
let text: usize = 0;
let textLength: u32 = 0;
let traits: u8 = 0;
let multiline: bool = false;
let plainAllowed: bool = false;
let singleAllowed: bool = false;
let blockAllowed: bool = false;

/** The scalar is tagged !!binary (go-yaml v3, for what is not UTF-8). */
let binary: bool = false;

/** Takes a scalar in; false with a failure where the detour through JSON and YAML fails on it. */
function takeText(pointer: usize, length: u32): bool {
  text = pointer;
  textLength = length;
  traits = traitsOf(pointer, length);
  binary = false;
  if (pretty) {
    if (traits & TRAIT_WIDE && !isValidUtf8(pointer, length)) takeBinary();
  } else if (traits & (TRAIT_WIDE | TRAIT_DELETE)) {
    if (traits & TRAIT_DELETE) return failControl();
    if (!detour()) return false;
  }
  analyze();
  return true;
}

/** Turns the text into base64, in lines of 70 characters where there is more than one. */
function takeBinary(): void {
  const encoded = Buffer.create(textLength * 2);
  writeBase64(encoded, text, textLength);
  const lines = encoded.length / BINARY_LINE + 1;
  let result = encoded;
  if (lines > 1) {
    result = Buffer.create(encoded.length + lines);
    for (let i: u32 = 0; i < encoded.length; i += BINARY_LINE) {
      result.bytes(encoded.pointer + i, min(BINARY_LINE, encoded.length - i));
      result.byte(0x0a);
    }
  }
  text = result.pointer;
  textLength = result.length;
  traits = traitsOf(text, textLength);
  binary = true;
}

const BINARY_LINE: u32 = 70;

function failControl(): bool {
  failLiteral('yaml: control characters are not allowed');
  return false;
}

/** The text held a NEL, which ends a line: a simple key must not. */
let folded: bool = false;

/**
 * What the detour does to a text that is not ASCII: bytes that are not UTF-8 become U+FFFD (json.Marshal), some
 * characters are not allowed (the YAML reader), and NEL is a line break to fold (the YAML scanner). The rest it leaves.
 */
function detour(): bool {
  const end = text + textLength;
  let changes = false;
  for (let p = text; p < end; p += runeSize) {
    const rune = decodeRune(p, end);
    if (rune < 0x80) continue;
    if (rune < 0xa0) {
      if (rune != 0x85) return failControl();
      changes = true;
      folded = true;
    } else if (rune == 0xfffe || rune == 0xffff) {
      return failControl();
    } else if (rune == 0xfffd && runeSize == 1) {
      changes = true;
    }
  }
  if (!changes) return true;
  const changed = Buffer.create(textLength + (textLength >>> 1));
  let p = text;
  while (p < end) {
    const rune = decodeRune(p, end);
    if (rune != 0x20 && rune != 0x85) {
      changed.rune(rune);
      p += runeSize;
      continue;
    }
    // A run of spaces and line breaks. With a break in it only the breaks count: one is a space, n are n - 1 breaks.
    const start = p;
    let breaks: u32 = 0;
    let atLineStart = false;
    while (p < end) {
      const b = load<u8>(p);
      if (b == 0x20) {
        p++;
        atLineStart = false;
      } else if (b == 0xc2 && p + 1 < end && load<u8>(p, 1) == 0x85) {
        p += 2;
        breaks++;
        atLineStart = true;
      } else {
        break;
      }
    }
    if (breaks == 0) changed.bytes(start, <u32>(p - start));
    else if (breaks == 1) changed.byte(0x20);
    else changed.repeat(0x0a, breaks - 1);
    if (atLineStart && isDocumentIndicator(p, end)) {
      failLiteral('yaml: line 2: found unexpected document indicator');
      return false;
    }
  }
  text = changed.pointer;
  textLength = changed.length;
  traits = traitsOf(text, textLength);
  return true;
}

/** `---` or `...`, then a blank or NEL. */
function isDocumentIndicator(p: usize, end: usize): bool {
  if (p + 4 > end || !startsLikeDocument(p)) return false;
  const next = load<u8>(p, 3);
  return next == 0x20 || (next == 0xc2 && p + 4 < end && load<u8>(p, 4) == 0x85);
}

function startsLikeDocument(p: usize): bool {
  const b = load<u8>(p);
  return (b == 0x2d || b == 0x2e) && load<u8>(p, 1) == b && load<u8>(p, 2) == b;
}

/** A line break as libyaml counts them: \r, \n, NEL, LS, PS; its length in bytes or 0. */
function breakAt(p: usize, end: usize): u32 {
  const b = load<u8>(p);
  if (b == 0x0a || b == 0x0d) return 1;
  if (b == 0xc2) return p + 1 < end && load<u8>(p, 1) == 0x85 ? 2 : 0;
  if (b == 0xe2) return p + 2 < end && load<u8>(p, 1) == 0x80 && (load<u8>(p, 2) & 0xfe) == 0xa8 ? 3 : 0;
  return 0;
}

/** Is the character that is not ASCII one that go-yaml writes raw? */
function isPrintableWide(p: usize): bool {
  const b = load<u8>(p);
  if (b < 0xc2) return false;
  const next = load<u8>(p, 1);
  if (b == 0xc2) return next >= 0xa0;
  if (b < 0xed || b == 0xee) return true;
  if (b == 0xed) return next < 0xa0;
  if (b > 0xef) return false;
  const last = load<u8>(p, 2);
  return !(next == 0xbb && last == 0xbf) && !(next == 0xbf && last >= 0xbe);
}

/** Bytes of a UTF-8 character by its first byte. */
function widthOf(b: u8): u32 {
  return b < 0x80 ? 1 : b < 0xe0 ? 2 : b < 0xf0 ? 3 : 4;
}

/** Indicators that a plain scalar must not begin with, whatever follows. */
function isIndicator(b: u8): bool {
  switch (b) {
    case 0x23: // #
    case 0x2c: // ,
    case 0x5b: // [
    case 0x5d: // ]
    case 0x7b: // {
    case 0x7d: // }
    case 0x26: // &
    case 0x2a: // *
    case 0x21: // !
    case 0x7c: // |
    case 0x3e: // >
    case 0x27: // '
    case 0x22: // "
    case 0x25: // %
    case 0x40: // @
    case 0x60: // `
      return true;
  }
  return false;
}

/** libyaml's yaml_emitter_analyze_scalar for block context. */
function analyze(): void {
  multiline = false;
  plainAllowed = true;
  singleAllowed = true;
  blockAllowed = textLength != 0;
  if (textLength == 0) return;
  const first = load<u8>(text);
  if (isIndicator(first) || (textLength >= 3 && startsLikeDocument(text))) plainAllowed = false;
  if (traits == 0) {
    if (textLength == 1 && (first == 0x2d || first == 0x3f)) plainAllowed = false;
    return;
  }
  const end = text + textLength;
  let special = false;
  let breakSpace = false;
  let spaceBreak = false;
  let afterSpace = false;
  let afterBreak = false;
  let afterBlank = true;
  let p = text;
  while (p < end) {
    const b = load<u8>(p);
    if (p > text && b < 0x80 && load<u8>(TRAITS + b) == 0) {
      // Most characters decide nothing.
      do p++;
      while (p < end && load<u8>(p) < 0x80 && load<u8>(TRAITS + load<u8>(p)) == 0);
      afterSpace = false;
      afterBreak = false;
      afterBlank = false;
      continue;
    }
    const width = widthOf(b);
    const next = p + width;
    const blankFollows = next >= end || load<u8>(next) == 0x20 || load<u8>(next) == 0x09;
    if (b == 0x3a) {
      if (blankFollows) plainAllowed = false;
    } else if (b == 0x2d || b == 0x3f) {
      if (blankFollows && p == text) plainAllowed = false;
    } else if (b == 0x23) {
      if (afterBlank) plainAllowed = false;
    }
    if (b == 0x09 && pretty) {
      plainAllowed = false;
      singleAllowed = false;
    } else if (b >= 0x80 ? !isPrintableWide(p) : (b < 0x20 && b != 0x0a) || b == 0x7f) {
      special = true;
    }
    const breaks = breakAt(p, end) != 0;
    if (b == 0x20) {
      if (p == text) plainAllowed = false;
      if (next == end) {
        plainAllowed = false;
        blockAllowed = false;
      }
      if (afterBreak) breakSpace = true;
    } else if (breaks) {
      multiline = true;
      plainAllowed = false;
      if (afterSpace) spaceBreak = true;
    }
    afterSpace = b == 0x20;
    afterBreak = breaks;
    afterBlank = b == 0x20 || b == 0x09 || breaks || b == 0;
    p = next;
  }
  if (breakSpace) {
    plainAllowed = false;
    singleAllowed = false;
  }
  if (spaceBreak || special) {
    plainAllowed = false;
    singleAllowed = false;
    blockAllowed = false;
  }
}

/** The style for the scalar that was taken in: what stringv asks for, and what libyaml makes of it. */
function chooseStyle(simpleKey: bool): u32 {
  let style: u32;
  if (traits & TRAIT_BREAK) {
    style = blockAllowed && !simpleKey ? STYLE_LITERAL : STYLE_DOUBLE;
  } else if (!binary && needsQuotes(text, textLength, pretty)) {
    style = STYLE_DOUBLE;
  } else if (plainAllowed) {
    style = STYLE_PLAIN;
  } else {
    style = singleAllowed ? STYLE_SINGLE : STYLE_DOUBLE;
  }
  return style;
}

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
  if (!takeText(pointer, length)) return false;
  writeScalar(indent < 0 ? 2 : indent + 2, false);
  return true;
}

/** A key of a block mapping whose entries stand at `indent`, and what comes between it and its value. */
export function writeKey(key: Value, indent: u32): bool {
  folded = false;
  if (!takeText(key.pointer, key.length)) return false;
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

// ---------------------------------------------------------------------------------------------------------------------
// The order of keys

/** The entries of a map in go-yaml's order: the map's own or a sorted copy. */
export function naturalEntries(map: MapObject): usize {
  const count = map.count;
  const entries: usize = map.entries;
  let i: u32 = 1;
  while (i < count && !keyLess(keyAt(entries, i), keyAt(entries, i - 1))) i++;
  if (i >= count) return entries;
  const size = count * ENTRY_SIZE;
  const sorted = allocate(size * 2);
  memory.copy(sorted, entries, size);
  sortKeys(sorted, sorted + size, count);
  return sorted;
}

export function keyAt(entries: usize, i: u32): Value {
  return changetype<Value>(load<u32>(entries + i * ENTRY_SIZE));
}

export function valueAt(entries: usize, i: u32): Value {
  return changetype<Value>(load<u32>(entries + i * ENTRY_SIZE, ENTRY_VALUE));
}

/** Merge sort; `scratch` has room for half of the entries. */
function sortKeys(entries: usize, scratch: usize, count: u32): void {
  if (count < 2) return;
  const half = count >>> 1;
  const middle = entries + half * ENTRY_SIZE;
  const end = entries + count * ENTRY_SIZE;
  sortKeys(entries, scratch, half);
  sortKeys(middle, scratch, count - half);
  if (!keyLess(keyAt(middle, 0), keyAt(middle - ENTRY_SIZE, 0))) return;
  memory.copy(scratch, entries, half * ENTRY_SIZE);
  let left = scratch;
  const leftEnd = scratch + half * ENTRY_SIZE;
  let right = middle;
  let to = entries;
  while (left < leftEnd) {
    if (right < end && keyLess(keyAt(right, 0), keyAt(left, 0))) {
      memory.copy(to, right, ENTRY_SIZE);
      right += ENTRY_SIZE;
    } else {
      memory.copy(to, left, ENTRY_SIZE);
      left += ENTRY_SIZE;
    }
    to += ENTRY_SIZE;
  }
}

function isAsciiLetter(b: u32): bool {
  return (b | 0x20) - 0x61 < 26;
}

function isAsciiDigit(b: u32): bool {
  return b - 0x30 < 10;
}

/** go-yaml's keyList.Less for two strings: numbers in them by value, letters behind everything else. */
function keyLess(a: Value, b: Value): bool {
  const aLength = a.length;
  const bLength = b.length;
  const shorter = min(aLength, bLength);
  let i: u32 = 0;
  while (i < shorter && a.byte(i) == b.byte(i)) i++;
  if (i > 0 && a.byte(i - 1) >= 0x80) return runesLess(a, b);
  if (i == shorter) return aLength < bLength;
  const x: u32 = a.byte(i);
  const y: u32 = b.byte(i);
  if ((x | y) >= 0x80) return runesLess(a, b);
  const xLetter = isAsciiLetter(x);
  const yLetter = isAsciiLetter(y);
  if (xLetter && yLetter) return x < y;
  if (xLetter || yLetter) {
    // go-yaml v3 turns the order round directly behind a digit.
    return pretty && i > 0 && isAsciiDigit(a.byte(i - 1)) ? xLetter : yLetter;
  }
  let xNumber: i64 = 0;
  let yNumber: i64 = 0;
  if (x == 0x30 || y == 0x30) {
    for (let j: i32 = i - 1; j >= 0; j--) {
      const digit: u32 = a.byte(j);
      if (digit >= 0x80) return runesLess(a, b);
      if (!isAsciiDigit(digit)) break;
      if (digit != 0x30) {
        xNumber = 1;
        yNumber = 1;
        break;
      }
    }
  }
  let xEnd = i;
  while (xEnd < aLength && isAsciiDigit(a.byte(xEnd))) xNumber = xNumber * 10 + (a.byte(xEnd++) - 0x30);
  if (xEnd < aLength && a.byte(xEnd) >= 0x80) return runesLess(a, b);
  let yEnd = i;
  while (yEnd < bLength && isAsciiDigit(b.byte(yEnd))) yNumber = yNumber * 10 + (b.byte(yEnd++) - 0x30);
  if (yEnd < bLength && b.byte(yEnd) >= 0x80) return runesLess(a, b);
  if (xNumber != yNumber) return xNumber < yNumber;
  if (xEnd != yEnd) return xEnd < yEnd;
  return x < y;
}

let decodedLength: u32 = 0;

function decodeRunes(s: Value): usize {
  const runes = allocate(s.length << 2);
  const end = s.pointer + s.length;
  let count: u32 = 0;
  for (let p: usize = s.pointer; p < end; p += runeSize) store<u32>(runes + (count++ << 2), decodeRune(p, end));
  decodedLength = count;
  return runes;
}

function runeAt(runes: usize, i: u32): u32 {
  return load<u32>(runes + (i << 2));
}

/** The same order over runes, where one of the keys is not ASCII near their first difference. */
function runesLess(a: Value, b: Value): bool {
  const ar = decodeRunes(a);
  const aLength = decodedLength;
  const br = decodeRunes(b);
  const bLength = decodedLength;
  const shorter = min(aLength, bLength);
  let i: u32 = 0;
  while (i < shorter && runeAt(ar, i) == runeAt(br, i)) i++;
  if (i == shorter) return aLength < bLength;
  const x = runeAt(ar, i);
  const y = runeAt(br, i);
  const xLetter = isLetter(x);
  const yLetter = isLetter(y);
  if (xLetter && yLetter) return x < y;
  if (xLetter || yLetter) return pretty && i > 0 && isDigit(runeAt(ar, i - 1)) ? xLetter : yLetter;
  let xNumber: i64 = 0;
  let yNumber: i64 = 0;
  if (x == 0x30 || y == 0x30) {
    for (let j: i32 = i - 1; j >= 0 && isDigit(runeAt(ar, j)); j--) {
      if (runeAt(ar, j) != 0x30) {
        xNumber = 1;
        yNumber = 1;
        break;
      }
    }
  }
  let xEnd = i;
  while (xEnd < aLength && isDigit(runeAt(ar, xEnd))) xNumber = xNumber * 10 + (<i64>runeAt(ar, xEnd++) - 0x30);
  let yEnd = i;
  while (yEnd < bLength && isDigit(runeAt(br, yEnd))) yNumber = yNumber * 10 + (<i64>runeAt(br, yEnd++) - 0x30);
  if (xNumber != yNumber) return xNumber < yNumber;
  if (xEnd != yEnd) return xEnd < yEnd;
  return x < y;
}

// ---------------------------------------------------------------------------------------------------------------------
// Values

/** The YAML reader's limit for nested flow collections, which the JSON of the detour is made of. */
const MAX_FLOW_DEPTH: u32 = 10000;

/**
 * yaml.Marshal of sigs.k8s.io/yaml, with its final line break. False with Go's error recorded; the buffer is then as it
 * was.
 */
export function writeYaml(buffer: Buffer, v: Value): bool {
  if (!writeDocument(buffer, v, 0)) return false;
  if (endsLine) buffer.byte(0x0a);
  return true;
}

/**
 * `toYaml v | indent BASE` in one pass: yaml.Marshal without its final line break, and BASE spaces in front of every
 * line. What cannot be marshalled is the empty text, as for toYaml, and so one line of spaces.
 */
export function writeYamlIndented(buffer: Buffer, v: Value, baseIndent: u32): void {
  if (baseIndent) buffer.repeat(0x20, baseIndent);
  if (!writeDocument(buffer, v, baseIndent)) clearFailure();
}

/** Does the document written last end with a line break (which it is written without)? */
export let endsLine: bool = false;

function writeDocument(buffer: Buffer, v: Value, baseIndent: u32): bool {
  const mark = buffer.length;
  startDocument(buffer, baseIndent, false);
  startWalk(0);
  if (writeNode(v, -1, false)) {
    endsLine = finishDocument();
    return true;
  }
  buffer.length = mark;
  return false;
}

/** json.Marshal's errors come wrapped by Marshal. */
function failJson(): bool {
  wrapFailure(literal('error marshaling into JSON: '));
  return false;
}

function writeNode(v: Value, indent: i32, inMapping: bool): bool {
  switch (v.kind) {
    case KIND_STRING:
      return writeText(v.pointer, v.length, indent);
    case KIND_NIL:
      return writeNull();
    case KIND_BOOL:
      openPlain();
      writeBool(out, v.bool);
      return true;
    case KIND_FLOAT64:
      return writeFloat(v.float);
    case KIND_LIST: {
      if (v.isTypedNil) return writeNull();
      const length = v.length;
      if (length == 0) {
        writeEmpty(0x5b);
        return true;
      }
      if (!enter(v)) return false;
      // Directly in a mapping the dashes stand below the key.
      const items: u32 = indent < 0 ? 0 : inMapping && !indention ? indent : indent + 2;
      for (let i: u32 = 0; i < length; i++) {
        writeIndent(items);
        writeBlockIndicator(0x2d);
        if (!writeNode(v.item(i), items, false)) return false;
      }
      leaveContainer();
      return true;
    }
    case KIND_MAP: {
      if (v.type == MAP_ANY_ANY) {
        failUnsupportedType(v);
        return failJson();
      }
      if (v.pointer == 0) return writeNull();
      if (!enter(v)) return false;
      if (!writeMapping(v.map, indent)) return false;
      leaveContainer();
      return true;
    }
    case KIND_OBJECT:
      return writeMapping(structMembers(v, NAMES_JSON), indent);
    case KIND_ERROR:
      writeEmpty(0x7b);
      return true;
    case KIND_BYTES: {
      if (v.isTypedNil) return writeNull();
      const encoded = Buffer.create(((v.length + 2) / 3) << 2);
      writeBase64(encoded, v.pointer, v.length);
      return writeText(encoded.pointer, encoded.length, indent);
    }
    case KIND_TIME: {
      const time = timeText(v);
      return changetype<usize>(time) ? writeText(time.pointer, time.length, indent) : failJson();
    }
    case KIND_SEMVER: {
      const version = versionText(v);
      return writeText(version.pointer, version.length, indent);
    }
  }
  openPlain();
  if (writeInteger(out, v)) return true;
  failUnsupportedType(v);
  return failJson();
}

function enter(v: Value): bool {
  if (!enterContainer(v)) return failJson();
  if (containerDepth() <= MAX_FLOW_DEPTH) return true;
  failLiteral('yaml: exceeded max depth of 10000');
  return false;
}

export function writeNull(): bool {
  openPlain();
  out.literal('null');
  return true;
}

function writeMapping(map: MapObject, indent: i32): bool {
  const count = map.count;
  if (count == 0) {
    writeEmpty(0x7b);
    return true;
  }
  const own: u32 = indent < 0 ? 0 : indent + 2;
  const entries = naturalEntries(map);
  for (let i: u32 = 0; i < count; i++) {
    if (!writeKey(keyAt(entries, i), own)) return false;
    if (!writeNode(valueAt(entries, i), own, true)) return false;
  }
  return true;
}

/** A float64 as JSON's number read by YAML: integers that fit 64 bits are integers, the rest is in %g form. */
function writeFloat(value: f64): bool {
  if (!(abs(value) <= f64.MAX_VALUE)) {
    failUnsupportedFloat(value);
    return failJson();
  }
  openPlain();
  const magnitude = abs(value);
  if (magnitude < 9007199254740992.0) {
    if (<f64>(<i64>value) == value) {
      out.integer(<i64>value);
      return true;
    }
  } else if (magnitude < 1e21) {
    // JSON has the shortest digits that give the float back, then zeros: not its exact value.
    const mark = out.length;
    formatFloat(out, value, 0x66, -1);
    const digits = out.pointer + mark;
    if (parseInt(digits, out.length - mark, 10) || parseUint(digits, out.length - mark, 10)) return true;
    out.length = mark;
  }
  formatFloat(out, value, 0x67, -1);
  return true;
}
