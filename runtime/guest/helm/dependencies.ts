// Dependencies: which subcharts a render has (conditions and tags read the user's values, so this is decided here and not by
// the compiler), and which of their values are imported.
// Follows helm.sh/helm/v4@v4.3.1 pkg/chart/v2/util/dependencies.go.

import {
  CHART_METADATA,
  REQUIREMENT_CONDITION,
  REQUIREMENT_IMPORT_VALUES,
  REQUIREMENT_NAME,
  REQUIREMENT_TAGS,
  REQUIREMENT_VIEW,
} from '../../abi/description';
import { IMPORTS_AS_TEXT, METADATA_MAPS } from '../../abi/quirks';
import {
  KIND_BOOL,
  KIND_LIST,
  KIND_MAP,
  KIND_STRING,
  LIST_ANY,
  LIST_DEPENDENCY,
  MAP_ANY,
  MAP_STRING,
} from '../../abi/values';
import { Buffer } from '../core/buffer';
import { failWith, message } from '../core/error';
import { formatValue } from '../go/fmt/format';
import { MapObject, mapGet, mapGetLiteral, mapSet, mapSetLiteral, newMapObject } from '../core/map';
import { allocate } from '../core/memory';
import { has } from '../core/mode';
import { ListBuilder, NIL, TRUE, Value, literal, newMapOf, newNilList, substring } from '../core/value';
import { ChartNode, childOf, listField, textField } from './charts';
import { warnNoBool, warnNoTable } from './warnings';
import { coalesceChart, coalesceTables, deepCopyMap, mayWarn } from './coalesce';

/** Decides which charts are enabled, then imports values; `values` are the user's, not changed. False with a failure. */
export function processDependencies(root: ChartNode, values: MapObject): bool {
  const noPath = Buffer.create(16).toValue();
  if (!enable(root, values, noPath)) return false;
  return importAll(root);
}

function requirementAt(node: ChartNode, i: i32): MapObject {
  return changetype<Value>(load<u32>(node.requirements + (i << 2))).map;
}

/** The name that a requirement goes by: where it was processed its alias, otherwise the chart's name. */
function nameOf(requirement: MapObject): Value {
  return textField(requirement, REQUIREMENT_NAME);
}

function enable(node: ChartNode, values: MapObject, path: Value): bool {
  if (node.requirementCount < 0) return true;
  node.children = node.candidates;
  node.childCount = node.candidateCount;
  if (keepsAll(node, values)) {
    node.requirementCount = node.requirementCount ? node.requirementCount : -1;
    showRequirements(node, node.requirementCount);
    return true;
  }
  return decide(node, values, path);
}

/** Decides by conditions and tags. Apart, as what follows: an engine compiles of a module what is called, and most charts have nothing to decide. */
function decide(node: ChartNode, values: MapObject, path: Value): bool {
  const coalesced = deepCopyMap(values);
  if (!coalesceChart(node, coalesced, false, true)) return false;

  const tagTable = mapGetLiteral(coalesced, 'tags');
  const tags = changetype<usize>(tagTable) && tagTable.kind == KIND_MAP ? tagTable.map : changetype<MapObject>(0);
  const kept = allocate(node.requirementCount << 2);
  let keptCount = 0;
  const removed = newMapObject(0);
  const byTags = allocate(node.requirementCount);
  for (let i = 0; i < node.requirementCount; i++) {
    store<bool>(byTags + i, changetype<usize>(tags) ? enabledByTags(requirementAt(node, i), tags) : true);
  }
  for (let i = 0; i < node.requirementCount; i++) {
    const requirement = requirementAt(node, i);
    const enabled = enabledByConditions(requirement, coalesced, path, load<bool>(byTags + i));
    if (!enabled) mapSet(removed, nameOf(requirement), TRUE);
  }
  for (let i = 0; i < node.requirementCount; i++) {
    const requirement = requirementAt(node, i);
    if (changetype<usize>(mapGet(removed, nameOf(requirement)))) continue;
    store<u32>(kept + (keptCount << 2), load<u32>(node.requirements + (i << 2)));
    keptCount++;
  }
  const children = allocate(node.candidateCount << 2);
  let childCount = 0;
  for (let i = 0; i < node.candidateCount; i++) {
    const child = childOf(node, i);
    if (changetype<usize>(mapGet(removed, child.name))) continue;
    store<u32>(children + (childCount << 2), changetype<u32>(child));
    childCount++;
  }
  for (let i = 0; i < childCount; i++) {
    const child = changetype<ChartNode>(load<u32>(children + (i << 2)));
    const b = Buffer.create(path.length + child.name.length + 2);
    b.string(path);
    b.string(child.name);
    b.byte(0x2e);
    if (!enable(child, coalesced, b.toValue())) return false;
  }
  node.children = children;
  node.childCount = childCount;
  // Copies may share this chart, which is then processed again.
  node.candidates = children;
  node.candidateCount = childCount;
  node.requirements = kept;
  // Helm appends the kept ones to nil: with none left, the chart lists no dependencies at all.
  node.requirementCount = keptCount ? keptCount : -1;
  showRequirements(node, keptCount);
  return true;
}

