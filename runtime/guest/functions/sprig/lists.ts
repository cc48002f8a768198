// Sprig's list functions (list.go) and its integer ranges (until, untilStep, seq). A list that a function makes is new; only
// `slice` shares elements. Any Go slice is taken, as Sprig does by reflection, and the results have the types Go gives them.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 list.go, github.com/Masterminds/sprig/v3@v3.3.0 numeric.go.

import {
  KIND_FLOAT64,
  KIND_INT,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_STRING,
  LIST_ANY,
  LIST_INT,
  LIST_LIST,
  VALUE_PAYLOAD,
  VALUE_SIZE,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import {
  TOO_LONG,
  appendedCapacity,
  grownCapacity,
  newAppendedList,
  newListWithCapacity,
} from '../../go/reflect/capacity';
import { failLiteral, failWith, message } from '../../core/error';
import { hashBytes } from '../../core/map';
import { allocate, boundedSize, equalBytes } from '../../core/memory';
import { castInt64 } from '../../go/strconv/number';
import { deepEqual, isEmpty, kindName } from '../../go/reflect/types';
import {
  NIL,
  Value,
  elementAt,
  isList,
  newBool,
  newBytes,
  newInt,
  newList,
  newNilList,
  setItem,
  sublist,
} from '../../core/value';
import { argument } from '../arguments';

/** Fails as Sprig does where a list is wanted: `PREFIX<kind>SUFFIX`, or Go's nil dereference for nil. */
function failKind(v: Value, prefix: string, suffix: string): Value {
  if (v.kind == KIND_NIL) {
    return failLiteral('runtime error: invalid memory address or nil pointer dereference');
  }
  const b = message();
  b.literal(prefix);
  b.string(kindName(v));
  b.literal(suffix);
  return failWith(b);
}

/** Bytes of a Go interface value, and of an int: what the lists hold in Go. */
const INTERFACE_SIZE: u32 = 16;
const INT_SIZE: u32 = 8;

/** A number of elements that was computed in 64 bits; what no list could hold ends the render for want of memory. */
function boundedItems(count: u64): u32 {
  return boundedSize((<u64>boundedSize(count)) << 2) >> 2;
}

/** The first `length` elements of a scratch list, as if each had been appended. */
function appended(scratch: Value, length: u32): Value {
  const list = newAppendedList(LIST_ANY, length);
  memory.copy(list.pointer, scratch.pointer, length << 2);
  return list;
}

/** Copies elements [from, to) of any slice to `target` at `at`. */
function copyItems(target: Value, at: u32, list: Value, from: u32, to: u32): void {
  if (list.kind == KIND_LIST) {
    memory.copy(target.pointer + (at << 2), list.pointer + (from << 2), (to - from) << 2);
    return;
  }
  for (let i = from; i < to; i++) setItem(target, at + i - from, elementAt(list, i));
}

/** `list`, `tuple`. */
export function fnList(pointer: usize, count: i32): Value {
  const list = newList(LIST_ANY, count);
  memory.copy(list.pointer, pointer, (<u32>count) << 2);
  return list;
}

/** `append`, `push`. */
export function fnAppend(list: Value, item: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot push on type ', '');
  const length = list.length;
  const result = newListWithCapacity(LIST_ANY, length + 1, grownCapacity(length, INTERFACE_SIZE));
  copyItems(result, 0, list, 0, length);
  setItem(result, length, item);
  return result;
}

/** `prepend`. */
export function fnPrepend(list: Value, item: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot prepend on type ', '');
  const length = list.length;
  const result = newList(LIST_ANY, length + 1);
  setItem(result, 0, item);
  copyItems(result, 1, list, 0, length);
  return result;
}

/** `concat`. */
export function fnConcat(pointer: usize, count: i32): Value {
  let total: u64 = 0;
  for (let i = 0; i < count; i++) {
    const list = argument(pointer, i);
    if (!isList(list)) return failKind(list, 'Cannot concat type ', ' as list');
    total += list.length;
  }
  if (total == 0) return newNilList(LIST_ANY);
  const result = newAppendedList(LIST_ANY, boundedItems(total));
  let at: u32 = 0;
  for (let i = 0; i < count; i++) {
    const list = argument(pointer, i);
    copyItems(result, at, list, 0, list.length);
    at += list.length;
  }
  return result;
}

/** `first`; nil of an empty list. */
export function fnFirst(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot find first on type ', '');
  return list.length ? elementAt(list, 0) : NIL;
}

/** `last`; nil of an empty list. */
export function fnLast(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot find last on type ', '');
  return list.length ? elementAt(list, list.length - 1) : NIL;
}

/** `rest`: all but the first; a nil slice of an empty list. */
export function fnRest(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot find rest on type ', '');
  return copyRange(list, 1, list.length);
}

/** `initial`: all but the last; a nil slice of an empty list. */
export function fnInitial(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot find initial on type ', '');
  return copyRange(list, 0, list.length - 1);
}

function copyRange(list: Value, from: u32, to: u32): Value {
  if (list.length == 0) return newNilList(LIST_ANY);
  const result = newList(LIST_ANY, to - from);
  copyItems(result, 0, list, from, to);
  return result;
}

/** `reverse`. */
export function fnReverse(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot find reverse on type ', '');
  const length = list.length;
  const result = newList(LIST_ANY, length);
  for (let i: u32 = 0; i < length; i++) setItem(result, length - i - 1, elementAt(list, i));
  return result;
}

/** `compact`: without the empty elements. */
export function fnCompact(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot compact on type ', '');
  const length = list.length;
  const result = newList(LIST_ANY, length);
  let filled: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const item = elementAt(list, i);
    if (!isEmpty(item)) setItem(result, filled++, item);
  }
  return appended(result, filled);
}

