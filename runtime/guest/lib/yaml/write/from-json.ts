// JSON as YAML that every reader (1.1 and 1.2) reads back as the same values: what packages in TypeScript give. One pass over a text
// that JSON.stringify wrote; of scalars that are no strings it takes any, so that whoever wrote the text may have put `.nan` there.
// Follows nothing: Helm's form is marshal.ts's; here keys stay in their order, and strings are plain only where no reader takes them
// for anything else.

import { Buffer } from '../../../core/buffer';
import { Value } from '../../../core/value';

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const BACKSLASH: u8 = 0x5c;
const BRACKET: u8 = 0x5b;
const BRACKET_END: u8 = 0x5d;
const BRACE: u8 = 0x7b;
const BRACE_END: u8 = 0x7d;
const NEWLINE: u8 = 0x0a;
const SPACE: u8 = 0x20;

/** Longest key that stands before a plain colon: YAML looks for one within 1024 characters. */
const MOST_KEY: u32 = 500;

let at: usize = 0;
let end: usize = 0;
let out: Buffer = changetype<Buffer>(0);

// What the last string is made of, between its quotes.
let start: usize = 0;
let length: u32 = 0;
let isPlain: bool = false;
let isBlock: bool = false;
let isBare: bool = false;

/** A JSON text without spaces between its tokens as one YAML document. */
export function jsonToYaml(text: Value): Value {
  out = Buffer.create(text.length + (text.length >> 1) + 64);
  at = text.pointer;
  end = at + text.length;
  const first = load<u8>(at);
  if (first == BRACKET && load<u8>(at + 1) != BRACKET_END) writeItems(0);
  else if (first == BRACE && load<u8>(at + 1) != BRACE_END) writeEntries(0);
  else {
    writeValue(2, 0);
    out.pointer++; // the space that stands behind a key
    out.length--;
  }
  return out.toValue();
}

/** What follows `key:` or `-`, up to and with the newline. `list`: the indent of the items if it is a list. */
function writeValue(indent: u32, list: u32): void {
  const first = load<u8>(at);
  const isEmpty = load<u8>(at + 1) == first + 2; // both brackets end two further
  if (first == BRACKET && !isEmpty) {
    out.byte(NEWLINE);
    writeItems(list);
    return;
  }
  if (first == BRACE && !isEmpty) {
    out.byte(NEWLINE);
    out.repeat(SPACE, indent);
    writeEntries(indent);
    return;
  }
  out.byte(SPACE);
  if (first == BRACKET || first == BRACE) {
    out.bytes(at, 2);
    at += 2;
  } else if (first == QUOTE) {
    readString();
    if (isBlock) {
      writeBlock(indent);
      return;
    }
    writeString();
  } else writeScalar();
  out.byte(NEWLINE);
}

function writeItems(indent: u32): void {
  do {
    at++;
    out.repeat(SPACE, indent);
    out.byte(0x2d);
    if (load<u8>(at) == BRACE && load<u8>(at + 1) != BRACE_END) {
      out.byte(SPACE);
      writeEntries(indent + 2);
    } else writeValue(indent + 2, indent + 2);
  } while (load<u8>(at) == COMMA);
  at++;
}

/** The entries of a mapping, without the indent of the first. */
function writeEntries(indent: u32): void {
  let isFirst = true;
  do {
    at++;
    if (!isFirst) out.repeat(SPACE, indent);
    isFirst = false;
    readString();
    if (length < MOST_KEY) writeString();
    else {
      out.byte(0x3f);
      out.byte(SPACE);
      writeQuoted();
      out.byte(NEWLINE);
      out.repeat(SPACE, indent);
    }
    out.byte(COLON);
    at++;
    writeValue(indent + 2, indent);
  } while (load<u8>(at) == COMMA);
  at++;
}

/** A number, a word, or whatever else stands here up to the next token. */
function writeScalar(): void {
  const from = at;
  let exponent: usize = 0;
  let hasPoint = false;
  while (at < end) {
    const b = load<u8>(at);
    if (b == COMMA || b == BRACKET_END || b == BRACE_END) break;
    if (b == 0x2e) hasPoint = true;
    else if (b == 0x65) exponent = at;
    at++;
  }
  const isNumber = load<u8>(from) <= 0x39;
  if (!isNumber || hasPoint || exponent == 0) {
    out.bytes(from, <u32>(at - from));
    return;
  }
  // YAML 1.1 reads 1e21 as a text.
  out.bytes(from, <u32>(exponent - from));
  out.byte(0x2e);
  out.byte(0x30);
  out.bytes(exponent, <u32>(at - exponent));
}

/** Letters, digits and _./$@+=- : what plain strings are made of. */
function isWord(b: u8): bool {
  if (b >= 0x61) return b <= 0x7a;
  if (b >= 0x2d && b <= 0x39) return true;
  if (b >= 0x40 && b <= 0x5a) return true;
  return b == 0x5f || b == 0x24 || b == 0x2b || b == 0x3d;
}

