// What `lookup` finds: Kubernetes objects that the input brings along, answered as a cluster would answer for them. Templates
// get copies: a cluster gives a fresh object each time.
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/lookup_func.go.

import { KIND_FLOAT64, KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING, LIST_ANY, MAP_ANY } from '../../../abi/values';
import { failLiteral, failWith, message } from '../../core/error';
import { MapObject, copyMapObject, mapGetLiteral, mapSetLiteral, newMapObject } from '../../core/map';
import { compareBytes, equalBytes } from '../../core/memory';
import { noteLookup } from '../reads';
import { EMPTY_STRING, Value, literal, newInt64, newList, newMap, newMapOf, setItem } from '../../core/value';
import { Buffer } from '../../core/buffer';

const FAILED: Value = changetype<Value>(0);

let objects: Value = FAILED;

/** Takes `data.lookups`: a list of objects, or an object of kind List. Looked at only when a template asks. */
export function takeLookups(value: Value): void {
  objects = value;
}

/** A string in a map, the empty one where there is none. */
function text(map: MapObject, name: string): Value {
  const v = mapGetLiteral(map, name);
  return changetype<usize>(v) && v.kind == KIND_STRING ? v : EMPTY_STRING;
}

function metadata(object: Value): MapObject {
  const v = mapGetLiteral(object.map, 'metadata');
  return changetype<usize>(v) && v.kind == KIND_MAP ? v.map : newMapObject(0);
}

function same(a: Value, b: Value): bool {
  return equalBytes(a.pointer, a.length, b.pointer, b.length);
}

/** Is it the kind of a list of the other? */
function isListOf(list: Value, kind: Value): bool {
  const length = kind.length;
  if (list.length != length + 4 || !equalBytes(list.pointer, length, kind.pointer, length)) return false;
  return load<u32>(list.pointer + length) == 0x7473694c; // "List", lowest byte first
}

/** The list of objects; 0 with a failure where the input has something else. */
function objectList(): Value {
  if (!changetype<usize>(objects) || objects.kind == KIND_NIL) return newList(LIST_ANY, 0);
  let list = objects;
  if (list.kind == KIND_MAP) list = mapGetLiteral(list.map, 'items');
  if (changetype<usize>(list) && list.kind == KIND_LIST) return list;
  return failLiteral("the input's lookups is neither a list of Kubernetes objects nor an object with items");
}

/** Does an object come before another in a list of a cluster: by namespace, then by name? */
function precedes(a: Value, b: Value): bool {
  const x = metadata(a);
  const y = metadata(b);
  let p = text(x, 'namespace');
  let q = text(y, 'namespace');
  if (same(p, q)) {
    p = text(x, 'name');
    q = text(y, 'name');
  }
  return compareBytes(p.pointer, p.length, q.pointer, q.length) < 0;
}

/** A copy with the numbers that a cluster's client has: int64 where they are whole. */
function copyOf(v: Value): Value {
  if (v.kind == KIND_FLOAT64) {
    const whole = <i64>v.float;
    return <f64>whole == v.float && abs(v.float) < 9e18 ? newInt64(whole) : v;
  }
  if (v.kind == KIND_LIST) {
    const list = newList(LIST_ANY, v.length);
    for (let i: u32 = 0; i < v.length; i++) setItem(list, i, copyOf(v.item(i)));
    return list;
  }
  if (v.kind != KIND_MAP) return v;
  const map = copyMapObject(v.map);
  for (let i: u32 = 0; i < map.count; i++) map.setValue(i, copyOf(map.value(i)));
  return newMapOf(MAP_ANY, map);
}

/**
 * The object of that name, or with an empty name the list of all of that kind, in one namespace or (empty) in all. An object
 * without a namespace is the cluster's: it is found in every namespace. Nothing found is an empty map; 0 is a failure.
 * Mirrors Helm's newLookupFunction over client-go.
 */
export function findObjects(apiVersion: Value, kind: Value, namespace: Value, name: Value): Value {
  noteLookup(apiVersion, kind, namespace, name);
  const all = objectList();
  if (!changetype<usize>(all)) return FAILED;
  const found = newList(LIST_ANY, all.length);
  let count: u32 = 0;
  let isKnown = false;
  for (let i: u32 = 0; i < all.length; i++) {
    const object = all.item(i);
    if (object.kind != KIND_MAP || !text(object.map, 'kind').length || !text(object.map, 'apiVersion').length) {
      const b = message();
      b.literal('number ');
      b.unsigned(i);
      b.literal(" of the input's lookups is no Kubernetes object: it has no apiVersion and kind");
      return failWith(b);
    }
    if (!same(text(object.map, 'apiVersion'), apiVersion)) continue;
    // A cluster that has none of a kind says so with an empty list of it.
    if (isListOf(text(object.map, 'kind'), kind)) isKnown = true;
    if (!same(text(object.map, 'kind'), kind)) continue;
    isKnown = true;
    const own = metadata(object);
    const home = text(own, 'namespace');
    // One object of a namespace cannot be asked for without it.
    if (home.length && !same(home, namespace) && (namespace.length || name.length)) continue;
    if (!name.length) setItem(found, count++, object);
    else if (same(text(own, 'name'), name)) return copyOf(object);
  }
  if (name.length || !isKnown) return newMap(MAP_ANY);
  const items = newList(LIST_ANY, count);
  for (let i: u32 = 0; i < count; i++) {
    const object = found.item(i);
    let at = i;
    for (; at > 0 && precedes(object, items.item(at - 1)); at--) setItem(items, at, items.item(at - 1));
    setItem(items, at, object);
  }
  for (let i: u32 = 0; i < count; i++) setItem(items, i, copyOf(items.item(i)));
  const listKind = Buffer.create(kind.length + 4);
  listKind.string(kind);
  listKind.literal('List');
  const meta = newMapObject(1);
  mapSetLiteral(meta, 'resourceVersion', literal('0'));
  const list = newMapObject(4);
  mapSetLiteral(list, 'apiVersion', apiVersion);
  mapSetLiteral(list, 'kind', listKind.toValue());
  mapSetLiteral(list, 'metadata', newMapOf(MAP_ANY, meta));
  mapSetLiteral(list, 'items', items);
  return newMapOf(MAP_ANY, list);
}
