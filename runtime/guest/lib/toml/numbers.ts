// Numbers and times of a TOML document: the lexer takes what looks like one, the parser then checks it.
// Follows github.com/BurntSushi/toml@v1.6.0 parse.go.

import { TOML_1_5 } from '../../../abi/quirks';
import { Buffer } from '../../core/buffer';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { parsedFloat, parsedInt, parseFloat, parseInt, parseStatus, quoteInto, RANGE } from '../../go/strconv/number';
import {
  accept,
  backup,
  failHere,
  failLine,
  failRune,
  failWords,
  ignore,
  isDigit,
  isHex,
  line,
  next,
  peek,
  position,
  start,
  stopped,
  words,
} from './scan';
import { parseTomlTime } from './time';
import { isLetter } from '../../go/unicode/unicode';
import { newFloat, newInt64, Value } from '../../core/value';

const NONE: Value = changetype<Value>(0);

/** A number behind its sign. */
export function readSigned(): Value {
  const r = next();
  if (stopped) return NONE;
  switch (r) {
    case 0x69:
      if (!accept(0x6e) || !accept(0x66)) return failFloatWord();
      return floatValue();
    case 0x6e:
      if (!accept(0x61) || !accept(0x6e)) return failFloatWord();
      return floatValue();
    case 0x30: {
      const base = peek();
      if (base == 0x62 || base == 0x6f || base == 0x78) {
        const message = words("cannot use sign with non-decimal numbers: '");
        message.bytes(start, <u32>(position - start));
        message.rune(base);
        message.byte(0x27);
        failHere(message);
        return NONE;
      }
      break;
    }
    case 0x2e:
      failWords("floats must start with a digit, not '.'");
      return NONE;
  }
  if (isDigit(r)) return readDecimal();
  failRune('expected a digit but got ', r, '');
  return NONE;
}

function failFloatWord(): Value {
  const message = words("invalid float: '");
  message.bytes(start, <u32>(position - start));
  message.byte(0x27);
  failHere(message);
  return NONE;
}

export function readNumberOrTime(): Value {
  if (next() == 0x30) {
    const r = next();
    if (stopped) return NONE;
    switch (r) {
      case 0x5f:
        return readDecimal();
      case 0x2e:
      case 0x65:
      case 0x45:
        return readFloat();
      case 0x62:
        return readBased(2, 'not a binary number: ');
      case 0x6f:
        return readBased(8, 'not an octal number: ');
      case 0x78:
        return readBased(16, !has(TOML_1_5) ? 'not a hexidecimal number: ' : 'not a hexadecimal number: ');
    }
    if (!isDigit(r)) {
      backup();
      return integerValue();
    }
  }
  while (!stopped) {
    const r = next();
    if (isDigit(r)) continue;
    if (stopped) break;
    switch (r) {
      case 0x2d:
      case 0x3a:
        return readTime();
      case 0x5f:
        return readDecimal();
      case 0x2e:
      case 0x65:
      case 0x45:
        return readFloat();
    }
    backup();
    return integerValue();
  }
  return NONE;
}

function isDigitOf(base: i32, r: u32): bool {
  return base == 16 ? isHex(r) : r - 0x30 < <u32>base;
}

/** The digits behind 0b, 0o or 0x. */
function readBased(base: i32, problem: string): Value {
  const first = peek();
  if (!isDigitOf(base, first)) {
    const message = words(problem);
    message.byte(0x27);
    message.bytes(start, <u32>(position - start));
    message.rune(first);
    message.byte(0x27);
    failHere(message);
    return NONE;
  }
  while (!stopped) {
    const r = next();
    if (!isDigitOf(base, r) && r != 0x5f) break;
  }
  backup();
  return integerValue();
}

function readDecimal(): Value {
  while (!stopped) {
    const r = next();
    if (isDigit(r) || r == 0x5f) continue;
    if (r == 0x2e || (r | 0x20) == 0x65) return readFloat();
    break;
  }
  backup();
  return integerValue();
}

function readFloat(): Value {
  while (!stopped) {
    const r = next();
    if (!isDigit(r) && r != 0x5f && r != 0x2e && r != 0x2d && r != 0x2b && (r | 0x20) != 0x65) break;
  }
  backup();
  return floatValue();
}

