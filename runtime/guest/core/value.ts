// The value model: Go's values as templates see them, in cells laid out by runtime/abi/values.ts. Strings are bytes.
// Values are immutable once made, except map objects (which are shared by reference, as in Go).

import {
  FLAG_TYPED_NIL,
  KIND_BOOL,
  KIND_BYTES,
  KIND_FLOAT64,
  KIND_INT,
  KIND_INT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_STRING,
  KIND_UINT8,
  KIND_UINT64,
  LIST_STRING,
  VALUE_CAPACITY,
  VALUE_FLAGS,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
  VALUE_SIZE,
  VALUE_TYPE,
} from '../../abi/values';
import { allocate, copyBytes } from './memory';
import { MapObject, newMapObject } from './map';

/** One value. Its address is what compiled code passes around; 0 means "failed, see error.ts". */
@unmanaged
export class Value {
  kind: u8;
  type: u8;
  flags: u16;
  /** Bytes of a string, elements of a list. */
  length: u32;
  /** Address of a string's bytes, of a list's elements, of a map object. */
  pointer: u32;
  /** Elements a list has room for (Go's cap). */
  capacity: u32;

  @inline get int(): i64 {
    return load<i64>(changetype<usize>(this), VALUE_PAYLOAD);
  }
  @inline get float(): f64 {
    return load<f64>(changetype<usize>(this), VALUE_PAYLOAD);
  }
  @inline get bool(): bool {
    return load<i64>(changetype<usize>(this), VALUE_PAYLOAD) != 0;
  }
  /** The map object of a map or of an object; null for a nil map. */
  @inline get map(): MapObject {
    return changetype<MapObject>(this.pointer);
  }
  @inline get isString(): bool {
    return this.kind == KIND_STRING;
  }
  /** Byte `i` of a string. */
  @inline byte(i: u32): u8 {
    return load<u8>(this.pointer + i);
  }
  /** Element `i` of a list. */
  @inline item(i: u32): Value {
    return changetype<Value>(load<u32>(this.pointer + (i << 2)));
  }
  @inline get isTypedNil(): bool {
    return (this.flags & FLAG_TYPED_NIL) != 0;
  }
}

export const NIL: Value = changetype<Value>(memory.data<u64>([<u64>KIND_NIL, 0], 8));
/** Go's zero reflect.Value: a nil that is not even a nil interface. Only functions with a parameter of type `value` see it. */
export const NO_VALUE: Value = changetype<Value>(memory.data<u64>([(<u64>FLAG_TYPED_NIL) << (VALUE_FLAGS * 8), 0], 8));
export const TRUE: Value = changetype<Value>(memory.data<u64>([<u64>KIND_BOOL, 1], 8));
export const FALSE: Value = changetype<Value>(memory.data<u64>([<u64>KIND_BOOL, 0], 8));
export const EMPTY_STRING: Value = changetype<Value>(memory.data<u64>([<u64>KIND_STRING, 0], 8));

export function newCell(kind: u8): Value {
  const cell = allocate(VALUE_SIZE);
  store<u64>(cell, kind);
  store<u64>(cell, 0, VALUE_PAYLOAD);
  return changetype<Value>(cell);
}

export function newBool(value: bool): Value {
  return value ? TRUE : FALSE;
}

/** An integer of the given kind (KIND_INT … KIND_UINT64, KIND_DURATION, KIND_MONTH, KIND_WEEKDAY). */
export function newInteger(kind: u8, value: i64): Value {
  const cell = allocate(VALUE_SIZE);
  store<u64>(cell, kind);
  store<i64>(cell, value, VALUE_PAYLOAD);
  return changetype<Value>(cell);
}

/** Go's `int`. */
export function newInt(value: i64): Value {
  return newInteger(KIND_INT, value);
}

export function newInt64(value: i64): Value {
  return newInteger(KIND_INT64, value);
}

export function newFloat(value: f64): Value {
  const cell = allocate(VALUE_SIZE);
  store<u64>(cell, KIND_FLOAT64);
  store<f64>(cell, value, VALUE_PAYLOAD);
  return changetype<Value>(cell);
}

/** A string over bytes that already lie in memory (not copied). */
export function newString(pointer: usize, length: u32): Value {
  const cell = allocate(VALUE_SIZE);
  setString(cell, pointer, length);
  return changetype<Value>(cell);
}

/** Makes the cell at an address such a string. */
export function setString(cell: usize, pointer: usize, length: u32): void {
  store<u32>(cell, KIND_STRING);
  store<u32>(cell, length, VALUE_LENGTH);
  store<u64>(cell, pointer as u64, VALUE_PAYLOAD);
}

/** A string over a copy of the bytes. */
export function copyString(pointer: usize, length: u32): Value {
  const bytes = allocate(length);
  copyBytes(bytes, pointer, length);
  return newString(bytes, length);
}

/** `s[from:to]`, sharing the bytes. */
export function substring(s: Value, from: u32, to: u32): Value {
  if (from == 0 && to == s.length && s.kind == KIND_STRING) return s;
  return newString(s.pointer + from, to - from);
}

export function newBytes(pointer: usize, length: u32): Value {
  const cell = newString(pointer, length);
  cell.kind = KIND_BYTES;
  return cell;
}

