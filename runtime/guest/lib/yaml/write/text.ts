// A scalar on its way into YAML: what the way through JSON makes of its text, what libyaml's analysis finds in it, and the
// style that follows. One scalar at a time; its findings are module state that the emitter reads.
// Follows go.yaml.in/yaml/v2@v2.4.4 emitterc.go.

import { Buffer } from '../../../core/buffer';
import { failLiteral } from '../../../core/error';
import { writeBase64 } from '../../../go/json/marshal';
import { decodeRune, isValidUtf8, runeSize } from '../../../go/unicode/unicode';
import { needsQuotes } from './implicit';

/** go-yaml v3's rules instead of v2's; v3 gets the Go string without the way through JSON. */
let pretty: bool = false;

// Scalars

export const STYLE_PLAIN: u32 = 0;
export const STYLE_SINGLE: u32 = 1;
export const STYLE_DOUBLE: u32 = 2;
export const STYLE_LITERAL: u32 = 3;

// Traits of a text's bytes, joined over all of them.
const TRAIT_PUNCTUATION: u8 = 1; // space, `:`, `#`: may end a plain scalar, depending on the neighbours
const TRAIT_BREAK: u8 = 2; // \n
const TRAIT_CONTROL: u8 = 4; // not printable, but allowed in JSON texts
const TRAIT_DELETE: u8 = 8; // DEL
export const TRAIT_WIDE: u8 = 16; // not ASCII

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
export let text: usize = 0;
export let textLength: u32 = 0;
export let traits: u8 = 0;
export let multiline: bool = false;
let plainAllowed: bool = false;
let singleAllowed: bool = false;
let blockAllowed: bool = false;

/** The scalar is tagged !!binary (go-yaml v3, for what is not UTF-8). */
export let binary: bool = false;

/** Takes a scalar in; false with a failure where the detour through JSON and YAML fails on it. */
export function takeText(pointer: usize, length: u32, version3: bool): bool {
  pretty = version3;
  text = pointer;
  textLength = length;
  traits = traitsOf(pointer, length);
  binary = false;
  folded = false;
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
export let folded: bool = false;

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
export function breakAt(p: usize, end: usize): u32 {
  const b = load<u8>(p);
  if (b == 0x0a || b == 0x0d) return 1;
  if (b == 0xc2) return p + 1 < end && load<u8>(p, 1) == 0x85 ? 2 : 0;
  if (b == 0xe2) return p + 2 < end && load<u8>(p, 1) == 0x80 && (load<u8>(p, 2) & 0xfe) == 0xa8 ? 3 : 0;
  return 0;
}

/** Is the character that is not ASCII one that go-yaml writes raw? */
export function isPrintableWide(p: usize): bool {
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
export function widthOf(b: u8): u32 {
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
export function chooseStyle(simpleKey: bool): u32 {
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
