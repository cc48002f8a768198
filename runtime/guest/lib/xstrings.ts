// Words within names, as huandu/xstrings 1.5 (before, 1.4) finds them: for camelcase, snakecase and kebabcase. Its quirks (a lone connector
// is doubled, broken UTF-8 joins the word before it) are kept, because charts' names depend on them.
// Follows github.com/huandu/xstrings@v1.5.0 convert.go.

import { SPRIG_3_3 } from '../../abi/quirks';
import { has } from '../core/mode';
import { Buffer } from '../core/buffer';
import {
  RUNE_ERROR,
  decodeRune,
  isLetter,
  isNumber,
  isSpace,
  isUpper,
  runeSize,
  toLower,
  toUpper,
} from '../go/unicode/unicode';
import { EMPTY_STRING, Value } from '../core/value';

function isConnector(r: u32): bool {
  return r == 0x2d || r == 0x5f || isSpace(r);
}

/** A letter that is no CJK ideograph. */
function isAlphabet(r: u32): bool {
  if (!isLetter(r)) return false;
  return !((r >= 0x4e00 && r <= 0x9fcc) || (r >= 0x3400 && r <= 0x4d85) || (r >= 0x20000 && r <= 0x2b81d));
}

// The characters of Unicode's category P (15.0.0) from U+0080 on, as pairs of varints: gap to the range, its length - 1.
const PUNCTUATION_LENGTH: u32 = 425;
// biome-ignore format: a table
const punctuation: usize = memory.data<u8>([
  33,0,5,0,3,0,10,1,3,0,3,0,190,5,0,8,0,210,3,5,41,1,51,0,1,0,2,0,2,0,44,1,20,1,1,1,13,0,1,2,
  74,3,102,0,43,13,233,1,2,54,14,31,0,133,2,1,10,0,140,1,0,120,0,121,0,134,3,0,12,0,239,2,0,90,0,10,1,168,1,14,
  1,0,37,3,71,0,74,4,4,1,111,5,171,1,0,228,4,8,151,1,0,237,4,0,44,1,78,2,71,1,157,1,2,1,2,37,10,185,2,1,
  216,1,1,128,1,6,1,5,172,1,6,28,1,125,3,59,4,62,1,64,7,11,0,188,6,23,8,19,1,12,1,11,30,1,14,1,249,4,3,29,
  1,189,8,13,79,1,31,9,147,3,21,63,3,32,1,251,5,3,1,1,112,0,143,1,46,1,31,2,11,163,3,2,4,9,2,11,16,0,12,0,
  98,0,90,0,130,232,1,1,141,2,2,99,0,10,0,115,5,252,2,3,86,1,40,2,1,0,49,1,47,0,97,12,16,1,124,3,126,1,16,1,
  249,1,0,210,162,1,1,208,1,9,22,34,1,13,1,0,4,0,1,1,149,1,2,1,5,1,3,10,1,3,1,26,2,1,0,27,0,1,0,1,
  6,154,3,2,156,5,0,48,0,158,3,0,231,5,0,199,1,0,31,0,144,2,8,38,0,112,6,66,6,89,3,144,6,0,167,1,4,44,3,189,
  1,6,109,1,1,3,126,3,48,1,79,3,4,0,13,0,1,2,88,5,107,0,161,3,4,10,1,1,0,104,0,250,1,22,105,2,28,12,76,0,
  130,1,2,252,1,0,136,2,2,155,1,0,92,7,83,2,1,4,93,9,183,2,4,42,1,133,5,1,74,12,175,1,0,240,8,4,252,22,1,251,
  116,1,133,1,0,65,4,8,0,210,6,3,199,2,0,188,153,1,0,231,59,4,210,29,1,
]);

