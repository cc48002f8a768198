// Where in the values a validation stands, and which values are equal to each other in JSON's sense.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 util.go.

import { KIND_BOOL, KIND_BYTES, KIND_FLOAT64, KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING } from '../../../abi/values';
import { TYPE_ARRAY, TYPE_BOOLEAN, TYPE_NULL, TYPE_NUMBER, TYPE_OBJECT, TYPE_STRING } from '../../../abi/schemas';
import { Buffer } from '../../core/buffer';
import { mapGet, MapObject, sortEntries } from '../../core/map';
import { allocate, equalBytes } from '../../core/memory';
import { quoteInto } from '../../go/strconv/quote';
import { Value } from '../../core/value';
import { compareDecimals, Decimal, decimalOf, isDecimal, isNumber, readDecimal } from './decimal';

/** The way from the values' top to one of them; null: the top. */
@unmanaged
export class Path {
  parent: Path;
  token: Value;
}

export const ROOT: Path = changetype<Path>(0);

export function childPath(parent: Path, token: Value): Path {
  const path = changetype<Path>(allocate(offsetof<Path>()));
  path.parent = parent;
  path.token = token;
  return path;
}

/** Writes the path as a JSON pointer. */
export function writePointer(out: Buffer, path: Path): void {
  if (!changetype<usize>(path)) return;
  writePointer(out, path.parent);
  out.byte(0x2f);
  const token = path.token;
  for (let i: u32 = 0; i < token.length; i++) {
    const c = token.byte(i);
    if (c == 0x7e) out.literal('~0');
    else if (c == 0x2f) out.literal('~1');
    else out.byte(c);
  }
}

/** A decimal number as a string. */
export function indexToken(index: u32): Value {
  const text = Buffer.create(10);
  text.unsigned(index);
  return text.toValue();
}

/** The text in single quotes, as Helm 4's library shows it. */
export function quoteSingle(out: Buffer, pointer: usize, length: u32): void {
  const quoted = Buffer.create(length + 8);
  quoteInto(quoted, pointer, length);
  // \" loses its backslash (also where the backslash was escaped and the quote ends the text), ' gets one.
  const end = quoted.pointer + quoted.length;
  const inner = Buffer.create(quoted.length + 8);
  for (let at = quoted.pointer; at < end; at++) {
    const c = load<u8>(at);
    if (c == 0x5c && at + 1 < end && load<u8>(at, 1) == 0x22) continue;
    if (c == 0x27) inner.byte(0x5c);
    inner.byte(c);
  }
  out.byte(0x27);
  if (inner.length > 2) out.bytes(inner.pointer + 1, inner.length - 2);
  out.byte(0x27);
}

/** The type's bit (TYPE_*; integers count as numbers). */
export function typeOf(v: Value): u32 {
  switch (v.kind) {
    case KIND_NIL:
      return TYPE_NULL;
    case KIND_BOOL:
      return TYPE_BOOLEAN;
    case KIND_STRING:
      return TYPE_STRING;
    case KIND_LIST:
      return TYPE_ARRAY;
    case KIND_MAP:
      return TYPE_OBJECT;
  }
  return isNumber(v) ? TYPE_NUMBER : 0;
}

/** Members of an object, in the order of their keys. */
export function membersOf(v: Value): MapObject {
  sortEntries(v.map);
  return v.map;
}

export function memberCount(map: MapObject): u32 {
  return changetype<usize>(map) ? map.count : 0;
}

