// Coalescing: how user values, chart defaults, subcharts' sections and globals become one tree of values. Mirrors Helm's
// coalesce.go, whose rules about nulls and tables differ between Helm 3 and 4. With `merge`, nulls stay. What does not fit is
// left out with a warning; `mayWarn` says beforehand that there will be none.
// Follows helm.sh/helm/v4@v4.3.1 pkg/chart/common/util/coalesce.go.

import { LOG_NO_TABLE, LOG_TABLE } from '../../abi/log-lines';
import { CHART_NULLS_REMOVED, NULLS_KEPT, NULLS_PASSED_ON, SECTION_NULLS_KEPT } from '../../abi/quirks';
import { KIND_LIST, KIND_MAP, KIND_NIL, MAP_ANY } from '../../abi/values';
import { failWith, message } from '../core/error';
import { formatValue, sprintf } from '../go/fmt/format';
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
} from '../core/map';
import { allocate } from '../core/memory';
import { has } from '../core/mode';
import { quoteInto } from '../go/strconv/quote';
import { NIL, Value, literal, newList, newMapOf, setItem } from '../core/value';
import { logLine, Path, warnCoalescing, writePath } from './warnings';
import { ChartNode, childOf } from './charts';

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

function below(parent: Path, name: Value): Path {
  const path = changetype<Path>(allocate(offsetof<Path>()));
  path.parent = parent;
  path.name = name;
  return path;
}

const ROOT: Path = changetype<Path>(0);

/** Coalesces `values` (changed in place) with the defaults of a chart and of all charts below it; false with a failure. */
export function coalesceChart(node: ChartNode, values: MapObject, merge: bool, copyDefaults: bool): bool {
  return coalesceAt(ROOT, node, values, merge, copyDefaults);
}

function coalesceAt(parent: Path, node: ChartNode, values: MapObject, merge: bool, copyDefaults: bool): bool {
  const path = below(parent, node.name);
  coalesceDefaults(path, node, values, merge, copyDefaults || node.shared);
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
    coalesceGlobals(path, section.map, values);
    if (!coalesceAt(path, child, section.map, merge, copyDefaults)) return false;
  }
  return true;
}

function coalesceDefaults(path: Path, node: ChartNode, values: MapObject, merge: bool, copy: bool): void {
  if (!changetype<usize>(node.values)) return;
  const defaults = copy ? deepCopyMap(node.values) : node.values;
  sortEntries(defaults);
  const count = defaults.count;
  for (let i: u32 = 0; i < count; i++) {
    const key = defaults.key(i);
    const value = defaults.value(i);
    const own = mapGet(values, key);
    if (!changetype<usize>(own)) {
      if (!merge && has(CHART_NULLS_REMOVED)) {
        if (value.kind == KIND_NIL) continue;
        if (isTable(value)) removeNulls(value.map);
      }
      mapSet(values, key, value);
    } else if (own.kind == KIND_NIL && !merge) {
      mapDelete(values, key);
    } else if (isTable(own)) {
      if (isTable(value)) {
        const keepsNulls = merge || (has(SECTION_NULLS_KEPT) && isChild(node, key));
        if (!keepsNulls && has(CHART_NULLS_REMOVED)) removeNulls(value.map);
        coalesceBelow(below(path, key), own.map, value.map, keepsNulls);
      } else if (value.kind != KIND_NIL) {
        const b = message();
        b.literal('warning: skipped value for ');
        writePath(b, path);
        b.byte(0x2e);
        b.string(key);
        b.literal(': Not a table.');
        warnCoalescing(237, b);
      }
    }
  }
}

