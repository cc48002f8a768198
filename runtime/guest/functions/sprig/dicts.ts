// Sprig's dictionary functions (dict.go), its questions about types (reflect.go), and mergo 1.0.1 as `merge` uses it. Maps are
// references: set, unset and merge change the map they are given, and nested maps are shared unless deepCopy made them.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 dict.go, github.com/Masterminds/sprig/v3@v3.3.0 reflect.go, dario.cat/mergo@v1.0.1 merge.go.

import { MERGO_1 } from '../../../abi/quirks';
import { has } from '../../core/mode';
import {
  ENTRY_SIZE,
  KIND_BYTES,
  KIND_COMPLEX128,
  KIND_ERROR,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  KIND_URL,
  LIST_ANY,
  LIST_INT,
  LIST_STRING,
  LIST_VERSIONS,
  MAP_ANY,
  MAP_SORTED,
  MAP_STRING,
  OBJECT_KUBE_VERSION,
  SHAPED_ENTRIES,
  SHAPE_ENTRIES,
  VALUE_PAYLOAD,
  VALUE_SIZE,
} from '../../../abi/values';
import { newAppendedList } from '../../go/reflect/capacity';
import { failLiteral, failWith, message } from '../../core/error';
import { toText } from '../../go/fmt/format';
import {
  MapObject,
  copyMapObject,
  findBytes,
  mapDelete,
  mapGet,
  mapGetLiteral,
  mapHas,
  mapSet,
  mapSetLiteral,
  newMapObject,
  sortEntries,
} from '../../core/map';
import { allocate, equalBytes } from '../../core/memory';
import { deepEqual, isEmpty, isPointerObject, kindText, typeText } from '../../go/reflect/types';
import {
  EMPTY_STRING,
  NIL,
  Value,
  copyString,
  equalsLiteral,
  isObject,
  literal,
  newBool,
  newInt,
  newList,
  newMapOf,
  newNilList,
  setItem,
} from '../../core/value';
import { newZeroVersion } from '../../core/version';
import { argument } from '../arguments';

const FAILED: Value = changetype<Value>(0);

/** The dictionary as map[string]interface {}: what Go makes of Helm's named map type when it passes it. */
function plain(dict: Value): Value {
  return dict.type == MAP_ANY ? dict : newMapOf(MAP_ANY, dict.map);
}

/** `dict key value …`: a value left out at the end is "". */
export function fnDict(pointer: usize, count: i32): Value {
  const object = newMapObject((count + 1) >>> 1);
  for (let i = 0; i < count; i += 2) {
    const key = argument(pointer, i);
    mapSet(
      object,
      key.kind == KIND_STRING ? key : toText(key),
      i + 1 < count ? argument(pointer, i + 1) : EMPTY_STRING,
    );
  }
  return newMapOf(MAP_ANY, object);
}

/** A `dict` whose keys are constants: of a shape (layout SHAPE_*). The caller puts the values into its entries. */
export function shapedDict(shape: usize): Value {
  const count = load<u32>(shape);
  const size = count * ENTRY_SIZE;
  const cell = allocate(SHAPED_ENTRIES + size);
  const object = changetype<MapObject>(cell + VALUE_SIZE);
  const entries = cell + SHAPED_ENTRIES;
  store<u64>(cell, KIND_MAP | ((<u64>MAP_ANY) << 8));
  store<u64>(cell, changetype<usize>(object), VALUE_PAYLOAD);
  object.count = count;
  object.capacity = count;
  object.entries = <u32>entries;
  object.index = 0;
  object.indexMask = 0;
  object.flags = MAP_SORTED;
  memory.copy(entries, shape + SHAPE_ENTRIES, size);
  return changetype<Value>(cell);
}

/** `get dict key`: "" where it is absent. */
export function fnGet(dict: Value, key: Value): Value {
  const found = mapGet(dict.map, key);
  return changetype<u32>(found) ? found : EMPTY_STRING;
}

/** `set dict key value`: changes the dictionary and gives it back. */
export function fnSet(dict: Value, key: Value, value: Value): Value {
  if (!changetype<u32>(dict.map)) return failLiteral('assignment to entry in nil map');
  mapSet(dict.map, key, value);
  return plain(dict);
}

