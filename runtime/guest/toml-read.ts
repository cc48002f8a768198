// BurntSushi/toml's decoder into map[string]interface {}: tables are maps, integers int64, and errors carry Go's text with
// line and last key. The lexer's and the parser's part are one descent here, but what fails first must fail first:
// where a token ends at a bad byte, the byte is the error and not the token.

import { HELM_3, KIND_LIST, KIND_MAP, LIST_ANY, LIST_MAP, LIST_STRING, MAP_ANY } from '../layout';
import { Buffer } from './buffer';
import { fail } from './error';
import { MapObject, mapDelete, mapGet, mapSet, newMapObject } from './map';
import { allocate } from './memory';
import { helmVersion } from './mode';
import { parsedFloat, parsedInt, parseFloat, parseInt, parseStatus, quoteInto, quoteRuneInto, RANGE } from './number';
import { parseTomlTime } from './toml-time';
import { decodeRune, isLetter, runeSize } from './unicode';
import {
  EMPTY_STRING,
  equalsLiteral,
  FALSE,
  ListBuilder,
  literal,
  newFloat,
  newInt64,
  newList,
  newMap,
  newMapOf,
  newString,
  setItem,
  TRUE,
  Value,
} from './value';

// ---------------------------------------------------------------------------------------------------------------------
// State

let input: usize = 0;
let end: usize = 0;
let position: usize = 0;
/** Where the token at hand begins. */
let start: usize = 0;
let line: i32 = 0;
/** The last `next` found the end of the text. */
let atEnd: bool = false;
/** Bytes that the last four calls of `next` took, the latest lowest: as many can be taken back. */
let widths: u32 = 0;

/** Something failed: everything returns. */
let stopped: bool = false;

/** The table that keys are set in, as the list of keys from the top; and the key that is being set. */
let context: Value = EMPTY_STRING;
let currentKey: Value = EMPTY_STRING;
/** Line of the first part of the key or table name read last. */
let keyLine: i32 = 0;

let root: MapObject = changetype<MapObject>(0);
/** What is known of full keys, by their text: FACT_ bits in place of a value. */
let facts: MapObject = changetype<MapObject>(0);
const FACT_IMPLICIT: u32 = 1;
const FACT_ARRAY: u32 = 2;

const END: u32 = 0;

// ---------------------------------------------------------------------------------------------------------------------
// Errors

