// The grammar of --set, --set-string, --set-file, --set-json and --set-literal: one expression applied to a map of values.
// Mirrors helm pkg/strvals of both major versions, with its habit of ending quietly where the text ends too early.
// Follows helm.sh/helm/v4@v4.3.1 pkg/strvals/parser.go, helm.sh/helm/v4@v4.3.1 pkg/strvals/literal_parser.go.

import { SET_FILE, SET_JSON, SET_LITERAL, SET_STRING } from '../../abi/toolkit';
import { VALUES_DOCUMENTS } from '../../abi/quirks';
import { has } from '../core/mode';
import {
  KIND_BOOL,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  LIST_ANY,
  MAP_ANY,
} from '../../abi/values';
import { Buffer } from '../core/buffer';
import { failLiteral, failWith, message } from '../core/error';
import { parseJson } from '../go/json/marshal';
import { MapObject, mapGet, mapSet } from '../core/map';
import { parsedInt, parseInt, parseStatus, quoteInto, quoteRuneInto, RANGE } from '../go/strconv/number';
import { decodeRune, isSpace, runeSize } from '../go/unicode/unicode';
import {
  EMPTY_STRING,
  FALSE,
  ListBuilder,
  NIL,
  newInt64,
  newList,
  newMap,
  setItem,
  TRUE,
  Value,
} from '../core/value';

/** The content of the file that --set-file names; the host ends the call where there is none. */
// @ts-ignore: decorator
@external('toolkit', 'readFile')
declare function readFile(path: usize, length: u32): Value;

/** How reading a part ends. */
const GOOD: i32 = 0;
/** The text ended (Go's io.EOF), which ends the whole expression without an error. */
const END: i32 = 1;
/** A failure is recorded. */
const FAILED: i32 = 2;
/** What follows is no `{list}`. */
const NOT_LIST: i32 = 3;

const MAX_INDEX: i64 = 65536;
const MAX_NESTED_LEVEL: i32 = 30;

// Sets of characters at which a key or a value ends.
const STOP_EQUALS: u32 = 1;
const STOP_BRACKET: u32 = 2;
const STOP_COMMA: u32 = 4;
const STOP_DOT: u32 = 8;
const STOP_INDEX_END: u32 = 16;
const STOP_LIST_END: u32 = 32;

const EQUALS: u32 = 0x3d;
const BRACKET: u32 = 0x5b;
const INDEX_END: u32 = 0x5d;
const COMMA: u32 = 0x2c;
const DOT: u32 = 0x2e;
const BRACE: u32 = 0x7b;
const LIST_END: u32 = 0x7d;
const BACKSLASH: u32 = 0x5c;

let flag: i32 = 0;
let at: usize = 0;
let end: usize = 0;

/** What `readUntil` read, without escapes, and the character that stopped it. */
let token: Value = changetype<Value>(0);
let stopper: u32 = 0;
/** What `readIndex` read. */
let index: i64 = 0;
/** The list that `listItem` or `readList` leaves. */
let list: Value = changetype<Value>(0);

/** Applies one expression of the given flag to `values`; false with a failure in strvals' words. */
export function applyExpression(kind: i32, expression: Value, values: MapObject): bool {
  flag = kind;
  at = expression.pointer;
  end = at + expression.length;
  let status = GOOD;
  while (status == GOOD) status = readKey(values, 0);
  return status == END;
}

function isStop(c: u32, stops: u32): bool {
  switch (c) {
    case EQUALS:
      return (stops & STOP_EQUALS) != 0;
    case BRACKET:
      return (stops & STOP_BRACKET) != 0;
    case COMMA:
      return (stops & STOP_COMMA) != 0;
    case DOT:
      return (stops & STOP_DOT) != 0;
    case INDEX_END:
      return (stops & STOP_INDEX_END) != 0;
    case LIST_END:
      return (stops & STOP_LIST_END) != 0;
  }
  return false;
}

