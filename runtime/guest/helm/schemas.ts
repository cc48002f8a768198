// Checks a render's values against the charts' values.schema.json, each chart with its own section, in Helm's order and with
// its words. The schemas were compiled with the chart (compiler/schema).
// Follows helm.sh/helm/v4@v4.3.1 pkg/chart/common/util/jsonschema.go.

import { CHART_SCHEMA } from '../../abi/description';
import { JSON_SCHEMA_V6 } from '../../abi/quirks';
import { KIND_MAP, KIND_NIL, KIND_STRING, MAP_ANY } from '../../abi/values';
import { Buffer } from '../core/buffer';
import { clearFailure, failure, failWith, message } from '../core/error';
import { ChartNode, chartAt, childOf } from './charts';
import { MapObject, mapGet, mapGetLiteral } from '../core/map';
import { has } from '../core/mode';
import { beginPatternCache } from '../go/regexp/cache';
import { compilePattern } from '../go/regexp/compile';
import { typeName } from '../go/reflect/types';
import { newMapOf, Value } from '../core/value';
import { callGojsonschema, callV6 } from '../lib/jsonschema/late-bound';

/** Checks the values of all enabled charts; false with a failure recorded, as Helm prints it after `Error: `. */
export function validateSchemas(values: MapObject): bool {
  beginPatternCache();
  const found = Buffer.create(64);
  validateChart(found, chartAt(0), values);
  if (!found.length) return true;
  const text = message();
  text.literal("values don't meet the specifications of the schema(s) in the following chart(s):\n");
  text.bytes(found.pointer, found.length);
  failWith(text);
  return false;
}

/** Writes what is wrong with the values of a chart and of those below it. */
function validateChart(found: Buffer, chart: ChartNode, values: MapObject): void {
  const schema = mapGetLiteral(chart.description, CHART_SCHEMA);
  if (changetype<usize>(schema) && schema.kind != KIND_NIL) validateOne(found, chart.name, schema, values);
  for (let i = 0; i < chart.childCount; i++) {
    const child = childOf(chart, i);
    const section = mapGet(values, child.name);
    if (!changetype<usize>(section) || section.kind == KIND_NIL) continue;
    if (section.kind == KIND_MAP) {
      validateChart(found, child, section.map);
      continue;
    }
    found.string(child.name);
    found.literal(':\ninvalid type for values: expected object (map), got ');
    found.string(typeName(section));
    found.byte(0x0a);
  }
}

/** `schema` is the address of a compiled schema, or what Helm says of one that cannot be compiled. */
function validateOne(found: Buffer, name: Value, schema: Value, values: MapObject): void {
  const isBroken = schema.kind == KIND_STRING;
  const address = <usize>schema.int;
  let text = schema;
  if (!isBroken) {
    const object = newMapOf(MAP_ANY, values);
    text = has(JSON_SCHEMA_V6) ? callV6(address, object) : callGojsonschema(address, object);
    if (!changetype<usize>(text)) return;
  }
  found.string(name);
  found.literal(':\n');
  found.string(text);
  if (has(JSON_SCHEMA_V6) && !isBroken) found.byte(0x0a);
}

// ---- for the compiler

/** What Go says of a pattern, or null. */
export function patternProblem(pattern: Value): Value {
  if (changetype<usize>(compilePattern(pattern))) return changetype<Value>(0);
  const text = failure.text;
  clearFailure();
  return text;
}
