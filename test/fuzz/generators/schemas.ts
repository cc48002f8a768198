// Random values.schema.json against random values, in the dialects that Helm's validators know.

import type { HelmId } from '../../judge/helm';
import type { ChartCase } from '../charts';
import type { Choices } from './choices';
import { type Json, makeString, makeValue, numbers, valuesFile } from './values';

type Schema = boolean | { [keyword: string]: Json };

const names = ['a', 'b', 'c', 'x-y', 'name', 'global'];
const types = ['string', 'integer', 'number', 'boolean', 'null', 'array', 'object'];
const patterns = ['^a', '[0-9]+$', '^[a-z]*$', '.', '', '^(a|b)c?$', '\\d{2,}', '^\\S+$'];
const formats = [
  'date',
  'date-time',
  'email',
  'ipv4',
  'ipv6',
  'uri',
  'hostname',
  'regex',
  'uuid',
  'time',
  'duration',
  'json-pointer',
  'uri-reference',
  'x',
];

function makeSchema(c: Choices, depth: number): Schema {
  if (c.chance(20)) return c.chance(2);
  const schema: { [keyword: string]: Json } = {};
  const sub = (): Json => makeSchema(c, depth - 1);
  const count = () => c.pick([0, 1, 2, 3, 5]);
  for (let n = c.between(0, 3); n > 0; n--) {
    switch (c.below(depth > 0 ? 28 : 14)) {
      case 0:
      case 1:
        schema['type'] = c.chance(4) ? c.many(1, 3, () => c.pick(types)) : c.pick(types);
        break;
      case 2:
        schema['enum'] = c.many(1, 3, () => makeValue(c, 1));
        break;
      case 3:
        schema['const'] = makeValue(c, 1);
        break;
      case 4:
        schema[c.pick(['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'])] = c.pick(numbers);
        break;
      case 5:
        schema['multipleOf'] = c.pick([1, 2, 0.5, 0.1, 3, 1000, 0.01]);
        break;
      case 6:
        schema[c.pick(['minLength', 'maxLength'])] = count();
        break;
      case 7:
        schema['pattern'] = c.pick(patterns);
        break;
      case 8:
        schema['format'] = c.pick(formats);
        break;
      case 9:
        schema[c.pick(['minItems', 'maxItems', 'minProperties', 'maxProperties'])] = count();
        break;
      case 10:
        schema['uniqueItems'] = true;
        break;
      case 11:
        schema['required'] = c.many(0, 3, () => c.pick(names)).filter((name, i, all) => all.indexOf(name) === i);
        break;
      case 12:
        schema[c.pick(['title', 'description', 'default', '$comment', 'examples', 'deprecated'])] = c.pick(['t', 'u']);
        break;
      case 13:
        schema['$ref'] = c.pick(['#/definitions/d', '#', '#/$defs/e', '#/definitions/d']);
        break;
      case 14:
      case 15:
      case 16:
      case 17:
        schema['properties'] = Object.fromEntries(c.many(1, 3, () => [c.pick(names), sub()]));
        break;
      case 18:
        schema['additionalProperties'] = sub();
        break;
      case 19:
        schema['patternProperties'] = { [c.pick(patterns)]: sub() };
        break;
      case 20:
        schema['items'] = c.chance(4) ? c.many(1, 2, sub) : sub();
        break;
      case 21:
        schema[c.pick(['allOf', 'anyOf', 'oneOf'])] = c.many(1, 3, sub);
        break;
      case 22:
        schema['not'] = sub();
        break;
      case 23:
        schema['if'] = sub();
        schema['then'] = sub();
        if (c.chance(2)) schema['else'] = sub();
        break;
      case 24:
        schema[c.pick(['contains', 'propertyNames', 'additionalItems', 'unevaluatedProperties', 'unevaluatedItems'])] =
          sub();
        break;
      case 25:
        schema[c.pick(['dependentRequired', 'dependencies'])] = { [c.pick(names)]: [c.pick(names)] };
        break;
      case 26:
        schema[c.pick(['dependentSchemas', 'dependencies'])] = { [c.pick(names)]: sub() };
        break;
      default:
        schema['prefixItems'] = c.many(1, 2, sub);
    }
  }
  return schema;
}

function makeMatching(c: Choices, depth: number): Json {
  if (depth === 0 || c.chance(3))
    return c.pick<() => Json>([
      () => makeString(c),
      () => c.pick(numbers),
      () => true,
      () => null,
      () => [1, 1, 'a'],
      () => [],
      () => 'ab',
      () => 2,
    ])();
  if (c.chance(4)) return c.many(0, 3, () => makeMatching(c, depth - 1));
  return Object.fromEntries(c.many(0, 4, () => [c.pick(names), makeMatching(c, depth - 1)]));
}

/** A chart with a schema and values. */
export function makeSchemaCase(c: Choices, _major: HelmId): ChartCase {
  let schema = makeSchema(c, 3);
  if (typeof schema === 'boolean') schema = c.chance(10) ? schema : {};
  if (typeof schema === 'object') {
    if (c.chance(2))
      schema['$schema'] = c.pick([
        'http://json-schema.org/draft-07/schema#',
        'http://json-schema.org/draft-04/schema#',
        'http://json-schema.org/draft-06/schema#',
        'https://json-schema.org/draft/2020-12/schema',
        'https://json-schema.org/draft/2019-09/schema',
        'http://json-schema.org/schema#',
        'x',
      ]);
    if (JSON.stringify(schema).includes('"$ref"') || c.chance(10)) {
      schema['definitions'] = { d: makeSchema(c, 1) };
      schema['$defs'] = { e: makeSchema(c, 1) };
    }
  }
  const text = JSON.stringify(schema, undefined, c.pick([0, 2]));
  const top = () => Object.fromEntries(c.many(0, 5, () => [c.pick(names), makeMatching(c, 2)]));
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: vec\nversion: 0.1.0\n',
    'values.yaml': valuesFile(top()),
    'values.schema.json': text,
    'templates/t.yaml': 'a: b\n',
    'v.yaml': valuesFile(top()),
  };
  return { files, args: ['-f', 'CHART/v.yaml'] };
}
