// A render from input to documents: dependencies, values, the templates in Helm's order, and what becomes of their text.
// Mirrors Helm's install action as `helm template` runs it, and its engine.
// Follows helm.sh/helm/v4@v4.3.1 pkg/action/action.go, helm.sh/helm/v4@v4.3.1 pkg/engine/engine.go.

import {
  CHART_BASE_PATH,
  CHART_CRDS,
  CHART_FILES,
  CHART_METADATA,
  ROOT_NAMES,
  ROOT_NOTES_PATH,
} from '../../abi/description';
import { STRUCTURED_LOG } from '../../abi/quirks';
import {
  FAILURE_KUBE_VERSION,
  FAILURE_MANIFEST,
  FAILURE_PARSE,
  FAILURE_SCHEMA,
  FAILURE_TEMPLATE,
  FAILURE_VALUES,
} from '../../abi/result';
import {
  KIND_BOOL,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  MAP_ANY,
  MAP_VALUES,
  SLOT_SIZE,
  TEMPLATE_FUNCTION,
  TEMPLATE_IS_EMPTY,
  TEMPLATE_SLOT,
} from '../../abi/values';
import { Buffer } from '../core/buffer';
import { clearFailure, failWith, failure, message, wrapFailure } from '../core/error';
import {
  beginPatternCache,
  defineSource,
  resetTrace,
  resetTree,
  validateSchemas,
  versionInRange,
} from '../core/late-bound';
import { imageEnd, imageRoot, restoreImage, slotCount, slotNames, slotTable } from '../core/image';
import { addFile, finishDocuments, resetDocuments } from './manifests/sort-manifests';
import { runSlot } from '../template/include';
import { failParse } from '../template/operations';
import { MapObject, mapGet, mapGetLiteral, mapSet, mapSetLiteral, newMapObject } from '../core/map';
import { resetKnown } from '../template/proven-text';
import { heapStart } from '../core/memory';
import { kubeVersionString } from '../template/methods';
import { has } from '../core/mode';
import { openOutput, output } from '../core/output';
import { Slot, findSlot, setSlotFile, setSlotsByName } from '../core/definitions';
import { resetStreams } from '../core/streams';
import { stripNoValue } from '../template/no-value';
import { endsWith } from '../go/strings/strings';
import { warnDependenciesFailed } from './warnings';
import { EMPTY_STRING, FALSE, TRUE, Value, literal, newInt, newMap, newMapOf, newString } from '../core/value';
import { buildCapabilities, buildRelease } from './capabilities';
import {
  ChartNode,
  FileDescription,
  chartAt,
  childOf,
  fileAt,
  fileCount,
  listField,
  mapField,
  openCharts,
  openFiles,
  printedFile,
  textField,
} from './charts';
import { coalesceChart } from './coalesce';
import { metadataOf, processDependencies } from './dependencies';
import { describeFailure } from './failures';

/** How far the render under way has come: what it failed at (FAILURE_*), if it failed. */
export let stage: u32 = 0;

export function setStage(value: u32): void {
  stage = value;
}

/** The text of the root chart's NOTES.txt. */
export let notes: Value = EMPTY_STRING;

/** One rendered file: a run of bytes in the output. A file that was not rendered has no path. */
@unmanaged
class Rendered {
  path: Value;
  from: u32;
  to: u32;
}

let capabilities: Value = EMPTY_STRING;
let release: Value = EMPTY_STRING;
let root: MapObject = changetype<MapObject>(0);

function flag(data: MapObject, name: string): bool {
  const v = mapGetLiteral(data, name);
  return changetype<usize>(v) != 0 && v.kind == KIND_BOOL && v.bool;
}

