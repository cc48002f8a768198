// One YAML document as a flat list of nodes in the order of the text: what go-yaml's node tree holds, in 16 bytes a node.
// Anchors are bound here, as go-yaml does while it parses. Must never decide what a node means (decode.ts does).
// Follows go.yaml.in/yaml/v2@v2.4.4 decode.go.

import { message } from '../../../core/error';
import { MapObject, mapGetBytes, mapSet, newMapObject } from '../../../core/map';
import { allocate } from '../../../core/memory';
import { newInt, newString, Value } from '../../../core/value';
import {
  EVENT_ALIAS,
  EVENT_DOCUMENT_END,
  EVENT_MAPPING_START,
  EVENT_SCALAR,
  EVENT_SEQUENCE_START,
  EVENT_STREAM_END,
  event,
  eventAnchor,
  eventAnchorLength,
  eventImplicit,
  eventLength,
  eventPointer,
  eventTag,
  nextEvent,
} from './parser';
import { problem, problemLine } from './scanner';

export const NODE_SCALAR: u8 = 1;
export const NODE_ALIAS: u8 = 2;
export const NODE_SEQUENCE: u8 = 3;
export const NODE_MAPPING: u8 = 4;

@unmanaged
export class TapeNode {
  kind: u8;
  /** TAG_* of a scalar. */
  tag: u8;
  /** A scalar whose text tells its type. */
  implicit: bool;
  /** An alias that is being expanded. */
  active: bool;
  /** Text of a scalar, name of an alias. */
  pointer: u32;
  length: u32;
  /** Of an alias: the node it stands for. Of a collection: the node behind its last child. */
  link: u32;
}

const NODE_SIZE: u32 = 16;

/** Room for the nodes of a small document. */
const FIRST_NODES: u32 = 64;
const firstTape: usize = memory.data(1024, 8);

let tape: usize = 0;
let capacity: u32 = 0;
let count: u32 = 0;

/** Why `readTape` failed: go-yaml's words without `yaml: `. */
export let tapeProblem: Value = changetype<Value>(0);

export function nodeAt(index: u32): TapeNode {
  return changetype<TapeNode>(tape + index * NODE_SIZE);
}

/** The node behind the whole node at `index`. */
export function nodeAfter(index: u32): u32 {
  const node = nodeAt(index);
  return node.kind >= NODE_SEQUENCE ? node.link : index + 1;
}

/** Reads the next document of the started parser. 1: its nodes begin at index 0; 0: there is none; -1: it is broken. */
export function readTape(): i32 {
  count = 0;
  capacity = FIRST_NODES;
  tape = firstTape;
  if (!nextEvent()) return parseFailed();
  if (event == EVENT_STREAM_END) return 0;
  let anchors = changetype<MapObject>(0);
  /** The innermost open collection (its number + 1); its own `length` holds the one around it. */
  let open: u32 = 0;
  while (true) {
    if (!nextEvent()) return parseFailed();
    switch (event) {
      case EVENT_DOCUMENT_END:
        return 1;
      case EVENT_SCALAR: {
        const node = addNode(NODE_SCALAR);
        node.tag = eventTag;
        node.implicit = eventImplicit;
        node.pointer = eventPointer as u32;
        node.length = eventLength;
        break;
      }
      case EVENT_ALIAS: {
        const target = changetype<usize>(anchors)
          ? mapGetBytes(anchors, eventPointer, eventLength)
          : changetype<Value>(0);
        if (!changetype<usize>(target)) return unknownAnchor();
        const node = addNode(NODE_ALIAS);
        node.pointer = eventPointer as u32;
        node.length = eventLength;
        node.link = <u32>target.int;
        continue;
      }
      case EVENT_SEQUENCE_START:
      case EVENT_MAPPING_START: {
        const node = addNode(event == EVENT_MAPPING_START ? NODE_MAPPING : NODE_SEQUENCE);
        node.length = open;
        open = count;
        break;
      }
      default: {
        const node = nodeAt(open - 1);
        node.link = count;
        open = node.length;
        continue;
      }
    }
    if (eventAnchorLength) {
      if (!changetype<usize>(anchors)) anchors = newMapObject(4);
      mapSet(anchors, newString(eventAnchor, eventAnchorLength), newInt(count - 1));
    }
  }
}

function addNode(kind: u8): TapeNode {
  if (count == capacity) {
    const grown = allocate(capacity * 2 * NODE_SIZE);
    memory.copy(grown, tape, capacity * NODE_SIZE);
    tape = grown;
    capacity *= 2;
  }
  const node = nodeAt(count++);
  node.kind = kind;
  node.tag = 0;
  node.implicit = false;
  node.active = false;
  return node;
}

/** The scanner's or parser's problem as go-yaml words it. */
export function parseProblem(): Value {
  const text = message();
  if (problemLine) {
    text.literal('line ');
    text.unsigned(problemLine);
    text.literal(': ');
  }
  text.literal(problem);
  return text.toValue();
}

function parseFailed(): i32 {
  tapeProblem = parseProblem();
  return -1;
}

function unknownAnchor(): i32 {
  const text = message();
  text.literal("unknown anchor '");
  text.bytes(eventPointer, eventLength);
  text.literal("' referenced");
  tapeProblem = text.toValue();
  return -1;
}
