// The documents between host and module: how inputs are written, and that results keep their order and are read exactly.

import { describe, expect, test } from 'vitest';
import * as yaml from 'yaml';
import { completeLimits, defaultLimits, HostError } from '../../runtime/host/core/core';
import { encodeInput, type MistInput, readPackage, readResult } from '../../runtime/host/core/documents';
import { yamlParser } from '../../runtime/host/core/yaml';

const parseYaml = yamlParser(() => yaml);
const noYaml = () => {
  throw new Error('JSON needs no YAML parser');
};

const result = (files: string, space = '') =>
  `{"apiVersion":"mistletoe.dev/v1alpha1",${space}"kind":"MistResult",${space}"data":${space}{"result":"Ok","files":${space}${files}}}`;

describe('an input', () => {
  const text = (input: MistInput) => new TextDecoder().decode(encodeInput(input));

  test('is JSON with the name first', () => {
    expect(text({ data: { values: { a: 1 }, name: 'x' } })).toBe(
      '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistInput","data":{"name":"x","values":{"a":1}}}',
    );
  });

  test('is JSON that YAML reads too, whatever characters texts have', () => {
    const odd = '\x7f\x80\x85\x9f\u2028\ufeff\ufffe\uffff';
    const written = text({ data: { name: 'x', odd } });
    expect(written).toMatch(/^[\n -~]*$/);
    expect(JSON.parse(written)).toMatchObject({ data: { odd } });
  });

  test('must have a name', () => {
    expect(() => encodeInput({ data: {} } as unknown as MistInput)).toThrow('the input has no data.name');
    expect(() => encodeInput({} as unknown as MistInput)).toThrow(HostError);
  });

  test.each([
    [{ a: 1n }, 'data.a is a bigint, which JSON cannot hold: give a number or a text'],
    [{ a: [0, Number.NaN] }, 'data.a[1] is NaN, which JSON cannot hold'],
    [{ a: { 'b-c': -Infinity } }, 'data.a["b-c"] is -Infinity, which JSON cannot hold'],
    [{ a: () => 1 }, 'data.a is a function, which JSON cannot hold'],
    [{ a: Symbol('b') }, 'data.a is a symbol, which JSON cannot hold'],
    [{ a: [1, undefined] }, 'data.a[1] is undefined, which JSON cannot hold: give null, or leave it out'],
    // biome-ignore lint/suspicious/noSparseArray: what is written by mistake
    [{ a: [1, , 2] }, 'data.a[1] is undefined, which JSON cannot hold: give null, or leave it out'],
    [{ a: new Date(0) }, 'data.a is a Date, which JSON cannot hold: give its text, toISOString()'],
    [{ a: new Map() }, 'data.a is a Map, which JSON cannot hold: give an object, Object.fromEntries(…)'],
    [{ a: new Set() }, 'data.a is a Set, which JSON cannot hold: give a list, [...set]'],
    [{ a: Promise.resolve(1) }, 'data.a is a Promise, which JSON cannot hold: wait for it, await'],
    [{ a: new Uint8Array(1) }, 'data.a is a Uint8Array, which JSON cannot hold'],
    [{ a: new URL('https://example.com') }, 'data.a is a URL, which JSON cannot hold'],
    [
      {
        a: new (class Money {
          toJSON() {
            return 1;
          }
        })(),
      },
      'data.a is a Money, which JSON cannot hold',
    ],
  ])('that JSON cannot hold is one error, with its place: %#', (data, message) => {
    expect(() => encodeInput({ data: { name: 'x', ...data } })).toThrow(`the input cannot be sent: ${message}`);
  });

  test('that is part of itself is one error, and one that stands twice is none', () => {
    const list: unknown[] = [];
    list.push({ list });
    expect(() => encodeInput({ data: { name: 'x', list } })).toThrow(
      'data.list[0].list is part of itself, which JSON cannot hold',
    );
    const same = { a: 1 };
    const text = (input: Uint8Array) => Buffer.from(input).toString();
    expect(text(encodeInput({ data: { name: 'x', a: same, b: [same], none: undefined } }))).toContain(
      '"data":{"name":"x","a":{"a":1},"b":[{"a":1}]}',
    );
    // Whatever made an object: what it holds counts.
    class Plain {
      own = 1;
    }
    expect(text(encodeInput({ data: { name: 'x', a: new Plain(), b: Object.create(null) } }))).toContain(
      '"a":{"own":1},"b":{}',
    );
  });
});

