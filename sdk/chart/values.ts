// What Go's templates take for true and empty, and how they reach into values.

import { InputError } from '../errors';
import { compareKeys } from './text';
import type { Collection } from './types';

/** Is a value neither false, 0, nor empty? Empty lists and mappings are, unlike in JavaScript. */
export function truthy<T>(value: T): value is NonNullable<T> {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** A value, or another where it is empty. */
export function defaulted<T, D>(value: T, fallback: D): NonNullable<T> | D {
  return truthy(value) ? value : fallback;
}

/** A value that must be there: null and the empty text are refused with the message. Throws InputError. */
export function required<T>(value: T, message: string): NonNullable<T> {
  if (value === null || value === undefined || value === '') throw new InputError(message);
  return value;
}

/** Ends the render with a message for the user. */
export function fail(message: string): never {
  throw new InputError(message);
}

/** What `range` goes over: a list's items, or a mapping's values in the order of their keys; nothing for null. Throws TypeError. */
export function items<T>(collection: Collection<T> | null | undefined): T[];
export function items(collection: unknown): unknown[];
export function items(collection: unknown): unknown[] {
  if (collection === null || collection === undefined) return [];
  if (Array.isArray(collection)) return collection;
  return entries(collection).map(([, value]) => value);
}

/** The same with keys: of a list the indexes. */
export function entries<T>(collection: Collection<T> | null | undefined): [string, T][];
export function entries(collection: unknown): [string, unknown][];
export function entries(collection: unknown): [string | number, unknown][] {
  if (collection === null || collection === undefined) return [];
  if (Array.isArray(collection)) return collection.map((item, i) => [i, item] as [number, unknown]);
  if (typeof collection !== 'object') throw new TypeError(`range can't iterate over ${String(collection)}`);
  return Object.keys(collection)
    .sort(compareKeys)
    .map((key) => [key, (collection as Record<string, unknown>)[key]]);
}

/** What `range` goes over where each round reads a field of its item: an item without fields is refused. Throws TypeError. */
export function mappings<T>(collection: Collection<T> | null | undefined): T[];
export function mappings(collection: unknown): unknown[];
export function mappings(collection: unknown): unknown[] {
  const all = items(collection);
  for (const item of all)
    if (!isMapping(item)) throw new TypeError('an item of a list has no fields: a mapping is needed');
  return all;
}

/** A field of a value whose type nothing tells; of null it is an error. Throws TypeError. */
export function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(
      `there is no field ${name} in ${value === null || value === undefined ? 'nothing' : `a ${typeof value}`}`,
    );
  }
  return Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}

/** The same where null has no fields, and that is no error. */
export function fieldIf(value: unknown, name: string): unknown {
  return value === null || value === undefined ? undefined : field(value, name);
}

/** Does a mapping have a key? */
export function hasKey(value: unknown, name: string): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError('hasKey needs a mapping');
  return Object.hasOwn(value, name);
}

/** A mapping's value; the empty text where there is none. */
export function get(value: unknown, name: string): unknown {
  return hasKey(value, name) ? (value as Record<string, unknown>)[name] : '';
}

/** What `index` finds, step by step. Throws TypeError. */
export function index(value: unknown, ...steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>((at, step) => {
    if (at === null || at === undefined) throw new TypeError('index of untyped nil');
    if (Array.isArray(at)) {
      if (typeof step !== 'number' || step < 0 || step >= at.length) throw new TypeError(`index out of range: ${step}`);
      return at[step];
    }
    return field(at, String(step));
  }, value);
}

/** Is a value in a list? */
export function has(list: unknown, value: unknown): boolean {
  if (list === null || list === undefined) return false;
  if (!Array.isArray(list)) throw new TypeError('has needs a list');
  return list.some((item) => isSame(item, value));
}

function isSame(a: unknown, b: unknown): boolean {
  return (
    a === b ||
    ((a === null || a === undefined) && (b === null || b === undefined)) ||
    (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b))
  );
}

