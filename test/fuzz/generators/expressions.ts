// Random expressions of the template language: literals, values, variables and calls of every function in the compiler's
// table, with arguments of the type a function wants, so that most of them succeed. What draws randomness or the time, is
// slow, or has no order in Helm (keys, values) only occurs in fixed forms that always give the same.

import type { HelmId } from '../../judge/helm';
import { has, profileById } from '../../../language/profiles';
import { type TemplateFunction, templateFunctions } from '../../../language/functions';
import type { Choices } from './choices';
import { makeText } from './texts';
import { makeString } from './values';

/** What an expression gives, as far as the generator knows. */
export type Type = 'any' | 'string' | 'bool' | 'int' | 'float' | 'dict' | 'list' | 'strings' | 'time' | 'semver';

/** What an expression may use beside literals. */
export interface Scope {
  helm: HelmId;
  /** Root of the values, `.Values` or `$.Values`. */
  values: string;
  variables: { name: string; type: Type }[];
  /** Expressions that only this place has: the dot in a range, an include. */
  extra?: { [type in Type]?: string[] };
}

/** Left to `fixedCalls`, or to the statements of templates.ts. */
const leftOut = new Set([
  'fail',
  'derivePassword',
  'now',
  'ago',
  'keys',
  'values',
  'include',
  'tpl',
  'call',
  'decryptAES',
]);

/** Draw the clock only where an argument is no time. */
const timed = new Set(['date', 'dateInZone', 'date_in_zone', 'htmlDate', 'htmlDateInZone', 'durationRound']);

const usable = templateFunctions.filter(
  (f) =>
    !leftOut.has(f.name) &&
    (!f.draws || timed.has(f.name)) &&
    f.result !== 'certificate' &&
    !f.parameters.includes('certificate'),
);

/** Calls of the functions that are left out, in forms that give the same in every run. */
const fixedCalls: readonly { type: Type; make: (c: Choices) => string }[] = [
  { type: 'string', make: (c) => `fail ${stringLiteral(makeString(c), c)}` },
  { type: 'string', make: () => 'now | typeOf' },
  { type: 'bool', make: () => 'eq (now | date "2006") (now.Year | toString)' },
  { type: 'string', make: (c) => `ago ${c.pick(['(now)', 'now', '"x"', '1'])} | trunc 1` },
  { type: 'strings', make: () => 'keys .Values.m0 .Values.m2 | sortAlpha' },
  { type: 'strings', make: () => 'values .Values.m0 | sortAlpha' },
  { type: 'list', make: () => 'keys (dict "b" 1 "a" 2) (dict "a" 1 "c" nil) | sortAlpha' },
  { type: 'int', make: () => 'values .Values.m1 | len' },
  {
    type: 'int',
    make: (c) =>
      `${c.pick(['randAlpha', 'randAlphaNum', 'randNumeric', 'randAscii'])} ${c.pick(['3', '0', '1', '-1'])} | len`,
  },
  { type: 'int', make: (c) => `randBytes ${c.pick(['3', '0', '16', '-1'])} | len` },
  { type: 'int', make: (c) => `randInt ${c.pick(['3 4', '0 1', '5 5', '5 4', '-2 -1'])}` },
  { type: 'int', make: () => 'uuidv4 | len' },
  { type: 'string', make: (c) => `shuffle ${stringLiteral(c.pick(['', 'a', 'aaa', 'é']))}` },
  {
    type: 'string',
    make: (c) =>
      `derivePassword ${c.pick(['0', '1', '4294967295'])} ${stringLiteral(c.pick(['long', 'maximum', 'medium', 'short', 'basic', 'pin', 'x', '']))} ${stringLiteral(makeString(c))} "u" ${stringLiteral(makeString(c))}`,
  },
  {
    type: 'string',
    make: (c) =>
      `encryptAES ${stringLiteral(makeString(c))} ${stringLiteral(makeString(c))} | decryptAES ${stringLiteral(c.pick(['k', '', 'a']))} | len`,
  },
  {
    type: 'string',
    make: (c) => {
      const key = stringLiteral(makeString(c));
      return `encryptAES ${key} ${stringLiteral(makeString(c))} | decryptAES ${key}`;
    },
  },
  {
    type: 'string',
    make: (c) =>
      `decryptAES "k" ${stringLiteral(c.pick(['', 'x', 'YWJj', 'MDEyMzQ1Njc4OWFiY2RlZg==', 'MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=']))}`,
  },
  { type: 'string', make: (c) => `genPrivateKey ${stringLiteral(c.pick(['ecdsa', 'ed25519', 'x', '']))} | trunc 20` },
  {
    type: 'string',
    make: (c) =>
      `htpasswd ${stringLiteral(c.pick(['u', '', 'a:b']))} ${stringLiteral(c.pick(['p', 'a'.repeat(73), '']))} | trunc 7`,
  },
  {
    type: 'any',
    make: (c) => `buildCustomCert ${stringLiteral(c.pick(['YQ==', '!', '', 'LS0tLS1CRUdJTg==']))} "YQ=="`,
  },
  { type: 'any', make: (c) => `call ${c.pick(['.Values.s0', 'nil', '.Values.missing', '.Values.m0 1', '(list)'])}` },
  {
    type: 'dict',
    make: (c) => `lookup "v1" ${stringLiteral(c.pick(['Pod', 'x', '']))} "" ${stringLiteral(c.pick(['', 'a']))}`,
  },
  {
    type: 'string',
    make: (c) =>
      `tpl ${stringLiteral(c.pick(['{{ . }}', '{{ .a }}', 'x', '{{', '{{ index . 0 }}', '{{ $.Values.s0 }}', '{{ len . }}', '{{ range . }}{{ . }},{{ end }}']))} ${c.pick(['.Values.m0', '.', '.Values.l0', 'nil', '3', '"s"'])}`,
  },
];

