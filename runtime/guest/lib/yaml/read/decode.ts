// From the tape to values, as go-yaml v2 decodes into interface{} and sigs.k8s.io/yaml then passes the result through JSON:
// keys become strings, numbers float64. Aliases and merges are expanded with go-yaml's guard against bombs. Nesting lives
// in an explicit stack. Must never read the text again.
// Follows go.yaml.in/yaml/v2@v2.4.4 decode.go, sigs.k8s.io/yaml@v1.6.0 yaml.go.

import { YAML_1_4 } from '../../../../abi/quirks';
import { has } from '../../../core/mode';
import {
  KIND_BOOL,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_INT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_UINT64,
  LIST_ANY,
  MAP_ANY,
} from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { message } from '../../../core/error';
import { MapObject, mapSet, newMapObject, sortEntries } from '../../../core/map';
import { allocate } from '../../../core/memory';
import {
  ListBuilder,
  NIL,
  newBool,
  newCell,
  newFloat,
  newInteger,
  newMapOf,
  newString,
  Value,
} from '../../../core/value';
import { describe } from './describe';
import { isMergeKey } from './merge';
import {
  resolvedFloat,
  resolvedInt,
  resolvedKey,
  resolvedKind,
  resolvedLength,
  resolvedPointer,
  resolveProblem,
  resolveScalar,
  TAG_INT,
} from './resolve';
import { NODE_ALIAS, NODE_MAPPING, NODE_SCALAR, NODE_SEQUENCE, nodeAfter, nodeAt } from './tape';

/** All numbers are float64, as after JSON. */
export const NUMBERS_FLOAT: i32 = 0;
/** The same, but integers with the tag !!int are int64. */
export const NUMBERS_TAGGED: i32 = 1;
/** Numbers stay what YAML says: int64, uint64, float64. */
export const NUMBERS_YAML: i32 = 2;

const FRAME_SEQUENCE: u8 = 1;
const FRAME_MAPPING: u8 = 2;
/** A mapping whose pairs go into the map of the frame below. */
const FRAME_MERGE: u8 = 3;
/** The sequence behind a merge key, walked from its end. */
const FRAME_MERGE_LIST: u8 = 4;

@unmanaged
class Frame {
  kind: u8;
  /** The collection was reached through an alias: its node; `aliased` tells. */
  aliased: bool;
  alias: u32;
  /** The next node, and where the collection ends. */
  index: u32;
  end: u32;
  /** The list builder or map object being filled. */
  target: usize;
  /** The key whose value comes next, or null. */
  key: Value;
  keyNode: u32;
  valueNode: u32;
  /** The collection's own node; of a merge list the address of its children's indexes (`index` counts those left). */
  node: u32;
}

const FRAME_BYTES: u32 = 40;
/** Room for the frames of usual documents. */
const FIRST_FRAMES: u32 = 32;
const firstFrames: usize = memory.data(1280, 8);
const MAX_DEPTH: u32 = 10000;

/** Why `decodeTape` failed: the text behind `error converting YAML to JSON: `. */
export let decodeProblem: Value = changetype<Value>(0);
/** JSON's decoder refuses the depth: '[' or '{', where it gives up; 0: it does not. */
export let tooDeep: u8 = 0;

let numbers: i32 = 0;
let frames: usize = 0;
let frameCapacity: u32 = 0;
let frameCount: u32 = 0;
/** Levels of nesting in the result. */
let depth: u32 = 0;
let decodeCount: u32 = 0;
let aliasCount: u32 = 0;
let aliasDepth: u32 = 0;
let sawNonFinite: bool = false;
let sawBadKey: bool = false;
let result: Value = changetype<Value>(0);

