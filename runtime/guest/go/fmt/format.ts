// Go's fmt over template values: %v as print, toString and {{ }} use it, and the whole of Sprintf. Also what {{ v }} prints.
// Writes to the caller's buffer only; the flags of the verb under way are module state, cleared before each use.
//
// A struct (KIND_OBJECT) prints the entries of its map object in the order in which they stand, which must be that of the
// Go declaration, unexported fields included: such a map must never be sorted. Helm 3's OBJECT_CHART holds the fields of
// its embedded Metadata one by one and IsRoot last.
// Follows go@1.26.8 src/fmt/print.go, go@1.26.8 src/fmt/format.go.

import { KUBE_VERSION_NORMALIZED } from '../../../abi/quirks';
import {
  COMPLEX_IMAGINARY,
  COMPLEX_REAL,
  KIND_BOOL,
  KIND_BYTES,
  KIND_COMPLEX128,
  KIND_DURATION,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_FUNCTION,
  KIND_INT,
  KIND_INT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  KIND_UINT,
  KIND_UINT64,
  KIND_WEEKDAY,
  OBJECT_CHART,
  OBJECT_KUBE_VERSION,
} from '../../../abi/values';
import { shownAddress } from './addresses';
import { Buffer } from '../../core/buffer';
import { failLiteral } from '../../core/error';
import { formatTime, formatTimeSyntax, formatVersion, formatVersionSyntax } from '../../core/late-bound';
import { sortEntries } from '../../core/map';
import { has } from '../../core/mode';
import { canBackquote, formatFloat, quoteAsciiInto, quoteInto, quoteRuneInto } from '../strconv/number';
import { isPointerObject, typeText } from '../reflect/types';
import { decodeRune, isPrint, RUNE_ERROR, runeCount, runeSize } from '../unicode/unicode';
import { LOCATION_UTC, timeOf, ZERO_SECONDS } from '../time/value';
import { newCell, newInteger, newString, Value } from '../../core/value';
import { VERSION_POINTER, versionOf } from '../../core/version';

// The verb's flags, width and precision. %+v and %#v have flags of their own, which hold for nested values too.
let hasWidth: bool = false;
let hasPrecision: bool = false;
let minus: bool = false;
let plus: bool = false;
let sharp: bool = false;
let space: bool = false;
let zero: bool = false;
let plusV: bool = false;
let sharpV: bool = false;
let width: i32 = 0;
let precision: i32 = 0;
/** Inside an error marker methods are not called. */
let erroring: bool = false;

const VERB_V: u32 = 0x76;
/** Errorf's verb, which Sprintf refuses: what might have methods is refused as a whole. */
const VERB_W: u32 = 0x77;

function clearFlags(): void {
  hasWidth = false;
  hasPrecision = false;
  minus = false;
  plus = false;
  sharp = false;
  space = false;
  zero = false;
  plusV = false;
  sharpV = false;
  width = 0;
  precision = 0;
}

// ---------------------------------------------------------------------------------------------------------------------
// Padding

/** Moves what stands behind `at` up by `count` bytes and fills the gap. */
function insertPadding(buffer: Buffer, at: u32, count: i32, fill: u8): void {
  buffer.reserve(count);
  const start = buffer.pointer + at;
  memory.copy(start + count, start, buffer.length - at);
  memory.fill(start, fill, count);
  buffer.length += count;
}

/** Pads what stands behind `mark` to the width, counted in runes. Zeros only go to the left. */
function pad(buffer: Buffer, mark: u32, zeros: bool): void {
  if (!hasWidth || width == 0) return;
  const missing = width - <i32>runeCount(buffer.pointer + mark, buffer.length - mark);
  if (missing <= 0) return;
  if (minus) buffer.repeat(0x20, missing);
  else insertPadding(buffer, mark, missing, zeros ? 0x30 : 0x20);
}

function padLiteral(buffer: Buffer, text: string): void {
  const mark = buffer.length;
  buffer.literal(text);
  pad(buffer, mark, zero);
}

// ---------------------------------------------------------------------------------------------------------------------
// Integers

