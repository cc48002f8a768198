// What a YAML scalar means: go-yaml v2's resolve(), its tags, and the texts sigs.k8s.io/yaml makes of scalars that must
// become strings (keys, string fields). Must never look beyond the one scalar it is given.
// Follows go.yaml.in/yaml/v2@v2.4.4 resolve.go.

import { KIND_BOOL, KIND_FLOAT64, KIND_INT64, KIND_NIL, KIND_STRING, KIND_UINT64 } from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { message } from '../../../core/error';
import { allocate } from '../../../core/memory';
import {
  formatFloat,
  parsedFloat,
  parsedInt,
  parsedUint,
  parseFloat,
  parseInt,
  parseUint,
} from '../../../go/strconv/number';
import { EMPTY_STRING, newString, Value } from '../../../core/value';
import { isFloat, needsQuotes, skipDigits } from '../write/implicit';

export const TAG_NONE: u8 = 0;
export const TAG_STRING: u8 = 1;
export const TAG_BOOL: u8 = 2;
export const TAG_INT: u8 = 3;
export const TAG_FLOAT: u8 = 4;
export const TAG_NULL: u8 = 5;
export const TAG_TIMESTAMP: u8 = 6;
export const TAG_BINARY: u8 = 7;
export const TAG_MERGE: u8 = 8;
/** Any other tag: the scalar is a string. */
export const TAG_OTHER: u8 = 9;

/** The scalar resolved last: KIND_NIL, KIND_BOOL, KIND_INT64, KIND_UINT64, KIND_FLOAT64 or KIND_STRING, and its value. */
export let resolvedKind: u8 = 0;
/** Also a bool (0, 1) and, as bits, a uint64. */
export let resolvedInt: i64 = 0;
export let resolvedFloat: f64 = 0;
export let resolvedPointer: usize = 0;
export let resolvedLength: u32 = 0;

/** TAG_* of a whole tag. */
export function classifyTag(pointer: usize, length: u32): u8 {
  const prefix = 'tag:yaml.org,2002:';
  const n = <u32>prefix.length;
  if (!startsWith(pointer, length, prefix)) return TAG_OTHER;
  pointer += n;
  length -= n;
  if (isWord(pointer, length, 'str')) return TAG_STRING;
  if (isWord(pointer, length, 'bool')) return TAG_BOOL;
  if (isWord(pointer, length, 'int')) return TAG_INT;
  if (isWord(pointer, length, 'float')) return TAG_FLOAT;
  if (isWord(pointer, length, 'null')) return TAG_NULL;
  if (isWord(pointer, length, 'timestamp')) return TAG_TIMESTAMP;
  if (isWord(pointer, length, 'binary')) return TAG_BINARY;
  if (isWord(pointer, length, 'merge')) return TAG_MERGE;
  return TAG_OTHER;
}

function startsWith(pointer: usize, length: u32, text: string): bool {
  const n = <u32>text.length;
  if (length < n) return false;
  for (let i: u32 = 0; i < n; i++) {
    if (<u32>load<u8>(pointer + i) != <u32>text.charCodeAt(i)) return false;
  }
  return true;
}

export function isWord(pointer: usize, length: u32, text: string): bool {
  return length == <u32>text.length && startsWith(pointer, length, text);
}

function tagName(tag: u8): string {
  switch (tag) {
    case TAG_BOOL:
      return '!!bool';
    case TAG_INT:
      return '!!int';
    case TAG_FLOAT:
      return '!!float';
    case TAG_NULL:
      return '!!null';
    case TAG_TIMESTAMP:
      return '!!timestamp';
  }
  return '!!str';
}

/**
 * Resolves a scalar into the globals above. False: it does not fit its tag; `resolveProblem` tells the rest of the
 * message.
 */
