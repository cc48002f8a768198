// encoding/json for template values: Marshal (compact, indented, with or without HTML escaping) and Unmarshal into
// interface{}. Both walk their input once. Cycles must end in Go's error, never in an endless walk.

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
  LIST_ANY,
  MAP_ANY,
  MAP_ANY_ANY,
  OBJECT_CHART,
  OBJECT_DEPENDENCY,
  OBJECT_HELM_VERSION,
  OBJECT_MAINTAINER,
  OBJECT_METADATA,
} from '../layout';
import { Buffer } from './buffer';
import { fail, failLiteral, failWith, message } from './error';
import { formatVersion, timeMethod } from './eval-hook';
import { MapObject, mapGet, mapSet, newMapObject, sortEntries } from './map';
import { allocate } from './memory';
import { formatFloat, parsedFloat, parseFloat, quoteInto } from './number';
import { typeName } from './types';
import { decodeRune, runeSize } from './unicode';
import { FALSE, isUnsigned, ListBuilder, literal, NIL, newFloat, newMapOf, newString, TRUE, Value } from './value';

// ---------------------------------------------------------------------------------------------------------------------
// Containers within containers

/** From this depth on encoding/json remembers the maps and lists it is inside of, to find cycles. */
const CYCLE_DEPTH: u32 = 1000;

let depth: u32 = 0;
/** The containers below CYCLE_DEPTH that are being written: u32 addresses. */
let ancestors: usize = 0;
let ancestorRoom: u32 = 0;

/** Starts a walk; `outer` is how many pointers json.Marshal already went through. */
export function startWalk(outer: u32): void {
  depth = outer;
  ancestors = 0;
  ancestorRoom = 0;
}

/** Goes into a map or list; false with encoding/json's failure where it contains itself. */
export function enterContainer(v: Value): bool {
  depth++;
  if (depth <= CYCLE_DEPTH) return true;
  const count = depth - CYCLE_DEPTH - 1;
  for (let i: u32 = 0; i < count; i++) {
    const other = changetype<Value>(load<u32>(ancestors + (i << 2)));
    if (other.pointer == v.pointer && other.kind == v.kind && other.length == v.length) {
      const text = message();
      text.literal('json: unsupported value: encountered a cycle via ');
      text.string(typeName(v));
      failWith(text);
      return false;
    }
  }
  if (count == ancestorRoom) {
    const room: u32 = count ? count * 2 : 64;
    const grown = allocate(room << 2);
    memory.copy(grown, ancestors, count << 2);
    ancestors = grown;
    ancestorRoom = room;
  }
  store<u32>(ancestors + (count << 2), changetype<u32>(v));
  return true;
}

export function leaveContainer(): void {
  depth--;
}

/** How many containers the walk is inside of. */
export function containerDepth(): u32 {
  return depth;
}

// ---------------------------------------------------------------------------------------------------------------------
// Go structs

/** The fields of a Metadata, Maintainer or Dependency as `GoName=jsonName`, `!` in front of those without omitempty. */
function structTags(type: u8): string {
  switch (type) {
    case OBJECT_METADATA:
      return 'Name=name Home=home Sources=sources Version=version Description=description Keywords=keywords Maintainers=maintainers Icon=icon APIVersion=apiVersion Condition=condition Tags=tags AppVersion=appVersion Deprecated=deprecated Annotations=annotations KubeVersion=kubeVersion Dependencies=dependencies Type=type';
    case OBJECT_MAINTAINER:
      return 'Name=name Email=email URL=url';
    case OBJECT_DEPENDENCY:
      return '!Name=name Version=version !Repository=repository Condition=condition Tags=tags Enabled=enabled ImportValues=import-values Alias=alias';
    case OBJECT_HELM_VERSION:
      return 'Version=version GitCommit=git_commit GitTreeState=git_tree_state GoVersion=go_version !KubeClientVersion=kube_client_version';
  }
  return '';
}

/** omitempty: false, 0, "", nil, and lists and maps without elements. */
function isOmitted(v: Value): bool {
  switch (v.kind) {
    case KIND_NIL:
      return true;
    case KIND_STRING:
    case KIND_LIST:
    case KIND_BYTES:
      return v.length == 0;
    case KIND_MAP:
      return v.pointer == 0 || v.map.count == 0;
    case KIND_BOOL:
      return !v.bool;
  }
  return false;
}

/** How a struct's members are named: by JSON tag (with its omitempty), in lower case (go-yaml v3), or as in Go (TOML). */
export const NAMES_JSON: i32 = 0;
export const NAMES_LOWER: i32 = 1;
export const NAMES_GO: i32 = 2;

