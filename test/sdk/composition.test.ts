// Packages that call packages: what a dependency looks up and refuses, names that meet, the same module twice, and circles.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { joinOutputs } from '../../sdk/helpers';
import { buildTemplates } from '../../toolchain/handlebars/build';
import { buildPackage } from '../../toolchain/typescript/build';
import { assemble } from '../modules/build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-composition-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const MARK = 'once-and-not-twice-in-a-module';

/** A chart that looks up, requires, and fails. */
const CHART = {
  'Chart.yaml': 'apiVersion: v2\nname: asking\nversion: 1.0.0\n',
  'values.yaml': 'size: 1\n',
  'templates/config.yaml': `{{- if eq (.Values.mode | default "") "fail" }}{{ fail "the mode is fail" }}{{ end -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}
data:
  size: {{ required "a size is needed" .Values.size | quote }}
  mark: ${MARK}
  found: {{ (lookup "v1" "Secret" .Release.Namespace "standing").data | toJson | quote }}
  all: {{ len ((lookup "v1" "Secret" .Release.Namespace "").items | default list) | quote }}
  drawn: {{ randAlphaNum 8 | quote }}
`,
};

function write(files: Record<string, string | Uint8Array>, at = folder): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), content);
  }
}

/** Builds a package of this name and these dependencies; what `generate` gives is an expression over `data` and `context`. */
async function build(name: string, dependencies: Record<string, string>, gives: string): Promise<Uint8Array> {
  write({
    [`${name}.ts`]: `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage<any>({
  metadata: { name: '${name}' }, dependencies: ${JSON.stringify(dependencies)},
  generate: (data, context) => (${gives}),
});`,
  });
  const { wasm } = await buildPackage(join(folder, `${name}.ts`), { cacheFolder: join(folder, 'engines') });
  write({ [`${name}.wasm`]: wasm });
  return wasm;
}

/** A module that follows the contract, with this for a body of \`generate\`. */
const byHand = (generate: string, more = '', dealloc = '') =>
  assemble(`(module (memory (export "memory") 1)
    (data (i32.const 1024) "apiVersion: mistletoe.dev/v1alpha1\\0akind: MistPackage\\0ametadata:\\0a  name: own\\0a")
    (data (i32.const 2048) "apiVersion: mistletoe.dev/v1alpha1\\0akind: MistResult\\0adata:\\0a  result: Ok\\0a")
    (func $pair (param $at i32) (param $length i32) (result i32)
      (i32.store (i32.const 16) (local.get $at)) (i32.store (i32.const 20) (local.get $length)) (i32.const 16))
    (func (export "__mistletoe_info") (result i32) (call $pair (i32.const 1024) (i32.const 75)))
    (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 8192))
    (func (export "__mistletoe_dealloc") (param i32 i32) ${dealloc})
    (func (export "__mistletoe_generate") (param i32 i32) (result i32) ${generate} (call $pair (i32.const 2048) (i32.const 71))) ${more})`);

let chart: ReturnType<typeof openModule>;
let top: ReturnType<typeof openModule>;
let wasm: Uint8Array;

beforeAll(async () => {
  write(CHART, join(folder, 'asking'));
  const converted = await convertChart(join(folder, 'asking'));
  write({
    'asking.wasm': converted.wasm,
    'base/map.yaml.hbs': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{name}}\ndata:\n  by: {{quote by}}\n',
    'panics.wasm': byHand(
      '(unreachable)',
      '(data (i32.const 3000) "the disk is full") (func (export "__mistletoe_fault") (result i32) (call $pair (i32.const 3000) (i32.const 16)))',
    ),
  });
  write({ 'base.wasm': (await buildTemplates(join(folder, 'base'))).wasm });
  chart = openModule(converted.wasm);
  for (const by of ['left', 'right']) {
    await build(by, { base: './base.wasm' }, `context.render('base', { by: '${by}', ...data })`);
  }
  wasm = await build(
    'top',
    {
      asking: './asking.wasm',
      again: './asking.wasm',
      left: './left.wasm',
      right: './right.wasm',
      own: './panics.wasm',
    },
    "data.objects ? ['left', 'right'].flatMap((name) => context.render(name)) : context.renderFiles(data.of, { namespace: context.namespace, ...data.given })",
  );
  top = openModule(wasm);
});

const INPUT = { name: 'rel', namespace: 'shop', now: 1, entropy: 'e' };
const through = (of: string, given: object, more: object = {}) =>
  top.generate({ data: { ...INPUT, ...more, of, given } as never });
const alone = (of: string, given: object, more: object = {}) =>
  chart.generate({ data: { ...INPUT, entropy: `${of} e`, ...more, ...given } as never });
const plain = ({ data, warnings, reads }: ReturnType<typeof through>) => ({
  ...data,
  warnings,
  files: [...data.files],
  reads: reads.filter((read) => 'lookup' in read),
});