export function resolveScalar(tag: u8, implicit: bool, pointer: usize, length: u32): bool {
  if (tag == TAG_NONE) {
    if (implicit) resolvePlain(pointer, length);
    else resolvedString(pointer, length);
    return true;
  }
  if (tag == TAG_STRING || tag >= TAG_MERGE) {
    resolvedString(pointer, length);
    return true;
  }
  if (tag == TAG_BINARY) return decodeBinary(pointer, length);
  if (tag == TAG_TIMESTAMP && isTimestamp(pointer, length)) {
    resolvedString(pointer, length);
    return true;
  }
  resolvePlain(pointer, length);
  const found = tagOfResolved();
  if (found == tag) return true;
  if (tag == TAG_FLOAT && resolvedKind == KIND_INT64) {
    resolvedKind = KIND_FLOAT64;
    resolvedFloat = <f64>resolvedInt;
    return true;
  }
  const text = message();
  text.literal('cannot decode ');
  text.literal(tagName(found));
  text.literal(' `');
  text.bytes(pointer, length);
  text.literal('` as a ');
  text.literal(tagName(tag));
  resolveProblem = text.toValue();
  return false;
}

/** Why `resolveScalar` failed last. */
export let resolveProblem: Value = changetype<Value>(0);

function tagOfResolved(): u8 {
  switch (resolvedKind) {
    case KIND_NIL:
      return TAG_NULL;
    case KIND_BOOL:
      return TAG_BOOL;
    case KIND_INT64:
    case KIND_UINT64:
      return TAG_INT;
    case KIND_FLOAT64:
      return TAG_FLOAT;
  }
  return TAG_STRING;
}

function resolvedString(pointer: usize, length: u32): void {
  resolvedKind = KIND_STRING;
  resolvedPointer = pointer;
  resolvedLength = length;
}

/** Resolves a scalar by its text alone. */
export function resolvePlain(pointer: usize, length: u32): void {
  resolvedString(pointer, length);
  if (length == 0) {
    resolvedKind = KIND_NIL;
    return;
  }
  const first = <u32>load<u8>(pointer);
  if (first - 0x30 < 10 || first == 0x2b || first == 0x2d) {
    resolveNumber(pointer, length, first);
  } else if (first == 0x2e) {
    if (!isSpecialFloat(pointer, length, true) && parseFloat(pointer, length)) setFloat(parsedFloat);
  } else if (length <= 5) {
    resolveWord(pointer, length);
  }
}

function setFloat(value: f64): void {
  resolvedKind = KIND_FLOAT64;
  resolvedFloat = value;
}

function setInt(kind: u8, value: i64): void {
  resolvedKind = kind;
  resolvedInt = value;
}

/** The words for null, true and false, each as `word`, `Word` and `WORD`. */
function resolveWord(pointer: usize, length: u32): void {
  let packed: u64 = 0;
  for (let i: u32 = 0; i < length; i++) packed |= (<u64>load<u8>(pointer + i)) << (i << 3);
  if (packed == 0x7e) {
    resolvedKind = KIND_NIL;
    return;
  }
  const letters: u64 = <u64>0x2020202020 >> ((5 - length) << 3);
  const capitals = ~packed & letters;
  if (capitals != 0 && capitals != 0x20 && capitals != letters) return;
  switch (packed | letters) {
    case 0x6c6c756e: // null
      resolvedKind = KIND_NIL;
      return;
    case 0x79: // y
    case 0x736579: // yes
    case 0x65757274: // true
    case 0x6e6f: // on
      setInt(KIND_BOOL, 1);
      return;
    case 0x6e: // n
    case 0x6f6e: // no
    case 0x65736c6166: // false
    case 0x66666f: // off
      setInt(KIND_BOOL, 0);
  }
}

/** `.inf` and `.nan` in their spellings. */
function isSpecialFloat(pointer: usize, length: u32, nan: bool): bool {
  if (length != 4) return false;
  const word = load<u32>(pointer);
  if (word == 0x666e692e || word == 0x666e492e || word == 0x464e492e) {
    setFloat(Infinity);
    return true;
  }
  if (nan && (word == 0x6e616e2e || word == 0x4e614e2e || word == 0x4e414e2e)) {
    setFloat(NaN);
    return true;
  }
  return false;
}