/** How many items, entries or bytes a value has. */
export function len(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (typeof value !== 'object' || value === null) throw new TypeError('len of something that has no length');
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** Is the first value any of the others? Values of different types are compared by nobody. Throws TypeError. */
export function equal(first: unknown, ...others: readonly unknown[]): boolean {
  return others.some((other) => {
    const nothing = [first, other].filter((value) => value === null || value === undefined).length;
    if (nothing > 0) return nothing === 2;
    if (typeof first !== typeof other || typeof first === 'object')
      throw new TypeError('incompatible types for comparison');
    return first === other;
  });
}

/** An integer of whatever is given, as Sprig casts: 0 where it is none. Throws RangeError where JavaScript has none as large. */
export function int(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  const number =
    typeof value === 'string' ? (/^[-+]?\d+$/.test(value) ? Number(value) : 0) : typeof value === 'number' ? value : 0;
  if (Math.abs(number) > Number.MAX_SAFE_INTEGER)
    throw new RangeError(`${number} is a larger whole number than JavaScript has`);
  return Math.trunc(number) || 0;
}

/** Is a value of that kind of Go's? */
export function kindIs(value: unknown, kind: string): boolean {
  if (value === null || value === undefined) return kind === 'invalid';
  if (typeof value === 'object') return kind === (Array.isArray(value) ? 'slice' : 'map');
  return kind === (typeof value === 'boolean' ? 'bool' : typeof value);
}

/** A mapping without some keys. */
export function omit(value: unknown, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(entries(value).filter(([key]) => !keys.includes(key)));
}

/** A mapping with some of its keys alone. */
export function pick(value: unknown, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(entries(value).filter(([key]) => keys.includes(key)));
}

/** A list's items, each once. Throws TypeError. */
export function uniq(list: unknown): unknown[] {
  if (!Array.isArray(list)) throw new TypeError('uniq needs a list');
  return list.filter((item, i) => list.findIndex((other) => isSame(other, item)) === i);
}

/** The value at the end of keys; another where one of them is missing. Throws TypeError. */
export function dig(value: unknown, fallback: unknown, ...keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (!hasKey(at, key)) return fallback;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

type Mapping = Record<string, unknown>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** mergo's deepMerge of a mapping into a new one. */
function merged(target: Mapping, source: Mapping, overwrite: boolean): Mapping {
  const result = { ...target };
  for (const [key, value] of Object.entries(source)) {
    const present = result[key];
    if (value === null || value === undefined) {
      if (overwrite) result[key] = null;
    } else if (!truthy(present)) result[key] = value;
    else if (isMapping(value) && isMapping(present)) result[key] = merged(present, value, overwrite);
    else if (overwrite) result[key] = value;
  }
  return result;
}

const mergeAll = (mappings: readonly unknown[], overwrite: boolean): Mapping => {
  const given = mappings.filter((mapping) => mapping !== null && mapping !== undefined);
  if (!given.every(isMapping)) throw new TypeError('merge needs mappings');
  const [first = {}, ...others] = given;
  return others.reduce<Mapping>((target, source) => merged(target, source, overwrite), first);
};

/** One mapping of several: the first that has a key gives its value, unless that is empty. Throws TypeError. */
export function merge(...mappings: readonly unknown[]): Record<string, unknown> {
  return mergeAll(mappings, false);
}

/** The same where the last one counts. Throws TypeError. */
export function mergeOverwrite(...mappings: readonly unknown[]): Record<string, unknown> {
  return mergeAll(mappings, true);
}

/** Is a version within bounds: `>=1.19-0`, `>=1.16, <1.22-0`? A bound without `-0` takes no pre-releases. */
export function semverCompare(bounds: string, version: string): boolean {
  const own = readVersion(version);
  if (own === undefined) throw new TypeError(`invalid semantic version: ${version}`);
  const all = [...bounds.matchAll(/(>=|<)\s*v?(\d+(?:\.\d+)*(?:-0)?)/g)];
  // One bound that takes pre-releases lets all of them do so.
  const takes = own.pre === '' || all.some(([, , bound]) => bound!.endsWith('-0'));
  return (
    takes &&
    all.every(([, sign, bound]) => {
      const order = compareVersions(own, readVersion(bound!)!);
      return sign === '>=' ? order >= 0 : order < 0;
    })
  );
}

interface Version {
  numbers: number[];
  pre: string;
}

function readVersion(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/.exec(text);
  return match ? { numbers: match.slice(1, 4).map((part) => Number(part ?? 0)), pre: match[4] ?? '' } : undefined;
}

function compareVersions(a: Version, b: Version): number {
  for (const [i, number] of a.numbers.entries()) if (number !== b.numbers[i]) return number - b.numbers[i]!;
  if (a.pre === b.pre) return 0;
  if (a.pre === '' || b.pre === '') return a.pre === '' ? 1 : -1;
  const [x, y] = [a.pre.split('.'), b.pre.split('.')];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const [one, other] = [x[i], y[i]];
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1;
    if (one === other) continue;
    const [isOne, isOther] = [/^\d+$/.test(one), /^\d+$/.test(other)];
    if (isOne && isOther) return Number(one) - Number(other);
    if (isOne !== isOther) return isOne ? -1 : 1;
    return one < other ? -1 : 1;
  }
  return 0;
}
