// Random values and strings, chosen for what YAML, Go's fmt and Sprig treat specially. Values files are written so that Helm
// reads exactly the value meant: what they hold must survive YAML.

import type { Choices } from './choices';

/** A value of a values file. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Strings that some reader, printer or function takes for something else. */
export const strings: readonly string[] = [
  'a',
  '',
  'abc',
  'Hello World',
  'foo-bar_baz.qux',
  'true',
  'false',
  'null',
  '~',
  'yes',
  'No',
  'on',
  'y',
  '1',
  '-1',
  '0',
  '012',
  '0o14',
  '0x1F',
  '0b11',
  '1.5',
  '.5',
  '1e3',
  '1_000',
  '-.inf',
  '.nan',
  '+1',
  '9223372036854775808',
  '2001-01-02',
  '2001-01-02T03:04:05Z',
  ' lead',
  'trail ',
  'a\nb',
  'a\nb\n',
  'a\n\nb\n\n',
  '\n',
  '\na',
  ' a\n  b\n',
  '\ta',
  'a\tb',
  'a\r\nb',
  '# c',
  'a #b',
  'a: b',
  'a:',
  ':a',
  '- x',
  '-',
  '--',
  '---',
  '...',
  '? x',
  '"q"',
  "it's",
  "'",
  '\\',
  'a\\nb',
  '%d',
  '%',
  '%!v',
  '100%',
  '{{ . }}',
  '{a: 1}',
  '[1, 2]',
  '{',
  ']',
  '!t',
  '&a',
  '*a',
  '@x',
  '`x`',
  '|',
  '>',
  '|-',
  '=',
  '<<',
  ',',
  'a,b,c',
  'a.b.c',
  '/a/b/../c.txt',
  'a/b',
  'https://u:p@h.example:80/p?q=1#f',
  'ünïcödé',
  '日本語',
  'ÀÉÎ',
  'ß',
  'ŉ',
  'ǆ',
  'İ',
  'ﬁ',
  'ς',
  'e\u0301',
  '\u00a0',
  '\u2028',
  '\u0085',
  '\ufeff',
  '\u200b',
  '\u0001',
  '\u007f',
  '\ufffd',
  '😀',
  'a😀b',
  '𝒳',
  'camelCaseString',
  'HTTPServer',
  'snake_case_string',
  'kebab-case',
  'XMLHttpRequest2',
  'A',
  'aB',
  'foo  bar',
  'the quick brown fox jumps over the lazy dog and then runs far away into the deep dark forest where nobody has gone before',
  'averyveryverylongwordwithoutanyspaceswhatsoeverthatgoesonandonandonuntiltheendofthelineandbeyondthat',
  '1.2.3',
  'v1.2',
  '1.2.3-beta.1+b5',
  '>=1.0.0',
  '1h30m',
  '95',
  '<b>&amp;"x"</b>',
  '$x',
  '$1',
  '\x24{1}x',
  '.*',
  '[a-z]+',
  '(a)(b)?',
  'nginx:1.25@sha256:ab',
  '10Gi',
  '500m',
  'a=b',
  '\\u0041',
  'key: |\n  text\n',
  '- a\n- b\n',
  '{"a":1,"b":[true,null]}',
  'a\u0000b',
  'x'.repeat(70),
  'k8s.io/name',
];

const letters = [
  'a',
  'b',
  'Z',
  '0',
  ' ',
  '\n',
  '-',
  '_',
  '.',
  ':',
  '#',
  '"',
  "'",
  '\\',
  'é',
  '日',
  '\t',
  ',',
  '{',
  '}',
  '[',
  ']',
  '&',
  '*',
  '!',
  '|',
  '>',
  '%',
  '@',
  '/',
  '😀',
  '\r',
  '\u0301',
  'ǆ',
  '$',
  '(',
  ')',
  '<',
  '=',
  '~',
  '1',
  'E',
];

/** A string: mostly a known one, sometimes two of them, sometimes letters. */
export function makeString(c: Choices): string {
  switch (c.below(6)) {
    case 4:
      return c.pick(strings) + c.pick(['', ' ', '\n', '-', '.']) + c.pick(strings);
    case 5:
      return c.many(0, 12, () => c.pick(letters)).join('');
    default:
      return c.pick(strings);
  }
}

/** Numbers at which a format or a conversion changes. */
export const numbers: readonly number[] = [
  0, 1, -1, 2, 3, 7, 10, 42, 80, 100, 255, 1000, 8080, 65536, 99999, 123456, 999999, 1000000, 1234567, 20971520,
  21000000, 100000000, 1e9, 2147483647, 2147483648, 4294967296, 1e15, 9007199254740991, 9007199254740994, 1e18,
  9223372036854775000, 1e19, 1e20, 1e21, 1e22, 0.5, 1.5, -2.25, 0.1, 3.375, 1e-5, 1e-6, 1e-7, 1.0000001, 123456.789,
  1e100, 5e-324, 0.30000000000000004, 2.5, 99.995,
];

const keys = [
  'a',
  'b',
  'c',
  'name',
  'image',
  'tag',
  'x-y',
  'a.b',
  'Key',
  'n',
  'y',
  'true',
  '1',
  '0',
  '',
  'ключ',
  'a b',
  '10',
  '9',
  'a1',
  'a10',
  'a2',
  'A',
  '~',
  'null',
  '1.5',
];

/** Any value, at most `depth` deep. */
export function makeValue(c: Choices, depth = 3): Json {
  switch (c.below(depth > 0 ? 9 : 6)) {
    case 0:
    case 1:
      return makeString(c);
    case 2:
      return c.pick(numbers);
    case 3:
      return c.chance(2);
    case 4:
      return null;
    case 5:
      return c.pick([{}, [], '', 0, false]);
    case 6:
      return c.many(0, 4, () => makeValue(c, depth - 1));
    default:
      return makeMap(c, depth - 1);
  }
}

/** A map with values at most `depth` deep. */
export function makeMap(c: Choices, depth = 2): { [key: string]: Json } {
  const map: { [key: string]: Json } = {};
  for (const key of c.many(0, 5, () => c.pick(keys))) map[key] = makeValue(c, depth);
  return map;
}

/** Values with a known type a name: `s0` is a string, `l1` a list; generators rely on these names. */
export function makeTypedValues(c: Choices): { [key: string]: Json } {
  const values: { [key: string]: Json } = {};
  for (let i = 0; i < 5; i++) values[`s${i}`] = makeString(c);
  for (let i = 0; i < 3; i++) values[`i${i}`] = c.pick(numbers.slice(0, 25));
  for (let i = 0; i < 2; i++) values[`f${i}`] = c.pick(numbers);
  for (let i = 0; i < 2; i++) values[`b${i}`] = c.chance(2);
  values['l0'] = c.many(0, 5, () => makeString(c));
  values['l1'] = c.many(0, 5, () => c.pick(numbers));
  values['l2'] = c.many(0, 4, () => makeMap(c, 1));
  values['l3'] = c.many(0, 4, () => makeValue(c, 2));
  values['m0'] = Object.fromEntries(c.many(0, 5, () => [c.pick(keys), makeString(c)]));
  values['m1'] = makeMap(c, 3);
  values['m2'] = { a: makeMap(c, 1), b: { c: { d: makeValue(c, 1) } } };
  values['z0'] = null;
  return values;
}

/** A text without halves of surrogate pairs, which no file can hold. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** A values file that Helm reads as this value: JSON, but that YAML refuses some characters and some escapes. */
export function valuesFile(value: Json): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\u00a0\u2028\u2029\ufeff\ufffe\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
