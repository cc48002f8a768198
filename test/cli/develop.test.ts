// The inner loop of whoever writes a package: new, build --check, test, check, dev, generate --manifests.

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type NamedInput, checkModule } from '../../actions/development/check';
import { readObjects } from '../../actions/development/objects';
import { Schemas } from '../../actions/development/openapi';
import type { CommandOptions } from '../../actions/command';
import { runProgram } from '../../cli/program';
import { openModule } from '../../runtime/host';
import { assembleFile } from '../modules/build';
import { chartFiles } from './charts';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-develop-'));
beforeAll(() => {
  // Where `npm install` would have put them.
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['kubernetes-types', 'typescript']) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(cwd: string, args: readonly string[], more: CommandOptions = {}) {
  const { stdout, stderr, code } = await runProgram(args, { cwd, ...more });
  return { out: stdout.toString(), err: stderr, code };
}

/** A file with a change in it, as editors write: beside, and renamed. */
function edit(path: string, from: string, to: string): void {
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(`${path}.new`, text.replace(from, to));
  renameSync(`${path}.new`, path);
}

describe('new', () => {
  test.each(['web', 'operator'])('%s: builds with its types, and is as its cases expect', async (template) => {
    const name = `my-${template}`;
    expect(await run(folder, ['new', name, '-t', template])).toMatchObject({ code: 0, err: '' });
    const place = join(folder, name);
    expect(JSON.parse(readFileSync(join(place, 'package.json'), 'utf8'))).toMatchObject({ name });
    expect(existsSync(join(place, '.gitignore'))).toBe(true);
    expect(await run(place, ['build', 'package.ts', '--check'])).toMatchObject({ code: 0, err: '' });
    const tested = await run(place, ['test']);
    expect(tested).toMatchObject({ code: 0, err: '' });
    expect(tested.out).toMatch(/\n[1-9] passed, 0 failed\n$/);
    const checked = await run(place, ['check', `${name}.wasm`, '--renders', '200']);
    expect(checked.out.match(/^(?!ok).*/gm) ?? []).toEqual(['']);
    expect(checked.code).toBe(0);
  });

  test('around a chart', async () => {
    const chart = resolve('charts-fixtures/storefront');
    const made = await run(folder, ['new', 'my-chart', '--chart', chart]);
    expect(made).toMatchObject({ code: 0, err: '' });
    expect(made.out).toMatch(
      /\n {2}npm install\n {2}npm test {9}# .*\n {2}npm run dev .*\n {2}npm run build {4}# my-chart\.wasm\n$/,
    );
    const place = join(folder, 'my-chart');
    expect(await run(place, ['test'])).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') });
    const rendered = readFileSync(join(place, 'tests/default/expected.yaml'), 'utf8');
    expect(rendered).toContain('team: shop');
    expect(rendered).toContain('allowPrivilegeEscalation: false');
    expect(await run(place, ['build', 'package.ts', '--check'])).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/\n {2}checked {2}types \(TypeScript \d\S+\), 1 case\n/),
    });
    expect(JSON.parse(readFileSync(join(place, 'package.json'), 'utf8')).scripts.convert).toMatch(
      /^mistletoe convert .*charts-fixtures\/storefront -o chart\.wasm$/,
    );
  });

  test('around a chart that refuses its own values: what is missing is said, and nothing recorded', async () => {
    const chart = chartFiles('needy', { 'templates/a.yaml': '{{ required "a host is needed" .Values.host }}' });
    for (const [name, text] of Object.entries(chart)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const made = await run(folder, ['new', 'my-needy', '--chart', './needy']);
    expect(made.code).toBe(0);
    expect(made.err).toMatch(/refuses my-needy\/tests\/default\/input\.yaml: say there, under values, what it needs/);
    expect(made.err).toContain('a host is needed');
    expect(made.out).toContain('npm test -- --update');
    const place = join(folder, 'my-needy');
    expect(readdirSync(join(place, 'tests/default'))).toEqual(['input.yaml']);
    const untold = /^FAIL {2}default: nothing is expected of it yet \(it refuses: chart: .*a host is needed/;
    expect((await run(place, ['test'])).out).toMatch(untold);
    const updated = await run(place, ['test', '--update']);
    expect(updated.out).toMatch(/^new {3}default: error\.txt \(it refuses: chart: .*a host is needed/);
    expect((await run(place, ['test'])).out).toMatch(/^ok {4}default \(it refuses: chart: .*a host is needed/);
  });

  test.each([
    ['a name that is none', ['Shop'], /cannot be a package's name/],
    ['a folder with something in it', ['my-web'], /is there already and is not empty/],
    ['an unknown template', ['x', '-t', 'nothing'], /Allowed choices are web, operator, chart/],
    ['a chart template without a chart', ['x', '-t', 'chart'], /--template chart and --chart go together/],
    ['a chart that is not there', ['x', '--chart', 'nothing'], /nothing/],
  ])('refuses %s', async (_, args, message) => {
    const before = readdirSync(folder);
    const { err, code } = await run(folder, ['new', ...args]);
    expect(err).toMatch(message);
    expect(code).not.toBe(0);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe('test', () => {
  test('shows what differs, and takes it with --update', async () => {
    await run(folder, ['new', 'tested']);
    const place = join(folder, 'tested');
    edit(join(place, 'package.ts'), "tag: image.tag ?? '1.27'", "tag: image.tag ?? '1.28'");
    const failed = await run(place, ['test']);
    expect(failed.code).toBe(1);
    expect(failed.out).toContain('-        image: nginx:1.27\n+        image: nginx:1.28\n');
    expect(failed.out).toMatch(/\n1 passed, 2 failed; --update/);
    const checked = await run(place, ['build', 'package.ts', '--check']);
    expect(checked.err).toMatch(/^Error: the package is not as its cases expect:\nFAIL {2}default/);
    expect(existsSync(join(place, 'tested.wasm'))).toBe(false);
    expect(await run(place, ['test', 'package.ts', '--update'])).toMatchObject({ code: 0 });
    expect((await run(place, ['test', 'package.ts'])).out).toMatch(/3 passed, 0 failed/);
    edit(join(place, 'tests/refused/input.yaml'), 'replicas: -1', 'replicas: 1');
    expect((await run(place, ['test'])).out).toContain('refused/error.txt');
    await run(place, ['test', '--update']);
    expect(readdirSync(join(place, 'tests/refused')).sort()).toEqual(['expected.yaml', 'input.yaml']);
  });

  const schema = `schema: { type: 'object', properties: { replicas: { type: 'integer' } } },`;
  test.each([
    [
      'an object that no lookup finds',
      '',
      'lookups:\n- {apiVersion: v1, kind: ConfigMap, metadata: {namespace: x}}\n',
      'lookups: object 1 (v1 ConfigMap) has no metadata.name, by which lookup finds it',
    ],
    ['no time', '', 'now: yesterday\n', 'now: give a time as 2026-01-02T15:04:05Z, or seconds since 1970'],
    ['lookups that are none', '', 'lookups: {a: 1}\n', 'lookups is no list of objects'],
    [
      'what is no object',
      '',
      'lookups: [a]\n',
      'lookups: object 1 is no Kubernetes object: it has no apiVersion and kind',
    ],
    [
      'a capability that is none',
      '',
      'capabilities: {kubeversion: v1.30.0}\n',
      'capabilities: nobody reads kubeversion: there are kubeVersion, apiVersions',
    ],
    [
      'a whole MistInput',
      '',
      'kind: MistInput\ndata: {name: x}\n',
      'the file is the data alone: what stands under data goes to its top level',
    ],
    [
      'a key that its schema does not have',
      schema,
      'replica: 1\n',
      'nobody reads replica: there are replicas, name, namespace, now, entropy, capabilities, lookups, manifests',
    ],
  ])('says where the input of a case has %s', async (_, more, input, message) => {
    const place = mkdtempSync(join(folder, 'input-'));
    const source = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'input' }, ${more} generate: () => [] });`;
    writeFileSync(join(place, 'package.ts'), source);
    mkdirSync(join(place, 'tests/one'), { recursive: true });
    writeFileSync(join(place, 'tests/one/input.yaml'), input);
    const { out, err, code } = await run(place, ['test', '--update']);
    expect(code).toBe(1);
    expect(out + err).toContain(`tests/one/input.yaml: ${message}\n`);
    expect(readdirSync(join(place, 'tests/one'))).toEqual(['input.yaml']);
  });

  test('a key without a schema is the data of the package, and a list stands for its kind', async () => {
    const place = mkdtempSync(join(folder, 'free-'));
    const source = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'free' }, generate: (data, { lookup }) => ({
  'a.yaml': { anything: data['anything'], all: lookup('v1', 'Secret', '', '') } }) });`;
    writeFileSync(join(place, 'package.ts'), source);
    mkdirSync(join(place, 'tests/one'), { recursive: true });
    const lookups =
      'lookups:\n- {apiVersion: v1, kind: SecretList}\n- {apiVersion: v1, kind: Secret, metadata: {name: a}}\n';
    writeFileSync(join(place, 'tests/one/input.yaml'), `anything: 1\n${lookups}`);
    expect(await run(place, ['test', '--update'])).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(place, 'tests/one/expected.yaml'), 'utf8')).toMatch(/anything: 1\n[\s\S]*name: a\n/);
  });

  test('says where cases are missing, and what is no package', async () => {
    const place = mkdtempSync(join(folder, 'empty-'));
    expect(await run(place, ['test'])).toMatchObject({ code: 1, err: expect.stringContaining('no package is named') });
    writeFileSync(join(place, 'package.ts'), '');
    expect(await run(place, ['test'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('there are no cases in tests'),
    });
  });

  test.each([
    ['without its input', { 'one/expected.yaml': 'a: 1\n' }, [], 'tests/one has expected.yaml and no input.yaml: '],
    ['whose input has another name', { 'one/input.yml': '{}' }, [], 'tests/one has input.yml and no input.yaml: '],
    ['in place of their folder', { 'one/input.yaml': '{}' }, ['--cases', 'tests/one'], 'tests/one is one case: '],
    ['no folder of which is one', { 'a.txt': '', 'notes/a.md': '' }, [], 'there are no cases in tests: '],
  ])('does not pass over cases %s', async (_, files: Record<string, string>, flags, message) => {
    const place = mkdtempSync(join(folder, 'cases-'));
    writeFileSync(join(place, 'package.ts'), '');
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(place, 'tests', name)), { recursive: true });
      writeFileSync(join(place, 'tests', name), text);
    }
    const { err, code } = await run(place, ['test', ...flags]);
    expect([err, code]).toEqual([expect.stringContaining(`Error: ${message}`), 1]);
  });

  test.each(['test', 'check', 'dev'])('%s of the folder of a package names its file', async (verb) => {
    await run(folder, ['new', `whole-${verb}`]);
    const { err, code } = await run(folder, [
      verb,
      `whole-${verb}`,
      ...(verb === 'test' ? ['--cases', `whole-${verb}/tests`] : []),
    ]);
    expect([err, code]).toEqual([
      `Error: whole-${verb} is the folder of a package: name its file, package.ts in it\n`,
      1,
    ]);
  });

  test('build writes over nothing that the package is made of', async () => {
    const place = mkdtempSync(join(folder, 'over-'));
    const source = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'over' }, generate: () => [] });`;
    writeFileSync(join(place, 'package.ts'), source);
    expect(await run(place, ['build', 'package.ts', '-o', './package.ts'])).toMatchObject({
      code: 1,
      err: 'Error: ./package.ts is what the package is made of: choose another file with -o\n',
    });
    expect(readFileSync(join(place, 'package.ts'), 'utf8')).toBe(source);
  });

  test('build --check shows types that are wrong', async () => {
    await run(folder, ['new', 'typed']);
    const place = join(folder, 'typed');
    edit(join(place, 'package.ts'), 'replicas = 1,', "replicas = '1',");
    const { err, code } = await run(place, ['build', 'package.ts', '--check']);
    expect(code).toBe(1);
    expect(err).toMatch(/^Error: the package's types are wrong:\npackage\.ts\(\d+,\d+\): error TS/);
    expect(existsSync(join(place, 'typed.wasm'))).toBe(false);
  });
});

describe('check', () => {
  const head = `import { definePackage } from '@mistletoe-dev/sdk';\n`;
  const input = (data: object): NamedInput[] => [
    { name: 'it', input: Buffer.from(JSON.stringify({ data: { name: 'x', ...data } })) },
  ];

  test('speaks of one object and one render', async () => {
    const place = mkdtempSync(join(folder, 'one-'));
    writeFileSync(
      join(place, 'package.ts'),
      `${head}export default definePackage({ metadata: { name: 'x' }, generate: () => [{ apiVersion: 'v1', kind: 'A', metadata: { name: 'a' } }] });`,
    );
    const { out, code } = await run(place, ['check', 'package.ts', '--renders', '1']);
    expect(code).toBe(0);
    expect(out).toContain('ok    its memory does not grow over 1 render (');
    expect(out).toContain('ok    every document has apiVersion, kind and a name (1 object)\n');
  });

  test('finds objects that are none', async () => {
    const place = mkdtempSync(join(folder, 'objects-'));
    writeFileSync(
      join(place, 'package.ts'),
      `${head}export default definePackage({ metadata: { name: 'x' }, generate: () => ({
  'a.yaml': { apiVersion: 'v1', kind: 'A' }, 'b.yaml': { kind: 'B' }, 'c.yaml': 'a: [', 'd.txt': 'a: [',
  'e.yaml': 'apiVersion: v1\\nkind: E\\nmetadata: {generateName: e-}\\n---\\ntext\\n' }) });`,
    );
    const { out, code } = await run(place, ['check', 'package.ts', '--renders', '10']);
    expect(code).toBe(1);
    expect(out).toContain('FAIL  every document has apiVersion, kind and a name\n');
    expect(out).toContain('      a name alone: a.yaml has no metadata.name\n');
    expect(out).toContain('      a name alone: b.yaml has no apiVersion\n');
    expect(out).toMatch(/ c\.yaml is not YAML: .* at line \d+, column \d+$/m);
    expect(out).toContain('      a name alone: e.yaml, document 2 is no object\n');
    expect(out).not.toContain('d.txt');
  });

  // Modules that no tool of ours makes: state that renders see, and memory that is never taken back.
  const moduleOf = async (body: string, dealloc = '') => {
    const { default: binaryen } = await import('binaryen');
    const text = (value: string) => `"${value.replaceAll('"', '\\22').replaceAll('\n', '\\0a')}"`;
    const info = 'apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata:\n  name: bad\n';
    const result = '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":"Ok","message":"?"}}';
    const module = binaryen.parseText(`(module (memory (export "memory") 2)
      (data (i32.const 1024) ${text(info)}) (data (i32.const 2048) ${text(result)})
      (global $n (mut i32) (i32.const 0))
      (func $pair (param $at i32) (param $length i32) (result i32)
        (i32.store (i32.const 16) (local.get $at)) (i32.store (i32.const 20) (local.get $length)) (i32.const 16))
      (func (export "__mistletoe_info") (result i32) (call $pair (i32.const 1024) (i32.const ${info.length})))
      (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 8192))
      (func (export "__mistletoe_dealloc") (param i32 i32) ${dealloc})
      (func (export "__mistletoe_generate") (param i32 i32) (result i32)
        ${body} (call $pair (i32.const 2048) (i32.const ${result.length}))))`);
    return module.emitBinary();
  };

  test('finds state that one render leaves to the next', async () => {
    const mark =
      2048 + '{"apiVersion":"mistletoe.dev/v1alpha1","kind":"MistResult","data":{"result":"Ok","message":"'.length;
    const wasm = await moduleOf(`(global.set $n (i32.add (global.get $n) (i32.const 1)))
      (i32.store8 (i32.const ${mark}) (i32.add (i32.const 65) (i32.rem_u (global.get $n) (i32.const 26))))`);
    const found = checkModule(wasm, input({}), { renders: 10 }).filter(({ isGood }) => !isGood);
    expect(found.map(({ what }) => what)).toContain(
      'the same input gives the same bytes, again and in a fresh instance',
    );
  });

  test('finds memory that grows', async () => {
    const wasm = await moduleOf('(drop (memory.grow (i32.const 1)))');
    const found = checkModule(wasm, input({}), { renders: 10 }).filter(({ isGood }) => !isGood);
    expect(found).toEqual([
      {
        what: 'its memory does not grow over 10 renders',
        isGood: false,
        details: [expect.stringContaining(' became ')],
      },
    ]);
  });

  test.each([1, 3, 7])('takes memory that stays as it is, over %i renders', async (renders) => {
    const found = checkModule(await moduleOf(''), input({}), { renders });
    expect(found.filter(({ isGood }) => !isGood)).toEqual([]);
  });

  test('ends after some time, where nobody says how many renders there should be', async () => {
    const wasm = await moduleOf('');
    let calls = 0;
    const clock = vi.spyOn(process, 'cpuUsage').mockImplementation(() => ({ user: ++calls * 50_000, system: 0 }));
    const rendersOf = (renders?: number) => {
      const found = checkModule(wasm, input({}), renders === undefined ? {} : { renders });
      return Number(/over (\d+) renders/.exec(found.map(({ what }) => what).join('\n'))?.[1]);
    };
    try {
      const renders = rendersOf();
      expect([renders >= 200, renders < 1000]).toEqual([true, true]);
      expect(rendersOf(700)).toBe(700);
    } finally {
      clock.mockRestore();
    }
    expect(rendersOf()).toBe(1000);
  });

  test('tells how far it is', async () => {
    const told: string[] = [];
    checkModule(await moduleOf(''), input({}), { renders: 15, progress: (line) => told.push(line) });
    expect(told).toEqual(['rendering 15 times: 0 done …', 'rendering 15 times: 10 done …']);
  });

  test('finds what only one host gives', async () => {
    // Our host bounds the memory; the other gives what it has.
    const wasm = await moduleOf(`(if (i32.ne (memory.grow (i32.const 20000)) (i32.const -1)) (then
      (i32.store8 (i32.const 2140) (i32.const 65))))`);
    const found = checkModule(wasm, input({}), { renders: 2 }).filter(({ isGood }) => !isGood);
    expect(found).toEqual([
      { what: 'another host gives the same bytes', isGood: false, details: [expect.stringMatching(/^it: /)] },
    ]);
  });

  test('takes a module that traps when it gets memory back: it has given its result', async () => {
    const found = checkModule(await moduleOf('', '(unreachable)'), [...input({}), ...input({ a: 1 })], { renders: 10 });
    expect(found.filter(({ isGood }) => !isGood)).toEqual([]);
  });

  const CONTRACT = 'it follows the contract and imports nothing';
  test.each([
    ['imports-function', CONTRACT],
    ['imports-memory', CONTRACT],
    ['feature-gc', CONTRACT],
    ['info-outside', CONTRACT],
    ['alloc-outside', 'it renders'],
    ['pair-outside', 'it renders'],
    ['document-wraps', 'it renders'],
    ['trap-unreachable', 'it renders'],
  ])('refuses a module with %s in the words of the host', (name, what) => {
    const says = /^;; says: (.*)$/m.exec(readFileSync(resolve(`test/modules/hostile/${name}.wat`), 'utf8'))![1]!;
    const found = checkModule(assembleFile(`hostile/${name}.wat`), input({}));
    expect(found.at(-1)).toEqual({ what, isGood: false, details: [expect.stringContaining(says)] });
    expect(found.slice(0, -1).every(({ isGood }) => isGood)).toBe(true);
  });

  test('finds a render that stops midway after some went well', async () => {
    const trapBehind = (count: number) =>
      moduleOf(`(global.set $n (i32.add (global.get $n) (i32.const 1)))
        (if (i32.gt_u (global.get $n) (i32.const ${count})) (then (unreachable)))`);
    const failed = (wasm: Uint8Array) => checkModule(wasm, input({}), { renders: 10 }).filter(({ isGood }) => !isGood);
    expect(failed(await trapBehind(5))).toEqual([
      {
        what: 'its memory does not grow over 10 renders',
        isGood: false,
        details: [expect.stringMatching(/^render 6, it: the module stopped itself/)],
      },
    ]);
    expect(failed(await trapBehind(1))).toContainEqual({
      what: 'the same input gives the same bytes, again and in a fresh instance',
      isGood: false,
      details: [expect.stringMatching(/^it: the module stopped itself/)],
    });
  });

  test('finds a package that takes none of its inputs', async () => {
    const place = mkdtempSync(join(folder, 'refusing-'));
    const source = `${head}import { fail } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'x' }, generate: () => fail('no image') });`;
    writeFileSync(join(place, 'package.ts'), source);
    const { out, code } = await run(place, ['check', 'package.ts', '--renders', '10']);
    expect(code).toBe(1);
    expect(out).toContain('FAIL  it renders\n      a name alone: no image\n      every input is refused: name one');
  });

  test('finds what a schema does not allow', async () => {
    const place = mkdtempSync(join(folder, 'schemas-'));
    const pod = "{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec: { containers: 'none' } }";
    const custom = "{ apiVersion: 'example.com/v1', kind: 'X', metadata: { name: 'x' } }";
    writeFileSync(
      join(place, 'package.ts'),
      `${head}export default definePackage({ metadata: { name: 'x' }, generate: () => [${pod}, ${custom}] });`,
    );
    const gvk = [{ group: '', version: 'v1', kind: 'Pod' }];
    const properties = {
      apiVersion: {},
      kind: {},
      metadata: {},
      spec: { properties: { containers: { type: 'array' } } },
    };
    const definitions = { Pod: { properties, 'x-kubernetes-group-version-kind': gvk } };
    writeFileSync(join(place, 'openapi.json'), JSON.stringify({ definitions }));
    const { out, code } = await run(place, ['check', 'package.ts', '--renders', '10', '--schemas', 'openapi.json']);
    expect(code).toBe(1);
    expect(out).toContain(
      [
        'FAIL  every object is as its schema says',
        '      a name alone: pod-x.yaml: spec.containers: "none", not a list',
        '      no schema of example.com/v1 X',
      ].join('\n'),
    );
  });

  test('what is no module of the contract fails at once', () => {
    expect(checkModule(Buffer.from('no'), input({}))).toEqual([
      { what: CONTRACT, isGood: false, details: [expect.any(String)] },
    ]);
  });
});

