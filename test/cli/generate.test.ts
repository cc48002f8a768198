// `generate`: the data of modules that are no charts is read as a chart's values are, and what they ask for they get; for both, a setting is
// YAML or pairs.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runPackage } from '../../actions/package/run';
import { readFiles } from '../../actions/render/manifests';
import { runProgram } from '../../cli/program';
import { defaultProfile } from '../../language/profiles';
import { echoModule, fixedModule } from '../modules/echo';
import { Folder, mirror } from './charts';

const folder = new Folder();
beforeAll(() => {
  folder.write({
    'echo.wasm': echoModule(),
    'takes.wasm': echoModule({ 'mistletoe.dev/takes': 'namespace, now,entropy,capabilities' }),
    'namespaced.wasm': echoModule({ 'mistletoe.dev/takes': 'namespace' }),
    'text.wasm': fixedModule('{result: Ok, files: {a.yaml: "a: 1\\n", b.yaml: "a: [1\\n"}}'),
    'json.wasm': fixedModule(
      '{result: Ok, files: {a.json: "{\\"kind\\": \\"A\\", \\"n\\": 12345678901234567890, \\"x\\": \\"yes\\"}\\n"}}',
    ),
    'list.wasm': fixedModule(
      '{result: Ok, files: {a.yaml: "kind: List\\nitems: [{kind: A}, {kind: B, metadata: }]\\n"}}',
    ),
    'separated.wasm': fixedModule(
      '{result: Ok, files: {a.yaml: "---\\nkind: A\\n---\\nkind: B\\n", b.yaml: "---\\nkind: C\\n", c.yaml: "kind: D\\n"}}',
    ),
    'ends.wasm': fixedModule(
      '{result: Ok, files: {a.yaml: "v: |-\\n  a\\n  b\\t \\n", b.yaml: "\\n  \\n  v: |+\\n    a\\n\\n\\n", c.yaml: "v: |-\\n  a "}}',
    ),
    'one.yaml': 'deep: {a: 1, b: 2}\nlist: [1, 2]\nkept: x\n',
    'two.yaml': 'deep: {b: 3}\nlist: [3]\n---\ndeep: {c: 4}\n',
    'dialect.yaml':
      'bytes: !!binary aGk=\noctal: 017\nyes: yes\nmerged: {<<: *base}\nbig: 9007199254740993\nfloat: 1.0\nnothing: ~\n'.replace(
        'merged: {<<: *base}',
        'base: &base {p: 1}\nmerged: {<<: *base, q: 2}',
      ),
    'infinite.yaml': 'a: .inf\n',
    'one.txt': 'one\n',
    ...mirror,
    'named.yaml': 'name: other\nnamespace: own\n',
  });
  return runProgram(['convert', 'mirror', '-o', 'chart.wasm'], { cwd: folder.path });
});
afterAll(() => folder.remove());

const run = async (...args: string[]) => {
  const { stdout, stderr, code } = await runProgram(['generate', ...args], { cwd: folder.path, stdin: '' });
  return { out: stdout.toString(), err: stderr, code };
};
const data = async (...args: string[]) => {
  const { out, err } = await run('rel', ...args);
  expect(err).toBe('');
  return (JSON.parse(out) as { data: Record<string, unknown> }).data;
};

describe('the data of a package', () => {
  it('is Helm YAML', async () => {
    expect(await data('-p', 'echo', '-f', 'dialect.yaml')).toEqual({
      name: 'rel',
      bytes: 'hi',
      octal: 15,
      true: true,
      base: { p: 1 },
      merged: { p: 1, q: 2 },
      big: 9007199254740992,
      float: 1,
      nothing: null,
    });
  });

  it('is merged at every depth, all documents of a file', async () => {
    expect(await data('-p', 'echo', '-f', 'one.yaml', '-f', 'two.yaml')).toEqual({
      name: 'rel',
      deep: { a: 1, b: 3, c: 4 },
      list: [3],
      kept: 'x',
    });
    expect(
      await data(
        '-p',
        'echo',
        '-f',
        'one.yaml',
        '-s',
        'deep: {a: 5}',
        '-s',
        'deep.a=6,list[1]=9',
        '-s',
        'deep: {b: no}',
      ),
    ).toEqual({
      name: 'rel',
      deep: { a: 6, b: false },
      list: [1, 9],
      kept: 'x',
    });
  });

  it.each([
    [
      ['-f', 'infinite.yaml'],
      'Error: failed to parse infinite.yaml: cannot unmarshal yaml document: error converting YAML to JSON: json: unsupported value: +Inf\n',
    ],
    [['-s', 'a'], "Error: failed to parse --set a: give 'key: value, …' or key=value,…\n"],
    [['-s', 'a: ['], 'Error: failed to parse --set: '],
  ])('refuses %j', async (args, message) => {
    const { out, err, code } = await run('rel', '-p', 'echo', ...args);
    expect({ out, code, err: err.slice(0, message.length) }).toEqual({ out: '', code: 1, err: message });
  });
});

