// base64 (RFC 4648, with padding) as Go's encoding/base64 does it.
// Follows go@1.26.8 src/encoding/base64/base64.go.

import { allocate, boundedSize } from '../../core/memory';
import { EMPTY_STRING, newString, Value } from '../../core/value';
import { allocateText } from '../strings/strings';

const BASE64: usize = memory.data<u8>([
  65, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 77, 78, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90, 97, 98, 99,
  100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119, 120, 121, 122, 48,
  49, 50, 51, 52, 53, 54, 55, 56, 57, 43, 47,
]);

export const PADDING: u32 = 0x3d;
export const NO_DIGIT: u32 = 0xff;

/** Writes the padded base64 form of the bytes; gives the address behind it. Takes (length + 2) / 3 * 4 bytes. */
export function writeBase64(out: usize, pointer: usize, length: u32): usize {
  const whole = pointer + length - (length % 3);
  while (pointer < whole) {
    const bits = ((<u32>load<u8>(pointer)) << 16) | ((<u32>load<u8>(pointer, 1)) << 8) | load<u8>(pointer, 2);
    store<u8>(out, load<u8>(BASE64 + (bits >>> 18)));
    store<u8>(out, load<u8>(BASE64 + ((bits >>> 12) & 63)), 1);
    store<u8>(out, load<u8>(BASE64 + ((bits >>> 6) & 63)), 2);
    store<u8>(out, load<u8>(BASE64 + (bits & 63)), 3);
    pointer += 3;
    out += 4;
  }
  const left = length % 3;
  if (left) {
    let bits = (<u32>load<u8>(pointer)) << 16;
    if (left == 2) bits |= (<u32>load<u8>(pointer, 1)) << 8;
    store<u8>(out, load<u8>(BASE64 + (bits >>> 18)));
    store<u8>(out, load<u8>(BASE64 + ((bits >>> 12) & 63)), 1);
    store<u8>(out, left == 2 ? load<u8>(BASE64 + ((bits >>> 6) & 63)) : <u8>PADDING, 2);
    store<u8>(out, <u8>PADDING, 3);
    out += 4;
  }
  return out;
}

/** Length of the padded base64 form. */
export function base64Length(length: u32): u32 {
  return boundedSize(((<u64>length + 2) / 3) * 4);
}

/** The padded base64 form of the bytes. */
export function base64Encode(pointer: usize, length: u32): Value {
  if (length == 0) return EMPTY_STRING;
  const size = base64Length(length);
  const out = allocateText(size);
  writeBase64(out, pointer, length);
  return newString(out, size);
}

function digit64(b: u32): u32 {
  if (b - 0x41 < 26) return b - 0x41;
  if (b - 0x61 < 26) return b - 0x61 + 26;
  if (b - 0x30 < 10) return b - 0x30 + 52;
  if (b == 0x2b) return 62;
  if (b == 0x2f) return 63;
  return NO_DIGIT;
}

export function isNewline(b: u32): bool {
  return b == 0x0a || b == 0x0d;
}

/** Where base64Decode found the text wrong: a position, or -1. */
export let base64Error: i32 = -1;

/** Decodes padded base64, skipping line breaks. Where the text is wrong, gives null and sets `base64Error`. */
export function base64Decode(pointer: usize, length: u32): Value {
  const out = allocate((length >>> 2) * 3 + 4);
  let to = out;
  let at: u32 = 0;
  base64Error = -1;
  while (at < length) {
    // Up to four digits of one group.
    let bits: u32 = 0;
    let digits: u32 = 0;
    let done = false;
    while (digits < 4 && !done) {
      if (at == length) {
        if (digits == 0) break;
        return failBase64(at - digits);
      }
      const b: u32 = load<u8>(pointer + at);
      at++;
      const digit = digit64(b);
      if (digit != NO_DIGIT) {
        bits = (bits << 6) | digit;
        digits++;
      } else if (!isNewline(b)) {
        if (b != PADDING || digits < 2) return failBase64(at - 1);
        if (digits == 2) {
          at = skipNewlines(pointer, at, length);
          if (at == length) return failBase64(length);
          if (load<u8>(pointer + at) != PADDING) return failBase64(at - 1);
          at++;
        }
        at = skipNewlines(pointer, at, length);
        if (at < length) return failBase64(at);
        done = true;
      }
    }
    if (digits < 2) break;
    bits <<= (4 - digits) * 6;
    store<u8>(to, <u8>(bits >>> 16));
    if (digits > 2) store<u8>(to, <u8>(bits >>> 8), 1);
    if (digits > 3) store<u8>(to, <u8>bits, 2);
    to += digits - 1;
  }
  return newString(out, <u32>(to - out));
}

function skipNewlines(pointer: usize, at: u32, length: u32): u32 {
  while (at < length && isNewline(load<u8>(pointer + at))) at++;
  return at;
}

function failBase64(position: u32): Value {
  base64Error = position;
  return changetype<Value>(0);
}