const timeMembers: { [type in Type]?: readonly string[] } = {
  int: [
    'Year',
    'Month',
    'Day',
    'Hour',
    'Minute',
    'Second',
    'Nanosecond',
    'Weekday',
    'YearDay',
    'Unix',
    'UnixMilli',
    'UnixNano',
  ],
  string: [
    'String',
    'Format "Jan _2 15:04:05.000 -0700"',
    'Month.String',
    'Weekday.String',

    'Zone',
    'x',
    'Format 1',
  ],
  bool: ['IsZero', 'IsDST', 'Equal .', 'Before (toDate "2006" "2020")', 'After (toDate "2006" "2020")'],
  time: [
    'UTC',
    'Local',
    'AddDate 0 1 -1',
    'AddDate 1 0 0',
    'Truncate 3600000000000',
    'Add 1000000000',
    'Round 60000000000',
  ],
  any: ['Date', 'Clock', 'ISOWeek', 'Sub (toDate "2006" "2020")', 'Month', 'Weekday', 'AddDate', 'MarshalJSON'],
};
const versionMembers: { [type in Type]?: readonly string[] } = {
  int: ['Major', 'Minor', 'Patch', 'Compare (semver "1.3")'],
  string: ['Prerelease', 'Metadata', 'Original', 'String', 'IncMinor.String', 'pre', 'X'],
  bool: [
    'Equal (semver "1.2.3")',
    'LessThan (semver "2")',
    'GreaterThan (semver "1.2.3-a")',
    'LessThanEqual (semver "1.2.3+b")',
  ],
  semver: ['IncMajor', 'IncMinor', 'IncPatch', 'SetPrerelease "rc.1"', 'SetMetadata "m"', 'SetPrerelease "_"'],
};
const durationMembers = ['Hours', 'Minutes', 'Seconds', 'String', 'Round 1000000000', 'Abs', 'Milliseconds'];

/** A field or method of a value that has some: a time, a version, a map, and what has none. */
function makeMember(c: Choices, scope: Scope, type: Type, depth: number): string {
  const times = timeMembers[type];
  const versions = versionMembers[type];
  switch (c.below(5)) {
    case 0:
      if (times) return `(${makeOperand(c, scope, 'time', depth)}).${c.pick(times)}`;
      break;
    case 1:
      if (versions) return `(${makeOperand(c, scope, 'semver', depth)}).${c.pick(versions)}`;
      break;
    case 2:
      return `((${makeOperand(c, scope, 'time', depth)}).Sub (toDate "2006" "2020")).${c.pick(durationMembers)}`;
    case 3: {
      const locals = scope.variables.filter((v) => v.type === 'dict' || v.type === 'any');
      if (locals.length > 0) return `${c.pick(locals).name}.${c.pick(['a', 'b', 'b.c', 'missing.x'])}`;
      break;
    }
  }
  return `(${makeOperand(c, scope, c.pick<Type>(['dict', 'any', 'list', 'string']), depth)}).${c.pick(['a', 'b', 'missing', 'a.b', 'b.c.d', 'missing.x.y', 'Key'])}`;
}

