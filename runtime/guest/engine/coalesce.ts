// Coalescing: how user values, chart defaults, subcharts' sections and globals become one tree of values. Mirrors Helm's
// coalesce.go, whose rules about nulls and tables differ between Helm 3 and 4. With `merge`, nulls stay.

import { HELM_4, KIND_LIST, KIND_MAP, KIND_NIL, MAP_ANY } from '../../layout';
import { failWith, message } from '../error';
import { sprintf } from '../format';
import {
  MapObject,
  copyMapObject,
  mapDelete,
  mapGet,
  mapGetLiteral,
  mapSet,
  mapSetLiteral,
  newMapObject,
  sortEntries,
} from '../map';
import { allocate } from '../memory';
import { helmVersion } from '../mode';
import { NIL, Value, literal, newList, newMapOf, setItem } from '../value';
import { ChartNode, childOf } from './chart';

/** A copy that shares no map and no list with the original. */
export function deepCopyValue(value: Value): Value {
  if (value.kind == KIND_MAP && value.type == MAP_ANY) return newMapOf(MAP_ANY, deepCopyMap(value.map));
  if (value.kind == KIND_LIST && value.length) {
    const copy = newList(value.type, value.length);
    copy.capacity = value.capacity;
    for (let i: u32 = 0; i < value.length; i++) setItem(copy, i, deepCopyValue(value.item(i)));
    return copy;
  }
  return value;
}

export function deepCopyMap(map: MapObject): MapObject {
  const copy = copyMapObject(map);
  for (let i: u32 = 0; i < copy.count; i++) copy.setValue(i, deepCopyValue(copy.value(i)));
  return copy;
}

function isTable(v: Value): bool {
  return v.kind == KIND_MAP;
}

/** Coalesces `values` (changed in place) with the defaults of a chart and of all charts below it; false with a failure. */
export function coalesceChart(node: ChartNode, values: MapObject, merge: bool, copyDefaults: bool): bool {
  coalesceDefaults(node, values, merge, copyDefaults || node.shared);
  for (let i = 0; i < node.childCount; i++) {
    const child = childOf(node, i);
    let section = mapGet(values, child.name);
    if (!changetype<usize>(section)) {
      section = newMapOf(MAP_ANY, newMapObject(0));
      mapSet(values, child.name, section);
    } else if (!isTable(section)) {
      const b = message();
      b.literal('type mismatch on ');
      b.string(child.name);
      b.literal(': ');
      const argument = allocate(4);
      store<u32>(argument, changetype<u32>(section));
      sprintf(b, literal('%t'), argument, 1);
      failWith(b);
      return false;
    }
    coalesceGlobals(section.map, values);
    if (!coalesceChart(child, section.map, merge, copyDefaults)) return false;
  }
  return true;
}

function coalesceDefaults(node: ChartNode, values: MapObject, merge: bool, copy: bool): void {
  if (!changetype<usize>(node.values)) return;
  const defaults = copy ? deepCopyMap(node.values) : node.values;
  sortEntries(defaults);
  const count = defaults.count;
  for (let i: u32 = 0; i < count; i++) {
    const key = defaults.key(i);
    const value = defaults.value(i);
    const own = mapGet(values, key);
    if (!changetype<usize>(own)) {
      mapSet(values, key, value);
    } else if (own.kind == KIND_NIL && !merge) {
      mapDelete(values, key);
    } else if (isTable(own) && isTable(value)) {
      coalesceTables(own.map, value.map, merge || isChild(node, key));
    }
  }
}

function isChild(node: ChartNode, key: Value): bool {
  for (let i = 0; i < node.childCount; i++) {
    const name = childOf(node, i).name;
    if (name.length == key.length && memory.compare(name.pointer, key.pointer, key.length) == 0) return true;
  }
  return false;
}

/** Merges `source` into `target`, which wins. Changes both. */
export function coalesceTables(target: MapObject, source: MapObject, merge: bool): MapObject {
  if (!changetype<usize>(source)) return target;
  if (!changetype<usize>(target)) return source;
  sortEntries(source);
  const count = source.count;
  if (helmVersion == HELM_4) {
    // Keys that the target nulls out and the source lacks, or has as null, stay null.
    for (let i: u32 = 0; i < count; i++) {
      const key = source.key(i);
      const original = source.value(i);
      const own = mapGet(target, key);
      coalesceKey(
        target,
        key,
        own,
        changetype<usize>(own) && own.kind == KIND_NIL ? NIL : original,
        original.kind != KIND_NIL,
        merge,
      );
    }
    return target;
  }
  for (let i: u32 = 0; i < count; i++) {
    const key = source.key(i);
    coalesceKey(target, key, mapGet(target, key), source.value(i), true, merge);
  }
  return target;
}

function coalesceKey(target: MapObject, key: Value, own: Value, value: Value, sourceHasValue: bool, merge: bool): void {
  if (!changetype<usize>(own)) {
    mapSet(target, key, value);
  } else if (!merge && own.kind == KIND_NIL && sourceHasValue) {
    mapDelete(target, key);
  } else if (isTable(value) && isTable(own)) {
    coalesceTables(own.map, value.map, merge);
  }
}

/** Hands the `global` table of a chart's values down into a subchart's section; the parent wins. */
function coalesceGlobals(section: MapObject, values: MapObject): void {
  const sectionGlobal = mapGetLiteral(section, 'global');
  const ownGlobal = mapGetLiteral(values, 'global');
  if (changetype<usize>(sectionGlobal) && !isTable(sectionGlobal)) return;
  if (changetype<usize>(ownGlobal) && !isTable(ownGlobal)) return;
  const target = changetype<usize>(sectionGlobal) ? sectionGlobal.map : newMapObject(0);
  if (changetype<usize>(ownGlobal)) {
    const source = ownGlobal.map;
    sortEntries(source);
    for (let i: u32 = 0; i < source.count; i++) {
      const key = source.key(i);
      const value = source.value(i);
      const present = mapGet(target, key);
      if (isTable(value)) {
        const copy = copyMapObject(value.map);
        if (!changetype<usize>(present)) {
          mapSet(target, key, newMapOf(MAP_ANY, copy));
        } else if (isTable(present)) {
          coalesceTables(copy, present.map, true);
          mapSet(target, key, newMapOf(MAP_ANY, copy));
        }
      } else if (!(changetype<usize>(present) && isTable(present))) {
        mapSet(target, key, value);
      }
    }
  }
  mapSetLiteral(section, 'global', newMapOf(MAP_ANY, target));
}
