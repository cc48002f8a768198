// What merging the user's values takes besides YAML and the --set grammar: --set-json's two forms, and writing the result
// for a module's input. It merges nothing with a chart's own values.
// Follows helm.sh/helm/v4@v4.3.1 pkg/cli/values/options.go.

import { writeEscape } from '../go/json/text';
import { VALUES_DOCUMENTS } from '../../abi/quirks';
import { KIND_BOOL, KIND_FLOAT64, KIND_INT64, KIND_LIST, KIND_MAP, KIND_NIL } from '../../abi/values';
import { has } from '../core/mode';
import { Buffer } from '../core/buffer';
import { parseJson, writeBase64 } from '../go/json/marshal';
import { MapObject, sortEntries } from '../core/map';
import { formatFloat } from '../go/strconv/number';
import { SET_JSON } from '../../abi/toolkit';
import { applyExpression } from './strvals';
import { trimSpace } from '../go/strings/strings';
import { decodeRune, isValidUtf8, runeSize } from '../go/unicode/unicode';
import { Value } from '../core/value';
import { mergeMaps } from '../lib/yaml/read/merge-documents';

/** Was the last --set-json a whole object? */
export let isObject: bool = false;

/**
 * Applies one --set-json: `key=JSON,…`, and for Helm 4 also a whole object. Gives the map that holds the values then, or
 * null with a failure whose text Helm does not show.
 */
export function applyJson(expression: Value, values: MapObject): MapObject {
  isObject = false;
  if (has(VALUES_DOCUMENTS)) {
    const trimmed = trimSpace(expression);
    if (trimmed.length && trimmed.byte(0) == 0x7b) {
      isObject = true;
      const object = parseJson(trimmed.pointer, trimmed.length);
      return changetype<usize>(object) ? mergeMaps(values, object.map) : changetype<MapObject>(0);
    }
  }
  return applyExpression(SET_JSON, expression, values) ? values : changetype<MapObject>(0);
}

/** Bytes of a key that still fits YAML's simple keys (1024 characters) when every byte of it is written as an escape. */
const MAX_SIMPLE_KEY: u32 = 160;

/**
 * Writes a value as JSON on one line, with escapes that YAML reads the same way. With `typed`, as YAML that
 * `parseYamlTyped` gives back unchanged: an int64 has the tag !!int, bytes that are no text the tag !!binary.
 */
export function writeFlow(buffer: Buffer, v: Value, typed: bool): void {
  switch (v.kind) {
    case KIND_NIL:
      buffer.literal('null');
      break;
    case KIND_BOOL:
      buffer.literal(v.bool ? 'true' : 'false');
      break;
    case KIND_INT64:
      if (typed) buffer.literal('!!int ');
      buffer.integer(v.int);
      break;
    case KIND_FLOAT64:
      writeFloat(buffer, v.float);
      break;
    case KIND_LIST: {
      buffer.byte(0x5b);
      for (let i: u32 = 0; i < v.length; i++) {
        if (i) buffer.byte(0x2c);
        writeFlow(buffer, v.item(i), typed);
      }
      buffer.byte(0x5d);
      break;
    }
    case KIND_MAP:
      writeFlowMap(buffer, v.map, typed);
      break;
    default:
      if (typed && !isValidUtf8(v.pointer, v.length)) {
        buffer.literal('!!binary "');
        writeBase64(buffer, v.pointer, v.length);
        buffer.byte(0x22);
      } else {
        writeQuoted(buffer, v.pointer, v.length);
      }
  }
}

function writeFlowMap(buffer: Buffer, map: MapObject, typed: bool): void {
  sortEntries(map);
  buffer.byte(0x7b);
  for (let i: u32 = 0; i < map.count; i++) {
    if (i) buffer.byte(0x2c);
    const key = map.key(i);
    if (typed && key.length > MAX_SIMPLE_KEY) buffer.literal('? ');
    writeQuoted(buffer, key.pointer, key.length);
    buffer.byte(0x3a);
    buffer.byte(0x20);
    writeFlow(buffer, map.value(i), typed);
  }
  buffer.byte(0x7d);
}

/** A float64: digits alone for whole numbers, -0 with its sign, an exponent where JSON has one. */
function writeFloat(buffer: Buffer, value: f64): void {
  const magnitude = abs(value);
  if (magnitude < 9007199254740992.0 && <f64>(<i64>value) == value) {
    if (value == 0 && 1 / value < 0) buffer.literal('-0.0');
    else buffer.integer(<i64>value);
  } else if (magnitude < 1e-6 || magnitude >= 1e21) {
    formatFloat(buffer, value, 0x65, -1);
  } else {
    formatFloat(buffer, value, 0x66, -1);
  }
}

/** A quoted string; YAML's line breaks and what it does not take as characters are escaped, and what is not UTF-8 becomes U+FFFD. */
function writeQuoted(buffer: Buffer, pointer: usize, length: u32): void {
  const textEnd = pointer + length;
  let start = pointer;
  buffer.byte(0x22);
  while (pointer < textEnd) {
    const b = <u32>load<u8>(pointer);
    let rune = b;
    let width: u32 = 1;
    if (b < 0x80) {
      if (b >= 0x20 && b != 0x22 && b != 0x5c && b != 0x7f) {
        pointer++;
        continue;
      }
    } else {
      rune = decodeRune(pointer, textEnd);
      width = runeSize;
      const bad = width == 1;
      if (
        !bad &&
        rune >= 0xa0 &&
        rune != 0x2028 &&
        rune != 0x2029 &&
        (rune < 0xfffe || rune > 0xffff) &&
        rune != 0xfeff
      ) {
        pointer += width;
        continue;
      }
    }
    buffer.bytes(start, <u32>(pointer - start));
    writeEscape(buffer, rune, false);
    pointer += width;
    start = pointer;
  }
  buffer.bytes(start, <u32>(textEnd - start));
  buffer.byte(0x22);
}
