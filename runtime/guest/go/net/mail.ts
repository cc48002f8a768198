// Is a text a mail address? As Go's net/mail.ParseAddress answers: an addr-spec, or a name with an address in angle brackets,
// or a group of exactly one. Words encoded by RFC 2047 are taken as they stand.
// Follows go@1.26.8 src/net/mail/message.go.

import { indexByte } from '../strings/strings';
import { decodeRune, runeSize } from '../unicode/unicode';
import { substring, Value } from '../../core/value';
import { isAddress } from './netip';

let text: Value = changetype<Value>(0);
let at: u32 = 0;

export function isMailAddress(s: Value): bool {
  text = s;
  at = 0;
  return readAddress(true) == 1 && skipComments() && isAtEnd();
}

function isAtEnd(): bool {
  return at >= text.length;
}

function peek(): u32 {
  return isAtEnd() ? 0 : text.byte(at);
}

function consume(c: u32): bool {
  if (isAtEnd() || peek() != c) return false;
  at++;
  return true;
}

function skipSpace(): void {
  while (peek() == 0x20 || peek() == 0x09) at++;
}

/** Skips spaces and comments; false for a comment that does not end. */
function skipComments(): bool {
  skipSpace();
  while (consume(0x28)) {
    if (!skipComment()) return false;
    skipSpace();
  }
  return true;
}

function skipComment(): bool {
  let depth = 1;
  while (!isAtEnd() && depth > 0) {
    const c = peek();
    if (c == 0x5c && at + 1 < text.length) at++;
    else if (c == 0x28) depth++;
    else if (c == 0x29) depth--;
    at++;
  }
  return depth == 0;
}

/** How many addresses were read; -1 for none that is right. */
function readAddress(allowsGroup: bool): i32 {
  skipSpace();
  if (isAtEnd()) return -1;
  if (readSpec()) {
    skipSpace();
    if (!consume(0x28)) return 1;
    return skipComment() ? 1 : -1;
  }
  if (peek() != 0x3c && !readPhrase()) return -1;
  skipSpace();
  if (allowsGroup && consume(0x3a)) return readGroup();
  return consume(0x3c) && readSpec() && consume(0x3e) ? 1 : -1;
}

function readGroup(): i32 {
  skipSpace();
  if (consume(0x3b)) return skipComments() ? 0 : -1;
  let count = 0;
  while (true) {
    skipSpace();
    const found = readAddress(false);
    if (found < 0) return -1;
    count += found;
    if (!skipComments()) return -1;
    if (consume(0x3b)) return skipComments() ? count : -1;
    if (!consume(0x2c)) return -1;
  }
}

/** `local@domain`; where it is none the position stays. */
function readSpec(): bool {
  const start = at;
  skipSpace();
  const local = at;
  let good = false;
  if (peek() == 0x22) good = readQuoted() && at > local + 2;
  else good = readAtom(false);
  good = good && consume(0x40);
  if (good) {
    skipSpace();
    good = peek() == 0x5b ? readDomainLiteral() : readAtom(false);
  }
  if (!good) at = start;
  return good;
}

/** One or more words. */
function readPhrase(): bool {
  let words = 0;
  while (true) {
    if (words > 0 && !skipComments()) return false;
    skipSpace();
    if (isAtEnd()) return true;
    const before = at;
    if (!(peek() == 0x22 ? readQuoted() : readAtom(true))) {
      at = before;
      return words > 0;
    }
    words++;
  }
}

function isVisible(r: u32): bool {
  return (r >= 0x21 && r <= 0x7e) || r >= 0x80;
}

/** The character at the position, with its size in `runeSize`; 0 for bytes that are no UTF-8. */
function character(): u32 {
  const r = decodeRune(text.pointer + at, text.pointer + text.length);
  return r == 0xfffd && runeSize == 1 ? 0 : r;
}

function readQuoted(): bool {
  at++;
  let isEscaped = false;
  while (!isAtEnd()) {
    const r = character();
    const size = runeSize;
    const isPlain = isVisible(r) || r == 0x20 || r == 0x09;
    if (!isPlain) return false;
    at += size;
    if (isEscaped) isEscaped = false;
    else if (r == 0x22) return true;
    else isEscaped = r == 0x5c;
  }
  return false;
}

function isAtomCharacter(r: u32): bool {
  const specials = '()<>[]:;@\\,"';
  for (let i = 0; i < specials.length; i++) {
    if (<u32>specials.charCodeAt(i) == r) return false;
  }
  return isVisible(r);
}

/** A dot-atom; a permissive one may have its dots anywhere. */
function readAtom(isPermissive: bool): bool {
  const start = at;
  while (!isAtEnd()) {
    const r = character();
    if (r == 0 && peek() != 0) return false;
    if (!isAtomCharacter(r)) break;
    at += runeSize;
  }
  if (at == start) return false;
  if (isPermissive) return true;
  for (let i = start; i < at; i++) {
    if (text.byte(i) == 0x2e && (i == start || i + 1 == at || text.byte(i - 1) == 0x2e)) return false;
  }
  return true;
}

function readDomainLiteral(): bool {
  const close = indexByte(text.pointer, text.length, 0x5d, at);
  if (close < 0) return false;
  const inner = substring(text, at + 1, close);
  at = close + 1;
  return isAddress(inner);
}