/** Where an integer says how much to make. */
const sizes = new Set([
  'until',
  'untilStep',
  'seq',
  'repeat',
  'indent',
  'nindent',
  'chunk',
  'mustChunk',
  'wrap',
  'wrapWith',
  'round',
]);

/** Strings that make sense as the first argument of these functions. */
const hints: Record<string, readonly string[]> = {
  printf: [
    '%s',
    '%v',
    '%d',
    '%q',
    '%-5s|',
    '%05d',
    '%.2f',
    '%t',
    '%x',
    '%T',
    '%+v',
    '%#v',
    '%5.1f',
    '%s-%s',
    '%s%%',
    '%v %v',
    '%e',
    '%g',
    '%c',
    '%U',
    '%08b',
    '%o',
    '%X',
    '%#x',
    '% x',
    '%+d',
    '%6.3s',
    '%[1]v',
    '%*d',
    '%',
    '%!',
    '%z',
    '%#q',
    '%+q',
    '%x %X',
  ],
  regexMatch: [
    '^a',
    '[a-z]+',
    '.*',
    '\\d+',
    '(?i)hello',
    '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
    '(a)(b)?',
    'a|b',
    '\\s',
    '[^a-z]',
    '\\bfoo\\b',
    '(?m)^.',
    'x*',
    '',
    '\\p{L}+',
    '[[:alpha:]]+',
    '(?s)a.b',
    'a{1,3}',
    '(?P<n>.)o',
    '[',
    'a**',
  ],
  semver: ['1.2.3', 'v1.2', '1.2.3-beta.1+b5', '1', 'v1.33.0', '0.0.1', 'x', '1.2.3.4', '1.21.4-gke.100', '01.2.3'],
  semverCompare: [
    '>=1.0.0',
    '^1.2',
    '~1.2.3',
    '>1.0 <2.0',
    '1.x',
    '>=1.19-0',
    '1.2 - 1.4',
    '!=1.2.3',
    '>=1 || <0.5',
    '*',
    '=1.2.3',
    '<1.21.0-0',
    '^0.2',
    'x',
  ],
  toDate: ['2006-01-02', '2006-01-02T15:04:05Z07:00', 'Jan 2 2006', '15:04'],
  dateModify: ['1h', '-24h', '90m', '+5s', '1h30m'],
  duration: ['95', '3600', '-5'],
  fromJson: [
    '{"a":1,"b":[true,null,"x"],"c":{"d":1.50}}',
    '[1,2]',
    '{"a":',
    '"s"',
    'null',
    '{"a":1e400}',
    '{"a":"\\u00e9\\ud83d\\ude00"}',
    ' {} ',
  ],
  fromYaml: [
    'a: 1\nb: [x, y]\n',
    '- 1\n- a: b\n',
    'a: b: c',
    'x',
    'a: &x 1\nb: *x',
    'a: 012\nb: 1e3\nc: ~\nd: 2001-01-02',
    'a:\n  - b\n  -\n    c: |\n      x\n',
  ],
  fromToml: ['a = 1\n[b]\nc = "x"\nd = [1.5, true]\n', 'x = 2001-01-02', '= 1', 'a.b.c = 1\n[[d]]\ne = 1'],
  urlParse: ['https://u:p@h.example:80/p?q=1#f', '/a/b', 'mailto:x@y', '//h', 'h:80', '%zz', 'http://[::1]:80/'],
  join: [',', '-', '', ', ', '\n'],
  split: [',', '.', '-', '', '/'],
  clean: ['/a/b/../c', 'a//b', '.', '', '../x', '/..'],
  atoi: ['1', '-5', '012', 'x', '', '9999999999', '1.5', '0x1'],
  trimAll: ['a', ' ', '-', 'abc', '$', 'é'],
  typeIs: ['string', 'int', 'float64', 'map[string]interface {}', '[]interface {}', 'bool', 'int64'],
  b64dec: ['YWJj', 'YQ==', 'x', '/w==', 'YWI', 'YW\nJj'],
  b32dec: ['MFRGG===', 'x', 'ME======'],
  replace: ['a', ' ', '', '-', '.', 'foo', '\n'],
  adler32sum: ['', 'abc'],
};
/** The function whose texts another one's first argument is made of. */
const kinds: Record<string, string> = {};
for (const [from, names] of Object.entries({
  regexMatch: [
    'regexFind',
    'regexFindAll',
    'regexReplaceAll',
    'regexReplaceAllLiteral',
    'regexSplit',
    'mustRegexMatch',
    'mustRegexFind',
    'mustRegexFindAll',
    'mustRegexReplaceAll',
    'mustRegexReplaceAllLiteral',
    'mustRegexSplit',
  ],
  toDate: ['mustToDate'],
  dateModify: ['mustDateModify', 'date_modify', 'must_date_modify'],
  fromJson: ['mustFromJson', 'fromJsonArray'],
  fromYaml: ['fromYamlArray'],
  split: ['splitList', 'splitn'],
  clean: ['base', 'dir', 'ext', 'osBase', 'osClean', 'osDir', 'osExt', 'isAbs'],
  trimAll: ['trimall', 'trimPrefix', 'trimSuffix', 'contains', 'hasPrefix', 'hasSuffix'],
  typeIs: ['typeIsLike', 'kindIs'],
})) {
  for (const name of names) {
    hints[name] = hints[from];
    kinds[name] = from;
  }
}