/** Reads a string and finds how it can be written. */
function readString(): void {
  at++;
  start = at;
  const first = load<u8>(at);
  isPlain = isWord(first) && !(first <= 0x39 && first != 0x24 && first != 0x2f) && first != 0x3d && first != 0x40;
  isBlock = first != SPACE;
  isBare = true;
  let hasBreak = false;
  let isPart = false; // behind the first space or colon
  let b = first;
  while (b != QUOTE) {
    if (b < 0x80) {
      if (b == BACKSLASH) {
        isPlain = false;
        at++;
        b = load<u8>(at);
        if (b == 0x6e) {
          if (at == start + 1) isBlock = false;
          hasBreak = true;
        } else if (b == 0x74) {
          if (at == start + 1) isBlock = false;
        } else if (b != QUOTE && b != BACKSLASH) isBlock = false;
      } else if (isPlain && !isWord(b)) {
        if (b == SPACE || b == COLON) {
          isPart = true;
          const next = load<u8>(at + 1);
          isPlain = isWord(next) || next == 0x28;
        } else isPlain = isPart && b == 0x28;
      }
      if (b == 0x7f) {
        isBlock = false;
        isBare = false;
      }
    } else {
      isPlain = false;
      const size = specialSize();
      if (size > 0) {
        isBare = false;
        if (size != 2 || load<u8>(at + 1) != 0xa0) isBlock = false;
      }
    }
    at++;
    b = load<u8>(at);
  }
  length = <u32>(at - start);
  at++;
  if (!hasBreak) isBlock = false;
  if (isPlain && length < 6 && isReserved()) isPlain = false;
}

/** The bytes of a character here that JSON leaves bare and YAML folds or refuses: U+0080 to U+00A0, U+2028, U+2029, U+FEFF, U+FFFE, U+FFFF; else 0. */
function specialSize(): u32 {
  const b = load<u8>(at);
  if (b == 0xc2) return load<u8>(at + 1) <= 0xa0 ? 2 : 0;
  if (b == 0xe2) return load<u8>(at + 1) == 0x80 && (load<u8>(at + 2) & 0xfe) == 0xa8 ? 3 : 0;
  if (b == 0xef) {
    const next = load<u8>(at + 1);
    const last = load<u8>(at + 2);
    return (next == 0xbb && last == 0xbf) || (next == 0xbf && last >= 0xbe) ? 3 : 0;
  }
  return 0;
}

// Words that YAML 1.1 takes for something else than a string, each in the bytes of a number; lower-case.
const TRUE: u64 = 0x65757274;
const FALSE: u64 = 0x65736c6166;
const YES: u64 = 0x736579;
const NO: u64 = 0x6f6e;
const ON: u64 = 0x6e6f;
const OFF: u64 = 0x66666f;
const Y: u64 = 0x79;
const N: u64 = 0x6e;
const NULL: u64 = 0x6c6c756e;
const NAN: u64 = 0x6e616e;
const INF: u64 = 0x666e69;

/** Is the last string, which is plain and has fewer than six bytes, such a word in any case? */
function isReserved(): bool {
  let word: u64 = 0;
  for (let i: u32 = 0; i < length; i++) word |= (<u64>(load<u8>(start + i) | 0x20)) << (i << 3);
  return (
    word == TRUE ||
    word == FALSE ||
    word == YES ||
    word == NO ||
    word == ON ||
    word == OFF ||
    word == Y ||
    word == N ||
    word == NULL ||
    word == NAN ||
    word == INF
  );
}

/** The last string, plain where it can be. */
function writeString(): void {
  if (isPlain) out.bytes(start, length);
  else writeQuoted();
}

/** The last string in double quotes: JSON's, but for what YAML does not leave alone. */
function writeQuoted(): void {
  if (isBare) {
    out.bytes(start - 1, length + 2);
    return;
  }
  out.byte(QUOTE);
  const behind = at;
  at = start;
  while (at < start + length) {
    const size = load<u8>(at) == 0x7f ? 1 : load<u8>(at) < 0x80 ? 0 : specialSize();
    if (size == 0) {
      out.byte(load<u8>(at));
      at++;
      continue;
    }
    let code: u32 = load<u8>(at);
    if (size == 2) code = load<u8>(at + 1);
    else if (size == 3) code = ((code & 0x0f) << 12) | ((load<u8>(at + 1) & 0x3f) << 6) | (load<u8>(at + 2) & 0x3f);
    out.byte(BACKSLASH);
    out.byte(0x75);
    for (let shift = 12; shift >= 0; shift -= 4) {
      const digit = (code >> shift) & 15;
      out.byte(<u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
    }
    at += size;
  }
  at = behind;
  out.byte(QUOTE);
}

/** The last string as a block scalar. */
function writeBlock(indent: u32): void {
  const behind = start + length;
  const ends = load<u8>(behind - 1) == 0x6e && isEscape(behind - 2);
  out.byte(0x7c);
  if (!ends) out.byte(0x2d);
  else if (load<u8>(behind - 3) == 0x6e && isEscape(behind - 4)) out.byte(0x2b);
  out.byte(NEWLINE);
  let isLineStart = true;
  for (let i = start; i < behind; i++) {
    let b = load<u8>(i);
    if (b == BACKSLASH) {
      i++;
      b = load<u8>(i);
      if (b == 0x6e) {
        out.byte(NEWLINE);
        isLineStart = true;
        continue;
      }
      if (b == 0x74) b = 0x09;
    }
    if (isLineStart) out.repeat(SPACE, indent);
    isLineStart = false;
    out.byte(b);
  }
  if (!ends) out.byte(NEWLINE);
}

/** Does an escape begin here? A backslash does, unless one before it escapes it. */
function isEscape(place: usize): bool {
  let count = 0;
  while (place >= start && load<u8>(place) == BACKSLASH) {
    count++;
    place--;
  }
  return (count & 1) == 1;
}
