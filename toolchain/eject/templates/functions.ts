// Template functions as TypeScript. Where JavaScript has the same it is used; where Go's is another, the SDK has it
// (@mistletoe-dev/sdk/chart). What is not in the table keeps its template in the chart.

import type { ReasonKind } from '../reasons';
import { textLiteral } from '../values/types';
import { type RegExpLiteral, regExpLiteral } from './regexps';
import { union, UNKNOWN } from '../values/shapes';
import {
  AND,
  booleanValue,
  CHOICE,
  EQUALITY,
  intValue,
  isPlainTruth,
  isScalar,
  isText,
  OR,
  ORDER,
  PRODUCT,
  property,
  SUM,
  textValue,
  tight,
  type Type,
  unbound,
  unknownValue,
  type Value,
} from './values';

/** What functions are given to write code with. */
export interface Writer {
  /** the name of a function of the SDK, which is imported then */
  sdk(name: string): string;
  /** refuses: `reason` tells why */
  refuse(reason: string, kind?: ReasonKind): never;
}

type Build = (args: Value[], writer: Writer) => Value;

/** A condition: the code is true where Go's template takes the value for true. */
export function condition(value: Value, { sdk }: Writer): Value {
  if (value.test) return value.test;
  if (value.code === 'undefined') return booleanValue('false');
  if (isPlainTruth(value)) return { ...value };
  if (value.type.kind === 'root' || value.type.kind === 'release') return booleanValue('true');
  return booleanValue(`${sdk('truthy')}(${value.code})`);
}

/** The code of a text: what `string` parameters of Go take. Functions of the SDK see for themselves that it is one. */
export function textCode(value: Value, { sdk }: Writer): string {
  return isText(value.type) && !value.optional ? value.code : `${sdk('str')}(${value.code})`;
}

/** The code of what is a text whatever a user gives: JavaScript's methods would take other values too. */
function sureText(value: Value, { sdk }: Writer): Value {
  return value.sure && isText(value.type) ? value : textValue(`${sdk('str')}(${value.code})`);
}

/** The code of an int64, which Sprig casts from anything. */
function intCode(value: Value, { sdk }: Writer): string {
  return value.type.kind === 'int' ? tight(value) : `${sdk('int')}(${value.code})`;
}

/** Whether what is cast to an int may be of any size: nothing tells what it is. */
const bound = (...values: readonly Value[]): Pick<Value, 'unbounded'> =>
  values.some(({ type, unbounded }) => unbounded || type.kind === 'unknown' || type.kind === 'either')
    ? { unbounded: true }
    : {};

const call = (name: string, ...args: string[]) => `${name}(${args.join(', ')})`;

/** The text of a constant; undefined where the value is none. */
export function constantText(value: Value | undefined): string | undefined {
  return value && /^'(?:[^'\\]|\\.)*'$|^"(?:[^"\\]|\\.)*"$/.test(value.code)
    ? (unquoteLiteral(value.code) ?? undefined)
    : undefined;
}

function unquoteLiteral(code: string): string | undefined {
  const body = code.slice(1, -1);
  try {
    return JSON.parse(`"${code.startsWith("'") ? body.replace(/\\'/g, "'").replace(/"/g, '\\"') : body}"`) as string;
  } catch {
    return undefined;
  }
}

/** Can two values be compared with ===, as Go's eq does it? */
function sameKind(a: Value, b: Value): boolean {
  if (!a.sure || !b.sure) return false;
  return (
    (isText(a.type) && isText(b.type)) || (a.type.kind === b.type.kind && ['boolean', 'int'].includes(a.type.kind))
  );
}

/** Refuses what Go keeps apart and JavaScript does not: its ints, and the floats that numbers of values files are. */
function refuseInts(args: readonly Value[], writer: Writer): void {
  const isInt = ({ type }: Value) => type.kind === 'int';
  if (args.some(({ mixed }) => mixed) || (args.some(isInt) && !args.every(isInt)))
    writer.refuse('an integer is compared with a value, which Helm takes for a float and refuses');
}