describe('the values of a converted chart', () => {
  it.each([
    [['size: 2, color: blue'], { size: 2, color: 'blue' }],
    [['size=2', 'size: 3'], { size: 3, color: 'red' }],
    [['size: 3', 'size=4,color=a: b'], { size: 4, color: 'a: b' }],
    [['color: null'], { size: 1 }],
  ])('may be given as %j', async (settings, values) => {
    const { out, err } = await run('rel', '-p', 'chart', ...settings.flatMap((setting) => ['-s', setting]));
    expect(err).toBe('');
    expect(JSON.parse(/^values: (.*)$/m.exec(out)![1]!)).toEqual(values);
  });

  it.each([
    [['--set-json', 'size={"a":1}', '-s', 'size: 2'], { size: 2, color: 'red' }],
    [['--set-json', 'size=1', '-s', 'size=2', '--set-string', 'color=1'], { size: 2, color: '1' }],
    [['--set-file', 'color=one.txt', '--set-string', 'color=two'], { size: 1, color: 'one\n' }],
    [['--set-literal', 'color=a,b=c', '--set-file', 'color=one.txt'], { size: 1, color: 'a,b=c' }],
  ])('may be given with %j, in the order of Helm', async (flags, values) => {
    for (const [module, found] of [
      ['chart', async () => JSON.parse(/^values: (.*)$/m.exec((await run('rel', '-p', 'chart', ...flags)).out)![1]!)],
      ['echo', async () => ({ size: 1, color: 'red', ...(await data('-p', 'echo', ...flags)) })],
    ] as const) {
      expect(await found(), module).toMatchObject(values);
    }
  });

  it.each([
    [['--set-string', 'a'], 'failed parsing --set-string data: key "a" has no value'],
    [['--set-json', 'a={'], 'failed parsing --set-json data a={'],
    [['--set-file', 'a=missing.txt'], 'failed parsing --set-file data: open missing.txt: no such file or directory'],
  ])('are refused as Helm refuses %j, also as data', async (flags, message) => {
    for (const module of ['chart', 'echo']) {
      const { out, err, code } = await run('rel', '-p', module, ...flags);
      expect({ out, code, err: err.slice(0, message.length + 7) }).toEqual({
        out: '',
        code: 1,
        err: `Error: ${message}`,
      });
    }
  });

  it('may be those of an upgrade', async () => {
    expect((await run('rel', '-p', 'chart', '--is-upgrade')).out).toContain('release: rel/default/true');
  });

  it.each([['--include-crds'], ['--is-upgrade'], ['--no-hooks'], ['--skip-tests'], ['--skip-schema-validation']])(
    '%s is for charts alone',
    async (flag) => {
      expect(await run('rel', '-p', 'echo', flag)).toEqual({
        out: '',
        err: `Error: ${flag} is for converted charts: this package is none\n`,
        code: 1,
      });
    },
  );

  it.each([
    ['a', "failed to parse --set a: give 'key: value, …' or key=value,…\n"],
    ['][', "failed to parse --set ][: give 'key: value, …' or key=value,…\n"],
    ['a: [', 'failed to parse --set: '],
    ['a=1,b', 'failed parsing --set data: '],
  ])('are refused where they are %s', async (setting, message) => {
    const { out, err, code } = await run('rel', '-p', 'chart', '-s', setting);
    expect({ out, code, err: err.slice(0, message.length + 7) }).toEqual({
      out: '',
      code: 1,
      err: `Error: ${message}`,
    });
  });
});

it('files of input may be called as Helm calls them', async () => {
  const named = await data('-p', 'echo', '-f', 'one.yaml', '-f', 'two.yaml');
  expect(await data('-p', 'echo', '-f', 'one.yaml', '--values', 'two.yaml')).toEqual(named);
  expect(await data('-p', 'echo', '--values', 'one.yaml', '--values', 'two.yaml')).toEqual(named);
});

describe('what a package takes', () => {
  it('it gets, as a chart does', async () => {
    const given = ['-n', 'prod', '--now', '2026-01-02T15:04:05Z', '--seed', 's', '--kube-version', 'v1.30.0'];
    expect(await data('-p', 'takes', ...given, '-s', 'a: 1')).toMatchObject({
      name: 'rel',
      namespace: 'prod',
      now: '2026-01-02T15:04:05Z',
      entropy: 's',
      capabilities: { kubeVersion: 'v1.30.0', apiVersions: expect.arrayContaining(['apps/v1']) },
      a: 1,
    });
    const found = await data('-p', 'takes');
    expect(found).toMatchObject({ namespace: 'default', capabilities: { kubeVersion: defaultProfile.kubeVersion } });
    expect(found['entropy']).toMatch(/^[0-9a-f]{64}$/);
    expect(Date.parse(String(found['now']))).not.toBeNaN();
  });

  it('its data may say, and a flag says louder', async () => {
    expect(await data('-p', 'namespaced', '-f', 'named.yaml')).toEqual({ name: 'rel', namespace: 'own' });
    expect(await data('-p', 'namespaced', '-f', 'named.yaml', '-n', 'flag')).toEqual({
      name: 'rel',
      namespace: 'flag',
    });
    expect(await data('-p', 'echo', '-f', 'named.yaml')).toEqual({ name: 'rel', namespace: 'own' });
  });

  it.each([
    ['--namespace', 'prod', 'namespace'],
    ['--seed', 's', 'entropy'],
    ['--now', '0', 'now'],
    ['--kube-version', 'v1.30.0', 'capabilities'],
  ])('it says: %s is refused elsewhere', async (flag, value, what) => {
    expect(await run('rel', '-p', 'echo', flag, value)).toEqual({
      out: '',
      err: `Error: ${flag} cannot go with this package: it does not take ${what}, which it would say in its label mistletoe.dev/takes\n`,
      code: 1,
    });
  });

  it("is never a chart's own flag", async () => {
    expect((await run('rel', '-p', 'takes', '--include-crds')).err).toContain('--include-crds is for converted charts');
    expect((await run('rel', '-p', 'takes', '--kube-version', 'new')).err).toContain("invalid kube version 'new'");
  });
});