function nextRune(): u32 {
  const r = decodeRune(at, end);
  at += runeSize;
  return r;
}

/** Reads into `token` up to a stop, which is consumed: GOOD, or END where the text ends first. */
function readUntil(stops: u32): i32 {
  const text = Buffer.create(32);
  let status = END;
  while (at < end) {
    let r = nextRune();
    if (isStop(r, stops)) {
      stopper = r;
      status = GOOD;
      break;
    }
    if (r == BACKSLASH && flag != SET_LITERAL) {
      if (at == end) break;
      r = nextRune();
    }
    text.rune(r);
  }
  token = text.toValue();
  return status;
}

function fail(text: string): i32 {
  failLiteral(text);
  return FAILED;
}

/** Fails with a text that has the key in the middle. */
function failKey(before: string, key: Value, after: string): i32 {
  const text = message();
  text.literal(before);
  quoteInto(text, key.pointer, key.length);
  text.literal(after);
  failWith(text);
  return FAILED;
}

function failNumber(before: string, number: i64, after: string): i32 {
  const text = message();
  text.literal(before);
  text.integer(number);
  text.literal(after);
  failWith(text);
  return FAILED;
}

/** A Go type assertion that panics: the value on the way is no `type`. */
function failConversion(v: Value, type: string): i32 {
  const text = message();
  text.literal('unable to parse key: interface conversion: interface {} is ');
  text.literal(typeOf(v));
  text.literal(', not ');
  text.literal(type);
  failWith(text);
  return FAILED;
}

/** The Go type of a user value. */
function typeOf(v: Value): string {
  switch (v.kind) {
    case KIND_NIL:
      return 'nil';
    case KIND_BOOL:
      return 'bool';
    case KIND_INT64:
      return 'int64';
    case KIND_FLOAT64:
      return 'float64';
    case KIND_LIST:
      return '[]interface {}';
    case KIND_MAP:
      return 'map[string]interface {}';
  }
  return 'string';
}

function setKey(values: MapObject, key: Value, value: Value): void {
  if (key.length) mapSet(values, key, value);
}

/** Reads a key with what belongs to it, and sets it in `values`. */
function readKey(values: MapObject, level: i32): i32 {
  let stops = STOP_EQUALS | STOP_BRACKET | STOP_DOT;
  if (flag != SET_LITERAL) stops |= STOP_COMMA;
  let status = readUntil(stops);
  const key = token;
  if (status == END) return key.length ? failKey('key ', key, ' has no value') : END;
  switch (stopper) {
    case EQUALS: {
      status = readAssigned();
      if (status != FAILED) setKey(values, key, assigned);
      return status;
    }
    case COMMA:
      return failKey('key ', key, ' has no value (cannot end with ,)');
    case BRACKET: {
      status = readIndex();
      if (status != GOOD) return status;
      let existing = mapGet(values, key);
      if (!changetype<usize>(existing)) existing = newList(LIST_ANY, 0);
      else if (existing.kind != KIND_LIST) return failConversion(existing, '[]interface {}');
      status = listItem(existing, index, level);
      setKey(values, key, list);
      return status;
    }
  }
  if (++level > MAX_NESTED_LEVEL) {
    return failNumber(
      'value name nested level is greater than maximum supported nested level of ',
      MAX_NESTED_LEVEL,
      '',
    );
  }
  let inner = mapGet(values, key);
  if (!changetype<usize>(inner)) inner = newMap(MAP_ANY);
  else if (inner.kind != KIND_MAP) return failConversion(inner, 'map[string]interface {}');
  status = readKey(inner.map, level);
  if (inner.map.count) setKey(values, key, inner);
  else if (status == GOOD) return failKey('key map ', key, ' has no value');
  return status;
}

/** What `readAssigned` read. */
let assigned: Value = changetype<Value>(0);

