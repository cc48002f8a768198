// Random texts in the small languages that template functions read: verbs of fmt, regular expressions, versions, URLs, date
// layouts, durations, JSON and TOML. Mostly well-formed, so that they reach what lies behind the parser.

import type { Choices } from './choices';
import { makeMap } from './values';

function some(c: Choices, low: number, high: number, make: () => string): string {
  return c.many(low, high, make).join('');
}

function format(c: Choices): string {
  return some(c, 1, 3, () => {
    const flags = some(c, 0, 2, () => c.pick(['#', '+', '-', '0', ' ']));
    const width = c.pick(['', '', '', '5', '12', '1', '*', '[1]*']);
    const precision = c.pick(['', '', '', '.2', '.0', '.', '.10', '.*']);
    const index = c.pick(['', '', '', '', '', '[1]', '[2]', '[9]', '[x]']);
    const verb = c.pick([
      'v',
      's',
      'd',
      'q',
      'x',
      'X',
      't',
      'f',
      'g',
      'e',
      'G',
      'E',
      'F',
      'o',
      'O',
      'b',
      'c',
      'U',
      'T',
      '%',
      'z',
      'w',
      '',
    ]);
    return `${c.pick(['', '', ' ', 'a', 'é'])}%${flags}${width}${precision}${index}${verb}`;
  });
}

function pattern(c: Choices, depth = 2): string {
  const atom = (): string => {
    switch (c.below(depth > 0 ? 9 : 6)) {
      case 0:
        return c.pick(['a', 'b', 'o', 'e', 'l', ' ', '-', 'é', '日', '1', 'A']);
      case 1:
        return c.pick([
          '.',
          '\\d',
          '\\w',
          '\\s',
          '\\D',
          '\\W',
          '\\S',
          '\\.',
          '\\-',
          '\\n',
          '\\x41',
          '\\x{1F600}',
          '\\pL',
          '\\p{Greek}',
          '\\PN',
          '\\Q.*\\E',
          '\\C',
          '\\1',
          '\\z',
          '\\Z',
          '\\101',
          '\\_',
          '\\a',
        ]);
      case 2:
        return c.pick([
          '[a-c]',
          '[^a-z]',
          '[[:upper:]]',
          '[\\d.]',
          '[-a]',
          '[]a]',
          '[^]a]',
          '[a-]',
          '[\\pL_]',
          '[[:^digit:]]',
          '[b-a]',
          '[é-ü]',
          '[\\]x]',
          '[[:foo:]]',
          '[^\\s]',
          '[A-Za-z0-9_.-]',
        ]);
      case 3:
        return c.pick(['^', '$', '\\b', '\\B', '\\A', '(?m)^', '(?m)$', '']);
      case 4:
      case 5:
        return c.pick(['a', 'o', 'x', '.', '\\w', '[a-z]']);
      case 6:
        return `(${c.pick(['', '?:', '?i:', '?P<n>', '?<m>', '?s:', '?U:', '?-i:', '?im-s:', '?=', '?x:'])}${pattern(c, depth - 1)})`;
      case 7:
        return `(${pattern(c, depth - 1)})`;
      default:
        return `(?:${pattern(c, depth - 1)}|${pattern(c, depth - 1)})`;
    }
  };
  const repeat = (): string =>
    c.pick([
      '',
      '',
      '',
      '',
      '*',
      '+',
      '?',
      '*?',
      '+?',
      '??',
      '{2}',
      '{1,3}',
      '{2,}',
      '{,2}',
      '{0}',
      '{1,2}?',
      '{3,1}',
      '**',
      '{1001}',
      '{',
    ]);
  return some(c, 1, 4, () => atom() + repeat()) + (c.chance(6) ? `|${atom()}` : '');
}

const replacement = (c: Choices): string =>
  some(c, 1, 3, () =>
    c.pick(['$1', '\x24{1}', '$0', '$n', '\x24{n}x', '$$', 'x', '$1x', '$', '\x24{', '\\1', '\x24{2}', '-', 'é']),
  );

function version(c: Choices): string {
  const part = (): string => c.pick(['0', '1', '2', '3', '10', '33', '01', '99999999999999999999', 'x', '']);
  const core = c.many(1, c.pick([3, 3, 3, 4]), part).join('.');
  const pre = c.chance(3)
    ? `-${c.many(1, 3, () => c.pick(['alpha', 'beta', '1', '0', 'rc1', '01', '', 'a-b', 'gke', '_'])).join('.')}`
    : '';
  const build = c.chance(5) ? `+${c.pick(['b', '1.2', 'k3s1', '', '001'])}` : '';
  return c.pick(['', '', 'v', ' ']) + core + pre + build;
}

function constraint(c: Choices): string {
  const one = (): string => {
    if (c.chance(8)) return `${version(c)} - ${version(c)}`;
    const text =
      c.pick(['', '=', '>', '<', '>=', '<=', '~', '^', '!=', '=>', '~>', '==', '>>']) + c.pick(['', '', ' ']);
    return (
      text +
      (c.chance(5) ? c.pick(['1.x', '*', '1.2.*', 'x', '1.X.x', '>=1.2', '1.x.3']) : version(c)) +
      c.pick(['', '', '-0'])
    );
  };
  return c.many(1, 3, one).join(c.pick([' ', ', ', ' || ', ',', '||']));
}

