// What a package is told that calls the SDK wrongly, or gives what is no output: one error with the author's place, or the object and its field, and
// never a result that is none.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OF_CHARTS } from '../../actions/development/case-input';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { checkPath } from '../../runtime/host/core/paths';
import { buildPackage } from '../../toolchain/typescript/build';
import { nativeHere } from '../../toolchain/typescript/native';
import { fixturesFolder } from '../judge/fixtures';
import { testPackage } from './build';

(globalThis as { __mistletoe_native?: unknown }).__mistletoe_native = nativeHere;
const { readOutput } = await import('../../sdk/runtime/output');
const { OF_CHARTS: knownToPackages } = await import('../../sdk/runtime/calls');

let instance: ReturnType<typeof openModule>;
beforeAll(async () => {
  instance = openModule((await testPackage('refusals')).wasm);
});

function render(mode: string) {
  const { data, warnings } = instance.generate({ data: { name: 'x', entropy: 'e', mode } as never });
  return { ...data, files: [...data.files], warnings };
}

describe('a call', () => {
  const lookup = 'lookup(apiVersion, kind, namespace, name)';
  test.each([
    ['lookup without a name', `${lookup}: name is undefined: give a text, '' for all`],
    ['lookup of nothing', `${lookup}: apiVersion is undefined: give a text`],
    ['lookup of a number', `${lookup}: name is a number: give a text, '' for all`],
    ['text without a length', 'randomText(): the length is undefined: give a whole number'],
    ['text of less than nothing', 'randomText(): the length is -1: give a whole number'],
    ['text of a name that is none', 'randomText(): the name is an object: give a text, or none'],
    ['bytes of a text', 'randomBytes(): the length is a text: give a whole number'],
    ['no message', 'fail(message): the message is undefined: say what is wrong'],
    ['an empty message', 'fail(message): the message is empty: say what is wrong'],
    ['an error as message', 'fail(message): the message is an Error: say what is wrong'],
    ['YAML that is none', 'parseYaml(): the YAML is an object: give a text'],
    ['a checksum of nothing', 'the content of a checksum is undefined: give a text or an object'],
    ['a checksum of a function', 'checksum(): a is a function, which cannot be written as YAML'],
    ['an image without a repository', 'the repository of an image is undefined: give a text'],
    ['labels without an instance', 'the instance of labels is undefined: give a text'],
  ])('%s', (mode, message) => {
    const answer = render(mode);
    expect(answer.result).toBe('Err');
    expect(answer.message!.split('\n')[0]).toBe(`TypeError: ${message}`);
    // `looks` is the package's own.
    expect(answer.message).toMatch(/\n {4}at [\w.]+( \S+)* \(refusals\.ts:\d+:\d+\)\n/);
  });
});

/** Where test/sdk/packages/refusals.ts makes a promise. */
const madeAt = (mode: string, line: number, column: number) =>
  `\n    at ${mode} (refusals.ts:${line}:${column})\n    at generate (refusals.ts:124:49)`;