/** reflect.DeepEqual, with the usual case (two strings) first. */
function same(a: Value, b: Value): bool {
  if (a.kind == KIND_STRING) return b.kind == KIND_STRING && equalBytes(a.pointer, a.length, b.pointer, b.length);
  return deepEqual(a, b);
}

/** A number that is equal for deeply equal values. */
function hashValue(v: Value, depth: u32): u32 {
  const kind = v.kind;
  if (kind == KIND_STRING) return hashBytes(v.pointer, v.length);
  if (kind == KIND_LIST) {
    let h: u32 = v.length * 31 + kind;
    if (depth) {
      const count = v.length < 16 ? v.length : 16;
      for (let i: u32 = 0; i < count; i++) h = h * 0x01000193 + hashValue(v.item(i), depth - 1);
    }
    return h ^ (h >>> 15);
  }
  if (kind == KIND_MAP) {
    const map = v.map;
    if (!changetype<u32>(map)) return kind;
    let h: u32 = map.count * 31 + kind;
    if (depth) {
      // A sum, because the entries of equal maps may stand in another order.
      for (let i: u32 = 0; i < map.count; i++) {
        const key = map.key(i);
        h += (hashBytes(key.pointer, key.length) | 1) * (hashValue(map.value(i), depth - 1) | 1);
      }
    }
    return h ^ (h >>> 15);
  }
  if (kind <= KIND_FLOAT64) {
    let bits = <u64>v.int;
    // 0 and -0 are equal.
    if (bits << 1 == 0) bits = 0;
    const h = (<u32>(bits >>> 32) ^ <u32>bits) * 0x9e3779b1 + kind;
    return h ^ (h >>> 15);
  }
  return kind;
}

/** Lists up to this long are searched pair by pair. */
const SMALL: u32 = 8;

/** `uniq`: each element the first time it comes. */
export function fnUniq(list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot find uniq on type ', '');
  const length = list.length;
  const result = newList(LIST_ANY, length);
  let filled: u32 = 0;
  if (length <= SMALL) {
    for (let i: u32 = 0; i < length; i++) {
      const item = elementAt(list, i);
      let known = false;
      for (let j: u32 = 0; j < filled && !known; j++) known = same(item, result.item(j));
      if (!known) setItem(result, filled++, item);
    }
    return appended(result, filled);
  }
  let size: u32 = 32;
  while (size < length * 2) size <<= 1;
  const mask = size - 1;
  // Slots of (number of the element + 1, hash).
  const table = allocate(boundedSize((<u64>size) << 3));
  memory.fill(table, 0, size << 3);
  for (let i: u32 = 0; i < length; i++) {
    const item = elementAt(list, i);
    const hash = hashValue(item, 3);
    let slot = hash & mask;
    let known = false;
    while (true) {
      const entry = load<u32>(table + (slot << 3));
      if (entry == 0) break;
      if (load<u32>(table + (slot << 3), 4) == hash && same(item, result.item(entry - 1))) {
        known = true;
        break;
      }
      slot = (slot + 1) & mask;
    }
    if (known) continue;
    setItem(result, filled++, item);
    store<u32>(table + (slot << 3), filled);
    store<u32>(table + (slot << 3), hash, 4);
  }
  return appended(result, filled);
}

/** `without list values…`. */
export function fnWithout(list: Value, pointer: usize, count: i32): Value {
  if (!isList(list)) return failKind(list, 'Cannot find without on type ', '');
  const length = list.length;
  const result = newList(LIST_ANY, length);
  let filled: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const item = elementAt(list, i);
    let omitted = false;
    for (let j = 0; j < count && !omitted; j++) omitted = same(item, argument(pointer, j));
    if (!omitted) setItem(result, filled++, item);
  }
  return appended(result, filled);
}

/** `has needle list`. */
export function fnHas(needle: Value, list: Value): Value {
  if (list.kind == KIND_NIL) return newBool(false);
  if (!isList(list)) return failKind(list, 'Cannot find has on type ', '');
  for (let i: u32 = 0; i < list.length; i++) {
    if (same(needle, elementAt(list, i))) return newBool(true);
  }
  return newBool(false);
}