/** Removes what is null, in tables at every depth; lists keep theirs. */
function removeNulls(map: MapObject): void {
  for (let i: i32 = <i32>map.count - 1; i >= 0; i--) {
    const value = map.value(i);
    if (value.kind == KIND_NIL) mapDelete(map, map.key(i));
    else if (isTable(value)) removeNulls(value.map);
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
  return coalesceBelow(ROOT, target, source, merge);
}

function coalesceBelow(path: Path, target: MapObject, source: MapObject, merge: bool): MapObject {
  if (!changetype<usize>(source)) return target;
  if (!changetype<usize>(target)) return source;
  sortEntries(source);
  const count = source.count;
  if (has(NULLS_PASSED_ON)) {
    // Keys that the target nulls out and the source lacks, or has as null, stay null with NULLS_KEPT and are removed without.
    if (!merge && !has(NULLS_KEPT)) {
      sortEntries(target);
      for (let i: i32 = <i32>target.count - 1; i >= 0; i--) {
        const key = target.key(i);
        if (target.value(i).kind == KIND_NIL && !changetype<usize>(mapGet(source, key))) mapDelete(target, key);
      }
    }
    for (let i: u32 = 0; i < count; i++) {
      const key = source.key(i);
      const original = source.value(i);
      const own = mapGet(target, key);
      coalesceKey(
        path,
        target,
        key,
        own,
        changetype<usize>(own) && own.kind == KIND_NIL ? NIL : original,
        !has(NULLS_KEPT) || original.kind != KIND_NIL,
        merge,
      );
    }
    // Helm writes them into the source too, which import-values goes on using.
    if (merge) {
      for (let i: u32 = 0; i < target.count; i++) {
        if (target.value(i).kind == KIND_NIL) mapSet(source, target.key(i), NIL);
      }
    }
    return target;
  }
  for (let i: u32 = 0; i < count; i++) {
    const key = source.key(i);
    coalesceKey(path, target, key, mapGet(target, key), source.value(i), true, merge);
  }
  return target;
}

function coalesceKey(
  path: Path,
  target: MapObject,
  key: Value,
  own: Value,
  value: Value,
  sourceHasValue: bool,
  merge: bool,
): void {
  if (!changetype<usize>(own)) {
    mapSet(target, key, value);
  } else if (!merge && own.kind == KIND_NIL && sourceHasValue) {
    mapDelete(target, key);
  } else if (isTable(value)) {
    if (isTable(own)) coalesceBelow(below(path, key), own.map, value.map, merge);
    else
      warnMismatch(logLine(LOG_TABLE), 'warning: cannot overwrite table with non table for ', ' (', path, key, value);
  } else if (isTable(own) && value.kind != KIND_NIL) {
    const middle = ' is a table. Ignoring non-table value (';
    warnMismatch(logLine(LOG_NO_TABLE), 'warning: destination for ', middle, path, key, value);
  }
}

function warnMismatch(line: i32, before: string, middle: string, path: Path, key: Value, value: Value): void {
  const b = message();
  b.literal(before);
  writePath(b, below(path, key));
  b.literal(middle);
  formatValue(b, value);
  b.byte(0x29);
  warnCoalescing(line, b);
}

function warnGlobals(line: i32, text: string): void {
  const b = message();
  b.literal(text);
  warnCoalescing(line, b);
}

/** Hands the `global` table of a chart's values down into a subchart's section; the parent wins. */
function coalesceGlobals(path: Path, section: MapObject, values: MapObject): void {
  const sectionGlobal = mapGetLiteral(section, 'global');
  const ownGlobal = mapGetLiteral(values, 'global');
  if (changetype<usize>(sectionGlobal) && !isTable(sectionGlobal)) {
    warnGlobals(138, 'warning: skipping globals because destination global is not a table.');
    return;
  }
  if (changetype<usize>(ownGlobal) && !isTable(ownGlobal)) {
    warnGlobals(145, 'warning: skipping globals because source global is not a table.');
    return;
  }
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
          coalesceBelow(below(path, key), copy, present.map, true);
          mapSet(target, key, newMapOf(MAP_ANY, copy));
        } else {
          const b = message();
          b.literal('Conflict: cannot merge map onto non-map for ');
          quoteInto(b, key.pointer, key.length);
          b.literal('. Skipping.');
          warnCoalescing(161, b);
        }
      } else if (!(changetype<usize>(present) && isTable(present))) {
        mapSet(target, key, value);
      } else {
        const b = message();
        b.literal('key ');
        b.string(key);
        b.literal(' is table. Skipping');
        warnCoalescing(175, b);
      }
    }
  }
  mapSetLiteral(section, 'global', newMapOf(MAP_ANY, target));
}

/**
 * May coalescing a chart that has no grandchildren warn? False only where no value and default differ in being a table, so
 * that a walk which is done for its result alone can be left out.
 */
export function mayWarn(node: ChartNode, values: MapObject): bool {
  if (differ(values, node.values)) return true;
  for (let i = 0; i < node.childCount; i++) {
    const child = childOf(node, i);
    const given = tableOf(values, child.name);
    const own = tableOf(node.values, child.name);
    if (differ(given, child.values) || differ(own, child.values)) return true;
    // Globals of the parent meet those of the section and of the child.
    const section = newMapObject(3);
    for (let j = 0; j < 3; j++) {
      const from = j == 0 ? given : j == 1 ? own : child.values;
      const global = changetype<usize>(from) ? mapGetLiteral(from, 'global') : changetype<Value>(0);
      if (!changetype<usize>(global)) continue;
      mapSetLiteral(section, 'global', global);
      if (!isTable(global) || differ(values, section) || differ(node.values, section)) return true;
    }
  }
  for (let j = 0; j < 2; j++) {
    const from = j == 0 ? values : node.values;
    const global = changetype<usize>(from) ? mapGetLiteral(from, 'global') : changetype<Value>(0);
    if (changetype<usize>(global) && !isTable(global)) return true;
  }
  return false;
}

function tableOf(map: MapObject, name: Value): MapObject {
  const value = changetype<usize>(map) ? mapGet(map, name) : changetype<Value>(0);
  return changetype<usize>(value) && isTable(value) ? value.map : changetype<MapObject>(0);
}

/** Have two trees a path that is a table in one alone? */
function differ(a: MapObject, b: MapObject): bool {
  if (!changetype<usize>(a) || !changetype<usize>(b)) return false;
  const small = a.count < b.count ? a : b;
  const large = a.count < b.count ? b : a;
  for (let i: u32 = 0; i < small.count; i++) {
    const value = small.value(i);
    const other = mapGet(large, small.key(i));
    if (!changetype<usize>(other)) continue;
    if (isTable(value) != isTable(other)) return true;
    if (isTable(value) && differ(value.map, other.map)) return true;
  }
  return false;
}