describe('an output', () => {
  const field = (what: string) => `ConfigMap/x: data.list[1].data is ${what}, which cannot be written as YAML`;
  test.each([
    ['a function', field('a function')],
    ['a symbol', field('a symbol')],
    ['a promise', field('a promise that nobody awaited')],
    ['a number that is none', field('NaN')],
    ['a number without end', field('-Infinity')],
    ['a number that is rounded', field('9223372036854776000, beyond 2^53, where numbers are rounded')],
    ['a date that is no time', field('a Date that is no time')],
    ['an iterator', field('an iterator (a list is [...it])')],
    ['half a character', field('a text with half a surrogate pair')],
    ['half a character as key', field('an object with half a surrogate pair in a key')],
    ['half a character in a file', 'a.txt is a text with half a surrogate pair, which cannot be written'],
    ['a Map with twins', field('a Map with two keys of the same text')],
    ['bytes', field('an array of bytes or numbers of one size')],
    [
      'a cycle',
      'ConfigMap/x: data.list[1].data[0].cycle is an object that contains itself, which cannot be written as YAML',
    ],
    ['an object without a name', 'object 2 of the list: items[0] is a function, which cannot be written as YAML'],
    ['in a file', 'a.yaml: a is a function, which cannot be written as YAML'],
    ['in a file of several', 'a.yaml, object 2: a is a function, which cannot be written as YAML'],
    ['one object without kind', 'generate() gave an object without kind'],
    ['one object without apiVersion', 'generate() gave an object without apiVersion'],
    ['one object without both', 'generate() gave an object without apiVersion and kind'],
    ['a list of an object without kind', 'generate() gave object 1 of the list without kind'],
    ['a list of an object without apiVersion', 'generate() gave ConfigMap/a without apiVersion'],
    ['a file of an object without kind', 'a.yaml, object 2: an object without kind'],
    [
      'a list with a promise',
      `generate() gave a list with a promise that nobody awaited in it: give objects${madeAt('a list with a promise', 69, 49)}`,
    ],
    ['a list with a text', 'generate() gave a list with a text in it: give objects'],
    [
      'a file that is a promise',
      `a.yaml is a promise that nobody awaited: give a text, an object, or a list of objects${madeAt('a file that is a promise', 71, 58)}`,
    ],
    ['a file that is a number', 'a.yaml is a number: give a text, an object, or a list of objects'],
    [
      'a file of promises',
      `a.yaml is a list with a promise that nobody awaited in it: give objects, or one text for the file${madeAt('a file of promises', 73, 53)}`,
    ],
    ['a date for all', 'generate() gave a Date: give a list of objects, or files by path'],
    ['a function for all', 'generate() gave a function: give a list of objects, or files by path'],
    ['a message alone', 'generate() gave a message without files: give both, { files, message }'],
    ['a message that is none', 'generate() gave a message that is an object: give a text'],
    ['a key that is none', 'generate() gave massage beside files: there are files and message'],
    ['files that are none', 'generate() gave a number: give a list of objects, or files by path'],
    [
      'a path that climbs',
      'generate() gave a file with the path "../a.yaml", which climbs out of its folder: give a relative one',
    ],
    ['a path from the root', 'generate() gave a file with the path "/a.yaml", which is absolute: give a relative one'],
    ['a path that is empty', 'generate() gave a file with the path "", which is empty: give a relative one'],
  ])('%s is refused', (mode, message) => {
    expect(render(mode)).toMatchObject({ result: 'Err', message: `TypeError: ${message}`, files: [] });
  });

  test('an asynchronous input', () => {
    expect(render('an asynchronous input').message).toMatch(
      /^Error: a function that checks asynchronously cannot be used as `input`/,
    );
  });

  test('a thrown object that contains itself', () => {
    expect(render('a thrown cycle').message).toBe('the package threw an object that cannot be shown');
  });

  test('dates, Maps, Sets, fields of a class, large numbers and holes are rendered as the page says', () => {
    const { result, message, files } = render('many values');
    expect({ result, message }).toEqual({ result: 'Ok', message: undefined });
    expect(files.map(([path]) => path)).toEqual(['configmap-x.yaml', 'configmap-y.yaml']);
    expect(files[0]![1]).toBe(
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: x\ndata:\n  list:\n  - 0\n  - data:\n      dates:\n      - "1970-01-01T00:00:00.000Z"\n' +
        '      pair:\n        left:\n        - a\n        right:\n          b: 1\n      big: 1180591620717411303424\n      holes:\n      - 1\n      - null\n      - null\n',
    );
  });

  test.each([
    ['one object', ['configmap-x.yaml']],
    ['a Map of files', ['b.yaml', 'a.yaml']],
    ['files under conditions', ['Chart.yaml', 'b.yaml', 'files']],
  ])('%s', (mode, paths) => {
    const { message, files } = render(mode);
    expect(message).toBeUndefined();
    expect(files.map(([path]) => path)).toEqual(paths);
  });

  test('what is logged may be anything', () => {
    expect(render('a log of everything')).toMatchObject({
      result: 'Ok',
      warnings: ['an object that cannot be shown 10 {"a":"1"} Symbol(x) undefined null'],
    });
  });

  test('paths are refused as hosts refuse them', () => {
    const paths =
      'a.yaml|a/b.yaml|./a|a/./b|a//b|...|a..b|..a/b|a/..b||/|/a|a/|a/.|.|..|a/..|../a|a/../b|C:a|c:/a|a:b|a\\b|a\u0000|a\u007f|ü|a b'.split(
        '|',
      );
    const outcome = (check: () => unknown) => {
      try {
        check();
        return 'taken';
      } catch {
        return 'refused';
      }
    };
    const ours = paths.map((path) => [path, outcome(() => readOutput({ [path]: 'text' }))]);
    expect(ours).toEqual(paths.map((path) => [path, outcome(() => checkPath(path))]));
    expect(ours.filter(([, came]) => came === 'taken').length).toBeGreaterThan(5);
  });
});