/** Reads on as long as the characters may be of a time; the spaces at its end are not part of it. */
function readTime(): Value {
  while (!stopped) {
    const r = next();
    if (
      isDigit(r) ||
      r == 0x2d ||
      r == 0x3a ||
      (r | 0x20) == 0x74 ||
      r == 0x20 ||
      r == 0x2e ||
      (r | 0x20) == 0x7a ||
      r == 0x2b
    )
      continue;
    break;
  }
  backup();
  if (stopped) return NONE;
  let last = position;
  while (load<u8>(last - 1) == 0x20) last--;
  const length = <u32>(last - start);
  const text = allocate(length);
  for (let i: u32 = 0; i < length; i++) {
    const b = load<u8>(start + i);
    store<u8>(text + i, b == 0x7a ? 0x5a : b == 0x74 || b == 0x20 ? 0x54 : b);
  }
  ignore();
  const time = parseTomlTime(text, length);
  if (changetype<usize>(time)) return time;
  const message = words('invalid datetime: ');
  quoteInto(message, text, length);
  failLine(message, line);
  return NONE;
}

/** "Invalid KIND "text": PROBLEM" for the token at hand. */
function failNumber(kind: string, problem: string): Value {
  const message = words('Invalid ');
  message.literal(kind);
  message.byte(0x20);
  quoteInto(message, start, <u32>(position - start));
  message.literal(problem);
  failLine(message, line);
  return NONE;
}

function failRange(size: string): Value {
  const message = Buffer.create(64);
  message.bytes(start, <u32>(position - start));
  message.literal(' is out of range for ');
  message.literal(size);
  failLine(message, line);
  return NONE;
}

/** Is every underscore in [from, to) surrounded by digits? */
function underscoresFit(from: usize, to: usize): bool {
  let fits = false;
  for (let p = from; p < to; p++) {
    const b = load<u8>(p);
    if (b == 0x5f && !fits) return false;
    fits = isHex(b);
  }
  return fits;
}

function hasLeadingZero(from: usize, to: usize): bool {
  const b = load<u8>(from);
  if (to - from > 1 && b == 0x30) {
    const second = load<u8>(from, 1);
    return second != 0x62 && second != 0x6f && second != 0x78;
  }
  return to - from > 2 && (b == 0x2d || b == 0x2b) && load<u8>(from, 1) == 0x30;
}

function integerValue(): Value {
  if (stopped) return NONE;
  if (!underscoresFit(start, position)) return failNumber('integer', ': underscores must be surrounded by digits');
  if (hasLeadingZero(start, position)) return failNumber('integer', ': cannot have leading zeroes');
  if (!parseInt(start, <u32>(position - start), 0)) return failRange('int64');
  ignore();
  return newInt64(parsedInt);
}

export function floatValue(): Value {
  if (stopped) return NONE;
  const length = <u32>(position - start);
  const sign: u32 = isDigit(load<u8>(start)) || isLetter(load<u8>(start)) ? 0 : 1;
  const word = isLetter(load<u8>(start + sign));
  if (!word) {
    // The parts between `.` and `e`, of which empty ones do not count.
    let part = start;
    for (let p = start; p <= position; p++) {
      const b: u32 = p < position ? load<u8>(p) : 0x2e;
      if (b != 0x2e && (b | 0x20) != 0x65) continue;
      if (p > part && !underscoresFit(part, p)) {
        return failNumber('float', ': underscores must be surrounded by digits');
      }
      part = p + 1;
    }
    part = start;
    while (part < position && load<u8>(part) != 0x2e && (load<u8>(part) | 0x20) != 0x65) part++;
    if (part > start && hasLeadingZero(start, part)) return failNumber('float', ': cannot have leading zeroes');
    for (let p = start; p < position; p++) {
      if (load<u8>(p) == 0x2e && (p + 1 == position || !isDigit(load<u8>(p, 1)))) {
        return failNumber('float', ": '.' must be followed by one or more digits");
      }
    }
  }
  const plain = allocate(length);
  let size: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const b = load<u8>(start + i);
    if (b != 0x5f) store<u8>(plain + size++, b);
  }
  if (word && load<u8>(start + sign) == 0x6e) {
    ignore();
    const nan: f64 = reinterpret<f64>(<u64>0x7ff8000000000001);
    return newFloat(load<u8>(plain) == 0x2d ? -nan : nan);
  }
  if (!parseFloat(plain, size)) {
    if (parseStatus == RANGE) return failRange('float64');
    const message = words('Invalid float value: ');
    quoteInto(message, start, length);
    failLine(message, line);
    return NONE;
  }
  ignore();
  return newFloat(parsedFloat);
}
