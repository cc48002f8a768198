// Whole numbers of --set, which Go has as int64s and all others as float64s: templates print and compare the two differently. JavaScript has
// one kind of numbers, so that a package computes with them as anybody would: which of them are int64s is known by their values.

import { InputError } from '../errors';
import { yamlToJson } from '../parse';

/** The int64s of the values, and those that are float64s too. */
const known = { int64s: new Set<number>(), both: new Set<number>() };

/** From here on Go prints a float64 otherwise: 1e+06. */
const PRINTED_OTHERWISE = 1e6;

type Step = string | number;
type Values = { [step: Step]: unknown };

/**
 * Keeps which numbers of the chart's values are int64s, when a render begins. One that no number can stand for becomes a BigInt: beyond 2^53, or where
 * the same number is a float64 elsewhere and is printed otherwise. `told`: paths and digits, as the chart tells them, each with a comma behind it.
 */
export function keepInt64s(values: unknown, told: string): void {
  known.int64s.clear();
  known.both.clear();
  const all = (JSON.parse(`[${told}""]`) as [...path: Step[], digits: string][]).slice(0, -1);
  if (all.length === 0) return;
  const left = new Map<number, number>();
  countNumbers(values, left);
  for (const int64 of all) {
    const number = Number(int64.at(-1));
    left.set(number, left.get(number)! - 1);
  }
  for (const int64 of all) {
    const digits = int64.at(-1) as string;
    const number = Number(digits);
    const isBoth = left.get(number)! > 0;
    if (!Number.isSafeInteger(number) || (isBoth && Math.abs(number) >= PRINTED_OTHERWISE)) {
      const path = int64.slice(0, -1);
      const parent = path.slice(0, -1).reduce((at, step) => at[step] as Values, values as Values);
      parent[path.at(-1)!] = BigInt(digits);
    } else (isBoth ? known.both : known.int64s).add(number);
  }
}

/** How often each number stands in values. */
function countNumbers(values: unknown, counts: Map<number, number>): void {
  if (typeof values === 'number') counts.set(values, (counts.get(values) ?? 0) + 1);
  else if (typeof values === 'object' && values !== null)
    for (const value of Object.values(values)) countNumbers(value, counts);
}

/** What Go has a number of the values as. Throws InputError where it is both. */
export function kindOfNumber(number: number | bigint): 'int64' | 'float64' {
  if (typeof number === 'bigint' || known.int64s.has(number)) return 'int64';
  if (!known.both.has(number)) return 'float64';
  throw new InputError(
    `${number} is a whole number of --set, and of a file elsewhere in the values, and here Helm tells the two apart: give both by --set, or both in a file`,
  );
}

/** Texts, and the numbers beside them. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** A whole number beyond 2^53 as a text has it: a BigInt. Undefined for any other text, and for what Go has as a float64. */
export function beyond(text: string): bigint | undefined {
  if (!/^-?[1-9]\d{15,19}$/.test(text) || String(Number(text)) === text) return undefined;
  const number = BigInt(text);
  return number >= -(2n ** 63n) && number < 2n ** 64n ? number : undefined;
}

/** The first document of a YAML text. Throws SyntaxError with the place, and TypeError for a whole number that JavaScript has not. */
export function readYaml(text: string): unknown {
  const json = yamlToJson(text);
  // The reader gives the next float64.
  const large = /\d{16}/.test(json) ? (json.match(TOKENS) ?? []).filter((token) => /^-?\d{16,}$/.test(token)) : [];
  const written = large.length === 0 ? [] : (text.match(/-?\d[\d.]*(?:[eE][-+]?\d+)?/g) ?? []);
  const isAsWritten = (token: string) =>
    written.some((one) => one === token || (/[.eE]/.test(one) && Number(one) === Number(token)));
  const other = large.find((token) => !isAsWritten(token));
  if (other === undefined) return JSON.parse(json);
  const digits = written.find((one) => Number(one) === Number(other)) ?? other;
  throw new TypeError(`${digits} is a larger whole number than JavaScript has`);
}