describe('what is wrong', () => {
  it('with a name is an error', async () => {
    for (const name of ['Bad Name', 'a_b', 'x'.repeat(54)]) {
      expect(await run(name, '-p', 'echo')).toMatchObject({
        out: '',
        code: 1,
        err: expect.stringContaining('invalid release name'),
      });
    }
  });

  it('with a file is an error, and nothing is printed or written', async () => {
    const message = /^Error: the package gave b.yaml, which is not YAML: [^\n]+[^:]\n$/;
    for (const form of ['yaml', 'dir=none']) {
      expect(await run('rel', '-p', 'text', '-o', form)).toMatchObject({
        out: '',
        code: 1,
        err: expect.stringMatching(message),
      });
    }
    expect(() => readFileSync(join(folder.path, 'none/a.yaml'))).toThrow();
    expect((await run('rel', '-p', 'text', '-o', 'raw')).code).toBe(0);
  });
});

describe('what a package gives', () => {
  const gives = (text: string) =>
    runPackage(fixedModule(JSON.stringify({ result: 'Ok', files: { 'a.yaml': text } })), 'rel');

  // go-yaml counts these lines from 0; over the documents of a file it goes on counting.
  it.each([
    ['{"a": 1}\n{"a": 2}\n', 'line 1: did not find expected <document start>'],
    ['a: 1\n---\nb: 1\n---\nc: [1\n', 'line 5: '],
    ['{"a": 1}\ndone\n', 'line 1: did not find expected <document start>'],
    ['a: 1\n---\nb: *none\n', "unknown anchor 'none' referenced"],
  ])('is YAML to its end: %j', (text, problem) => {
    expect(() => gives(text)).toThrow(`the package gave a.yaml, which is not YAML: yaml: ${problem}`);
  });

  it.each([['%YAML 1.1\n---\na: 1\n'], ['--- {a: 1}\n--- # second\na: 2\n...\n'], ['# nothing\n---\n---\n']])(
    'may be any YAML: %j',
    (text) => {
      const { files, warnings } = gives(text);
      expect([files.get('a.yaml'), warnings]).toEqual([text, []]);
    },
  );

  it.each([
    ['hello world\n', '"hello world"'],
    ['- a\n', 'a list'],
    ['a: 1\n---\n5\n', '5'],
  ])('is warned of where it is no object: %j', (text, words) => {
    expect(gives(text).warnings).toEqual([`Warning: a.yaml has ${words} for an object`]);
  });

  it('is refused as a release too', () => {
    const data = { result: 'Ok' as const, message: undefined, files: new Map([['a.yaml', '{"a": 1}\n{"a": 2}\n']]) };
    const result = { apiVersion: 'mistletoe.dev/v1alpha1', kind: 'MistResult', warnings: [], reads: [], data } as const;
    expect(() => readFiles({ ...result, warnings: [], reads: [] })).toThrow('a.yaml, which is not YAML: yaml: line 1');
  });
});

describe('-r', () => {
  it('leaves JSON JSON, and values as they are written', async () => {
    const { out } = await run('rel', '-p', 'json', '-r');
    expect(JSON.parse(out)).toMatchObject({
      kind: 'A',
      x: 'yes',
      metadata: { labels: { 'mistletoe.dev/tied-to-install-name': 'rel' } },
    });
    expect(out).toContain('12345678901234567890');
  });

  it('labels what is in a list', async () => {
    const { out } = await run('rel', '-p', 'list', '-r');
    expect(out.match(/tied-to-install-name: rel/g)).toHaveLength(2);
  });
});

it('prints files to their ends, where white space may belong to a text', async () => {
  const { out } = await run('rel', '-p', 'ends');
  expect(out).toBe('v: |-\n  a\n  b\t \n---\n  v: |+\n    a\n\n\n---\nv: |-\n  a \n');
});

it('puts one separator between documents, also where a file begins with its own', async () => {
  const { out } = await run('rel', '-p', 'separated');
  expect(out).toBe('---\nkind: A\n---\nkind: B\n---\nkind: C\n---\nkind: D\n');
  const labelled = await run('rel', '-p', 'separated', '-r');
  expect(labelled.out.split('\n').filter((line) => /^(---|kind)/.test(line))).toEqual(out.trim().split('\n'));
});
