// Random YAML texts: mostly well-formed, in every style, and now and then damaged.

import type { Choices } from './choices';
import { stringLiteral } from './expressions';
import { makeMap, makeString, numbers, wellFormed } from './values';

const scalars = [
  'a',
  '1',
  'true',
  '~',
  '',
  'null',
  '"x"',
  "'y'",
  '1.5',
  '012',
  '0o17',
  '0x1F',
  '1e3',
  '.inf',
  '-.INF',
  '.NaN',
  'yes',
  'Off',
  'n',
  '2001-01-02',
  '2001-1-2',
  '2001-12-14t21:59:43.10-05:00',
  '2001-12-14 21:59:43.10 -5',
  '1_000',
  '0b101',
  '+12',
  '-',
  '190:20:30',
  '12e03',
  '-2E+05',
  '0.',
  '.5',
  '+.5',
  '1.e5',
  '0777',
  '08',
  '0x',
  '0b',
  '1__0',
  '_1',
  '9223372036854775808',
  '18446744073709551616',
  '-9223372036854775809',
  '=',
  '<<',
  '"a\\nb"',
  '"\\x41\\u00e9\\U0001F600"',
  '"a\\\n  b"',
  "'it''s'",
  '"a\n  b"',
  'a\n  b',
  'a:b',
  'a#b',
  'a #b',
  '!!str 1',
  '!!int "1"',
  '!!float 1',
  '!!bool yes',
  '!!null ""',
  '!!binary YWJj',
  '!foo bar',
  '!!timestamp 2001-01-01',
  '!!int x',
  '@a',
  '`a',
  '%a',
  '? a',
  '-a',
  '?a',
  ':a',
  '[a',
  '{a',
  'a]',
  ',a',
  'a, b',
  '"\\q"',
  '"\\/"',
  '"\\_\\N\\L\\P"',
  '&a x',
  '*a',
  '"a\\\\"',
  '😀',
  'é',
  '\t',
  '"\t"',
  'a\tb',
  "''",
  '""',
  '"\\0"',
  '1:1',
  '12:30:45',
  '0.1',
  '1e400',
  '-0',
  '-0.0',
  '0o8',
  'NULL',
  'True',
  'TRUE',
  'tRUE',
  'Y',
  'N',
  'y',
  'ON',
];
const keys = [
  'a',
  'b',
  'c',
  '"q"',
  "'s'",
  '1',
  'true',
  '~',
  '1.5',
  'y',
  'no',
  'a b',
  '? a\n',
  '<<',
  '',
  '!!str x',
  '&k x',
  '*a',
  '[a]',
  '{a: b}',
  '0x10',
  '2001-01-01',
  'null',
  '"\\u00e9"',
  '.inf',
  '1_0',
  '=',
  '-1',
  '1e3',
  '0o7',
  '012',
];

/** A YAML text. */
export function makeYaml(c: Choices, kind?: 'map'): string {
  const head = c.pick([
    '',
    '',
    '',
    '',
    '',
    '---\n',
    '# c\n',
    '%YAML 1.1\n---\n',
    '\ufeff',
    '--- ',
    '\n',
    '---\n---\n',
    '%TAG ! tag:x,2000:\n---\n',
  ]);
  let text =
    head +
    makeNode(c, kind === 'map' || c.below(6) > 0 ? 3 : 0, 0, kind ?? (c.chance(5) ? 'list' : 'map')) +
    c.pick(['', '', '', '\n', '...\n', '\n---\nb: 2\n', '# end', '   ', '\n...\n---\nx']);
  if (c.chance(8)) text = damage(c, text);
  return wellFormed(text);
}

function damage(c: Choices, text: string): string {
  const at = c.below(text.length + 1);
  return (
    text.slice(0, at) +
    c.pick([
      '',
      ' ',
      '\n',
      '\t',
      ':',
      '-',
      '"',
      "'",
      '[',
      '{',
      '}',
      ']',
      '#',
      '&a ',
      '*a',
      '!',
      '|',
      '>',
      '%',
      '\r',
      ': ',
      '- ',
      ',',
      '?',
      '\u0001',
      '\u2028',
      '\u0085',
      '\ud83d\ude00',
    ]) +
    text.slice(at + c.below(4))
  );
}

