// How Go compares values, and how Sprig computes: with int64s, cast from whatever is given.

import { compareKeys, nameOf } from './text';
import { kindOfNumber } from './whole-numbers';

const isNumber = (value: unknown): value is number | bigint => typeof value === 'number' || typeof value === 'bigint';

/** What Go tells apart before it compares. */
const kindOf = (value: unknown) => (isNumber(value) ? kindOfNumber(value) : typeof value);

const isNothing = (value: unknown) => value === null || value === undefined;

/** Is the first value any of the others (Go's eq)? Nothing equals nothing; otherwise both have to be of one kind. Throws TypeError. */
export function equal(first: unknown, ...others: readonly unknown[]): boolean {
  return others.some((other) => {
    if (isNothing(first) || isNothing(other)) return isNothing(first) && isNothing(other);
    if (kindOf(first) !== kindOf(other) || typeof first === 'object')
      throw new TypeError(`incompatible types for comparison: ${nameOf(first)} and ${nameOf(other)}`);
    return first === other;
  });
}

/** The order of two texts, by their bytes, or of two numbers: below 0 where the first comes first (Go's lt). Throws TypeError. */
export function compare(first: unknown, second: unknown): number {
  if (isNumber(first) && isNumber(second) && kindOf(first) === kindOf(second))
    return first < second ? -1 : first > second ? 1 : 0;
  if (typeof first === 'string' && typeof second === 'string') return compareKeys(first, second);
  throw new TypeError(`incompatible types for comparison: ${nameOf(first)} and ${nameOf(second)}`);
}

/** Whole numbers as Go writes them: `010` is octal, underscores stand between digits. */
const WHOLE = /^([-+]?)(0x(?:_?[0-9a-f])+|0b(?:_?[01])+|0o(?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/i;
const LIMIT = 2n ** 63n;

/** An int64 in a text (github.com/spf13/cast.ToInt64): 0 where there is none, or one too large. */
function wholeNumber(text: string): bigint {
  const [, sign, digits] = WHOLE.exec(text.replace(/\.0+$/, '')) ?? [];
  if (digits === undefined) return 0n;
  const amount = BigInt(digits.replaceAll('_', '').replace(/^0(?=\d)/, '0o'));
  const number = sign === '-' ? -amount : amount;
  return number < -LIMIT || number >= LIMIT ? 0n : number;
}

/** A whole number that JavaScript has. Throws RangeError. */
function safe(number: number): number {
  if (Number.isSafeInteger(number)) return number || 0;
  throw new RangeError(`${number} is a larger whole number than JavaScript has`);
}

/** An integer of whatever is given, as Sprig casts: 0 where it is none. Throws RangeError where JavaScript has none as large. */
export function int(value: unknown): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'string') return safe(Number(wholeNumber(value)));
  return isNumber(value) ? safe(Math.trunc(Number(value))) : 0;
}

/** The sum of integers of whatever is given. Throws RangeError. */
export function add(...values: readonly unknown[]): number {
  return values.reduce<number>((sum, value) => safe(sum + int(value)), 0);
}

/** The difference of two. Throws RangeError. */
export function sub(from: unknown, value: unknown): number {
  return safe(int(from) - int(value));
}

/** The product of integers of whatever is given. Throws RangeError. */
export function mul(...values: readonly unknown[]): number {
  return values.reduce<number>((product, value) => safe(product * int(value)), 1);
}

/** The whole numbers from 0 on to a count, or down to it. Throws RangeError. */
export function until(count: unknown): number[] {
  const end = int(count);
  return Array.from({ length: Math.abs(end) }, (_, i) => (end < 0 ? 0 - i : i));
}
