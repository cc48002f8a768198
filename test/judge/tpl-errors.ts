// What the real helms say where the text of a vector that fails is given to `tpl`: the message has another chain of templates
// than the recorded one of the vector as a file. Recorded by `npm run golden:update -- --tpl-errors`.

import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type HelmId, neighbours } from './helm';

/** The recorded messages: all of standard error, `CHART` for the chart's folder, by the vector's name and the helm. */
export type TplErrors = Record<string, Record<HelmId, string>>;

/** Where they are recorded. */
export const tplErrorsPath = resolve('test/golden/tpl-errors.json');

/** The helm whose message stands for another's that is not recorded. */
const SAME_AS: Record<HelmId, HelmId> = { ...neighbours, '3.17': '4.1' };

let recorded: TplErrors | undefined;

/** The message of helm for the text of that vector through `tpl`; undefined where helm does not fail on it there. */
export function tplError(id: HelmId, vector: string, own?: TplErrors[string]): string | undefined {
  recorded ??= existsSync(tplErrorsPath) ? (JSON.parse(readFileSync(tplErrorsPath, 'utf8')) as TplErrors) : {};
  const row = own ?? recorded[vector];
  for (let helm: HelmId | undefined = id; row && helm !== undefined; helm = SAME_AS[helm]) {
    if (row[helm] !== undefined) return row[helm];
  }
  return undefined;
}

/** A row without the messages that another helm's stands for. */
export function onlyOwn(row: Record<HelmId, string>): Record<HelmId, string> {
  return Object.fromEntries(
    Object.entries(row).filter(([id, message]) => {
      const other = SAME_AS[id];
      return other === undefined || tplError(other, '', row) !== message;
    }),
  );
}
