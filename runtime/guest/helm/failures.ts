// How Helm words a template's failure: Helm 3 prints Go's text, Helm 4 walks the chain of wrapped errors and lays out one
// frame a line. Both cut the message of `fail` and `required` out of the markers around it.
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/engine.go.

import { ERROR_CHAIN } from '../../abi/quirks';
import { Buffer } from '../core/buffer';
import { Failure } from '../core/error';
import { has } from '../core/mode';
import { indexOf, lastIndexOf } from '../go/strings/strings';
import { Value, literal, substring } from '../core/value';

const NONE: Value = changetype<Value>(0);

function find(s: Value, text: string, from: u32): i32 {
  const needle = literal(text);
  return indexOf(s.pointer, s.length, needle.pointer, needle.length, from);
}

/** What Helm prints after `Error: ` for the failure of a file's template. */
export function describeFailure(file: Value, failure: Failure): Value {
  const text = failure.text;
  const first = find(text, ': ', 0);
  const second = first < 0 ? -1 : find(text, ': ', first + 2);
  if (second < 0) {
    const b = Buffer.create(128);
    b.literal('execution error in (');
    b.string(file);
    b.literal('): ');
    b.string(text);
    return b.toValue();
  }
  const start = find(text, 'HELM_ERR_START', second + 2);
  if (start >= 0) {
    const marker = literal('HELM_ERR_END');
    const end = lastIndexOf(text.pointer, text.length, marker.pointer, marker.length);
    if (end >= start + 14) {
      const b = Buffer.create(128);
      b.literal('execution error at (');
      b.string(substring(text, first + 2, second));
      b.literal('): ');
      b.string(substring(text, start + 14, end));
      return b.toValue();
    }
  }
  return has(ERROR_CHAIN) ? layOut(failure) : text;
}

// The frame read last: its parts (null: absent).
let location: Value = NONE;
let executed: Value = NONE;
let messageText: Value = NONE;

/** Helm 4's multi-line form; the plain text where a link of the chain is no template error. */
function layOut(failure: Failure): Value {
  const out = Buffer.create(256);
  let link = failure;
  let lastLocation = NONE;
  let lastExecuted = NONE;
  let lastMessage = NONE;
  let any = false;
  while (changetype<usize>(link)) {
    if (!readFrame(link.text)) return failure.text;
    if (!any || !same(location, lastLocation) || !same(executed, lastExecuted) || !same(messageText, lastMessage)) {
      any = true;
      lastLocation = location;
      lastExecuted = executed;
      lastMessage = messageText;
      if (changetype<usize>(location) && location.length) {
        out.string(location);
        out.literal('\n  ');
      }
      if (changetype<usize>(executed) && executed.length) {
        out.string(executed);
        out.literal('\n    ');
      }
      if (changetype<usize>(messageText) && messageText.length) {
        out.string(messageText);
        out.byte(0x0a);
      }
    }
    link = link.cause;
  }
  return trim(out.toValue());
}

function same(a: Value, b: Value): bool {
  if (changetype<usize>(a) == 0 || changetype<usize>(b) == 0) return changetype<usize>(a) == changetype<usize>(b);
  return a.length == b.length && memory.compare(a.pointer, b.pointer, a.length) == 0;
}

function trim(s: Value): Value {
  let from: u32 = 0;
  let to = s.length;
  while (from < to && s.byte(from) <= 0x20) from++;
  while (to > from && s.byte(to - 1) <= 0x20) to--;
  return substring(s, from, to);
}

function cutNext(s: Value): Value {
  const cut = find(s, ' template:', 0);
  return cut >= 0 ? substring(s, 0, cut) : s;
}

/** Reads one link's text into the frame variables; false where it is no template error. */
function readFrame(text: Value): bool {
  location = NONE;
  executed = NONE;
  messageText = NONE;
  if (find(text, 'template: ', 0) != 0) return false;
  const rest = substring(text, 10, text.length);
  if (find(rest, 'no template ', 0) == 0) {
    messageText = text;
    return true;
  }
  const at = find(rest, ': executing ', 0);
  if (at >= 0) {
    const after = substring(rest, at + 12, rest.length);
    if (after.length && after.byte(0) == 0x22) {
      const close = find(after, '"', 1);
      if (close >= 0) {
        const tail = substring(after, close + 1, after.length);
        if (find(tail, ' at <', 0) == 0) {
          const inside = substring(tail, 5, tail.length);
          const end = find(inside, '>: ', 0);
          if (end >= 0) {
            location = substring(rest, 0, at);
            messageText = cutNext(substring(inside, end + 3, inside.length));
            const b = Buffer.create(64);
            b.literal('executing "');
            b.string(substring(after, 1, close));
            b.literal('" at <');
            b.string(substring(inside, 0, end));
            b.literal('>:');
            executed = b.toValue();
            return true;
          }
        }
      }
    }
  }
  const colon = literal(': ');
  const last = lastIndexOf(rest.pointer, rest.length, colon.pointer, colon.length);
  if (last < 0) return false;
  location = substring(rest, 0, last);
  messageText = cutNext(substring(rest, last + 2, rest.length));
  return true;
}