const producers = new Map<Type, TemplateFunction[]>();
for (const f of usable) {
  const types: Type[] = ['any'];
  if (['string', 'bool', 'int', 'dict', 'time', 'semver', 'strings'].includes(f.result)) types.push(f.result as Type);
  if (f.result === 'int64') types.push('int');
  if (f.result === 'float64') types.push('float');
  if (['list', 'strings'].includes(f.result)) types.push('list');
  for (const type of types) producers.set(type, [...(producers.get(type) ?? []), f]);
}
const byFamily = new Map<string, TemplateFunction[]>();
for (const f of usable) byFamily.set(f.family, [...(byFamily.get(f.family) ?? []), f]);

/** A string literal of the language: quoted as Go quotes, or raw. */
export function stringLiteral(text: string, c?: Choices): string {
  if (c?.chance(6) && !text.includes('`') && !text.includes('\r') && !text.includes('{{') && !text.includes('\0'))
    return `\`${text}\``;
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (char === '"' || char === '\\') out += `\\${char}`;
    else if (char === '\n') out += '\\n';
    else if (char === '\t') out += '\\t';
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (char === '{')
      out += '\\u007b'; // a brace could look like a delimiter to a reader
    else if (code === 0xfeff || code === 0x85 || code === 0x2028) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += char;
  }
  return `${out}"`;
}

const literals: Record<Type, readonly string[]> = {
  any: ['nil'],
  string: ['""'],
  bool: ['true', 'false'],
  int: [
    '0',
    '1',
    '2',
    '3',
    '5',
    '-1',
    '10',
    '100',
    '0x1F',
    '1_000',
    "'a'",
    '0o17',
    '0b101',
    '2147483648',
    '9223372036854775807',
    '-9223372036854775808',
    '(int64 5)',
    "'\\n'",
    "'é'",
    '(len "ab")',
    '(atoi "7")',
    '1e3',
    '1_0.0',
    '+3',
    '07',
    '(int64 9007199254740993)',
    '(index "abc" 1)',
  ],
  float: [
    '0.5',
    '1.5',
    '2.0',
    '1e3',
    '1e21',
    '-0.25',
    '1e-7',
    '3.0',
    '100.125',
    '1e6',
    '0x1p-2',
    '1e308',
    '5e-324',
    '.5',
    '2.',
    '(divf 1 3)',
    '(float64 "NaN")',
    '(divf 1 0)',
    '(mulf -1 0.0)',
    '1i',
    '1.5i',
    '4503599627370497.5',
  ],
  dict: [
    'dict',
    '(dict "a" 1 "b" "x")',
    '(dict "a" (dict "b" (list 1 2)) "c" nil)',
    '(dict "b" 2.5 "a" true)',
    '(split "." "a.b")',
    '(dict "a" (int64 1) "b" (list "x" 2))',
    '(urlParse "http://h/p")',
    '(dict 1 2)',
    '(dict "a" (semver "1.2") "b" (toDate "2006" "2020"))',
  ],
  list: [
    'list',
    '(list 1 2 3)',
    '(list "b" "a" "c" "a")',
    '(list 1 "x" nil true 2.5)',
    '(list (dict "a" 1) (list))',
    '(list 3 1 2)',
    '(until 3)',
    '(tuple "x" "y")',
    '(list "" 0 false nil)',
  ],
  strings: [
    '(splitList "," "a,b,,c")',
    '(keys (dict "b" 1 "a" 2) | sortAlpha)',
    '(values (dict "a" "x") | toStrings)',
    '(list "b" "a" | toStrings)',
    '(sortAlpha (list "z" "a"))',
  ],
  time: [
    '(toDate "2006-01-02" "2024-02-29")',
    '(toDate "2006-01-02T15:04:05Z07:00" "1999-12-31T23:59:59+02:00")',
    '(toDate "2006-01-02T15:04:05.999999999Z07:00" "2024-03-31T01:59:59.123456789Z")',
    '(toDate "2006 MST" "1960 EST")',
    '(toDate "x" "y")',
    '(mustDateModify "-10h" (toDate "2006-01-02" "2024-02-29"))',
    '(toDate "2006-01-02 15:04 -0700" "9999-12-31 23:59 -1200")',
  ],
  semver: ['(semver "1.2.3")', '(semver "v1.20.4-beta.1+x")'],
};