/** The document on the tape as a value. Null: it failed, `decodeProblem` tells why. */
export function decodeTape(mode: i32): Value {
  numbers = mode;
  frameCapacity = FIRST_FRAMES;
  frames = firstFrames;
  frameCount = 0;
  depth = 0;
  tooDeep = 0;
  // The document itself counts.
  decodeCount = 1;
  aliasCount = 0;
  aliasDepth = 0;
  sawNonFinite = false;
  sawBadKey = false;
  result = changetype<Value>(0);
  if (!visit(0)) return changetype<Value>(0);
  while (frameCount) {
    const frame = topFrame();
    if (frame.kind == FRAME_MERGE_LIST) {
      if (!stepMergeList(frame)) return changetype<Value>(0);
      continue;
    }
    if (frame.index >= frame.end) {
      if (!closeFrame(frame)) return changetype<Value>(0);
      continue;
    }
    const node = frame.index;
    frame.index = nodeAfter(node);
    frame.valueNode = node;
    if (frame.kind != FRAME_SEQUENCE && !changetype<usize>(frame.key) && isMergeKey(node)) {
      const value = frame.index;
      frame.index = nodeAfter(value);
      if (!startMerge(value, frame.target)) return changetype<Value>(0);
      continue;
    }
    if (!visit(node)) return changetype<Value>(0);
  }
  if (sawBadKey && !checkKeys(result)) return changetype<Value>(0);
  if (sawNonFinite && mode != NUMBERS_YAML && !checkFinite(result)) return changetype<Value>(0);
  return result;
}

function topFrame(): Frame {
  return changetype<Frame>(frames + (frameCount - 1) * FRAME_BYTES);
}

function pushFrame(kind: u8, node: u32, target: usize): Frame {
  if (frameCount == frameCapacity) {
    const grown = allocate(frameCapacity * 2 * FRAME_BYTES);
    memory.copy(grown, frames, frameCapacity * FRAME_BYTES);
    frames = grown;
    frameCapacity *= 2;
  }
  frameCount++;
  const frame = topFrame();
  frame.kind = kind;
  frame.aliased = false;
  frame.index = node + 1;
  frame.end = nodeAt(node).link;
  frame.target = target;
  frame.key = changetype<Value>(0);
  frame.node = node;
  return frame;
}

function failed(text: string): bool {
  const buffer = message();
  buffer.literal('yaml: ');
  buffer.literal(text);
  decodeProblem = buffer.toValue();
  return false;
}

/** Counts one decoding step; false: too many of them come from aliases. */
function count(): bool {
  decodeCount++;
  if (aliasDepth > 0) aliasCount++;
  if (aliasCount > 100 && decodeCount > 1000) {
    if (<f64>aliasCount / <f64>decodeCount > allowedAliasRatio()) {
      return failed('document contains excessive aliasing');
    }
  }
  return true;
}

/** Small documents may consist of aliases almost wholly, from 4,000,000 steps on only to a tenth. */
function allowedAliasRatio(): f64 {
  if (decodeCount <= 400000) return 0.99;
  if (decodeCount >= 4000000) return 0.1;
  return 0.99 - 0.89 * (<f64>(decodeCount - 400000) / 3600000);
}

/** Marks an alias as being expanded; false: it already is. */
function enterAlias(index: u32): bool {
  const alias = nodeAt(index);
  if (alias.active) {
    const text = message();
    text.literal("yaml: anchor '");
    text.bytes(alias.pointer, alias.length);
    text.literal("' value contains itself");
    decodeProblem = text.toValue();
    return false;
  }
  alias.active = true;
  aliasDepth++;
  return count();
}

function leaveAlias(index: u32): void {
  nodeAt(index).active = false;
  aliasDepth--;
}