/** `unset dict key`. */
export function fnUnset(dict: Value, key: Value): Value {
  if (changetype<u32>(dict.map)) mapDelete(dict.map, key);
  return plain(dict);
}

export function fnHasKey(dict: Value, key: Value): Value {
  return newBool(mapHas(dict.map, key));
}

function countOf(dict: Value): u32 {
  return changetype<u32>(dict.map) ? dict.map.count : 0;
}

/** `keys dicts…`: Go's order is random, ours is sorted within each dictionary. */
export function fnKeys(pointer: usize, count: i32): Value {
  let total: u32 = 0;
  for (let i = 0; i < count; i++) total += countOf(argument(pointer, i));
  const list = newAppendedList(LIST_STRING, total);
  let at: u32 = 0;
  for (let i = 0; i < count; i++) {
    const map = argument(pointer, i).map;
    sortEntries(map);
    const size = countOf(argument(pointer, i));
    for (let j: u32 = 0; j < size; j++) setItem(list, at++, map.key(j));
  }
  return list;
}

/** `values dict`, in the order of `keys`. */
export function fnValues(dict: Value): Value {
  const size = countOf(dict);
  const list = newAppendedList(LIST_ANY, size);
  sortEntries(dict.map);
  for (let i: u32 = 0; i < size; i++) setItem(list, i, dict.map.value(i));
  return list;
}

/** `pluck key dicts…`: the values of the dictionaries that have the key. */
export function fnPluck(key: Value, pointer: usize, count: i32): Value {
  let total: u32 = 0;
  for (let i = 0; i < count; i++) {
    if (mapHas(argument(pointer, i).map, key)) total++;
  }
  const list = newAppendedList(LIST_ANY, total);
  let at: u32 = 0;
  for (let i = 0; i < count; i++) {
    const found = mapGet(argument(pointer, i).map, key);
    if (changetype<u32>(found)) setItem(list, at++, found);
  }
  return list;
}

/** `pick dict keys…`. */
export function fnPick(dict: Value, pointer: usize, count: i32): Value {
  const object = newMapObject(count);
  for (let i = 0; i < count; i++) {
    const key = argument(pointer, i);
    const found = mapGet(dict.map, key);
    if (changetype<u32>(found)) mapSet(object, key, found);
  }
  return newMapOf(MAP_ANY, object);
}

/** `omit dict keys…`. */
export function fnOmit(dict: Value, pointer: usize, count: i32): Value {
  const size = countOf(dict);
  const object = newMapObject(size);
  const map = dict.map;
  for (let i: u32 = 0; i < size; i++) {
    const key = map.key(i);
    let omitted = false;
    for (let j = 0; j < count && !omitted; j++) {
      const other = argument(pointer, j);
      omitted = equalBytes(key.pointer, key.length, other.pointer, other.length);
    }
    if (!omitted) mapSet(object, key, map.value(i));
  }
  return newMapOf(MAP_ANY, object);
}

/** Go's failed type assertion on an interface value. */
function failAssertion(v: Value, wanted: string): Value {
  const b = message();
  b.literal('interface conversion: interface {} is ');
  b.literal(v.kind == KIND_NIL ? 'nil' : typeText(v));
  b.literal(', not ');
  b.literal(wanted);
  return failWith(b);
}

function isPlainDict(v: Value): bool {
  return v.kind == KIND_MAP && v.type == MAP_ANY;
}

/** `dig keys… default dict`. */
export function fnDig(pointer: usize, count: i32): Value {
  if (count < 3) return failLiteral('dig needs at least three arguments');
  let step = argument(pointer, count - 1);
  if (!isPlainDict(step)) return failAssertion(step, 'map[string]interface {}');
  for (let i = 0; i < count - 2; i++) {
    const key = argument(pointer, i);
    if (key.kind != KIND_STRING) return failAssertion(key, 'string');
  }
  for (let i = 0; i < count - 2; i++) {
    if (!isPlainDict(step)) return failAssertion(step, 'map[string]interface {}');
    step = mapGet(step.map, argument(pointer, i));
    if (!changetype<u32>(step)) return argument(pointer, count - 2);
  }
  return step;
}

