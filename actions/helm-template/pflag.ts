// Command-line flags as Go's spf13/pflag and cobra read them, with their words for what is wrong, since `helm template` is
// built on them. It knows syntax and types only; which flags there are stands in flags.ts.

import { quote } from '../../gostd/strconv';
import { UsageError } from '../command';

/** What a flag's value is and how repeated values add up. */
export type FlagType =
  | 'bool'
  | 'string'
  | 'int'
  | 'float32'
  | 'duration'
  /** a comma-separated list, as CSV; repeated ones append */
  | 'strings'
  /** a list, an element each time */
  | 'stringArray'
  /** comma-separated key=value pairs */
  | 'stringToString';

/** A flag that a command takes. */
export interface Flag {
  name: string;
  shorthand?: string;
  type: FlagType;
  /** the value where the flag stands alone, without `=`; a bool's is true */
  alone?: string;
  /** printed with the flag's name when it is used */
  deprecated?: string;
  /** refuses a value: an Error's message becomes the reason */
  check?(value: string): void;
}

/** The flags of a command line, by name, and the arguments that are no flags. */
export class ParsedFlags {
  readonly arguments: string[] = [];
  /** Lines for standard error about deprecated flags. */
  readonly notices: string[] = [];
  readonly isHelp: boolean = false;
  private readonly values = new Map<string, string[]>();

  /** @param flags asked for at the first argument that is a flag: most command lines have none */
  constructor(flags: () => readonly Flag[], args: readonly string[]) {
    const parser = new FlagParser(flags, this);
    this.isHelp = parser.parse([...args]);
  }

  /** Keeps one value, or several of a list. */
  set(flag: Flag, values: string[]): void {
    const isList = flag.type === 'strings' || flag.type === 'stringArray' || flag.type === 'stringToString';
    const old = this.values.get(flag.name);
    this.values.set(flag.name, isList && old ? [...old, ...values] : values);
  }

  /** Was none given? */
  isEmpty(): boolean {
    return this.values.size === 0;
  }

  /** Was the flag given at all? */
  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The last value given, or the default. */
  text(name: string, byDefault = ''): string {
    return this.values.get(name)?.at(-1) ?? byDefault;
  }

  flag(name: string): boolean {
    return this.values.get(name)?.at(-1) === 'true';
  }

  list(name: string): string[] {
    return this.values.get(name) ?? [];
  }
}

class FlagParser {
  private known?: readonly Flag[];

  constructor(
    private readonly flags: () => readonly Flag[],
    private readonly into: ParsedFlags,
  ) {}

  /** The flag of which that is so: the last one, where several have a name. */
  private find(isIt: (flag: Flag) => boolean): Flag | undefined {
    this.known ??= this.flags();
    return this.known.findLast(isIt);
  }

  /** Reads all arguments; true where help is asked for, which ends the reading as in cobra. */
  parse(rest: string[]): boolean {
    let help = false;
    while (rest.length > 0) {
      const argument = rest.shift()!;
      if (argument === '--') {
        this.into.arguments.push(...rest);
        break;
      }
      if (argument.startsWith('--')) help = this.parseLong(argument, rest) || help;
      else if (argument.length > 1 && argument.startsWith('-')) help = this.parseShort(argument, rest) || help;
      else this.into.arguments.push(argument);
    }
    return help;
  }

  private parseLong(argument: string, rest: string[]): boolean {
    const body = argument.slice(2);
    if (body.startsWith('-') || body.startsWith('=')) throw new UsageError(`bad flag syntax: ${argument}`);
    const equals = body.indexOf('=');
    const name = equals < 0 ? body : body.slice(0, equals);
    if (name === 'help') return equals < 0 || parseBool(body.slice(equals + 1));
    const flag = this.find((one) => one.name === name);
    if (!flag) throw new UsageError(`unknown flag: --${name}`);
    const alone = flag.type === 'bool' ? 'true' : flag.alone;
    if (equals >= 0) this.set(flag, body.slice(equals + 1));
    else if (alone !== undefined) this.set(flag, alone);
    else if (rest.length > 0) this.set(flag, rest.shift()!);
    else throw new UsageError(`flag needs an argument: ${argument}`);
    return false;
  }

  /** `-abc`, `-avalue`, `-a=value`, `-a value`. */
  private parseShort(argument: string, rest: string[]): boolean {
    let letters = argument.slice(1);
    let help = false;
    while (letters.length > 0) {
      const [letter] = letters;
      const flag = this.find(({ shorthand }) => shorthand === letter);
      if (!flag) {
        if (letter !== 'h') throw new UsageError(`unknown shorthand flag: ${quoteRune(letter)} in -${letters}`);
        help = true;
        letters = letters.slice(1);
        continue;
      }
      const after = letters.slice(letter.length);
      const alone = flag.type === 'bool' ? 'true' : flag.alone;
      if (letters.length > 2 && after.startsWith('=')) {
        this.set(flag, after.slice(1));
        break;
      }
      if (alone !== undefined) {
        this.set(flag, alone);
        letters = after;
        continue;
      }
      if (after !== '') this.set(flag, after);
      else if (rest.length > 0) this.set(flag, rest.shift()!);
      else throw new UsageError(`flag needs an argument: ${quoteRune(letter)} in -${letters}`);
      break;
    }
    return help;
  }

  private set(flag: Flag, value: string): void {
    const values = readFlag(flag, value);
    if (flag.deprecated) {
      this.into.notices.push(`Flag --${flag.name} has been deprecated, ${flag.deprecated}\n`);
    }
    this.into.set(flag, values);
  }
}

