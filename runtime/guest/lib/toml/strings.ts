// The four forms of a TOML string, and what their escapes mean.
// Follows github.com/BurntSushi/toml@v1.6.0 parse.go.

import { TOML_1_6 } from '../../../abi/quirks';
import { Buffer } from '../../core/buffer';
import { has } from '../../core/mode';
import {
  accept,
  atEnd,
  END,
  failCurrent,
  failLine,
  failLineBefore,
  failWords,
  ignore,
  isDigit,
  isHex,
  isNewline,
  line,
  next,
  peek,
  position,
  retreat,
  start,
  stopped,
  words,
} from './scan';
import { newString, Value } from '../../core/value';

const NONE: Value = changetype<Value>(0);

/** A string in single quotes, the first being read. */
export function readRawString(): Value {
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (r == END) {
      failWords('unexpected EOF; expected "\'"');
      return NONE;
    }
    if (isNewline(r)) {
      failLineBefore(words('strings cannot contain newlines'));
      return NONE;
    }
    if (r == 0x27) break;
  }
  const value = newString(start, <u32>(position - start) - 1);
  ignore();
  return value;
}

/** A string in double quotes, the first being read. */
export function readString(): Value {
  let escapes = false;
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (r == END) {
      failWords("unexpected EOF; expected '\"'");
      return NONE;
    }
    if (isNewline(r)) {
      failLineBefore(words('strings cannot contain newlines'));
      return NONE;
    }
    if (r == 0x5c) {
      escapes = true;
      if (!checkEscape()) return NONE;
    } else if (r == 0x22) {
      break;
    }
  }
  const from = start;
  const length = <u32>(position - start) - 1;
  ignore();
  return escapes ? replaceEscapes(from, length) : newString(from, length);
}

/** Is what follows a backslash an escape? */
function checkEscape(): bool {
  const r = next();
  if (stopped) return false;
  const version3 = !has(TOML_1_6);
  switch (r) {
    case 0x65:
      if (version3) break;
      return true;
    case 0x62:
    case 0x74:
    case 0x6e:
    case 0x66:
    case 0x72:
    case 0x22:
    case 0x20:
    case 0x09:
    case 0x5c:
      return true;
    case 0x78:
      if (version3) break;
      return checkHex(2, "expected two hexadecimal digits after '\\x', but got ");
    case 0x75:
      return checkHex(4, "expected four hexadecimal digits after '\\u', but got ");
    case 0x55:
      return checkHex(8, "expected eight hexadecimal digits after '\\U', but got ");
  }
  const message = words("invalid escape in string '\\");
  message.rune(r);
  message.byte(0x27);
  failLine(message, atEnd ? line - 1 : line);
  return false;
}

function checkHex(digits: i32, problem: string): bool {
  for (let i = 0; i < digits; i++) {
    const r = next();
    if (stopped) return false;
    if (!isHex(r)) {
      failCurrent(problem, ' instead');
      return false;
    }
  }
  return true;
}

/** Do the last `count` bytes read all equal `b`? */
function endsWith(b: u8, count: u32): bool {
  if (<u32>(position - start) < count) return false;
  for (let i: u32 = 1; i <= count; i++) {
    if (load<u8>(position - i) != b) return false;
  }
  return true;
}

/**
 * The closing three quotes of a multi-line string, of which the first was read: 0 no, 1 yes, -1 failed. Up to two
 * quotes in front of them belong to the string.
 */
function closesMultiline(quote: u8): i32 {
  if (!accept(quote)) return stopped ? -1 : 0;
  if (!accept(quote)) {
    if (stopped) return -1;
    retreat(1);
    return 0;
  }
  const r = peek();
  if (stopped) return -1;
  if (r != quote) return 1;
  const escaped = quote == 0x22 && <u32>(position - start) >= 6 && load<u8>(position - 6) == 0x5c;
  if (endsWith(quote, 5) && !escaped) {
    if (quote == 0x22) failWords('unexpected \'""""""\'');
    else failWords("unexpected \"''''''\"");
    return -1;
  }
  retreat(2);
  return 0;
}