describe('a result', () => {
  test('keeps the order of its files, in JSON', () => {
    const { files } = readResult(result('{"b":"1","2":"2","a":"3","1":"4","__proto__":"5"}'), noYaml).data;
    expect([...files]).toEqual([
      ['b', '1'],
      ['2', '2'],
      ['a', '3'],
      ['1', '4'],
      ['__proto__', '5'],
    ]);
  });

  test('keeps the order of its files, in YAML', () => {
    const text =
      'apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata:\n  result: Ok\n  files:\n    b: x\n    "2": x\n    a: x\n    "1": x\n';
    expect([...readResult(text, parseYaml).data.files.keys()]).toEqual(['b', '2', 'a', '1']);
  });

  test('may say what it would have looked up', () => {
    const read = { lookup: 'Secret', apiVersion: 'v1', namespace: 'ns', name: '' };
    const text = (reads: unknown) =>
      JSON.stringify({ apiVersion: 'mistletoe.dev/v1alpha1', kind: 'MistResult', data: { result: 'Err', reads } });
    expect(readResult(text([read]), noYaml).reads).toEqual([read]);
    expect(readResult(text(null), noYaml).reads).toEqual([]);
    expect(() => readResult(text('Secret'), noYaml)).toThrow('data.reads is no list');
    expect(() => readResult(text([read, { lookup: 'Secret' }]), noYaml)).toThrow('data.reads[1] has not the texts');
  });

  test('may have spaces, escapes and more keys than the contract knows', () => {
    const text = result(
      '{ "a\\"\\\\" : "}\\\\" , "b\\u00e9/\\ud83d\\ude00":"\\ud83d\\ude00" } , "x": [{"]": "\\""}, -1.5e3, null ] ',
      ' \n ',
    );
    const { data } = readResult(text.replace('\\\\" :', '" :'), noYaml);
    expect([...data.files]).toEqual([
      ['a"', '}\\'],
      ['bé/😀', '😀'],
    ]);
  });

  test('may start with a byte order mark when it is YAML', () => {
    expect(readResult(`\ufeff${result('{}')}`, parseYaml).data.result).toBe('Ok');
  });

  test('may leave out message and files', () => {
    const text =
      'apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: {result: Err, message: no, files: null}\n';
    expect(readResult(text, parseYaml).data).toEqual({ result: 'Err', message: 'no', files: new Map() });
  });

  test('with deep nesting is an error, not a crash', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(() => readResult(`a: ${deep}`, parseYaml)).toThrow(HostError);
    expect(readResult(result(`{},"x":${deep}`), noYaml).data.result).toBe('Ok');
    expect(() => readResult(result(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`), noYaml)).toThrow('is not a string');
  });
});

describe('a package', () => {
  test('has a name and labels', () => {
    const text = 'apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata: {name: x, labels: {a/b: "1"}}\n';
    expect(readPackage(text, parseYaml).metadata).toEqual({ name: 'x', labels: { 'a/b': '1' } });
  });

  test.each([
    ['metadata: {}', 'metadata.name is missing'],
    ['metadata: {name: ""}', 'metadata.name is empty'],
    ['metadata: {name: x, labels: {a: 1}}', 'metadata.labels.a is not a string'],
    ['metadata: x', 'metadata is not a mapping'],
  ])('%s is refused', (metadata, says) => {
    const text = `apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\n${metadata}\n`;
    expect(() => readPackage(text, parseYaml)).toThrow(says);
  });
});

test('limits are completed and checked', () => {
  expect(completeLimits({ timeMs: Number.POSITIVE_INFINITY, memoryBytes: undefined })).toEqual({
    ...defaultLimits,
    timeMs: Number.POSITIVE_INFINITY,
  });
  expect(() => completeLimits({ memoryBytes: 0 })).toThrow('memoryBytes');
  expect(() => completeLimits({ timeMs: Number.NaN })).toThrow('timeMs');
});
