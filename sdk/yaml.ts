// Writes YAML that every parser (1.1 and 1.2) reads back as the same values. QuickJS is an interpreter, so JavaScript only makes JSON of
// the value, which is C, and the module's own writer makes YAML of that: runtime/guest/lib/yaml/write/from-json.ts.

import { native, WRITE_YAML } from './runtime/native';

let isBeyondJson = false;

/** Notes numbers that JSON has no words for, and refuses what is no data. */
function look(_: string, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) isBeyondJson = true;
      break;
    case 'bigint':
      isBeyondJson = true;
      return null;
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} cannot be written as YAML`);
    case 'object':
      return value === null ? null : data(value);
  }
  return value;
}

/** What JSON would take for an object without fields, or for its bytes by number. */
const NO_DATA: readonly [new (...of: never[]) => object, what: string][] = [
  [Promise, 'a promise that nobody awaited'],
  [Error, 'an Error'],
  [RegExp, 'a regular expression'],
  [ArrayBuffer, 'an ArrayBuffer'],
  [WeakMap, 'a WeakMap'],
  [WeakSet, 'a WeakSet'],
];

/** An object as JSON knows it: Maps are objects, Sets are arrays. Refuses what is no data. */
function data(value: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype) return value;
  if (value instanceof Map) return Object.fromEntries(value);
  if (value instanceof Set) return [...value];
  const what = ArrayBuffer.isView(value)
    ? 'an array of bytes or numbers of one size'
    : NO_DATA.find(([type]) => value instanceof type)?.[1];
  if (what !== undefined) throw new TypeError(`${what} cannot be written as YAML`);
  return value;
}

/** JSON but for those numbers, which are as YAML has them. */
function beyondJson(given: unknown): string {
  let value = given;
  if (typeof (value as { toJSON?: unknown } | null)?.toJSON === 'function') {
    value = (value as { toJSON(): unknown }).toJSON();
  }
  if (typeof value === 'object' && value !== null) value = data(value);
  if (Array.isArray(value)) return `[${value.map(beyondJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    return `{${entries.map(([name, child]) => `${JSON.stringify(name)}:${beyondJson(child)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number' || Number.isFinite(value)) return JSON.stringify(value) ?? 'null';
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}

/** Is an object among those that it stands in? */
function containsItself(value: unknown, around: readonly object[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (around.includes(value)) return true;
  const inside = value instanceof Set ? [...value] : Object.values(value);
  return inside.some((one) => containsItself(one, [...around, value]));
}

/** One YAML document. Keys stay in their order; `undefined` is left out; Dates become texts. */
export function toYaml(value: unknown): string {
  isBeyondJson = false;
  let json: string | undefined;
  try {
    json = JSON.stringify(value, look);
  } catch (error) {
    if (!(error instanceof TypeError) || !containsItself(value)) throw error;
    throw new TypeError('an object that contains itself cannot be written as YAML');
  }
  return native(WRITE_YAML, isBeyondJson ? beyondJson(value) : (json ?? 'null'));
}
