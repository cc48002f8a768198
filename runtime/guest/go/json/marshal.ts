// encoding/json's Marshal for template values: compact or indented, with or without HTML escaping, in one walk. Cycles must
// end in Go's error, never in an endless walk.
// Follows go@1.26.8 src/encoding/json/encode.go.

import { writeEscape } from './text';
import { JSON_SHORT_ESCAPES } from '../../../abi/quirks';
import { has } from '../../core/mode';
import {
  KIND_BOOL,
  KIND_BYTES,
  KIND_DURATION,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_LIST,
  KIND_MAP,
  KIND_MONTH,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  KIND_UINT64,
  KIND_WEEKDAY,
  MAP_ANY_ANY,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { failLiteral, failWith, message } from '../../core/error';
import { formatVersion, timeMethod } from '../../core/late-bound';
import { MapObject, sortEntries } from '../../core/map';
import { allocate } from '../../core/memory';
import { enterContainer, leaveContainer, startWalk } from './nesting';
import { formatFloat } from '../strconv/number';
import { NAMES_JSON, structMembers } from '../reflect/struct-members';
import { typeName } from '../reflect/types';
import { decodeRune, runeSize } from '../unicode/unicode';
import { isUnsigned, literal, Value } from '../../core/value';

export { parseJson } from './unmarshal';

/** Must json.Marshal escape the byte (below 0x80)? 2 always, 1 only where it escapes HTML. */
// biome-ignore format: a table
const ESCAPED: usize = memory.data<u8>([
  2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
  0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
]);

let escapesHtml: bool = false;
let indents: bool = false;

/** json.Marshal (without HTML escaping: an Encoder that has it switched off, less its final newline). False: failure recorded. */
export function writeJson(buffer: Buffer, v: Value, escapeHtml: bool): bool {
  startWalk(escapeHtml ? 0 : 1);
  escapesHtml = escapeHtml;
  indents = false;
  return writeValue(buffer, v, 0);
}

/** json.MarshalIndent with an indent of two spaces. */
export function writeIndentedJson(buffer: Buffer, v: Value): bool {
  startWalk(0);
  escapesHtml = true;
  indents = true;
  return writeValue(buffer, v, 0);
}

function newline(buffer: Buffer, level: u32): void {
  if (!indents) return;
  buffer.byte(0x0a);
  buffer.repeat(0x20, level << 1);
}

function writeValue(buffer: Buffer, v: Value, level: u32): bool {
  switch (v.kind) {
    case KIND_STRING:
      writeJsonString(buffer, v.pointer, v.length);
      return true;
    case KIND_NIL:
      buffer.literal('null');
      return true;
    case KIND_BOOL:
      writeBool(buffer, v.bool);
      return true;
    case KIND_FLOAT64:
      return writeJsonFloat(buffer, v);
    case KIND_BYTES:
      if (v.isTypedNil) {
        buffer.literal('null');
      } else {
        buffer.byte(0x22);
        writeBase64(buffer, v.pointer, v.length);
        buffer.byte(0x22);
      }
      return true;
    case KIND_LIST:
      return writeList(buffer, v, level);
    case KIND_MAP:
      if (v.type == MAP_ANY_ANY) return failUnsupportedType(v);
      if (v.pointer == 0) {
        buffer.literal('null');
        return true;
      }
      if (!enterContainer(v)) return false;
      sortEntries(v.map);
      if (!writeMembers(buffer, v.map, level)) return false;
      leaveContainer();
      return true;
    case KIND_OBJECT:
      return writeMembers(buffer, structMembers(v, NAMES_JSON), level);
    case KIND_ERROR:
      buffer.literal('{}');
      return true;
    case KIND_TIME: {
      const text = timeText(v);
      if (!changetype<usize>(text)) return false;
      writeJsonString(buffer, text.pointer, text.length);
      return true;
    }
    case KIND_SEMVER: {
      const text = versionText(v);
      writeJsonString(buffer, text.pointer, text.length);
      return true;
    }
  }
  if (!writeInteger(buffer, v)) return failUnsupportedType(v);
  return true;
}

export function writeBool(buffer: Buffer, value: bool): void {
  if (value) buffer.literal('true');
  else buffer.literal('false');
}

/** Any of Go's integer kinds (time.Duration, Month and Weekday among them) in decimal; false where `v` is none. */
export function writeInteger(buffer: Buffer, v: Value): bool {
  const kind = v.kind;
  if (isUnsigned(v)) {
    buffer.unsigned(<u64>v.int);
    return true;
  }
  if (kind > KIND_UINT64 && kind != KIND_DURATION && kind != KIND_MONTH && kind != KIND_WEEKDAY) return false;
  buffer.integer(v.int);
  return true;
}

export function failUnsupportedType(v: Value): bool {
  const text = message();
  text.literal('json: unsupported type: ');
  text.string(typeName(v));
  failWith(text);
  return false;
}

/** A time as RFC 3339 with nanoseconds, or 0 with the failure of Time.MarshalJSON. */
export function timeText(v: Value): Value {
  const text = formatRfc3339(v);
  if (!changetype<usize>(text)) return text;
  const problem = rfc3339Problem(text);
  if (!problem.length) return text;
  const b = message();
  b.literal('json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: ');
  b.string(problem);
  return failWith(b);
}

/** Why RFC 3339 does not know this time; empty where it does. Source: time.appendStrictRFC3339. */
export function rfc3339Problem(text: Value): Value {
  const length = text.length;
  if (length < 20 || text.byte(4) != 0x2d) return literal('year outside of range [0,9999]');
  if (text.byte(length - 1) != 0x5a && (text.byte(length - 5) - 0x30) * 10 + text.byte(length - 4) - 0x30 > 23) {
    return literal('timezone hour outside of range [0,23]');
  }
  return literal('');
}

/** Time.Format(time.RFC3339Nano). */
export function formatRfc3339(v: Value): Value {
  return formatBy(v, '2006-01-02T15:04:05.999999999Z07:00');
}

/** Time.Format. */
export function formatBy(v: Value, layout: string): Value {
  const argument = allocate(4);
  store<u32>(argument, changetype<u32>(literal(layout)));
  return timeMethod(v, literal('Format'), argument, 1);
}

/** Version.String. */
export function versionText(v: Value): Value {
  const text = Buffer.create(16);
  formatVersion(text, v);
  return text.toValue();
}

function writeList(buffer: Buffer, v: Value, level: u32): bool {
  if (v.isTypedNil) {
    buffer.literal('null');
    return true;
  }
  const length = v.length;
  if (!enterContainer(v)) return false;
  buffer.byte(0x5b);
  for (let i: u32 = 0; i < length; i++) {
    if (i) buffer.byte(0x2c);
    newline(buffer, level + 1);
    if (!writeValue(buffer, v.item(i), level + 1)) return false;
  }
  if (length) newline(buffer, level);
  buffer.byte(0x5d);
  leaveContainer();
  return true;
}

function writeMembers(buffer: Buffer, map: MapObject, level: u32): bool {
  const count = map.count;
  buffer.byte(0x7b);
  for (let i: u32 = 0; i < count; i++) {
    if (i) buffer.byte(0x2c);
    newline(buffer, level + 1);
    const key = map.key(i);
    writeJsonString(buffer, key.pointer, key.length);
    buffer.byte(0x3a);
    if (indents) buffer.byte(0x20);
    if (!writeValue(buffer, map.value(i), level + 1)) return false;
  }
  if (count) newline(buffer, level);
  buffer.byte(0x7d);
  return true;
}

/** A quoted JSON string; what is not UTF-8 becomes U+FFFD. */
function writeJsonString(buffer: Buffer, pointer: usize, length: u32): void {
  const end = pointer + length;
  const least: u8 = escapesHtml ? 1 : 2;
  buffer.byte(0x22);
  let start = pointer;
  while (pointer < end) {
    const b = load<u8>(pointer);
    if (b < 0x80) {
      if (load<u8>(ESCAPED + b) < least) {
        pointer++;
        continue;
      }
      buffer.bytes(start, <u32>(pointer - start));
      writeEscape(buffer, b, has(JSON_SHORT_ESCAPES));
      start = ++pointer;
      continue;
    }
    const rune = decodeRune(pointer, end);
    if ((rune == 0xfffd && runeSize == 1) || rune == 0x2028 || rune == 0x2029) {
      buffer.bytes(start, <u32>(pointer - start));
      writeEscape(buffer, rune, has(JSON_SHORT_ESCAPES));
      start = pointer + runeSize;
    }
    pointer += runeSize;
  }
  buffer.bytes(start, <u32>(end - start));
  buffer.byte(0x22);
}

/** A float64 as encoding/json writes it: shortest digits, exponent form below 1e-6 and from 1e21. */
function writeJsonFloat(buffer: Buffer, v: Value): bool {
  const value = v.float;
  if (!(abs(value) <= f64.MAX_VALUE)) return failUnsupportedFloat(value);
  const magnitude = abs(value);
  if (magnitude < 9007199254740992.0 && <f64>(<i64>value) == value && (value != 0 || 1 / value > 0)) {
    buffer.integer(<i64>value);
    return true;
  }
  if (value != 0 && (magnitude < 1e-6 || magnitude >= 1e21)) {
    formatFloat(buffer, value, 0x65, -1);
    // e-09 is written e-9.
    const end = buffer.pointer + buffer.length;
    if (load<u8>(end - 4) == 0x65 && load<u8>(end - 3) == 0x2d && load<u8>(end - 2) == 0x30) {
      store<u8>(end - 2, load<u8>(end - 1));
      buffer.length--;
    }
  } else {
    formatFloat(buffer, value, 0x66, -1);
  }
  return true;
}

export function failUnsupportedFloat(value: f64): bool {
  if (value != value) failLiteral('json: unsupported value: NaN');
  else if (value > 0) failLiteral('json: unsupported value: +Inf');
  else failLiteral('json: unsupported value: -Inf');
  return false;
}

function base64Digit(value: u32): u8 {
  return <u8>(
    (value < 26 ? 0x41 + value : value < 52 ? 0x47 + value : value < 62 ? value - 4 : value == 62 ? 0x2b : 0x2f)
  );
}

/** Standard base64 with padding. */
export function writeBase64(buffer: Buffer, pointer: usize, length: u32): void {
  buffer.reserve(((length + 2) / 3) << 2);
  for (let i: u32 = 0; i < length; i += 3) {
    const left = length - i;
    let bits: u32 = (<u32>load<u8>(pointer + i)) << 16;
    if (left > 1) bits |= (<u32>load<u8>(pointer + i, 1)) << 8;
    if (left > 2) bits |= load<u8>(pointer + i, 2);
    buffer.byte(base64Digit(bits >>> 18));
    buffer.byte(base64Digit((bits >>> 12) & 63));
    buffer.byte(left > 1 ? base64Digit((bits >>> 6) & 63) : 0x3d);
    buffer.byte(left > 2 ? base64Digit(bits & 63) : 0x3d);
  }
}