const stored: { [type in Type]?: readonly string[] } = {
  string: ['s0', 's1', 's2', 's3', 's4'],
  int: ['i0', 'i1', 'i2'],
  float: ['f0', 'f1', 'i0'],
  bool: ['b0', 'b1'],
  list: ['l0', 'l1', 'l2', 'l3'],
  dict: ['m0', 'm1', 'm2', 'm2.a', 'm2.b'],
  any: [
    's0',
    'i0',
    'f0',
    'b0',
    'l0',
    'l1',
    'l2',
    'l3',
    'm0',
    'm1',
    'm2',
    'z0',
    'missing',
    'm2.b.c.d',
    'm2.a',
    's1',
    's2',
  ],
};

const anyTypes: readonly Type[] = [
  'string',
  'int',
  'bool',
  'float',
  'list',
  'dict',
  'any',
  'string',
  'strings',
  'any',
  'time',
  'semver',
];

/** An operand: what can stand as an argument without further parentheses. */
export function makeOperand(c: Choices, scope: Scope, wanted: Type, depth: number): string {
  let type = wanted;
  if (c.chance(150)) type = c.pick(anyTypes); // now and then something else
  const local = scope.variables.filter((v) => type === 'any' || v.type === type);
  switch (c.below(depth > 0 ? 7 : 4)) {
    case 0:
      if (c.chance(12)) return `(${makeMember(c, scope, type, Math.max(0, depth - 1))})`;
      return literal(c, scope, type);
    case 1:
    case 2: {
      const names = stored[type];
      return names ? `${scope.values}.${c.pick(names)}` : literal(c, scope, type);
    }
    case 3: {
      const others = [...local.map((v) => v.name), ...(scope.extra?.[type] ?? [])];
      return others.length > 0 ? c.pick(others) : literal(c, scope, type);
    }
    default:
      return `(${makeCall(c, scope, type, depth - 1)})`;
  }
}

function literal(c: Choices, scope: Scope, type: Type): string {
  if (type === 'string') return c.chance(25) ? '(b64dec "YWL/Yw==")' : stringLiteral(makeString(c), c);
  if (type === 'any') {
    const other = c.pick(anyTypes);
    return other === 'any' ? `${scope.values}.z0` : literal(c, scope, other);
  }
  const text = c.pick(literals[type]);
  return text === 'dict' || text === 'list' ? `(${text})` : text;
}

function parameterType(parameter: string): Type {
  const name = parameter.replace('...', '');
  if (name === 'int64' || name === 'uint32') return 'int';
  if (name === 'float64') return 'float';
  if (name === 'lists' || name === 'ints') return 'list';
  if (name === 'stringmap') return 'dict';
  if (name === 'value') return 'any';
  return name as Type;
}

/** Does that Helm have the function? */
function isKnown({ since }: TemplateFunction, helm: HelmId): boolean {
  return since === undefined || has(profileById(helm), since);
}

/** A call of some function that gives this type, without parentheses, written plainly or as a pipeline. */
export function makeCall(c: Choices, scope: Scope, type: Type, depth: number): string {
  if (c.chance(60) && !scope.values.startsWith('$')) {
    const fixed = fixedCalls.filter((call) => type === 'any' || call.type === type);
    if (fixed.length > 0) return c.pick(fixed).make(c);
  }
  const candidates = (producers.get(type) ?? producers.get('any')!).filter((f) => isKnown(f, scope.helm));
  return callOf(c, scope, c.pick(candidates), depth);
}

