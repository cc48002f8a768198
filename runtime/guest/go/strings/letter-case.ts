// Changing the case of letters: Go's strings.ToUpper, ToLower and Title, goutils' Uncapitalize and SwapCase. Broken UTF-8
// becomes U+FFFD wherever Go maps rune by rune; a text that nothing changes in keeps its bytes.
// Follows go@1.26.8 src/strings/strings.go, github.com/Masterminds/goutils@v1.1.1 wordutils.go.

import { Buffer } from '../../core/buffer';
import { allocate } from '../../core/memory';
import { isAscii } from './strings';
import {
  decodeRune,
  isDigit,
  isLetter,
  isLower,
  isSpace,
  isTitle,
  isUpper,
  runeSize,
  toLower,
  toTitle,
  toUpper,
} from '../unicode/unicode';
import { Value, newString } from '../../core/value';

/** strings.ToUpper, or strings.ToLower. */
export function mapCase(s: Value, upper: bool): Value {
  const base: usize = s.pointer;
  const length = s.length;
  const low: u32 = upper ? 0x61 : 0x41;
  if (isAscii(base, length)) {
    let i: u32 = 0;
    while (i < length && <u32>load<u8>(base + i) - low >= 26) i++;
    if (i == length) return s;
    const out = allocate(length);
    memory.copy(out, base, i);
    for (; i < length; i++) {
      const b: u32 = load<u8>(base + i);
      store<u8>(out + i, b - low < 26 ? b ^ 0x20 : b);
    }
    return newString(out, length);
  }
  const buffer = Buffer.create(length + 16);
  const end = base + length;
  let at = base;
  while (at < end) {
    const r = decodeRune(at, end);
    at += runeSize;
    buffer.rune(upper ? toUpper(r) : toLower(r));
  }
  return buffer.toValue();
}

/** What strings.Title takes for the end of a word. */
function isSeparator(r: u32): bool {
  if (r < 0x80) return !((r | 0x20) - 0x61 < 26 || r - 0x30 < 10 || r == 0x5f);
  if (isLetter(r) || isDigit(r)) return false;
  return isSpace(r);
}

/** strings.Title. */
export function titleCase(s: Value): Value {
  const buffer = Buffer.create(s.length + 16);
  let at: usize = s.pointer;
  const end = at + s.length;
  let previous: u32 = 0x20;
  while (at < end) {
    const r = decodeRune(at, end);
    at += runeSize;
    buffer.rune(isSeparator(previous) ? toTitle(r) : r);
    previous = r;
  }
  return buffer.toValue();
}

/** goutils.Uncapitalize: the first letter of every word in lower case. */
export function uncapitalize(s: Value): Value {
  const buffer = Buffer.create(s.length + 16);
  let at: usize = s.pointer;
  const end = at + s.length;
  let atStart = true;
  while (at < end) {
    const r = decodeRune(at, end);
    at += runeSize;
    if (isSpace(r)) {
      atStart = true;
      buffer.rune(r);
    } else {
      buffer.rune(atStart ? toLower(r) : r);
      atStart = false;
    }
  }
  return buffer.toValue();
}

/** goutils.SwapCase, which gives lower-case letters at the start of a word their title case. */
export function swapCase(s: Value): Value {
  const buffer = Buffer.create(s.length + 16);
  let at: usize = s.pointer;
  const end = at + s.length;
  let afterSpace = true;
  while (at < end) {
    let r = decodeRune(at, end);
    at += runeSize;
    if (isUpper(r) || isTitle(r)) {
      r = toLower(r);
      afterSpace = false;
    } else if (isLower(r)) {
      r = afterSpace ? toTitle(r) : toUpper(r);
      afterSpace = false;
    } else {
      afterSpace = isSpace(r);
    }
    buffer.rune(r);
  }
  return buffer.toValue();
}
