// What values are called in errors, and where in a value something stands that is no data.

/** What a value is, for an error: `undefined`, `a text`, `a list`, `a promise that nobody awaited`. */
export function whatIs(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : (noData(value) ?? nameOf(value));
  return `a ${typeof value}`;
}

function nameOf(value: object): string {
  const known = [Map, Set, Date].find((type) => value instanceof type)?.name;
  return known === undefined ? 'an object' : `a ${known}`;
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

/** What an object is that holds no data of its own; undefined where it may. */
export function noData(value: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype) return undefined;
  if (ArrayBuffer.isView(value)) return 'an array of bytes or numbers of one size';
  const known = NO_DATA.find(([type]) => value instanceof type)?.[1];
  if (known !== undefined) return known;
  const { then, next } = value as { then?: unknown; next?: unknown };
  if (typeof then === 'function') return 'a promise that nobody awaited';
  if (typeof next === 'function') return 'an iterator (a list is [...it])';
  return undefined;
}

/** A value for people, whatever it is: of objects their JSON. */
export function shown(value: unknown): string {
  if (typeof value !== 'object' || value === null || value instanceof Error) return String(value);
  try {
    return JSON.stringify(value, (_, inner) => (typeof inner === 'bigint' ? String(inner) : inner));
  } catch {
    return 'an object that cannot be shown'; // it contains itself, or its toJSON fails
  }
}

/** Does a text hold half a surrogate pair? */
export const isTorn = (text: string) => /[\ud800-\udfff]/u.test(text);

/** Do two keys of a Map have the same text? */
export const hasTwins = (map: Map<unknown, unknown>) => new Set([...map.keys()].map(String)).size < map.size;

const HALF = 'a text with half a surrogate pair';

/** What is in the way of writing a value as data. */
export interface Fault {
  /** `spec.containers[0].name`; empty: the value itself. */
  place: string;
  what: string;
}

/** `of`, and a field or an item in it. */
function placeIn(of: string, key: string | number): string {
  if (typeof key === 'number') return `${of}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${of}[${JSON.stringify(key)}]`;
  return of === '' ? key : `${of}.${key}`;
}

/**
 * The first thing in a value that is no data: in the order, and after the `toJSON`, of JSON.stringify. `isNone`: numbers that are none either.
 */
export function findFault(
  given: unknown,
  isNone: (number: number) => boolean,
  place = '',
  around: readonly object[] = [],
): Fault | undefined {
  let value = given;
  if (typeof (value as { toJSON?: unknown } | null | undefined)?.toJSON === 'function') {
    value = (value as { toJSON(): unknown }).toJSON();
    if (value === null && given instanceof Date) return { place, what: 'a Date that is no time' };
  }
  if (typeof value === 'function' || typeof value === 'symbol') return { place, what: `a ${typeof value}` };
  if (typeof value === 'string' && isTorn(value)) return { place, what: HALF };
  if (typeof value === 'number' && isNone(value))
    return { place, what: Number.isFinite(value) ? `${value}, beyond 2^53, where numbers are rounded` : String(value) };
  if (typeof value !== 'object' || value === null) return undefined;
  const what = noData(value);
  if (what !== undefined) return { place, what };
  if (around.includes(value)) return { place, what: 'an object that contains itself' };
  const inner = [...around, value];
  if (value instanceof Map && hasTwins(value)) return { place, what: 'a Map with two keys of the same text' };
  for (const [key, child] of entriesOf(value)) {
    if (typeof key !== 'string' && typeof key !== 'number')
      return { place, what: `a Map with a key that is ${whatIs(key)}` };
    if (isTorn(String(key))) return { place, what: 'an object with half a surrogate pair in a key' };
    const fault = findFault(child, isNone, placeIn(place, key), inner);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function entriesOf(value: object): Iterable<[unknown, unknown]> {
  if (value instanceof Map)
    return [...value].map(([key, child]) => [typeof key === 'number' ? String(key) : key, child]);
  if (Array.isArray(value) || value instanceof Set) return [...value].entries();
  return Object.entries(value);
}