/** Are they equal? A number on the left also equals a string that is written like it: Helm 4's library compares their texts. */
export function equalValues(a: Value, b: Value): bool {
  const type = typeOf(a);
  if (type != typeOf(b)) {
    if (type != TYPE_NUMBER || b.kind != KIND_STRING || !isDecimal(b.pointer, b.length)) return false;
    return compareDecimals(decimalOf(a), readDecimal(b.pointer, b.length)) == 0;
  }
  switch (type) {
    case TYPE_NULL:
      return true;
    case TYPE_BOOLEAN:
      return a.bool == b.bool;
    case TYPE_STRING:
      return equalBytes(a.pointer, a.length, b.pointer, b.length);
    case TYPE_NUMBER: {
      if (a.kind == b.kind && a.kind != KIND_BYTES) {
        return a.kind == KIND_FLOAT64 ? a.float == b.float : a.int == b.int;
      }
      return compareDecimals(decimalOf(a), decimalOf(b)) == 0;
    }
    case TYPE_ARRAY: {
      if (a.length != b.length) return false;
      for (let i: u32 = 0; i < a.length; i++) {
        if (!equalValues(a.item(i), b.item(i))) return false;
      }
      return true;
    }
  }
  const members = a.map;
  const count = memberCount(members);
  if (count != memberCount(b.map)) return false;
  for (let i: u32 = 0; i < count; i++) {
    const other = mapGet(b.map, members.key(i));
    if (!changetype<usize>(other) || !equalValues(members.value(i), other)) return false;
  }
  return true;
}

function mix(hash: u32, value: u32): u32 {
  const h = (hash ^ value) * 0x01000193;
  return h ^ (h >>> 15);
}

function hashText(hash: u32, pointer: usize, length: u32): u32 {
  for (let i: u32 = 0; i < length; i++) hash = mix(hash, load<u8>(pointer + i));
  return hash;
}

/** Equal values have equal hashes. */
function hashValue(hash: u32, v: Value): u32 {
  const type = typeOf(v);
  hash = mix(hash, type);
  switch (type) {
    case TYPE_BOOLEAN:
      return mix(hash, v.bool ? 1 : 0);
    case TYPE_STRING:
      return hashText(hash, v.pointer, v.length);
    case TYPE_NUMBER: {
      const d: Decimal = decimalOf(v);
      return mix(hashText(hash, d.digits, d.length), d.exponent);
    }
    case TYPE_ARRAY: {
      for (let i: u32 = 0; i < v.length; i++) hash = hashValue(hash, v.item(i));
      return hash;
    }
    case TYPE_OBJECT: {
      const members = membersOf(v);
      const count = memberCount(members);
      for (let i: u32 = 0; i < count; i++) {
        const key = members.key(i);
        hash = hashValue(hashText(hash, key.pointer, key.length), members.value(i));
      }
      return hash;
    }
  }
  return hash;
}

/** Positions of the first two equal items; `secondOfPair` is -1 where all differ. */
export let firstOfPair: i32 = -1;
export let secondOfPair: i32 = -1;

/** Lists up to this many items are compared item by item. */
const FEW_ITEMS: u32 = 20;

/** Finds the first item that equals one before it. Time is linear in the size of the list. */
export function findDuplicates(list: Value): void {
  const count = list.length;
  firstOfPair = -1;
  secondOfPair = -1;
  if (count <= FEW_ITEMS) {
    for (let i: u32 = 1; i < count; i++) {
      for (let k: u32 = 0; k < i; k++) {
        if (!equalValues(list.item(i), list.item(k))) continue;
        firstOfPair = k;
        secondOfPair = i;
        return;
      }
    }
    return;
  }
  let size: u32 = 16;
  while (size < count * 2) size <<= 1;
  // Slots of a hash table: item number + 1, hash.
  const table = allocate(size << 3);
  memory.fill(table, 0, size << 3);
  for (let i: u32 = 0; i < count; i++) {
    const item = list.item(i);
    const hash = hashValue(0x811c9dc5, item);
    let slot = hash & (size - 1);
    while (true) {
      const at = table + (slot << 3);
      const known = load<u32>(at);
      if (!known) {
        store<u32>(at, i + 1);
        store<u32>(at, hash, 4);
        break;
      }
      if (load<u32>(at, 4) == hash && equalValues(item, list.item(known - 1))) {
        firstOfPair = known - 1;
        secondOfPair = i;
        return;
      }
      slot = (slot + 1) & (size - 1);
    }
  }
}
