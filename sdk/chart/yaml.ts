// What YAML makes of values that a template prints: the difference between a chart, which prints text, and a package, which builds objects.

import { kept, keptToItsEnd, nested } from './otherwise';
import { compose, composeLines, isTemplate, LINE_END, text, trimSpace } from './text';
import { beyond, readYaml } from './whole-numbers';
import { toJson } from '../yaml';

/** Texts that a plain scalar gives back as they are. */
const PLAIN = /^[A-Za-z_/$][\w./$@+=-]*(?:(?: |:(?=[\w./$@+(=-]))[\w./$@+(=-]+)*$/;
const RESERVED = /^(?:true|false|yes|no|on|off|y|n|null|nan|inf)$/i;

const refuse = (what: string, printed: string): never => {
  throw new TypeError(`${what}: ${JSON.stringify(printed.trim().slice(0, 60))}`);
};

/** What stands behind a key, and nothing but that. */
function read(yaml: string): unknown {
  const [{ k, ...others }, ...more] = readYaml(`- k: ${yaml}`) as [{ k: unknown }, ...unknown[]];
  return more.length + Object.keys(others).length === 0
    ? kept(k)
    : refuse('a value that goes on as something else', yaml);
}

const isWord = (printed: string) => PLAIN.test(printed) && !RESERVED.test(printed);

/** Further lines would begin where the chart's lines do, which is below the key or not: only brackets and quotes go on whatever comes. */
const goesOn = (printed: string) => {
  const start = printed.trimStart();
  return LINE_END.test(printed.replace(/[\s\x85]+$/, '')) && (!/^["'[{]/.test(start) || start.length < printed.length);
};

function plainText(printed: string): unknown {
  if (isWord(printed)) return printed;
  return goesOn(printed) || /^ *\t/.test(printed)
    ? refuse('a value of several lines where the chart has one', printed)
    : (beyond(trimSpace(printed)) ?? read(printed));
}

/** A key that a template prints, with quotes around it or without: `010` is `8`, as for YAML. Also a tag of template literals. Throws TypeError or SyntaxError. */
export function plainKey(value: unknown): string;
export function plainKey(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function plainKey(first: unknown, ...values: readonly unknown[]): string {
  const printed = isTemplate(first) ? compose(first, values) : text(first);
  // Deeper than the keys beside it, or between documents.
  return /^(?:\s|---|\.\.\.)/.test(printed) ? refuse('no key', printed) : readKey(printed);
}

/** The same of a key that has no others beside it: white space may stand before it. */
export function onlyKey(value: unknown): string;
export function onlyKey(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function onlyKey(first: unknown, ...values: readonly unknown[]): string {
  return readKey(isTemplate(first) ? compose(first, values) : text(first));
}

function readKey(printed: string): string {
  if (isWord(printed)) return printed;
  const item = LINE_END.test(printed) ? null : (readYaml(`- ${printed}: 1`) as unknown[])[0];
  const [[key, one] = [], ...others] = typeof item === 'object' && item !== null ? Object.entries(item) : [];
  if (key === undefined || one !== 1 || others.length > 0 || Array.isArray(item)) return refuse('no key', printed);
  return kept(key);
}

/**
 * A value that a template prints without quotes: `8080` is a number whether it was a text or not, `` is null. Also a tag of template
 * literals.
 */
export function plain<T>(value: T): T;
export function plain(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function plain(first: unknown, ...values: readonly unknown[]): unknown {
  if (isTemplate(first)) return plainText(compose(first, values));
  if (['boolean', 'bigint'].includes(typeof first) || Number.isFinite(first)) return first;
  return plainText(text(first));
}

/** A value that `toYaml` prints in the line of its key, where lists, mappings and texts of several lines have no place. Throws TypeError. */
export function inLine<T>(value: T): T | null {
  // A long text goes on in a second line.
  const isLong = typeof value === 'string' && (LINE_END.test(value) || (value.length > 70 && value.includes(' ')));
  const isMore = isLong || (typeof value === 'object' && Object.keys(value ?? {}).length > 0);
  if (isMore) refuse('a value of several lines where the chart has one', text(value));
  return value ?? null;
}

/** What quotes do not give back as it is: signs, ends of lines, and what YAML does not take. */
const ODD = String.raw`\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff`;
const QUOTES = {
  '"': {
    odd: new RegExp(String.raw`["\\${ODD}]`),
    escaped: (part: string) =>
      JSON.stringify(part)
        .slice(1, -1)
        .replace(/[\x7f-\x9f\u2028\u2029\ufeff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
  },
  "'": { odd: new RegExp(`['${ODD}]`), escaped: (part: string) => part.replaceAll("'", "''") },
};

/** What stands between quotes of a template. `parts`: the template's own text, as YAML reads it. */
function betweenQuotes(sign: '"' | "'", parts: readonly string[], values: readonly unknown[]): string {
  const printed = values.map((value) => text(value));
  const { odd, escaped } = QUOTES[sign];
  const isOdd = printed.some((value) => odd.test(value));
  const inner = parts.map((part, i) => (i === 0 ? '' : printed[i - 1]!) + (isOdd ? escaped(part) : part)).join('');
  return keptToItsEnd(isOdd ? String(read(`${sign}${inner}${sign}`)) : inner);
}

/** What stands between double quotes, where YAML reads escapes: a text, whatever it is. */
export function doubleQuoted(value: unknown): string {
  return betweenQuotes('"', ['', ''], [value]);
}

/**
 * A value that a template prints with `quote`: a text, and nothing for null. As a tag of template literals: what stands between double
 * quotes, where YAML reads escapes.
 */
export function quoted(value: unknown): string | null;
export function quoted(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function quoted(first: unknown, ...values: readonly unknown[]): string | null {
  if (isTemplate(first)) return betweenQuotes('"', first, values);
  return first === null || first === undefined ? null : keptToItsEnd(text(first));
}

/** What stands between single quotes: a text, whatever it is. Also a tag of template literals. */
export function singleQuoted(value: unknown): string;
export function singleQuoted(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function singleQuoted(first: unknown, ...values: readonly unknown[]): string {
  return isTemplate(first) ? betweenQuotes("'", first, values) : betweenQuotes("'", ['', ''], [first]);
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
 * own, which are indented: what they have in common is no part of the text. Throws TypeError or SyntaxError where a value's lines end the
 * chart's block text.
 */
export function block(parts: TemplateStringsArray, ...values: readonly unknown[]): string {
  const lines = composeLines(parts, values);
  // What begins with white space is indented more; other ends of lines than Go's, and what YAML does not take, it has to see.
  const isAsItIs = lines === '' || (/^\n*\S/.test(lines) && !ODD_IN_LINES.test(lines));
  return kept((isAsItIs ? lines : readBlock(lines)).replace(/\n+$/, ''));
}

const ODD_IN_LINES = new RegExp(`[${ODD.replace(String.raw`\x0a-\x1f`, String.raw`\x0b-\x1f`)}]`);

/** An end of a line that Go does not know, with white space behind it: how far that line is indented in the chart nobody knows here. */
const UNKNOWN_INDENT = /(?:\r(?!\n)|[\x85\u2028\u2029])[ \t]/;

function readBlock(lines: string): string {
  if (UNKNOWN_INDENT.test(lines)) refuse('an end of a line that only YAML knows', lines);
  const { k, ...others } = readYaml(`k: |\n${shifted(lines, '  ')}\n`) as { k: string };
  const isWhole = Object.keys(others).length === 0 && !/[\u2028\u2029]/.test(k);
  return isWhole ? k : refuse('an end of a line that ends the block text', lines);
}

/** Lines indented, as Go knows lines: what follows another end of a line stands at the beginning, as it does in the chart. */
const shifted = (lines: string, space: string) =>
  lines
    .split('\n')
    .map((line) => (line === '' ? line : space + line))
    .join('\n');

/** A text that ends its document: Helm before 4.2 takes away the white space there (releaseutil.SplitManifests), all but one line's end. */
export function ended<T>(value: T): T;
export function ended(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const lines = trimSpace(`.${value}`).slice(1);
  if (/[\u2028\u2029]/.test(value.slice(lines.length))) refuse('an end of a line that YAML keeps', value);
  return value.endsWith('\n') && lines !== '' ? `${lines}\n` : lines;
}

/** A text that may end its document, or stand before further lines. Throws TypeError where it ends with white space. */
export function openEnded<T>(value: T): T {
  if (typeof value !== 'string') return value;
  const lines = value.replace(/\n+$/, '');
  return ended(lines) === lines
    ? value
    : refuse('white space at the end of a block text that may be the end of its document', lines);
}

/** The text of a `block` that may be nothing: its last line has an end, if there is one. */
export function clipped(lines: string): string {
  return lines === '' ? '' : `${lines}\n`;
}

/** May a block text be there that keeps empty lines at its end? */
const KEEPS = /[|>]\d?\+/;

/** Do lines end with a text that one more end of a line would change? */
const endsKept = (printed: string) =>
  KEEPS.test(printed) && toJson(readYaml(printed)) !== toJson(readYaml(`${printed}\n`));

/** Lines of YAML that a text holds: below a key, so that `---` is no document's beginning. */
export function parsed(value: unknown): unknown {
  return below(text(value));
}

function below(lines: string): unknown {
  if (/\n(?:---|\.\.\.)(?:\s|$)/.test(lines)) refuse('lines that end a document', lines);
  if (UNKNOWN_INDENT.test(lines)) refuse('an end of a line that only YAML knows', lines);
  // A number is that of spaces more than the key has, which nobody knows here.
  if (/^[|>][-+]?\d/.test(lines)) refuse('a block text with an indentation of its own', lines);
  // The line goes on to its end in the template.
  const isBlock = /^[|>]/.test(lines);
  const whole = isBlock ? `k: ${lines}\n` : `k:\n${shifted(lines, ' ')}\n`;
  const { k, ...others } = readYaml(whole) as { k: unknown };
  // Lines that have their last end are a template's own, or stand in a line that ends once more: a text that is kept to its end has it.
  if (!isBlock && lines.endsWith('\n') && endsKept(whole.slice(0, -1)))
    refuse('a text with empty lines at its end', lines);
  return Object.keys(others).length === 0 ? kept(k) : refuse('lines that end before their last', lines);
}

/**
 * The objects of a text that is a document, or several with `---` between them, as Helm takes a template's text apart
 * (releaseutil.SplitManifests). Throws TypeError where one is no mapping.
 */
export function documents(value: unknown): object[] {
  return trimSpace(text(value))
    .split(/(?:^|[\t\n\f\r ]*\n)---[\t\n\f\r ]*/)
    .map((document) => {
      const printed = `${trimSpace(document)}\n`;
      // Helms do not agree about empty lines at a document's end.
      return endsKept(printed)
        ? refuse('a text with empty lines at the end of a document', printed)
        : readYaml(printed);
    })
    .filter((object) => object !== null)
    .map((object) => {
      if (typeof object === 'object' && !Array.isArray(object)) return kept(object as object);
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
  if (first === null) {
    // A comment ends where a line ends, which Go and YAML do not agree about.
    return ODD_IN_LINES.test(printed) && below(printed) !== null
      ? refuse('lines behind a comment', printed)
      : undefined;
  }
  const value = below(printed);
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
  return Object.fromEntries(printed.flatMap((piece) => Object.entries(mapping(piece))));
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
    return nested(value as Record<string, unknown>);
  }
  throw new TypeError('a mapping that is not empty is needed here: the lines around it are entries of a mapping');
}

/** A list among the items of another; Helm refuses anything else there. Throws TypeError. */
export function sequence<T>(value: readonly T[] | unknown): readonly T[] {
  if (Array.isArray(value) && value.length > 0) return nested(value as T[]);
  throw new TypeError('a list that is not empty is needed here: the lines around it are items of a list');
}

/** A mapping or a list; null where it is empty, as a key with nothing below it. */
export function orNull<T extends object>(value: T): T | null {
  return (Array.isArray(value) ? value.length : Object.keys(value).length) === 0 ? null : value;
}
