// What Go's templates take for true and empty, and how they reach into values.

import { InputError } from '../errors';
import { asValue } from './otherwise';
import { compareKeys, nameOf, str } from './text';
import type { Collection } from './types';
import { kindOfNumber } from './whole-numbers';

/** Is a value neither false, 0, nor empty? Empty lists and mappings are, unlike in JavaScript. */
export function truthy<T>(value: T): value is NonNullable<T> {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** A value, or another where it is empty. */
export function defaulted<T, D>(value: T, fallback: D): NonNullable<T> | D {
  return truthy(value) ? value : fallback;
}

/** One value or another, by a boolean: Sprig's ternary takes nothing else. Throws TypeError. */
export function ternary<A, B>(ifTrue: A, ifFalse: B, test: unknown): A | B {
  if (typeof test !== 'boolean') throw new TypeError(`a boolean is needed, and this is ${nameOf(test)}`);
  return test ? ifTrue : ifFalse;
}

/** A value that must be there: null and the empty text are refused with the message. Throws InputError. */
export function required<T>(value: T, message: string): NonNullable<T> {
  const words = str(message);
  if (value === null || value === undefined || value === '') throw new InputError(words);
  return value;
}

/** Ends the render with a message for the user. */
export function fail(message: string): never {
  throw new InputError(str(message));
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

/** The same of a mapping alone. Throws TypeError. */
export function pairs<T>(collection: Collection<T> | null | undefined): [string, T][];
export function pairs(collection: unknown): [string, unknown][];
export function pairs(collection: unknown): [string, unknown][] {
  if (Array.isArray(collection)) throw new TypeError('a mapping is needed, and this is a list');
  return entries(collection);
}

/** What `range` goes over where it counts its rounds: a list, or nothing. Throws TypeError. */
export function indexed<T>(collection: Collection<T> | null | undefined): readonly T[];
export function indexed(collection: unknown): readonly unknown[];
export function indexed(collection: unknown): readonly unknown[] {
  return collection === null || collection === undefined ? [] : list(collection);
}

/** A list, where Sprig's functions take nothing else. Throws TypeError. */
export function list<T>(value: readonly T[]): readonly T[];
export function list(value: unknown): readonly unknown[];
export function list(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new TypeError(`a list is needed, and this is ${nameOf(value)}`);
}

/** What `range` goes over where each round reads a field of its item: an item without fields is refused. Throws TypeError. */
export function mappings<T>(collection: Collection<T> | null | undefined): T[];
export function mappings(collection: unknown): unknown[];
export function mappings(collection: unknown): unknown[] {
  return items(ofMappings(collection));
}

/** The same as it is, for those who want its keys too. Throws TypeError. */
export function ofMappings<T>(collection: T): T {
  for (const item of items(collection))
    if (!isMapping(item)) throw new TypeError('an item of a list has no fields: a mapping is needed');
  return collection;
}

/** A field of a value whose type nothing tells; of null it is an error. Throws TypeError. */
export function field(value: unknown, name: string): unknown {
  if (!isMapping(value)) throw new TypeError(`there is no field ${name} in ${nameOf(value)}`);
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The same where null has no fields, and that is no error. */
export function fieldIf(value: unknown, name: string): unknown {
  return value === null || value === undefined ? undefined : field(value, name);
}

/** Does a mapping have a key? */
export function hasKey(value: unknown, name: string): boolean {
  return Object.hasOwn(ofMapping(value), str(name));
}

/** A mapping's keys, in Go's order. Throws TypeError. */
export function keys(value: unknown): string[] {
  return pairs(ofMapping(value)).map(([key]) => key);
}

/** A value that is there. Nothing here changes one, so that none is copied. Throws TypeError. */
export function deepCopy<T>(value: T): NonNullable<T> {
  if (value === null || value === undefined) throw new TypeError('deepCopy of nothing');
  return value;
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
    return field(at, str(step));
  }, value);
}

/** Is a value in a list? */
export function has(given: unknown, value: unknown): boolean {
  if (given === null || given === undefined) return false;
  return list(given).some((item) => isSame(item, value));
}

/** reflect.DeepEqual of values. */
function isSame(a: unknown, b: unknown): boolean {
  if ((a ?? null) === (b ?? null)) {
    if (typeof a === 'number') kindOfNumber(a);
    return true;
  }
  if (Array.isArray(a)) return Array.isArray(b) && a.length === b.length && a.every((item, i) => isSame(item, b[i]));
  if (!isMapping(a) || !isMapping(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && isSame(a[key], b[key]));
}

/** How many items, entries or bytes a value has. */
export function len(value: unknown): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (typeof value !== 'object' || value === null) throw new TypeError('len of something that has no length');
  return Array.isArray(value) ? value.length : Object.keys(value).length;
}

/** Is a value of that kind of Go's? */
export function kindIs(value: unknown, kind: string): boolean {
  if (value === null || value === undefined) return kind === 'invalid';
  if (typeof value === 'object') return kind === (Array.isArray(value) ? 'slice' : 'map');
  return kind === (typeof value === 'boolean' ? 'bool' : typeof value);
}

/** A mapping without some keys. */
export function omit(value: unknown, ...keys: readonly string[]): Record<string, unknown> {
  const left = keys.map(str);
  return asValue(Object.fromEntries(Object.entries(ofMapping(value)).filter(([key]) => !left.includes(key))));
}

/** A mapping with some of its keys alone. */
export function pick(value: unknown, ...keys: readonly string[]): Record<string, unknown> {
  const taken = keys.map(str);
  return asValue(Object.fromEntries(Object.entries(ofMapping(value)).filter(([key]) => taken.includes(key))));
}

/** A list's items from one index up to another; nothing where there are none at all. Throws TypeError where it has not so many. */
export function slice(given: unknown, from = 0, to?: number): readonly unknown[] | null {
  const all = list(given);
  const end = to ?? all.length;
  if (all.length === 0) return null;
  if (from < 0 || from > end || end > all.length) throw new TypeError(`slice bounds out of range [${from}:${end}]`);
  return all.slice(from, end);
}

/** A list's items, each once. Throws TypeError. */
export function uniq(given: unknown): unknown[] {
  const all = list(given);
  return all.filter((item, i) => !all.slice(0, i).some((other) => isSame(other, item)));
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

/** A mapping, where Sprig's functions take nothing else. Throws TypeError. */
function ofMapping(value: unknown): Mapping {
  if (isMapping(value)) return value;
  throw new TypeError(`a mapping is needed, and this is ${nameOf(value)}`);
}

/** mergo's deepMerge of a mapping into a new one. */
function merged(target: Mapping, source: Mapping, overwrite: boolean): Mapping {
  const result = new Map(Object.entries(target));
  for (const [key, value] of Object.entries(source)) {
    const present = result.get(key);
    if (value === null || value === undefined) {
      if (overwrite) result.set(key, null);
    } else if (!truthy(present)) result.set(key, value);
    else if (isMapping(value) && isMapping(present)) result.set(key, merged(present, value, overwrite));
    else if (overwrite) result.set(key, value);
  }
  return asValue(Object.fromEntries(result));
}

const mergeAll = (mappings: readonly unknown[], overwrite: boolean): Mapping => {
  const [first = {}, ...others] = mappings.map(ofMapping);
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
  const own = readVersion(str(version));
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
