// The render trace (abi/trace.ts): templates of a module that was compiled for it say here who writes what follows in the output.
// No other module reaches this. What a template wrote into a string was cut off the output again: its events go with the next one.
// Follows nothing: neither Go nor Helm tells who wrote what.

import { PAIR_ADDRESS, PAIR_LENGTH } from '../../abi/values';
import {
  EVENT_FRAME,
  EVENT_IS_TEXT,
  EVENT_LINE,
  EVENT_OFFSET,
  EVENT_SIZE,
  FRAME_CALLER,
  FRAME_CALLER_LINE,
  FRAME_FILE,
  FRAME_NAME,
  FRAME_SIZE,
  TRACE_COUNT,
  TRACE_EVENTS,
  TRACE_LAYOUT,
  TRACE_OUTPUT,
  TRACE_SIZE,
  TRACE_VERSION,
} from '../../abi/trace';
import { Buffer } from '../core/buffer';
import { slotFile } from '../core/definitions';
import { allocate } from '../core/memory';
import { output } from '../core/output';
import { Value } from '../core/value';

let events: Buffer = changetype<Buffer>(0);
/** The run under way, or 0; and the line in it that was said last. */
let frame: usize = 0;
let line: u32 = 0;
/** Where the file under way begins in the output. */
let fileStart: u32 = 0;

/** Forgets the last render's trace, whose memory is gone. */
export function resetTrace(): void {
  events = Buffer.create(1 << 12);
  frame = 0;
  line = 0;
}

/** What follows was written by this line of the template under way; gives the event's number. */
export function traceAt(at: u32, isText: bool): u32 {
  line = at;
  const offset = output.length;
  while (events.length && load<u32>(last(), EVENT_OFFSET) >= offset) events.length -= EVENT_SIZE;
  events.reserve(EVENT_SIZE);
  events.length += EVENT_SIZE;
  const event = last();
  store<u32>(event, offset, EVENT_OFFSET);
  store<u32>(event, frame as u32, EVENT_FRAME);
  store<u32>(event, at, EVENT_LINE);
  store<u32>(event, isText ? 1 : 0, EVENT_IS_TEXT);
  return events.length / EVENT_SIZE - 1;
}

function last(): usize {
  return events.pointer + events.length - EVENT_SIZE;
}

function putText(at: usize, text: Value): void {
  if (!changetype<usize>(text)) return;
  store<u32>(at, text.pointer as u32, PAIR_ADDRESS);
  store<u32>(at, text.length, PAIR_LENGTH);
}

/** A template begins; null for a file's own. */
export function traceEnter(name: Value): void {
  const entered = allocate(FRAME_SIZE);
  memory.fill(entered, 0, FRAME_SIZE);
  store<u32>(entered, frame as u32, FRAME_CALLER);
  store<u32>(entered, line, FRAME_CALLER_LINE);
  putText(entered + FRAME_FILE, slotFile);
  putText(entered + FRAME_NAME, name);
  if (!frame) fileStart = output.length;
  frame = entered;
}

/** It ends: what follows is its caller's. A file that ends loses its `<no value>`s. */
export function traceLeave(): void {
  const left = frame;
  frame = load<u32>(left, FRAME_CALLER);
  traceAt(load<u32>(left, FRAME_CALLER_LINE), false);
  if (!frame) withoutNoValue();
}

/** Event number `first` wrote a template whose text has just been indented (includeIndented): the events behind it move with it. */
export function traceIndented(first: u32, spaces: u32, newline: bool): void {
  if (!spaces) return;
  const end = events.pointer + events.length;
  let event = events.pointer + first * EVENT_SIZE;
  let before = load<u32>(event, EVENT_OFFSET) + spaces + (newline ? 1 : 0);
  let after = before;
  for (event += EVENT_SIZE; event < end; event += EVENT_SIZE) {
    const offset = load<u32>(event, EVENT_OFFSET);
    for (; before < offset; before++) {
      if (load<u8>(output.pointer + after) == 0x0a) after += spaces;
      after++;
    }
    store<u32>(event, after, EVENT_OFFSET);
  }
}

const NO_VALUE: u32 = 10;

/** Moves the events to where they are when the file's `<no value>`s are gone (no-value.ts). */
function withoutNoValue(): void {
  const end = events.pointer + events.length;
  let event = events.pointer;
  while (event < end && load<u32>(event, EVENT_OFFSET) <= fileStart) event += EVENT_SIZE;
  let gone: u32 = 0;
  for (let at = fileStart; at + NO_VALUE <= output.length; at++) {
    const text = output.pointer + at;
    if (load<u64>(text) != 0x756c6176206f6e3c || load<u16>(text, 8) != 0x3e65) continue; // <no value>
    event = moveTo(event, end, at + NO_VALUE, gone, at);
    gone += NO_VALUE;
    at += NO_VALUE - 1;
  }
  if (gone) moveTo(event, end, u32.MAX_VALUE, gone, u32.MAX_VALUE);
}

/** Moves the events before `to` by what is gone, those behind `at` to where it was. */
function moveTo(event: usize, end: usize, to: u32, gone: u32, at: u32): usize {
  for (; event < end && load<u32>(event, EVENT_OFFSET) < to; event += EVENT_SIZE) {
    const offset = load<u32>(event, EVENT_OFFSET);
    store<u32>(event, (offset < at ? offset : at) - gone, EVENT_OFFSET);
  }
  return event;
}

/** The trace of the last render; belongs to its result. */
export function __mistletoe_trace(): usize {
  const record = allocate(TRACE_SIZE);
  const count = changetype<usize>(events) ? events.length / EVENT_SIZE : 0;
  store<u32>(record, TRACE_LAYOUT, TRACE_VERSION);
  store<u32>(record, changetype<usize>(output) ? (output.pointer as u32) : 0, TRACE_OUTPUT);
  store<u32>(record, count ? (events.pointer as u32) : 0, TRACE_EVENTS);
  store<u32>(record, count, TRACE_COUNT);
  return record;
}
