// toYaml, fromYaml and their relatives.

import { Buffer } from '../buffer';
import { Value } from '../value';
import { writePrettyYaml } from '../yaml-pretty';
import { fromYamlList, fromYamlMap } from '../yaml-read';
import { endsLine, writeYaml, writeYamlIndented } from '../yaml-write';

/** Room for the YAML of small values, so that most are written without growing. */
const ROOM: u32 = 256;

/** Helm's toYaml: one final line break taken off; "" where the value cannot be marshalled. */
export function fnToYaml(v: Value): Value {
  const buffer = Buffer.create(ROOM);
  writeYamlIndented(buffer, v, 0);
  return buffer.toValue();
}

/** Helm 4's mustToYaml: panics where the value cannot be marshalled. */
export function fnMustToYaml(v: Value): Value {
  const buffer = Buffer.create(ROOM);
  if (!writeYaml(buffer, v)) return changetype<Value>(0);
  if (endsLine) buffer.length--;
  return buffer.toValue();
}

/** Helm's toYamlPretty: go-yaml v3's layout. */
export function fnToYamlPretty(v: Value): Value {
  const buffer = Buffer.create(ROOM);
  return writePrettyYaml(buffer, v) ? buffer.toValue() : changetype<Value>(0);
}

/** Helm's fromYaml: a map, with the error under `Error`. */
export function fnFromYaml(s: Value): Value {
  return fromYamlMap(s);
}

/** Helm's fromYamlArray: a list, with the error as its only element. */
export function fnFromYamlArray(s: Value): Value {
  return fromYamlList(s);
}
