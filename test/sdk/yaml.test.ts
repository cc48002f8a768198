// What packages in TypeScript write: read back by parsers of YAML 1.1 and 1.2, and by Helm's reader. And where parseYamlAll has documents begin.

import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { yamlToJson } from '../../runtime/bindings/values';
import { NATIVE } from '../../toolchain/engine/facts';
import { nativeHere } from '../../toolchain/typescript/native';
import { openModule } from '../../runtime/host';
import { testPackage } from './build';

(globalThis as { __mistletoe_native?: unknown }).__mistletoe_native = nativeHere;
const { toYaml } = await import('../../sdk/yaml');
const { parseYamlAll } = await import('../../sdk/parse');
const { FIRST_DEPENDENCY, FIRST_WARNINGS, PROMISE_STATE, READ_YAML, THROWN_AT, WRITE_YAML } = await import(
  '../../sdk/runtime/native'
);

test('the SDK and the engine mean the same by their numbers', () => {
  expect({
    readYaml: READ_YAML,
    writeYaml: WRITE_YAML,
    dependencies: FIRST_DEPENDENCY,
    warnings: FIRST_WARNINGS,
    thrownAt: THROWN_AT,
    promiseState: PROMISE_STATE,
  }).toEqual(NATIVE);
});

test.each<[unknown, string]>([
  [{}, '{}\n'],
  [[], '[]\n'],
  [null, 'null\n'],
  [undefined, 'null\n'],
  ['', '""\n'],
  ['a text', 'a text\n'],
  ['a\nb\n', '|\n  a\n  b\n'],
  [{ a: { b: 1, c: [] }, d: {}, e: undefined }, 'a:\n  b: 1\n  c: []\nd: {}\n'],
  [[[1, [2]], { a: [{ b: 1, c: 2 }], d: [] }, []], '-\n  - 1\n  -\n    - 2\n- a:\n  - b: 1\n    c: 2\n  d: []\n- []\n'],
  [
    { a: ['apps/v1', 'nginx:1.27', 'a: b', 'a :b', '-a', '1', 'No', 'nope', 'a(b', 'a: (b', 'x (y'] },
    'a:\n- apps/v1\n- nginx:1.27\n- "a: b"\n- "a :b"\n- "-a"\n- "1"\n- "No"\n- nope\n- "a(b"\n- "a: (b"\n- x (y\n',
  ],
  [
    { a: [1, -1.5, 1e21, 1e-7, 1.5e300, true, null, undefined] },
    'a:\n- 1\n- -1.5\n- 1.0e+21\n- 1.0e-7\n- 1.5e+300\n- true\n- null\n- null\n',
  ],
  [
    { a: [Number.NaN, 1 / 0, -1 / 0], b: 12345678901234567890n, c: 'x' },
    'a:\n- .nan\n- .inf\n- -.inf\nb: 12345678901234567890\nc: x\n',
  ],
  [
    new Map<string, unknown>([
      ['b', 1],
      ['a', new Map([['c', 1n]])],
    ]),
    'b: 1\na:\n  c: 1\n',
  ],
  [{ at: new Date(0) }, 'at: "1970-01-01T00:00:00.000Z"\n'],
  [{ a: 'x\n\n  y\n\n' }, 'a: |+\n  x\n\n    y\n\n'],
  [{ a: '"q" \\\n\tb' }, 'a: |-\n  "q" \\\n  \tb\n'],
  [{ a: 'x\\n', b: 'x\\\n' }, 'a: "x\\\\n"\nb: |\n  x\\\n'],
  [{ a: ' x\n', b: '\nx', c: '\tx\n', d: 'a\rb\n' }, 'a: " x\\n"\nb: "\\nx"\nc: "\\tx\\n"\nd: "a\\rb\\n"\n'],
  [
    { a: '\u00a0\u2028\ufeff\u007f\u0085\ufffe\uffffé😀', b: 'x\n\u0001' },
    'a: "\\u00a0\\u2028\\ufeff\\u007f\\u0085\\ufffe\\uffffé😀"\nb: "x\\n\\u0001"\n',
  ],
  [{ true: 1, '': 2, 'a b': 3, '1': 4 }, '"1": 4\n"true": 1\n"": 2\na b: 3\n'],
  [{ ['k'.repeat(600)]: { a: 1 } }, `? "${'k'.repeat(600)}"\n:\n  a: 1\n`],
])('%#', (value, text) => {
  expect(toYaml(value)).toBe(text);
});

test('what is no data is refused', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  expect(() => toYaml(cycle)).toThrow('self is an object that contains itself, which cannot be written as YAML');
  expect(() => toYaml(() => 1)).toThrow(/^a function cannot be written as YAML$/);
  expect(() => toYaml({ a: () => 1 })).toThrow('a is a function, which cannot be written as YAML');
  expect(() => toYaml({ b: 'x\n\ud800' })).toThrow(
    'b is a text with half a surrogate pair, which cannot be written as YAML',
  );
  expect(() => toYaml([Symbol('x')])).toThrow('[0] is a symbol, which cannot be written as YAML');
  const big = 1n;
  for (const [value, what] of [
    [Promise.resolve(1), 'a promise that nobody awaited'],
    [new RangeError('x'), 'an Error'],
    [/x/, 'a regular expression'],
    [new Uint8Array(2), 'an array of bytes or numbers of one size'],
    [new ArrayBuffer(2), 'an ArrayBuffer'],
    [new Date(Number.NaN), 'a Date that is no time'],
    [new Map().values(), 'an iterator (a list is [...it])'],
    [new Map([[{}, 1]]), 'a Map with a key that is an object'],
    [
      new (class {
        then() {}
      })(),
      'a promise that nobody awaited',
    ],
  ] as const) {
    const message = `list[1]["a/b"] is ${what}, which cannot be written as YAML`;
    expect(() => toYaml({ big: 1, list: [0, { 'a/b': value }] })).toThrow(message);
    expect(() => toYaml({ big, list: [0, { 'a/b': value }] })).toThrow(message);
  }
  // What an author's own code throws is the author's.
  const failing = { toJSON: () => fail() };
  const fail = (): never => {
    throw new TypeError('no port');
  };
  expect(() => toYaml({ failing })).toThrow(/^no port$/);
});