/** unicode.IsPunct. */
function isPunct(r: u32): bool {
  if (r < 0x80) {
    // !"#%&'()*,-./:;?@[\]_{}
    if (r < 0x20) return false;
    if (r < 0x40) return ((<u32>0x8c00f7ee >>> (r - 0x20)) & 1) != 0;
    if (r < 0x60) return ((<u32>0xb8000001 >>> (r - 0x40)) & 1) != 0;
    return r == 0x7b || r == 0x7d;
  }
  let at = punctuation;
  const end = at + PUNCTUATION_LENGTH;
  let start: u32 = 0x80;
  while (at < end) {
    let b: u32 = load<u8>(at++);
    let gap = b & 0x7f;
    for (let shift = 7; b & 0x80; shift += 7) {
      b = load<u8>(at++);
      gap |= (b & 0x7f) << shift;
    }
    // A range is never longer than 128.
    const length: u32 = load<u8>(at++) + 1;
    start += gap;
    if (r < start) return false;
    start += length;
    if (r < start) return true;
  }
  return false;
}

/** xstrings.ToPascalCase, before 1.5 ToCamelCase. */
export function camelCase(s: Value): Value {
  if (s.length == 0) return EMPTY_STRING;
  const buffer = Buffer.create(s.length + 16);
  let at: usize = s.pointer;
  const end = at + s.length;
  /** Since 1.5 what follows a capital in capitals is lowered. */
  const lowers = has(SPRIG_3_3);
  let upper = false;
  let r: u32 = 0;
  // Connectors at the start stay.
  while (at < end) {
    r = decodeRune(at, end);
    at += runeSize;
    if (!isConnector(r)) {
      upper = lowers && isUpper(r);
      r = toUpper(r);
      break;
    }
    buffer.rune(r);
  }
  while (at < end) {
    const previous = r;
    r = decodeRune(at, end);
    at += runeSize;
    if (isConnector(previous)) {
      if (isConnector(r)) {
        buffer.rune(previous);
        continue;
      }
      upper = lowers && isUpper(r);
      r = toUpper(r);
      continue;
    }
    if (upper) {
      if (isUpper(r)) r = toLower(r);
      else upper = false;
    }
    buffer.rune(previous);
  }
  buffer.rune(r);
  return buffer.toValue();
}

const INVALID_WORD: u32 = 0;
const NUMBER_WORD: u32 = 1;
const UPPER_CASE_WORD: u32 = 2;
const ALPHABET_WORD: u32 = 3;
const CONNECTOR_WORD: u32 = 4;
const PUNCT_WORD: u32 = 5;
const OTHER_WORD: u32 = 6;

/** The word that `nextWord` found: its kind and its bytes [wordStart, wordEnd). */
let wordKind: u32 = 0;
let wordStart: usize = 0;
let wordEnd: usize = 0;

/** Bytes that `nextValidRune` took. */
let validSize: u32 = 0;

/** The next rune that is not broken; `previous` where none is left. */
function nextValidRune(at: usize, end: usize, previous: u32): u32 {
  const start = at;
  while (at < end) {
    const r = decodeRune(at, end);
    at += runeSize;
    if (r != RUNE_ERROR) {
      validSize = <u32>(at - start);
      return r;
    }
  }
  validSize = <u32>(at - start);
  return previous;
}

function continues(kind: u32, r: u32): bool {
  switch (kind) {
    case CONNECTOR_WORD:
      return isConnector(r);
    case PUNCT_WORD:
      return isPunct(r);
    case ALPHABET_WORD:
      return isAlphabet(r) && !isUpper(r);
    case NUMBER_WORD:
      return isNumber(r);
    case UPPER_CASE_WORD:
      return isUpper(r);
    default:
      return !(isConnector(r) || isAlphabet(r) || isNumber(r) || isPunct(r));
  }
}