/** Adds what `tags` names of `fields`. */
function addTagged(out: MapObject, fields: MapObject, tags: string, names: i32): void {
  const text = literal(tags);
  const end = text.length;
  let i: u32 = 0;
  while (i < end) {
    const always = text.byte(i) == 0x21;
    if (always) i++;
    const start = i;
    while (text.byte(i) != 0x3d) i++;
    const name = newString(text.pointer + start, i - start);
    const tag = ++i;
    while (i < end && text.byte(i) != 0x20) i++;
    const value = mapGet(fields, name);
    if (changetype<usize>(value)) {
      if (names == NAMES_GO) mapSet(out, name, value);
      else if (names == NAMES_LOWER) mapSet(out, lowerAscii(name), value);
      else if (always || !isOmitted(value)) mapSet(out, newString(text.pointer + tag, i - tag), value);
    }
    i++;
  }
}

function lowerAscii(name: Value): Value {
  const bytes = allocate(name.length);
  for (let i: u32 = 0; i < name.length; i++) {
    const b = name.byte(i);
    store<u8>(bytes + i, b >= 0x41 && b <= 0x5a ? b | 0x20 : b);
  }
  return newString(bytes, name.length);
}

/** The exported members of a Go struct in declaration order; those of an embedded struct stand with the others, but for go-yaml. */
export function structMembers(v: Value, names: i32): MapObject {
  const out = newMapObject(4);
  const fields = v.map;
  const type = v.type;
  if (type == OBJECT_CHART) {
    // The fields of the embedded Metadata stand beside IsRoot.
    const isRoot = literal('IsRoot');
    if (names == NAMES_LOWER) {
      const metadata = newMapOf(OBJECT_METADATA, fields);
      metadata.kind = KIND_OBJECT;
      mapSet(out, literal('metadata'), metadata);
      mapSet(out, literal('isroot'), mapGet(fields, isRoot));
    } else {
      addTagged(out, fields, structTags(OBJECT_METADATA), names);
      mapSet(out, isRoot, mapGet(fields, isRoot));
    }
    return out;
  }
  const tags = structTags(type);
  if (tags.length) {
    // Dependency is the only one with YAML tags: they equal its JSON tags.
    addTagged(out, fields, tags, type == OBJECT_DEPENDENCY && names == NAMES_LOWER ? NAMES_JSON : names);
    return out;
  }
  for (let i: u32 = 0; i < fields.count; i++) {
    const name = fields.key(i);
    // What begins in lower case is no exported field.
    if (name.length == 0 || name.byte(0) > 0x5a) continue;
    mapSet(out, names == NAMES_LOWER ? lowerAscii(name) : name, fields.value(i));
  }
  return out;
}

// ---------------------------------------------------------------------------------------------------------------------
// Writing

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
  if (changetype<usize>(text) && (text.length < 20 || text.byte(4) != 0x2d)) {
    return failLiteral(
      'json: error calling MarshalJSON for type time.Time: Time.MarshalJSON: year outside of range [0,9999]',
    );
  }
  return text;
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
      writeEscape(buffer, b);
      start = ++pointer;
      continue;
    }
    const rune = decodeRune(pointer, end);
    if ((rune == 0xfffd && runeSize == 1) || rune == 0x2028 || rune == 0x2029) {
      buffer.bytes(start, <u32>(pointer - start));
      writeEscape(buffer, rune);
      start = pointer + runeSize;
    }
    pointer += runeSize;
  }
  buffer.bytes(start, <u32>(end - start));
  buffer.byte(0x22);
}

function writeEscape(buffer: Buffer, rune: u32): void {
  buffer.byte(0x5c);
  switch (rune) {
    case 0x22:
    case 0x5c:
      buffer.byte(<u8>rune);
      return;
    case 0x08:
      buffer.byte(0x62);
      return;
    case 0x09:
      buffer.byte(0x74);
      return;
    case 0x0a:
      buffer.byte(0x6e);
      return;
    case 0x0c:
      buffer.byte(0x66);
      return;
    case 0x0d:
      buffer.byte(0x72);
      return;
  }
  buffer.byte(0x75);
  for (let shift = 12; shift >= 0; shift -= 4) {
    const digit = <u8>((rune >> shift) & 15);
    buffer.byte(digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
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

// ---------------------------------------------------------------------------------------------------------------------
// Reading

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
  at++;
  if (++nesting > MAX_NESTING) {
    failLiteral('exceeded max depth');
    return false;
  }
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