/** An integer with sign, prefix, precision and width. */
function writeInteger(buffer: Buffer, u: u64, base: u32, signed: bool, verb: u32, upper: bool): void {
  const negative = signed && <i64>u < 0;
  if (negative) u = -u;
  let least = 0;
  if (hasPrecision) {
    least = precision;
    if (least == 0 && u == 0) {
      // Precision 0 prints nothing of a zero but its width.
      buffer.repeat(0x20, width);
      return;
    }
  } else if (zero && !minus && hasWidth) {
    least = width;
    if (negative || plus || space) least--;
  }
  let digits = 1;
  let highest: u64 = 1;
  for (let rest = u; rest >= base; rest /= base) {
    digits++;
    highest *= base;
  }
  const mark = buffer.length;
  if (negative) buffer.byte(0x2d);
  else if (plus) buffer.byte(0x2b);
  else if (space) buffer.byte(0x20);
  if (verb == 0x4f) {
    buffer.byte(0x30);
    buffer.byte(0x6f);
  }
  if (sharp) {
    if (base == 2) {
      buffer.byte(0x30);
      buffer.byte(0x62);
    } else if (base == 8) {
      if (u != 0 && least <= digits) buffer.byte(0x30);
    } else if (base == 16) {
      buffer.byte(0x30);
      buffer.byte(upper ? 0x58 : 0x78);
    }
  }
  if (least > digits) buffer.repeat(0x30, least - digits);
  for (; highest; highest /= base) {
    const digit = <u32>((u / highest) % base);
    buffer.byte(<u8>(digit < 10 ? 0x30 + digit : (upper ? 0x37 : 0x57) + digit));
  }
  pad(buffer, mark, false);
}

/** A number in hexadecimal, with 0x where `prefixed`, whatever the verb's # says. */
function writeHexNumber(buffer: Buffer, u: u64, prefixed: bool): void {
  const before = sharp;
  sharp = prefixed;
  writeInteger(buffer, u, 16, false, VERB_V, false);
  sharp = before;
}

/** %U: U+0078, or with # U+0078 'x'. */
function writeUnicode(buffer: Buffer, u: u64): void {
  const mark = buffer.length;
  buffer.byte(0x55);
  buffer.byte(0x2b);
  let digits = 1;
  for (let rest = u >>> 4; rest; rest >>>= 4) digits++;
  const least = hasPrecision && precision > 4 ? precision : 4;
  if (least > digits) buffer.repeat(0x30, least - digits);
  while (digits-- > 0) {
    const digit = <u32>(u >>> (digits << 2)) & 15;
    buffer.byte(<u8>(digit < 10 ? 0x30 + digit : 0x37 + digit));
  }
  if (sharp && u <= 0x10ffff && isPrint(<u32>u)) {
    buffer.byte(0x20);
    buffer.byte(0x27);
    buffer.rune(<u32>u);
    buffer.byte(0x27);
  }
  pad(buffer, mark, false);
}

