// JavaScript's view of values, as Handlebars sees its data: texts, truth, own properties, the order of keys, loose equality.
// Follows handlebars@4.7.10 lib/handlebars/{utils,runtime,internal/proto-access}.js and ECMA-262, for data that came out of YAML.

import { FLAG_SAFE, KIND_BOOL, KIND_FLOAT64, KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING } from '../../abi/values';
import { Buffer } from '../core/buffer';
import { MapObject, findBytes } from '../core/map';
import {
  EMPTY_STRING,
  NIL,
  Value,
  isInteger,
  isUnsigned,
  newInt,
  newList,
  newString,
  setItem,
  substring,
} from '../core/value';
import { formatFloat, parseFloat, parsedFloat } from '../go/strconv/number';
import { trimSpace } from '../go/strings/strings';

/** Integers up to this are the same in JavaScript. */
const MAX_SAFE: i64 = 9007199254740991;

export function isNumber(v: Value): bool {
  return isInteger(v) || v.kind == KIND_FLOAT64;
}

/** A number as JavaScript has it. */
export function numberOf(v: Value): f64 {
  if (v.kind == KIND_FLOAT64) return v.float;
  return isUnsigned(v) ? <f64>(<u64>v.int) : <f64>v.int;
}

/** Number::toString. */
function writeNumber(b: Buffer, value: f64): void {
  if (value != value) {
    b.literal('NaN');
    return;
  }
  if (value == 0) {
    b.byte(0x30);
    return;
  }
  const size = abs(value);
  if (size == f64.POSITIVE_INFINITY) {
    b.literal(value < 0 ? '-Infinity' : 'Infinity');
    return;
  }
  if (size >= 1e-6 && size < 1e21) {
    formatFloat(b, value, 0x66, -1);
    return;
  }
  // Go's exponent has two digits at least.
  formatFloat(b, value, 0x65, -1);
  const at = b.pointer + b.length - 2;
  if (load<u8>(at) == 0x30 && load<u8>(at - 1) < 0x30) {
    store<u8>(at, load<u8>(at + 1));
    b.length--;
  }
}

/** Writes what JavaScript makes of a value that is appended to a text; nothing for null. */
export function writePlain(b: Buffer, v: Value): void {
  const kind = v.kind;
  if (kind == KIND_STRING) {
    b.string(v);
  } else if (kind == KIND_NIL) {
    return;
  } else if (kind == KIND_BOOL) {
    b.literal(v.bool ? 'true' : 'false');
  } else if (isInteger(v) && !isUnsigned(v) && v.int >= -MAX_SAFE && v.int <= MAX_SAFE) {
    b.integer(v.int);
  } else if (isNumber(v)) {
    writeNumber(b, numberOf(v));
  } else if (kind == KIND_LIST) {
    for (let i: u32 = 0; i < v.length; i++) {
      if (i) b.byte(0x2c);
      writePlain(b, v.item(i));
    }
  } else {
    b.literal('[object Object]');
  }
}

/** A value as a text. */
export function plainText(v: Value): Value {
  if (v.kind == KIND_STRING) return v;
  if (v.kind == KIND_NIL) return EMPTY_STRING;
  const b = Buffer.create(32);
  writePlain(b, v);
  return b.toValue();
}

/** Writes a value with the characters of HTML escaped; a text that is marked safe as it is. Was there any to escape? */
export function writeEscaped(b: Buffer, v: Value): bool {
  const text = plainText(v);
  if (v.flags & FLAG_SAFE) {
    b.string(text);
    return false;
  }
  let from: u32 = 0;
  for (let i: u32 = 0; i < text.length; i++) {
    const escaped = entityOf(text.byte(i));
    if (escaped.length == 0) continue;
    b.bytes(text.pointer + from, i - from);
    b.literal(escaped);
    from = i + 1;
  }
  b.bytes(text.pointer + from, text.length - from);
  return from > 0;
}

