// base64 and base32 (RFC 4648, with padding) as Go's encoding packages do them. Text that cannot be decoded gives Go's error
// message as the result, as Sprig's functions do; nothing here ever fails.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 strings.go.

import { message } from '../../core/error';
import { base64Decode, base64Encode, base64Error, isNewline, NO_DIGIT, PADDING } from '../../go/encoding/base64';
import { allocate } from '../../core/memory';
import { allocateText } from '../../go/strings/strings';
import { EMPTY_STRING, Value, newString } from '../../core/value';

/** `b64enc`. */
export function fnB64enc(s: Value): Value {
  return base64Encode(s.pointer, s.length);
}

/** Go's CorruptInputError. */
function corruptInput(name: string, position: u32): Value {
  const b = message();
  b.literal('illegal ');
  b.literal(name);
  b.literal(' data at input byte ');
  b.unsigned(position);
  return b.toValue();
}

/** `b64dec`. */
export function fnB64dec(s: Value): Value {
  const decoded = base64Decode(s.pointer, s.length);
  return changetype<usize>(decoded) ? decoded : corruptInput('base64', base64Error);
}

function letter32(digit: u32): u8 {
  return <u8>(digit < 26 ? 0x41 + digit : 0x32 + digit - 26);
}

/** `b32enc`. */
export function fnB32enc(s: Value): Value {
  const length = s.length;
  if (length == 0) return EMPTY_STRING;
  const size = ((<u64>length + 4) / 5) * 8;
  const out = allocateText(size);
  memory.fill(out, <u8>PADDING, <u32>size);
  let to = out;
  let bits: u32 = 0;
  let held: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    bits = (bits << 8) | s.byte(i);
    held += 8;
    while (held >= 5) {
      held -= 5;
      store<u8>(to++, letter32((bits >>> held) & 31));
    }
  }
  if (held) store<u8>(to, letter32((bits << (5 - held)) & 31));
  return newString(out, <u32>size);
}

function digit32(b: u32): u32 {
  if (b - 0x41 < 26) return b - 0x41;
  if (b - 0x32 < 6) return b - 0x32 + 26;
  return NO_DIGIT;
}

/** `b32dec`: positions in error messages do not count line breaks. */
export function fnB32dec(s: Value): Value {
  const text = allocate(s.length);
  let length: u32 = 0;
  for (let i: u32 = 0; i < s.length; i++) {
    const b = s.byte(i);
    if (!isNewline(b)) store<u8>(text + length++, b);
  }
  const out = allocate((length >>> 3) * 5 + 8);
  let to = out;
  let at: u32 = 0;
  let done = false;
  while (at < length && !done) {
    let bits: u64 = 0;
    let digits: u32 = 0;
    while (digits < 8) {
      if (at == length) return corruptInput('base32', length - digits);
      const b: u32 = load<u8>(text + at);
      at++;
      const left = length - at;
      if (b == PADDING && digits >= 2 && left < 8) {
        if (left + digits < 7) return corruptInput('base32', length);
        for (let k: u32 = 0; k < 7 - digits; k++) {
          if (left > k && load<u8>(text + at + k) != PADDING) return corruptInput('base32', at + k - 1);
        }
        // No whole number of bytes has 1, 3 or 6 digits.
        if (digits == 3 || digits == 6) return corruptInput('base32', at - 1);
        done = true;
        break;
      }
      const digit = digit32(b);
      if (digit == NO_DIGIT) return corruptInput('base32', at - 1);
      bits = (bits << 5) | digit;
      digits++;
    }
    bits <<= (8 - digits) * 5;
    const bytes = (digits * 5) >>> 3;
    for (let k: u32 = 0; k < bytes; k++) store<u8>(to++, <u8>(bits >>> (32 - (k << 3))));
  }
  return newString(out, <u32>(to - out));
}