/** Finds the word that begins at wordEnd. */
function nextWord(end: usize): void {
  const start = wordEnd;
  wordStart = start;
  if (start == end) {
    wordKind = INVALID_WORD;
    return;
  }
  let r = nextValidRune(start, end, RUNE_ERROR);
  let at = start + validSize;
  if (r == RUNE_ERROR) {
    wordKind = INVALID_WORD;
    wordEnd = at;
    return;
  }
  let kind: u32;
  if (isConnector(r)) kind = CONNECTOR_WORD;
  else if (isPunct(r)) kind = PUNCT_WORD;
  else if (isUpper(r)) kind = UPPER_CASE_WORD;
  else if (isAlphabet(r)) kind = ALPHABET_WORD;
  else if (isNumber(r)) kind = NUMBER_WORD;
  else kind = OTHER_WORD;
  wordKind = kind;

  if (kind == UPPER_CASE_WORD) {
    if (at < end) {
      r = nextValidRune(at, end, r);
      if (isUpper(r)) {
        let lastSize = validSize;
        at += validSize;
        while (at < end) {
          r = nextValidRune(at, end, r);
          if (!isUpper(r)) break;
          lastSize = validSize;
          at += validSize;
        }
        // In HTTPStatus the S belongs to what follows.
        if (at < end && isAlphabet(r)) at -= lastSize;
      } else if (isAlphabet(r)) {
        at += validSize;
        at = extend(ALPHABET_WORD, at, end, r);
      }
    }
  } else {
    at = extend(kind, at, end, r);
  }
  wordEnd = at;
}

function extend(kind: u32, at: usize, end: usize, r: u32): usize {
  while (at < end) {
    r = nextValidRune(at, end, r);
    if (!continues(kind, r)) break;
    at += validSize;
  }
  return at;
}

function writeLower(buffer: Buffer, kind: u32, start: usize, end: usize, connector: u8): void {
  if (kind != UPPER_CASE_WORD && kind != CONNECTOR_WORD) {
    buffer.bytes(start, <u32>(end - start));
    return;
  }
  while (start < end) {
    const r = decodeRune(start, end);
    start += runeSize;
    if (isConnector(r)) buffer.byte(connector);
    else buffer.rune(isUpper(r) ? toLower(r) : r);
  }
}

function isWordBreak(kind: u32): bool {
  return kind == CONNECTOR_WORD || kind == PUNCT_WORD;
}

/** Writes the letters and numbers that directly follow a number, then a connector before what comes next. */
function writeTail(buffer: Buffer, end: usize, connector: u8): void {
  while (wordKind == ALPHABET_WORD || wordKind == NUMBER_WORD) {
    writeLower(buffer, wordKind, wordStart, wordEnd, connector);
    nextWord(end);
  }
  if (wordKind != INVALID_WORD && !isWordBreak(wordKind)) buffer.byte(connector);
}

/** xstrings.ToSnakeCase and ToKebabCase: words in lower case with the connector between them. */
export function lowerCaseWords(s: Value, connector: u8): Value {
  if (s.length == 0) return EMPTY_STRING;
  const buffer = Buffer.create(s.length + 32);
  const end: usize = <usize>s.pointer + s.length;
  wordEnd = s.pointer;
  nextWord(end);
  while (wordEnd < end) {
    if (wordKind != CONNECTOR_WORD) writeLower(buffer, wordKind, wordStart, wordEnd, connector);
    const previous = wordKind;
    const previousStart = wordStart;
    const previousEnd = wordEnd;
    nextWord(end);
    if (previous == NUMBER_WORD) {
      writeTail(buffer, end, connector);
    } else if (previous == CONNECTOR_WORD) {
      writeLower(buffer, previous, previousStart, previousEnd, connector);
    } else if (previous != PUNCT_WORD) {
      if (wordKind != NUMBER_WORD) {
        if (!isWordBreak(wordKind)) buffer.byte(connector);
      } else if (wordEnd < end) {
        // A number belongs to the word before it, unless small letters follow.
        const numberStart = wordStart;
        const numberEnd = wordEnd;
        nextWord(end);
        if (wordKind != ALPHABET_WORD) {
          writeLower(buffer, NUMBER_WORD, numberStart, numberEnd, connector);
          if (!isWordBreak(wordKind)) buffer.byte(connector);
        } else {
          buffer.byte(connector);
          writeLower(buffer, NUMBER_WORD, numberStart, numberEnd, connector);
          writeTail(buffer, end, connector);
        }
      }
    }
  }
  writeLower(buffer, wordKind, wordStart, wordEnd, connector);
  return buffer.toValue();
}