describe('schemas', () => {
  const definitions = {
    Pod: {
      type: 'object',
      required: ['spec'],
      properties: {
        apiVersion: { type: 'string' },
        kind: { type: 'string' },
        metadata: { type: 'object', properties: { name: { type: 'string' } } },
        spec: { $ref: '#/definitions/Spec' },
      },
      'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Pod' }],
    },
    Spec: {
      type: 'object',
      properties: {
        port: { type: 'string', format: 'int-or-string' },
        limits: { type: 'object', additionalProperties: { $ref: '#/definitions/io.k8s.api.resource.Quantity' } },
        list: { type: 'array', items: { type: 'integer' } },
        policy: { type: 'string', enum: ['Always', 'Never'] },
        bytes: { type: 'string', format: 'byte' },
      },
    },
    DeleteOptions: {
      type: 'object',
      'x-kubernetes-group-version-kind': ['v1', 'v2'].map((version) => ({
        group: 'apps',
        version,
        kind: 'DeleteOptions',
      })),
    },
    Ingress: {
      type: 'object',
      'x-kubernetes-group-version-kind': [{ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }],
    },
  };
  const path = () => {
    const file = join(folder, 'openapi.json');
    writeFileSync(file, JSON.stringify({ definitions }));
    return file;
  };
  const pod = (spec: object | undefined) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x' }, spec });

  test.each([
    ['a good one', { port: 80, limits: { cpu: 1, memory: '1Gi' }, list: [1], policy: 'Never' }, []],
    ['another', { port: 'http', list: null }, []],
    ['a field that is none', { ports: 80 }, ['spec.ports is no field of it']],
    ['a wrong type', { list: ['1'] }, ['spec.list[0]: "1", not a whole number']],
    ['a list for a mapping', { limits: [] }, ['spec.limits: a list, not a mapping']],
    ['a quantity that is none', { limits: { cpu: true } }, ['spec.limits.cpu: true is none of what it may be']],
    ['none of the choices', { policy: 'Often' }, ['spec.policy: "Often" is none of "Always", "Never"']],
    ['a port that is none', { port: 1.5 }, ['spec.port: 1.5, not a whole number or a text']],
    ['nothing', undefined, ['spec is missing']],
    ['bytes', { bytes: 'YQ==' }, []],
    ['bytes on lines', { bytes: 'YWJj\nZGVm\n' }, []],
    ['bytes without padding', { bytes: 'YQ' }, ['spec.bytes: "YQ", not base64']],
    ['bytes that are none', { bytes: 'not base64!!' }, ['spec.bytes: "not base64!!", not base64']],
    ['bytes that are no text', { bytes: 1 }, ['spec.bytes: 1, not a text']],
  ])('%s', (_, spec, problems) => {
    expect(new Schemas(path()).problems(pod(spec))).toEqual(problems);
  });

  test.each([
    ['v1', 'pod', 'there is no v1 pod, only v1 Pod'],
    ['v1', 'Podd', 'there is no v1 Podd'],
    ['v2', 'Pod', 'there is no v2 Pod, only v1 Pod'],
    ['apps/v1', 'Pod', 'there is no apps/v1 Pod, only v1 Pod'],
    ['extensions/v1beta1', 'Ingress', 'there is no extensions/v1beta1 Ingress, only networking.k8s.io/v1 Ingress'],
    [
      'networking.k8s.io/v1beta1',
      'Ingress',
      'there is no networking.k8s.io/v1beta1 Ingress, only networking.k8s.io/v1 Ingress',
    ],
  ])('no such kind: %s %s', (apiVersion, kind, problem) => {
    expect(new Schemas(path()).problems({ apiVersion, kind })).toEqual([problem]);
  });

  test.each([
    ['example.com/v1', 'Pod'],
    ['apps/v1', 'Deployment'],
  ])('a kind that other schemas may have: %s %s', (apiVersion, kind) => {
    expect(new Schemas(path()).problems({ apiVersion, kind })).toBeUndefined();
  });

  test('a List stands for what is in it', () => {
    const list = (items: unknown[]) => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
    const found = readObjects([
      ['a.yaml', list([pod({}), { kind: 'Pod' }])],
      ['b.yaml', `${list([{ apiVersion: 'v1', kind: 'List', items: [pod({ port: 1 })] }])}`],
    ]);
    expect(found).toEqual({
      objects: [
        { where: 'a.yaml, items[0]', value: pod({}) },
        { where: 'b.yaml, items[0], items[0]', value: pod({ port: 1 }) },
      ],
      problems: ['a.yaml, items[1] has no apiVersion'],
    });
  });
});

