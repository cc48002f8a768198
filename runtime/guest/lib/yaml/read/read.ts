// Reading YAML as Helm does, through sigs.k8s.io/yaml: YAML to JSON to Go values. The entry points; scanning, parsing and
// decoding live in yaml/. Must never keep anything from one call to the next.
// Follows sigs.k8s.io/yaml@v1.6.0 yaml.go.

import { VALUES_DOCUMENTS } from '../../../../abi/quirks';
import { KIND_LIST, KIND_MAP, KIND_NIL, LIST_ANY, MAP_ANY } from '../../../../abi/values';
import { clearFailure, failure } from '../../../core/error';
import { mapSet } from '../../../core/map';
import { has } from '../../../core/mode';
import { literal, NIL, newList, newMap, setItem, Value } from '../../../core/value';
import { startParser } from './parser';
import { decodeProblem, decodeTape, NUMBERS_FLOAT, NUMBERS_TAGGED, tooDeep } from './decode';
import { mergeDocuments } from './merge-documents';
import { conversionFailed, depthFailed, wrongType } from './failures';
import { closeReader, openReader } from './reader';
import { keepBytes } from './resolve';
import { readTape, tapeProblem } from './tape';

/** sigs.k8s.io/yaml's Unmarshal of the first document into interface{}. Strings share the bytes of the text. */
export function parseYaml(pointer: usize, length: u32): Value {
  return parse(pointer, length, NUMBERS_FLOAT);
}

/** The same, but integers with the explicit tag !!int are int64, and what !!binary holds keeps its bytes. */
export function parseYamlTyped(pointer: usize, length: u32): Value {
  keepBytes(true);
  const value = parse(pointer, length, NUMBERS_TAGGED);
  keepBytes(false);
  return value;
}

/**
 * A values file: the chart's values.yaml or a user's. Helm 3 reads its first document only, Helm 4 merges all of them.
 * The failure's text is what Helm shows behind `cannot load values.yaml: ` or `failed to parse FILE: `.
 */
export function parseValuesFile(pointer: usize, length: u32): Value {
  return has(VALUES_DOCUMENTS) ? mergeDocuments(pointer, length) : parseYamlMap(pointer, length);
}

function parse(pointer: usize, length: u32, numbers: i32): Value {
  openReader(pointer, length);
  startParser();
  const found = readTape();
  closeReader();
  if (found < 0) return conversionFailed('yaml: ', tapeProblem);
  if (found == 0) return NIL;
  const value = decodeTape(numbers);
  if (!changetype<usize>(value)) return conversionFailed('', decodeProblem);
  return tooDeep ? depthFailed() : value;
}

/** A document that must be a map; null and nothing are an empty one. */
export function parseYamlMap(pointer: usize, length: u32): Value {
  const value = parseYaml(pointer, length);
  if (!changetype<usize>(value) || value.kind == KIND_MAP) return value;
  return value.kind == KIND_NIL ? newMap(MAP_ANY) : wrongType(value, 'Go value of type map[string]interface {}');
}

/** Helm's fromYaml: a failure becomes the key `Error` of the result. */
export function fromYamlMap(s: Value): Value {
  const value = parseYamlMap(s.pointer, s.length);
  if (changetype<usize>(value)) return value;
  const map = newMap(MAP_ANY);
  mapSet(map.map, literal('Error'), failure.text);
  clearFailure();
  return map;
}

/** Helm's fromYamlArray: a failure becomes the only element of the result. */
export function fromYamlList(s: Value): Value {
  let value = parseYaml(s.pointer, s.length);
  if (changetype<usize>(value)) {
    if (value.kind == KIND_LIST) return value;
    if (value.kind == KIND_NIL) return newList(LIST_ANY, 0);
    value = wrongType(value, 'Go value of type []interface {}');
  }
  const list = newList(LIST_ANY, 1);
  setItem(list, 0, failure.text);
  clearFailure();
  return list;
}