/** Renders with the input's `data`; false with a failure recorded, its text as Helm prints it after `Error: `. */
export function render(data: MapObject): bool {
  stage = FAILURE_VALUES;
  notes = EMPTY_STRING;
  restoreImage();
  // The chart's own text is most of what most charts print.
  openOutput(<u32>(imageEnd() - heapStart));
  resetKnown();
  resetStreams();
  resetTree();
  resetTrace();
  beginPatternCache();
  resetDocuments();
  setSlotFile(EMPTY_STRING);
  root = imageRoot().map;
  resetSlots(mapField(root, ROOT_NAMES));
  openCharts(root);
  openFiles(root);

  capabilities = buildCapabilities(root, mapField(data, 'capabilities'));
  if (!changetype<usize>(capabilities)) return false;
  const name = textField(data, 'name');
  let namespace = textField(data, 'namespace');
  if (!namespace.length) namespace = literal('default');
  const options = mapField(data, 'release');
  const upgrade = changetype<usize>(options) != 0 && flag(options, 'isUpgrade');
  let revision = newInt(1);
  if (changetype<usize>(options)) {
    const given = mapGetLiteral(options, 'revision');
    if (changetype<usize>(given) && given.kind == 12) revision = newInt(<i64>given.float);
    else if (changetype<usize>(given) && given.kind != KIND_NIL) revision = newInt(given.int);
  }
  release = buildRelease(name, namespace, upgrade ? TRUE : FALSE, upgrade ? FALSE : TRUE, revision);

  const chart = chartAt(0);
  const given = mapGetLiteral(data, 'values');
  const values = changetype<usize>(given) && given.kind == KIND_MAP ? given.map : newMapObject(0);
  if (!processDependencies(chart, values)) {
    warnDependenciesFailed(failure.text);
    if (has(STRUCTURED_LOG)) wrapFailure(literal('chart dependencies processing failed: '));
    return false;
  }
  if (!coalesceChart(chart, values, false, false)) return false;
  stage = FAILURE_SCHEMA;
  if (!flag(data, 'skipSchemaValidation') && !validateSchemas(values)) return false;
  return renderCharts(chart, values);
}

/** Every name stands for nothing again, and is known by its slot. */
export function resetSlots(names: MapObject): void {
  const table = slotTable();
  const count = slotCount();
  memory.fill(table, 0, count * SLOT_SIZE);
  for (let i: u32 = 0; i < count; i++) {
    const slot = changetype<Slot>(table + i * SLOT_SIZE);
    slot.name = changetype<Value>(load<u32>(slotNames() + (i << 2)));
    slot.file = EMPTY_STRING;
  }
  setSlotsByName(names);
}

function renderCharts(chart: ChartNode, values: MapObject): bool {
  stage = FAILURE_KUBE_VERSION;
  const wanted = textField(metadataOf(chart), 'KubeVersion');
  if (wanted.length) {
    const kube = mapGetLiteral(capabilities.map, 'KubeVersion');
    const version = kubeVersionString(kube);
    if (!versionInRange(wanted, version)) {
      clearFailure();
      const b = message();
      b.literal('chart requires kubeVersion: ');
      b.string(wanted);
      b.literal(' which is incompatible with Kubernetes ');
      b.string(kube.map.value(0));
      failWith(b);
      return false;
    }
  }
  openTop(chart, newMapOf(MAP_VALUES, values), true);

  stage = FAILURE_PARSE;
  for (let i: u32 = 0; i < fileCount; i++) {
    if (!defineFile(fileAt(i))) return false;
  }
  stage = FAILURE_TEMPLATE;
  const rendered = heap.alloc((fileCount + 1) * offsetof<Rendered>());
  memory.fill(rendered, 0, fileCount * offsetof<Rendered>());
  for (let i: u32 = 0; i < fileCount; i++) {
    const file = fileAt(i);
    const node = chartAt(file.chart);
    if (!node.active || file.partial) continue;
    const path = file.path;
    const template = newMap(MAP_VALUES);
    mapSetLiteral(template.map, 'Name', path);
    mapSetLiteral(template.map, 'BasePath', textField(node.description, CHART_BASE_PATH));
    mapSetLiteral(node.top, 'Template', template);
    const from = output.length;
    // Its name is its path.
    const slot = findSlot(path);
    if (!runSlot(slot, newMapOf(MAP_VALUES, node.top))) {
      const text = describeFailure(path, failure);
      clearFailure();
      const b = message();
      b.string(text);
      failWith(b);
      return false;
    }
    stripNoValue(from);
    const record = changetype<Rendered>(rendered + i * offsetof<Rendered>());
    record.path = path;
    record.from = from;
    record.to = output.length;
  }
  stage = FAILURE_MANIFEST;
  return sortOut(rendered);
}