/** A text that begins with a digit or a sign. (Times stay strings, and none of them looks like a number.) */
function resolveNumber(pointer: usize, length: u32, first: u32): void {
  if (first == 0x2b || first == 0x2d) {
    if (isSpecialFloat(pointer + 1, length - 1, false)) {
      if (first == 0x2d) resolvedFloat = -Infinity;
      return;
    }
  } else if (length < 19 && (first != 0x30 || length == 1)) {
    // The usual number: a few decimal digits.
    let value: i64 = 0;
    let i: u32 = 0;
    for (; i < length; i++) {
      const digit = <u32>load<u8>(pointer + i) - 0x30;
      if (digit > 9) break;
      value = value * 10 + digit;
    }
    if (i == length) {
      setInt(KIND_INT64, value);
      return;
    }
  }
  const plain = withoutUnderscores(pointer, length);
  const at = plain.pointer;
  const n = plain.length;
  if (parseInt(at, n, 0)) {
    setInt(KIND_INT64, parsedInt);
  } else if (parseUint(at, n, 0)) {
    setInt(KIND_UINT64, <i64>parsedUint);
  } else if (isFloat(at, n) && parseFloat(at, n)) {
    setFloat(parsedFloat);
  } else if (n > 3 && load<u16>(at) == 0x6230 && parseInt(at + 2, n - 2, 2)) {
    // A sign behind the prefix of a binary number passes, too.
    setInt(KIND_INT64, parsedInt);
  }
}

function withoutUnderscores(pointer: usize, length: u32): Value {
  let found = false;
  for (let i: u32 = 0; i < length && !found; i++) found = load<u8>(pointer + i) == 0x5f;
  const plain = newString(pointer, length);
  if (!found) return plain;
  const bytes = allocate(length);
  let n: u32 = 0;
  for (let i: u32 = 0; i < length; i++) {
    const b = load<u8>(pointer + i);
    if (b != 0x5f) store<u8>(bytes + n++, b);
  }
  plain.pointer = bytes as u32;
  plain.length = n;
  return plain;
}

/** One of go-yaml's layouts of times. Behind `2006-` nothing but a time would need quotes. */
function isTimestamp(pointer: usize, length: u32): bool {
  return skipDigits(pointer, pointer + length) == pointer + 4 && length > 4 && load<u8>(pointer, 4) == 0x2d
    ? needsQuotes(pointer, length, false)
    : false;
}

/** Does a !!binary scalar stay as it is where it is no UTF-8? */
let keepsBytes: bool = false;

/** Says for all scalars that follow whether !!binary keeps what is no UTF-8. What Helm reads never does. */
export function keepBytes(keep: bool): void {
  keepsBytes = keep;
}

/** Standard base64, in which line breaks do not count. */
function decodeBinary(pointer: usize, length: u32): bool {
  const bytes = allocate((length >> 2) * 3 + 3);
  let out = bytes;
  let bits: u32 = 0;
  let count: u32 = 0;
  let padding: u32 = 0;
  let good = true;
  for (let i: u32 = 0; i < length && good; i++) {
    const c = <u32>load<u8>(pointer + i);
    if (c == 0x0a || c == 0x0d) continue;
    if (c == 0x3d) {
      padding++;
      good = count + padding <= 4 && count >= 2;
      continue;
    }
    let digit: u32 = 64;
    if (c - 0x41 < 26) digit = c - 0x41;
    else if (c - 0x61 < 26) digit = c - 0x61 + 26;
    else if (c - 0x30 < 10) digit = c - 0x30 + 52;
    else if (c == 0x2b) digit = 62;
    else if (c == 0x2f) digit = 63;
    if (digit == 64 || padding) {
      good = false;
      break;
    }
    bits = (bits << 6) | digit;
    if (++count == 4) {
      store<u8>(out, <u8>(bits >> 16));
      store<u8>(out, <u8>(bits >> 8), 1);
      store<u8>(out, <u8>bits, 2);
      out += 3;
      count = 0;
      bits = 0;
    }
  }
  if (!good || (count != 0 && count + padding != 4)) {
    const text = message();
    text.literal('!!binary value contains invalid base64 data');
    resolveProblem = text.toValue();
    return false;
  }
  if (count >= 2) {
    bits <<= (4 - count) * 6;
    store<u8>(out++, <u8>(bits >> 16));
    if (count == 3) store<u8>(out++, <u8>(bits >> 8));
  }
  resolvedString(bytes, <u32>(out - bytes));
  if (!keepsBytes) replaceInvalid();
  return true;
}