/** Decodes a node: a scalar is delivered at once, a collection gets a frame. */
function visit(index: u32): bool {
  if (!count()) return false;
  const aliased = nodeAt(index).kind == NODE_ALIAS;
  let target = index;
  if (aliased) {
    if (!enterAlias(index)) return false;
    target = nodeAt(index).link;
  }
  const node = nodeAt(target);
  if (node.kind == NODE_SCALAR) {
    const good = visitScalar(target);
    if (aliased) leaveAlias(index);
    return good;
  }
  let frame: Frame;
  if (node.kind == NODE_SEQUENCE) {
    frame = pushFrame(FRAME_SEQUENCE, target, changetype<usize>(ListBuilder.create(LIST_ANY)));
  } else {
    frame = pushFrame(FRAME_MAPPING, target, changetype<usize>(newMapObject(0)));
  }
  frame.aliased = aliased;
  frame.alias = index;
  if (++depth > MAX_DEPTH && !tooDeep) tooDeep = node.kind == NODE_SEQUENCE ? 0x5b : 0x7b;
  return true;
}

function visitScalar(index: u32): bool {
  const node = nodeAt(index);
  if (!resolveScalar(node.tag, node.implicit, node.pointer, node.length)) {
    const text = message();
    text.literal('yaml: ');
    text.string(resolveProblem);
    decodeProblem = text.toValue();
    return false;
  }
  if (frameCount) {
    const frame = topFrame();
    if (frame.kind != FRAME_SEQUENCE && !changetype<usize>(frame.key)) {
      let key = resolvedKey();
      if (!changetype<usize>(key)) key = badKey();
      frame.key = key;
      frame.keyNode = index;
      return true;
    }
  }
  deliver(scalarValue(node.tag));
  return true;
}

function scalarValue(tag: u8): Value {
  switch (resolvedKind) {
    case KIND_NIL:
      return NIL;
    case KIND_BOOL:
      return newBool(resolvedInt != 0);
    case KIND_INT64:
      if (numbers == NUMBERS_YAML || (numbers == NUMBERS_TAGGED && tag == TAG_INT)) {
        return newInteger(KIND_INT64, resolvedInt);
      }
      return newFloat(<f64>resolvedInt);
    case KIND_UINT64:
      return numbers == NUMBERS_YAML ? newInteger(KIND_UINT64, resolvedInt) : newFloat(<f64>(<u64>resolvedInt));
    case KIND_FLOAT64:
      if (!isFinite(resolvedFloat)) sawNonFinite = true;
      return newFloat(resolvedFloat);
  }
  return newString(resolvedPointer, resolvedLength);
}

/** Hands a finished value to the collection it belongs to. */
function deliver(value: Value): void {
  if (!frameCount) {
    result = value;
    return;
  }
  const frame = topFrame();
  if (frame.kind == FRAME_SEQUENCE) {
    changetype<ListBuilder>(frame.target).push(value);
    return;
  }
  const key = frame.key;
  frame.key = changetype<Value>(0);
  // A key that cannot be one is only noticed when all is decoded, and only if nothing has replaced it by then.
  if (sawBadKey && key.length && key.byte(0) == 0xff) value = badPair(frame);
  mapSet(changetype<MapObject>(frame.target), key, value);
}

/** A stand-in (no YAML text holds its first byte) for a null or an unsigned key. */
function badKey(): Value {
  sawBadKey = true;
  const text = Buffer.create(16);
  text.byte(0xff);
  if (resolvedKind == KIND_UINT64) text.unsigned(<u64>resolvedInt);
  return text.toValue();
}

/** Remembers the nodes of a pair with such a key. */
function badPair(frame: Frame): Value {
  const cell = newCell(KIND_ERROR);
  cell.length = frame.keyNode;
  cell.pointer = frame.valueNode;
  return cell;
}

/** Takes a finished collection from the stack. */
function closeFrame(frame: Frame): bool {
  frameCount--;
  if (frame.aliased) leaveAlias(frame.alias);
  if (frame.kind == FRAME_MERGE) return true;
  depth--;
  if (frameCount) {
    const parent = topFrame();
    if (parent.kind != FRAME_SEQUENCE && !changetype<usize>(parent.key)) {
      const text = message();
      text.literal('yaml: invalid map key: ');
      describe(text, frame.node, false);
      decodeProblem = text.toValue();
      return false;
    }
  }
  deliver(
    frame.kind == FRAME_SEQUENCE
      ? changetype<ListBuilder>(frame.target).finish()
      : newMapOf(MAP_ANY, changetype<MapObject>(frame.target)),
  );
  return true;
}

