// What stands around a place in a Handlebars template: contexts, data frames, inline partials and blocks that can be called later, all
// as lists of the layouts of runtime/abi/handlebars.ts. Follows handlebars@4.7.10 lib/handlebars/runtime.js.

import {
  BLOCK_CAPTURED,
  BLOCK_DEPTHS,
  BLOCK_PARTIALS,
  BLOCK_TEMPLATE,
  CALL_CAPTURED,
  CALL_CONTEXT,
  CALL_DEPTHS,
  CALL_FRAME,
  CALL_PARTIALS,
  FRAME_BLOCK,
  FRAME_FIRST,
  FRAME_INDEX,
  FRAME_KEY,
  FRAME_LAST,
  FRAME_LENGTH,
  FRAME_PARENT,
  FRAME_ROOT,
  PARTIAL_BLOCK,
  PARTIAL_LENGTH,
  PARTIAL_NAME,
  PARTIAL_NEXT,
} from '../../abi/handlebars';
import { KIND_BOOL, KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING, MAP_ANY } from '../../abi/values';
import { MapObject, mapSet } from '../core/map';
import { NIL, NO_VALUE, Value, newBool, newInt, newList, newMap, newMapOf, setItem } from '../core/value';
import { argument } from '../functions/arguments';
import { entriesOf, isEqual, pair, plainText, unitList } from './values';

/** Item `place` of a call, of a pair: what compiled templates take out of lists. */
export function hbPart(list: Value, place: Value): Value {
  const i = <u32>place.int;
  return i < list.length ? list.item(i) : NIL;
}

/** A call of a template: context, frame, inline partials. */
export function hbCall(context: Value, frame: Value, partials: Value): Value {
  return newCall(context, frame, partials, NIL, 0);
}

function newCall(context: Value, frame: Value, partials: Value, depths: Value, captured: u32): Value {
  const call = newList(0, CALL_CAPTURED + captured);
  setItem(call, CALL_CONTEXT, context);
  setItem(call, CALL_FRAME, frame);
  setItem(call, CALL_PARTIALS, partials);
  setItem(call, CALL_DEPTHS, depths);
  return call;
}

/** The contexts at a place: those around it, and its own unless it is the last of these. */
export function hbEnter(context: Value, depths: Value): Value {
  if (depths.kind == KIND_LIST) {
    const last = depths.item(0);
    if (changetype<usize>(context) == NULL_CONTEXT ? last.kind == KIND_NIL : isEqual(context, last)) return depths;
  }
  return pair(context, depths);
}

/** The context so many steps out; null where there is none. */
export function hbUp(depths: Value, steps: Value): Value {
  let at = depths;
  for (let i: i64 = 0; i < steps.int && at.kind == KIND_LIST; i++) at = at.item(1);
  return at.kind == KIND_LIST ? at.item(0) : NIL;
}

/** Handlebars' nullContext: a map without entries. */
const NULL_CONTEXT: usize = memory.data<u64>([<u64>KIND_MAP, 0], 8);

/** What `this` is in a block that leaves it as it is: an empty object where it is null, as in Handlebars. */
export function hbThis(context: Value): Value {
  return context.kind == KIND_NIL ? changetype<Value>(NULL_CONTEXT) : context;
}

/** A context as another file sees it: there the empty object that stands for null is an object like any other. */
export function foreignContext(context: Value): Value {
  return changetype<usize>(context) == NULL_CONTEXT ? newMap(MAP_ANY) : context;
}

/** The frame of a whole template. */
export function newFrame(root: Value): Value {
  const frame = newList(0, FRAME_LENGTH);
  for (let i: u32 = 0; i < FRAME_LENGTH; i++) setItem(frame, i, NIL);
  setItem(frame, FRAME_ROOT, root);
  return frame;
}

/** A frame within another, whose names it has until it sets them. */
export function hbFrame(parent: Value): Value {
  const frame = newList(0, FRAME_LENGTH);
  memory.copy(frame.pointer, parent.pointer, FRAME_LENGTH << 2);
  setItem(frame, FRAME_PARENT, parent);
  return frame;
}

/** A name of a frame so many steps out. */
export function hbData(frame: Value, place: Value, steps: Value): Value {
  let at = frame;
  for (let i: i64 = 0; i < steps.int && at.kind == KIND_LIST; i++) at = at.item(FRAME_PARENT);
  return at.kind == KIND_LIST ? at.item(<u32>place.int) : NIL;
}

/** What #each walks: pairs. */
export function hbEntries(v: Value): Value {
  return entriesOf(v);
}