/** A call of some function of these families. */
export function makeFamilyCall(
  c: Choices,
  scope: Scope,
  families: readonly string[] | undefined,
  depth: number,
): string {
  if (!families && c.chance(12)) return c.pick(fixedCalls).make(c);
  if (!families && c.chance(12)) return makeMember(c, scope, c.pick(anyTypes), depth);
  // Families are of very different sizes: every second time it is a function's turn, not a family's.
  const known = (family: string) => byFamily.get(family)!.filter((f) => isKnown(f, scope.helm));
  const among = (families ?? [...byFamily.keys()]).filter((family) => known(family).length > 0);
  const chosen = c.chance(2) ? [...new Set(among)] : [c.pick(among)];
  const candidates = chosen.flatMap(known);
  return callOf(c, scope, c.pick(candidates), depth);
}

const likelyTypes: Record<string, readonly Type[]> = {
  lists: ['list', 'strings', 'list'],
  math: ['int', 'float', 'int', 'string'],
};

function callOf(c: Choices, scope: Scope, f: TemplateFunction, depth: number): string {
  const given: string[] = [];
  const anyOf = likelyTypes[f.family];
  for (const [i, parameter] of f.parameters.entries()) {
    const count = parameter.startsWith('...') ? c.between(0, 3) : 1;
    for (let n = 0; n < count; n++) {
      let type = parameterType(parameter);
      if (type === 'any' && anyOf && c.below(8) > 0) type = c.pick(anyOf);
      if (f.name === 'join' && i === 1) type = c.pick(['list', 'strings']);
      if (type === 'int' && sizes.has(f.name))
        given.push(c.pick(['2', '1', '3', '4', '8', '20', '-1']).replace('-1', f.name.includes('hunk') ? '5' : '-1'));
      else if (type === 'int' && f.family === 'strings' && c.below(4) > 0)
        given.push(c.pick(['0', '1', '2', '3', '4', '5', '6', '8', '10', '-1', '-2', '-5', '12', '63']));
      else if (sizes.has(f.name) && type === 'any' && f.family === 'math') given.push(c.pick(literals.float));
      else if (i === 0 && n === 0 && type === 'string' && hints[f.name] && c.below(5) > 0)
        given.push(stringLiteral(hinted(c, f.name), c));
      else if (/RegexReplaceAll|regexReplaceAll/.test(f.name) && i === 2)
        given.push(stringLiteral(makeText.replacement(c), c));
      else if (f.name === 'semverCompare' && i === 1) given.push(stringLiteral(hinted(c, 'semver'), c));
      else if (/oDate$/.test(f.name) && i === 1)
        given.push(stringLiteral(c.pick(['2024-02-29', '1999-12-31T23:59:59+02:00', 'Feb 3 2013', 'x', '07:30'])));
      else given.push(makeOperand(c, scope, type, depth));
    }
  }
  if (f.name === 'dict') {
    const pairs = c.many(
      0,
      3,
      () => `${stringLiteral(c.pick(['a', 'b', 'c', 'x-y']))} ${makeOperand(c, scope, 'any', depth)}`,
    );
    return ['dict', ...pairs].join(' ');
  }
  if (timed.has(f.name)) return timedCall(c, scope, f.name, depth);
  if (f.name === 'dig') {
    const path = c.many(0, 3, () => stringLiteral(c.pick(['b', 'c', 'a', 'd', 'x', 'name'])));
    const last = c.chance(5) ? makeOperand(c, scope, 'any', 0) : `${scope.values}.${c.pick(['m2', 'm1', 'm0'])}`;
    return ['dig', ...path, makeOperand(c, scope, 'any', 0), last].join(' ');
  }
  if (f.name === 'printf' && given.some((text) => /ate|now|\$/.test(text))) {
    // Under other verbs a time shows an address.
    given[0] = stringLiteral(c.pick(['%s', '%v', '%q', '%x', '%+v %s', '%T', '%#v', '%30v|%.4s', '%X']));
  }
  if (/^(?:index|slice|mustSlice)$/.test(f.name)) {
    const position = () => c.pick(['0', '1', '2', '-1', '9', '1.0', '"a"', '(int64 1)', 'nil', `${scope.values}.i0`]);
    if (f.name !== 'index') return [f.name, makeOperand(c, scope, 'list', depth), ...c.many(0, 3, position)].join(' ');
    if (c.chance(2))
      return [
        'index',
        makeOperand(c, scope, c.pick(['list', 'strings', 'string', 'any']), depth),
        ...c.many(1, 2, position),
      ].join(' ');
    const key = () => stringLiteral(c.pick(['a', 'b', 'c', 'missing', 'd', 'name']));
    return ['index', makeOperand(c, scope, 'dict', depth), ...c.many(0, 3, key)].join(' ');
  }
  if (given.length > 0 && c.chance(2)) {
    const last = given.pop()!;
    const bare = last.startsWith('(') && last.endsWith(')') && isOneGroup(last) ? last.slice(1, -1) : last;
    return `${bare} | ${[f.name, ...given].join(' ')}`;
  }
  return [f.name, ...given].join(' ');
}