/** Reads the value behind `=`. END: the text ends right there and the value is empty. */
function readAssigned(): i32 {
  if (flag == SET_LITERAL) {
    readUntil(0);
    assigned = token;
    return GOOD;
  }
  if (flag == SET_JSON) return readJson();
  const status = readList();
  if (status == NOT_LIST) {
    readUntil(STOP_COMMA);
    assigned = typed(token);
    return GOOD;
  }
  assigned = status == END ? EMPTY_STRING : list;
  return status;
}

/** Reads a number up to `]`. */
function readIndex(): i32 {
  if (readUntil(STOP_INDEX_END) == END) {
    // Helm 4 wraps the error in a way that still counts as the end of the text.
    return has(VALUES_DOCUMENTS) ? END : fail('error parsing index: EOF');
  }
  if (!parseInt(token.pointer, token.length, 10)) {
    return failKey(
      'error parsing index: strconv.Atoi: parsing ',
      token,
      parseStatus == RANGE ? ': value out of range' : ': invalid syntax',
    );
  }
  index = parsedInt;
  return GOOD;
}

/** Reads what follows `[i]` and sets it in `items`; leaves the resulting list in `list`. */
function listItem(items: Value, i: i64, level: i32): i32 {
  list = items;
  if (i < 0) return failNumber('negative ', i, ' index not allowed');
  let status = readUntil(STOP_EQUALS | STOP_BRACKET | STOP_DOT);
  if (token.length) return failIndexEnd();
  if (status == END) return END;
  let item: Value;
  if (stopper == EQUALS) {
    status = readAssigned();
    list = items;
    if (status == FAILED) return status;
    item = assigned;
  } else if (stopper == BRACKET) {
    status = readIndex();
    if (status != GOOD) return status;
    let inner = newList(LIST_ANY, 0);
    if (i < <i64>items.length) {
      const existing = items.item(<u32>i);
      if (existing.kind == KIND_LIST) inner = existing;
      else if (existing.kind != KIND_NIL) return failConversion(existing, '[]interface {}');
    }
    status = listItem(inner, index, level);
    item = list;
    list = items;
    if (status != GOOD) return status;
  } else {
    item = newMap(MAP_ANY);
    if (i < <i64>items.length) {
      const existing = items.item(<u32>i);
      if (existing.kind == KIND_MAP) item = existing;
      else setItem(items, <u32>i, item);
    }
    status = readKey(item.map, level);
    list = items;
    if (status != GOOD) return status;
  }
  return setIndex(items, i, item);
}

function failIndexEnd(): i32 {
  const text = message();
  text.literal('unexpected data at end of array index: [');
  let p: usize = token.pointer;
  const tokenEnd = p + token.length;
  while (p < tokenEnd) {
    if (p > token.pointer) text.byte(0x20);
    const r = decodeRune(p, tokenEnd);
    p += runeSize;
    quoteRuneInto(text, r, false);
  }
  text.byte(<u8>INDEX_END);
  failWith(text);
  return FAILED;
}

/** Sets an item in place, or in a longer copy filled up with nil. */
function setIndex(items: Value, i: i64, item: Value): i32 {
  if (i > MAX_INDEX) {
    return failNumber('index of ', i, ' is greater than maximum supported index of 65536');
  }
  const position = <u32>i;
  if (position >= items.length) {
    const longer = newList(LIST_ANY, position + 1);
    for (let k: u32 = 0; k < position; k++) setItem(longer, k, k < items.length ? items.item(k) : NIL);
    items = longer;
  }
  setItem(items, position, item);
  list = items;
  return GOOD;
}

/** Reads `{a,b}` into `list`: END where the text ends first, NOT_LIST where it begins otherwise. */
function readList(): i32 {
  if (at == end) return END;
  if (load<u8>(at) != BRACE) return NOT_LIST;
  at++;
  const items = ListBuilder.create(LIST_ANY);
  while (true) {
    if (readUntil(STOP_COMMA | STOP_LIST_END) == END) return fail("list must terminate with '}'");
    const last = stopper;
    if (last == LIST_END && at < end && load<u8>(at) == COMMA) at++;
    items.push(typed(token));
    if (last == LIST_END) break;
  }
  list = items.finish();
  return GOOD;
}

