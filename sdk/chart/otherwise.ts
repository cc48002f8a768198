// What Helm's toYaml prints otherwise than it is, so that YAML has another value where the chart prints it: a package builds the value, and
// refuses it. Texts that a template had printed in any other way are what YAML made of them, and stay: `kept` holds their characters apart until
// their object is written.

import { native, WRITE_YAML } from '../runtime/native';
import { toJson, toYaml } from '../yaml';

/** White space that Go takes away at a document's end, and YAML keeps. */
const SPACE = String.raw`\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
/** What YAML refuses or folds where Helm leaves it bare. */
const CONTROL = String.raw`\x7f-\x9f\ufffe\uffff`;

/** The JSON of all that templates know, as Go writes it, with one of these in it. */
const MAY_BE = new RegExp(String.raw`[${CONTROL}]|\\u00[7-9]|(?:<|\\u003c){2}|(?:\\n\\n|\\u202[89]|[${SPACE}])"`);
const KEPT = new RegExp(`[${CONTROL}]|^<<$`, 'g');
const KEPT_TO_ITS_END = new RegExp(String.raw`${KEPT.source}|[\n${SPACE}]$`, 'g');
/** Characters that are held apart are so many further. */
const APART = 0x100000;
const HELD = /[\u{100000}-\u{10ffff}]/gu;

/** Could any object of this render be concerned? Nearly never. */
let isOdd = false;

/** Begins a render. Throws TypeError for texts that have the characters that hold others apart. */
export function beginRender(known: string): void {
  isOdd = MAY_BE.test(known);
  if (isOdd && HELD.test(known)) throw new TypeError('characters of the last private plane beside control characters');
}

const apart = (part: string) => String.fromCodePoint(...[...part].map((char) => APART + char.charCodeAt(0)));

/** A value as YAML made it of what a template printed. */
export function kept<T>(value: T): T;
export function kept(value: unknown): unknown {
  if (!isOdd) return value;
  if (typeof value === 'string') return value.replace(KEPT, apart);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(kept);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [kept(key), kept(part)]));
}

/** The same of what stood between quotes, where a text ends with them. */
export function keptToItsEnd(text: string): string {
  return isOdd ? text.replace(KEPT_TO_ITS_END, apart) : text;
}

/** A text as it was before it was held apart. */
export function released(text: string): string {
  return isOdd ? text.replace(HELD, (char) => String.fromCharCode(char.codePointAt(0)! - APART)) : text;
}

/** The last text, with empty lines at its end, of which the end of the document is one more, or with white space. */
const LAST = new RegExp(String.raw`(?:\\n\\n|[${SPACE}])"[\]}]*$`);

/** An object as YAML. Throws TypeError where Helm would print another one. */
export function written(object: object): string {
  if (!isOdd) return toYaml(object);
  const json = toJson(object);
  const control = new RegExp(`[${CONTROL}]`).exec(json)?.[0];
  const nameOf = (char: string) => char.charCodeAt(0).toString(16).padStart(4, '0');
  const what =
    control !== undefined
      ? `the control character \\u${nameOf(control)}`
      : json.includes('"<<":')
        ? 'the key <<'
        : LAST.test(json) && 'a text at the end of an object with empty lines or white space at its end';
  if (what) throw new TypeError(`${what}, which Helm prints otherwise than it is`);
  const escaped = (char: string) => `\\u${(char.codePointAt(0)! - APART).toString(16).padStart(4, '0')}`;
  return native(WRITE_YAML, json.replace(HELD, escaped));
}
