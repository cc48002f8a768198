// Writes YAML that every parser (1.1 and 1.2) reads back as the same values. QuickJS is an interpreter, so JavaScript only makes JSON of
// the value, which is C, and the module's own writer makes YAML of that: runtime/guest/lib/yaml/write/from-json.ts.

import { native, WRITE_YAML } from './runtime/native';
import { findFault, hasTwins, noData } from './values';

/** What the value that is being written holds besides what JSON has words for. */
let hasBigInts = false;
let hasNumbersBeyond = false;
let hasRounded = false;

/** Is a whole number larger than JavaScript has exactly, and no larger than YAML's readers have? It may be another than was meant. */
const isRounded = (number: number) =>
  Number.isInteger(number) && !Number.isSafeInteger(number) && Math.abs(number) < 2 ** 64;

/** Notes numbers that JSON has no words for, and refuses what is no data. */
function look(this: unknown, key: string, value: unknown): unknown {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) hasNumbersBeyond = true;
      else if (isRounded(value)) hasRounded = true;
      break;
    case 'bigint':
      hasBigInts = true;
      return null;
    case 'function':
    case 'symbol':
      throw new TypeError(`a ${typeof value} ${REFUSED}`);
    case 'object':
      if (value !== null) return data(value);
      // A Date that is no time says null.
      if ((this as Record<string, unknown>)[key] instanceof Date)
        throw new TypeError(`a Date that is no time ${REFUSED}`);
  }
  return value;
}

const REFUSED = 'cannot be written as YAML';

/** An object as JSON knows it: Maps are objects, Sets are arrays. Refuses what is no data. */
function data(value: object): unknown {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype) return value;
  if (value instanceof Map) {
    if (hasTwins(value)) throw new TypeError(`a Map with two keys of the same text ${REFUSED}`);
    if ([...value.keys()].every((key) => typeof key === 'string' || typeof key === 'number'))
      return Object.fromEntries(value);
    throw new TypeError(`a Map with keys that are no texts ${REFUSED}`);
  }
  if (value instanceof Set) return [...value];
  const what = noData(value);
  if (what !== undefined) throw new TypeError(`${what} ${REFUSED}`);
  return value;
}

/** JSON but for those numbers, which are as YAML has them. */
function beyondJson(given: unknown): string {
  let value = given;
  if (typeof (value as { toJSON?: unknown } | null)?.toJSON === 'function') {
    value = (value as { toJSON(): unknown }).toJSON();
  }
  if (value instanceof Number || value instanceof String || value instanceof Boolean) value = value.valueOf();
  if (typeof value === 'object' && value !== null) value = data(value);
  // A list may have holes, which `map` would leave out.
  if (Array.isArray(value)) return `[${Array.from(value, beyondJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).filter(([, child]) => child !== undefined);
    return `{${entries.map(([name, child]) => `${JSON.stringify(name)}:${beyondJson(child)}`).join(',')}}`;
  }
  if (typeof value === 'bigint') return String(value);
  if (typeof value !== 'number' || Number.isFinite(value)) return JSON.stringify(value) ?? 'null';
  return Number.isNaN(value) ? '.nan' : value > 0 ? '.inf' : '-.inf';
}

/** How a value is written. */
export interface Writing {
  /** What it is, before the place of what is wrong with it: `Deployment/web`. */
  of?: string;
  /** Refuse numbers that JSON has no words for, which no Kubernetes object can hold. */
  isJson?: boolean;
  /** Refuse whole numbers beyond 2^53, which JavaScript rounds. */
  isExact?: boolean;
}

/**
 * JSON of a value, but for numbers that JSON has no words for, which are as YAML has them. Throws TypeError for what is no data, with the place:
 * `Deployment/web: spec.template.spec.containers[0].env[2].value is a function, which cannot be written as YAML`.
 */
export function toJson(value: unknown, { of, isJson = false, isExact = false }: Writing = {}): string {
  hasBigInts = false;
  hasNumbersBeyond = false;
  hasRounded = false;
  const isNone = (number: number) => (isJson && !Number.isFinite(number)) || (isExact && isRounded(number));
  let json: string | undefined;
  try {
    json = JSON.stringify(value, look);
    // JSON writes half a surrogate pair as an escape. What was one before is none.
    if (json?.includes('\\ud') && findFault(value, isNone)) throw new TypeError(`half a surrogate pair ${REFUSED}`);
    if (isJson && hasNumbersBeyond) throw new TypeError(`a number that is none ${REFUSED}`);
    if (isExact && hasRounded) throw new TypeError(`a number that is rounded ${REFUSED}`);
  } catch (error) {
    const fault = error instanceof TypeError ? findFault(value, isNone) : undefined;
    if (fault === undefined) throw error;
    const words = fault.place === '' ? `${fault.what} ${REFUSED}` : `${fault.place} is ${fault.what}, which ${REFUSED}`;
    throw new TypeError(of === undefined ? words : `${of}: ${words}`);
  }
  return hasBigInts || hasNumbersBeyond ? beyondJson(value) : (json ?? 'null');
}

/** A value of a package's output as YAML. Throws TypeError, as {@link toJson}. */
export function writeYaml(value: unknown, writing?: Writing): string {
  return native(WRITE_YAML, toJson(value, writing));
}

/**
 * One YAML document. Keys stay in their order. As JSON has it, what is `undefined` is left out of objects and null in lists, and Dates become texts;
 * a Map is an object, a Set a list. Throws TypeError with the place for what is no data: functions, symbols, promises, iterators, bytes, objects
 * that contain themselves.
 */
export function toYaml(value: unknown): string {
  return writeYaml(value);
}
