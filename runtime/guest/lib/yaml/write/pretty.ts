// toYamlPretty: go-yaml v3's encoder with an indent of two, straight over the Go value, without the way through JSON.
// Texts, layout and the order of keys are shared with toYaml, in their v3 mode.
// Follows go.yaml.in/yaml/v3@v3.0.5 encode.go.

import {
  KIND_BOOL,
  KIND_BYTES,
  KIND_DURATION,
  KIND_ERROR,
  KIND_FLOAT64,
  KIND_LIST,
  KIND_MAP,
  KIND_NIL,
  KIND_OBJECT,
  KIND_SEMVER,
  KIND_STRING,
  KIND_TIME,
} from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { failWith, message } from '../../../core/error';
import { formatTime } from '../../../core/late-bound';
import { formatRfc3339, versionText, writeBool, writeInteger } from '../../../go/json/marshal';
import { MapObject } from '../../../core/map';
import { enterContainer, leaveContainer, startWalk } from '../../../go/json/nesting';
import { formatFloat } from '../../../go/strconv/number';
import { NAMES_LOWER, structMembers } from '../../../go/reflect/struct-members';
import { typeName } from '../../../go/reflect/types';
import { Value } from '../../../core/value';
import {
  finishDocument,
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

/** Appends the document without its final line break. False with a failure, where go-yaml panics: a type it cannot marshal. */
export function writePrettyYaml(buffer: Buffer, v: Value): bool {
  const mark = buffer.length;
  out = buffer;
  startDocument(buffer, 0, true);
  startWalk(0);
  if (writeNode(v, -1)) {
    finishDocument();
    return true;
  }
  buffer.length = mark;
  return false;
}

function writeNode(v: Value, indent: i32): bool {
  switch (v.kind) {
    case KIND_NIL:
      return writeNull();
    case KIND_STRING:
      return writeText(v.pointer, v.length, indent);
    case KIND_BOOL:
      openPlain();
      writeBool(out, v.bool);
      return true;
    case KIND_FLOAT64:
      writeFloat(v.float);
      return true;
    case KIND_LIST:
    case KIND_BYTES:
      return writeSequence(v, indent);
    case KIND_MAP: {
      if (v.pointer == 0) return writeMapping(changetype<MapObject>(0), 0, indent);
      if (!enterContainer(v)) return false;
      if (!writeMapping(v.map, naturalEntries(v.map, true), indent)) return false;
      leaveContainer();
      return true;
    }
    case KIND_OBJECT: {
      const members = structMembers(v, NAMES_LOWER);
      return writeMapping(members, members.entries, indent);
    }
    case KIND_ERROR:
      writeEmpty(0x7b);
      return true;
    case KIND_TIME: {
      const time = formatRfc3339(v);
      if (!changetype<usize>(time)) return false;
      openPlain();
      out.string(time);
      return true;
    }
    case KIND_DURATION: {
      const duration = Buffer.create(16);
      formatTime(duration, v);
      return writeText(duration.pointer, duration.length, indent);
    }
    case KIND_SEMVER: {
      const version = versionText(v);
      return writeText(version.pointer, version.length, indent);
    }
  }
  openPlain();
  if (writeInteger(out, v)) return true;
  const text = message();
  text.literal('cannot marshal type: ');
  text.string(typeName(v));
  failWith(text);
  return false;
}

function writeFloat(value: f64): void {
  openPlain();
  if (value != value) out.literal('.nan');
  else if (value == Infinity) out.literal('.inf');
  else if (value == -Infinity) out.literal('-.inf');
  else formatFloat(out, value, 0x67, -1);
}

/** A list, or []byte as a list of numbers. */
function writeSequence(v: Value, indent: i32): bool {
  const length = v.length;
  if (length == 0) {
    writeEmpty(0x5b);
    return true;
  }
  const own: u32 = indent < 0 ? 0 : indent + 2;
  if (v.kind == KIND_BYTES) {
    for (let i: u32 = 0; i < length; i++) {
      writeIndent(own);
      writeBlockIndicator(0x2d);
      openPlain();
      out.unsigned(v.byte(i));
    }
    return true;
  }
  if (!enterContainer(v)) return false;
  for (let i: u32 = 0; i < length; i++) {
    writeIndent(own);
    writeBlockIndicator(0x2d);
    if (!writeNode(v.item(i), own)) return false;
  }
  leaveContainer();
  return true;
}

function writeMapping(map: MapObject, entries: usize, indent: i32): bool {
  const count = changetype<usize>(map) ? map.count : 0;
  if (count == 0) {
    writeEmpty(0x7b);
    return true;
  }
  const own: u32 = indent < 0 ? 0 : indent + 2;
  for (let i: u32 = 0; i < count; i++) {
    if (!writeKey(keyAt(entries, i), own)) return false;
    if (!writeNode(valueAt(entries, i), own)) return false;
  }
  return true;
}