test('dev renders again at each change, with errors in place', async () => {
  await run(folder, ['new', 'loop']);
  const place = join(folder, 'loop');
  const end = new AbortController();
  const said: string[] = [];
  let wake = () => {};
  const next = async (pattern: RegExp) => {
    while (!said.some((line) => pattern.test(line))) await new Promise<void>((done) => (wake = done));
    return said.splice(0).join('\n');
  };
  const tell = (line: string) => {
    said.push(line);
    wake();
  };
  const options = {
    cwd: place,
    signal: end.signal,
    note: tell,
    write(bytes: Uint8Array) {
      tell(Buffer.from(bytes).toString());
      return true;
    },
  };
  const running = runProgram(['dev', 'package.ts', '-f', 'values.yaml'], options);
  expect(await next(/kind: Ingress/)).toContain('replicas: 2');
  edit(join(place, 'values.yaml'), 'replicas: 2', 'replicas: 5');
  expect(await next(/replicas: 5/)).toMatch(/-\s+replicas: 2\n\+\s+replicas: 5/);
  edit(join(place, 'package.ts'), "path: '/', port: 'http'", "path: '/ready', port: 'http'");
  expect(await next(/ready/)).toMatch(/\+\s+path: \/ready/);
  edit(join(place, 'package.ts'), 'const app =', 'const app = =');
  expect(await next(/package\.ts:\d+:\d+/)).toContain('failed');
  edit(join(place, 'package.ts'), 'const app = =', 'const app =');
  await next(/nothing differs/);
  renameSync(join(place, 'package.ts'), join(place, 'away.ts'));
  expect(await next(/Error/)).toContain('Error: package.ts is not there any more');
  renameSync(join(place, 'away.ts'), join(place, 'package.ts'));
  await next(/nothing differs/);
  end.abort();
  expect(await running).toMatchObject({ code: 0 });
});