function equality(isEqual: boolean): Build {
  return (args, writer) => {
    const [first, ...others] = args;
    if (first === undefined || others.length === 0) writer.refuse('eq without two arguments');
    refuseInts(args, writer);
    const plain = others.every((other) => sameKind(first, other));
    if (plain && others.length > 1 && isEqual) {
      return booleanValue(`[${others.map(({ code }) => code).join(', ')}].includes(${first.code})`);
    }
    if (plain && others.length === 1) {
      return booleanValue(`${tight(first, ORDER)} ${isEqual ? '===' : '!=='} ${tight(others[0]!, ORDER)}`, EQUALITY);
    }
    const code = call(writer.sdk('equal'), ...args.map(({ code: one }) => one));
    return booleanValue(isEqual ? code : `!${code}`);
  };
}

function order(sign: '<' | '<=' | '>' | '>='): Build {
  return ([a, b], writer) => {
    if (!a || !b) writer.refuse('a comparison without two arguments');
    refuseInts([a, b], writer);
    if (a.sure && b.sure && a.type.kind === 'int')
      return booleanValue(`${tight(a, SUM)} ${sign} ${tight(b, SUM)}`, ORDER);
    return booleanValue(`${call(writer.sdk('compare'), a.code, b.code)} ${sign} 0`, ORDER);
  };
}

/** Of integers of the template's own it is an operator. */
const arithmetic =
  (name: 'add' | 'mul' | 'sub', sign: '+' | '*' | '-'): Build =>
  (args, writer) => {
    if (name === 'sub' && args.length !== 2) writer.refuse(`sub with ${args.length} arguments`);
    if (!args.every(({ type, sure }) => sure && type.kind === 'int'))
      return { ...intValue(call(writer.sdk(name), ...args.map(({ code }) => code))), ...bound(...args) };
    const level = sign === '*' ? PRODUCT : SUM;
    const operands = args.map((arg, i) => tight(arg, i === 0 ? level : level + 1));
    return { ...intValue(operands.join(` ${sign} `)), ...bound(...args), ...(args.length > 1 ? { loose: level } : {}) };
  };

/** A method of JavaScript's strings on the last argument. */
const method =
  (name: string, type: 'boolean' | 'string'): Build =>
  (args, writer) => {
    const texts = args.map((arg) => sureText(arg, writer));
    const subject = texts.pop()!;
    const code = `${tight(subject)}.${name}(${texts.map((text) => text.code).join(', ')})`;
    return type === 'string' ? textValue(code) : booleanValue(code);
  };

/** A function of the SDK that takes the subject first: `trunc(text, 63)`. */
const helper =
  (name: string, types: ('text' | 'int' | 'any')[], result: (code: string) => Value): Build =>
  (args, writer) => {
    if (args.length !== types.length) writer.refuse(`${name} with ${args.length} arguments`);
    const codes = args.map((arg, i) =>
      types[i] === 'text' ? textCode(arg, writer) : types[i] === 'int' ? intCode(arg, writer) : arg.code,
    );
    const subject = codes.pop()!;
    return result(call(writer.sdk(name), subject, ...codes));
  };

/** A constant regular expression that JavaScript has too. */
function regExp(pattern: Value | undefined, writer: Writer): RegExpLiteral {
  const text = constantText(pattern);
  const found = text === undefined ? undefined : regExpLiteral(text);
  return found ?? writer.refuse(`the regular expression ${pattern?.code}, which JavaScript has not`);
}

/** All matches, replaced by a text in which a `$` means something or nothing. */
const replaceMatches =
  (isLiteral: boolean): Build =>
  ([pattern, subject, by], writer) => {
    const { code, canBeEmpty } = regExp(pattern, writer);
    const text = constantText(by);
    if (text === undefined || (text.includes('$') && !isLiteral))
      return writer.refuse('matches are replaced by what they matched');
    if (canBeEmpty) writer.refuse(`the regular expression ${pattern!.code}, which matches nothing at all too`);
    return textValue(
      `${tight(sureText(subject!, writer))}.replace(${code.replace(/u$/, 'gu')}, ${textLiteral(text.replaceAll('$', '$$$$'))})`,
    );
  };

const matches: Build = ([pattern, subject], writer) =>
  booleanValue(`${regExp(pattern, writer).code}.test(${sureText(subject!, writer).code})`);

