// Running compiled Handlebars templates: files, partials, blocks; and where an error happened, which only the innermost template says.
// Follows handlebars@4.7.10 lib/handlebars/runtime.js, resolvePartial, invokePartial and invokePartialWrapper.

import {
  BLOCK_PARTIALS,
  BLOCK_TEMPLATE,
  CALL_CONTEXT,
  CALL_FRAME,
  CALL_PARTIALS,
  FRAME_BLOCK,
} from '../../abi/handlebars';
import {
  KIND_LIST,
  KIND_NIL,
  POSITION_COLUMN,
  POSITION_LINE,
  STOP_CALL,
  STOP_POSITION,
  TEMPLATE_DONE,
  TEMPLATE_FAILED,
} from '../../abi/values';
import { Slot, findSlot, setSlotFile, slotFile } from '../core/definitions';
import { failWith, failure, message } from '../core/error';
import { boundedSize } from '../core/memory';
import { output } from '../core/output';
import { Value, equalsLiteral, literal, setItem, substring } from '../core/value';
import { countByte, indexOf, lastIndexOf } from '../go/strings/strings';
import { callTemplate } from '../template/include';
import { callOfBlock, findPartial, foreignContext, frameOfBlock, frameWithBlock } from './scopes';
import { plainText } from './values';

/** Calls of one template that may be under way at once. */
const CALL_LIMIT: u32 = 1000;

/** Has the failure under way its place? */
let isPlaced: bool = false;

export function resetPlaces(): void {
  isPlaced = false;
}

/** Runs what a slot stands for; false with a failure that has its place. */
export function runTemplate(slot: Slot, call: Value): bool {
  if (slot.depth > CALL_LIMIT) {
    const b = message();
    b.literal('the partials call each other without end');
    failWith(b);
    return false;
  }
  const file = slotFile;
  if (changetype<usize>(file) != changetype<usize>(slot.file)) {
    setItem(call, CALL_CONTEXT, foreignContext(call.item(CALL_CONTEXT)));
  }
  setSlotFile(slot.file);
  slot.depth++;
  const result = callTemplate(slot.function - 1, call);
  slot.depth--;
  if (result != TEMPLATE_DONE && result != TEMPLATE_FAILED && !isPlaced) place(result);
  setSlotFile(file);
  return result == TEMPLATE_DONE;
}

/** Gives the failure under way its place: file:line:column, and the helper that failed. */
function place(stop: usize): void {
  isPlaced = true;
  const at = load<u32>(stop, STOP_POSITION);
  const b = message();
  b.string(slotFile);
  b.byte(0x3a);
  b.unsigned(load<u32>(at, POSITION_LINE));
  b.byte(0x3a);
  b.unsigned(load<u32>(at, POSITION_COLUMN));
  b.literal(': ');
  const told = marked(failure.text);
  if (changetype<usize>(told)) {
    b.string(told);
  } else {
    // What is no helper has no name.
    const helper = changetype<Value>(load<u32>(stop, STOP_CALL));
    if (helper.length) {
      b.string(helper);
      b.literal(': ');
    }
    b.string(failure.text);
  }
  failWith(b);
}

/** The text between the marks of `fail` and `required`; null where there are none. */
function marked(text: Value): Value {
  const first = literal('HELM_ERR_START');
  const last = literal('HELM_ERR_END');
  const from = indexOf(text.pointer, text.length, first.pointer, first.length, 0);
  const to = lastIndexOf(text.pointer, text.length, last.pointer, last.length);
  if (from < 0 || to < from) return changetype<Value>(0);
  return substring(text, from + first.length, to);
}

/**
 * `{{> name}}`, given the call that it gets; `indent` goes before each of its lines. `block` is that of `{{#> name}}`, or nil: the
 * partial's @partial-block, and what is run where there is no such partial.
 */
export function hbWritePartial(name: Value, call: Value, indent: Value, block: Value): bool {
  const called = plainText(name);
  const outer = call.item(CALL_FRAME);
  const wasBlock = outer.item(FRAME_BLOCK);
  const isOwnBlock = equalsLiteral(called, '@partial-block');
  const inner = isOwnBlock
    ? wasBlock.kind == KIND_LIST
      ? wasBlock.item(0)
      : wasBlock
    : findPartial(call.item(CALL_PARTIALS), called);
  let frame = outer;
  if (block.kind != KIND_NIL) {
    frame = frameWithBlock(outer, block);
    setItem(call, CALL_FRAME, frame);
    setItem(call, CALL_PARTIALS, block.item(BLOCK_PARTIALS));
  }
  const slot = inner.kind == KIND_NIL && !isOwnBlock ? findSlot(called) : changetype<Slot>(0);
  const mark = output.length;
  let good: bool;
  if (inner.kind != KIND_NIL) {
    good = runBlock(inner, call, isOwnBlock ? frameOfBlock(frame, wasBlock) : frame);
  } else if (changetype<usize>(slot) && slot.isDefined) {
    good = runTemplate(slot, call);
  } else if (block.kind != KIND_NIL) {
    good = runBlock(block, call, frameOfBlock(frame, frame.item(FRAME_BLOCK)));
  } else {
    const b = message();
    if (called.length) {
      b.literal('there is no partial ');
      b.string(called);
    } else {
      b.literal('what names the partial is empty');
    }
    failWith(b);
    return false;
  }
  if (good) indentFrom(mark, indent);
  return good;
}

function runBlock(block: Value, call: Value, frame: Value): bool {
  return runTemplate(findSlot(block.item(BLOCK_TEMPLATE)), callOfBlock(block, call.item(CALL_CONTEXT), frame));
}

/** Puts a text before every line from `mark` on, but not before an empty last one. */
function indentFrom(mark: u32, indent: Value): void {
  const length = output.length - mark;
  const width = indent.length;
  if (!width || !length) return;
  const breaks = countByte(output.pointer + mark, length, 0x0a);
  const lines = breaks + (load<u8>(output.pointer + output.length - 1) == 0x0a ? 0 : 1);
  const extra = boundedSize(<u64>lines * width);
  output.reserve(extra);
  const start = output.pointer + mark;
  let to = start + length + extra;
  let end = start + length;
  for (let from = end; ; from--) {
    if (from > start && load<u8>(from - 1) != 0x0a) continue;
    // A line begins at `from`.
    if (from < start + length) {
      to -= end - from;
      memory.copy(to, from, end - from);
      to -= width;
      memory.copy(to, indent.pointer, width);
      end = from;
    }
    if (from == start) break;
  }
  output.length += extra;
}
