// Template functions as TypeScript. Where JavaScript has the same it is used; where Go's is another, the SDK has it
// (@mistletoe-dev/sdk/chart). What is not in the table keeps its template in the chart.

import type { ReasonKind } from '../reasons';
import { textLiteral } from '../values/types';
import { type RegExpLiteral, regExpLiteral } from './regexps';
import { union } from '../values/shapes';
import {
  AND,
  booleanValue,
  CHOICE,
  EQUALITY,
  intValue,
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
  if (isScalar(value.type)) return { ...value };
  if (value.type.kind === 'root' || value.type.kind === 'release') return booleanValue('true');
  return booleanValue(`${sdk('truthy')}(${value.code})`);
}

/** The code of a text: what `string` parameters of Go take. */
export function textCode(value: Value, { sdk }: Writer): string {
  return isText(value.type) && !value.optional ? value.code : `${sdk('str')}(${value.code})`;
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
function sameKind(a: Type, b: Type): boolean {
  if (isText(a) && isText(b)) return true;
  return (a.kind === 'boolean' && b.kind === 'boolean') || (a.kind === 'int' && b.kind === 'int');
}

function equality(isEqual: boolean): Build {
  return (args, writer) => {
    const [first, ...others] = args;
    if (first === undefined || others.length === 0) writer.refuse('eq without two arguments');
    for (const other of others) {
      const kinds = [first.type.kind, other.type.kind];
      if (kinds.includes('int') && kinds.includes('number')) {
        writer.refuse('an integer is compared with a value, which Helm takes for a float and refuses');
      }
    }
    const plain = others.every((other) => sameKind(first.type, other.type));
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
    const isNumber = (type: Type) => type.kind === 'int' || type.kind === 'number';
    if (isNumber(a.type) && isNumber(b.type) && a.type.kind !== b.type.kind) {
      writer.refuse('an integer is compared with a value, which Helm takes for a float and refuses');
    }
    const alike = a.type.kind === b.type.kind && (isNumber(a.type) || isText(a.type));
    if (!alike || a.optional || b.optional) writer.refuse('values are compared whose types nothing tells', 'untyped');
    return booleanValue(`${tight(a, SUM)} ${sign} ${tight(b, SUM)}`, ORDER);
  };
}

const arithmetic =
  (sign: '+' | '*' | '-'): Build =>
  (args, writer) => ({
    ...intValue(args.map((arg) => intCode(arg, writer)).join(` ${sign} `)),
    ...bound(...args),
    ...(args.length > 1 ? { loose: sign === '*' ? PRODUCT : SUM } : {}),
  });

/** A method of JavaScript's strings on the last argument. */
const method =
  (name: string, type: 'boolean' | 'string'): Build =>
  (args, writer) => {
    const subject = args[args.length - 1]!;
    const text = textCode(subject, writer);
    const base = subject.loose && text === subject.code ? `(${text})` : text;
    const code = `${base}.${name}(${args
      .slice(0, -1)
      .map((arg) => textCode(arg, writer))
      .join(', ')})`;
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
    const { code: base } = atDot(subject!, writer);
    return textValue(`${base}.replace(${code.replace(/u$/, 'gu')}, ${textLiteral(text.replaceAll('$', '$$$$'))})`);
  };

/** A text that a method is called of. */
function atDot(value: Value, writer: Writer): { code: string } {
  return { code: isText(value.type) && !value.optional ? tight(value) : textCode(value, writer) };
}

const matches: Build = ([pattern, subject], writer) =>
  booleanValue(`${regExp(pattern, writer).code}.test(${textCode(subject!, writer)})`);

/** `or` and `default`: the first that is not empty, else the last. */
function either(first: Value, second: Value, writer: Writer): Value {
  if (first.code === 'undefined') return second;
  const type = typeOfEither(first.type, second.type);
  const sure = first.sure === true && second.sure === true;
  const optional = second.optional ?? false;
  if (isScalar(first.type)) {
    return { code: `${tight(first, OR)} || ${tight(second, OR)}`, type, optional, loose: OR, sure };
  }
  return { code: call(writer.sdk('defaulted'), first.code, second.code), type, optional };
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
  const [format, ...values] = args;
  const text = constantText(format);
  if (text === undefined) {
    return textValue(call(writer.sdk('printf'), textCode(format!, writer), ...values.map(({ code }) => code)));
  }
  const verbs = [...text.matchAll(/%(.)/g)];
  const isPlain =
    verbs.length === values.length &&
    verbs.every(([, verb], i) => {
      const { type, sure } = values[i]!;
      return sure && (verb === 's' || verb === 'v' ? isText(type) : verb === 'd' ? type.kind === 'int' : false);
    });
  if (!isPlain) {
    if (verbs.some(([, verb]) => !'sdvqt%'.includes(verb!)))
      writer.refuse(`printf with %${verbs.find(([, verb]) => !'sdvqt%'.includes(verb!))![1]}`);
    return textValue(call(writer.sdk('printf'), ...args.map(({ code }) => code)));
  }
  let i = 0;
  const parts = text.split(/%./).map(templateText);
  const inserted = (value: Value) => {
    const constant = constantText(value);
    return constant === undefined ? `\${${value.code}}` : templateText(constant);
  };
  return textValue(`\`${parts.map((part, at) => (at === 0 ? part : inserted(values[i++]!) + part)).join('')}\``);
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

export const functions: Record<string, Build> = {
  and: (args, writer) => {
    const conditions = args.map((arg) => condition(arg, writer));
    const isFalse = conditions.some(({ code }) => code === 'false');
    const all = isFalse ? 'false' : conditions.map((one) => tight(one, AND)).join(' && ');
    const test = { ...booleanValue(all, args.length > 1 ? AND : undefined) };
    if (args.every(({ type }) => type.kind === 'boolean')) return test;
    // What Go gives is the first that is empty, or the last.
    const value = args.reduceRight((rest, arg, i) => ({
      code: `${tight(conditions[i]!, OR)} ? ${tight(rest, OR)} : ${tight(arg, OR)}`,
      type: typeOfEither(arg.type, rest.type),
      optional: true,
      loose: CHOICE,
    }));
    return { ...value, test };
  },
  or: (args, writer) => {
    const value = args.reduce((first, second) => either(first, second, writer));
    if (args.length < 2 || args.every(({ type }) => isScalar(type))) return value;
    const tests = args.map((arg) => tight(condition(arg, writer), OR)).join(' || ');
    return { ...value, test: booleanValue(tests, OR) };
  },
  not: ([value], writer) => {
    const { code, loose } = condition(value!, writer);
    return booleanValue(negated(code, loose));
  },
  empty: ([value], writer) => {
    const { code, loose } = condition(value!, writer);
    return booleanValue(negated(code, loose));
  },
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
    if (test.type.kind !== 'boolean') writer.refuse('ternary by something that is no boolean', 'untyped');
    return {
      code: `${tight(test, OR)} ? ${tight(a, OR)} : ${tight(b, OR)}`,
      type: typeOfEither(a.type, b.type),
      loose: CHOICE,
      sure: (a.sure && b.sure) ?? false,
    };
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
  toYaml: ([value]) => ({ ...textValue('undefined'), yaml: value! }),
  mustToYaml: ([value]) => ({ ...textValue('undefined'), yaml: value! }),
  toYamlPretty: ([value]) => ({ ...textValue('undefined'), yaml: value! }),
  toJson: ([value]) => ({ ...textValue('undefined'), yaml: value! }),
  mustToJson: ([value]) => ({ ...textValue('undefined'), yaml: value! }),
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
    const subject = args[2]!;
    const base = isText(subject.type) && !subject.optional ? tight(subject) : textCode(subject, writer);
    return textValue(`${base}.replaceAll(${textLiteral(from)}, ${textLiteral(to.replaceAll('$', '$$$$'))})`);
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
    const { type, optional, code, unbounded } = value!;
    if (type.kind === 'int' && !optional) {
      if (unbounded) writer.refuse('a whole number that may be larger than JavaScript has');
      return textValue(call('String', code));
    }
    // Of nothing it gives <nil>, unlike what is printed.
    return textValue(call(writer.sdk(isScalar(type) && !optional ? 'text' : 'print'), code));
  },
  print: (args, writer) => {
    if (args.every(({ type, sure }) => sure && isText(type))) {
      const parts = args.map((arg) => constantText(arg));
      const code = args
        .map(({ code: one }, i) => (parts[i] === undefined ? `\${${one}}` : templateText(parts[i]!)))
        .join('');
      return textValue(`\`${code}\``);
    }
    if (args.some(({ type }) => type.kind === 'int'))
      return writer.refuse('print of an integer, which is printed as such');
    return textValue(call(writer.sdk('print'), ...args.map(({ code }) => code)));
  },
  printf,
  int: ([value], writer) => ({ ...intValue(intCode(value!, writer)), ...bound(value!) }),
  int64: ([value], writer) => ({ ...intValue(intCode(value!, writer)), ...bound(value!) }),
  add: arithmetic('+'),
  sub: arithmetic('-'),
  mul: arithmetic('*'),
  add1: ([value], writer) => ({ ...intValue(`${intCode(value!, writer)} + 1`), ...bound(value!), loose: SUM }),
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
  last: ([value], writer) => unknownValue(`${call(writer.sdk('items'), value!.code)}.at(-1)`),
  append: (args, writer) => ({
    code: `[...${call(writer.sdk('items'), args[0]!.code)}, ${args[1]!.code}]`,
    type: { kind: 'list', item: { kind: 'unknown' } },
  }),
  concat: (args, writer) => ({
    code: `[${args.map(({ code }) => `...${call(writer.sdk('items'), code)}`).join(', ')}]`,
    type: { kind: 'list', item: { kind: 'unknown' } },
  }),
  until: ([count], writer) => ({
    code: `Array.from({ length: ${intCode(count!, writer)} }, (_, i) => i)`,
    type: { kind: 'list', item: { kind: 'number' } },
  }),
  keys: (args, writer) => {
    if (args.length !== 1) writer.refuse('keys of several mappings');
    return {
      code: `${call(writer.sdk('entries'), args[0]!.code)}.map(([key]) => key)`,
      type: { kind: 'list', item: { kind: 'string' } },
    };
  },
  // Nothing changes a value here, so none needs a copy.
  deepCopy: ([value]) => ({ ...value!, fresh: true }),
  mustDeepCopy: ([value]) => ({ ...value!, fresh: true }),
  has: (args, writer) => booleanValue(call(writer.sdk('has'), args[1]!.code, args[0]!.code)),
  first: ([value], writer) => unknownValue(call(writer.sdk('index'), value!.code, '0')),
  uniq: ([value], writer) => listFrom(call(writer.sdk('uniq'), value!.code)),
  mustUniq: ([value], writer) => listFrom(call(writer.sdk('uniq'), value!.code)),
  compact: ([value], writer) => listFrom(`${call(writer.sdk('items'), value!.code)}.filter(${writer.sdk('truthy')})`),
  prepend: (args, writer) => listFrom(`[${args[1]!.code}, ...${call(writer.sdk('items'), args[0]!.code)}]`),
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
    return { ...listFrom(`${atDot(subject!, writer).code}.split(${separator!.code})`), sure: true };
  },
  omit: (args, writer) => ({
    code: call(writer.sdk('omit'), ...args.map(({ code }) => code)),
    type: { kind: 'mapping', fields: new Map(), open: true },
  }),
  pick: (args, writer) => ({
    code: call(writer.sdk('pick'), ...args.map(({ code }) => code)),
    type: { kind: 'mapping', fields: new Map(), open: true },
  }),
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
    const fields = [...entries].map(([name, { code }]) => {
      const key = /^[A-Za-z_$][\w$]*$/.test(name) ? name : textLiteral(name);
      return key === code ? key : `${key}: ${code}`;
    });
    return {
      code: fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`,
      type: { kind: 'dict', entries },
      fresh: true,
    };
  },
  tuple: (args) => listOf(args),
  list: (args) => listOf(args),
};

const listFrom = (code: string): Value => ({ code, type: { kind: 'list', item: { kind: 'unknown' } } });

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