// --- copies ---

/** `deepCopy`, `mustDeepCopy`: maps and lists of its own, all the way down (mitchellh/copystructure). */
export function fnDeepCopy(v: Value): Value {
  if (v.kind == KIND_NIL) return failLiteral('reflect: call of reflect.Value.Type on zero Value');
  return deepCopy(v);
}

/** What stands behind the length of a list of this type, up to its capacity. */
function zeroElement(type: u8): Value {
  if (type == LIST_STRING || type == LIST_VERSIONS) return EMPTY_STRING;
  if (type == LIST_INT) return newInt(0);
  return NIL;
}

/** A copy that shares no map and no list with the value. */
export function deepCopy(v: Value): Value {
  switch (v.kind) {
    case KIND_MAP:
    case KIND_OBJECT: {
      if (!v.pointer) return v;
      const object = copyMapObject(v.map);
      for (let i: u32 = 0; i < object.count; i++) object.setValue(i, deepCopy(object.value(i)));
      const copy = newMapOf(v.type, object);
      copy.kind = v.kind;
      if (isObject(v) && v.type == OBJECT_KUBE_VERSION) forgetNormalised(object);
      return copy;
    }
    case KIND_LIST: {
      if (v.isTypedNil) return newNilList(v.type);
      const length = v.length;
      const capacity = v.capacity;
      const copy = newList(v.type, capacity);
      copy.length = length;
      for (let i: u32 = 0; i < length; i++) setItem(copy, i, deepCopy(v.item(i)));
      if (length < capacity) {
        const zero = zeroElement(v.type);
        for (let i = length; i < capacity; i++) setItem(copy, i, zero);
      }
      return copy;
    }
    case KIND_BYTES: {
      const copy = copyString(v.pointer, v.length);
      copy.kind = KIND_BYTES;
      copy.flags = v.flags;
      return copy;
    }
    case KIND_SEMVER:
      // Its fields are private, and what copies it sees only exported ones.
      return newZeroVersion(v.type);
    default:
      return v;
  }
}

/** Helm 4's KubeVersion has a hidden field. */
function forgetNormalised(kubeVersion: MapObject): void {
  if (changetype<usize>(mapGetLiteral(kubeVersion, 'normalizedVersion'))) {
    mapSetLiteral(kubeVersion, 'normalizedVersion', EMPTY_STRING);
  }
}

// --- merge ---

const MERGED: u32 = 0;
/** mergo gives an error: `merge` swallows it. */
const MERGE_ERROR: u32 = 1;
/** A Go panic, recorded as the failure under way. */
const MERGE_PANIC: u32 = 2;

function isPointer(v: Value): bool {
  const kind = v.kind;
  return (
    kind == KIND_SEMVER || kind == KIND_URL || kind == KIND_ERROR || (kind == KIND_OBJECT && isPointerObject(v.type))
  );
}

/** mergo's isEmptyValue. */
function isUnset(v: Value): bool {
  return v.kind != KIND_COMPLEX128 && isEmpty(v);
}

/** Sets an element; false where the map's element type does not take it (Go panics). */
function setElement(map: MapObject, type: u8, key: Value, value: Value, sourceType: u8): bool {
  if (type == MAP_STRING && sourceType != MAP_STRING) {
    failLiteral('reflect.Value.SetMapIndex: value of type interface {} is not assignable to type string');
    return false;
  }
  mapSet(map, key, value);
  return true;
}

/** mergo's deepMerge of two values of which the source is a map, a struct or a pointer. */
function mergeElement(target: Value, source: Value, overwrite: bool): u32 {
  if (!changetype<u32>(target)) return MERGED;
  if (target.kind == KIND_MAP) {
    if (!target.pointer || source.kind != KIND_MAP) return MERGED;
    return mergeMaps(target.map, target.type, source.map, source.type, overwrite);
  }
  return isPointer(target) && !isPointer(source) && !overwrite ? MERGE_ERROR : MERGED;
}

/**
 * mergo's deepMerge of two maps. Without `overwrite` an element of the target stays unless it is empty; with it the source
 * wins. Maps within are merged in turn; what the target takes over it shares with the source.
 */
