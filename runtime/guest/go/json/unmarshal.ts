// encoding/json's Unmarshal into interface{}. Strings without escapes stay where they are in the text: it must not change
// afterwards.
// Follows go@1.26.8 src/encoding/json/decode.go.

import { LIST_ANY, MAP_ANY } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { fail, failLiteral, failWith, message } from '../../core/error';
import { mapSet, newMapObject } from '../../core/map';
import { parsedFloat, parseFloat, quoteInto } from '../strconv/number';
import { decodeRune, runeSize } from '../unicode/unicode';
import { FALSE, ListBuilder, NIL, newFloat, newMapOf, newString, TRUE, Value } from '../../core/value';

const MAX_NESTING: u32 = 10000;

let at: usize = 0;
let inputEnd: usize = 0;
let nesting: u32 = 0;

/**
 * The first error of json.Unmarshal that leaves the rest of the value intact (a number out of range, a wrong type at the
 * top), or null. `readJson` gives a value beside it; `parseJson` makes a failure of it.
 */
export let typeError: Value = changetype<Value>(0);

/** json.Unmarshal into an interface{}: numbers are float64. 0 with a failure where the text is no JSON or a number is out of range. */
export function parseJson(pointer: usize, length: u32): Value {
  const value = readJson(pointer, length);
  if (changetype<usize>(value) && changetype<usize>(typeError)) return fail(typeError);
  return value;
}

/** json.Unmarshal: 0 with a failure for a syntax error; other errors only set `typeError`. */
export function readJson(pointer: usize, length: u32): Value {
  at = pointer;
  inputEnd = pointer + length;
  nesting = 0;
  typeError = changetype<Value>(0);
  skipSpace();
  const value = readValue();
  if (!changetype<usize>(value)) return value;
  skipSpace();
  if (at < inputEnd) return failSyntax('after top-level value');
  return value;
}

function skipSpace(): void {
  while (at < inputEnd) {
    const b = load<u8>(at);
    if (b != 0x20 && b != 0x0a && b != 0x0d && b != 0x09) return;
    at++;
  }
}

/** The failure for the byte at the reading position, or for the end of the text where that may follow a space. */
function failSyntax(context: string): Value {
  if (at >= inputEnd) return failLiteral('unexpected end of JSON input');
  return failWithin(context);
}

/** The failure within a token, where encoding/json takes the end of the text for a space. */
function failWithin(context: string): Value {
  const text = syntaxMessage();
  text.literal(context);
  return failWith(text);
}

function syntaxMessage(): Buffer {
  const text = message();
  const b: u8 = at < inputEnd ? load<u8>(at) : 0x20;
  text.literal("invalid character '");
  if (b == 0x27) {
    text.literal("\\'");
  } else if (b == 0x22) {
    text.byte(b);
  } else {
    const character = Buffer.create(4);
    character.rune(b);
    const quoted = Buffer.create(16);
    quoteInto(quoted, character.pointer, character.length);
    text.bytes(quoted.pointer + 1, quoted.length - 2);
  }
  text.literal("' ");
  return text;
}

function readValue(): Value {
  if (at >= inputEnd) return failSyntax('');
  const b = load<u8>(at);
  switch (b) {
    case 0x22: {
      at++;
      return readString();
    }
    case 0x7b:
      return readObject();
    case 0x5b:
      return readArray();
    case 0x74:
      return readWord('true', TRUE);
    case 0x66:
      return readWord('false', FALSE);
    case 0x6e:
      return readWord('null', NIL);
  }
  if (b == 0x2d || (b >= 0x30 && b <= 0x39)) return readNumber();
  return failSyntax('looking for beginning of value');
}

function readWord(word: string, value: Value): Value {
  for (let i = 1; i < word.length; i++) {
    at++;
    const expected = <u8>word.charCodeAt(i);
    if (at < inputEnd && load<u8>(at) == expected) continue;
    const text = syntaxMessage();
    text.literal('in literal ');
    text.literal(word);
    text.literal(" (expecting '");
    text.byte(expected);
    text.literal("')");
    return failWith(text);
  }
  at++;
  return value;
}

function digitAt(): bool {
  return at < inputEnd && load<u8>(at) - 0x30 < 10;
}

function readNumber(): Value {
  const start = at;
  let whole: i64 = 0;
  let simple = true;
  const negative = load<u8>(at) == 0x2d;
  if (negative) at++;
  if (!digitAt()) return failWithin('in numeric literal');
  if (load<u8>(at) == 0x30) {
    at++;
  } else {
    while (digitAt()) {
      whole = whole * 10 + (load<u8>(at) - 0x30);
      at++;
    }
  }
  if (at - start > 15) simple = false;
  if (at < inputEnd && load<u8>(at) == 0x2e) {
    simple = false;
    at++;
    if (!digitAt()) return failWithin('after decimal point in numeric literal');
    while (digitAt()) at++;
  }
  if (at < inputEnd && (load<u8>(at) | 0x20) == 0x65) {
    simple = false;
    at++;
    if (at < inputEnd && (load<u8>(at) == 0x2b || load<u8>(at) == 0x2d)) at++;
    if (!digitAt()) return failWithin('in exponent of numeric literal');
    while (digitAt()) at++;
  }
  if (simple) return newFloat(negative ? -(<f64>whole) : <f64>whole);
  const length = <u32>(at - start);
  if (parseFloat(start, length)) return newFloat(parsedFloat);
  if (!changetype<usize>(typeError)) {
    const text = message();
    text.literal('json: cannot unmarshal number ');
    text.bytes(start, length);
    text.literal(' into Go value of type float64');
    typeError = text.toValue();
  }
  return NIL;
}

