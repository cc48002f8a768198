// BurntSushi/toml's decoder into map[string]interface {}: tables are maps, integers int64, and errors carry Go's text with
// line and last key. The lexer's and the parser's part are one descent here, but what fails first must fail first:
// where a token ends at a bad byte, the byte is the error and not the token.
// Follows github.com/BurntSushi/toml@v1.6.0 parse.go, github.com/BurntSushi/toml@v1.6.0 decode.go.

import { TOML_1_5, TOML_1_6 } from '../../../abi/quirks';
import { KIND_LIST, KIND_MAP, LIST_ANY, LIST_MAP, LIST_STRING, MAP_ANY } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { MapObject, mapDelete, mapGet, mapSet, newMapObject } from '../../core/map';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { quoteInto, quoteRuneInto } from '../../go/strconv/number';
import { floatValue, readNumberOrTime, readSigned } from './numbers';
import {
  accept,
  backup,
  comment,
  context,
  currentKey,
  END,
  failHere,
  failLine,
  failLineBefore,
  failRune,
  failWords,
  ignore,
  isBare,
  isDigit,
  isNewline,
  isSpace,
  keyLine,
  markKeyLine,
  next,
  peek,
  position,
  runeOrEnd,
  setContext,
  setCurrentKey,
  skipSpaces,
  start,
  startScan,
  stopped,
  words,
} from './scan';
import { readMultilineRawString, readMultilineString, readRawString, readString } from './strings';
import { writeKey } from './text';
import { isLetter } from '../../go/unicode/unicode';
import {
  EMPTY_STRING,
  equalsLiteral,
  FALSE,
  ListBuilder,
  newList,
  newMap,
  newMapOf,
  newString,
  setItem,
  TRUE,
  Value,
} from '../../core/value';

// ---------------------------------------------------------------------------------------------------------------------
// Keys and tables

let root: MapObject = changetype<MapObject>(0);
/** What is known of full keys, by their text: FACT_ bits in place of a value. */
let facts: MapObject = changetype<MapObject>(0);
const FACT_IMPLICIT: u32 = 1;
const FACT_ARRAY: u32 = 2;

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
  setContext(prefix(key, parents));
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
  setContext(extend(context, last));
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
    if (!(known & FACT_IMPLICIT) && !(known & FACT_ARRAY && !has(TOML_1_6))) {
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
    if (key.length == 0) markKeyLine();
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
    } else if (r == 0x0a && has(TOML_1_5)) {
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
  const end = pointer + length;
  let from = pointer;
  if (length >= 2 && (load<u16>(pointer) == 0xfeff || load<u16>(pointer) == 0xfffe)) from += 2;
  else if (length >= 3 && load<u16>(pointer) == 0xbbef && load<u8>(pointer, 2) == 0xbf) from += 3;
  startScan(from, end);
  setContext(emptyKey());
  root = newMapObject(0);
  facts = newMapObject(0);
  for (let p = from; p < end && p < from + 6; p++) {
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
    if (key.length == 0) markKeyLine();
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
  setCurrentKey(lastPart(key));
  enterParents(key);
  if (stopped) return;
  const value = readValue(false);
  if (stopped) return;
  setValue(currentKey, value);
  if (stopped) return;
  setType(currentKey, isPlainArray);
  setContext(outer);
  setCurrentKey(EMPTY_STRING);
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
  } else if (r == 0x0a && has(TOML_1_5)) {
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
  setContext(own);
  setCurrentKey(EMPTY_STRING);
  setFact(own, FACT_IMPLICIT, true);
  addContext(own, inArray);
  if (stopped) return NONE;
  let separated = true;
  while (true) {
    const r = next();
    if (stopped) return NONE;
    if (isNewline(r) && !has(TOML_1_6)) {
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
      setContext(own);
      separated = false;
    } else if (r == 0x2c) {
      ignore();
      skipSpaces();
      if (peek() == 0x7d) {
        if (!has(TOML_1_6)) {
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
  setContext(outerContext);
  setCurrentKey(outerKey);
  return result;
}

/** `key = value` within braces, set both in the document and in the table's own map. */
function readInlineEntry(own: MapObject): bool {
  const key = readKey();
  if (stopped) return false;
  setCurrentKey(lastPart(key));
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