function makeScalar(c: Choices): string {
  switch (c.below(8)) {
    case 5:
      return JSON.stringify(makeString(c));
    case 6:
      return `'${makeString(c).replaceAll("'", "''")}'`;
    case 7:
      return String(c.pick(numbers));
    default:
      return c.pick(scalars);
  }
}

function block(c: Choices, pad: string): string {
  const head = c.pick(['|', '>', '|-', '>-', '|+', '>+', '|2', '>1-', '| # c', '|-\n', '>2+']);
  const lines = c.many(1, 5, () =>
    c.pick(['text', '', '  more', 'a: b', '# no', '\tt', 'long line of words', ' x', '-', '"', '   ']),
  );
  return `${head}\n${lines.map((line) => (line === '' ? '' : `${pad}${line}`)).join('\n')}${c.pick(['\n', '\n', '\n\n', ''])}`;
}

function flow(c: Choices, depth: number): string {
  const item = (): string => (depth > 0 && c.chance(3) ? flow(c, depth - 1) : makeScalar(c));
  const gap = c.pick([' ', '', '\n   ', ' # c\n  ']);
  if (c.chance(2)) return `[${c.many(0, 3, item).join(`,${gap}`)}${c.pick(['', '', ',', ' '])}]`;
  return `{${c.many(0, 3, () => `${c.pick(keys)}${c.pick([': ', ': ', ':', ' : ', ''])}${c.chance(6) ? '' : item()}`).join(`,${gap}`)}${c.pick(['', '', ','])}}`;
}

function makeNode(c: Choices, depth: number, column: number, kind: 'map' | 'list' | 'any'): string {
  const pad = ' '.repeat(column);
  const properties = c.chance(12) ? c.pick(['&a ', '!!map ', '!t ', '&b ', '!!str ', '!!set ', '!!omap ']) : '';
  const shape =
    depth === 0 ? 'scalar' : kind !== 'any' ? kind : c.pick(['scalar', 'map', 'list', 'scalar', 'flow', 'block']);
  switch (shape) {
    case 'map': {
      const entries = c.many(1, 4, () => {
        const value = makeNode(c, depth - 1, column + c.pick([2, 2, 1, 4]), 'any');
        const gap = value.startsWith('\n') || value === '' ? '' : c.pick([' ', ' ', ' ', '  ', '\t']);
        return `${pad}${c.below(3) > 0 ? c.pick(['a', 'b', 'c', 'd']) : c.pick(keys)}:${gap}${value}`;
      });
      return `${column > 0 ? `${properties}\n` : ''}${entries.join('\n')}`;
    }
    case 'list': {
      const entries = c.many(1, 4, () => {
        const value = makeNode(c, depth - 1, column + 2, 'any');
        return `${pad}-${value.startsWith('\n') && c.chance(2) ? ` ${value.trimStart()}` : value.startsWith('\n') ? value : ` ${value}`}`;
      });
      return `${column > 0 ? `${properties}\n` : ''}${entries.join('\n')}`;
    }
    case 'flow':
      return properties + flow(c, 2);
    case 'block':
      return properties + block(c, ' '.repeat(column + c.pick([0, 1, 2])));
    default:
      return properties + makeScalar(c) + (c.chance(10) ? ' # c' : '');
  }
}

const readings = [
  'fromYaml | toJson',
  'fromYaml | toYaml',
  'fromYamlArray | toJson',
  'fromYaml | toYamlPretty',
  'fromYaml | toJson',
];
const writings = [
  'toYaml',
  'toYamlPretty',
  'toYaml | nindent 2',
  'toJson',
  'toPrettyJson',
  'toRawJson',
  'toYaml | fromYaml | toYaml',
  'toToml',
  'print',
];

/** A template that reads a random YAML text, or writes a random value. */
export function makeYamlTemplate(c: Choices): string {
  if (c.chance(4)) return `{{ ${stringLiteral(JSON.stringify(makeMap(c, 3)))} | fromJson | ${c.pick(writings)} }}`;
  const reading = c.pick(readings);
  return `{{ ${stringLiteral(makeYaml(c))} | ${reading} }}`;
}
