// How Go's templates print values, and what functions of Sprig do with texts.

import { checksum } from '../helpers';
import { isPrint } from './printable';
import { kindOfNumber } from './whole-numbers';

/** A number as Go prints it (%v): 1e+06 for a float64, which every number of a values file is. */
function goNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
  if (Object.is(value, -0)) return '-0';
  const [digits, exponent] = value.toExponential().split('e') as [string, string];
  const power = Number(exponent);
  if ((power >= -4 && power < 6) || kindOfNumber(value) === 'int64') return String(value);
  return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

function printed(value: unknown, isInner: boolean): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return goNumber(value);
    case 'object':
      if (value === null) break;
      if (Array.isArray(value)) return `[${value.map((item) => printed(item, true)).join(' ')}]`;
      return `map[${Object.keys(value)
        .sort(compareKeys)
        .map((key) => `${key}:${printed((value as Record<string, unknown>)[key], true)}`)
        .join(' ')}]`;
    case 'undefined':
      break;
    default:
      return String(value);
  }
  return isInner ? '<nil>' : '';
}

/** Keys in the order of their bytes, as Go sorts them. */
export function compareKeys(a: string, b: string): number {
  // Code units and bytes differ in order only where surrogates meet others.
  const points = (text: string) => [...text].map((char) => char.codePointAt(0)!);
  if (!/[\ud800-\uffff]/.test(a + b)) return a < b ? -1 : a > b ? 1 : 0;
  const [x, y] = [points(a), points(b)];
  for (let i = 0; i < Math.min(x.length, y.length); i++) if (x[i] !== y[i]) return x[i]! - y[i]!;
  return x.length - y.length;
}

/** Composes what a template literal says, with values as a template prints them. */
export function compose(parts: readonly string[], values: readonly unknown[]): string {
  return parts.map((part, i) => (i === 0 ? part : printed(values[i - 1], false) + part)).join('');
}

/** A value as a template prints it: nothing for null, 1e+06 for a million. Also a tag of template literals. */
export function text(value: unknown): string;
export function text(parts: TemplateStringsArray, ...values: readonly unknown[]): string;
export function text(first: unknown, ...values: readonly unknown[]): string {
  return isTemplate(first) ? compose(first, values) : printed(first, false);
}

export function isTemplate(value: unknown): value is TemplateStringsArray {
  return Array.isArray(value) && Object.hasOwn(value, 'raw');
}

/** A text, where Go's functions take nothing else. Throws TypeError. */
export function str(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`a text is needed, and this is ${nameOf(value)}`);
}

/** What a value is, in words for whoever gave it. */
export function nameOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'object') return Array.isArray(value) ? 'a list' : 'a mapping';
  const words = String(typeof value === 'string' ? JSON.stringify(value) : value);
  const kind = typeof value === 'string' ? 'text' : typeof value === 'bigint' ? 'number' : typeof value;
  return `the ${kind} ${words.length > 60 ? `${words.slice(0, 60)}…` : words}`;
}

const encoder = new TextEncoder();

/** The first `length` bytes, or the last where it is negative. Throws TypeError where that cuts a character apart. */
export function trunc(value: string, length: number): string {
  const given = str(value);
  if (/^[\x00-\x7f]*$/.test(given)) {
    if (length < 0) return given.length + length > 0 ? given.slice(given.length + length) : given;
    return given.slice(0, length);
  }
  const size = (part: string) => encoder.encode(part).length;
  let before = length < 0 ? Math.max(0, size(given) + length) : length;
  let at = 0;
  for (const char of given) {
    if (before <= 0) break;
    before -= size(char);
    at += char.length;
  }
  if (before < 0) throw new TypeError(`trunc cuts a character of ${JSON.stringify(given)} apart`);
  return length < 0 ? given.slice(at) : given.slice(0, at);
}

export function trimSuffix(value: string, suffix: string): string {
  const given = str(value);
  return str(suffix) !== '' && given.endsWith(suffix) ? given.slice(0, -suffix.length) : given;
}

export function trimPrefix(value: string, prefix: string): string {
  const given = str(value);
  return given.startsWith(str(prefix)) ? given.slice(prefix.length) : given;
}

/** Without any of these characters at both ends. */
export function trimAll(value: string, characters: string): string {
  const chars = [...str(value)];
  const cut = [...str(characters)];
  while (chars.length > 0 && cut.includes(chars[0]!)) chars.shift();
  while (chars.length > 0 && cut.includes(chars[chars.length - 1]!)) chars.pop();
  return chars.join('');
}

/** Every occurrence of a text replaced. */
export function replace(value: string, from: string, to: string): string {
  const [given, by] = [str(value), str(to)];
  if (str(from) !== '') return given.split(from).join(by);
  return [...given].map((char) => by + char).join('') + by;
}

/** Every line indented. */
export function indent(value: string, count: number): string {
  const space = ' '.repeat(count);
  return space + str(value).replaceAll('\n', `\n${space}`);
}

