// BurntSushi/toml's encoder for template values: scalars and lists of a table first, then its sub-tables, each part in
// bytewise order of keys. Helm 4 and Helm 3 carry versions of it that write floats differently.
// Follows github.com/BurntSushi/toml@v1.6.0 encode.go.

import { TOML_1_4, TOML_1_6 } from '../../../abi/quirks';
import {
  KIND_BOOL,
  KIND_BYTES,
  KIND_COMPLEX128,
  KIND_DURATION,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_FUNCTION,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  MAP_ANY_ANY,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { failLiteral, failWith, message } from '../../core/error';
import { formatTime } from '../../core/late-bound';
import { formatBy, formatRfc3339, versionText, writeBool, writeInteger } from '../../go/json/marshal';
import { MapObject, newMapObject, sortEntries } from '../../core/map';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { enterContainer, leaveContainer, startWalk } from '../../go/json/nesting';
import { formatFloat } from '../../go/strconv/number';
import { NAMES_GO, structMembers } from '../../go/reflect/struct-members';
import { LOCATION_FIXED, timeOf } from '../../go/time/value';
import { writeName, writeQuoted } from './text';
import { LOCAL_DATE, LOCAL_DATETIME, LOCAL_TIME } from './time';
import { kindName } from '../../go/reflect/types';
import { elementAt, equalsLiteral, Value } from '../../core/value';

let out: Buffer = changetype<Buffer>(0);
/** Where the document begins in `out`. */
let begin: u32 = 0;
/** The keys from the top to the table at hand, quoted and joined by dots; and how many they are. */
let path: Buffer = changetype<Buffer>(0);
let pathLength: u32 = 0;

/** Appends the document; false with Go's error as the failure. */
export function writeToml(buffer: Buffer, v: Value): bool {
  out = buffer;
  begin = buffer.length;
  path = Buffer.create(64);
  pathLength = 0;
  startWalk(0);
  return encode(v, changetype<Value>(0));
}

// What TOML makes of a value: only as much as decides where it is written.
const SHAPE_NIL: i32 = 0;
const SHAPE_SCALAR: i32 = 1;
const SHAPE_TABLE: i32 = 2;
const SHAPE_TABLES: i32 = 3;
const SHAPE_FAILED: i32 = -1;

/** tomlTypeOfGo; SHAPE_FAILED with a failure for what TOML has no form for. */
function shapeOf(v: Value): i32 {
  switch (v.kind) {
    case KIND_NIL:
      return SHAPE_NIL;
    case KIND_MAP:
      return v.pointer ? SHAPE_TABLE : SHAPE_NIL;
    case KIND_OBJECT:
    case KIND_ERROR:
      return SHAPE_TABLE;
    case KIND_BYTES:
      return v.isTypedNil ? SHAPE_NIL : SHAPE_SCALAR;
    case KIND_LIST: {
      if (v.isTypedNil) return SHAPE_NIL;
      if (v.length == 0) return SHAPE_SCALAR;
      if (!enterContainer(v)) return SHAPE_FAILED;
      let tables = true;
      for (let i: u32 = 0; i < v.length; i++) {
        const shape = shapeOf(v.item(i));
        if (shape == SHAPE_FAILED) return shape;
        if (shape == SHAPE_NIL) {
          failLiteral('toml: cannot encode array with nil element');
          return SHAPE_FAILED;
        }
        if (shape != SHAPE_TABLE) tables = false;
      }
      leaveContainer();
      return tables ? SHAPE_TABLES : SHAPE_SCALAR;
    }
    case KIND_COMPLEX128:
    case KIND_FUNCTION: {
      const text = message();
      text.literal('unsupported type: ');
      text.string(kindName(v));
      failWith(text);
      return SHAPE_FAILED;
    }
  }
  return SHAPE_SCALAR;
}

/** A line break, but not at the very beginning. */
function newline(): void {
  if (out.length > begin) out.byte(0x0a);
}

/** The indentation of an entry `depth` keys deep. */
function indent(depth: u32): void {
  if (depth > 1) out.repeat(0x20, (depth - 1) << 1);
}

/** Encoder.encode: the value of `key` in the table at hand, or the whole document where `key` is null. */
function encode(v: Value, key: Value): bool {
  switch (v.kind) {
    case KIND_NIL:
      if (changetype<usize>(key)) return true;
      failLiteral('reflect: call of reflect.Value.Type on zero Value');
      return false;
    case KIND_COMPLEX128:
    case KIND_FUNCTION: {
      const text = message();
      text.literal("unsupported type for key '");
      text.bytes(path.pointer, path.length);
      text.literal("': ");
      text.string(kindName(v));
      failWith(text);
      return false;
    }
    case KIND_MAP:
      if (!v.pointer) return true;
      if (v.type == MAP_ANY_ANY) {
        failLiteral('toml: cannot encode a map with non-string key type');
        return false;
      }
      return writeTable(v, key);
    case KIND_OBJECT:
    case KIND_ERROR:
      return writeTable(v, key);
    case KIND_LIST: {
      const shape = shapeOf(v);
      if (shape == SHAPE_FAILED) return false;
      if (shape == SHAPE_TABLES) return writeTables(v, key);
    }
  }
  return writeKeyValue(v, key, pathLength + 1, false);
}

/** `key = value`; the value alone where there is no key. */
function writeKeyValue(v: Value, key: Value, depth: u32, inline: bool): bool {
  if (!changetype<usize>(key)) return writeElement(v);
  indent(depth);
  writeName(out, key);
  out.literal(' = ');
  if (!writeElement(v)) return false;
  if (!inline) newline();
  return true;
}

/** Goes down to `key`; gives what `leave` takes back to where it was. */
function enter(key: Value): u32 {
  const mark = path.length;
  if (!changetype<usize>(key)) return mark;
  if (pathLength) path.byte(0x2e);
  writeName(path, key);
  pathLength++;
  return mark;
}

function leave(key: Value, mark: u32): void {
  path.length = mark;
  if (changetype<usize>(key)) pathLength--;
}

function writeTable(v: Value, key: Value): bool {
  const mark = enter(key);
  if (pathLength == 1) newline();
  if (pathLength > 0) {
    indent(pathLength);
    out.byte(0x5b);
    out.bytes(path.pointer, path.length);
    out.byte(0x5d);
    newline();
  }
  if (!writeMembers(v, false)) return false;
  leave(key, mark);
  return true;
}

function writeTables(v: Value, key: Value): bool {
  if (!changetype<usize>(key)) {
    failLiteral('toml: top-level values must be Go maps or structs');
    return false;
  }
  const mark = enter(key);
  for (let i: u32 = 0; i < v.length; i++) {
    newline();
    indent(pathLength);
    out.literal('[[');
    out.bytes(path.pointer, path.length);
    out.literal(']]');
    newline();
    if (!writeMembers(v.item(i), false)) return false;
  }
  leave(key, mark);
  return true;
}

/** The members of a map (by key) or of a struct (as declared). */
function membersOf(v: Value): MapObject {
  if (v.kind == KIND_OBJECT) return structMembers(v, NAMES_GO);
  if (v.kind == KIND_ERROR) return newMapObject(0);
  sortEntries(v.map);
  return v.map;
}

/** The entries of a table, tables behind everything else; `inline` in braces. */
function writeMembers(v: Value, inline: bool): bool {
  if (!enterContainer(v)) return false;
  const members = membersOf(v);
  const count = members.count;
  const shapes = allocate(count);
  for (let i: u32 = 0; i < count; i++) {
    const shape = shapeOf(members.value(i));
    if (shape == SHAPE_FAILED) return false;
    store<u8>(shapes + i, <u8>shape);
  }
  if (inline) out.byte(0x7b);
  // The comma stands behind every entry but the last of all, also where the last is nil and not written.
  let left = count;
  for (let part = 0; part < 2; part++) {
    for (let i: u32 = 0; i < count; i++) {
      const shape: i32 = load<u8>(shapes + i);
      if (shape >= SHAPE_TABLE != (part == 1)) continue;
      left--;
      if (shape == SHAPE_NIL) continue;
      if (inline) {
        if (!writeKeyValue(members.value(i), members.key(i), 1, true)) return false;
        if (left) out.literal(', ');
      } else if (!encode(members.value(i), members.key(i))) {
        return false;
      }
    }
  }
  if (inline) out.byte(0x7d);
  leaveContainer();
  return true;
}

/** Encoder.eElement: a value on one line. */
function writeElement(v: Value): bool {
  switch (v.kind) {
    case KIND_STRING:
      writeQuoted(out, v);
      return true;
    case KIND_BOOL:
      writeBool(out, v.bool);
      return true;
    case KIND_FLOAT64:
      writeFloat(v.float);
      return true;
    case KIND_LIST:
    case KIND_BYTES:
      out.byte(0x5b);
      for (let i: u32 = 0; i < v.length; i++) {
        if (i) out.literal(', ');
        if (!writeElement(elementAt(v, i))) return false;
      }
      out.byte(0x5d);
      return true;
    case KIND_MAP:
    case KIND_OBJECT:
    case KIND_ERROR:
      return writeMembers(v, true);
    case KIND_TIME:
      return writeTime(v);
    case KIND_DURATION: {
      const duration = Buffer.create(16);
      formatTime(duration, v);
      writeQuoted(out, duration.toValue());
      return true;
    }
    case KIND_SEMVER:
      writeQuoted(out, versionText(v));
      return true;
  }
  return writeInteger(out, v);
}

function writeFloat(value: f64): void {
  if (!(abs(value) <= f64.MAX_VALUE)) {
    // Before 1.4 infinity always had a sign, and what is no number had none.
    if (!has(TOML_1_4)) {
      if (value == value) out.byte(value < 0 ? 0x2d : 0x2b);
    } else if (value != value ? reinterpret<i64>(value) < 0 : value < 0) out.byte(0x2d);
    if (value != value) out.literal('nan');
    else out.literal('inf');
    return;
  }
  const mark = out.length;
  formatFloat(out, value, !has(TOML_1_6) ? 0x66 : 0x67, -1);
  for (let i = mark; i < out.length; i++) {
    const b = load<u8>(out.pointer + i);
    if (b == 0x2e || b == 0x65) return;
  }
  out.literal('.0');
}

/** A time as RFC 3339, or, where fromToml read it without a zone, without the parts it had not. */
function writeTime(v: Value): bool {
  const t = timeOf(v);
  let layout = '';
  if (t.location == LOCATION_FIXED) {
    if (equalsLiteral(t.zone, LOCAL_DATETIME)) layout = '2006-01-02T15:04:05.999999999';
    else if (equalsLiteral(t.zone, LOCAL_DATE)) layout = '2006-01-02';
    else if (equalsLiteral(t.zone, LOCAL_TIME)) layout = '15:04:05.999999999';
  }
  const text = layout.length ? formatBy(v, layout) : formatRfc3339(v);
  if (!changetype<usize>(text)) return false;
  out.string(text);
  return true;
}
