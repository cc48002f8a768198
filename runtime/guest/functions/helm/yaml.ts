// toYaml, fromYaml and their relatives.
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/funcs.go.

import { output, takeOutput } from '../../core/output';
import { Value } from '../../core/value';
import { writePrettyYaml } from '../../lib/yaml/write/pretty';
import { fromYamlList, fromYamlMap } from '../../lib/yaml/read/read';
import { endsLine, writeYaml, writeYamlIndented } from '../../lib/yaml/write/marshal';

/** Helm's toYaml: one final line break taken off; "" where the value cannot be marshalled. */
export function fnToYaml(v: Value): Value {
  const mark = output.length;
  writeYamlIndented(output, v, 0);
  return output.cut(mark);
}

/** Helm 4's mustToYaml: panics where the value cannot be marshalled. */
export function fnMustToYaml(v: Value): Value {
  const mark = output.length;
  const good = writeYaml(output, v);
  if (good && endsLine) output.length--;
  return takeOutput(mark, good);
}

/** Helm's toYamlPretty: go-yaml v3's layout. */
export function fnToYamlPretty(v: Value): Value {
  return takeOutput(output.length, writePrettyYaml(output, v));
}

/** Helm's fromYaml: a map, with the error under `Error`. */
export function fnFromYaml(s: Value): Value {
  return fromYamlMap(s);
}

/** Helm's fromYamlArray: a list, with the error as its only element. */
export function fnFromYamlArray(s: Value): Value {
  return fromYamlList(s);
}
