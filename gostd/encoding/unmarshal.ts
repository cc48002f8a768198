/**
 * sigs.k8s.io/yaml's Unmarshal into a Go struct: YAML to JSON to fields, with Go's conversions and Go's complaints.
 * A struct is described by a table; nothing here knows what a chart is.
 * Follows sigs.k8s.io/yaml@v1.6.0 yaml.go, go@1.26.8 src/encoding/json/decode.go.
 */

import { foldAscii, sortedKeys } from '../strings';
import { rfc3339Error } from '../time/rfc3339';

/**
 * What a YAML document becomes. Integers are bigint and floats are number, because Go writes `1000000` and `1e6`
 * differently when a string is wanted. A mapping is a Map whose keys are already strings.
 */
export type YamlValue = null | boolean | number | bigint | string | YamlValue[] | Map<string, YamlValue>;

/**
 * Parses the first document of a YAML text as go-yaml v2 does; an empty one is null. Every integer must come as bigint
 * and every float as number. Keys are converted to strings as sigs.k8s.io/yaml does (`1: x` gives "1"). Throws an Error
 * whose message is go-yaml's or the key conversion's (`yaml: line 1: did not find expected node content`).
 */
export type ParseYaml = (text: Uint8Array) => unknown;

/** The Go type of a field. */
export type FieldType = 'string' | 'bool' | 'time' | '[]string' | 'map[string]string' | '[]interface {}' | StructType;

/** A Go struct: its name in messages and its fields by JSON name. A field of a struct type is a list of pointers to it. */
export interface StructType {
  name: string;
  /** Package name in messages. */
  package: string;
  fields: Record<string, { property: string; type: FieldType }>;
  /** A value with every field at its zero. */
  zero(): object;
}

type Fields = Record<string, unknown>;

/**
 * Decodes text into target, which keeps what the text does not mention (a second document lays itself over the first,
 * list items by position). Throws an Error with the message sigs.k8s.io/yaml would give.
 */
export function unmarshal(text: Uint8Array, target: object, type: StructType, parseYaml: ParseYaml): void {
  const value = toJson(text, type, parseYaml);
  if (value === null) return;
  const context = { struct: '', path: [] };
  if (!(value instanceof Map)) throw typeError(value, `${type.package}.${type.name}`, context);
  decodeStruct(value, target as Fields, type, context);
}

/** The YAML to JSON half: its failures are the parser's, and numbers that JSON cannot hold. */
function toJson(text: Uint8Array, type: FieldType | null, parseYaml: ParseYaml): YamlValue {
  try {
    const value = (parseYaml(text) ?? null) as YamlValue;
    const number = isFiniteAll(value) ? null : unsupportedNumber(value, type);
    if (number !== null) throw new Error(`json: unsupported value: ${formatFloat32(number)}`);
    return value;
  } catch (error) {
    // What the machine lacks (HostError) is not the text's fault.
    if (error instanceof RangeError || (error as Error).name === 'HostError') throw error;
    throw new Error(`error converting YAML to JSON: ${(error as Error).message}`);
  }
}

/** Has the value no infinity and no NaN? */
function isFiniteAll(root: YamlValue): boolean {
  const pending: YamlValue[] = [root];
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value === 'number' && !Number.isFinite(value)) return false;
    if (Array.isArray(value)) for (const item of value) pending.push(item);
    else if (value instanceof Map) for (const item of value.values()) pending.push(item);
  }
  return true;
}

/** Finds the first infinity or NaN, in the order Go marshals, that is not going to become a string. */
function unsupportedNumber(root: YamlValue, rootType: FieldType | null): number | null {
  const pending: { value: YamlValue; type: FieldType | null }[] = [{ value: root, type: rootType }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { value, type } = item;
    if (typeof value === 'number' && !Number.isFinite(value) && type !== 'string') return value;
    if (Array.isArray(value)) {
      const element = type === '[]string' ? 'string' : isStruct(type) ? type : null;
      for (let i = value.length - 1; i >= 0; i--) pending.push({ value: value[i], type: element });
    } else if (value instanceof Map) {
      for (const key of sortedKeys(value).reverse()) {
        const field = isStruct(type) ? findField(type, key)?.type : type === 'map[string]string' ? 'string' : null;
        pending.push({ value: value.get(key)!, type: field ?? null });
      }
    }
  }
  return null;
}

/** A list that the text does not have, Go's nil slice. Another empty list is one that it has. */
export const noItems: never[] = [];

interface Context {
  /** Innermost struct, for messages. */
  struct: string;
  /** JSON names of the fields on the way, for messages. */
  path: string[];
}

function decodeStruct(value: Map<string, YamlValue>, target: Fields, type: StructType, outer: Context): void {
  for (const key of sortedKeys(value)) {
    const field = findField(type, key);
    if (!field) continue;
    const context = { struct: type.name, path: [...outer.path, field.name] };
    target[field.property] = decodeField(value.get(key)!, target[field.property], field.type, context);
  }
}