function mergeMaps(target: MapObject, type: u8, source: MapObject, sourceType: u8, overwrite: bool): u32 {
  if (!changetype<u32>(source)) return MERGED;
  const count = source.count;
  for (let i: u32 = 0; i < count; i++) {
    const key = source.key(i);
    const value = source.value(i);
    const kind = value.kind;
    if (kind == KIND_NIL) {
      if (overwrite && !setElement(target, type, key, value, sourceType)) return MERGE_PANIC;
      continue;
    }
    const isList = kind == KIND_LIST || kind == KIND_BYTES;
    const at = findBytes(target, key.pointer, key.length);
    const present = at < 0 ? changetype<Value>(0) : target.value(at);
    if (isList) {
      let taken = present;
      if (overwrite || target.count == 0) taken = value;
      else if (at < 0 || present.kind == KIND_NIL) taken = newList(value.type, 0);
      if (!setElement(target, type, key, taken, sourceType)) return MERGE_PANIC;
    } else if (kind == KIND_MAP || kind == KIND_OBJECT || kind == KIND_TIME || isPointer(value)) {
      const outcome = mergeElement(present, value, overwrite);
      if (outcome != MERGED) return outcome;
    }
    const stays = at >= 0 && !isUnset(present);
    if (stays && (isList || (kind == KIND_MAP && (present.kind == KIND_MAP || !has(MERGO_1))))) continue;
    if (overwrite || !stays) {
      if (!setElement(target, type, key, value, sourceType)) return MERGE_PANIC;
    }
  }
  return MERGED;
}

function mergeAll(target: Value, pointer: usize, count: i32, overwrite: bool, must: bool): Value {
  let object = target.map;
  for (let i = 0; i < count; i++) {
    const source = argument(pointer, i);
    if (!changetype<u32>(object)) {
      if (!changetype<u32>(source.map)) continue;
      object = newMapObject(source.map.count);
    }
    const outcome = mergeMaps(object, MAP_ANY, source.map, MAP_ANY, overwrite);
    if (outcome == MERGE_PANIC) return FAILED;
    if (outcome == MERGE_ERROR) return must ? failLiteral('src and dst must be of same type') : EMPTY_STRING;
  }
  return target.type == MAP_ANY && target.map == object ? target : newMapOf(MAP_ANY, object);
}

/** `merge target sources…`: fills what is empty in the target, and gives it back. */
export function fnMerge(target: Value, pointer: usize, count: i32): Value {
  return mergeAll(target, pointer, count, false, false);
}

/** `mergeOverwrite target sources…`: the later source wins. */
export function fnMergeOverwrite(target: Value, pointer: usize, count: i32): Value {
  return mergeAll(target, pointer, count, true, false);
}

export function fnMustMerge(target: Value, pointer: usize, count: i32): Value {
  return mergeAll(target, pointer, count, false, true);
}

export function fnMustMergeOverwrite(target: Value, pointer: usize, count: i32): Value {
  return mergeAll(target, pointer, count, true, true);
}

// --- types ---

export function fnDeepEqual(a: Value, b: Value): Value {
  return newBool(deepEqual(a, b));
}

/** `kindOf`: the name of reflect's kind, `invalid` for nil. */
export function fnKindOf(v: Value): Value {
  return literal(kindText(v));
}

export function fnKindIs(name: Value, v: Value): Value {
  return newBool(equalsLiteral(name, kindText(v)));
}

/** `typeOf`: Go's %T. */
export function fnTypeOf(v: Value): Value {
  return literal(typeText(v));
}

export function fnTypeIs(name: Value, v: Value): Value {
  return newBool(equalsLiteral(name, typeText(v)));
}

/** `typeIsLike`: the type itself or a pointer to it. */
export function fnTypeIsLike(name: Value, v: Value): Value {
  const type = typeText(v);
  if (equalsLiteral(name, type)) return newBool(true);
  if (type.charCodeAt(0) != 0x2a || <i32>name.length != type.length - 1) return newBool(false);
  for (let i: u32 = 0; i < name.length; i++) {
    if (<i32>name.byte(i) != type.charCodeAt(i + 1)) return newBool(false);
  }
  return newBool(true);
}
