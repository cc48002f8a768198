// Template functions as TypeScript. Where JavaScript has the same it is used; where Go's is another, the SDK has it
// (@mistletoe-dev/sdk/chart). What is not in the table keeps its template in the chart.

import { textLiteral } from '../values/types';
import {
  AND,
  booleanValue,
  CHOICE,
  intValue,
  isPlainTruth,
  isText,
  OR,
  property,
  textValue,
  tight,
  unbound,
  unknownValue,
  type Value,
} from './values';
import {
  bound,
  type Build,
  call,
  constantText,
  helper,
  intCode,
  method,
  sureText,
  templateText,
  textCode,
  type Writer,
} from './functions/arguments';
import { arithmetic, equality, order } from './functions/operators';
import { condition, either, isHarmless, mixedOf, not, typeOfEither } from './functions/conditions';
import { matches, printf, replaceMatches } from './functions/texts';
import {
  deepCopy,
  indentation,
  listFrom,
  listOf,
  mappingCode,
  merged,
  ofNoInts,
  partOf,
  sureList,
  toYaml,
} from './functions/collections';

/** What semverCompare understands here: bounds, with or without -0. */
const BOUNDS = /^\s*(?:>=|<)\s*v?\d+\.\d+(?:\.\d+)?(?:-0)?(?:[\s,]+(?:>=|<)\s*v?\d+\.\d+(?:\.\d+)?(?:-0)?)*\s*$/;

const KINDS = new Set(['string', 'bool', 'map', 'slice', 'invalid']);

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
  trim: (args, writer) => {
    const { yaml } = args[0]!;
    if (!yaml) return helper('trimSpace', ['text'], textValue)(args, writer);
    return { ...args[0]!, yaml: unbound(yaml, call(writer.sdk('trimmed'), yaml.code)), isUntrimmed: false };
  },
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
  join: (args, writer) => {
    if (args[1]?.mixed === 'large') writer.refuse('integers that are joined, which are printed as such');
    return helper('join', ['text', 'any'], textValue)(args, writer);
  },
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
    if (args[0]!.type.kind === 'list' && args[0]!.mixed) writer.refuse('an integer in a list');
    const steps = args.slice(1).map((step) => (step.type.kind === 'int' ? step.code : textCode(step, writer)));
    return unknownValue(call(writer.sdk('index'), args[0]!.code, ...steps));
  },
  first: ofNoInts(([value], writer) => unknownValue(`${sureList(value!, writer)}[0]`)),
  last: ofNoInts(([value], writer) => unknownValue(`${sureList(value!, writer)}.at(-1)`)),
  slice: ([subject, ...bounds], writer) =>
    ofNoInts(([list]) =>
      unknownValue(call(writer.sdk('slice'), list!.code, ...bounds.map((bound) => intCode(bound, writer)))),
    )([subject!], writer),
  reverse: ofNoInts(([value], writer) => listFrom(`[...${sureList(value!, writer)}].reverse()`)),
  append: ofNoInts((args, writer) => listFrom(`[...${sureList(args[0]!, writer)}, ${args[1]!.code}]`)),
  concat: ofNoInts((args, writer) => listFrom(`[${args.map((arg) => `...${sureList(arg, writer)}`).join(', ')}]`)),
  until: helper('until', ['int'], (code) => ({
    code,
    type: { kind: 'list', item: { kind: 'int' } as never },
    sure: true,
  })),
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
  has: ofNoInts((args, writer) => booleanValue(call(writer.sdk('has'), args[1]!.code, args[0]!.code))),
  uniq: ofNoInts(([value], writer) => listFrom(call(writer.sdk('uniq'), value!.code))),
  mustUniq: ofNoInts(([value], writer) => listFrom(call(writer.sdk('uniq'), value!.code))),
  compact: ofNoInts(([value], writer) =>
    listFrom(`${sureList(value!, writer)}.filter((item) => ${call(writer.sdk('truthy'), 'item')})`),
  ),
  prepend: ofNoInts((args, writer) => listFrom(`[${args[1]!.code}, ...${sureList(args[0]!, writer)}]`)),
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
  tuple: listOf,
  list: listOf,
};