/** An integer value under a verb; false where the verb is not for integers. */
function formatInteger(buffer: Buffer, u: u64, signed: bool, verb: u32): bool {
  switch (verb) {
    case 0x76: // v
      if (sharpV && !signed) writeHexNumber(buffer, u, true);
      else writeInteger(buffer, u, 10, signed, verb, false);
      return true;
    case 0x64: // d
      writeInteger(buffer, u, 10, signed, verb, false);
      return true;
    case 0x62: // b
      writeInteger(buffer, u, 2, signed, verb, false);
      return true;
    case 0x6f: // o
    case 0x4f: // O
      writeInteger(buffer, u, 8, signed, verb, false);
      return true;
    case 0x78: // x
      writeInteger(buffer, u, 16, signed, verb, false);
      return true;
    case 0x58: // X
      writeInteger(buffer, u, 16, signed, verb, true);
      return true;
    case 0x63: // c
    case 0x71: {
      // q
      const mark = buffer.length;
      const r: u32 = u > 0x10ffff ? RUNE_ERROR : <u32>u;
      if (verb == 0x63) buffer.rune(r);
      else quoteRuneInto(buffer, r, plus);
      pad(buffer, mark, zero);
      return true;
    }
    case 0x55: // U
      writeUnicode(buffer, u);
      return true;
    default:
      return false;
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Floats

/** With # a number keeps its point and, under %g, its trailing zeros up to the precision. */
function restoreDigits(buffer: Buffer, mark: u32, verb: u8, places: i32): void {
  const hex = (verb | 0x20) == 0x78;
  let digits = 0;
  if (verb == 0x67 || verb == 0x47 || verb == 0x78) digits = places < 0 ? 6 : places;
  let hasPoint = false;
  let sawNonzero = false;
  let at = mark + 1;
  for (; at < buffer.length; at++) {
    const c = load<u8>(buffer.pointer + at);
    if (c == 0x2e) {
      hasPoint = true;
      continue;
    }
    const lower = c | 0x20;
    if (lower == 0x70 || (lower == 0x65 && !hex)) break;
    if (c != 0x30) sawNonzero = true;
    if (sawNonzero) digits--;
  }
  // The exponent, at most `e+123` or `p-1023`, waits here.
  const tail = buffer.length - at;
  buffer.reserve(8);
  const kept = load<u64>(buffer.pointer + at);
  buffer.length = at;
  if (!hasPoint) {
    if (at - mark == 2 && load<u8>(buffer.pointer + mark + 1) == 0x30) digits--;
    buffer.byte(0x2e);
  }
  if (digits > 0) buffer.repeat(0x30, digits);
  buffer.reserve(8);
  store<u64>(buffer.pointer + buffer.length, kept);
  buffer.length += tail;
}

function writeFloat(buffer: Buffer, value: f64, verb: u8, places: i32): void {
  if (hasPrecision) places = precision;
  const mark = buffer.length;
  buffer.byte(0x2b);
  formatFloat(buffer, value, verb, places);
  const first = load<u8>(buffer.pointer + mark + 1);
  if (first == 0x2d || first == 0x2b) dropByte(buffer, mark);
  if (space && !plus && load<u8>(buffer.pointer + mark) == 0x2b) store<u8>(buffer.pointer + mark, 0x20);
  const letter = load<u8>(buffer.pointer + mark + 1);
  if (letter == 0x49 || letter == 0x4e) {
    if (letter == 0x4e && !space && !plus) dropByte(buffer, mark);
    pad(buffer, mark, false);
    return;
  }
  if (sharp && verb != 0x62) restoreDigits(buffer, mark, verb, places);
  if (!plus && load<u8>(buffer.pointer + mark) == 0x2b) {
    dropByte(buffer, mark);
    pad(buffer, mark, zero);
    return;
  }
  const length = <i32>(buffer.length - mark);
  if (zero && !minus && hasWidth && width > length) insertPadding(buffer, mark + 1, width - length, 0x30);
  else pad(buffer, mark, zero);
}

function dropByte(buffer: Buffer, at: u32): void {
  buffer.length--;
  const start = buffer.pointer + at;
  memory.copy(start, start + 1, buffer.length - at);
}

/** A float under a verb; false where the verb is not for floats. */
function formatFloatVerb(buffer: Buffer, value: f64, verb: u32): bool {
  switch (verb) {
    case 0x76: // v
      writeFloat(buffer, value, 0x67, -1);
      return true;
    case 0x62: // b
    case 0x67: // g
    case 0x47: // G
    case 0x78: // x
    case 0x58: // X
      writeFloat(buffer, value, <u8>verb, -1);
      return true;
    case 0x66: // f
    case 0x65: // e
    case 0x45: // E
      writeFloat(buffer, value, <u8>verb, 6);
      return true;
    case 0x46: // F
      writeFloat(buffer, value, 0x66, 6);
      return true;
    default:
      return false;
  }
}

function formatComplex(buffer: Buffer, v: Value, verb: u32): bool {
  const mark = buffer.length;
  buffer.byte(0x28);
  if (!formatFloatVerb(buffer, load<f64>(v.pointer, COMPLEX_REAL), verb)) {
    buffer.length = mark;
    return false;
  }
  const before = plus;
  plus = true;
  formatFloatVerb(buffer, load<f64>(v.pointer, COMPLEX_IMAGINARY), verb);
  plus = before;
  buffer.byte(0x69);
  buffer.byte(0x29);
  return true;
}

// ---------------------------------------------------------------------------------------------------------------------
// Strings

/** Length of the first `precision` runes. */
function truncated(pointer: usize, length: u32): u32 {
  if (!hasPrecision) return length;
  const end = pointer + length;
  let at = pointer;
  for (let n = precision; n > 0 && at < end; n--) {
    decodeRune(at, end);
    at += runeSize;
  }
  return <u32>(at - pointer);
}

function writeText(buffer: Buffer, pointer: usize, length: u32): void {
  const mark = buffer.length;
  buffer.bytes(pointer, truncated(pointer, length));
  pad(buffer, mark, zero);
}

function writeQuoted(buffer: Buffer, pointer: usize, length: u32): void {
  length = truncated(pointer, length);
  const mark = buffer.length;
  if (sharp && canBackquote(pointer, length)) {
    buffer.byte(0x60);
    buffer.bytes(pointer, length);
    buffer.byte(0x60);
  } else if (plus) {
    quoteAsciiInto(buffer, pointer, length);
  } else {
    quoteInto(buffer, pointer, length);
  }
  pad(buffer, mark, zero);
}

/** %x and %X of text: two digits a byte. */
function writeHexText(buffer: Buffer, pointer: usize, length: u32, upper: bool): void {
  if (hasPrecision && <u32>precision < length) length = precision;
  const mark = buffer.length;
  for (let i: u32 = 0; i < length; i++) {
    if (space && i > 0) buffer.byte(0x20);
    if (sharp && (space || i == 0)) {
      buffer.byte(0x30);
      buffer.byte(upper ? 0x58 : 0x78);
    }
    const c = load<u8>(pointer + i);
    writeHexDigit(buffer, c >>> 4, upper);
    writeHexDigit(buffer, c & 15, upper);
  }
  // Nothing at all is padded on the left whatever the flags say.
  if (length == 0 && hasWidth) buffer.repeat(zero && !minus ? 0x30 : 0x20, width);
  else pad(buffer, mark, zero);
}

function writeHexDigit(buffer: Buffer, digit: u8, upper: bool): void {
  buffer.byte(digit < 10 ? 0x30 + digit : (upper ? 0x37 : 0x57) + digit);
}

/** Text under a verb; false where the verb is not for strings. */
function formatText(buffer: Buffer, pointer: usize, length: u32, verb: u32): bool {
  switch (verb) {
    case 0x76: // v
      if (sharpV) writeQuoted(buffer, pointer, length);
      else writeText(buffer, pointer, length);
      return true;
    case 0x73: // s
      writeText(buffer, pointer, length);
      return true;
    case 0x78: // x
      writeHexText(buffer, pointer, length, false);
      return true;
    case 0x58: // X
      writeHexText(buffer, pointer, length, true);
      return true;
    case 0x71: // q
      writeQuoted(buffer, pointer, length);
      return true;
    default:
      return false;
  }
}

// ---------------------------------------------------------------------------------------------------------------------
// Containers

/** []byte: text for %s %q %x %X, otherwise a list of numbers. */
function formatBytes(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  if (verb == 0x73 || verb == 0x78 || verb == 0x58 || verb == 0x71) {
    formatText(buffer, v.pointer, v.length, verb);
    return;
  }
  if (sharpV) {
    buffer.literal(depth == 0 && verb == VERB_V ? '[]byte' : '[]uint8');
    if (v.isTypedNil) {
      buffer.literal('(nil)');
      return;
    }
  }
  buffer.byte(sharpV ? 0x7b : 0x5b);
  for (let i: u32 = 0; i < v.length; i++) {
    if (i > 0) separate(buffer);
    const byte = v.byte(i);
    if (!formatInteger(buffer, byte, false, verb)) {
      openMarker(buffer, verb);
      buffer.literal('uint8=');
      formatInteger(buffer, byte, false, VERB_V);
      buffer.byte(0x29);
    }
  }
  buffer.byte(sharpV ? 0x7d : 0x5d);
}

/** Between elements: a space, in Go syntax a comma and a space. */
function separate(buffer: Buffer): void {
  if (sharpV) buffer.byte(0x2c);
  buffer.byte(0x20);
}

function formatList(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  if (sharpV) {
    buffer.literal(typeText(v));
    if (v.isTypedNil) {
      buffer.literal('(nil)');
      return;
    }
  }
  buffer.byte(sharpV ? 0x7b : 0x5b);
  for (let i: u32 = 0; i < v.length; i++) {
    if (i > 0) separate(buffer);
    formatAny(buffer, v.item(i), verb, depth + 1);
  }
  buffer.byte(sharpV ? 0x7d : 0x5d);
}

function formatMap(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  if (sharpV) {
    buffer.literal(typeText(v));
    if (v.pointer == 0) {
      buffer.literal('(nil)');
      return;
    }
    buffer.byte(0x7b);
  } else {
    buffer.literal('map[');
  }
  if (v.pointer) {
    const map = v.map;
    sortEntries(map);
    for (let i: u32 = 0; i < map.count; i++) {
      if (i > 0) separate(buffer);
      formatAny(buffer, map.key(i), verb, depth + 1);
      buffer.byte(0x3a);
      formatAny(buffer, map.value(i), verb, depth + 1);
    }
  }
  buffer.byte(sharpV ? 0x7d : 0x5d);
}

/** A struct, not the pointer to it. */
function formatStruct(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  const map = v.map;
  const count = map.count;
  if (sharpV) {
    const name = typeText(v);
    buffer.literal(isPointerObject(v.type) ? name.substring(1) : name);
  }
  buffer.byte(0x7b);
  const embedded = v.type == OBJECT_CHART && count > 0;
  if (embedded) {
    if (plusV || sharpV) buffer.literal('Metadata:');
    if (sharpV) buffer.literal('chart.Metadata');
    buffer.byte(0x7b);
  }
  for (let i: u32 = 0; i < count; i++) {
    const last = embedded && i == count - 1;
    if (last) buffer.byte(0x7d);
    if (i > 0) separate(buffer);
    if (plusV || sharpV) {
      buffer.string(map.key(i));
      buffer.byte(0x3a);
    }
    formatAny(buffer, map.value(i), verb, depth + 1);
  }
  buffer.byte(0x7d);
}

// ---------------------------------------------------------------------------------------------------------------------
// Values

/** `%!VERB(`. */
function openMarker(buffer: Buffer, verb: u32): void {
  buffer.byte(0x25);
  buffer.byte(0x21);
  buffer.rune(verb);
  buffer.byte(0x28);
}

/** The marker of a verb that is not for the value's type: `%!d(string=x)`. */
function formatBadVerb(buffer: Buffer, v: Value, verb: u32): void {
  openMarker(buffer, verb);
  if (v.kind == KIND_NIL) {
    buffer.literal('<nil>');
  } else {
    buffer.literal(typeText(v));
    buffer.byte(0x3d);
    erroring = true;
    formatAny(buffer, v, VERB_V, 0);
    erroring = false;
  }
  buffer.byte(0x29);
}

/** Has the value an Error or String method? */
function hasText(kind: u8): bool {
  return (kind >= KIND_TIME && kind <= KIND_SEMVER) || kind == KIND_ERROR;
}

/** What the value's Error or String method gives. */
function writeMethodText(buffer: Buffer, v: Value): void {
  const kind = v.kind;
  if (kind == KIND_SEMVER) formatVersion(buffer, v);
  else if (kind == KIND_ERROR) buffer.string(changetype<Value>(v.pointer));
  else formatTime(buffer, v);
}

/** An address. */
function formatAddress(buffer: Buffer, v: Value, verb: u32): bool {
  const address = v.pointer == 0 ? 0 : shownAddress(v.pointer);
  if (verb == VERB_V || verb == 0x70) {
    if (sharpV) {
      buffer.byte(0x28);
      buffer.literal(typeText(v));
      buffer.literal(')(');
      if (address) writeHexNumber(buffer, address, true);
      else buffer.literal('nil');
      buffer.byte(0x29);
    } else if (address || verb == 0x70) {
      writeHexNumber(buffer, address, !sharp);
    } else {
      padLiteral(buffer, '<nil>');
    }
    return true;
  }
  if (verb == 0x62 || verb == 0x6f || verb == 0x64 || verb == 0x78 || verb == 0x58)
    return formatInteger(buffer, address, false, verb);
  return false;
}

/** A version under a verb that its String method is not for: the struct's private fields. */
function formatVersionFields(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  const version = versionOf(v);
  if (v.type == VERSION_POINTER) buffer.byte(0x26);
  buffer.byte(0x7b);
  formatAny(buffer, newInteger(KIND_UINT64, version.major), verb, depth + 1);
  separate(buffer);
  formatAny(buffer, newInteger(KIND_UINT64, version.minor), verb, depth + 1);
  separate(buffer);
  formatAny(buffer, newInteger(KIND_UINT64, version.patch), verb, depth + 1);
  separate(buffer);
  formatAny(buffer, version.prerelease, verb, depth + 1);
  separate(buffer);
  formatAny(buffer, version.metadata, verb, depth + 1);
  separate(buffer);
  formatAny(buffer, version.original, verb, depth + 1);
  buffer.byte(0x7d);
}

/** A time under a verb that its String method is not for: nanoseconds, seconds since the year 1, the address of its zone. */
function formatTimeFields(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  const time = timeOf(v);
  buffer.byte(0x7b);
  formatAny(buffer, newInteger(KIND_UINT64, time.nanoseconds), verb, depth + 1);
  separate(buffer);
  formatAny(buffer, newInteger(KIND_INT64, time.seconds - ZERO_SECONDS), verb, depth + 1);
  separate(buffer);
  const zone = newCell(KIND_NIL);
  zone.pointer = time.location == LOCATION_UTC ? 0 : changetype<u32>(time.zone);
  if (!formatAddress(buffer, zone, verb)) {
    openMarker(buffer, verb);
    buffer.literal('*time.Location=');
    formatAddress(buffer, zone, VERB_V);
    buffer.byte(0x29);
  }
  buffer.byte(0x7d);
}

/** A value under a verb other than T and p. Depth 0 is an argument itself. */
function formatAny(buffer: Buffer, v: Value, verb: u32, depth: i32): void {
  const kind = v.kind;
  if (hasText(kind) && !erroring && !sharpV) {
    if (verb == VERB_V || verb == 0x73 || verb == 0x78 || verb == 0x58 || verb == 0x71) {
      const mark = buffer.length;
      writeMethodText(buffer, v);
      if (hasWidth || hasPrecision || (verb != VERB_V && verb != 0x73)) {
        const text = buffer.cut(mark);
        formatText(buffer, text.pointer, text.length, verb);
      }
      return;
    }
  }
  let fits = true;
  switch (kind) {
    case KIND_NIL:
      if (depth > 0) buffer.literal(sharpV ? 'interface {}(nil)' : '<nil>');
      else if (verb == VERB_V) padLiteral(buffer, '<nil>');
      else fits = false;
      break;
    case KIND_BOOL:
      fits = verb == VERB_V || verb == 0x74;
      if (fits) padLiteral(buffer, v.bool ? 'true' : 'false');
      break;
    case KIND_FLOAT64:
      fits = formatFloatVerb(buffer, v.float, verb);
      break;
    case KIND_COMPLEX128:
      fits = formatComplex(buffer, v, verb);
      break;
    case KIND_STRING:
      fits = formatText(buffer, v.pointer, v.length, verb);
      break;
    case KIND_BYTES:
      formatBytes(buffer, v, verb, depth);
      break;
    case KIND_LIST:
      formatList(buffer, v, verb, depth);
      break;
    case KIND_MAP:
      formatMap(buffer, v, verb, depth);
      break;
    case KIND_OBJECT:
      if (!isPointerObject(v.type)) {
        formatStruct(buffer, v, verb, depth);
      } else if (depth == 0) {
        buffer.byte(0x26);
        formatStruct(buffer, v, verb, depth);
      } else {
        fits = formatAddress(buffer, v, verb);
      }
      break;
    case KIND_FUNCTION:
      fits = formatAddress(buffer, v, verb);
      break;
    case KIND_TIME:
      if (sharpV && !erroring) {
        const mark = buffer.length;
        formatTimeSyntax(buffer, v);
        buffer.length = mark + truncated(buffer.pointer + mark, buffer.length - mark);
        pad(buffer, mark, zero);
      } else {
        formatTimeFields(buffer, v, verb, depth);
      }
      break;
    case KIND_SEMVER:
      if (depth > 0 && v.type == VERSION_POINTER) fits = formatAddress(buffer, v, verb);
      else if (sharpV) formatVersionSyntax(buffer, v);
      else formatVersionFields(buffer, v, verb, depth);
      break;
    case KIND_ERROR:
      // Go prints the private struct here, of which there is none: the text stands for it.
      writeMethodText(buffer, v);
      break;
    default:
      fits = formatInteger(buffer, v.int, kind < KIND_UINT || kind > KIND_UINT64, verb);
  }
  if (!fits) formatBadVerb(buffer, v, verb);
}

/** An argument of Sprintf. */
function formatArgument(buffer: Buffer, v: Value, verb: u32): void {
  if (verb == 0x54) {
    const mark = buffer.length;
    buffer.literal(typeText(v));
    if (hasPrecision && v.kind != KIND_NIL)
      buffer.length = mark + truncated(buffer.pointer + mark, buffer.length - mark);
    pad(buffer, mark, zero);
    return;
  }
  if (verb == 0x70 && v.kind != KIND_NIL) {
    const kind = v.kind;
    const isReference = kind == KIND_BYTES || kind == KIND_LIST || kind == KIND_MAP || kind == KIND_FUNCTION;
    const isPointer = kind == KIND_OBJECT ? isPointerObject(v.type) : kind == KIND_SEMVER || kind == KIND_ERROR;
    if (isReference || isPointer) formatAddress(buffer, v, verb);
    else formatBadVerb(buffer, v, verb);
    return;
  }
  if (verb == VERB_W && v.kind > KIND_BYTES) formatBadVerb(buffer, v, verb);
  else formatAny(buffer, v, verb, 0);
}

/** fmt's %v, as print, printf and toString print a value. */
export function formatValue(buffer: Buffer, v: Value): void {
  const kind = v.kind;
  if (kind == KIND_STRING) {
    buffer.string(v);
  } else if (kind >= KIND_INT && kind < KIND_UINT) {
    buffer.integer(v.int);
  } else if (kind == KIND_FLOAT64) {
    formatFloat(buffer, v.float, 0x67, -1);
  } else if (kind == KIND_BOOL) {
    buffer.literal(v.bool ? 'true' : 'false');
  } else {
    clearFlags();
    formatAny(buffer, v, VERB_V, 0);
  }
}

/**
 * What `{{ v }}` prints: as fmt does, but for nil (`<no value>`), for pointers, which it follows, and for a
 * KubeVersion, whose String method it finds. False with a failure for what cannot be printed.
 */
export function printValue(buffer: Buffer, v: Value): bool {
  const kind = v.kind;
  if (kind == KIND_NIL) {
    buffer.literal('<no value>');
    return true;
  }
  if (kind == KIND_FUNCTION) {
    failLiteral("can't print function");
    return false;
  }
  if (kind == KIND_OBJECT) {
    if (v.type == OBJECT_KUBE_VERSION) {
      // Helm 4 keeps the normalised version in the second field.
      let text = v.map.value(0);
      if (has(KUBE_VERSION_NORMALIZED) && v.map.value(1).length) text = v.map.value(1);
      buffer.string(text);
    } else {
      clearFlags();
      formatStruct(buffer, v, VERB_V, 0);
    }
    return true;
  }
  formatValue(buffer, v);
  return true;
}

/** Sprig's strval: the value as text. */
export function toText(v: Value): Value {
  if (v.kind == KIND_STRING) return v;
  if (v.kind == KIND_BYTES) return newString(v.pointer, v.length);
  if (v.kind == KIND_ERROR) return changetype<Value>(v.pointer);
  const buffer = Buffer.create(32);
  formatValue(buffer, v);
  return buffer.toValue();
}

// ---------------------------------------------------------------------------------------------------------------------
// Sprintf

function argumentAt(pointer: usize, i: i32): Value {
  return changetype<Value>(load<u32>(pointer + (i << 2)));
}

/** Widths, precisions and argument numbers beyond this are errors. */
const MOST: i32 = 1000000;

// What the little parsers below found: where they stopped, the number, and whether there was one.
let next: usize = 0;
let number: i32 = 0;
let found: bool = false;
// The state of one Sprintf.
let argument: i32 = 0;
let reordered: bool = false;
let goodNumber: bool = false;

/** Decimal digits in [at, end). */
function readNumber(at: usize, end: usize): void {
  number = 0;
  found = false;
  for (; at < end && <u32>load<u8>(at) - 0x30 < 10; at++) {
    if (number > MOST) {
      number = 0;
      found = false;
      at = end;
      break;
    }
    number = number * 10 + (load<u8>(at) - 0x30);
    found = true;
  }
  next = at;
}

/** An argument index `[n]` at `at`, if there is one: sets `argument`; true where one was read. */
function readIndex(at: usize, end: usize, count: i32): bool {
  next = at;
  if (at >= end || load<u8>(at) != 0x5b) return false;
  reordered = true;
  let close = at + 1;
  while (close < end && load<u8>(close) != 0x5d) close++;
  if (end - at < 3 || close == end) {
    goodNumber = false;
    next = at + 1;
    return false;
  }
  readNumber(at + 1, close);
  const whole = found && next == close;
  next = close + 1;
  if (whole && number >= 1 && number <= count) {
    argument = number - 1;
    return true;
  }
  goodNumber = false;
  return whole;
}

/** The width or precision that `*` takes from the arguments, in `number`; `found` where it is an integer of fair size. */
function takeInteger(pointer: usize, count: i32): void {
  number = 0;
  found = false;
  if (argument >= count) return;
  const v = argumentAt(pointer, argument++);
  const kind = v.kind;
  if ((kind < KIND_INT || kind > KIND_UINT64) && (kind < KIND_DURATION || kind > KIND_WEEKDAY)) return;
  const n = v.int;
  // An unsigned number that looks negative is far too large.
  if (n < 0 && kind >= KIND_UINT && kind <= KIND_UINT64) return;
  if (n > MOST || n < -MOST) return;
  number = <i32>n;
  found = true;
}

/** fmt.Sprintf, appended to the buffer. */
export function sprintf(buffer: Buffer, format: Value, pointer: usize, count: i32): void {
  if (!sprintTexts(buffer, format, pointer, count)) sprintAny(buffer, format, pointer, count);
}

/** A format of %s and %v alone whose arguments are texts, as most are; false, with nothing written, where anything is otherwise. */
function sprintTexts(buffer: Buffer, format: Value, pointer: usize, count: i32): bool {
  const mark = buffer.length;
  let at: usize = format.pointer;
  const end = at + format.length;
  let used = 0;
  while (at < end) {
    const plain = at;
    while (at < end && load<u8>(at) != 0x25) at++;
    buffer.bytes(plain, <u32>(at - plain));
    if (at == end) break;
    const verb: u8 = at + 1 < end ? load<u8>(at + 1) : 0;
    const isText = (verb == 0x73 || verb == VERB_V) && used < count && argumentAt(pointer, used).kind == KIND_STRING;
    if (!isText) {
      buffer.length = mark;
      return false;
    }
    buffer.string(argumentAt(pointer, used++));
    at += 2;
  }
  if (used == count) return true;
  buffer.length = mark;
  return false;
}

function sprintAny(buffer: Buffer, format: Value, pointer: usize, count: i32): void {
  let at: usize = format.pointer;
  const end = at + format.length;
  argument = 0;
  reordered = false;
  let afterIndex = false;
  while (at < end) {
    goodNumber = true;
    const plain = at;
    while (at < end && load<u8>(at) != 0x25) at++;
    buffer.bytes(plain, <u32>(at - plain));
    if (at >= end) break;
    at++;
    clearFlags();
    for (; at < end; at++) {
      const c = load<u8>(at);
      if (c == 0x23) sharp = true;
      else if (c == 0x30) zero = true;
      else if (c == 0x2b) plus = true;
      else if (c == 0x2d) minus = true;
      else if (c == 0x20) space = true;
      else break;
    }
    afterIndex = readIndex(at, end, count);
    at = next;
    if (at < end && load<u8>(at) == 0x2a) {
      at++;
      takeInteger(pointer, count);
      hasWidth = found;
      width = number;
      if (!hasWidth) buffer.literal('%!(BADWIDTH)');
      if (width < 0) {
        width = -width;
        minus = true;
        zero = false;
      }
      afterIndex = false;
    } else {
      readNumber(at, end);
      at = next;
      width = number;
      hasWidth = found;
      if (afterIndex && hasWidth) goodNumber = false;
    }
    if (at + 1 < end && load<u8>(at) == 0x2e) {
      at++;
      if (afterIndex) goodNumber = false;
      afterIndex = readIndex(at, end, count);
      at = next;
      if (at < end && load<u8>(at) == 0x2a) {
        at++;
        takeInteger(pointer, count);
        precision = number;
        hasPrecision = found;
        if (precision < 0) {
          precision = 0;
          hasPrecision = false;
        }
        if (!hasPrecision) buffer.literal('%!(BADPREC)');
        afterIndex = false;
      } else {
        readNumber(at, end);
        at = next;
        precision = number;
        hasPrecision = true;
      }
    }
    if (!afterIndex) {
      afterIndex = readIndex(at, end, count);
      at = next;
    }
    if (at >= end) {
      buffer.literal('%!(NOVERB)');
      break;
    }
    const verb = decodeRune(at, end);
    at += runeSize;
    if (verb == 0x25) {
      buffer.byte(0x25);
    } else if (!goodNumber) {
      openMarker(buffer, verb);
      buffer.literal('BADINDEX)');
    } else if (argument >= count) {
      openMarker(buffer, verb);
      buffer.literal('MISSING)');
    } else {
      if (verb == VERB_V || verb == VERB_W) {
        sharpV = sharp;
        sharp = false;
        plusV = plus;
        plus = false;
      }
      formatArgument(buffer, argumentAt(pointer, argument), verb);
      argument++;
    }
  }
  if (!reordered && argument < count) {
    clearFlags();
    buffer.literal('%!(EXTRA ');
    for (let i = argument; i < count; i++) {
      if (i > argument) buffer.literal(', ');
      const v = argumentAt(pointer, i);
      if (v.kind != KIND_NIL) {
        buffer.literal(typeText(v));
        buffer.byte(0x3d);
      }
      formatAny(buffer, v, VERB_V, 0);
    }
    buffer.byte(0x29);
  }
}