/**
 * Is nothing to decide at this chart: no conditions, no tags, and charts below it that have none below them? Then values
 * only matter where a section is no table, which is an error, or where Helm would warn of them. Spares a copy of all values
 * for every chart of an umbrella.
 */
function keepsAll(node: ChartNode, values: MapObject): bool {
  for (let i = 0; i < node.requirementCount; i++) {
    const requirement = requirementAt(node, i);
    const tags = listField(requirement, REQUIREMENT_TAGS);
    if (textField(requirement, REQUIREMENT_CONDITION).length || (tags.kind == KIND_LIST && tags.length)) return false;
  }
  for (let i = 0; i < node.candidateCount; i++) {
    const child = childOf(node, i);
    if (child.requirementCount >= 0 || child.candidateCount || child.childCount) return false;
    let section = mapGet(values, child.name);
    if (!changetype<usize>(section)) section = mapGet(node.values, child.name);
    if (changetype<usize>(section) && section.kind != KIND_MAP) return false;
  }
  return !mayWarn(node, values);
}

/** Puts the enabled requirements into what templates see as .Chart.Dependencies. */
function showRequirements(node: ChartNode, count: i32): void {
  const metadata = metadataOf(node);
  if (count <= 0 && !has(METADATA_MAPS)) {
    mapSetLiteral(metadata, 'Dependencies', newNilList(LIST_DEPENDENCY));
    return;
  }
  const list = ListBuilder.create(has(METADATA_MAPS) ? LIST_ANY : LIST_DEPENDENCY);
  for (let i = 0; i < count; i++) {
    const requirement = changetype<Value>(load<u32>(node.requirements + (i << 2))).map;
    const view = mapGetLiteral(requirement, REQUIREMENT_VIEW);
    mapSetLiteral(view.map, 'Name', nameOf(requirement));
    mapSetLiteral(view.map, 'Enabled', TRUE);
    list.push(view);
  }
  mapSetLiteral(metadata, 'Dependencies', list.finish());
}

/** The fields of .Chart: a map in Helm 4, a struct in Helm 3. */
export function metadataOf(node: ChartNode): MapObject {
  return mapGetLiteral(node.description, CHART_METADATA).map;
}

function enabledByTags(requirement: MapObject, tags: MapObject): bool {
  const names = listField(requirement, REQUIREMENT_TAGS);
  let hasTrue = false;
  let hasFalse = false;
  if (names.kind == KIND_LIST) {
    for (let i: u32 = 0; i < names.length; i++) {
      const tag = mapGet(tags, names.item(i));
      if (changetype<usize>(tag) && tag.kind == KIND_BOOL) {
        if (tag.bool) hasTrue = true;
        else hasFalse = true;
      } else if (changetype<usize>(tag)) {
        warnNoBool(true, names.item(i), nameOf(requirement));
      }
    }
  }
  return hasTrue || !hasFalse;
}

function enabledByConditions(requirement: MapObject, values: MapObject, path: Value, otherwise: bool): bool {
  const condition = trimSpaces(textField(requirement, REQUIREMENT_CONDITION));
  let from: u32 = 0;
  while (from <= condition.length && condition.length) {
    let to = from;
    while (to < condition.length && condition.byte(to) != 0x2c) to++;
    if (to > from) {
      const b = Buffer.create(path.length + to - from + 1);
      const piece = substring(condition, from, to);
      b.string(path);
      b.string(piece);
      const value = pathValue(values, b.toValue());
      if (changetype<usize>(value)) {
        if (value.kind == KIND_BOOL) return value.bool;
        warnNoBool(false, piece, nameOf(requirement));
      }
    }
    from = to + 1;
  }
  return otherwise;
}

function trimSpaces(s: Value): Value {
  let from: u32 = 0;
  let to = s.length;
  while (from < to && isBlank(s.byte(from))) from++;
  while (to > from && isBlank(s.byte(to - 1))) to--;
  return substring(s, from, to);
}

function isBlank(b: u8): bool {
  return b == 0x20 || (b >= 9 && b <= 13);
}

/** The part of the path at which `tableAt` found no table. */
let missing: Value = NIL;

