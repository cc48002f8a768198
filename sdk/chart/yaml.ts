// What YAML makes of values that a template prints: the difference between a chart, which prints text, and a package, which builds objects.

import { parseYaml } from '../parse';
import { compose, composeLines, isTemplate, text } from './text';

/** Texts that a plain scalar gives back as they are. */
const PLAIN = /^[A-Za-z_/$][\w./$@+=-]*(?:(?: |:(?=[\w./$@+(=-]))[\w./$@+(=-]+)*$/;
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

function read(yaml: string): unknown {
  return (parseYaml(`- k: ${yaml}`) as [{ k: unknown }])[0].k;
}

function plainText(printed: string): unknown {
  return PLAIN.test(printed) && !RESERVED.test(printed) ? printed : read(printed);
}

/**
 * A value that a template prints without quotes: `8080` is a number whether it was a text or not, `` is null. Also a tag of template
 * literals.
 */
export function plain<T>(value: T): T;
export function plain(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function plain(first: unknown, ...values: readonly unknown[]): unknown {
  if (isTemplate(first)) return plainText(compose(first, values));
  if (typeof first === 'boolean' || (typeof first === 'number' && Number.isFinite(first))) return first;
  return plainText(text(first));
}

function inDoubleQuotes(value: unknown): string {
  const printed = text(value);
  return /["\\\n]/.test(printed) ? String(read(`"${printed}"`)) : printed;
}

/** What stands between double quotes, where YAML reads escapes: a text, whatever it is. */
export function doubleQuoted(value: unknown): string {
  return inDoubleQuotes(value);
}

/**
 * A value that a template prints with `quote`: a text, and nothing for null. As a tag of template literals: what stands between double
 * quotes, where YAML reads escapes.
 */
export function quoted(value: unknown): string | null;
export function quoted(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function quoted(first: unknown, ...values: readonly unknown[]): string | null {
  if (isTemplate(first)) return compose(first, values.map(inDoubleQuotes));
  return first === null || first === undefined ? null : text(first);
}

/** What stands between single quotes: a text, whatever it is. Also a tag of template literals. */
export function singleQuoted(value: unknown): string;
export function singleQuoted(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function singleQuoted(first: unknown, ...values: readonly unknown[]): string {
  if (isTemplate(first))
    return compose(
      first,
      values.map((value) => singleQuoted(value)),
    );
  const printed = text(first);
  return /['\n]/.test(printed) ? String(read(`'${printed}'`)) : printed;
}

/** The same of `squote`, which prints nothing for null. */
export function inSingleQuotes(value: unknown): string | null {
  return value === null || value === undefined ? null : singleQuoted(value);
}

/** A tag: a list or mapping in brackets, with values in it. */
export function flow(parts: TemplateStringsArray, ...values: readonly unknown[]): unknown {
  return read(compose(parts, values));
}

/**
 * A tag: the lines of a block text, without the ends of the last ones. A literal that begins with the end of a line stands in lines of its
 * own, which are indented: what they have in common is no part of the text.
 */
export function block(parts: TemplateStringsArray, ...values: readonly unknown[]): string {
  return composeLines(dedented(parts), values).replace(/\n+$/, '');
}

/** The text of a `block` that may be nothing: its last line has an end, if there is one. */
export function clipped(lines: string): string {
  return lines === '' ? '' : `${lines}\n`;
}

function dedented(parts: TemplateStringsArray): TemplateStringsArray {
  const { raw } = parts;
  if (!raw[0]!.startsWith('\n')) return parts;
  const starts = raw.flatMap((part, i) => {
    // The last line has nothing but the end of the literal.
    const text = i === raw.length - 1 ? part.replace(/\n *$/, '') : part;
    const begins = [...text.matchAll(/\n( *)(?!\n| *$)/g), ...(i < raw.length - 1 ? text.matchAll(/\n( *)$/g) : [])];
    return begins.map(([, space]) => space!.length);
  });
  const indent = Math.min(...starts);
  if (!Number.isFinite(indent)) return parts;
  const cut = parts.map((part, i) => {
    const text = i === parts.length - 1 ? part.replace(/\n *$/, '\n') : part;
    return text.replace(new RegExp(`\\n {0,${indent}}`, 'g'), '\n');
  });
  cut[0] = cut[0]!.slice(1);
  return Object.assign(cut, { raw: cut });
}

/** Lines of YAML that a text holds. */
export function parsed(value: unknown): unknown {
  const lines = text(value);
  // What keeps the ends of its last lines has them already.
  return parseYaml(lines.endsWith('\n') ? lines : `${lines}\n`);
}

/**
 * The objects of a text that is a document, or several with `---` between them, as Helm takes a template's text apart
 * (releaseutil.SplitManifests). Throws TypeError where one is no mapping.
 */
export function documents(value: unknown): object[] {
  return text(value)
    .trim()
    .split(/(?:^|\s*\n)---\s*/)
    .map((document) => parsed(document.trim()))
    .filter((object) => object !== null)
    .map((object) => {
      if (typeof object === 'object' && !Array.isArray(object)) return object as object;
      throw new TypeError(`an object is needed here, and this is: ${String(text(object)).slice(0, 60)}`);
    });
}

/** Lines that are a value of their own, which goes with no lines around it. */
class Alone {
  constructor(
    readonly value: unknown,
    readonly printed: string,
  ) {}

  refuse(): never {
    throw new TypeError(
      `lines of a mapping or a list are needed here, and this is: ${this.printed.trim().slice(0, 60)}`,
    );
  }
}

/** Lines of YAML among others: nothing, or a mapping or list in lines of its own; anything else has to stand alone. */
function readLines(printed: string, indent: number): unknown {
  const first = /^(?:[ \t]*(?:#[^\n]*)?\n)*([ \t]*)([^ \t#\n])/.exec(`${printed}\n`);
  if (first === null) return undefined;
  const value = parseYaml(`${printed}\n`);
  // What is indented otherwise, in brackets or a text of its own does not go with lines around it.
  if (
    first[1] !== ' '.repeat(indent) ||
    first[2] === '{' ||
    first[2] === '[' ||
    typeof value !== 'object' ||
    value === null
  ) {
    return new Alone(value, printed);
  }
  return value;
}

/** The same among others for certain. Throws TypeError. */
function linesAmongOthers(printed: string, indent: number): unknown {
  const read = readLines(printed, indent);
  return read instanceof Alone ? read.refuse() : read;
}

/** The same of lines that stand alone or among others, whatever these are, for `together`: undefined where there are none. */
export function parsedLines(value: unknown, indent = 0): unknown {
  return readLines(text(value), indent);
}

/** Entries that a text holds, among others; all of them indented by `indent`. Throws TypeError. */
export function parsedMapping(value: unknown, indent = 0): Record<string, unknown> {
  const read = linesAmongOthers(text(value), indent);
  return read === undefined ? {} : mapping(read);
}

/** Items that a text holds, among others; all of them indented by `indent`. Throws TypeError. */
export function parsedList(value: unknown, indent = 0): readonly unknown[] {
  const read = linesAmongOthers(text(value), indent);
  return read === undefined ? [] : sequence(read);
}

/** Lines that follow each other: entries of one mapping or items of one list. Undefined stands for none. Throws TypeError. */
export function together(...pieces: readonly unknown[]): unknown {
  const printed = pieces.filter((piece) => piece !== undefined);
  const [only] = printed;
  if (printed.length < 2) return only instanceof Alone ? only.value : (only ?? null);
  for (const piece of printed) if (piece instanceof Alone) piece.refuse();
  if (Array.isArray(printed[0])) return printed.flatMap((piece) => sequence(piece));
  return Object.assign({}, ...printed.map(mapping)) as unknown;
}

/** A mapping or a list; undefined where it is empty, as lines that are not there. */
export function orNothing<T extends object>(value: T): T | undefined {
  return orNull(value) ?? undefined;
}

/**
 * A key, and lines below it that begin where the key does: a list is its value; entries stand beside it, and so does what is not there.
 * Throws TypeError.
 */
export function keyed(key: string, lines: unknown): Record<string, unknown> {
  if (Array.isArray(lines)) return { [key]: sequence(lines) };
  if (lines instanceof Alone) lines.refuse();
  return { [key]: null, ...(lines === undefined ? {} : mapping(lines)) };
}

/** A mapping among the lines of another; Helm refuses anything else there. Throws TypeError. */
export function mapping(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0) {
    return value as Record<string, unknown>;
  }
  throw new TypeError('a mapping that is not empty is needed here: the lines around it are entries of a mapping');
}

/** A list among the items of another; Helm refuses anything else there. Throws TypeError. */
export function sequence<T>(value: readonly T[] | unknown): readonly T[] {
  if (Array.isArray(value) && value.length > 0) return value as T[];
  throw new TypeError('a list that is not empty is needed here: the lines around it are items of a list');
}

/** A mapping or a list; null where it is empty, as a key with nothing below it. */
export function orNull<T extends object>(value: T): T | null {
  return (Array.isArray(value) ? value.length : Object.keys(value).length) === 0 ? null : value;
}