/** A byte string of an AssemblyScript literal (ASCII or UTF-16, written as UTF-8). For messages and names, not for hot paths. */
export function literal(text: string): Value {
  const length = String.UTF8.byteLength(text);
  const bytes = allocate(length);
  String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, bytes);
  return newString(bytes, length);
}

/** Does the string hold exactly this literal? */
export function equalsLiteral(s: Value, text: string): bool {
  const n = text.length;
  if (s.length != <u32>n) return false;
  for (let i = 0; i < n; i++) {
    if (<u32>s.byte(i) != <u32>text.charCodeAt(i)) return false;
  }
  return true;
}

/** A list of `length` elements, to be filled with `setItem` before anyone else sees it. */
export function newList(type: u8, length: u32): Value {
  const cell = allocate(VALUE_SIZE);
  store<u32>(cell, KIND_LIST | ((<u32>type) << (VALUE_TYPE * 8)));
  store<u32>(cell, length, VALUE_LENGTH);
  store<u32>(cell, allocate(length << 2) as u32, VALUE_PAYLOAD);
  store<u32>(cell, length, VALUE_CAPACITY);
  return changetype<Value>(cell);
}

/** The nil slice of the given element type. */
export function newNilList(type: u8): Value {
  const list = newList(type, 0);
  list.flags = FLAG_TYPED_NIL;
  return list;
}

/** Elements [from, to) of a list, sharing them (and the capacity behind them), as Go's slicing does. */
export function sublist(list: Value, from: u32, to: u32): Value {
  const cell = allocate(VALUE_SIZE);
  store<u32>(cell, KIND_LIST | ((<u32>list.type) << (VALUE_TYPE * 8)));
  store<u32>(cell, to - from, VALUE_LENGTH);
  store<u32>(cell, list.pointer + (from << 2), VALUE_PAYLOAD);
  store<u32>(cell, list.capacity - from, VALUE_CAPACITY);
  return changetype<Value>(cell);
}

export function setItem(list: Value, i: u32, item: Value): void {
  store<u32>(list.pointer + (i << 2), changetype<u32>(item));
}

/** A map value over an object. */
export function newMapOf(type: u8, object: MapObject): Value {
  const cell = newCell(KIND_MAP);
  cell.type = type;
  cell.pointer = changetype<u32>(object);
  return cell;
}

/** A fresh empty map of the given type. */
export function newMap(type: u8): Value {
  return newMapOf(type, newMapObject(0));
}

/** A growable list under construction. */
@unmanaged
export class ListBuilder {
  pointer: usize;
  length: u32;
  capacity: u32;
  type: u8;

  static create(type: u8): ListBuilder {
    const builder = changetype<ListBuilder>(allocate(offsetof<ListBuilder>()));
    builder.type = type;
    builder.length = 0;
    builder.capacity = 0;
    builder.pointer = 0;
    return builder;
  }

  push(item: Value): void {
    if (this.length == this.capacity) {
      const capacity: u32 = this.capacity ? this.capacity * 2 : 1;
      const pointer = allocate(capacity << 2);
      memory.copy(pointer, this.pointer, this.length << 2);
      this.pointer = pointer;
      this.capacity = capacity;
    }
    store<u32>(this.pointer + (this.length << 2), changetype<u32>(item));
    this.length++;
  }

  /** The list; capacity as Go's append would have it. */
  finish(): Value {
    // What lies between length and capacity can be reached by slicing: Go has zero values there.
    const zero = this.type == LIST_STRING ? EMPTY_STRING : NIL;
    for (let i = this.length; i < this.capacity; i++) store<u32>(this.pointer + (i << 2), changetype<u32>(zero));
    const cell = allocate(VALUE_SIZE);
    store<u32>(cell, KIND_LIST | ((<u32>this.type) << 8));
    store<u32>(cell, this.length, VALUE_LENGTH);
    store<u32>(cell, this.pointer as u32, VALUE_PAYLOAD);
    store<u32>(cell, this.capacity, VALUE_CAPACITY);
    return changetype<Value>(cell);
  }
}

export function isInteger(v: Value): bool {
  return v.kind >= KIND_INT && v.kind <= KIND_UINT64;
}

export function isUnsigned(v: Value): bool {
  return v.kind >= 7 && v.kind <= KIND_UINT64;
}

/** A list in Go's reflect sense: slices, and []byte. */
export function isList(v: Value): bool {
  return v.kind == KIND_LIST || v.kind == KIND_BYTES;
}

/** Element `i` of a list or of []byte (as uint8). */
export function elementAt(list: Value, i: u32): Value {
  if (list.kind == KIND_BYTES) return newInteger(KIND_UINT8, list.byte(i));
  return list.item(i);
}

export function isMap(v: Value): bool {
  return v.kind == KIND_MAP;
}

export function isStringList(v: Value): bool {
  return v.kind == KIND_LIST && v.type == LIST_STRING;
}

export function isObject(v: Value): bool {
  return v.kind == KIND_OBJECT;
}

/** What a missing file is: a nil slice of bytes. */
export function emptyBytes(): Value {
  const v = newCell(KIND_BYTES);
  v.flags = FLAG_TYPED_NIL;
  return v;
}
