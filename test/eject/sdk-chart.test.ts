// What the SDK adds for packages that were charts: Go's printing and truth, and YAML's reading of what a template prints.

import { expect, test } from 'vitest';
import { yamlToJson } from '../../runtime/bindings/values';

(globalThis as { __mistletoe_native?: unknown }).__mistletoe_native = (_: number, text: string) => {
  try {
    return yamlToJson(text);
  } catch (error) {
    return `error converting YAML to JSON: ${(error as Error).message}`;
  }
};
const chart = await import('../../sdk/chart');

test.each<[unknown, string]>([
  [null, ''],
  [undefined, ''],
  ['a', 'a'],
  [true, 'true'],
  [1, '1'],
  [1.5, '1.5'],
  [100_000, '100000'],
  [1_000_000, '1e+06'],
  [2_147_483_648, '2.147483648e+09'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [[1, 'a', null], '[1 a <nil>]'],
  [{ b: 1, a: { c: true } }, 'map[a:map[c:true] b:1]'],
])('text(%j)', (value, printed) => {
  expect(chart.text(value)).toBe(printed);
});

test.each<[unknown, unknown]>([
  ['', null],
  [undefined, null],
  ['8080', 8080],
  ['true', true],
  ['0x10', 16],
  ['web', 'web'],
  ['1.27', 1.27],
  ['a:b', 'a:b'],
  ['# nothing', null],
  [80, 80],
  [{}, {}],
])('plain(%j)', (value, read) => {
  if (typeof value === 'object' && value !== null) expect(chart.plain(value)).toBe('map[]');
  else expect(chart.plain(value)).toEqual(read);
});

test('plain refuses what is no YAML there', () => {
  expect(() => chart.plain('a: b')).toThrow(SyntaxError);
  expect(() => chart.plain('@x')).toThrow(SyntaxError);
});

test('quotes', () => {
  expect(chart.quoted(null)).toBe(null);
  expect(chart.doubleQuoted(null)).toBe('');
  expect(chart.quoted(1.27)).toBe('1.27');
  expect(chart.quoted`${'a\\tb'}:${undefined}`).toBe('a\tb:');
  expect(chart.singleQuoted`it's ${'a\\b'}`).toBe("it's a\\b");
  expect(chart.flow`[${1}, ${'x'}]`).toEqual([1, 'x']);
});

test('block texts', () => {
  expect(chart.block`a: ${1}\n  b\n`).toBe('a: 1\n  b');
  expect(
    chart.block`
      #!/bin/sh
      ${chart.lines('set -e\nset -u')}

        exec ${'x'}
    `,
  ).toBe('#!/bin/sh\nset -e\nset -u\n\n  exec x');
  expect(chart.block`
    ${'first'}
      second
  `).toBe('first\n  second');
  expect(String(chart.lines('a\n\nb', 2))).toBe('  a\n  \n  b');
  expect(String(chart.allLines(['a', 'b'].map((item) => chart.lines`- ${item}\n`)))).toBe('- a\n- b\n');
  // Lines with their ends that have a line to themselves are that line; the last backtick tells where they begin.
  const some = (isOn: boolean) => chart.block`
      a
      ${
        isOn
          ? chart.lines`
              b

            c ${chart.allLines(['x', 'y'].map((item) => chart.lines`${item}\n`))} d
            ${chart.allLines(['x', 'y'].map((item) => chart.lines`  - ${item}\n`))}
            `
          : chart.lines``
      }
      ${''}
      ${chart.lines('e\n  f', 2)}
    `;
  expect(some(true)).toBe('a\n  b\n\nc x\ny\n d\n  - x\n  - y\n\n  e\n    f');
  expect(some(false)).toBe('a\n\n  e\n    f');
  // Further lines of a value would begin where the chart's lines do, and end its block text.
  expect(() => chart.block`a: ${'b\nc'}\n`).toThrow('a value of several lines within a line of a block text: b');
  expect(chart.block`a\n${'b\n\n'}\n`).toBe('a\nb');
  // indent and nindent take texts alone.
  expect(() => chart.lines(true, 2)).toThrow(TypeError);
  expect(() => chart.lines(['a'])).toThrow(TypeError);
});

test('lines among others', () => {
  expect(chart.parsedMapping('a: 1\n')).toEqual({ a: 1 });
  expect(chart.parsedMapping('# nothing\n')).toEqual({});
  expect(() => chart.parsedMapping('{a: 1}')).toThrow('lines of a mapping or a list are needed here');
  expect(() => chart.parsedMapping('  a: 1')).toThrow(TypeError);
  expect(chart.parsedMapping('\n  a: 1\n  b: 2', 2)).toEqual({ a: 1, b: 2 });
  expect(() => chart.parsedMapping('- a')).toThrow(TypeError);
  expect(chart.parsedList('- a')).toEqual(['a']);
  expect(chart.together({ a: 1 }, undefined, { b: 2 })).toEqual({ a: 1, b: 2 });
  expect(chart.together([1], [2])).toEqual([1, 2]);
  expect(chart.together(undefined)).toBe(null);
  // In brackets or of one line a value stands alone, or not at all.
  expect(chart.together(chart.parsedLines('{}'), undefined)).toEqual({});
  expect(chart.together(chart.parsedLines('text'))).toBe('text');
  expect(() => chart.together(chart.parsedLines('{}'), { a: 1 })).toThrow('and this is: {}');
  expect(chart.keyed('a', ['x'])).toEqual({ a: ['x'] });
  expect(chart.keyed('a', { b: 1 })).toEqual({ a: null, b: 1 });
  expect(chart.keyed('a', undefined)).toEqual({ a: null });
  expect(() => chart.keyed('a', chart.parsedLines('[]'))).toThrow(TypeError);
  expect(() => chart.together([1], { a: 1 })).toThrow(TypeError);
});

test('mappings of several', () => {
  const first = { a: 0, b: { c: 1 }, d: [1], e: null };
  const second = { a: 1, b: { c: 2, d: 2 }, d: [2], e: 2, f: null };
  expect(chart.merge(first, second)).toEqual({ a: 1, b: { c: 1, d: 2 }, d: [1], e: 2 });
  expect(chart.mergeOverwrite(first, second)).toEqual({ a: 1, b: { c: 2, d: 2 }, d: [2], e: 2, f: null });
  expect(first).toEqual({ a: 0, b: { c: 1 }, d: [1], e: null });
  expect(chart.dig({ a: { b: 1 } }, 'no', 'a', 'b')).toBe(1);
  expect(chart.dig({ a: { b: 1 } }, 'no', 'a', 'c')).toBe('no');
  expect(() => chart.dig({ a: 1 }, 'no', 'a', 'b')).toThrow(TypeError);
  expect(() => chart.merge({}, null)).toThrow('a mapping is needed, and this is nothing');
  expect(chart.uniq(['a', 1, 'a', { b: 1 }, { b: 1 }])).toEqual(['a', 1, { b: 1 }]);
});

test('letters and quotes as Go has them', () => {
  expect(chart.upper('straße ᾳ')).toBe('STRAßE ᾼ');
  expect(chart.lower('ΟΔΟΣ İ')).toBe('οδοσ i');
  expect(chart.goQuote('a\u00a0\u0001"\n')).toBe('"a\\u00a0\\x01\\"\\n"');
  expect(chart.print('a', 1, 2, 'b', null)).toBe('a1 2b<nil>');
});

test('truth', () => {
  expect([{}, [], '', 0, false, null, undefined].map((value) => chart.truthy(value))).toEqual(Array(7).fill(false));
  expect([{ a: 0 }, [0], 'false', 1, true].map((value) => chart.truthy(value))).toEqual(Array(5).fill(true));
  expect(chart.defaulted({}, 'x')).toBe('x');
  expect(chart.orNull({})).toBe(null);
  expect(() => chart.mapping([1])).toThrow(TypeError);
  expect(() => chart.equal('1', 1)).toThrow('incompatible types for comparison');
  expect(chart.equal(undefined, 'a')).toBe(false);
  expect(chart.compare('\u{1f600}', '\uff00')).toBeGreaterThan(0);
  expect(() => chart.compare('1', 1)).toThrow('incompatible types for comparison');
  expect(() => chart.ternary(1, 2, 'true')).toThrow('a boolean is needed, and this is the text "true"');
});

test('collections', () => {
  expect(chart.items({ b: 1, a: 2 })).toEqual([2, 1]);
  expect(chart.entries({ b: 1, B: 2 })).toEqual([
    ['B', 2],
    ['b', 1],
  ]);
  expect(chart.items(null)).toEqual([]);
  expect(() => chart.items('x')).toThrow(TypeError);
});

test('texts', () => {
  expect(chart.trunc('abcdef', 3)).toBe('abc');
  expect(chart.trunc('abcdef', -2)).toBe('ef');
  expect(chart.trunc('日本', 3)).toBe('日');
  expect(chart.trunc('日本', -3)).toBe('本');
  expect(chart.trunc('日本', -9)).toBe('日本');
  for (const length of [4, -4]) expect(() => chart.trunc('日本', length)).toThrow('cuts a character');
  expect(chart.trimSuffix('a--', '-')).toBe('a-');
  // JavaScript's trim takes the byte order mark too, and leaves U+0085.
  expect(chart.trimSpace('\ufeff\u0085 a \u3000')).toBe('\ufeff\u0085 a');
  expect(chart.trimSpace('\u0085a\ufeff\u0085')).toBe('a\ufeff');
  // Numbers of values are floats.
  expect(chart.printf('%s-%d', 'a', 2)).toBe('a-%!d(float64=2)');
  expect(() => chart.printf('%x', 'a')).toThrow('printf with %x, which is not known here');
  expect(chart.printf('%s', 1)).toBe('%!s(float64=1)');
  expect(chart.printf('%s', undefined)).toBe('%!s(<nil>)');
  // The verb is that of what a list or a mapping holds.
  expect(chart.printf('%s', ['a', 1, true, null])).toBe('[a %!s(float64=1) %!s(bool=true) <nil>]');
  expect(chart.printf('%d %q', { a: 1 }, { a: 'b' })).toBe('map[%!d(string=a):%!d(float64=1)] map["a":"b"]');
  expect(chart.base64('ü')).toBe('w7w=');
});

test.each<[string, string, boolean]>([
  ['>=1.19-0', 'v1.33.0', true],
  ['>=1.19-0', 'v1.18.9-gke.1', false],
  ['>=1.19-0', 'v1.19.0-rc.1', true],
  ['>=1.19', 'v1.20.0-gke.1', false],
  ['>=1.16, <1.22-0', 'v1.21.3', true],
  ['<1.22-0', 'v1.22.0-alpha', false],
])('semverCompare(%j, %j)', (bounds, version, holds) => {
  expect(chart.semverCompare(bounds, version)).toBe(holds);
});

test('parsed block texts end as the chart ends them', () => {
  expect(chart.parsed('|\n  a')).toBe('a\n');
  // toYaml leaves out the last line's end, which is the template's.
  expect(chart.parsed('|+\n  a\n')).toBe('a\n\n');
  expect(() => chart.parsed('|2\n    a')).toThrow('a block text with an indentation of its own');
});

test('a text that is kept to its end is refused where nothing tells its last end', () => {
  // In lines of a template's own that end is there already; in a line that a template ends it is not.
  expect(chart.parsedMapping('  a:\n    b: |+\n      x\n    ', 2)).toEqual({ a: { b: 'x\n\n' } });
  expect(() => chart.parsedMapping('  a:\n    b: |+\n      x\n    \n', 2)).toThrow(
    'a text with empty lines at its end',
  );
  expect(chart.parsedMapping('  a:\n    b: |+\n      x\n    \n  c: 1\n', 2)).toEqual({ a: { b: 'x\n\n' }, c: 1 });
});

test('a text that is kept to its end is refused at the end of a document', () => {
  expect(chart.documents('a: 1\n---\nb: |\n  x\n\n')).toEqual([{ a: 1 }, { b: 'x\n' }]);
  expect(chart.documents('b: |+\n  x\n\nc: 1\n')).toEqual([{ b: 'x\n\n', c: 1 }]);
  for (const text of ['b: |+\n  x\n\n', 'b: |+\n  x\n\n---\nc: 1', 'b: |2+\n\n'])
    expect(() => chart.documents(text), text).toThrow('a text with empty lines at the end of a document');
});

test('rounds of ranges', () => {
  expect(chart.round('"a","b",', 1)).toBe('b');
  expect(chart.round('["a","b",""],[""],', 0, 1)).toBe('b');
  expect(chart.mappings([{ a: 1 }])).toEqual([{ a: 1 }]);
  expect(() => chart.mappings(['a'])).toThrow('has no fields');
});

test('whole numbers', () => {
  expect(['12', '010', '08', '0x1f', '1_000', '1.0', '1.5', ' 1', '-3', '', true, null, [1]].map(chart.int)).toEqual([
    ...[12, 8, 0, 31, 1000, 1, 0, 0, -3, 0, 1, 0, 0],
  ]);
  expect(chart.int('9223372036854775808')).toBe(0);
  expect(() => chart.int('9007199254740993')).toThrow(RangeError);
  expect(() => chart.mul(2 ** 30, 2 ** 30)).toThrow(RangeError);
  expect(chart.until(-2)).toEqual([0, -1]);
  expect(() => chart.int(2 ** 53)).toThrow(RangeError);
});
