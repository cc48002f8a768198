// PEM blocks (Go's encoding/pem): writing them, and finding the first one in a text.
// Follows go@1.26.8 src/encoding/pem/pem.go.

import { Buffer } from '../../core/buffer';
import { base64Decode, writeBase64 } from './base64';
import { indexOf, startsWith, trimSpace } from '../strings/strings';
import { Value, literal, newString } from '../../core/value';

const LINE: u32 = 48;

/** Appends a block of the given type. */
export function writePem(b: Buffer, type: string, pointer: usize, length: u32): void {
  b.literal('-----BEGIN ');
  b.literal(type);
  b.literal('-----\n');
  for (let i: u32 = 0; i < length; i += LINE) {
    b.reserve(68);
    const out = b.pointer + b.length;
    b.length += <u32>(writeBase64(out, pointer + i, min(LINE, length - i)) - out);
    b.byte(0x0a);
  }
  b.literal('-----END ');
  b.literal(type);
  b.literal('-----\n');
}

/** Type and content of the block that `readPem` found. */
export let pemType: Value = changetype<Value>(0);
export let pemBytes: Value = changetype<Value>(0);

function lineEnd(text: Value, from: u32): u32 {
  while (from < text.length && text.byte(from) != 0x0a) from++;
  return from;
}

/** Finds the first well-formed block of a text. */
export function readPem(text: Value): bool {
  const begin = literal('-----BEGIN ');
  let at: u32 = 0;
  while (at < text.length) {
    const end = lineEnd(text, at);
    const next = end + 1;
    if (
      startsWith(text.pointer + at, end - at, begin.pointer, begin.length) &&
      readBlock(text, at + begin.length, end)
    ) {
      return true;
    }
    at = next;
  }
  return false;
}

/** Reads the block whose type begins at `from`, on a line that ends at `end`. */
function readBlock(text: Value, from: u32, end: u32): bool {
  const head = trimSpace(newString(text.pointer + from, end - from));
  if (head.length < 5) return false;
  const length = head.length - 5;
  const dashes = literal('-----');
  if (memory.compare(head.pointer + length, dashes.pointer, 5) != 0) return false;
  const type = newString(head.pointer, length);
  // Headers are lines with a colon, up to the first line without one.
  let at = end + 1;
  while (at < text.length) {
    const stop = lineEnd(text, at);
    const colon = literal(':');
    if (indexOf(text.pointer + at, stop - at, colon.pointer, 1, 0) < 0) break;
    at = stop + 1;
  }
  const mark = literal('-----END ');
  const found = indexOf(text.pointer, text.length, mark.pointer, mark.length, at);
  if (found < 0 || (<u32>found != at && text.byte(found - 1) != 0x0a)) return false;
  const tail = <u32>found + mark.length;
  if (tail + length + 5 > text.length) return false;
  if (memory.compare(text.pointer + tail, type.pointer, length) != 0) return false;
  if (memory.compare(text.pointer + tail + length, dashes.pointer, 5) != 0) return false;
  // White space inside of the content does not count.
  const content = Buffer.create(<u32>found - at + 4);
  for (let i = at; i < <u32>found; i++) {
    const c = text.byte(i);
    if (c != 0x20 && c != 0x09 && c != 0x0a && c != 0x0d) content.byte(c);
  }
  const bytes = base64Decode(content.pointer, content.length);
  if (!changetype<usize>(bytes)) return false;
  pemType = type;
  pemBytes = bytes;
  return true;
}