describe('what a dependency is given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-given-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let calling: ReturnType<typeof openModule>;

  const CALLS: Record<string, string> = {
    none: `render('chart')`,
    values: `render('chart', { values: { replicas: 3 }, namespace: 'ns', skipTests: true, release: undefined })`,
    'a Map': `render('chart', new Map([['values', {}]]) as never)`,
    'no values': `render('chart', { values: null })`,
    'a value beside values': `render('chart', { replicas: 3, image: 'x' })`,
    'files of it': `renderFiles('chart', { replicas: 3 })`,
    'values that are a text': `render('chart', { values: 'text' })`,
    'values that are a list': `render('chart', { values: [1] })`,
    'a release that is a number': `render('chart', { release: 5 })`,
    'a flag that is a text': `render('chart', { includeCRDs: 'yes' })`,
    'a text': `render('chart', 'text' as never)`,
    'a number': `render('chart', 5 as never)`,
    'a list': `render('chart', [1] as never)`,
    null: `render('chart', null as never)`,
    'a promise': `render('chart', Promise.resolve({}) as never)`,
    'a function in it': `render('chart', { values: { a: [() => 1] } })`,
    'a number that is none': `render('chart', { values: { a: Number('x') } })`,
    'no dependency': `render('shop', {})`,
    'a package its own data': `render('own', { mode: 'one object', anything: 1, values: 'text' })`,
    'a package no object': `render('own', 'text' as never)`,
  };

  beforeAll(async () => {
    const { wasm } = await convertChart(resolve(fixturesFolder, 'storefront'));
    writeFileSync(join(folder, 'chart.wasm'), wasm);
    writeFileSync(join(folder, 'own.wasm'), (await testPackage('refusals')).wasm);
    const calls = Object.entries(CALLS).map(([name, call]) => `${JSON.stringify(name)}: () => void ${call},\n`);
    writeFileSync(
      join(folder, 'package.ts'),
      `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage<{ call: string }>({
  metadata: { name: 'calling' },
  dependencies: { chart: './chart.wasm', own: './own.wasm' },
  generate({ call }, { render, renderFiles }) {
    const calls: Record<string, () => void> = {\n${calls.join('')}};
    calls[call]!();
    return [];
  },
});`,
    );
    calling = openModule((await buildPackage(join(folder, 'package.ts'), { cacheFolder: folder })).wasm);
  }, 60_000);
  const call = (name: string) => calling.generate({ data: { name: 'x', call: name } as never }).data;

  test('what a chart takes, and a package whatever it takes', () => {
    for (const name of ['none', 'values', 'a Map', 'no values', 'a package its own data']) {
      expect({ name, ...call(name) }).toMatchObject({ name, result: 'Ok' });
    }
  });

  const taken = Object.keys(knownToPackages).join(', ');
  test.each([
    [
      'a value beside values',
      `render('chart', …): a chart does not take replicas, image: its values go below values, { values: { replicas: … } }; it takes ${taken}`,
    ],
    [
      'files of it',
      `renderFiles('chart', …): a chart does not take replicas: its values go below values, { values: { replicas: … } }; it takes ${taken}`,
    ],
    ['a release that is a number', "render('chart', …): release is a number: give an object"],
    ['a flag that is a text', "render('chart', …): includeCRDs is a text: give true or false"],
    ['a text', "render('chart', …): the data is a text: give an object"],
    ['a number', "render('chart', …): the data is a number: give an object"],
    ['a list', "render('chart', …): the data is a list: give an object"],
    ['null', "render('chart', …): the data is null: give an object"],
    ['a promise', "render('chart', …): the data is a promise that nobody awaited: give an object"],
    ['a function in it', "render('chart', …): values.a[0] is a function, which cannot be written as YAML"],
    ['a number that is none', "render('chart', …): values.a is NaN, which cannot be written as YAML"],
    ['a package no object', "render('own', …): the data is a text: give an object"],
  ])('%s is refused at its line', (name, message) => {
    const { result, message: said } = call(name);
    expect(result).toBe('Err');
    const [first, place] = said!.split('\n');
    expect(first).toBe(`TypeError: ${message}`);
    expect(place).toMatch(/^ {4}at \S.* \(package\.ts:\d+:\d+\)$/);
  });

  test("what the chart refuses itself is said in the chart's words", () => {
    for (const name of ['values that are a text', 'values that are a list']) {
      expect(call(name)).toMatchObject({ result: 'Err', message: 'chart: the values of the input are no mapping' });
    }
  });

  test('a dependency that is none', () => {
    expect(call('no dependency').message).toMatch(
      /^Error: shop is none of the package's dependencies: it has chart, own\n/,
    );
  });

  test('packages and the program know the same of charts', () => {
    expect(Object.keys(knownToPackages)).toEqual(OF_CHARTS);
  });
});