/** A line's end, then every line indented. */
export function nindent(value: string, count: number): string {
  return `\n${indent(value, count)}`;
}

/** A list's items as texts, with `separator` between them. Nothing is left out but null. */
export function join(list: unknown, separator: string): string {
  if (Array.isArray(list))
    return list
      .filter((item) => item !== null && item !== undefined)
      .map((item) => printed(item, false))
      .join(str(separator));
  str(separator);
  return printed(list, false);
}

const ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** strconv.Quote: escapes for whatever is neither a letter, a mark, a number, punctuation, a symbol nor a space. */
function quotedAsGo(value: string): string {
  const inner = value.replace(/[^ !#-[\]-~]/gu, (char) => {
    const known = ESCAPES[char];
    if (known !== undefined) return known;
    if (isPrint(char)) return char;
    const code = char.codePointAt(0)!;
    if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\U${code.toString(16).padStart(8, '0')}`;
  });
  return `"${inner}"`;
}

/** A text in double quotes, as Go writes it; nothing for null. */
export function goQuote(value: unknown): string {
  return value === null || value === undefined ? '' : quotedAsGo(printed(value, false));
}

/** Go maps each character to one: the ß stays, and so does the sigma at a word's end. */
export function upper(value: string): string {
  return eachChar(value, (char) => {
    const code = char.codePointAt(0)!;
    // Greek vowels with an iota below have a capital of their own.
    if ((code & ~0x3f) === 0x1f80 && code <= 0x1faf) return String.fromCodePoint(code | 8);
    if (code === 0x1fb3 || code === 0x1fc3 || code === 0x1ff3) return String.fromCodePoint(code + 9);
    return char.toUpperCase();
  });
}

/** White space of Go's unicode.IsSpace, at both ends of a text. */
const OUTER_SPACE = ((spaces) => new RegExp(`^${spaces}|${spaces}$`, 'g'))(
  '[\\t-\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+',
);

/** Go's strings.TrimSpace: JavaScript's trim also takes the byte order mark, and leaves U+0085. */
export function trimSpace(value: string): string {
  return str(value).replace(OUTER_SPACE, '');
}

/** Go maps each character to one. */
export function lower(value: string): string {
  return eachChar(value, (char) => (char === 'İ' ? 'i' : char.toLowerCase()));
}

function eachChar(value: string, change: (char: string) => string): string {
  return Array.from(str(value), (char) => {
    const changed = change(char);
    // Characters that Go's Unicode does not have yet have no other case.
    return [...changed].length === 1 && isPrint(char) && isPrint(changed) ? changed : char;
  }).join('');
}

/** A text in single quotes; nothing for null. */
export function goSquote(value: unknown): string {
  return value === null || value === undefined ? '' : `'${printed(value, false)}'`;
}

/** What Go's `print` makes of values: spaces stand between those that are no texts. */
export function print(...values: readonly unknown[]): string {
  return values
    .map((value, i) => {
      const isApart = i > 0 && typeof value !== 'string' && typeof values[i - 1] !== 'string';
      return (isApart ? ' ' : '') + printed(value, true);
    })
    .join('');
}

/** What %s, %v, %d, %q and %t of Go's printf write. Throws TypeError for other verbs. */
export function printf(format: string, ...values: readonly unknown[]): string {
  let next = 0;
  const out = str(format).replace(/%(.?)/gsu, (directive, verb: string) => {
    if (verb === '%') return '%';
    if (verb === '' || !'sdvqt'.includes(verb))
      throw new TypeError(`printf with ${directive}, which is not known here`);
    if (next >= values.length) return `%!${verb}(MISSING)`;
    return formatted(verb, values[next++]);
  });
  if (next === values.length) return out;
  return `${out}%!(EXTRA ${values
    .slice(next)
    .map((value) => `${goType(value)}=${printed(value, true)}`)
    .join(', ')})`;
}

/** What verbs of printf take. */
const FORMATS: Record<string, readonly string[]> = { s: ['string'], d: ['int64'], q: ['string'], t: ['bool'] };

function formatted(verb: string, value: unknown, isWithin = false): string {
  if (value === null || value === undefined) return verb === 'v' || isWithin ? '<nil>' : `%!${verb}(<nil>)`;
  if (verb === 'v') return printed(value, true);
  // The verb is that of whatever a list or a mapping holds.
  const inner = (part: unknown) => formatted(verb, part, true);
  if (Array.isArray(value)) return `[${value.map(inner).join(' ')}]`;
  if (typeof value === 'object') {
    const keys = Object.keys(value).sort(compareKeys);
    return `map[${keys.map((key) => `${inner(key)}:${inner((value as Record<string, unknown>)[key])}`).join(' ')}]`;
  }
  const type = goType(value);
  if (type === 'int64' && verb === 'q') throw new TypeError(`printf with %q of the number ${String(value)}`);
  if (!FORMATS[verb]!.includes(type)) return `%!${verb}(${type}=${printed(value, true)})`;
  return verb === 'q' ? quotedAsGo(value as string) : printed(value, true);
}

function goType(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return kindOfNumber(value);
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string') return 'string';
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A text's bytes in base64. */
export function base64(value: string): string {
  const bytes = encoder.encode(str(value));
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a, b, c] = [bytes[i]!, bytes[i + 1], bytes[i + 2]];
    out += BASE64[a >> 2]! + BASE64[((a & 3) << 4) | ((b ?? 0) >> 4)]!;
    out += b === undefined ? '=' : BASE64[((b & 15) << 2) | ((c ?? 0) >> 6)]!;
    out += c === undefined ? '=' : BASE64[c & 63]!;
  }
  return out;
}

export function sha256sum(value: string): string {
  return checksum(str(value));
}

const rounds = new Map<string, readonly unknown[]>();

/** What the chart printed for a text in one round of a range, or of ranges within ranges. */
export function round(text: string, ...indexes: readonly number[]): string {
  let known = rounds.get(text);
  if (known === undefined) {
    known = JSON.parse(`[${text}""]`) as unknown[];
    rounds.set(text, known);
  }
  return indexes.reduce<unknown>((at, index) => (at as readonly unknown[])[index], known) as string;
}

/** Lines of a block text. */
class Lines {
  /** `areWhole`: each has its end */
  constructor(
    private readonly text: string,
    readonly areWhole: boolean,
  ) {}

  toString(): string {
    return this.text;
  }
}

/**
 * Lines of a text that go into a block text, indented. Throws TypeError for what is no text. Also a tag of template literals, of lines with
 * their ends: where one begins with the end of a line, its last backtick stands where lines begin.
 */
export function lines(value: unknown, count?: number): Lines;
export function lines(parts: TemplateStringsArray, ...values: readonly unknown[]): Lines;
export function lines(first: unknown, ...values: readonly unknown[]): Lines {
  if (isTemplate(first)) return new Lines(composeLines(first, values, true), true);
  const count = typeof values[0] === 'number' ? values[0] : 0;
  return new Lines(count === 0 ? str(first) : indent(str(first), count), false);
}

/** Lines of several rounds, one after the other. */
export function allLines(rounds: readonly Lines[]): Lines {
  return new Lines(rounds.join(''), true);
}

/** The ends of lines that YAML knows; Go's functions know the first. */
export const LINE_END = /[\n\r\x85\u2028\u2029]/;

/** A literal that stands in lines of its own, without their common indentation; `isPart`: that of the last backtick counts, too. */
function dedented(parts: TemplateStringsArray, isPart: boolean): readonly string[] {
  const { raw } = parts;
  const starts = raw.flatMap((part, i) => {
    // The last line has nothing but the end of the literal.
    const text = i === raw.length - 1 ? part.replace(/\n *$/, '') : part;
    const begins = [...text.matchAll(/\n( *)(?!\n| *$)/g), ...(i < raw.length - 1 ? text.matchAll(/\n( *)$/g) : [])];
    return begins.map(([, space]) => space!.length);
  });
  const last = isPart && /\n( *)$/.exec(raw.at(-1)!);
  if (last) starts.push(last[1]!.length);
  const indent = Math.min(...starts);
  if (!Number.isFinite(indent)) return parts;
  const cut = parts.map((part, i) => {
    const text = i === parts.length - 1 ? part.replace(/\n *$/, '\n') : part;
    return text.replace(new RegExp(`\\n {0,${indent}}`, 'g'), '\n');
  });
  cut[0] = cut[0]!.slice(1);
  return cut;
}

/**
 * Composes lines of a block text. The further lines of a value that stands within a line would begin where the chart's lines do, which ends
 * its block text. Where the literal stands in lines of its own, their common indentation is taken away, and lines with their ends that have a
 * line to themselves are that line. Throws TypeError.
 */
export function composeLines(given: TemplateStringsArray, values: readonly unknown[], isPart = false): string {
  const isInLines = given.raw[0]!.startsWith('\n');
  const parts = isInLines ? dedented(given, isPart) : given;
  const isAlone = (i: number) =>
    (parts[i]!.endsWith('\n') || (i === 0 && parts[i] === '')) && parts[i + 1]!.startsWith('\n');
  return compose(
    parts.map((part, i) => {
      const before = i === 0 ? undefined : values[i - 1];
      return isInLines && before instanceof Lines && before.areWhole && isAlone(i - 1) ? part.slice(1) : part;
    }),
    values.map((value, i) => {
      if (value instanceof Lines) return String(value);
      const shown = printed(value, false);
      const end = LINE_END.exec(shown)?.index;
      // Empty lines at the line's end are no more than that.
      if (end === undefined || (/^[\n\r\x85]+$/.test(shown.slice(end)) && /^(?:\n|$)/.test(parts[i + 1]!)))
        return shown;
      throw new TypeError(`a value of several lines within a line of a block text: ${shown.trim().slice(0, 60)}`);
    }),
  );
}
