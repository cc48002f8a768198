// toJson, fromJson and their relatives: Helm's own (which swallow errors) and Sprig's (which do not, or panic).
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/funcs.go, github.com/Masterminds/sprig/v3@v3.3.0 defaults.go.

import { KIND_FLOAT64, KIND_LIST, KIND_MAP, KIND_NIL, KIND_STRING, LIST_ANY, MAP_ANY } from '../../../abi/values';
import { clearFailure, failure, message } from '../../core/error';
import { writeIndentedJson, writeJson } from '../../go/json/marshal';
import { parseJson, readJson, typeError } from '../../go/json/unmarshal';
import { MapObject, mapSet } from '../../core/map';
import { output, takeOutput } from '../../core/output';
import { EMPTY_STRING, literal, newList, newMap, newMapOf, newNilList, setItem, Value } from '../../core/value';

/** Helm's toJson: "" where the value cannot be marshalled. */
export function fnToJson(v: Value): Value {
  const text = takeOutput(output.length, writeJson(output, v, true));
  return changetype<usize>(text) ? text : swallow();
}

/** Helm's mustToJson panics and Sprig's fails, with the same text. */
export function fnMustToJson(v: Value): Value {
  return takeOutput(output.length, writeJson(output, v, true));
}

/** Sprig's toPrettyJson. */
export function fnToPrettyJson(v: Value): Value {
  const text = takeOutput(output.length, writeIndentedJson(output, v));
  return changetype<usize>(text) ? text : swallow();
}

/** Sprig's mustToPrettyJson. */
export function fnMustToPrettyJson(v: Value): Value {
  return takeOutput(output.length, writeIndentedJson(output, v));
}

/** Sprig's toRawJson: without HTML escaping; panics where the value cannot be marshalled. */
export function fnToRawJson(v: Value): Value {
  return fnMustToRawJson(v);
}

/** Sprig's mustToRawJson. */
export function fnMustToRawJson(v: Value): Value {
  return takeOutput(output.length, writeJson(output, v, false));
}

function swallow(): Value {
  clearFailure();
  return EMPTY_STRING;
}

/** What encoding/json calls a JSON value that does not fit the Go type. */
function wrongType(v: Value, goType: string): Value {
  const text = message();
  text.literal('json: cannot unmarshal ');
  switch (v.kind) {
    case KIND_LIST:
      text.literal('array');
      break;
    case KIND_MAP:
      text.literal('object');
      break;
    case KIND_STRING:
      text.literal('string');
      break;
    case KIND_FLOAT64:
      text.literal('number');
      break;
    default:
      text.literal('bool');
  }
  text.literal(' into Go value of type ');
  text.literal(goType);
  return text.toValue();
}

/** Takes the text of the failure under way as a value. */
function failureText(): Value {
  const text = failure.text;
  clearFailure();
  return text;
}

/** Helm's fromJson: a map, with the error under `Error`; what was read before a number out of range stays in it. */
export function fnFromJson(s: Value): Value {
  const v = readJson(s.pointer, s.length);
  let error = typeError;
  let result = v;
  if (!changetype<usize>(v)) {
    error = failureText();
    result = newMap(MAP_ANY);
  } else if (isNull(v, s)) {
    return newMapOf(MAP_ANY, changetype<MapObject>(0));
  } else if (v.kind != KIND_MAP) {
    error = wrongType(v, 'map[string]interface {}');
    result = newMap(MAP_ANY);
  }
  if (changetype<usize>(error)) mapSet(result.map, literal('Error'), error);
  return result;
}

/** Helm's fromJsonArray: a list, with the error as its only element. */
export function fnFromJsonArray(s: Value): Value {
  const v = readJson(s.pointer, s.length);
  let error = typeError;
  if (!changetype<usize>(v)) error = failureText();
  else if (isNull(v, s)) return newNilList(LIST_ANY);
  else if (v.kind != KIND_LIST) error = wrongType(v, '[]interface {}');
  if (!changetype<usize>(error)) return v;
  const list = newList(LIST_ANY, 1);
  setItem(list, 0, error);
  return list;
}

/** The word null, which is also what a number out of range leaves. */
function isNull(v: Value, s: Value): bool {
  return v.kind == KIND_NIL && !changetype<usize>(typeError);
}

/** Sprig's mustFromJson. */
export function fnMustFromJson(s: Value): Value {
  return parseJson(s.pointer, s.length);
}