/** What a section walks: a list; once `this` for true, once the value itself; nothing for false and null. */
export function hbSection(v: Value, context: Value): Value {
  if (v.kind == KIND_LIST) return entriesOf(v);
  const isTrue = v.kind == KIND_BOOL && v.bool;
  if (v.kind == KIND_NIL || (v.kind == KIND_BOOL && !isTrue)) return newList(0, 0);
  const once = newList(0, 1);
  setItem(once, 0, pair(NO_VALUE, isTrue ? context : v));
  return once;
}

/** The frame of a section: one of its own where it walks a list. */
export function hbSectionFrame(v: Value, frame: Value): Value {
  return v.kind == KIND_LIST ? hbFrame(frame) : frame;
}

/** Begins a round over pairs: tells the frame, and gives what is `this` in it. */
export function hbRound(frame: Value, pairs: Value, index: Value): Value {
  const i = <u32>index.int;
  const entry = pairs.item(i);
  const key = entry.item(0);
  if (changetype<usize>(key) != changetype<usize>(NO_VALUE)) {
    setItem(frame, FRAME_KEY, key);
    setItem(frame, FRAME_INDEX, newInt(i));
    setItem(frame, FRAME_FIRST, newBool(i == 0));
    setItem(frame, FRAME_LAST, newBool(i + 1 == pairs.length));
  }
  return entry.item(1);
}

/** A block that can be called later: the name of its template, inline partials and contexts around it, block parameters. */
export function hbBlock(template: Value, partials: Value, depths: Value, captured: usize, count: i32): Value {
  const block = newList(0, BLOCK_CAPTURED + count);
  setItem(block, BLOCK_TEMPLATE, template);
  setItem(block, BLOCK_PARTIALS, partials);
  setItem(block, BLOCK_DEPTHS, depths);
  for (let i = 0; i < count; i++) setItem(block, BLOCK_CAPTURED + i, argument(captured, i));
  return block;
}

/** Adds inline partials, names and blocks in turn, to those around. They see each other. */
export function hbBind(partials: Value, pairs: usize, count: i32): Value {
  let bound = partials;
  for (let i = 0; i < count; i += 2) {
    const next = newList(0, PARTIAL_LENGTH);
    setItem(next, PARTIAL_NAME, argument(pairs, i));
    setItem(next, PARTIAL_BLOCK, argument(pairs, i + 1));
    setItem(next, PARTIAL_NEXT, bound);
    bound = next;
  }
  for (let i = 1; i < count; i += 2) setItem(argument(pairs, i), BLOCK_PARTIALS, bound);
  return bound;
}

/** The block of an inline partial, or nil. */
export function findPartial(partials: Value, name: Value): Value {
  let at = partials;
  while (at.kind == KIND_LIST) {
    const own = at.item(PARTIAL_NAME);
    if (own.length == name.length && memory.compare(own.pointer, name.pointer, name.length) == 0) {
      return at.item(PARTIAL_BLOCK);
    }
    at = at.item(PARTIAL_NEXT);
  }
  return NIL;
}

/** The call of a block. */
export function callOfBlock(block: Value, context: Value, frame: Value): Value {
  const captured = block.length - BLOCK_CAPTURED;
  const call = newCall(context, frame, block.item(BLOCK_PARTIALS), block.item(BLOCK_DEPTHS), captured);
  memory.copy(call.pointer + (CALL_CAPTURED << 2), block.pointer + (BLOCK_CAPTURED << 2), captured << 2);
  return call;
}

/** A frame whose @partial-block is this block. */
export function frameWithBlock(frame: Value, block: Value): Value {
  const own = hbFrame(frame);
  setItem(own, FRAME_BLOCK, pair(block, frame.item(FRAME_BLOCK)));
  return own;
}

/** The frame in which a @partial-block runs: there @partial-block is what it was around the block. */
export function frameOfBlock(frame: Value, blockPair: Value): Value {
  const own = hbFrame(frame);
  setItem(own, FRAME_BLOCK, blockPair.item(1));
  return own;
}

/** A context with more properties: what a partial with key=value is given. */
export function hbExtend(context: Value, keys: usize, count: i32): Value {
  const object: MapObject = newMap(MAP_ANY).map;
  if (context.kind == KIND_MAP) {
    const map = context.map;
    if (changetype<u32>(map)) for (let i: u32 = 0; i < map.count; i++) mapSet(object, map.key(i), map.value(i));
  } else if (context.kind == KIND_LIST || context.kind == KIND_STRING) {
    const items = context.kind == KIND_LIST ? context : unitList(context);
    for (let i: u32 = 0; i < items.length; i++) mapSet(object, plainText(newInt(i)), items.item(i));
  }
  for (let i = 0; i < count; i += 2) mapSet(object, argument(keys, i), argument(keys, i + 1));
  return newMapOf(MAP_ANY, object);
}