/** The value a text stands for. */
function typed(text: Value): Value {
  if (flag == SET_FILE) return readFile(text.pointer, text.length);
  if (flag == SET_STRING) return text;
  if (foldsTo(text, 'true')) return TRUE;
  if (foldsTo(text, 'false')) return FALSE;
  if (foldsTo(text, 'null')) return NIL;
  if (text.length == 0) return text;
  if (text.byte(0) == 0x30) return text.length == 1 ? newInt64(0) : text;
  return parseInt(text.pointer, text.length, 10) ? newInt64(parsedInt) : text;
}

/** strings.EqualFold with a word of small ASCII letters: a long s counts as an s. */
function foldsTo(text: Value, word: string): bool {
  let p: usize = text.pointer;
  const textEnd = p + text.length;
  for (let i = 0; i < word.length; i++) {
    if (p >= textEnd) return false;
    const r = decodeRune(p, textEnd);
    p += runeSize;
    const letter = <u32>word.charCodeAt(i);
    if (r != letter && r != letter - 0x20 && !(letter == 0x73 && r == 0x17f)) return false;
  }
  return p == textEnd;
}

// ---------------------------------------------------------------------------------------------------------------------
// --set-json

/** Skips white space up to and with a comma, or to the end of the text; false at any other character, which stays. */
function skipBlank(): bool {
  while (at < end) {
    const r = decodeRune(at, end);
    if (r != COMMA && !isSpace(r)) return false;
    at += runeSize;
    if (r == COMMA) return true;
  }
  return true;
}

/** Reads one JSON value and what may follow it; none at all is null. */
function readJson(): i32 {
  if (skipBlank()) {
    assigned = NIL;
    return GOOD;
  }
  const start = at;
  at = jsonEnd();
  const value = parseJson(start, <u32>(at - start));
  if (!changetype<usize>(value)) return FAILED;
  assigned = value;
  skipBlank();
  return GOOD;
}

/** Where the JSON value at the reading position ends; wherever it is broken, some text that is no JSON either. */
function jsonEnd(): usize {
  const first = load<u8>(at);
  let p = at;
  switch (first) {
    case 0x74: // true
    case 0x6e: // null
      return min(p + 4, end);
    case 0x66: // false
      return min(p + 5, end);
    case 0x22:
      return stringEnd(p);
    case 0x5b:
    case 0x7b: {
      let open: u32 = 0;
      while (p < end) {
        const b = load<u8>(p);
        if (b == 0x22) {
          p = stringEnd(p);
          continue;
        }
        p++;
        if (b == 0x5b || b == 0x7b) open++;
        else if ((b == 0x5d || b == 0x7d) && --open == 0) break;
      }
      return p;
    }
  }
  if (first == 0x2d) p++;
  if (p < end && load<u8>(p) == 0x30) p++;
  else p = digitsEnd(p);
  if (p < end && load<u8>(p) == DOT) p = digitsEnd(p + 1);
  if (p < end && (load<u8>(p) | 0x20) == 0x65) {
    p++;
    if (p < end && (load<u8>(p) == 0x2b || load<u8>(p) == 0x2d)) p++;
    p = digitsEnd(p);
  }
  return p;
}

/** Behind the string whose opening quote stands at `p`. */
function stringEnd(p: usize): usize {
  p++;
  while (p < end) {
    const b = load<u8>(p++);
    if (b == 0x22) return p;
    if (b == BACKSLASH) p++;
  }
  return end;
}

function digitsEnd(p: usize): usize {
  while (p < end && <u32>load<u8>(p) - 0x30 < 10) p++;
  return p;
}