describe('a chart within a package', () => {
  const secret = (name: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: 'shop' },
    data: { a: 'Yg==' },
  });

  test('finds what the host brought along, and says what it looked for', () => {
    const lookups = [secret('standing'), secret('other'), { ...secret('x'), metadata: { name: 'x', namespace: 'y' } }];
    const found = plain(through('asking', { values: {} }, { lookups }));
    expect(found).toEqual(plain(alone('asking', { values: {} }, { lookups })));
    expect(found.files[0]![1]).toContain('found: "{\\"a\\":\\"Yg==\\"}"\n  all: "2"\n');
    expect(found.reads).toMatchObject([
      { lookup: 'Secret', namespace: 'shop', name: 'standing' },
      { lookup: 'Secret', namespace: 'shop', name: '' },
    ]);
    // Nothing there: the same questions, so that a host can fetch and render again.
    const nothing = plain(through('asking', { values: {} }));
    expect(nothing).toEqual(plain(alone('asking', { values: {} })));
    expect(nothing.reads).toEqual(found.reads);
  });

  test.each([
    ['fail', { mode: 'fail' }, 'execution error at (asking/templates/config.yaml:1:50): the mode is fail'],
    ['values that are none', 5, 'the values of the input are no mapping'],
    ['required', { size: null }, 'execution error at (asking/templates/config.yaml:7:11): a size is needed'],
  ])('that refuses with %s: the name of the dependency, and the words of Helm', (_, values, words) => {
    const { result, message } = through('asking', { values }).data;
    expect(result).toBe('Err');
    expect(message).toBe(`asking: ${words}`);
    expect(alone('asking', { values }).data.message).toBe(words);
  });

  test('warns as it does alone', () => {
    const values = { size: { a: 1 } };
    const { warnings } = through('asking', { values });
    expect(warnings).toEqual(alone('asking', { values }).warnings);
    expect(warnings.join()).toMatch(/warning/);
  });

  test('under two names is linked once, and draws for each', () => {
    const bytes = Buffer.from(wasm);
    expect(bytes.indexOf(MARK)).toBeGreaterThan(0);
    expect(bytes.indexOf(MARK, bytes.indexOf(MARK) + 1)).toBe(-1);
    for (const of of ['asking', 'again', 'asking']) {
      expect(plain(through(of, { values: {} }))).toEqual(plain(alone(of, { values: {} })));
    }
    const drawn = (of: string) => /drawn: "(.*)"/.exec(plain(through(of, { values: {} })).files[0]![1])![1];
    expect(drawn('asking')).not.toBe(drawn('again'));
  });
});

test('two packages made of the same third one keep apart what they give, also where names meet', () => {
  const { files } = top.generate({ data: { ...INPUT, objects: true } as never }).data;
  expect([...files.keys()]).toEqual(['configmap-rel.yaml', 'configmap-rel-2.yaml']);
  expect([...files.values()].map((text) => /by: (.*)/.exec(text)![1])).toEqual(['left', 'right']);
});

test('outputs are joined, and none is lost', () => {
  const a = { files: { 'a.yaml': 'a' }, message: 'see a\n' };
  const b = { files: { 'b.yaml': 'b', __proto__x: 'c' }, message: 'see b' };
  expect(joinOutputs(a, b)).toEqual({
    files: { 'a.yaml': 'a', 'b.yaml': 'b', __proto__x: 'c' },
    message: 'see a\nsee b',
  });
  expect(joinOutputs({ files: a.files }, { files: { toString: 'x' } })).toEqual({
    files: { 'a.yaml': 'a', toString: 'x' },
  });
  expect(() => joinOutputs(a, b, a)).toThrow('two outputs have a file a.yaml');
});

test('the module says what it is made of', () => {
  const section = WebAssembly.Module.customSections(
    new WebAssembly.Module(wasm as Uint8Array<ArrayBuffer>),
    'mistletoe.dev/dependencies',
  )[0]!;
  const digest = expect.stringMatching(/^sha256:[0-9a-f]{64}$/);
  const base = [{ name: 'base', package: 'base', type: 'package', digest }];
  expect(JSON.parse(Buffer.from(section).toString())).toEqual([
    { name: 'asking', package: 'asking', type: 'chart', digest },
    { name: 'again', package: 'asking', type: 'chart', digest },
    { name: 'left', package: 'left', type: 'package', digest, dependencies: base },
    { name: 'right', package: 'right', type: 'package', digest, dependencies: base },
    { name: 'own', package: 'own', type: 'package', digest },
  ]);
});

test("a dependency's panic is told in its words, behind its name and those of what called it", async () => {
  expect(() => through('own', {})).toThrow(/stopped itself: .*: own: the disk is full/);
  write({ 'silent.wasm': byHand('(unreachable)') });
  await build('middle', { disk: './panics.wasm', silent: './silent.wasm' }, 'context.render(data.of)');
  const outer = openModule(await build('outer', { middle: './middle.wasm' }, "context.render('middle', data)"));
  const rendering = (of: string) => () => outer.generate({ data: { name: 'x', of } });
  expect(rendering('disk')).toThrow(/stopped itself: .*: middle: disk: the disk is full/);
  expect(rendering('silent')).toThrow(
    /stopped itself: .*:\n {2}middle: in the dependency silent, called\n {2}at generate \(middle\.ts:/,
  );
  expect(through('asking', { values: {} }).data.result).toBe('Ok');
});

describe('what cannot be linked', () => {
  test('a package that is made of the one that is built', async () => {
    await expect(build('left', { shop: './top.wasm' }, '[]').then(() => 'built')).rejects.toThrow(
      'the dependency shop is made of left itself (left → shop → left): packages cannot call each other in a circle',
    );
  });

  test('a module that traps when it gets memory back', async () => {
    write({ 'trapping.wasm': byHand('', '', '(unreachable)') });
    await expect(build('traps', { it: './trapping.wasm' }, '[]').then(() => 'built')).rejects.toThrow(
      'the dependency it stops itself when it gets its memory back',
    );
  });

  test('a module that says wrongly what it is made of', async () => {
    const section = Buffer.concat([Buffer.from('\x1amistletoe.dev/dependencies'), Buffer.from('[{"name": 1}]')]);
    write({ 'lying.wasm': Buffer.concat([byHand(''), Buffer.from([0, section.length]), section]) });
    await expect(build('believes', { it: './lying.wasm' }, '[]').then(() => 'built')).rejects.toThrow(
      'the dependency it is no module of a package: its section mistletoe.dev/dependencies is no list of modules',
    );
  });
});
