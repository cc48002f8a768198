// An input as our own hosts write it without values: JSON in which nothing stands between the tokens and every text is plain ASCII. It is read here,
// since most renders need nothing else of the YAML reader, whose 10 KB an engine compiles at a start (a fifteenth of one). Whatever is written
// otherwise is read as YAML, so this must only ever give what that gives.

import { KIND_MAP, LIST_ANY, MAP_ANY } from '../../abi/values';
import { mapHas, mapSet, newMapObject } from '../core/map';
import { ListBuilder, NIL, Value, newBool, newFloat, newMapOf, newString } from '../core/value';

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const NONE: Value = changetype<Value>(0);

/** Deeper than any input without values. */
const MAX_DEPTH: i32 = 8;
/** A number of so many digits is a float64 as it stands. */
const MAX_DIGITS: usize = 15;
/** YAML's keys end sooner than its texts; ours are short. */
const MAX_KEY: u32 = 100;

let at: usize = 0;
let end: usize = 0;

/** The document's value, a map; 0 where it is written otherwise. */
export function readPlainInput(pointer: usize, length: u32): Value {
  at = pointer;
  end = pointer + length;
  if (length && load<u8>(end - 1) == 0x0a) end--;
  const value = readValue(0);
  return changetype<usize>(value) && value.kind == KIND_MAP && at == end ? value : NONE;
}

/** The next byte; 0 at the end, which no token has. */
function peek(): u8 {
  return at < end ? load<u8>(at) : 0;
}

function take(byte: u8): bool {
  if (peek() != byte) return false;
  at++;
  return true;
}

function readValue(depth: i32): Value {
  const first = peek();
  if (first == QUOTE) return readText();
  if (depth < MAX_DEPTH) {
    if (first == 0x7b) return readMap(depth + 1);
    if (first == 0x5b) return readList(depth + 1);
  }
  if (first >= 0x30 && first <= 0x39) return readNumber();
  return readWord();
}

function readMap(depth: i32): Value {
  at++;
  const map = newMapObject(0);
  if (!take(0x7d)) {
    do {
      if (peek() != QUOTE) return NONE;
      const key = readText();
      // Another key of the same name is an error, and << means more than its name.
      if (!changetype<usize>(key) || key.length > MAX_KEY || mapHas(map, key)) return NONE;
      if (key.length && key.byte(0) == 0x3c) return NONE;
      if (!take(0x3a)) return NONE;
      const value = readValue(depth);
      if (!changetype<usize>(value)) return NONE;
      mapSet(map, key, value);
    } while (take(COMMA));
    if (!take(0x7d)) return NONE;
  }
  return newMapOf(MAP_ANY, map);
}

function readList(depth: i32): Value {
  at++;
  const list = ListBuilder.create(LIST_ANY);
  if (!take(0x5d)) {
    do {
      const item = readValue(depth);
      if (!changetype<usize>(item)) return NONE;
      list.push(item);
    } while (take(COMMA));
    if (!take(0x5d)) return NONE;
  }
  return list.finish();
}

/** A text that stands as it is: printable ASCII without escapes. */
function readText(): Value {
  const from = ++at;
  while (at < end) {
    const byte = load<u8>(at++);
    if (byte == QUOTE) return newString(from, <u32>(at - 1 - from));
    if (byte < 0x20 || byte > 0x7e || byte == 0x5c) return NONE;
  }
  return NONE;
}

/** Decimal digits, of which the first is no 0 unless it stands alone. */
function readNumber(): Value {
  const from = at;
  let number: i64 = 0;
  for (let digit = peek(); digit >= 0x30 && digit <= 0x39; digit = peek()) {
    number = number * 10 + (digit - 0x30);
    at++;
    if (at - from > MAX_DIGITS) return NONE;
  }
  if (at - from > 1 && load<u8>(from) == 0x30) return NONE;
  return newFloat(<f64>number);
}

function readWord(): Value {
  if (takeWord(0x65757274)) return newBool(true);
  if (takeWord(0x6c6c756e)) return NIL;
  if (peek() == 0x66 && at + 4 < end && load<u32>(at + 1) == 0x65736c61) {
    at += 5;
    return newBool(false);
  }
  return NONE;
}

/** Takes four bytes. */
function takeWord(word: u32): bool {
  if (at + 4 > end || load<u32>(at) != word) return false;
  at += 4;
  return true;
}