/** The string whose opening quote was read: the bytes in place where nothing needs replacing. */
function readString(): Value {
  const start = at;
  while (at < inputEnd) {
    const b = load<u8>(at);
    if (b == 0x22) {
      const length = <u32>(at - start);
      at++;
      return newString(start, length);
    }
    if (b == 0x5c || b >= 0x80) break;
    if (b < 0x20) return failSyntax('in string literal');
    at++;
  }
  if (at >= inputEnd) return failSyntax('');
  return readEscapedString(start);
}

function readEscapedString(start: usize): Value {
  // Every replacement but that of a bad byte (one byte to three) shortens the text.
  let room: u32 = <u32>(at - start);
  for (let p = at; p < inputEnd; p++) {
    const b = load<u8>(p);
    if (b == 0x22) break;
    room += b < 0x80 ? 1 : 3;
    if (b == 0x5c && p + 1 < inputEnd) {
      p++;
      room += 3;
    }
  }
  const text = Buffer.create(room + 4);
  text.bytes(start, <u32>(at - start));
  while (at < inputEnd) {
    const b = load<u8>(at);
    if (b == 0x22) {
      at++;
      return text.toValue();
    }
    if (b < 0x20) return failSyntax('in string literal');
    if (b >= 0x80) {
      text.rune(decodeRune(at, inputEnd));
      at += runeSize;
      continue;
    }
    at++;
    if (b != 0x5c) {
      text.byte(b);
      continue;
    }
    if (at >= inputEnd) return failWithin('in string escape code');
    switch (load<u8>(at)) {
      case 0x22:
      case 0x5c:
      case 0x2f:
        text.byte(load<u8>(at));
        break;
      case 0x62:
        text.byte(0x08);
        break;
      case 0x66:
        text.byte(0x0c);
        break;
      case 0x6e:
        text.byte(0x0a);
        break;
      case 0x72:
        text.byte(0x0d);
        break;
      case 0x74:
        text.byte(0x09);
        break;
      case 0x75: {
        at++;
        let unit = readHex();
        if (unit < 0) return changetype<Value>(0);
        if ((unit & 0xfc00) == 0xd800 && at + 1 < inputEnd && load<u16>(at) == 0x755c) {
          // A second half only counts where it fits; otherwise it is read again on its own.
          const resume = at;
          at += 2;
          const low = readHex();
          if (low < 0) return changetype<Value>(0);
          if ((low & 0xfc00) == 0xdc00) unit = 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff);
          else at = resume;
        }
        text.rune(unit);
        continue;
      }
      default:
        return failWithin('in string escape code');
    }
    at++;
  }
  return failSyntax('');
}

/** Four hexadecimal digits, or -1 with a failure. */
function readHex(): i32 {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const b: u32 = at < inputEnd ? load<u8>(at) : 0;
    if (b - 0x30 < 10) value = (value << 4) | (b - 0x30);
    else if ((b | 0x20) - 0x61 < 6) value = (value << 4) | ((b | 0x20) - 0x57);
    else {
      failWithin('in \\u hexadecimal character escape');
      return -1;
    }
    at++;
  }
  return value;
}

function nest(): bool {
  if (++nesting > MAX_NESTING) {
    failWithin('exceeded max depth');
    return false;
  }
  at++;
  return true;
}

function readArray(): Value {
  if (!nest()) return changetype<Value>(0);
  const items = ListBuilder.create(LIST_ANY);
  skipSpace();
  if (at < inputEnd && load<u8>(at) == 0x5d) {
    at++;
    nesting--;
    return items.finish();
  }
  while (true) {
    skipSpace();
    const item = readValue();
    if (!changetype<usize>(item)) return item;
    items.push(item);
    skipSpace();
    const b: u8 = at < inputEnd ? load<u8>(at) : 0;
    if (b == 0x5d) break;
    if (b != 0x2c) return failSyntax('after array element');
    at++;
  }
  at++;
  nesting--;
  return items.finish();
}

function readObject(): Value {
  if (!nest()) return changetype<Value>(0);
  const map = newMapObject(0);
  skipSpace();
  if (at < inputEnd && load<u8>(at) == 0x7d) {
    at++;
    nesting--;
    return newMapOf(MAP_ANY, map);
  }
  while (true) {
    skipSpace();
    if (at >= inputEnd || load<u8>(at) != 0x22) return failSyntax('looking for beginning of object key string');
    at++;
    const key = readString();
    if (!changetype<usize>(key)) return key;
    skipSpace();
    if (at >= inputEnd || load<u8>(at) != 0x3a) return failSyntax('after object key');
    at++;
    skipSpace();
    const value = readValue();
    if (!changetype<usize>(value)) return value;
    mapSet(map, key, value);
    skipSpace();
    const b: u8 = at < inputEnd ? load<u8>(at) : 0;
    if (b == 0x7d) break;
    if (b != 0x2c) return failSyntax('after object key:value pair');
    at++;
  }
  at++;
  nesting--;
  return newMapOf(MAP_ANY, map);
}