test('dev and test take a folder of templates, which takes no clock', async () => {
  const place = mkdtempSync(join(folder, 'templates-'));
  mkdirSync(join(place, 'templates'));
  mkdirSync(join(place, 'tests/two'), { recursive: true });
  const map = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{name}}\ndata:\n  a: {{quote a}}\n';
  writeFileSync(join(place, 'templates/map.yaml.hbs'), map);
  writeFileSync(join(place, 'tests/two/input.yaml'), 'a: two\n');
  const end = new AbortController();
  const said: string[] = [];
  const options = {
    cwd: place,
    signal: end.signal,
    note(line: string) {
      said.push(line);
      if (/failed/.test(line)) end.abort();
    },
    write(bytes: Uint8Array) {
      said.push(Buffer.from(bytes).toString());
      end.abort();
      return true;
    },
  };
  expect(await runProgram(['dev', 'templates/', '-s', 'a: one'], options)).toMatchObject({ code: 0 });
  expect(said.join('\n')).toContain('name: dev\ndata:\n  a: "one"');
  expect(await run(place, ['test', 'templates/'])).toMatchObject({
    code: 1,
    out: expect.stringContaining('FAIL  two'),
  });
  expect(await run(place, ['test', 'templates/', '--update'])).toMatchObject({ code: 0 });
  expect(await run(place, ['test', 'templates/'])).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') });
});

