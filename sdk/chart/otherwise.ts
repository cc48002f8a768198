// What Helm's toYaml prints otherwise than it is, so that YAML has another value where the chart prints it: a package builds the value, and
// refuses it. Texts that a template had printed in any other way are what YAML made of them, and stay: `kept` holds their characters apart until
// their object is written.

import { native, WRITE_YAML } from '../runtime/native';
import { toJson, toYaml } from '../yaml';

/** White space that Go takes away at a document's end, and YAML keeps. */
const SPACE = String.raw`\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`;
/** What YAML refuses or folds where Helm leaves it bare. */
const CONTROL = String.raw`\x7f-\x9f\ufffe\uffff`;

/**
 * A text of several lines that begins with white space says how far it is indented (`|2-`), which is so in the mapping or list that toYaml
 * prints, and not where the text is all of it.
 */
const INDENTED = /^(?:\n| [\s\S]*\n)/;

/** The JSON of all that templates know, as Go writes it, with one of these in it. */
const MAY_BE = new RegExp(
  String.raw`[${CONTROL}]|\\u00[7-9]|(?:<|\\u003c){2}|(?:\\n\\n|\\u202[89]|[${SPACE}])"|[[,:]"(?:\\n|\\u202[89]|[${SPACE}]| (?:[^"\\]|\\.)*?\\n)`,
);
const KEPT = new RegExp(`[${CONTROL}]|^<<$|^[ \n]`, 'g');
const KEPT_TO_ITS_END = new RegExp(String.raw`${KEPT.source}|[\n${SPACE}]$`, 'g');
/** Characters that are held apart are so many further. */
const APART = 0x100000;
const HELD = /[\u{100000}-\u{10ffff}]/gu;

/** Could any object of this render be concerned? Nearly never. */
let isOdd = false;

/** The mappings and lists that templates are given. */
let given = new WeakSet<object>();

/** Begins a render. `known`: what templates know, in JSON too. Throws TypeError for texts that have the characters that hold others apart. */
export function beginRender(json: string, known: object): void {
  isOdd = MAY_BE.test(json);
  if (!isOdd) return;
  if (HELD.test(json)) throw new TypeError('characters of the last private plane beside control characters');
  given = new WeakSet();
  const note = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    given.add(value);
    Object.values(value).forEach(note);
  };
  note(known);
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

/** A mapping or list that is a value, and not what a template prints: toYaml says of its texts how far they are indented. */
export function asValue<T extends object>(value: T): T {
  if (isOdd) given.add(value);
  return value;
}

/** The same of one that toYaml prints, alone or among others: entries or items that are texts stand in it. */
export function nested<T>(value: T): T;
export function nested(value: unknown): unknown {
  if (!isOdd || typeof value !== 'object' || value === null) return value;
  const held = (part: unknown) => {
    if (typeof part === 'string') return part.replace(/^[ \n]/, apart);
    return typeof part === 'object' && part !== null && given.has(part) ? part : nested(part);
  };
  if (Array.isArray(value)) return value.map(held);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, held(part)]));
}

/** What `trim` may take from what toYaml prints, which is no line's end of its own. */
const CUT = new RegExp(String.raw`"[${SPACE}]|(?:(?:\\n|")\\n|[${SPACE}])"`);

/** A value of which `trim` leaves what toYaml printed. Throws TypeError where a text of it has white space at an end that it might take. */
export function trimmed<T>(value: T): T {
  if (isOdd && CUT.test(JSON.stringify(value ?? null)))
    throw new TypeError(
      'a text with empty lines or white space at an end, which trim may take from what toYaml prints',
    );
  return value;
}

/** Has a value a text of several lines, begun by white space, that does not stand in what templates were given? */
function hasIndented(value: unknown): boolean {
  if (typeof value === 'string') return INDENTED.test(value);
  return typeof value === 'object' && value !== null && !given.has(value) && Object.values(value).some(hasIndented);
}

/** A text as it was before it was held apart. */
export function released(text: string): string {
  return isOdd ? text.replace(HELD, (char) => String.fromCharCode(char.codePointAt(0)! - APART)) : text;
}

/** The last text, with empty lines at its end, of which the end of the document is one more, or with white space. */
const LAST = new RegExp(String.raw`(?:\\n\\n|"(?:\\n|${apart('\n')})+|[${SPACE}])"[\]}]*$`);

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
        : LAST.test(json)
          ? 'a text at the end of an object with empty lines or white space at its end'
          : hasIndented(object) && 'a text of several lines that begins with white space';
  if (what) throw new TypeError(`${what}, which Helm prints otherwise than it is`);
  const escaped = (char: string) => `\\u${(char.codePointAt(0)! - APART).toString(16).padStart(4, '0')}`;
  return native(WRITE_YAML, json.replace(HELD, escaped));
}