const zones = [
  'UTC',
  'Europe/London',
  'America/New_York',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'Local',
  '',
  'x',
  'EST',
  'Etc/GMT+5',
  'America/Sao_Paulo',
  'Asia/Tehran',
  'Pacific/Apia',
  'europe/london',
  '../etc',
  'Africa/Casablanca',
  'CET',
  'US/Pacific',
];

/** A call of a function that formats a time, given one. */
function timedCall(c: Choices, scope: Scope, name: string, depth: number): string {
  const moment = () => {
    if (c.chance(4))
      return c.pick([
        '0',
        '-1',
        '1700000000',
        '(int64 1e9)',
        '951782400',
        '-62135596800',
        '4102444800',
        '(int64 253402300800)',
      ]);
    const operand = makeOperand(c, scope, 'time', depth);
    // Of what is no time they print the current date, which is not the same for everybody.
    return /^["`.]/.test(operand) ? '0' : operand;
  };
  const zone = () => stringLiteral(c.pick(zones));
  switch (name) {
    case 'htmlDate':
      return `htmlDate ${moment()}`;
    case 'htmlDateInZone':
      return `htmlDateInZone ${moment()} ${zone()}`;
    case 'date':
      return `date ${stringLiteral(makeText.date(c), c)} ${moment()}`;
    case 'durationRound':
      return `durationRound ${c.pick([stringLiteral(makeText.dateModify(c)), '(int64 90000000000)', '3661', '2.5', '"2400h10m5s"', '(int64 31536000000000000)', 'nil'])}`;
  }
  return `${name} ${stringLiteral(makeText.date(c), c)} ${moment()} ${zone()}`;
}

/** A text for a function's first argument: one of the known ones, or made by the rules of its language. */
function hinted(c: Choices, name: string): string {
  const kind = kinds[name] ?? name;
  return Object.hasOwn(makeText, kind) && c.chance(2) ? makeText[kind](c) : c.pick(hints[name]);
}

/** Is the whole text one pair of parentheses? Only certain where nothing inside is quoted. */
function isOneGroup(text: string): boolean {
  if (/["`']/.test(text)) return false;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0 && i < text.length - 1) return false;
  }
  return true;
}

const printers = [
  '',
  '',
  '',
  ' | toJson',
  ' | quote',
  ' | printf "%v"',
  ' | printf "%#v"',
  ' | printf "%T %v" 1',
  ' | toYaml',
  ' | typeOf',
  ' | toString',
  ' | squote',
  ' | toYaml | nindent 2',
  ' | toString | b64enc',
  ' | default "none"',
  ' | kindOf',
  ' | print "x" ',
  ' | toPrettyJson',
  ' | toRawJson',
  ' | empty',
  ' | toToml',
  ' | printf "%s %d"',
  ' | printf "%q"',
  ' | len',
  ' | html',
  ' | int64',
  ' | float64',
  ' | list | toJson',
  ' | dict "a" | toYaml',
  ' | toYamlPretty',
  ' | deepCopy',
  ' | deepEqual nil',
  ' | not',
  ' | eq 1',
  ' | lt 1',
  ' | typeIs "int"',
  ' | fromJson | toJson',
  ' | atoi',
  ' | first',
  ' | join "-"',
  ' | trunc 7',
];

/** A pipe to print: an expression of any type, through something that shows what it is. */
export function makePrinted(c: Choices, scope: Scope, families: readonly string[] | undefined, depth: number): string {
  return makeFamilyCall(c, scope, families, depth) + c.pick(printers);
}
