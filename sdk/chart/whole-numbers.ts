// Whole numbers that JavaScript does not tell apart: an int64 of --set from a float64 of a file, and those beyond 2^53 from each other.

import { InputError } from '../errors';
import { yamlToJson } from '../parse';
import { state } from '../runtime/state';

/** A number that Go has as a float64. Throws InputError where it may be an int64, which Go prints otherwise. */
export function float64(value: number): number {
  if (!state.int64s.has(value)) return value;
  throw new InputError(
    `${value} may be a whole number of --set, which a package cannot tell from one of a file: give it as a text (-s 'key: "${value}"') or in a values file`,
  );
}

/** Texts, and the numbers beside them. */
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g;

/** Does JavaScript not have a whole number of JSON? */
const isBeyond = (token: string) => /^-?\d{16,}$/.test(token) && String(Number(token)) !== token;

/** Refuses JSON with a whole number that JavaScript has not. Throws InputError. */
export function checkWhole(json: string): void {
  if (!/\d{16}/.test(json)) return;
  const beyond = json.match(TOKENS)?.find(isBeyond);
  if (beyond !== undefined)
    throw new InputError(`the values have ${beyond}, a larger whole number than JavaScript has: give it as a text`);
}

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