/** `slice list [from [to]]`: shares the elements, and reaches up to the capacity, as Go's slicing does. */
export function fnSlice(list: Value, pointer: usize, count: i32): Value {
  if (!isList(list)) return failKind(list, 'list should be type of slice or array but ', '');
  if (list.length == 0) return NIL;
  const from = count > 0 ? castInt64(argument(pointer, 0)) : 0;
  const to = count > 1 ? castInt64(argument(pointer, 1)) : <i64>list.length;
  const isBytes = list.kind != KIND_LIST;
  const capacity: i64 = isBytes ? list.length : list.capacity;
  if (from < 0 || to < from || to > capacity) return failLiteral('reflect.Value.Slice: slice index out of bounds');
  if (isBytes) return newBytes(list.pointer + <u32>from, <u32>(to - from));
  return sublist(list, <u32>from, <u32>to);
}

/** `chunk size list`: lists of `size` elements, the last one of what is left. */
export function fnChunk(size: Value, list: Value): Value {
  if (!isList(list)) return failKind(list, 'Cannot chunk type ', '');
  const length = list.length;
  let width = size.int;
  const pieces = floor((<f64>length - 1) / <f64>width) + 1;
  // Sprig computes in floats: a size of 0 gives an infinite count, a small negative one a negative count.
  if (!(pieces >= 0 && pieces < 0x80000000)) return failLiteral(TOO_LONG);
  const count = <u32>pieces;
  if (count && width < 0) {
    // Its sum comes out right for a single element, by chance.
    if (length != 1 || width == -1) return failLiteral(TOO_LONG);
    width = 1;
  }
  const result = newList(LIST_LIST, count);
  let from: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const to = <i64>from + width < <i64>length ? from + <u32>width : length;
    const piece = newList(LIST_ANY, to - from);
    copyItems(piece, 0, list, from, to);
    setItem(result, i, piece);
    from = to;
  }
  return result;
}

/** How many numbers from `start` towards `stop` (exclusive) in steps; 0 where the step leads away. */
function stepsBetween(start: i64, stop: i64, step: i64): u64 {
  let distance: u64;
  let stride: u64;
  if (stop < start) {
    if (step >= 0) return 0;
    distance = <u64>start - <u64>stop;
    stride = <u64>-step;
  } else {
    if (step <= 0) return 0;
    distance = <u64>stop - <u64>start;
    stride = <u64>step;
  }
  return distance / stride + (distance % stride ? 1 : 0);
}

/** So many numbers are laid into memory at once: of half a gigabyte in one piece, the heap may have none left where it has two. */
const NUMBERS_AT_ONCE: u32 = 1 << 16;

function range(start: i64, stop: i64, step: i64): Value {
  const count = boundedItems(stepsBetween(start, stop, step));
  const capacity = appendedCapacity(count, INT_SIZE);
  const list = newList(LIST_INT, capacity);
  list.length = count;
  let value = start;
  for (let from: u32 = 0; from < count; from += NUMBERS_AT_ONCE) {
    const to = count - from < NUMBERS_AT_ONCE ? count : from + NUMBERS_AT_ONCE;
    let cell = allocate((to - from) * VALUE_SIZE);
    for (let i = from; i < to; i++) {
      store<u64>(cell, KIND_INT);
      store<i64>(cell, value, VALUE_PAYLOAD);
      setItem(list, i, changetype<Value>(cell));
      value += step;
      cell += VALUE_SIZE;
    }
  }
  if (count < capacity) {
    const zero = newInt(0);
    for (let i = count; i < capacity; i++) setItem(list, i, zero);
  }
  return list;
}

/** `until n`: 0 to n, exclusive, downwards for a negative n. */
export function fnUntil(count: Value): Value {
  return range(0, count.int, count.int < 0 ? -1 : 1);
}

/** `untilStep start stop step`. */
export function fnUntilStep(start: Value, stop: Value, step: Value): Value {
  return range(start.int, stop.int, step.int);
}

/** `seq [first [step]] last`, like the shell's: the numbers between spaces, `last` included. */
export function fnSeq(pointer: usize, count: i32): Value {
  const buffer = Buffer.create(32);
  if (count >= 1 && count <= 3) {
    const start: i64 = count == 1 ? 1 : argument(pointer, 0).int;
    const end = argument(pointer, count - 1).int;
    const towards: i64 = end < start ? -1 : 1;
    const step: i64 = count == 3 ? argument(pointer, 1).int : towards;
    if (!(towards < 0 && step > 0)) {
      const times = stepsBetween(start, end + towards, step);
      let value = start;
      for (let i: u64 = 0; i < times; i++) {
        if (i) buffer.byte(0x20);
        buffer.integer(value);
        value += step;
      }
    }
  }
  return buffer.toValue();
}
