// toToml and fromToml: errors are their results.
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/funcs.go.

import { KIND_NIL, MAP_ANY } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { clearFailure, failLiteral, failure } from '../../core/error';
import { mapSet } from '../../core/map';
import { parseToml } from '../../lib/toml/read';
import { writeToml } from '../../lib/toml/write';
import { literal, newMap, Value } from '../../core/value';

/** Helm's toToml: the document, or the text of the error. nil makes the encoder panic. */
export function fnToToml(v: Value): Value {
  if (v.kind == KIND_NIL) return failLiteral('reflect: call of reflect.Value.Type on zero Value');
  const buffer = Buffer.create(256);
  if (writeToml(buffer, v)) return buffer.toValue();
  const text = failure.text;
  clearFailure();
  return text;
}

/** Helm's mustToToml: fails where the value cannot be written. */
export function fnMustToToml(v: Value): Value {
  if (v.kind == KIND_NIL) return failLiteral('reflect: call of reflect.Value.Type on zero Value');
  const buffer = Buffer.create(256);
  return writeToml(buffer, v) ? buffer.toValue() : changetype<Value>(0);
}

/** Helm's fromToml: a map, with the error under `Error`. */
export function fnFromToml(s: Value): Value {
  const v = parseToml(s.pointer, s.length);
  if (changetype<usize>(v)) return v;
  const result = newMap(MAP_ANY);
  mapSet(result.map, literal('Error'), failure.text);
  clearFailure();
  return result;
}