function url(c: Choices): string {
  const scheme = c.pick([
    'http://',
    'https://',
    'HTTP://',
    '',
    '//',
    'mailto:',
    'a+b://',
    '1:',
    ':',
    'http:',
    'file:///',
  ]);
  const user = c.chance(4) ? c.pick(['u@', 'u:p@', 'u:p%40q@', ':@', 'ü:p@', 'a b@', 'u:p:q@']) : '';
  const host = c.pick([
    'h',
    'h.example',
    'h:80',
    'h:',
    '[::1]',
    '[::1]:8',
    'h:x',
    '',
    '1.2.3.4',
    'H',
    'h%20',
    'é.com',
    '[fe80::1%25en0]',
    'a_b',
  ]);
  const path = some(c, 0, 3, () =>
    c.pick(['/a', '/', '/%2F', '/a b', '/é', '/..', '/a;b', '/%zz', '/a:b', '//', '/*', '/[x]']),
  );
  const query = c.chance(3) ? c.pick(['?', '?a=b', '?a=b&c=d', '?a b', '?%zz', '??', '?é', '?a=/']) : '';
  const fragment = c.chance(4) ? c.pick(['#', '#f', '#a b', '#é', '##', '#%41', '#%zz']) : '';
  return scheme + user + host + path + query + fragment;
}

const layout = (c: Choices): string =>
  some(c, 1, 5, () =>
    c.pick([
      '2006',
      '06',
      '01',
      '1',
      'Jan',
      'January',
      '02',
      '2',
      '_2',
      '002',
      '15',
      '03',
      '3',
      '04',
      '4',
      '05',
      '5',
      '.000',
      '.999',
      ',000',
      '.00',
      'PM',
      'pm',
      'MST',
      '-0700',
      '-07:00',
      'Z07:00',
      'Z0700',
      '-07',
      'Mon',
      'Monday',
      ' ',
      '-',
      ':',
      'T',
      'x',
      '_2006',
      '__2',
      '05.000',
      '05,999',
      'Z070000',
      '-07:00:00',
      'Z',
      'é',
    ]),
  );
const duration = (c: Choices): string =>
  c.pick(['', '-', '+', '']) +
  some(
    c,
    1,
    3,
    () =>
      c.pick(['1', '90', '1.5', '.5', '0', '100000', '']) + c.pick(['h', 'm', 's', 'ms', 'us', 'µs', 'ns', '', 'd']),
  );

function json(c: Choices): string {
  const text = JSON.stringify(makeMap(c, 2), undefined, c.pick([0, 0, 2]));
  if (!c.chance(3)) return c.pick(['', '', ' ', '\n']) + text + c.pick(['', '', ' ', '\n', 'x', '{}']);
  const at = c.below(text.length + 1);
  return (
    text.slice(0, at) +
    c.pick(['', ',', '}', '"', '\\', '1', '\\u00', '-', 'e', ':', 'nul', '\t', '\u0001', '\\ud800', '\\/']) +
    text.slice(at + c.below(3))
  );
}

function toml(c: Choices): string {
  const key = (): string => c.pick(['a', 'b', 'c', 'a.b', '"x y"', "'q'", '1', 'a-b', 'é', '""', 'a . c', 'true']);
  const value = (depth: number): string => {
    if (depth > 0 && c.chance(4))
      return `[${c.many(0, 3, () => value(depth - 1)).join(c.pick([', ', ',', ',\n ']))}${c.pick(['', '', ','])}]`;
    if (depth > 0 && c.chance(6)) return `{${c.many(0, 2, () => `${key()} = ${value(depth - 1)}`).join(', ')}}`;
    return c.pick([
      '1',
      '-1',
      '+0',
      '1_000',
      '0x1F',
      '0o17',
      '0b11',
      '1.5',
      '1e3',
      '-1.5E-2',
      'inf',
      '-nan',
      'true',
      'false',
      '"x"',
      "'x'",
      '"a\\nb\\u00e9"',
      '"""\na\n  b \\\n  c"""',
      "'''\na'b\n'''",
      '2001-01-02',
      '2001-01-02T03:04:05Z',
      '2001-01-02 03:04:05.123',
      '2001-01-02T03:04:05.5+02:00',
      '07:32:00',
      '01',
      '1.',
      '.5',
      '1__0',
      '"\\q"',
      'x',
      '9223372036854775808',
      '1e400',
      '""',
    ]);
  };
  return (
    c
      .many(1, 5, () =>
        c.chance(4)
          ? c.pick([`[${key()}]`, `[[${key()}]]`, '# c', '', `[ ${key()} ]`])
          : `${key()} = ${value(2)}${c.pick(['', '', ' # c'])}`,
      )
      .join('\n') + c.pick(['\n', '', '\r\n'])
  );
}

const path = (c: Choices): string =>
  some(c, 0, 5, () => c.pick(['/', '.', '..', 'a', 'b.c', '//', '/../', './', 'é', ' ', '.tar.gz', '\\']));
const number = (c: Choices): string =>
  c.pick(['', '-', '+', ' ', '']) +
  c.pick([
    '0',
    '1',
    '12',
    '0x1F',
    '0b1',
    '0o7',
    '007',
    '1_000',
    '1e3',
    '1.5',
    '.5',
    '5.',
    'inf',
    'NaN',
    '0x1p4',
    '9223372036854775807',
    '9223372036854775808',
    '1e400',
    '',
  ]) +
  c.pick(['', '', '', ' ', 'x']);

/** By function, its first argument; `semver` and `toDate` also stand for the second ones. */
export const makeText: { readonly [name: string]: (c: Choices) => string } = {
  printf: format,
  regexMatch: pattern,
  semver: version,
  semverCompare: constraint,
  urlParse: url,
  toDate: layout,
  date: layout,
  dateModify: duration,
  duration: number,
  fromJson: json,
  fromToml: toml,
  clean: path,
  atoi: number,
  replacement,
};