test('a Set is a list, an object of a class is its fields', () => {
  class Pair {
    left = new Set(['a', 'b']);
    right = new Map([['c', new Set([1])]]);
  }
  const text = 'left:\n- a\n- b\nright:\n  c:\n  - 1\n';
  expect(toYaml(new Pair())).toBe(text);
  expect(toYaml({ ...new Pair(), big: 1n })).toBe(`${text}big: 1\n`);
  expect(toYaml(Object.assign(Object.create(null), { a: 1 }))).toBe('a: 1\n');
  const cycle = new Set<unknown>();
  cycle.add([cycle]);
  expect(() => toYaml(cycle)).toThrow('[0][0] is an object that contains itself, which cannot be written as YAML');
});

test('holes in lists are null, boxed values what is in the box', () => {
  // biome-ignore lint/suspicious/noSparseArray: what is tested
  for (const more of [1, 1n]) expect(toYaml([1, , more])).toBe('- 1\n- null\n- 1\n');
  for (const more of [1, 1n]) expect(toYaml([Object('x'), Object(true), more])).toBe('- x\n- true\n- 1\n');
});

/** Numbers that are the same each time (Park and Miller). */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

// Parts of texts that readers take for something.
// biome-ignore format: a table
const PARTS = ['a', 'Z', '0', '9', ' ', '  ', '\n', '\n\n', '\t', ':', ': ', ' #', '#', '-', '- ', '?', '? ', '|', '>', '!', '&', '*', '%', '@', '`', '"', "'", '\\', ',', '[', ']', '{', '}', '=', '+', '.', '_', '/', '$', '(', ')', '~', '<<', '---', '...', 'true', 'No', 'null', 'y', '0x1', '1e3', '1_0', '12:30', '.inf', '2001-01-01', '\r', '\u0000', '\u001b', '\u007f', '\u0085', '\u00a0', '\u2028', '\ufeff', 'é', '日', '😀'];

test('20,000 random documents are read back as they were', () => {
  const draw = numbers(20_260_101);
  const text = () => Array.from({ length: draw(5) }, () => PARTS[draw(PARTS.length)]!).join('');
  const value = (depth: number): unknown => {
    const kind = draw(depth > 3 ? 4 : 7);
    if (kind === 0) return [null, true, false, 0, -1, 1.5, 1e21, 5e-324, 2 ** 53][draw(9)];
    if (kind < 4) return text();
    if (kind === 4) return Array.from({ length: draw(4) }, () => value(depth + 1));
    return Object.fromEntries(Array.from({ length: draw(4) }, () => [`${text()}`, value(depth + 1)]));
  };
  for (let i = 0; i < 20_000; i++) {
    const given = value(0);
    const written = toYaml(given);
    for (const version of ['1.1', '1.2'] as const) {
      const documents = parseAllDocuments(written, { version, logLevel: 'error', merge: false });
      if (!Array.isArray(documents) || documents.length !== 1) throw new Error(JSON.stringify(written));
      const [document] = documents;
      expect(document!.errors).toEqual([]);
      expect(document!.toJS()).toEqual(given);
    }
    expect(JSON.parse(yamlToJson(written))).toEqual(given);
  }
});

test.each<[text: string, documents: unknown[]]>([
  ['', []],
  ['---', []],
  ['a: 1', [{ a: 1 }]],
  ['---\na: 1\n---\nb: 2\n---\n', [{ a: 1 }, { b: 2 }]],
  ['a: 1\n--- # a comment\nb: 2\n--- \nc: 3', [{ a: 1 }, { b: 2 }, { c: 3 }]],
  ['a: 1\r\n---\r\nb: 2\r\n', [{ a: 1 }, { b: 2 }]],
  ['a: 1\r---\rb: 2\r', [{ a: 1 }, { b: 2 }]],
  ['a: 1\n---\n---\n---b: 2\n', [{ a: 1 }, { '---b': 2 }]],
  ['a: x---\n---x: 1\n', [{ a: 'x---', '---x': 1 }]],
  ['a: |\n  ---\n  x\n--- b', [{ a: '---\nx\n' }, 'b']],
  ['a: 1\n------: 2\n', [{ a: 1, '------': 2 }]],
])('%j', (text, documents) => {
  expect(parseYamlAll(text)).toEqual(documents);
});

test('the place of what is no YAML counts from its document', () => {
  expect(() => parseYamlAll('a: [')).toThrow(/^yaml: line 1: /);
  expect(() => parseYamlAll('---\na: 1\n---\nb: [')).toThrow(/^document 3: yaml: line 2: /);
});

test('finding where documents begin costs little beside reading them', async () => {
  const instance = openModule((await testPackage('reading')).wasm);
  const text = `a: |\n${`  ${'a --- line - of - some words -- '.repeat(6)}\n`.repeat(3000)}`;
  const spent = (all: boolean) => {
    const start = process.cpuUsage();
    instance.generate({ data: { name: 'x', text, all } });
    const { user, system } = process.cpuUsage(start);
    return user + system;
  };
  const least = (all: boolean) => Math.min(...Array.from({ length: 20 }, () => spent(all)));
  expect(least(true)).toBeLessThan(3 * least(false));
});