/** Gives every enabled chart what `.` is in its templates; returns that map. */
function openTop(node: ChartNode, values: Value, isRoot: bool): MapObject {
  node.active = true;
  const top = newMapObject(8);
  node.top = top;
  const subcharts = newMapObject(0);
  const chart = mapGetLiteral(node.description, CHART_METADATA);
  mapSetLiteral(chart.map, 'IsRoot', isRoot ? TRUE : FALSE);
  mapSetLiteral(top, 'Chart', chart);
  mapSetLiteral(top, 'Files', mapGetLiteral(node.description, CHART_FILES));
  mapSetLiteral(top, 'Release', release);
  mapSetLiteral(top, 'Capabilities', capabilities);
  mapSetLiteral(top, 'Values', values);
  mapSetLiteral(top, 'Subcharts', newMapOf(MAP_ANY, subcharts));
  for (let i = 0; i < node.childCount; i++) {
    const child = childOf(node, i);
    const inner = openTop(child, sectionOf(values.map, child.name), false);
    mapSet(subcharts, child.name, newMapOf(MAP_ANY, inner));
  }
  return top;
}

/** A subchart's values: the table under its name, which Helm splits at dots; empty where there is none. */
function sectionOf(values: MapObject, name: Value): Value {
  let table = values;
  let from: u32 = 0;
  for (let to: u32 = 0; to <= name.length; to++) {
    if (to < name.length && name.byte(to) != 0x2e) continue;
    const next = mapGet(table, newString(name.pointer + from, to - from));
    if (!changetype<usize>(next) || next.kind != KIND_MAP) return newMap(MAP_VALUES);
    table = next.map;
    from = to + 1;
  }
  return newMapOf(MAP_VALUES, table);
}

/** Makes the names of one file's templates stand for them: a later file wins, but an empty body replaces nothing. */
function defineFile(file: FileDescription): bool {
  if (!chartAt(file.chart).active) return true;
  const path = file.path;
  if (changetype<usize>(file.text)) return defineSource(file.text, path);
  if (changetype<usize>(file.problem)) {
    failParse(path, file.line, file.problem);
    return false;
  }
  const definitions = file.definitions;
  for (let i: u32 = 0; i < definitions.length; i++) define(definitions.item(i), path);
  define(file.main, path);
  return true;
}

/** Makes one template's name stand for it: its slot, its function, and whether its body is empty. */
export function define(definition: Value, path: Value): void {
  const slot = changetype<Slot>(<usize>definition.item(TEMPLATE_SLOT).int);
  if (slot.isDefined && definition.item(TEMPLATE_IS_EMPTY).bool) return;
  slot.function = <u32>definition.item(TEMPLATE_FUNCTION).int + 1;
  slot.file = path;
}

/** Hands the rendered files to the documents, in the order of their paths; NOTES.txt becomes the notes. */
function sortOut(rendered: usize): bool {
  const suffix = literal('NOTES.txt');
  const rootNotes = textField(root, ROOT_NOTES_PATH);
  for (let i: u32 = 0; i < fileCount; i++) {
    const record = changetype<Rendered>(rendered + printedFile(i) * offsetof<Rendered>());
    const path = record.path;
    if (!changetype<usize>(path)) continue;
    const content = newString(output.pointer + record.from, record.to - record.from);
    if (endsWith(path.pointer, path.length, suffix.pointer, suffix.length)) {
      if (path.length == rootNotes.length && memory.compare(path.pointer, rootNotes.pointer, path.length) == 0) {
        notes = content;
      }
      continue;
    }
    if (!addFile(path, content)) return false;
  }
  finishDocuments();
  return true;
}

/** Custom resource definitions of a chart and of the enabled charts below it, in Helm's order: `path`, `data` maps. */
export function collectCrds(node: ChartNode, into: Buffer): void {
  const crds = listField(node.description, CHART_CRDS);
  if (crds.kind == KIND_LIST) {
    for (let i: u32 = 0; i < crds.length; i++) {
      into.reserve(4);
      store<u32>(into.pointer + into.length, changetype<u32>(crds.item(i).map));
      into.length += 4;
    }
  }
  for (let i = 0; i < node.childCount; i++) collectCrds(childOf(node, i), into);
}