/** Gives the field's new value. null leaves a scalar as it was and empties a list or map, as in encoding/json. */
function decodeField(value: YamlValue, old: unknown, type: FieldType, context: Context): unknown {
  switch (type) {
    case 'string':
      return decodeString(value, old as string, context);
    case 'bool':
      if (value === null) return old;
      if (typeof value !== 'boolean') throw typeError(value, 'bool', context);
      return value;
    case 'time': {
      if (value === null) return old;
      if (typeof value !== 'string') throw decodingError('Time.UnmarshalJSON: input is not a JSON string');
      // Go reads the time from the JSON text, escapes and all.
      const problem = rfc3339Error(JSON.stringify(value).slice(1, -1));
      if (problem !== null) throw decodingError(problem);
      return value;
    }
    case 'map[string]string': {
      if (value === null) return null;
      if (!(value instanceof Map)) throw typeError(value, type, context);
      const map = (old ?? Object.create(null)) as Record<string, string>;
      for (const key of sortedKeys(value)) map[key] = decodeString(value.get(key)!, '', context);
      return map;
    }
  }
  if (value === null) return noItems;
  const name = isStruct(type) ? `[]*${type.package}.${type.name}` : type;
  if (!Array.isArray(value)) throw typeError(value, name, context);
  if (type === '[]interface {}') return value.map(toInterface);
  if (!isStruct(type)) return value.map((item, i) => decodeString(item, (old as string[])[i] ?? '', context));
  return value.map((item, i) => {
    if (item === null) return null;
    if (!(item instanceof Map)) throw typeError(item, `${type.package}.${type.name}`, context);
    const element = ((old as (object | null)[])[i] ?? type.zero()) as Fields;
    decodeStruct(item, element, type, context);
    return element;
  });
}

function decodeString(value: YamlValue, old: string, context: Context): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'bigint':
    case 'boolean':
      return String(value);
    case 'number':
      return formatFloat32(value);
  }
  if (value === null) return old;
  throw typeError(value, 'string', context);
}

/** A value of Go type interface{}: numbers become floats, mappings plain objects. */
function toInterface(value: YamlValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(toInterface);
  if (!(value instanceof Map)) return value;
  const object: Fields = Object.create(null);
  for (const [key, item] of value) object[key] = toInterface(item);
  return object;
}

/** The field the JSON library picks: the exact name, else the first that is equal when case is folded. */
function findField(type: StructType, key: string): { name: string; property: string; type: FieldType } | null {
  if (Object.hasOwn(type.fields, key)) {
    const field = type.fields[key]!;
    return { name: key, property: field.property, type: field.type };
  }
  const folded = foldAscii(key);
  for (const name of Object.keys(type.fields)) if (foldAscii(name) === folded) return { name, ...type.fields[name] };
  return null;
}

function isStruct(type: FieldType | null): type is StructType {
  return typeof type === 'object' && type !== null;
}

function typeError(value: YamlValue, type: string, context: Context): Error {
  const kind = Array.isArray(value)
    ? 'array'
    : value instanceof Map
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value === 'string'
          ? 'string'
          : 'number';
  const into = context.struct ? `struct field ${context.struct}.${context.path.join('.')}` : 'value';
  return decodingError(`json: cannot unmarshal ${kind} into Go ${into} of type ${type}`);
}

function decodingError(message: string): Error {
  return new Error(`error unmarshaling JSON: while decoding JSON: ${message}`);
}

/** Go's strconv.FormatFloat(value, 'g', -1, 32), by which a YAML float becomes a string. */
export function formatFloat32(value: number): string {
  const single = Math.fround(value);
  if (Number.isNaN(single)) return 'NaN';
  if (!Number.isFinite(single)) return single > 0 ? '+Inf' : '-Inf';
  if (single === 0) return Object.is(single, -0) ? '-0' : '0';
  let precision = 0;
  while (Math.fround(Number(single.toExponential(precision))) !== single) precision++;
  const shortest = roundToEven(single, precision);
  const [mantissa, exponentText] = shortest.split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(Number(shortest));
  const sign = exponent < 0 ? '-' : '+';
  return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** toExponential, which rounds a tie up, with Go's rounding of ties to an even digit. */
function roundToEven(value: number, precision: number): string {
  const rounded = value.toExponential(precision);
  const [exact, exponent] = value.toExponential(100).split('e');
  const cut = exact.indexOf('.') + 1 + precision;
  if (precision === 0 || !/^50*$/.test(exact.slice(cut)) || Number(exact[cut - 1]) % 2 !== 0) return rounded;
  const even = `${exact.slice(0, cut)}e${exponent}`;
  return Math.fround(Number(even)) === value ? even : rounded;
}