test('new takes the program and the SDK from where the folder above has them', async () => {
  const place = mkdtempSync(join(folder, 'packed-'));
  const dependencies = { '@mistletoe-dev/sdk': 'file:packs/sdk.tgz' };
  writeFileSync(join(place, 'package.json'), JSON.stringify({ dependencies }));
  expect(await run(place, ['new', 'apps/web'])).toMatchObject({ code: 0 });
  const { devDependencies } = JSON.parse(readFileSync(join(place, 'apps/web/package.json'), 'utf8'));
  expect(devDependencies).toMatchObject({
    '@mistletoe-dev/mistletoe': expect.stringMatching(/^file:.*\/mistletoe-dev-mistletoe-\d[\d.]*\.tgz$/),
    '@mistletoe-dev/sdk': 'file:../../packs/sdk.tgz',
  });
});

describe('generate', () => {
  const source = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'policy' }, generate: ({ label, ask }: any, context) =>
  ask ? { 'a.yaml': { namespace: context.namespace, now: context.now(), random: context.randomText(4), capabilities: context.capabilities } }
      : context.manifests.map((object) => ({ ...object, metadata: { ...object.metadata, labels: { label } } })) });`;
  const place = () => {
    const path = mkdtempSync(join(folder, 'policy-'));
    writeFileSync(join(path, 'package.ts'), source);
    return path;
  };

  test('hands manifests over', async () => {
    const cwd = place();
    await run(cwd, ['build', 'package.ts']);
    const stdin = '---\nkind: A\napiVersion: v1\nmetadata:\n  name: a\n---\nkind: B\napiVersion: v1\n';
    const args = ['generate', 'x', '-p', 'policy.wasm', '-s', 'label: team'];
    expect(await run(cwd, [...args, '--manifests', '-'], { stdin })).toEqual({
      code: 0,
      err: '',
      // Helm's reader sorts keys.
      out: 'apiVersion: v1\nkind: A\nmetadata:\n  name: a\n  labels:\n    label: team\n---\napiVersion: v1\nkind: B\nmetadata:\n  labels:\n    label: team\n',
    });
    expect(await run(cwd, [...args, '--manifests', 'nothing.yaml'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing.yaml'),
    });
  });

  test('says what is wrong with manifests, and what is no module', async () => {
    const cwd = place();
    await run(cwd, ['build', 'package.ts']);
    const said = async (stdin: string) =>
      (await run(cwd, ['generate', 'x', '-p', 'policy.wasm', '--manifests', '-'], { stdin })).err;
    expect(await said('kind: A\n---\nkind: [\n')).toMatch(
      /^Error: the manifests are not YAML: document 2: yaml: line \d+: [^\n]*\n$/,
    );
    expect(await said('just text\n')).toBe('Error: a document of the manifests is no object: "just text"\n');
    expect(await said('- a\n')).toBe('Error: a document of the manifests is no object: ["a"]\n');
    expect((await run(cwd, ['generate', 'x', '-p', 'package.ts'])).err).toBe(
      'Error: package.ts is the source of a package: build it first, mistletoe build package.ts\n',
    );
    expect(() => openModule(join(cwd, 'package.ts'))).toThrow(
      /package\.ts: it is the source of a package: mistletoe build makes a module of it$/,
    );
  });

  test('gives packages what they take', async () => {
    const cwd = place();
    await run(cwd, ['build', 'package.ts']);
    const args = ['generate', 'x', '-p', 'policy.wasm', '-s', 'ask: true', '-n', 'ns', '--seed', 's', '--now', '1'];
    const more = ['--kube-version', 'v1.36.0', '-a', 'a/v1'];
    const first = await run(cwd, [...args, ...more]);
    expect(first.out).toMatch(
      /^namespace: ns\nnow: "1970-01-01T00:00:01.000Z"\nrandom: \w{4}\ncapabilities:\n {2}kubeVersion: v1.36.0\n {2}apiVersions:\n {2}- a\/v1\n$/,
    );
    expect(await run(cwd, [...args, ...more])).toEqual(first);
    expect((await run(cwd, [...args.slice(0, -2), '--now', '2'])).out).toContain('now: "1970-01-01T00:00:02.000Z"');
  });
});