export function readMultilineRawString(): Value {
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (r == END) {
      failWords("unexpected EOF; expected \"'''\"");
      return NONE;
    }
    if (r != 0x27) continue;
    const closed = closesMultiline(0x27);
    if (closed < 0) return NONE;
    if (closed) break;
  }
  const value = withoutFirstNewline(start, <u32>(position - start) - 3);
  ignore();
  return value;
}

export function readMultilineString(): Value {
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (r == END) {
      failWords('unexpected EOF; expected \'"""\'');
      return NONE;
    }
    if (r == 0x5c) {
      if (isNewline(peek())) next();
      else if (!checkEscape()) return NONE;
      if (stopped) return NONE;
    } else if (r == 0x22) {
      const closed = closesMultiline(0x22);
      if (closed < 0) return NONE;
      if (closed) break;
    }
  }
  const text = withoutFirstNewline(start, <u32>(position - start) - 3);
  ignore();
  const joined = joinLines(text);
  return replaceEscapes(joined.pointer, joined.length);
}

function withoutFirstNewline(pointer: usize, length: u32): Value {
  let from: u32 = 0;
  if (length > 0 && load<u8>(pointer) == 0x0a) from = 1;
  else if (length > 1 && load<u8>(pointer) == 0x0d && load<u8>(pointer, 1) == 0x0a) from = 2;
  return newString(pointer + from, length - from);
}

/** Takes out every backslash at a line's end with all the space behind it, over any number of lines. */
function joinLines(s: Value): Value {
  const out = Buffer.create(s.length);
  let from: u32 = 0;
  let i: u32 = 0;
  while (i < s.length) {
    if (s.byte(i) != 0x5c) {
      i++;
      continue;
    }
    if (i + 1 < s.length && s.byte(i + 1) == 0x5c) {
      i += 2;
      continue;
    }
    let k = i + 1;
    let broken = false;
    while (k < s.length) {
      const b = s.byte(k);
      if (b == 0x0a) broken = true;
      else if (b != 0x20 && b != 0x09 && b != 0x0d) break;
      k++;
    }
    if (broken) {
      out.bytes(s.pointer + from, i - from);
      from = k;
      i = k;
    } else {
      i++;
    }
  }
  out.bytes(s.pointer + from, s.length - from);
  return out.toValue();
}

function replaceEscapes(pointer: usize, length: u32): Value {
  const out = Buffer.create(length);
  const last = pointer + length;
  let p = pointer;
  while (p < last) {
    const b = load<u8>(p);
    if (b != 0x5c) {
      out.byte(b);
      p++;
      continue;
    }
    const escape = load<u8>(p, 1);
    p += 2;
    switch (escape) {
      case 0x62:
        out.byte(0x08);
        break;
      case 0x74:
        out.byte(0x09);
        break;
      case 0x6e:
        out.byte(0x0a);
        break;
      case 0x66:
        out.byte(0x0c);
        break;
      case 0x72:
        out.byte(0x0d);
        break;
      case 0x65:
        out.byte(0x1b);
        break;
      case 0x22:
      case 0x5c:
        out.byte(escape);
        break;
      case 0x78:
      case 0x75:
      case 0x55: {
        const digits: u32 = escape == 0x78 ? 2 : escape == 0x75 ? 4 : 8;
        let rune: u32 = 0;
        for (let i: u32 = 0; i < digits; i++) {
          const digit: u32 = load<u8>(p + i);
          rune = (rune << 4) | (isDigit(digit) ? digit - 0x30 : (digit | 0x20) - 0x57);
        }
        if (rune > 0x10ffff || (rune >= 0xd800 && rune <= 0xdfff)) {
          const message = words("Escaped character '\\u");
          message.bytes(p, digits);
          message.literal("' is not valid UTF-8.");
          failLine(message, line);
          return NONE;
        }
        out.rune(rune);
        p += digits;
        break;
      }
      default: {
        const message = words("invalid escape: '\\");
        message.byte(escape);
        message.byte(0x27);
        failLine(message, line);
        return NONE;
      }
    }
  }
  return out.toValue();
}
