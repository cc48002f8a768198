// Helm 4's reading of values: the text is cut into documents as k8s.io/apimachinery's YAML reader does, and the documents
// are merged, later ones over earlier ones.
// Follows k8s.io/apimachinery@v0.37.1 pkg/util/yaml/decoder.go.

import { KIND_MAP, MAP_ANY } from '../../../../abi/values';
import { failWith, message, wrapFailure } from '../../../core/error';
import { copyMapObject, MapObject, mapGet, mapSet } from '../../../core/map';
import { allocate } from '../../../core/memory';
import { indexByte, trimSpace } from '../../../go/strings/strings';
import { literal, newMap, newMapOf, newString, Value } from '../../../core/value';
import { parseYamlMap } from './read';

/** All documents of a text as one map. */
export function mergeDocuments(pointer: usize, length: u32): Value {
  let values = newMap(MAP_ANY);
  // The lines as the reader hands them on: without CR, each with a line feed. Values keep slices of them.
  let out = allocate(length + 2);
  let document = out;
  const end = pointer + length;
  let p = pointer;
  while (true) {
    const last = p >= end;
    let newline = end;
    let separator = false;
    if (!last) {
      const found = indexByte(p, <u32>(end - p), 0x0a, 0);
      if (found >= 0) newline = p + found;
      if (isSeparatorLine(p, newline)) {
        const rest = trimSpace(newString(p + 3, <u32>(newline - p - 3)));
        if (rest.length && rest.byte(0) != 0x23) return badSeparator(rest);
        // The first separator of a document only opens it.
        separator = out != document;
      }
    }
    if (separator || (last && out != document)) {
      const next = parseYamlMap(document, <u32>(out - document));
      if (!changetype<usize>(next)) return wrapFailure(literal('cannot unmarshal yaml document: '));
      values = newMapOf(MAP_ANY, mergeMaps(values.map, next.map));
      document = out;
    }
    if (last) return values;
    if (!separator) {
      const carriage = newline < end && newline > p && load<u8>(newline - 1) == 0x0d;
      const size = newline - p - (carriage ? 1 : 0);
      memory.copy(out, p, size);
      store<u8>(out + size, 0x0a);
      out += size + 1;
    }
    p = newline + 1;
  }
}

function isSeparatorLine(p: usize, end: usize): bool {
  return p + 3 <= end && load<u16>(p) == 0x2d2d && load<u8>(p, 2) == 0x2d;
}

function badSeparator(rest: Value): Value {
  const text = message();
  text.literal('error reading yaml document: invalid Yaml document separator: ');
  text.string(rest);
  return failWith(text);
}

/** Helm's MergeMaps: a new map, in which `b` wins, and maps on both sides merge. */
export function mergeMaps(a: MapObject, b: MapObject): MapObject {
  const merged = copyMapObject(a);
  for (let i: u32 = 0; i < b.count; i++) {
    const key = b.key(i);
    let value = b.value(i);
    if (value.kind == KIND_MAP) {
      const present = mapGet(merged, key);
      if (changetype<usize>(present) && present.kind == KIND_MAP) {
        value = newMapOf(MAP_ANY, mergeMaps(present.map, value.map));
      }
    }
    mapSet(merged, key, value);
  }
  return merged;
}
