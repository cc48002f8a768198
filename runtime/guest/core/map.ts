// Map objects: entries in insertion order, found by binary search while they are sorted and by a hash index otherwise.
// Iteration is always in bytewise key order (`sortEntries`), as Go templates and encoders walk maps.

import {
  ENTRY_HASH,
  ENTRY_KEY,
  ENTRY_SIZE,
  ENTRY_VALUE,
  HASH_LAST,
  HASH_PRIME,
  HASH_SEED,
  MAP_OBJECT_SIZE,
  MAP_SORTED,
} from '../../abi/values';
import { allocate, compareBytes, equalBytes } from './memory';
import { Value, copyString, literal, newString } from './value';

@unmanaged
export class MapObject {
  count: u32;
  capacity: u32;
  entries: u32;
  index: u32;
  indexMask: u32;
  flags: u32;

  @inline key(i: u32): Value {
    return changetype<Value>(load<u32>(this.entries + i * ENTRY_SIZE, ENTRY_KEY));
  }
  @inline value(i: u32): Value {
    return changetype<Value>(load<u32>(this.entries + i * ENTRY_SIZE, ENTRY_VALUE));
  }
  @inline setValue(i: u32, value: Value): void {
    store<u32>(this.entries + i * ENTRY_SIZE, changetype<u32>(value), ENTRY_VALUE);
  }
}

/** Entries up to this many are searched one by one. */
const SMALL: u32 = 8;

export function hashBytes(pointer: usize, length: u32): u32 {
  let h: u32 = HASH_SEED ^ length;
  const end = pointer + length;
  for (let at = pointer + 4; at <= end; at += 4) {
    h = (h ^ load<u32>(at - 4)) * HASH_PRIME;
    h ^= h >>> 15;
  }
  if (length & 3) {
    const rest: u32 =
      length >= 4
        ? load<u32>(end - 4)
        : load<u8>(pointer) | ((<u32>load<u8>(pointer + (length >>> 1))) << 8) | ((<u32>load<u8>(end - 1)) << 16);
    h = (h ^ rest) * HASH_PRIME;
    h ^= h >>> 15;
  }
  h = (h ^ (h >>> 16)) * HASH_LAST;
  return h ^ (h >>> 13);
}

export function newMapObject(capacity: u32): MapObject {
  const object = changetype<MapObject>(allocate(MAP_OBJECT_SIZE));
  object.count = 0;
  object.capacity = capacity;
  object.entries = capacity ? (allocate(capacity * ENTRY_SIZE) as u32) : 0;
  object.index = 0;
  object.indexMask = 0;
  object.flags = MAP_SORTED;
  return object;
}

/** Number of the entry with this key, or -1. */
export function findBytes(map: MapObject, pointer: usize, length: u32): i32 {
  const count = map.count;
  if (count > SMALL) {
    if (map.flags & MAP_SORTED) return searchSorted(map, pointer, length);
    return searchIndex(map, pointer, length, hashBytes(pointer, length));
  }
  for (let i: u32 = 0; i < count; i++) {
    const key = map.key(i);
    if (key.length == length && equalBytes(key.pointer, length, pointer, length)) return i;
  }
  return -1;
}