function notMap(): bool {
  return failed('map merge requires map or sequence of maps as the value');
}

/** Merges the value behind a merge key into a map. */
function startMerge(index: u32, target: usize): bool {
  const node = nodeAt(index);
  if (node.kind != NODE_SEQUENCE) return mergeMapping(index, target);
  let length: u32 = 0;
  for (let child = index + 1; child < node.link; child = nodeAfter(child)) length++;
  const children = allocate(length << 2);
  length = 0;
  for (let child = index + 1; child < node.link; child = nodeAfter(child)) {
    store<u32>(children + (length++ << 2), child);
  }
  const frame = pushFrame(FRAME_MERGE_LIST, index, target);
  frame.node = children as u32;
  frame.index = length;
  return true;
}

/** Merges the next mapping of a sequence: from its end, so that the earlier ones win. */
function stepMergeList(frame: Frame): bool {
  if (!frame.index) {
    frameCount--;
    return true;
  }
  frame.index--;
  return mergeMapping(load<u32>(frame.node + (frame.index << 2)), frame.target);
}

function mergeMapping(index: u32, target: usize): bool {
  const node = nodeAt(index);
  const aliased = node.kind == NODE_ALIAS;
  const mapping = aliased ? node.link : index;
  if (nodeAt(mapping).kind != NODE_MAPPING) return notMap();
  if (!count()) return false;
  if (aliased && !enterAlias(index)) return false;
  const frame = pushFrame(FRAME_MERGE, mapping, target);
  frame.aliased = aliased;
  frame.alias = index;
  return true;
}

/** Looks for a pair whose key cannot be one; false: there is one. */
function checkKeys(value: Value): bool {
  if (value.kind == KIND_LIST) {
    for (let i: u32 = 0; i < value.length; i++) {
      if (!checkKeys(value.item(i))) return false;
    }
  } else if (value.kind == KIND_MAP) {
    const map = value.map;
    for (let i: u32 = 0; i < map.count; i++) {
      const item = map.value(i);
      if (item.kind == KIND_ERROR) return unsupportedKey(item);
      if (!checkKeys(item)) return false;
    }
  }
  return true;
}

function unsupportedKey(pair: Value): bool {
  const key = nodeAt(pair.length);
  resolveScalar(key.tag, key.implicit, key.pointer, key.length);
  const text = message();
  text.literal(has(YAML_1_4) ? 'unsupported map key of type: ' : 'Unsupported map key of type: ');
  text.literal(resolvedKind == KIND_NIL ? '%!s(<nil>)' : 'uint64');
  text.literal(', key: ');
  describe(text, pair.length, false);
  text.literal(', value: ');
  describe(text, pair.pointer, false);
  decodeProblem = text.toValue();
  return false;
}

/** Looks for a number that JSON cannot write, in the order in which it would; false: there is one. */
export function checkFinite(value: Value): bool {
  if (value.kind == KIND_FLOAT64) {
    if (isFinite(value.float)) return true;
    const text = message();
    text.literal('json: unsupported value: ');
    text.literal(isNaN(value.float) ? 'NaN' : value.float > 0 ? '+Inf' : '-Inf');
    decodeProblem = text.toValue();
    return false;
  }
  if (value.kind == KIND_LIST) {
    for (let i: u32 = 0; i < value.length; i++) {
      if (!checkFinite(value.item(i))) return false;
    }
  } else if (value.kind == KIND_MAP) {
    const map = value.map;
    sortEntries(map);
    for (let i: u32 = 0; i < map.count; i++) {
      if (!checkFinite(map.value(i))) return false;
    }
  }
  return true;
}
