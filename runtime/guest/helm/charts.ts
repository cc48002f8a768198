// The charts of a package during one render: nodes made from the image's description (compiler/codegen/chart-description.ts writes it),
// with what dependency processing and coalescing find out about them.
// Follows nothing: what the compiler says of charts is laid out by this project.

import {
  CHART_CHILDREN,
  CHART_NAME,
  CHART_PATH,
  CHART_PROCESSED,
  CHART_REQUIREMENTS,
  CHART_SHARED,
  CHART_SOURCE,
  CHART_VALUES,
  ROOT_CHARTS,
  ROOT_FILES,
  ROOT_FILE_COUNT,
  ROOT_OUTPUT,
  ROOT_SOURCES,
} from '../../abi/description';
import { KIND_LIST, KIND_MAP, KIND_NIL } from '../../abi/values';
import { MapObject, mapGetLiteral } from '../core/map';
import { allocate } from '../core/memory';
import { EMPTY_STRING, NIL, Value } from '../core/value';

/** A chart at one place in the tree (an aliased chart has a node for each alias). */
@unmanaged
export class ChartNode {
  /** Name under which the parent knows it: its alias, or its own. */
  name: Value;
  /** `root/charts/name…`: where its templates are said to lie. */
  path: Value;
  description: MapObject;
  /** Default values; import-values replaces them. */
  values: MapObject;
  /** Nodes of the charts below it as Helm holds them now: before processing the charts as loaded, then the enabled ones. */
  children: usize;
  childCount: i32;
  /** Nodes that listed dependencies make of the charts below: what processing chooses from. */
  candidates: usize;
  candidateCount: i32;
  /** Requirements that processing left enabled (addresses of their descriptions); -1 count: the chart lists none. */
  requirements: usize;
  requirementCount: i32;
  /** Is it part of this render? */
  active: bool;
  /** Does another node have the same default values object? */
  shared: bool;
  /** What `.` is in its templates. */
  top: MapObject;
}

/** A template file (runtime/abi/values.ts: FILE_PATH …). Addresses are 0 where there is nothing. */
@unmanaged
export class FileDescription {
  path: Value;
  chart: i32;
  partial: u32;
  text: Value;
  problem: Value;
  line: i32;
  definitions: Value;
  main: Value;
}

/** The template files in the order of rendering; their numbers in the order of their paths. */
let files: usize = 0;
let output: usize = 0;
export let fileCount: u32 = 0;

export function openFiles(root: MapObject): void {
  files = <usize>intField(root, ROOT_FILES);
  output = <usize>intField(root, ROOT_OUTPUT);
  fileCount = intField(root, ROOT_FILE_COUNT);
}

export function fileAt(i: u32): FileDescription {
  return changetype<FileDescription>(files + i * offsetof<FileDescription>());
}

/** Number of the file that is printed `i`th. */
export function printedFile(i: u32): u32 {
  return load<u32>(output + (i << 2));
}

export function textField(map: MapObject, name: string): Value {
  const v = mapGetLiteral(map, name);
  return changetype<usize>(v) && v.kind != KIND_NIL ? v : EMPTY_STRING;
}

export function listField(map: MapObject, name: string): Value {
  const v = mapGetLiteral(map, name);
  return changetype<usize>(v) && v.kind == KIND_LIST ? v : NIL;
}

export function mapField(map: MapObject, name: string): MapObject {
  const v = mapGetLiteral(map, name);
  return changetype<usize>(v) && v.kind == KIND_MAP ? v.map : changetype<MapObject>(0);
}

export function boolField(map: MapObject, name: string): bool {
  const v = mapGetLiteral(map, name);
  return changetype<usize>(v) && v.bool;
}

export function intField(map: MapObject, name: string): i32 {
  const v = mapGetLiteral(map, name);
  return changetype<usize>(v) ? <i32>v.int : -1;
}

/** Nodes of the charts as loaded (`sources`) and as placed (`charts`), by their numbers. */
export let sources: usize = 0;
export let charts: usize = 0;
export let chartCount: i32 = 0;

export function chartAt(i: i32): ChartNode {
  return changetype<ChartNode>(load<u32>(charts + (i << 2)));
}

export function childOf(node: ChartNode, i: i32): ChartNode {
  return changetype<ChartNode>(load<u32>(node.children + (i << 2)));
}

/** Makes the nodes of a render from the image's root. */
export function openCharts(root: MapObject): void {
  const sourceList = listField(root, ROOT_SOURCES);
  sources = allocate(sourceList.length << 2);
  for (let i: u32 = 0; i < sourceList.length; i++) {
    const node = newNode(sourceList.item(i).map);
    store<u32>(sources + (i << 2), changetype<u32>(node));
  }
  for (let i: u32 = 0; i < sourceList.length; i++) {
    const node = changetype<ChartNode>(load<u32>(sources + (i << 2)));
    setChildren(node, listField(node.description, CHART_CHILDREN), sources);
  }
  const list = listField(root, ROOT_CHARTS);
  chartCount = list.length;
  charts = allocate(chartCount << 2);
  for (let i = 0; i < chartCount; i++) {
    const description = list.item(i).map;
    const node = newNode(description);
    const source = changetype<ChartNode>(load<u32>(sources + (intField(description, CHART_SOURCE) << 2)));
    node.values = source.values;
    node.shared = boolField(description, CHART_SHARED);
    node.children = source.children;
    node.childCount = source.childCount;
    store<u32>(charts + (i << 2), changetype<u32>(node));
  }
  for (let i = 0; i < chartCount; i++) {
    const node = chartAt(i);
    const placed = listField(node.description, CHART_CHILDREN);
    const requirements = mapGetLiteral(node.description, CHART_REQUIREMENTS);
    const lists = changetype<usize>(requirements) && requirements.kind == KIND_LIST;
    node.requirementCount = lists ? requirements.length : -1;
    node.requirements = lists ? requirements.pointer : 0;
    const before = node.children;
    const beforeCount = node.childCount;
    setChildren(node, placed, charts);
    node.candidates = node.children;
    node.candidateCount = node.childCount;
    if (boolField(node.description, CHART_PROCESSED)) {
      // Until its dependencies are processed, Helm sees the charts below as they were loaded.
      node.children = before;
      node.childCount = beforeCount;
    }
  }
}

function newNode(description: MapObject): ChartNode {
  const node = changetype<ChartNode>(allocate(offsetof<ChartNode>()));
  memory.fill(changetype<usize>(node), 0, offsetof<ChartNode>());
  node.description = description;
  node.name = textField(description, CHART_NAME);
  node.path = textField(description, CHART_PATH);
  node.values = mapField(description, CHART_VALUES);
  return node;
}

function setChildren(node: ChartNode, numbers: Value, nodes: usize): void {
  const count: i32 = numbers.kind == KIND_LIST ? numbers.length : 0;
  node.childCount = count;
  node.children = allocate(count << 2);
  for (let i = 0; i < count; i++) {
    store<u32>(node.children + (i << 2), load<u32>(nodes + ((<i32>numbers.item(i).int) << 2)));
  }
}