/** Can it be left out where nobody asks for it? What is computed may refuse its values. */
const isHarmless = ({ code }: Value) => /^(?:[\w.$]+|'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{\}|\[\])$/.test(code);

/** What is an int in one case and something of the user's in another: Go keeps the two apart, and prints large ones otherwise. */
const mixedOf = (...values: readonly Value[]): Pick<Value, 'mixed'> => {
  const ints = values.filter(({ type }) => type.kind === 'int');
  const isMixed = ints.length > 0 && ints.length < values.length;
  const isLarge = isMixed && !ints.every(({ code }) => /^-?\d{1,6}$/.test(code));
  if (isLarge || values.some(({ mixed }) => mixed === 'large')) return { mixed: 'large' };
  return isMixed || values.some(({ mixed }) => mixed) ? { mixed: 'small' } : {};
};

/** `or` and `default`: the first that is not empty, else the last. Of `or` nobody looks at the second where the first is something. */
function either(first: Value, second: Value, writer: Writer, looksAtBoth = true): Value {
  if (first.code === 'undefined') return second;
  const type = typeOfEither(first.type, second.type);
  const sure = first.sure === true && second.sure === true;
  const known = { type, sure, optional: second.optional ?? false, ...mixedOf(first, second) };
  if (isPlainTruth(first) && (isHarmless(second) || !looksAtBoth))
    return { ...known, code: `${tight(first, OR)} || ${tight(second, OR)}`, loose: OR };
  if (looksAtBoth || isHarmless(second))
    return { ...known, code: call(writer.sdk('defaulted'), first.code, second.code) };
  const test = tight(condition(first, writer), OR);
  return { ...known, code: `${test} ? ${tight(first, OR)} : ${tight(second, OR)}`, loose: CHOICE };
}

function typeOfEither(a: Type, b: Type): Type {
  if (a.kind === b.kind && a.kind === 'int') return a;
  if (['dict', 'root', 'int', 'release', 'capabilities', 'kubeVersion', 'metadata'].includes(a.kind))
    return { kind: 'unknown' };
  if (b.kind === 'int') return isScalar(a) ? { kind: 'number' } : { kind: 'unknown' };
  if (['dict', 'root', 'release', 'capabilities', 'kubeVersion', 'metadata'].includes(b.kind))
    return { kind: 'unknown' };
  if (a.kind === 'unknown') return a;
  if (b.kind === 'unknown') return b;
  if (a.kind === 'literals' && isText(b)) return { kind: 'string' };
  if (b.kind === 'literals' && isText(a)) return { kind: 'string' };
  return union(a as never, b as never);
}

/** `%s` and `%d` of values that are certainly such: a template literal. */
function printf(args: Value[], writer: Writer): Value {
  const [given, ...values] = args;
  const text = constantText(given);
  if (text === undefined) {
    if (values.some(({ type, mixed }) => type.kind === 'int' || mixed)) writer.refuse('printf of an integer');
    return textValue(call(writer.sdk('printf'), textCode(given!, writer), ...values.map(({ code }) => code)));
  }
  const verbs = [...text.matchAll(/%(.?)/gs)].map(([, verb]) => verb!);
  const strange = verbs.find((verb) => verb === '' || !'sdvqt%'.includes(verb));
  if (strange !== undefined) writer.refuse(`printf with %${strange}`);
  const isOne = verbs.length === values.length && !verbs.includes('%');
  const isInt = ({ type }: Value) => type.kind === 'int';
  const isPlain = (value: Value, i: number) =>
    value.sure && ('sv'.includes(verbs[i]!) ? isText(value.type) : verbs[i] === 'd' && isInt(value));
  if (isOne && values.every(isPlain)) {
    const inserted = (value: Value) => {
      const constant = constantText(value);
      return constant === undefined ? `\${${value.code}}` : templateText(constant);
    };
    const parts = text.split(/%./s).map(templateText);
    return textValue(`\`${parts.map((part, i) => (i === 0 ? part : inserted(values[i - 1]!) + part)).join('')}\``);
  }
  // To JavaScript an int of Go is a number as any other: it is handed on as the text that it becomes.
  const codes = values.map((value, i) => {
    if (!isInt(value) && !value.mixed) return value.code;
    if (!isOne || value.mixed || value.unbounded || !'dv'.includes(verbs[i]!)) writer.refuse('printf of an integer');
    return call('String', value.code);
  });
  let at = 0;
  const shown = text.replace(/%./gs, (directive) => (values[at] && isInt(values[at++]!) ? '%s' : directive));
  return textValue(call(writer.sdk('printf'), textLiteral(shown), ...codes));
}

/** A text within a template literal. */
export function templateText(text: string): string {
  return text.replace(/[\\`]|\$\{/g, (sign) => `\\${sign}`);
}

/** A condition's contrary, in as few signs as it takes. */
export function negated(code: string, loose: number | undefined): string {
  if (code === 'true' || code === 'false') return String(code === 'false');
  if (loose === EQUALITY && /^[^&|?]* === [^&|?]*$/.test(code)) return code.replace(' === ', ' !== ');
  if (loose !== undefined) return `!(${code})`;
  return code.startsWith('!') ? code.slice(1) : `!${code}`;
}

/** What semverCompare understands here: bounds, with or without -0. */
const BOUNDS = /^\s*(?:>=|<)\s*v?\d+\.\d+(?:\.\d+)?(?:-0)?(?:[\s,]+(?:>=|<)\s*v?\d+\.\d+(?:\.\d+)?(?:-0)?)*\s*$/;

const KINDS = new Set(['string', 'bool', 'map', 'slice', 'invalid']);

/** Of YAML that is indented the value stays what it is. */
function indentation(name: 'indent' | 'nindent'): Build {
  return (args, writer) => {
    const [count, value] = args;
    if (!value?.yaml) return helper(name, ['int', 'text'], textValue)(args, writer);
    if (!/^\d+$/.test(count!.code)) writer.refuse('an indentation that is computed');
    return { ...value, indented: Number(count!.code), isUntrimmed: true };
  };
}

const toYaml: Build = ([value]) => ({ ...textValue('undefined'), yaml: withNulls(value!) });

/** A dict whose entries are there, whatever they are: in a mapping of JavaScript's what is undefined is not there. */
function withNulls(value: Value): Value {
  if (value.type.kind !== 'dict') return value;
  const entries = [...value.type.entries].map(([name, entry]): [string, Value] => {
    const code = value.code.startsWith('{') ? entry : unbound(entry, property(tight(value), name));
    if (entry.type.kind === 'dict') return [name, withNulls(code)];
    return [name, entry.sure ? code : unbound(entry, `${tight(code, ORDER)} ?? null`)];
  });
  const isWhole = [...value.type.entries.values()].every(({ sure, type }) => sure && type.kind !== 'dict');
  return isWhole ? value : unbound(value, mappingCode(entries));
}

/** A new mapping of several. Helm writes into the first, which is seen where that is somebody's. */
const merged =
  (name: 'merge' | 'mergeOverwrite'): Build =>
  (args, writer) => {
    if (!args[0]!.fresh) writer.refuse(`${name} changes a mapping that others may see`, 'changes');
    if (args.some(({ code }) => /\bchart\.values$/.test(code))) writer.refuse(`${name} of all values`, 'changes');
    return {
      code: call(writer.sdk(name), ...args.map(({ code }) => code)),
      type: { kind: 'mapping', fields: new Map(), open: true },
      sure: true,
      fresh: true,
    };
  };

const not: Build = ([value], writer) => {
  const { code, loose } = condition(value!, writer);
  const test = booleanValue(negated(code, loose));
  // Of a condition's contrary the contrary is the condition, which need be no boolean.
  return /^!.*[^)]$/.test(code) ? { ...booleanValue(`!${code}`), test } : test;
};

/** Nothing changes a value here, so none needs a copy; but of nothing there is none. */
const deepCopy: Build = ([value], { sdk }) => {
  const copy = value!.sure ? value! : { ...unbound(value!, call(sdk('deepCopy'), value!.code)), optional: false };
  return { ...copy, fresh: true };
};

export const functions: Record<string, Build> = {
  and: (args, writer) => {
    const conditions = args.map((arg) => condition(arg, writer));
    const isFalse = conditions.some(({ code }) => code === 'false');
    const all = isFalse ? 'false' : conditions.map((one) => tight(one, AND)).join(' && ');
    const test = { ...booleanValue(all, args.length > 1 ? AND : undefined) };
    if (args.every(({ type, sure }) => sure && type.kind === 'boolean')) return test;
    // What Go gives is the first that is empty, or the last.
    const value = args.reduceRight((rest, arg, i) => ({
      code: `${tight(conditions[i]!, OR)} ? ${tight(rest, OR)} : ${tight(arg, OR)}`,
      type: typeOfEither(arg.type, rest.type),
      optional: true,
      loose: CHOICE,
      ...mixedOf(arg, rest),
    }));
    return { ...value, test };
  },
  or: (args, writer) => {
    const value = args.reduceRight((second, first) => either(first, second, writer, false));
    if (args.length < 2 || args.every(isPlainTruth)) return value;
    const tests = args.map((arg) => tight(condition(arg, writer), OR)).join(' || ');
    return { ...value, test: booleanValue(tests, OR) };
  },
  not,
  empty: not,
  eq: equality(true),
  ne: equality(false),
  lt: order('<'),
  le: order('<='),
  gt: order('>'),
  ge: order('>='),
  default: (args, writer) => (args.length > 1 ? either(args[1]!, args[0]!, writer) : args[0]!),
  // Nothing where all are empty.
  coalesce: (args, writer) =>
    [...args, { code: 'undefined', type: { kind: 'unknown' as const }, optional: true }].reduce((first, second) =>
      either(first, second, writer),
    ),
  ternary: (args, writer) => {
    const [a, b, test] = args;
    if (!a || !b || !test) writer.refuse('ternary without three arguments');
    const type = typeOfEither(a.type, b.type);
    const known = { type, sure: (a.sure && b.sure) ?? false, ...mixedOf(a, b) };
    const isPlain = test.sure && test.type.kind === 'boolean' && [a, b].every(isHarmless);
    if (!isPlain) return { ...known, code: call(writer.sdk('ternary'), a.code, b.code, test.code), optional: true };
    return { ...known, code: `${tight(test, OR)} ? ${tight(a, OR)} : ${tight(b, OR)}`, loose: CHOICE };
  },
  required: ([message, value], writer) => ({
    ...unbound(value!, call(writer.sdk('required'), value!.code, textCode(message!, writer))),
    optional: false,
  }),
  fail: ([message], writer) => textValue(call(writer.sdk('fail'), textCode(message!, writer))),
  quote: (args, writer) => {
    if (args.length !== 1) writer.refuse('quote with several arguments');
    return { ...textValue(call(writer.sdk('goQuote'), args[0]!.code)), quoted: args[0]! };
  },
  squote: (args, writer) => {
    if (args.length !== 1) writer.refuse('squote with several arguments');
    const inner = args[0]!;
    // Without quotes of its own in it, a text in single quotes is the text.
    return {
      ...textValue(call(writer.sdk('goSquote'), inner.code)),
      quoted: unbound(inner, call(writer.sdk('inSingleQuotes'), inner.code)),
    };
  },
  toYaml,
  mustToYaml: toYaml,
  toYamlPretty: toYaml,
  toJson: toYaml,
  mustToJson: toYaml,
  indent: indentation('indent'),
  nindent: indentation('nindent'),
  trim: (args, writer) =>
    args[0]!.yaml ? { ...args[0]!, isUntrimmed: false } : helper('trimSpace', ['text'], textValue)(args, writer),
  lower: helper('lower', ['text'], textValue),
  upper: helper('upper', ['text'], textValue),
  contains: method('includes', 'boolean'),
  hasPrefix: method('startsWith', 'boolean'),
  hasSuffix: method('endsWith', 'boolean'),
  replace: (args, writer) => {
    const [from, to] = args.map(constantText);
    if (from === undefined || from === '' || to === undefined)
      return helper('replace', ['text', 'text', 'text'], textValue)(args, writer);
    return textValue(
      `${tight(sureText(args[2]!, writer))}.replaceAll(${textLiteral(from)}, ${textLiteral(to.replaceAll('$', '$$$$'))})`,
    );
  },
  regexReplaceAll: replaceMatches(false),
  mustRegexReplaceAll: replaceMatches(false),
  regexReplaceAllLiteral: replaceMatches(true),
  mustRegexReplaceAllLiteral: replaceMatches(true),
  regexMatch: matches,
  mustRegexMatch: matches,
  trunc: helper('trunc', ['int', 'text'], textValue),
  trimSuffix: helper('trimSuffix', ['text', 'text'], textValue),
  trimPrefix: helper('trimPrefix', ['text', 'text'], textValue),
  trimAll: helper('trimAll', ['text', 'text'], textValue),
  join: helper('join', ['text', 'any'], textValue),
  b64enc: helper('base64', ['text'], textValue),
  sha256sum: helper('sha256sum', ['text'], textValue),
  // Object has a toString of its own, whose type would count.
  ['toString' as string]: ([value]: Value[], writer: Writer) => {
    const { type, sure, code, unbounded, mixed } = value!;
    if (type.kind === 'int' && !unbounded) return textValue(call('String', code));
    if (type.kind === 'int') writer.refuse('a whole number that may be larger than JavaScript has');
    if (mixed === 'large') writer.refuse('an integer, which is printed as such, or a value');
    // Of nothing it gives <nil>, unlike what is printed.
    return sure && isText(type) ? value! : textValue(call(writer.sdk('print'), code));
  },
  print: (args, writer) => {
    if (args.every(({ type, sure }) => sure && isText(type))) {
      const parts = args.map((arg) => constantText(arg));
      const code = args
        .map(({ code: one }, i) => (parts[i] === undefined ? `\${${one}}` : templateText(parts[i]!)))
        .join('');
      return textValue(`\`${code}\``);
    }
    if (args.some(({ type, mixed }) => type.kind === 'int' || mixed))
      return writer.refuse('print of an integer, which is printed as such');
    return textValue(call(writer.sdk('print'), ...args.map(({ code }) => code)));
  },
  printf,
  int: ([value], writer) => ({ ...intValue(intCode(value!, writer)), ...bound(value!) }),
  int64: ([value], writer) => ({ ...intValue(intCode(value!, writer)), ...bound(value!) }),
  add: arithmetic('add', '+'),
  sub: arithmetic('sub', '-'),
  mul: arithmetic('mul', '*'),
  add1: ([value], writer) => arithmetic('add', '+')([value!, intValue('1')], writer),
  max: (args, writer) => intValue(`Math.max(${args.map((arg) => intCode(arg, writer)).join(', ')})`),
  min: (args, writer) => intValue(`Math.min(${args.map((arg) => intCode(arg, writer)).join(', ')})`),
  len: ([value], writer) => intValue(call(writer.sdk('len'), value!.code)),
  hasKey: (args, writer) => booleanValue(call(writer.sdk('hasKey'), args[0]!.code, textCode(args[1]!, writer))),
  get: (args, writer) => {
    const name = constantText(args[1]);
    const known = args[0]!.type.kind === 'dict' && name !== undefined ? args[0]!.type.entries.get(name) : undefined;
    if (known) return unbound(known, property(tight(args[0]!), name!));
    return unknownValue(call(writer.sdk('get'), args[0]!.code, textCode(args[1]!, writer)));
  },
  index: (args, writer) => {
    const steps = args.slice(1).map((step) => (step.type.kind === 'int' ? step.code : textCode(step, writer)));
    return unknownValue(call(writer.sdk('index'), args[0]!.code, ...steps));
  },
  first: ([value], writer) => unknownValue(`${sureList(value!, writer)}[0]`),
  last: ([value], writer) => unknownValue(`${sureList(value!, writer)}.at(-1)`),
  append: (args, writer) => listFrom(`[...${sureList(args[0]!, writer)}, ${args[1]!.code}]`),
  concat: (args, writer) => listFrom(`[${args.map((arg) => `...${sureList(arg, writer)}`).join(', ')}]`),
  until: ([count], writer) => ({
    code: call(writer.sdk('until'), count!.code),
    type: { kind: 'list', item: { kind: 'int' } as never },
    sure: true,
  }),
  keys: (args, writer) => {
    if (args.length !== 1) writer.refuse('keys of several mappings');
    return {
      code: call(writer.sdk('keys'), args[0]!.code),
      type: { kind: 'list', item: { kind: 'string' } },
      sure: true,
    };
  },
  deepCopy,
  mustDeepCopy: deepCopy,
  has: (args, writer) => {
    refuseInts([args[0]!, { code: '', type: UNKNOWN }], writer);
    return booleanValue(call(writer.sdk('has'), args[1]!.code, args[0]!.code));
  },
  uniq: ([value], writer) => listFrom(call(writer.sdk('uniq'), value!.code)),
  mustUniq: ([value], writer) => listFrom(call(writer.sdk('uniq'), value!.code)),
  compact: ([value], writer) =>
    listFrom(`${sureList(value!, writer)}.filter((item) => ${call(writer.sdk('truthy'), 'item')})`),
  prepend: (args, writer) => listFrom(`[${args[1]!.code}, ...${sureList(args[0]!, writer)}]`),
  dig: (args, writer) => {
    const [fallback, subject] = args.slice(-2);
    const keys = args.slice(0, -2).map((key) => textCode(key, writer));
    if (keys.length === 0 || /\bchart\.values$/.test(subject!.code))
      writer.refuse('dig in all values, which Helm refuses');
    return unknownValue(call(writer.sdk('dig'), subject!.code, fallback!.code, ...keys));
  },
  merge: merged('merge'),
  mustMerge: merged('merge'),
  mergeOverwrite: merged('mergeOverwrite'),
  mustMergeOverwrite: merged('mergeOverwrite'),
  splitList: ([separator, subject], writer) => {
    const given = constantText(separator);
    if (given === undefined || given === '') writer.refuse('splitList by something computed');
    const code = `${tight(sureText(subject!, writer))}.split(${separator!.code})`;
    return { code, type: { kind: 'list', item: { kind: 'string' } }, sure: true };
  },
  omit: (args, writer) => partOf('omit', args, writer),
  pick: (args, writer) => partOf('pick', args, writer),
  kindIs: ([kind, value], writer) => {
    const name = constantText(kind);
    if (name === undefined || !KINDS.has(name))
      return writer.refuse(`kindIs ${name ?? kind!.code}: JavaScript has one kind of numbers`);
    return booleanValue(call(writer.sdk('kindIs'), value!.code, textLiteral(name)));
  },
  typeIs: ([kind, value], writer) => {
    const name = constantText(kind);
    if (name !== 'string' && name !== 'bool') return writer.refuse(`typeIs ${name ?? kind!.code}`);
    return booleanValue(call(writer.sdk('kindIs'), value!.code, textLiteral(name)));
  },
  semverCompare: (args, writer) => {
    const bounds = constantText(args[0]);
    if (bounds === undefined || !BOUNDS.test(bounds))
      writer.refuse(`semverCompare with ${bounds ?? args[0]!.code}: only >= and < are known`);
    return booleanValue(call(writer.sdk('semverCompare'), args[0]!.code, textCode(args[1]!, writer)));
  },
  dict: (args, writer) => {
    const entries = new Map<string, Value>();
    for (let i = 0; i < args.length; i += 2) {
      const name = constantText(args[i]);
      if (name === undefined || !args[i + 1]) return writer.refuse('dict with keys that are no constants');
      entries.set(name, args[i + 1]!);
    }
    return {
      code: mappingCode([...entries]),
      type: { kind: 'dict', entries },
      sure: true,
      fresh: true,
    };
  },
  tuple: (args) => listOf(args),
  list: (args) => listOf(args),
};

function mappingCode(entries: readonly [name: string, value: Value][]): string {
  const fields = entries.map(([name, { code }]) => {
    const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name);
    return key === code ? key : `${key}: ${code}`;
  });
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

const listFrom = (code: string): Value => ({ code, type: { kind: 'list', item: { kind: 'unknown' } }, sure: true });

/** The code of what is a list whatever a user gives. */
const sureList = (value: Value, { sdk }: Writer) =>
  value.sure && value.type.kind === 'list' ? tight(value) : call(sdk('list'), value.code);

/** A mapping's part, by keys. */
const partOf = (name: 'omit' | 'pick', [subject, ...keys]: readonly Value[], writer: Writer): Value => ({
  code: call(writer.sdk(name), subject!.code, ...keys.map((key) => textCode(key, writer))),
  type: { kind: 'mapping', fields: new Map(), open: true },
  sure: true,
});

function listOf(args: readonly Value[]): Value {
  return {
    code: `[${args.map(({ code }) => code).join(', ')}]`,
    type: {
      kind: 'list',
      item: args.length === 0 ? { kind: 'unknown' } : (args.map(({ type }) => type).reduce(typeOfEither) as never),
    },
    sure: true,
  };
}
