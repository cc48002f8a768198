// What the real helms say where the text of a vector that fails is given to `tpl`: the message has another chain of templates
// than the recorded one of the vector as a file. Recorded by `npm run golden:update -- --tpl-errors`.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { HelmMajor } from './helm';

/** The recorded messages: all of standard error, `CHART` for the chart's folder, by the vector's name; no `v3` where both helms agree. */
export type TplErrors = Record<string, { v4?: string; v3?: string }>;

/** Where they are recorded. */
export const tplErrorsPath = resolve('test/golden/tpl-errors.json');

let recorded: TplErrors | undefined;

/** The message of helm for the text of that vector through `tpl`; undefined where helm does not fail on it there. */
export function tplError(major: HelmMajor, vector: string, own?: TplErrors[string]): string | undefined {
  if (own) return major === 3 ? (own.v3 ?? own.v4) : own.v4;
  recorded ??= existsSync(tplErrorsPath) ? (JSON.parse(readFileSync(tplErrorsPath, 'utf8')) as TplErrors) : {};
  const row = recorded[vector];
  return major === 3 && row?.v3 !== undefined ? row.v3 : row?.v4;
}