function entityOf(byte: u8): string {
  switch (byte) {
    case 0x26:
      return '&amp;';
    case 0x3c:
      return '&lt;';
    case 0x3e:
      return '&gt;';
    case 0x22:
      return '&quot;';
    case 0x27:
      return '&#x27;';
    case 0x60:
      return '&#x60;';
    case 0x3d:
      return '&#x3D;';
    default:
      return '';
  }
}

/** Is it true in JavaScript? */
export function isTruthy(v: Value): bool {
  const kind = v.kind;
  if (kind == KIND_NIL) return false;
  if (kind == KIND_BOOL) return v.bool;
  if (kind == KIND_STRING) return v.length != 0;
  if (isNumber(v)) {
    const value = numberOf(v);
    return value != 0 && value == value;
  }
  return true;
}

/** Handlebars' isEmpty: what is not true and not zero, and a list without elements. */
export function isBlank(v: Value): bool {
  if (v.kind == KIND_LIST) return v.length == 0;
  return !isTruthy(v) && !(isNumber(v) && numberOf(v) == 0);
}

/** What #if goes by. */
export function isGiven(v: Value): bool {
  return isTruthy(v) && !isBlank(v);
}

/** The number that a property name stands for where it is an array index in JavaScript's form, otherwise -1. */
function indexOfName(pointer: usize, length: u32): i64 {
  if (length == 0 || length > 10) return -1;
  if (length > 1 && load<u8>(pointer) == 0x30) return -1;
  let index: i64 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const b = load<u8>(pointer + i);
    if (b < 0x30 || b > 0x39) return -1;
    index = index * 10 + (b - 0x30);
  }
  return index <= 4294967294 ? index : -1;
}

function isLengthName(name: Value): bool {
  return name.length == 6 && load<u32>(name.pointer) == 0x676e656c && load<u16>(name.pointer + 4) == 0x6874;
}

