// Sprig's random functions (strings.go, numeric.go, crypto.go). All they draw comes from the stream of their call.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 strings.go, github.com/Masterminds/sprig/v3@v3.3.0 numeric.go, github.com/Masterminds/sprig/v3@v3.3.0 crypto.go.

import { base64Encode } from '../../go/encoding/base64';
import { Buffer } from '../../core/buffer';
import { failLiteral } from '../../core/error';
import { allocate, boundedSize } from '../../core/memory';
import { MOST_BYTES, TOO_LONG } from '../../go/reflect/capacity';
import { nextBelow } from '../../go/crypto/random-stream';
import { drawBytes, openStream } from '../draws';
import { allocateText } from '../../go/strings/strings';
import { decodeRune, runeCount, runeSize } from '../../go/unicode/unicode';
import { EMPTY_STRING, Value, newInt, newString } from '../../core/value';

const NULL: Value = changetype<Value>(0);

/** Bytes of a rune in Go, of which the texts are made. */
const RUNE_BYTES: i64 = 4;

// The runs of characters that a text is drawn from: first character and length of each.
const DIGITS: usize = memory.data<u8>([0x30, 10, 0, 0]);
const LETTERS: usize = memory.data<u8>([0x41, 26, 0x61, 26, 0, 0]);
const LETTERS_AND_DIGITS: usize = memory.data<u8>([0x30, 10, 0x41, 26, 0x61, 26, 0, 0]);
const ASCII: usize = memory.data<u8>([0x20, 95, 0, 0]);

function drawText(name: string, count: i64, runs: usize): Value {
  if (count <= 0) return EMPTY_STRING;
  if (!openStream(name)) return NULL;
  if (count > MOST_BYTES / RUNE_BYTES) return failLiteral(TOO_LONG);
  let total: u32 = 0;
  for (let at = runs; load<u8>(at, 1); at += 2) total += load<u8>(at, 1);
  const text = allocateText(count);
  for (let i: u32 = 0; i < <u32>count; i++) {
    let n = <u32>nextBelow(total);
    let at = runs;
    while (n >= load<u8>(at, 1)) {
      n -= load<u8>(at, 1);
      at += 2;
    }
    store<u8>(text + i, <u8>(load<u8>(at) + n));
  }
  return newString(text, <u32>count);
}

/** `randAlpha COUNT`. */
export function fnRandAlpha(count: Value): Value {
  return drawText('randAlpha', count.int, LETTERS);
}

/** `randAlphaNum COUNT`. */
export function fnRandAlphaNum(count: Value): Value {
  return drawText('randAlphaNum', count.int, LETTERS_AND_DIGITS);
}

/** `randNumeric COUNT`. */
export function fnRandNumeric(count: Value): Value {
  return drawText('randNumeric', count.int, DIGITS);
}

/** `randAscii COUNT`: printable characters and the blank. */
export function fnRandAscii(count: Value): Value {
  return drawText('randAscii', count.int, ASCII);
}

/** `randBytes COUNT`: in base64. */
export function fnRandBytes(count: Value): Value {
  const n = count.int;
  if (n < 0 || n > MOST_BYTES) return failLiteral(TOO_LONG);
  if (n == 0) return EMPTY_STRING;
  const bytes = drawBytes('randBytes', boundedSize(n));
  return bytes ? base64Encode(bytes, <u32>n) : NULL;
}

/** `randInt MIN MAX`: MIN and more, below MAX. */
export function fnRandInt(min: Value, max: Value): Value {
  const range = max.int - min.int;
  if (range <= 0) return failLiteral('invalid argument to Intn');
  if (!openStream('randInt')) return NULL;
  return newInt(min.int + <i64>nextBelow(range));
}

/** `shuffle TEXT`: its runes in another order. */
export function fnShuffle(s: Value): Value {
  const count = runeCount(s.pointer, s.length);
  if (count == 0) return s;
  if (count > 1 && !openStream('shuffle')) return NULL;
  const runes = allocateText((<u64>count) << 2);
  let at: usize = s.pointer;
  const end = at + s.length;
  for (let i: u32 = 0; i < count; i++) {
    store<u32>(runes + (i << 2), decodeRune(at, end));
    at += runeSize;
  }
  for (let i = count - 1; i > 0; i--) {
    const other = runes + ((<u32>nextBelow(i + 1)) << 2);
    const here = runes + (i << 2);
    const rune = load<u32>(here);
    store<u32>(here, load<u32>(other));
    store<u32>(other, rune);
  }
  const b = Buffer.create(s.length + 2);
  for (let i: u32 = 0; i < count; i++) b.rune(load<u32>(runes + (i << 2)));
  return b.toValue();
}

/** `uuidv4`. */
export function fnUuidv4(): Value {
  const bytes = drawBytes('uuidv4', 16);
  if (!bytes) return NULL;
  store<u8>(bytes, (load<u8>(bytes, 6) & 0x0f) | 0x40, 6);
  store<u8>(bytes, (load<u8>(bytes, 8) & 0x3f) | 0x80, 8);
  const text = allocate(36);
  let at = text;
  for (let i = 0; i < 16; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10) store<u8>(at++, 0x2d);
    const b: u32 = load<u8>(bytes + i);
    const high = b >>> 4;
    const low = b & 15;
    store<u8>(at++, high < 10 ? 0x30 + high : 0x57 + high);
    store<u8>(at++, low < 10 ? 0x30 + low : 0x57 + low);
  }
  return newString(text, 36);
}
