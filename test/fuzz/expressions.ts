// Random expressions of the template language: literals, values, variables and calls of every function in the compiler's
// table, with arguments of the type a function wants, so that most of them succeed. What draws randomness or the time, is
// slow, can ask for gigabytes, or has no order in Helm (keys, values) is left out, but for `keys … | sortAlpha`.

import { type TemplateFunction, templateFunctions } from '../../compiler/template/functions';
import type { Choices } from './choices';
import { makeText } from './texts';
import { makeString } from './values';

/** What an expression gives, as far as the generator knows. */
export type Type = 'any' | 'string' | 'bool' | 'int' | 'float' | 'dict' | 'list' | 'strings' | 'time' | 'semver';

/** What an expression may use beside literals. */
export interface Scope {
  helm: 3 | 4;
  /** Root of the values, `.Values` or `$.Values`. */
  values: string;
  variables: { name: string; type: Type }[];
  /** Expressions that only this place has: the dot in a range, an include. */
  extra?: { [type in Type]?: string[] };
}

const leftOut = new Set([
  'lookup',
  'fail',
  'getHostByName',
  'derivePassword',
  'bcrypt',
  'htpasswd',
  'buildCustomCert',
  'now',
  'ago',
  'durationRound',
  'htmlDate',
  'htmlDateInZone',
  'keys',
  'values',
  'include',
  'tpl',
  'call',
  'dateInZone',
  'date_in_zone',
  'decryptAES',
]);

const usable = templateFunctions.filter(
  (f) =>
    !leftOut.has(f.name) &&
    (!f.draws || f.name === 'date') &&
    f.result !== 'certificate' &&
    !f.parameters.includes('certificate'),
);

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
  ],
  float: ['0.5', '1.5', '2.0', '1e3', '1e21', '-0.25', '1e-7', '3.0', '100.125', '1e6'],
  dict: ['dict', '(dict "a" 1 "b" "x")', '(dict "a" (dict "b" (list 1 2)) "c" nil)', '(dict "b" 2.5 "a" true)'],
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
  time: ['(toDate "2006-01-02" "2024-02-29")', '(toDate "2006-01-02T15:04:05Z07:00" "1999-12-31T23:59:59+02:00")'],
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
  return name as Type;
}

/** A call of some function that gives this type, without parentheses, written plainly or as a pipeline. */
export function makeCall(c: Choices, scope: Scope, type: Type, depth: number): string {
  const candidates = (producers.get(type) ?? producers.get('any')!).filter(
    (f) => !f.helm || f.helm.includes(scope.helm),
  );
  return callOf(c, scope, c.pick(candidates), depth);
}

/** A call of some function of these families. */
export function makeFamilyCall(
  c: Choices,
  scope: Scope,
  families: readonly string[] | undefined,
  depth: number,
): string {
  const family = c.pick(families ?? [...byFamily.keys()]);
  const candidates = byFamily.get(family)!.filter((f) => !f.helm || f.helm.includes(scope.helm));
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
  if (f.name === 'date') return `date ${stringLiteral(makeText.date(c), c)} ${makeOperand(c, scope, 'time', depth)}`;
  if (f.name === 'dig') {
    return `dig "b" "c" ${makeOperand(c, scope, 'any', 0)} ${scope.values}.m2`;
  }
  if (f.name === 'index' || f.name === 'slice') {
    return c.chance(2)
      ? `${f.name} ${makeOperand(c, scope, 'list', depth)} ${c.pick(['0', '1', '2'])}`
      : f.name === 'index'
        ? `index ${makeOperand(c, scope, 'dict', depth)} ${stringLiteral(c.pick(['a', 'b', 'c', 'missing']))}`
        : `slice ${makeOperand(c, scope, 'list', depth)} ${c.pick(['0', '1'])} ${c.pick(['1', '2'])}`;
  }
  if (given.length > 0 && c.chance(2)) {
    const last = given.pop()!;
    const bare = last.startsWith('(') && last.endsWith(')') && isOneGroup(last) ? last.slice(1, -1) : last;
    return `${bare} | ${[f.name, ...given].join(' ')}`;
  }
  return [f.name, ...given].join(' ');
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
];

/** A pipe to print: an expression of any type, through something that shows what it is. */
export function makePrinted(c: Choices, scope: Scope, families: readonly string[] | undefined, depth: number): string {
  return makeFamilyCall(c, scope, families, depth) + c.pick(printers);
}