function searchSorted(map: MapObject, pointer: usize, length: u32): i32 {
  let low: i32 = 0;
  let high: i32 = map.count - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const key = map.key(middle);
    const order = compareBytes(key.pointer, key.length, pointer, length);
    if (order == 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

function searchIndex(map: MapObject, pointer: usize, length: u32, hash: u32): i32 {
  if (!map.index) rebuildIndex(map);
  const mask = map.indexMask;
  let slot = hash & mask;
  while (true) {
    const entry = load<u32>(map.index + (slot << 2));
    if (entry == 0) return -1;
    const at = map.entries + (entry - 1) * ENTRY_SIZE;
    if (load<u32>(at, ENTRY_HASH) == hash) {
      const key = changetype<Value>(load<u32>(at));
      if (equalBytes(key.pointer, key.length, pointer, length)) return entry - 1;
    }
    slot = (slot + 1) & mask;
  }
}

function rebuildIndex(map: MapObject): void {
  let size: u32 = 16;
  while (size < map.capacity * 2 || size < map.count * 2) size <<= 1;
  const index = allocate(size << 2) as u32;
  memory.fill(index, 0, size << 2);
  map.index = index;
  map.indexMask = size - 1;
  for (let i: u32 = 0; i < map.count; i++) {
    const at = map.entries + i * ENTRY_SIZE;
    if (!load<u32>(at, ENTRY_HASH)) {
      const key = map.key(i);
      store<u32>(at, hashBytes(key.pointer, key.length), ENTRY_HASH);
    }
    insertIndex(map, i);
  }
}

function insertIndex(map: MapObject, entry: u32): void {
  const mask = map.indexMask;
  let slot = load<u32>(map.entries + entry * ENTRY_SIZE, ENTRY_HASH) & mask;
  while (load<u32>(map.index + (slot << 2))) slot = (slot + 1) & mask;
  store<u32>(map.index + (slot << 2), entry + 1);
}

/** The value of a key, or null (address 0) where the key is absent. */
export function mapGet(map: MapObject, key: Value): Value {
  if (!changetype<u32>(map)) return changetype<Value>(0);
  const i = findBytes(map, key.pointer, key.length);
  return i < 0 ? changetype<Value>(0) : map.value(i);
}

export function mapGetBytes(map: MapObject, pointer: usize, length: u32): Value {
  if (!changetype<u32>(map)) return changetype<Value>(0);
  const i = findBytes(map, pointer, length);
  return i < 0 ? changetype<Value>(0) : map.value(i);
}

/** Room for a name as bytes; names in literals are short and ASCII. */
const NAME_ROOM: i32 = 64;
const nameBytes: usize = memory.data(64);

export function mapGetLiteral(map: MapObject, text: string): Value {
  const length = text.length;
  if (length > NAME_ROOM) unreachable();
  for (let i = 0; i < length; i++) store<u8>(nameBytes + i, <u8>text.charCodeAt(i));
  return mapGetBytes(map, nameBytes, length);
}

export function mapHas(map: MapObject, key: Value): bool {
  return changetype<u32>(map) != 0 && findBytes(map, key.pointer, key.length) >= 0;
}

/** Sets a key; the key value is kept, so its bytes must not change later. */
export function mapSet(map: MapObject, key: Value, value: Value): void {
  const found = findBytes(map, key.pointer, key.length);
  if (found >= 0) map.setValue(found, value);
  else mapAdd(map, key, value);
}

/** The same for a key that is known to be absent. Its hash is computed where an index needs it: most maps never have one. */
export function mapAdd(map: MapObject, key: Value, value: Value): void {
  const count = map.count;
  if (count == map.capacity) {
    const capacity: u32 = count < 4 ? 4 : count * 2;
    const entries = allocate(capacity * ENTRY_SIZE) as u32;
    memory.copy(entries, map.entries, count * ENTRY_SIZE);
    map.entries = entries;
    map.capacity = capacity;
    map.index = 0;
  }
  const at = map.entries + count * ENTRY_SIZE;
  store<u32>(at, changetype<u32>(key));
  store<u32>(at, map.index ? hashBytes(key.pointer, key.length) : 0, ENTRY_HASH);
  store<u32>(at, changetype<u32>(value), ENTRY_VALUE);
  if (map.flags & MAP_SORTED && count > 0) {
    const last = map.key(count - 1);
    if (compareBytes(last.pointer, last.length, key.pointer, key.length) > 0) map.flags &= ~MAP_SORTED;
  }
  map.count = count + 1;
  if (map.index) insertIndex(map, count);
}

export function mapSetLiteral(map: MapObject, key: string, value: Value): void {
  mapSet(map, literal(key), value);
}

/** Removes a key; false where it was absent. */
export function mapDelete(map: MapObject, key: Value): bool {
  const found = findBytes(map, key.pointer, key.length);
  if (found < 0) return false;
  const at = map.entries + found * ENTRY_SIZE;
  memory.copy(at, at + ENTRY_SIZE, (map.count - found - 1) * ENTRY_SIZE);
  map.count--;
  map.index = 0;
  return true;
}

/** Puts the entries into bytewise order of their keys. Iterate with `count`, `key(i)`, `value(i)` afterwards. */
export function sortEntries(map: MapObject): void {
  if (!changetype<u32>(map) || map.flags & MAP_SORTED) return;
  const count = map.count;
  const scratch = allocate(count * ENTRY_SIZE);
  mergeSort(map.entries, scratch, count);
  map.flags |= MAP_SORTED;
  map.index = 0;
}

function mergeSort(entries: usize, scratch: usize, count: u32): void {
  if (count < 2) return;
  const half = count >>> 1;
  mergeSort(entries, scratch, half);
  mergeSort(entries + half * ENTRY_SIZE, scratch, count - half);
  memory.copy(scratch, entries, half * ENTRY_SIZE);
  let left = scratch;
  const leftEnd = scratch + half * ENTRY_SIZE;
  let right = entries + half * ENTRY_SIZE;
  const rightEnd = entries + count * ENTRY_SIZE;
  let out = entries;
  while (left < leftEnd) {
    let takeLeft = right >= rightEnd;
    if (!takeLeft) {
      const a = changetype<Value>(load<u32>(left));
      const b = changetype<Value>(load<u32>(right));
      takeLeft = compareBytes(a.pointer, a.length, b.pointer, b.length) <= 0;
    }
    moveEntry(out, takeLeft ? left : right);
    if (takeLeft) left += ENTRY_SIZE;
    else right += ENTRY_SIZE;
    out += ENTRY_SIZE;
  }
}

/** Copies an entry: its key and hash at once, and its value. */
export function moveEntry(to: usize, from: usize): void {
  store<u64>(to, load<u64>(from));
  store<u32>(to, load<u32>(from, ENTRY_VALUE), ENTRY_VALUE);
}

/** A shallow copy: same keys and values in an object of its own. */
export function copyMapObject(map: MapObject): MapObject {
  if (!changetype<u32>(map)) return newMapObject(0);
  const copy = newMapObject(map.count);
  memory.copy(copy.entries, map.entries, map.count * ENTRY_SIZE);
  copy.count = map.count;
  copy.flags = map.flags & MAP_SORTED;
  return copy;
}

export { copyString, newString };