/** Fails with the message at the given line. Only the first failure counts. */
function failLine(message: Buffer, at: i32): void {
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

function words(text: string): Buffer {
  const buffer = Buffer.create(64);
  buffer.literal(text);
  return buffer;
}

/** lexer.errorf: at the end of the text Helm 3's version always names the line before. */
function failHere(message: Buffer): void {
  let at = line;
  if (atEnd && (helmVersion == HELM_3 || (position > input && load<u8>(position - 1) == 0x0a))) at--;
  failLine(message, at);
}

function failWords(text: string): void {
  failHere(words(text));
}

/** lexer.errorPrevLine. */
function failLineBefore(message: Buffer): void {
  failLine(message, line - 1);
}

/** `BEFORE'r'AFTER` with the character quoted as Go does. */
function failRune(before: string, r: u32, after: string): void {
  const message = words(before);
  quoteRuneInto(message, r, false);
  message.literal(after);
  failHere(message);
}

/** `'r'`, or the words for the end of the text. */
function runeOrEnd(message: Buffer, r: u32): void {
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
function failCurrent(before: string, after: string): void {
  const message = words(before);
  quoteInto(message, start, <u32>(position - start));
  message.literal(after);
  failHere(message);
}

// ---------------------------------------------------------------------------------------------------------------------
// Characters

function next(): u32 {
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
function backup(): void {
  if (atEnd) {
    atEnd = false;
    return;
  }
  const width = widths & 255;
  widths >>>= 8;
  position -= width;
  if (width && load<u8>(position) == 0x0a) line--;
}

function peek(): u32 {
  const r = next();
  backup();
  return r;
}

function accept(r: u32): bool {
  if (next() == r) return true;
  backup();
  return false;
}

function ignore(): void {
  start = position;
}

function isSpace(r: u32): bool {
  return r == 0x20 || r == 0x09;
}

function isNewline(r: u32): bool {
  return r == 0x0a || r == 0x0d;
}

function isDigit(r: u32): bool {
  return r - 0x30 < 10;
}

function isHex(r: u32): bool {
  return r - 0x30 < 10 || (r | 0x20) - 0x61 < 6;
}

function isBare(r: u32): bool {
  return (r | 0x20) - 0x61 < 26 || r - 0x30 < 10 || r == 0x5f || r == 0x2d;
}

function skipSpaces(): void {
  while (!stopped && isSpace(next())) {}
  backup();
  ignore();
}

function comment(): void {
  while (!stopped) {
    const r = next();
    if (isNewline(r) || atEnd) break;
  }
  backup();
  ignore();
}

// ---------------------------------------------------------------------------------------------------------------------
// Keys

/** Key.String: the parts joined by dots, quoted where they must be. */
function writeKey(out: Buffer, key: Value): void {
  for (let i: u32 = 0; i < key.length; i++) {
    if (i) out.byte(0x2e);
    const part = key.item(i);
    let bare = part.length > 0;
    for (let k: u32 = 0; bare && k < part.length; k++) bare = isBare(part.byte(k));
    if (bare) out.string(part);
    else writeQuotedName(out, part);
  }
}

function writeQuotedName(out: Buffer, s: Value): void {
  out.byte(0x22);
  for (let i: u32 = 0; i < s.length; i++) {
    const b = s.byte(i);
    if (b == 0x22 || b == 0x5c) {
      out.byte(0x5c);
      out.byte(b);
    } else if (b < 0x20 || b == 0x7f) {
      out.byte(0x5c);
      if (b == 8) out.byte(0x62);
      else if (b == 9) out.byte(0x74);
      else if (b == 10) out.byte(0x6e);
      else if (b == 12) out.byte(0x66);
      else if (b == 13) out.byte(0x72);
      else {
        out.literal('u00');
        out.byte(0x30 + (b >> 4));
        const low = b & 15;
        out.byte(low < 10 ? 0x30 + low : 0x57 + low);
      }
    } else {
      out.byte(b);
    }
  }
  out.byte(0x22);
}

function emptyKey(): Value {
  return newList(LIST_STRING, 0);
}

/** A key with one part more. */
function extend(key: Value, part: Value): Value {
  const longer = newList(LIST_STRING, key.length + 1);
  memory.copy(longer.pointer, key.pointer, key.length << 2);
  setItem(longer, key.length, part);
  return longer;
}

/** The first `count` parts of a key. */
function prefix(key: Value, count: u32): Value {
  const shorter = newList(LIST_STRING, count);
  memory.copy(shorter.pointer, key.pointer, count << 2);
  return shorter;
}

function lastPart(key: Value): Value {
  return key.item(key.length - 1);
}

function keyText(key: Value): Value {
  const text = Buffer.create(32);
  writeKey(text, key);
  return text.toValue();
}

function factsOf(key: Value): u32 {
  return changetype<u32>(mapGet(facts, keyText(key)));
}

function setFact(key: Value, fact: u32, on: bool): void {
  const text = keyText(key);
  const before = changetype<u32>(mapGet(facts, text));
  const after = on ? before | fact : before & ~fact;
  if (after) mapSet(facts, text, changetype<Value>(after));
  else if (before) mapDelete(facts, text);
}

/** setType, of which only "is it an array?" is ever asked. */
function setType(key: Value, isArray: bool): void {
  setFact(key.length ? extend(context, key) : context, FACT_ARRAY, isArray);
}

function failKey(key: Value, rest: string): void {
  const message = words("Key '");
  writeKey(message, key);
  message.literal(rest);
  failLine(message, keyLine);
}

/** The table a key leads to from `table`; 0 where it leads to something else. */
function tableIn(value: Value): MapObject {
  if (value.kind == KIND_MAP) return value.map;
  if (value.kind == KIND_LIST && value.type == LIST_MAP) return value.item(value.length - 1).map;
  return changetype<MapObject>(0);
}

/** Makes `key` the context: parents that are missing become implicit tables; the key itself a new table, or a new element of a list of tables. */
function addContext(key: Value, array: bool): void {
  const parents = key.length - 1;
  let table = root;
  for (let i: u32 = 0; i < parents; i++) {
    const part = key.item(i);
    let value = mapGet(table, part);
    if (!changetype<usize>(value)) {
      setFact(prefix(key, i + 1), FACT_IMPLICIT, true);
      value = newMap(MAP_ANY);
      mapSet(table, part, value);
    }
    table = tableIn(value);
    if (!changetype<usize>(table)) {
      failKey(prefix(key, i + 1), "' was already created as a hash.");
      return;
    }
  }
  context = prefix(key, parents);
  const last = lastPart(key);
  if (array) {
    const before = mapGet(table, last);
    if (changetype<usize>(before) && (before.kind != KIND_LIST || before.type != LIST_MAP)) {
      failKey(key, "' was already created and cannot be used as an array.");
      return;
    }
    mapSet(table, last, appendTable(before));
  } else {
    setValue(last, newMap(MAP_ANY));
    if (stopped) return;
  }
  context = extend(context, last);
}

/** The list of tables with a new one at its end. */
function appendTable(list: Value): Value {
  const length: u32 = changetype<usize>(list) ? list.length : 0;
  const longer = newList(LIST_MAP, 0);
  if (length && length < list.capacity) {
    longer.pointer = list.pointer;
    longer.capacity = list.capacity;
  } else {
    longer.capacity = length ? length * 2 : 4;
    longer.pointer = allocate(longer.capacity << 2) as u32;
    if (length) memory.copy(longer.pointer, list.pointer, length << 2);
  }
  longer.length = length + 1;
  setItem(longer, length, newMap(MAP_ANY));
  return longer;
}

/** Sets a key in the context, which no statement may have set before. */
function setValue(key: Value, value: Value): void {
  let table = root;
  for (let i: u32 = 0; i < context.length; i++) {
    table = tableIn(mapGet(table, context.item(i)));
    if (!changetype<usize>(table)) {
      failKey(prefix(context, i + 1), "' has already been defined.");
      return;
    }
  }
  if (changetype<usize>(mapGet(table, key))) {
    const full = extend(context, key);
    const known = factsOf(full);
    if (!(known & FACT_IMPLICIT) && !(known & FACT_ARRAY && helmVersion == HELM_3)) {
      failKey(full, "' has already been defined.");
      return;
    }
    setFact(full, FACT_IMPLICIT, false);
    // A table that was only implied stays what it is.
    if (!(known & FACT_ARRAY)) return;
  }
  mapSet(table, key, value);
}

/** Reads the parts of a key up to its `=`. */
function readKey(): Value {
  let key = emptyKey();
  skipSpaces();
  let r = peek();
  if (stopped) return key;
  if (r == 0x3d || r == END) {
    failWords("unexpected '=': key name appears blank");
    return key;
  }
  if (r == 0x2e) {
    failWords("unexpected '.': keys cannot start with a '.'");
    return key;
  }
  while (true) {
    skipSpaces();
    r = peek();
    if (stopped) return key;
    if (r == 0x3d || r == END) {
      failWords("unexpected '='");
      return key;
    }
    if (r == 0x2e) {
      failWords("unexpected '.'");
      return key;
    }
    const part = readName();
    if (stopped) return key;
    if (key.length == 0) keyLine = line;
    key = extend(key, part);
    skipSpaces();
    r = next();
    if (stopped) return key;
    if (r == 0x3d) break;
    if (r == 0x2e) {
      ignore();
      continue;
    }
    if (r == END) {
      failWords("unexpected EOF; expected key separator '='");
    } else if (r == 0x0a && helmVersion != HELM_3) {
      const message = words("expected '.' or '=', but got ");
      quoteRuneInto(message, r, false);
      message.literal(' instead');
      failLineBefore(message);
    } else {
      failRune("expected '.' or '=', but got ", r, ' instead');
    }
    return key;
  }
  ignore();
  return key;
}

/** One part of a key: bare (perhaps empty) or quoted. */
function readName(): Value {
  const r = peek();
  if (r == 0x22 || r == 0x27) {
    next();
    ignore();
    return r == 0x22 ? readString() : readRawString();
  }
  while (!stopped && isBare(next())) {}
  backup();
  const name = newString(start, <u32>(position - start));
  ignore();
  return name;
}

/** Makes the dotted parts before the last of `key` the context, below the present one. */
function enterParents(key: Value): void {
  for (let i: u32 = 0; i + 1 < key.length && !stopped; i++) {
    const full = extend(context, key.item(i));
    setFact(full, FACT_IMPLICIT, true);
    addContext(full, false);
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Statements

/** toml.Unmarshal: the document as a map, or 0 with a failure. */
export function parseToml(pointer: usize, length: u32): Value {
  input = pointer;
  end = pointer + length;
  if (length >= 2 && (load<u16>(pointer) == 0xfeff || load<u16>(pointer) == 0xfffe)) input += 2;
  else if (length >= 3 && load<u16>(pointer) == 0xbbef && load<u8>(pointer, 2) == 0xbf) input += 3;
  position = input;
  start = input;
  line = 1;
  keyLine = 0;
  widths = 0;
  atEnd = false;
  stopped = false;
  context = emptyKey();
  currentKey = EMPTY_STRING;
  root = newMapObject(0);
  facts = newMapObject(0);
  for (let p = input; p < end && p < input + 6; p++) {
    if (load<u8>(p) == 0) {
      failLine(words('files cannot contain NULL bytes; probably using UTF-16; TOML files must be UTF-8'), 1);
      break;
    }
  }
  while (!stopped && readStatement()) {}
  return stopped ? changetype<Value>(0) : newMapOf(MAP_ANY, root);
}

/** One line's worth; false at the end of the text. */
function readStatement(): bool {
  const r = next();
  if (stopped) return false;
  if (isSpace(r) || isNewline(r)) {
    ignore();
    return true;
  }
  if (r == 0x23) {
    comment();
    return true;
  }
  if (r == END) return false;
  if (r == 0x5b) {
    readTable();
  } else {
    backup();
    readKeyValue();
  }
  return !stopped && readEndOfLine();
}

function readEndOfLine(): bool {
  while (true) {
    const r = next();
    if (stopped) return false;
    if (r == 0x23) {
      comment();
      return true;
    }
    if (isNewline(r)) {
      ignore();
      return true;
    }
    if (r == END) return false;
    if (!isSpace(r)) {
      failRune('expected a top-level item to end with a newline, comment, or EOF, but got ', r, ' instead');
      return false;
    }
  }
}

/** `[name]` or `[[name]]`, the first bracket being read. */
function readTable(): void {
  const array = peek() == 0x5b;
  if (array) next();
  ignore();
  let key = emptyKey();
  while (true) {
    skipSpaces();
    const r = peek();
    if (stopped) return;
    if (r == 0x5d || r == END) {
      failWords('unexpected end of table name (table names cannot be empty)');
      return;
    }
    if (r == 0x2e) {
      failWords('unexpected table separator (table names cannot be empty)');
      return;
    }
    const part = readName();
    if (stopped) return;
    if (key.length == 0) keyLine = line;
    key = extend(key, part);
    skipSpaces();
    const after = next();
    if (stopped) return;
    if (after == 0x5d) break;
    if (after != 0x2e) {
      failRune("expected '.' or ']' to end table name, but got ", after, ' instead');
      return;
    }
    ignore();
  }
  if (array) {
    const r = next();
    if (stopped) return;
    if (r != 0x5d) {
      failRune("expected end of table array name delimiter ']', but got ", r, ' instead');
      return;
    }
  }
  ignore();
  addContext(key, array);
  if (!stopped) setType(EMPTY_STRING, false);
}

function readKeyValue(): void {
  const outer = context;
  const key = readKey();
  if (stopped) return;
  currentKey = lastPart(key);
  enterParents(key);
  if (stopped) return;
  const value = readValue(false);
  if (stopped) return;
  setValue(currentKey, value);
  if (stopped) return;
  setType(currentKey, isPlainArray);
  context = outer;
  currentKey = EMPTY_STRING;
}

// ---------------------------------------------------------------------------------------------------------------------
// Values

/** Was the value read last an array in brackets? */
let isPlainArray: bool = false;

const NONE: Value = changetype<Value>(0);

function readValue(inArray: bool): Value {
  skipSpaces();
  const r = next();
  if (stopped) return NONE;
  isPlainArray = false;
  if (isDigit(r)) {
    backup();
    return readNumberOrTime();
  }
  switch (r) {
    case 0x5b: {
      ignore();
      const array = readArray();
      isPlainArray = true;
      return array;
    }
    case 0x7b: {
      ignore();
      const table = readInlineTable(inArray);
      isPlainArray = false;
      return table;
    }
    case 0x22:
      if (accept(0x22)) {
        if (accept(0x22)) {
          ignore();
          return readMultilineString();
        }
        ignore();
        return EMPTY_STRING;
      }
      ignore();
      return readString();
    case 0x27:
      if (accept(0x27)) {
        if (accept(0x27)) {
          ignore();
          return readMultilineRawString();
        }
        ignore();
        return EMPTY_STRING;
      }
      ignore();
      return readRawString();
    case 0x2e:
      failWords("floats must start with a digit, not '.'");
      return NONE;
    case 0x69:
    case 0x6e:
      if ((accept(0x6e) && accept(0x66)) || (accept(0x61) && accept(0x6e))) return floatValue();
      break;
    case 0x2b:
    case 0x2d:
      return readSigned();
  }
  if (stopped) return NONE;
  if (isLetter(r)) {
    backup();
    return readWord();
  }
  if (r == END) {
    failWords('unexpected EOF; expected value');
  } else if (r == 0x0a && helmVersion != HELM_3) {
    const message = words('expected value but found ');
    quoteRuneInto(message, r, false);
    message.literal(' instead');
    failLineBefore(message);
  } else {
    failRune('expected value but found ', r, ' instead');
  }
  return NONE;
}

function readWord(): Value {
  const from = position;
  while (!stopped && isLetter(next())) {}
  backup();
  if (stopped) return NONE;
  const word = newString(from, <u32>(position - from));
  const whole = newString(start, <u32>(position - start));
  if (equalsLiteral(word, 'true') && whole.length == 4) {
    ignore();
    return TRUE;
  }
  if (equalsLiteral(word, 'false') && whole.length == 5) {
    ignore();
    return FALSE;
  }
  const message = words('expected value but found ');
  quoteInto(message, word.pointer, word.length);
  message.literal(' instead');
  failHere(message);
  return NONE;
}

/** A number behind its sign. */
function readSigned(): Value {
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

function readNumberOrTime(): Value {
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
        return readBased(16, helmVersion == HELM_3 ? 'not a hexidecimal number: ' : 'not a hexadecimal number: ');
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

function floatValue(): Value {
  if (stopped) return NONE;
  const length = <u32>(position - start);
  const sign: u32 = isDigit(load<u8>(start)) || isLetter(load<u8>(start)) ? 0 : 1;
  const word = isLetter(load<u8>(start + sign));
  if (!word) {
    // The parts between `.` and `e`, of which empty ones do not count.
    let part = start;
    let first = true;
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

function readArray(): Value {
  setType(currentKey, true);
  const items = ListBuilder.create(LIST_ANY);
  let separated = true;
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (isSpace(r) || isNewline(r)) {
      ignore();
      continue;
    }
    if (r == 0x23) {
      comment();
      continue;
    }
    if (r == 0x5d) break;
    if (separated) {
      if (r == 0x2c) {
        failWords('unexpected comma');
        return NONE;
      }
      backup();
      const item = readValue(true);
      if (stopped) return NONE;
      items.push(item);
      separated = false;
    } else if (r == 0x2c) {
      ignore();
      separated = true;
    } else {
      const message = words("expected a comma (',') or array terminator (']'), but got ");
      runeOrEnd(message, r);
      failHere(message);
      return NONE;
    }
  }
  ignore();
  return items.finish();
}

function readInlineTable(inArray: bool): Value {
  const result = newMap(MAP_ANY);
  const outerContext = context;
  const outerKey = currentKey;
  const own = extend(context, currentKey);
  context = own;
  currentKey = EMPTY_STRING;
  setFact(own, FACT_IMPLICIT, true);
  addContext(own, inArray);
  if (stopped) return NONE;
  let separated = true;
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (isNewline(r) && helmVersion == HELM_3) {
      failLineBefore(words('newlines not allowed within inline tables'));
      return NONE;
    }
    if (isSpace(r) || isNewline(r)) {
      ignore();
      continue;
    }
    if (r == 0x23) {
      comment();
      continue;
    }
    if (r == 0x7d) break;
    if (separated) {
      if (r == 0x2c) {
        failWords('unexpected comma');
        return NONE;
      }
      backup();
      if (!readInlineEntry(result.map)) return NONE;
      context = own;
      separated = false;
    } else if (r == 0x2c) {
      ignore();
      skipSpaces();
      if (peek() == 0x7d) {
        if (helmVersion == HELM_3) {
          failWords('trailing comma not allowed in inline tables');
          return NONE;
        }
      } else {
        separated = true;
      }
    } else {
      const message = words("expected a comma or an inline table terminator '}', but got ");
      runeOrEnd(message, r);
      message.literal(' instead');
      failHere(message);
      return NONE;
    }
  }
  ignore();
  context = outerContext;
  currentKey = outerKey;
  return result;
}

/** `key = value` within braces, set both in the document and in the table's own map. */
function readInlineEntry(own: MapObject): bool {
  const key = readKey();
  if (stopped) return false;
  currentKey = lastPart(key);
  enterParents(key);
  if (stopped) return false;
  const value = readValue(false);
  if (stopped) return false;
  setValue(currentKey, value);
  if (stopped) return false;
  setType(currentKey, isPlainArray);
  let table = own;
  for (let i: u32 = 0; i + 1 < key.length; i++) {
    let inner = mapGet(table, key.item(i));
    if (!changetype<usize>(inner)) {
      inner = newMap(MAP_ANY);
      mapSet(table, key.item(i), inner);
    }
    if (inner.kind != KIND_MAP) {
      const message = Buffer.create(64);
      const text = keyText(context);
      quoteInto(message, text.pointer, text.length);
      message.literal(' is not a table');
      failLine(message, keyLine);
      return false;
    }
    table = inner.map;
  }
  mapSet(table, currentKey, value);
  return true;
}

// ---------------------------------------------------------------------------------------------------------------------
// Strings

/** A string in single quotes, the first being read. */
function readRawString(): Value {
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
function readString(): Value {
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
  const version3 = helmVersion == HELM_3;
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
    position--;
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
  position -= 2;
  return 0;
}

function readMultilineRawString(): Value {
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

function readMultilineString(): Value {
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
