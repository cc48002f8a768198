// sigs.k8s.io/yaml Marshal in one pass: json.Marshal, the JSON read again as YAML, and go-yaml v2's emitter, with what
// that detour does to the value. This file walks values; texts are text.ts's, layout is emitter.ts's.
// Follows sigs.k8s.io/yaml@v1.6.0 yaml.go, go.yaml.in/yaml/v2@v2.4.4 encode.go.

import {
  KIND_BOOL,
  KIND_BYTES,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
  MAP_ANY_ANY,
} from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { clearFailure, failLiteral, wrapFailure } from '../../../core/error';
import {
  failUnsupportedFloat,
  failUnsupportedType,
  timeText,
  versionText,
  writeBase64,
  writeBool,
  writeInteger,
} from '../../../go/json/marshal';
import { MapObject } from '../../../core/map';
import { containerDepth, enterContainer, leaveContainer, startWalk } from '../../../go/json/nesting';
import { formatFloat, parseInt, parseUint } from '../../../go/strconv/number';
import { NAMES_JSON, structMembers } from '../../../go/reflect/struct-members';
import { literal, Value } from '../../../core/value';
import {
  finishDocument,
  indention,
  openPlain,
  startDocument,
  writeBlockIndicator,
  writeEmpty,
  writeIndent,
  writeKey,
  writeNull,
  writeText,
} from './emitter';
import { keyAt, naturalEntries, valueAt } from './order';

let out: Buffer = changetype<Buffer>(0);

/** The YAML reader's limit for nested flow collections, which the JSON of the detour is made of. */
const MAX_FLOW_DEPTH: u32 = 10000;

/**
 * yaml.Marshal of sigs.k8s.io/yaml, with its final line break. False with Go's error recorded; the buffer is then as it
 * was.
 */
export function writeYaml(buffer: Buffer, v: Value): bool {
  if (!writeDocument(buffer, v, 0)) return false;
  if (endsLine) buffer.byte(0x0a);
  return true;
}

/**
 * `toYaml v | indent BASE` in one pass: yaml.Marshal without its final line break, and BASE spaces in front of every
 * line. What cannot be marshalled is the empty text, as for toYaml, and so one line of spaces.
 */
export function writeYamlIndented(buffer: Buffer, v: Value, baseIndent: u32): void {
  if (baseIndent) buffer.repeat(0x20, baseIndent);
  if (!writeDocument(buffer, v, baseIndent)) clearFailure();
}

/** Does the document written last end with a line break (which it is written without)? */
export let endsLine: bool = false;

function writeDocument(buffer: Buffer, v: Value, baseIndent: u32): bool {
  const mark = buffer.length;
  out = buffer;
  startDocument(buffer, baseIndent, false);
  startWalk(0);
  if (writeNode(v, -1, false)) {
    endsLine = finishDocument();
    return true;
  }
  buffer.length = mark;
  return false;
}

/** json.Marshal's errors come wrapped by Marshal. */
function failJson(): bool {
  wrapFailure(literal('error marshaling into JSON: '));
  return false;
}

function writeNode(v: Value, indent: i32, inMapping: bool): bool {
  switch (v.kind) {
    case KIND_STRING:
      return writeText(v.pointer, v.length, indent);
    case KIND_NIL:
      return writeNull();
    case KIND_BOOL:
      openPlain();
      writeBool(out, v.bool);
      return true;
    case KIND_FLOAT64:
      return writeFloat(v.float);
    case KIND_LIST: {
      if (v.isTypedNil) return writeNull();
      const length = v.length;
      if (length == 0) {
        writeEmpty(0x5b);
        return true;
      }
      if (!enter(v)) return false;
      // Directly in a mapping the dashes stand below the key.
      const items: u32 = indent < 0 ? 0 : inMapping && !indention ? indent : indent + 2;
      for (let i: u32 = 0; i < length; i++) {
        writeIndent(items);
        writeBlockIndicator(0x2d);
        if (!writeNode(v.item(i), items, false)) return false;
      }
      leaveContainer();
      return true;
    }
    case KIND_MAP: {
      if (v.type == MAP_ANY_ANY) {
        failUnsupportedType(v);
        return failJson();
      }
      if (v.pointer == 0) return writeNull();
      if (!enter(v)) return false;
      if (!writeMapping(v.map, indent)) return false;
      leaveContainer();
      return true;
    }
    case KIND_OBJECT:
      return writeMapping(structMembers(v, NAMES_JSON), indent);
    case KIND_ERROR:
      writeEmpty(0x7b);
      return true;
    case KIND_BYTES: {
      if (v.isTypedNil) return writeNull();
      const encoded = Buffer.create(((v.length + 2) / 3) << 2);
      writeBase64(encoded, v.pointer, v.length);
      return writeText(encoded.pointer, encoded.length, indent);
    }
    case KIND_TIME: {
      const time = timeText(v);
      return changetype<usize>(time) ? writeText(time.pointer, time.length, indent) : failJson();
    }
    case KIND_SEMVER: {
      const version = versionText(v);
      return writeText(version.pointer, version.length, indent);
    }
  }
  openPlain();
  if (writeInteger(out, v)) return true;
  failUnsupportedType(v);
  return failJson();
}

function enter(v: Value): bool {
  if (!enterContainer(v)) return failJson();
  if (containerDepth() <= MAX_FLOW_DEPTH) return true;
  failLiteral('yaml: exceeded max depth of 10000');
  return false;
}

function writeMapping(map: MapObject, indent: i32): bool {
  const count = map.count;
  if (count == 0) {
    writeEmpty(0x7b);
    return true;
  }
  const own: u32 = indent < 0 ? 0 : indent + 2;
  const entries = naturalEntries(map, false);
  for (let i: u32 = 0; i < count; i++) {
    if (!writeKey(keyAt(entries, i), own)) return false;
    if (!writeNode(valueAt(entries, i), own, true)) return false;
  }
  return true;
}

/** A float64 as JSON's number read by YAML: integers that fit 64 bits are integers, the rest is in %g form. */
function writeFloat(value: f64): bool {
  if (!(abs(value) <= f64.MAX_VALUE)) {
    failUnsupportedFloat(value);
    return failJson();
  }
  openPlain();
  const magnitude = abs(value);
  if (magnitude < 9007199254740992.0) {
    if (<f64>(<i64>value) == value) {
      out.integer(<i64>value);
      return true;
    }
  } else if (magnitude < 1e21) {
    // JSON has the shortest digits that give the float back, then zeros: not its exact value.
    const mark = out.length;
    formatFloat(out, value, 0x66, -1);
    const digits = out.pointer + mark;
    if (parseInt(digits, out.length - mark, 10) || parseUint(digits, out.length - mark, 10)) return true;
    out.length = mark;
  }
  formatFloat(out, value, 0x67, -1);
  return true;
}