/** JSON has no invalid UTF-8: every byte of it becomes U+FFFD on the way. */
function replaceInvalid(): void {
  const end = resolvedPointer + resolvedLength;
  let p = resolvedPointer;
  while (p < end && load<u8>(p) < 0x80) p++;
  if (p == end) return;
  const text = Buffer.create(resolvedLength + 16);
  p = resolvedPointer;
  while (p < end) {
    const width = validWidth(p, end);
    if (width) text.bytes(p, width);
    else text.rune(0xfffd);
    p += width ? <usize>width : 1;
  }
  resolvedString(text.pointer, text.length);
}

/** Bytes of the character at `p` as Go decodes UTF-8, 0 where it is invalid. */
function validWidth(p: usize, end: usize): u32 {
  const lead = <u32>load<u8>(p);
  if (lead < 0x80) return 1;
  const width: u32 = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (!width || p + width > end) return 0;
  let value = lead & (0xff >> (width + 1));
  for (let i: u32 = 1; i < width; i++) {
    const b = <u32>load<u8>(p + i);
    if ((b & 0xc0) != 0x80) return 0;
    value = (value << 6) | (b & 0x3f);
  }
  if (width == 3 && (value < 0x800 || (value >= 0xd800 && value <= 0xdfff))) return 0;
  if (width == 4 && (value < 0x10000 || value > 0x10ffff)) return 0;
  return width;
}

/** The scalar resolved last as the text of a map key; null: it cannot be a key. */
export function resolvedKey(): Value {
  if (resolvedKind == KIND_NIL || resolvedKind == KIND_UINT64) return changetype<Value>(0);
  const single = <f32>resolvedFloat;
  if (resolvedKind == KIND_FLOAT64 && !isFinite(single)) {
    const text = message();
    text.literal(isNaN(single) ? '.nan' : single > 0 ? '.inf' : '-.inf');
    return text.toValue();
  }
  return resolvedText();
}

/** The scalar resolved last as the text of a field of type string. */
export function resolvedText(): Value {
  if (resolvedKind == KIND_STRING) return newString(resolvedPointer, resolvedLength);
  return scalarText(resolvedKind, resolvedInt, resolvedFloat);
}

/** A scalar that is no string as the text of a field of type string; a null leaves such a field empty. */
export function scalarText(kind: u8, int: i64, float: f64): Value {
  if (kind == KIND_NIL) return EMPTY_STRING;
  const text = Buffer.create(32);
  if (kind == KIND_BOOL) text.literal(int ? 'true' : 'false');
  else if (kind == KIND_INT64) text.integer(int);
  else if (kind == KIND_UINT64) text.unsigned(<u64>int);
  else formatSingle(text, float);
  return text.toValue();
}

/** Go's strconv.FormatFloat(value, 'g', -1, 32). */
function formatSingle(buffer: Buffer, value: f64): void {
  const single = <f32>value;
  const rounded = <f64>single;
  if (!isFinite(rounded)) {
    buffer.literal(isNaN(rounded) ? 'NaN' : rounded > 0 ? '+Inf' : '-Inf');
    return;
  }
  if (rounded == 0) {
    formatFloat(buffer, rounded, 0x67, -1);
    return;
  }
  // The shortest digits that read back as the same float32: never more than nine.
  const mark = buffer.length;
  for (let digits = 0; digits < 9; digits++) {
    buffer.length = mark;
    formatFloat(buffer, rounded, 0x65, digits);
    if (!parseFloat(buffer.pointer + mark, buffer.length - mark) || <f32>parsedFloat != single) continue;
    const exponent = exponentOf(buffer, mark);
    if (exponent >= -4 && exponent < 6) {
      buffer.length = mark;
      formatFloat(buffer, rounded, 0x66, digits > exponent ? digits - exponent : 0);
    }
    return;
  }
}

/** The exponent of a number in `e` form. */
function exponentOf(buffer: Buffer, mark: u32): i32 {
  let at = buffer.length;
  while (at > mark && load<u8>(buffer.pointer + at - 1) != 0x65) at--;
  return parseInt(buffer.pointer + at, buffer.length - at, 10) ? <i32>parsedInt : 0;
}