/** The UTF-16 units that a character takes by its first byte; 0 for a byte within one. */
function unitsAt(byte: u8): u32 {
  if ((byte & 0xc0) == 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

/** Length of a text in UTF-16 units. */
function unitsOf(text: Value): u32 {
  let units: u32 = 0;
  for (let i: u32 = 0; i < text.length; i++) units += unitsAt(text.byte(i));
  return units;
}

const REPLACEMENT: usize = memory.data<u8>([0xef, 0xbf, 0xbd]);

/** The UTF-16 unit of a text at an index, as a text; half of a character is U+FFFD, which it becomes when it is written. */
function unitAt(text: Value, index: i64): Value {
  let units: i64 = 0;
  for (let i: u32 = 0; i < text.length; i++) {
    const size = unitsAt(text.byte(i));
    if (size == 0) continue;
    if (units + size > index) {
      if (size == 2) return newString(REPLACEMENT, 3);
      let end = i + 1;
      while (end < text.length && unitsAt(text.byte(end)) == 0) end++;
      return substring(text, i, end);
    }
    units += size;
  }
  return NIL;
}

/** The UTF-16 units of a text, as a list of texts. */
export function unitList(text: Value): Value {
  const list = newList(0, unitsOf(text));
  let at: u32 = 0;
  for (let i: u32 = 0; i < text.length; ) {
    const size = unitsAt(text.byte(i));
    let end = i + 1;
    while (end < text.length && unitsAt(text.byte(end)) == 0) end++;
    if (size == 1) setItem(list, at++, substring(text, i, end));
    for (let half: u32 = 0; size == 2 && half < 2; half++) setItem(list, at++, newString(REPLACEMENT, 3));
    i = end;
  }
  return list;
}

/** An own property: of a map its entry, of lists and texts an element and the length. Null for all else. */
export function property(receiver: Value, name: Value): Value {
  const kind = receiver.kind;
  if (kind == KIND_MAP) {
    const map = receiver.map;
    if (!changetype<u32>(map)) return NIL;
    const found = findBytes(map, name.pointer, name.length);
    return found < 0 ? NIL : map.value(found);
  }
  if (kind != KIND_LIST && kind != KIND_STRING) return NIL;
  if (isLengthName(name)) return newInt(kind == KIND_LIST ? receiver.length : unitsOf(receiver));
  const index = indexOfName(name.pointer, name.length);
  if (index < 0) return NIL;
  if (kind == KIND_STRING) return unitAt(receiver, index);
  return index < <i64>receiver.length ? receiver.item(<u32>index) : NIL;
}

/** A pair of a key and what it stands for. */
export function pair(key: Value, item: Value): Value {
  const list = newList(0, 2);
  setItem(list, 0, key);
  setItem(list, 1, item);
  return list;
}

/** What #each walks, as pairs: a list with its indexes, a map in the order of its keys; nothing of anything else. */
export function entriesOf(v: Value): Value {
  if (v.kind == KIND_LIST) {
    const pairs = newList(0, v.length);
    for (let i: u32 = 0; i < v.length; i++) setItem(pairs, i, pair(newInt(i), v.item(i)));
    return pairs;
  }
  if (v.kind != KIND_MAP || !changetype<u32>(v.map)) return newList(0, 0);
  const map = v.map;
  const count = map.count;
  const order = heap.alloc(count << 2);
  orderKeys(map, order);
  const pairs = newList(0, count);
  for (let i: u32 = 0; i < count; i++) {
    const at = load<u32>(order + (i << 2));
    setItem(pairs, i, pair(map.key(at), map.value(at)));
  }
  return pairs;
}

/** Numbers of the entries in JavaScript's order: array indexes by their size, then the other keys as they were set. */
function orderKeys(map: MapObject, order: usize): void {
  const count = map.count;
  let sorted: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const index = indexOfKey(map, i);
    if (index < 0) continue;
    let at = sorted++;
    // Mostly they stand in order already.
    while (at > 0 && indexOfKey(map, load<u32>(order + ((at - 1) << 2))) > index) {
      store<u32>(order + (at << 2), load<u32>(order + ((at - 1) << 2)));
      at--;
    }
    store<u32>(order + (at << 2), i);
  }
  let at = sorted;
  for (let i: u32 = 0; i < count; i++) {
    if (indexOfKey(map, i) < 0) store<u32>(order + (at++ << 2), i);
  }
}

function indexOfKey(map: MapObject, i: u32): i64 {
  const key = map.key(i);
  return indexOfName(key.pointer, key.length);
}

/** JavaScript's ===; lists and maps are equal to themselves alone. */
export function isIdentical(a: Value, b: Value): bool {
  if (isNumber(a) && isNumber(b)) return numberOf(a) == numberOf(b);
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case KIND_NIL:
      return true;
    case KIND_BOOL:
      return a.bool == b.bool;
    case KIND_STRING:
      return a.length == b.length && memory.compare(a.pointer, b.pointer, a.length) == 0;
    default:
      return a.pointer == b.pointer && a.length == b.length;
  }
}

function isCompound(v: Value): bool {
  return v.kind == KIND_LIST || v.kind == KIND_MAP;
}

/** JavaScript's ==. */
export function isEqual(a: Value, b: Value): bool {
  if (a.kind == KIND_NIL || b.kind == KIND_NIL) return a.kind == b.kind;
  if (isCompound(a) && isCompound(b)) return isIdentical(a, b);
  if (isCompound(a)) return isEqual(plainText(a), b);
  if (isCompound(b)) return isEqual(a, plainText(b));
  if (a.kind == KIND_STRING && b.kind == KIND_STRING) return isIdentical(a, b);
  return toNumber(a) == toNumber(b);
}

/** JavaScript's Number(…) of a boolean, number or text. */
export function toNumber(v: Value): f64 {
  if (v.kind == KIND_BOOL) return v.bool ? 1 : 0;
  if (v.kind != KIND_STRING) return isNumber(v) ? numberOf(v) : NaN;
  const text = trimSpace(v);
  if (text.length == 0) return 0;
  for (let i: u32 = 0; i < text.length; i++) {
    const b = text.byte(i);
    const isPart = (b >= 0x30 && b <= 0x39) || b == 0x2e || b == 0x2b || b == 0x2d || (b | 0x20) == 0x65;
    if (!isPart) return NaN;
  }
  return parseFloat(text.pointer, text.length) ? parsedFloat : NaN;
}
