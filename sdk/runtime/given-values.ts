// The values of a chart as the host writes them. Their tags tell an int64 of --set from a float64, and all digits are there: no JavaScript object
// could carry that, so a chart is handed the text again.

import { toJson } from '../yaml';
import { state } from './state';

/** What JavaScript's values may not have of the input. */
const MORE_THAN_JSON = /!!|\d{16}/;

/** Keeps the text of the values that `values` was read of, when a render begins. */
export function keepValues(input: string, values: unknown): void {
  const text = MORE_THAN_JSON.test(input) ? textOfValues(input) : undefined;
  state.values = text === undefined ? undefined : { text, json: toJson(values) };
}

/** They are the last key of the data, and all before them is JSON. Undefined where the input is written otherwise. */
function textOfValues(input: string): string | undefined {
  const key = '"values":';
  const end = /\}\}\s*$/.exec(input)?.index;
  for (let at = input.indexOf(key); at >= 0; at = input.indexOf(key, at + 1)) {
    const begin = at + key.length;
    try {
      JSON.parse(`${input.slice(0, begin)}null}}`);
      return input.slice(begin, end);
    } catch {
      // A key of that name within something else.
    }
  }
  return undefined;
}

/** The text of values that are those of the input, unchanged. */
export function givenText(values: unknown): string | undefined {
  return state.values !== undefined && toJson(values) === state.values.json ? state.values.text : undefined;
}