/** The table at a dotted path, or null. */
function tableAt(values: MapObject, path: Value): MapObject {
  let table = values;
  let from: u32 = 0;
  while (true) {
    let to = from;
    while (to < path.length && path.byte(to) != 0x2e) to++;
    const name = substring(path, from, to);
    const next = mapGet(table, name);
    if (!changetype<usize>(next) || next.kind != KIND_MAP) {
      missing = name;
      return changetype<MapObject>(0);
    }
    table = next.map;
    if (to >= path.length) return table;
    from = to + 1;
  }
}

/** Values.PathValue: what is no table at a dotted path, or null. */
function pathValue(values: MapObject, path: Value): Value {
  let split: i32 = -1;
  for (let i: i32 = <i32>path.length - 1; i >= 0; i--) {
    if (path.byte(i) == 0x2e) {
      split = i;
      break;
    }
  }
  let table = values;
  if (split >= 0) table = tableAt(values, substring(path, 0, split));
  if (!changetype<usize>(table)) return changetype<Value>(0);
  const value = mapGet(table, substring(path, split + 1, path.length));
  if (changetype<usize>(value) && value.kind == KIND_MAP) return changetype<Value>(0);
  return value;
}

function importAll(node: ChartNode): bool {
  for (let i = 0; i < node.childCount; i++) {
    if (!importAll(childOf(node, i))) return false;
  }
  return node.requirementCount < 0 || importValues(node);
}

function importValues(node: ChartNode): bool {
  const coalesced = newMapObject(0);
  if (!coalesceChart(node, coalesced, true, true)) return false;
  let imported = newMapObject(0);
  for (let i = 0; i < node.requirementCount; i++) {
    const requirement = requirementAt(node, i);
    const entries = mapGetLiteral(requirement, REQUIREMENT_IMPORT_VALUES);
    if (!changetype<usize>(entries) || entries.kind != KIND_LIST) continue;
    const name = nameOf(requirement);
    const shown = ListBuilder.create(LIST_ANY);
    for (let j: u32 = 0; j < entries.length; j++) {
      const entry = entries.item(j);
      let child: Value;
      let parent: Value;
      if (entry.kind == KIND_STRING) {
        const b = Buffer.create(entry.length + 9);
        b.literal('exports.');
        b.string(entry);
        child = b.toValue();
        parent = literal('.');
      } else if (entry.kind == KIND_MAP && entry.type == MAP_ANY) {
        child = textAt(entry.map, 'child');
        parent = textAt(entry.map, 'parent');
        if (!changetype<usize>(child) || !changetype<usize>(parent)) return false;
      } else {
        continue;
      }
      const record = newMapObject(2);
      mapSetLiteral(record, 'child', child);
      mapSetLiteral(record, 'parent', parent);
      shown.push(newMapOf(MAP_STRING, record));
      const path = Buffer.create(name.length + child.length + 1);
      path.string(name);
      path.byte(0x2e);
      path.string(child);
      const table = tableAt(coalesced, path.toValue());
      if (!changetype<usize>(table)) {
        warnNoTable(missing, entry.kind == KIND_STRING ? changetype<Value>(0) : name);
        continue;
      }
      imported = coalesceTables(imported, entry.kind == KIND_STRING ? table : nest(parent, table), true);
    }
    // Copies of a chart may share the requirement: who comes second finds nothing more to import.
    const list = !has(METADATA_MAPS) && !shown.length ? newNilList(LIST_ANY) : shown.finish();
    mapSetLiteral(requirement, REQUIREMENT_IMPORT_VALUES, list);
    mapSetLiteral(mapGetLiteral(requirement, REQUIREMENT_VIEW).map, 'ImportValues', list);
  }
  node.values = coalesceTables(deepCopyMap(coalesced), imported, true);
  return true;
}

/** An entry's field: Helm 4 takes what `%v` makes of it, Helm 3 breaks off where it is no string. */
function textAt(map: MapObject, name: string): Value {
  const v = mapGetLiteral(map, name);
  if (changetype<usize>(v) && v.kind == KIND_STRING) return v;
  if (!has(IMPORTS_AS_TEXT)) {
    const problem = message();
    problem.literal('import-values: ');
    problem.literal(name);
    problem.literal(' must be a string');
    return failWith(problem);
  }
  const b = Buffer.create(16);
  formatValue(b, changetype<usize>(v) ? v : NIL);
  return b.toValue();
}

/** The table under the given path in fresh tables. */
function nest(path: Value, table: MapObject): MapObject {
  if (path.length == 1 && path.byte(0) == 0x2e) return table;
  let inner = table;
  let to = path.length;
  while (true) {
    let from = to;
    while (from > 0 && path.byte(from - 1) != 0x2e) from--;
    const outer = newMapObject(1);
    mapSet(outer, substring(path, from, to), newMapOf(MAP_ANY, inner));
    inner = outer;
    if (from == 0) return inner;
    to = from - 1;
  }
}