/** The value, or the values of a list, that a flag has with that text. Throws UsageError in pflag's words. */
export function readFlag(flag: Flag, text: string): string[] {
  try {
    const values = readValue(flag.type, text);
    flag.check?.(text);
    return values;
  } catch (error) {
    const name = flag.shorthand ? `-${flag.shorthand}, --${flag.name}` : `--${flag.name}`;
    throw new UsageError(`invalid argument ${quote(text)} for "${name}" flag: ${(error as Error).message}`);
  }
}

/** Go's %q of a character. */
function quoteRune(char: string): string {
  return char === "'" ? `'\\''` : `'${quote(char).slice(1, -1).replace('\\"', '"')}'`;
}

function readValue(type: FlagType, value: string): string[] {
  switch (type) {
    case 'string':
    case 'stringArray':
      return [value];
    case 'bool':
      return [String(parseBool(value))];
    case 'strings':
      return value === '' ? [] : readCsv(value);
    case 'stringToString':
      return readPairs(value);
    case 'int':
      return [parseInteger(value)];
    case 'float32':
      return [parseFloat32(value)];
    case 'duration':
      checkDuration(value);
      return [value];
  }
}

/** Go's strconv.ParseBool. */
export function parseBool(text: string): boolean {
  if (/^(?:1|t|T|true|TRUE|True)$/.test(text)) return true;
  if (/^(?:0|f|F|false|FALSE|False)$/.test(text)) return false;
  throw new Error(`strconv.ParseBool: parsing ${quote(text)}: invalid syntax`);
}

function parseInteger(text: string): string {
  const plain = text
    .replace(/^[+-]/, '')
    .replaceAll('_', '')
    .replace(/^0(?=[0-7]+$)/, '0o');
  if (!/^(?:\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/i.test(plain)) {
    throw new Error(`strconv.ParseInt: parsing ${quote(text)}: invalid syntax`);
  }
  const number = BigInt(plain) * (text.startsWith('-') ? -1n : 1n);
  if (BigInt.asIntN(64, number) !== number) {
    throw new Error(`strconv.ParseInt: parsing ${quote(text)}: value out of range`);
  }
  return String(number);
}

function parseFloat32(text: string): string {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text) && !/^[+-]?(?:inf(?:inity)?|nan)$/i.test(text)) {
    throw new Error(`strconv.ParseFloat: parsing ${quote(text)}: invalid syntax`);
  }
  if (/\d/.test(text) && !Number.isFinite(Math.fround(Number(text)))) {
    throw new Error(`strconv.ParseFloat: parsing ${quote(text)}: value out of range`);
  }
  return text;
}

/** Refuses what Go's time.ParseDuration refuses. */
function checkDuration(text: string): void {
  const amount = /^[+-]?(?<rest>.*)$/s.exec(text)!.groups!['rest'];
  if (amount === '0') return;
  if (amount === '') throw new Error(`time: invalid duration ${quote(text)}`);
  let at = 0;
  while (at < amount.length) {
    const number = /^(?:\d+(?:\.\d*)?|\.\d+)/.exec(amount.slice(at));
    if (!number) throw new Error(`time: invalid duration ${quote(text)}`);
    at += number[0].length;
    const unit = /^[^.\d]*/.exec(amount.slice(at))![0];
    if (unit === '') throw new Error(`time: missing unit in duration ${quote(text)}`);
    if (!/^(?:ns|us|\u00b5s|\u03bcs|ms|s|m|h)$/.test(unit)) {
      throw new Error(`time: unknown unit ${quote(unit)} in duration ${quote(text)}`);
    }
    at += unit.length;
  }
}

function readPairs(text: string): string[] {
  const signs = text.split('=').length - 1;
  if (signs === 0) throw new Error(`${text} must be formatted as key=value`);
  const pairs = signs === 1 ? [text.replace(/^"+|"+$/g, '')] : readCsv(text);
  for (const pair of pairs) {
    if (!pair.includes('=')) throw new Error(`${pair} must be formatted as key=value`);
  }
  return pairs;
}

/** The first record of a CSV text, as Go's encoding/csv reads it without lazy quotes. */
export function readCsv(text: string): string[] {
  const fields: string[] = [];
  let at = /^(?:\r?\n)*/.exec(text)![0].length;
  let lineStart = at;
  let line = text.slice(0, at).split('\n').length;
  const firstLine = line;
  if (at === text.length) throw new Error('EOF');
  const failAt = (position: number, what: string): never => {
    const column = Buffer.byteLength(text.slice(lineStart, position)) + 1;
    const record = line === firstLine ? '' : `record on line ${firstLine}; `;
    throw new Error(`${record}parse error on line ${line}, column ${column}: ${what}`);
  };
  const isEnd = (i: number) => i >= text.length || text[i] === '\n' || text.startsWith('\r\n', i);
  for (;;) {
    let field = '';
    if (text[at] !== '"') {
      while (!isEnd(at) && text[at] !== ',') {
        if (text[at] === '"') failAt(at, 'bare " in non-quoted-field');
        field += text[at++];
      }
    } else {
      const first = at++;
      for (;;) {
        if (at >= text.length) failAt(Math.max(at, first), 'extraneous or missing " in quoted-field');
        if (text[at] === '"') {
          if (text[at + 1] === '"') {
            field += '"';
            at += 2;
            continue;
          }
          if (!isEnd(at + 1) && text[at + 1] !== ',') failAt(at, 'extraneous or missing " in quoted-field');
          at++;
          break;
        }
        if (text.startsWith('\r\n', at)) at++;
        field += text[at];
        if (text[at] === '\n') {
          line++;
          lineStart = at + 1;
        }
        at++;
      }
    }
    fields.push(field);
    if (text[at] !== ',') return fields;
    at++;
  }
}
