// Every verb with every kind of input: a name means the same to each, and what a verb does not take is refused in the same words.

import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderChart } from '../../index';
import { writeTar } from '../../gostd/archive/tar-writer';
import { runProgram } from '../../cli/program';
import { fixedModule } from '../modules/echo';
import { chartFiles, Folder } from '../cli/charts';

const folder = new Folder();
let module: Buffer;

const run = async (args: readonly string[], stdin: string | Uint8Array = '') => {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path, stdin });
  return { out: stdout.toString(), err: stderr, code };
};

beforeAll(async () => {
  const chart = chartFiles('web', {
    'values.yaml': 'a: 1\n',
    'templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n',
  });
  folder.write({
    ...chart,
    'web.tgz': archive(chart),
    // Another archive than its name says, as charts come from a cache.
    digest: archive(chart),
    'hand.wasm': fixedModule(
      '{result: Ok, files: {a.yaml: "apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: a}\\n"}}',
    ),
    'folder/readme.txt': '',
    'text.txt': 'hello\n',
    'fake.wasm': 'hello\n',
    'package.ts': 'export default 1;\n',
    'sources/package.ts': 'export default 1;\n',
  });
  expect(await run(['convert', 'web', '-o', 'made.wasm'])).toMatchObject({ code: 0 });
  module = Buffer.from((await runProgram(['convert', 'web', '-o', '-'], { cwd: folder.path })).stdout);
  writeFileSync(join(folder.path, 'bare'), module);
});
afterAll(() => folder.remove());

const archive = (files: Record<string, string>) =>
  gzipSync(writeTar(Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) }))));

/** How each verb is called. */
const VERBS = {
  template: (name: string) => ['template', 'rel', name],
  generate: (name: string) => ['generate', 'rel', '-p', name],
  convert: (name: string) => ['convert', name, '-o', 'out/made.wasm'],
  verify: (name: string) => ['verify', name, '--quiet'],
  migrate: (name: string) => ['migrate', name, '--out', 'out', '--quiet'],
  install: (name: string) => ['install', 'rel', name, '--dry-run=client'],
  publish: (name: string) => ['publish', 'rel', name, 'oci://127.0.0.1:1/a/b:1', '--for', 'flux'],
  push: (name: string) => ['push', name, 'oci://127.0.0.1:1/a/b:1', '--plain-http'],
  show: (name: string) => ['show', 'values', name],
  inspect: (name: string) => ['inspect', 'package', name],
  check: (name: string) => ['check', name, '--renders', '2'],
  build: (name: string) => ['build', name, '-o', 'out/built.wasm'],
  dev: (name: string) => ['dev', name],
  eject: (name: string) => ['eject', name, '--out', 'out'],
  new: (name: string) => ['new', 'out', '--chart', name],
  against: (name: string) => ['verify', 'web', '--against', name, '--quiet'],
} as const;
type Verb = keyof typeof VERBS;

const TAKEN = {
  chart: ['convert', 'verify', 'migrate', 'eject', 'new'],
  module: ['generate', 'push', 'inspect'],
  package: ['install', 'publish', 'show'],
  source: ['check', 'build', 'dev', 'against'],
} as const satisfies Record<string, readonly Verb[]>;

/** What is refused, and the words; `-` with standard input. */
const CHART = /^(\S+) is a chart and no module: convert it first, mistletoe convert \1$/;
const MODULE = /^(\S+|standard input) is a module already: give /;
const SOURCE = /^(\S+) is the source of a package: build it first, mistletoe build \1$/;
const NOTHING = /^there is no (?:chart|package|module) \S+(?: or \S+\.wasm)?: give /;
const UNNAMED = /^no (?:chart|package|module) is named$/;
const REFUSED: Record<keyof typeof TAKEN, Record<string, RegExp>> = {
  chart: { 'made.wasm': MODULE, bare: MODULE, 'hand.wasm': MODULE, 'package.ts': SOURCE },
  module: { web: CHART, 'web.tgz': CHART, digest: CHART, 'package.ts': SOURCE, sources: SOURCE, folder: NOTHING },
  package: { 'package.ts': SOURCE, sources: SOURCE },
  source: { web: CHART, 'web.tgz': CHART, digest: CHART, 'text.txt': /^text.txt is no package: give / },
};
const REFUSED_BY_ALL = {
  missing: NOTHING,
  './missing.tgz': NOTHING,
  'missing/name.wasm': NOTHING,
  '': UNNAMED,
  ' ': UNNAMED,
};

describe('what a verb does not take', () => {
  const cases = Object.entries(TAKEN).flatMap(([taken, verbs]) => verbs.map((verb) => ({ taken, verb })));
  it.each(cases)('$verb, which takes a $taken', async ({ taken, verb }) => {
    const before = readdirSync(folder.path);
    const refused = { ...REFUSED[taken as keyof typeof TAKEN], ...REFUSED_BY_ALL };
    for (const [name, words] of Object.entries(refused)) {
      const { out, err, code } = await run(VERBS[verb](name));
      expect([name, out, code], err).toEqual([
        name,
        '',
        verb === 'verify' || verb === 'migrate' || verb === 'against' ? 2 : 1,
      ]);
      const [, message, rest] = /^Error: ([^\n]*)\n(.*)$/s.exec(err) ?? [];
      expect([name, message, rest]).toEqual([name, expect.stringMatching(words), '']);
    }
    expect(readdirSync(folder.path)).toEqual(before);
  });

  it('what has to be fetched is fetched, or the command says how', async () => {
    for (const verb of ['check', 'build', 'dev', 'eject', 'new', 'push', 'verify', 'migrate'] as const) {
      expect((await run(VERBS[verb]('oci://127.0.0.1:1/a/web:1'))).err).toBe(
        'Error: oci://127.0.0.1:1/a/web:1 is not fetched here: mistletoe pull oci://127.0.0.1:1/a/web:1 makes a file of it\n',
      );
    }
    for (const verb of ['template', 'generate', 'convert', 'install', 'publish', 'show', 'inspect'] as const) {
      const { err, code } = await run([...VERBS[verb]('oci://127.0.0.1:1/a/web:1'), '--offline']);
      expect([verb, code]).toEqual([verb, 1]);
      expect(err).toMatch(/^Error: .*127\.0\.0\.1:1\/a\/web:1.*\n$/);
    }
  });

  it('template says what helm says', async () => {
    const names = {
      missing: 'non-absolute URLs should be in form of repo_name/path_to_chart, got: missing',
      './missing': 'path "./missing" not found',
      '': 'non-absolute URLs should be in form of repo_name/path_to_chart, got: ',
      folder: `unable to detect chart at ${folder.path}/folder/Chart.yaml: open ${folder.path}/folder/Chart.yaml: no such file or directory`,
      'text.txt': `file '${folder.path}/text.txt' does not appear to be a gzipped archive; got 'application/octet-stream'`,
      'hand.wasm':
        'hand.wasm is not a converted chart: render it with mistletoe generate rel -p hand.wasm, which takes the same values',
      'package.ts': 'package.ts is the source of a package: build it first, mistletoe build package.ts',
    };
    for (const [name, words] of Object.entries(names)) {
      expect(await run(VERBS.template(name))).toEqual({ out: '', err: `Error: ${words}\n`, code: 1 });
    }
  });
});

describe('what a verb takes', () => {
  const charts = ['web', 'web.tgz', 'digest'];
  const modules = ['made.wasm', 'made', 'bare'];
  it.each([
    ['template', [...charts, ...modules]],
    ['install', [...charts, ...modules, 'hand.wasm', 'hand']],
    ['show', [...charts, ...modules]],
    ['generate', [...modules, 'hand.wasm', 'hand']],
    ['inspect', [...modules, 'hand.wasm', 'hand']],
  ] as const)('%s', async (verb, names) => {
    for (const name of names) {
      const { err, code } = await run(VERBS[verb](name));
      expect([name, err, code]).toEqual([name, '', 0]);
    }
  });

  it('a module comes from standard input, whoever takes modules', async () => {
    for (const verb of ['template', 'install', 'show', 'generate', 'inspect'] as const) {
      const { err, code } = await run(VERBS[verb]('-'), module);
      expect([verb, err, code]).toEqual([verb, '', 0]);
      expect(await run(VERBS[verb]('-'), 'hello')).toEqual({
        out: '',
        err: 'Error: standard input holds no WebAssembly module\n',
        code: 1,
      });
    }
    expect((await run(VERBS.push('-'), module)).err).toContain('127.0.0.1:1');
    expect((await run(VERBS.convert('-'), module)).err).toMatch(/^Error: standard input is a module already: give /);
    expect((await run(VERBS.check('-'), module)).out).toMatch(
      /^ok {4}it follows the contract and imports nothing \(web\)/,
    );
  });

  it('NAME is NAME.wasm where a module alone is taken, also beside a chart of that name', async () => {
    writeFileSync(join(folder.path, 'web.wasm'), module);
    for (const verb of ['generate', 'inspect'] as const)
      expect(await run(VERBS[verb]('web'))).toMatchObject({ code: 0 });
    const { out } = await run(['show', 'chart', 'web']);
    expect(out).toContain('version: 1.2.3');
    // The chart is what template renders, as helm does.
    folder.write({ 'web/templates/b.yaml': 'b: 2\n' });
    expect((await run(VERBS.template('web'))).out).toContain('b: 2');
  });

  it('a module that is broken is named in what is wrong', async () => {
    for (const verb of ['template', 'generate', 'install', 'publish', 'push', 'show', 'inspect'] as const) {
      const { out, err, code } = await run(VERBS[verb]('fake.wasm'));
      expect([verb, out, code]).toEqual([verb, '', 1]);
      expect([verb, err]).toEqual([
        verb,
        expect.stringMatching(/^Error: fake\.wasm: not a valid WebAssembly module: [^\n]*\n$/),
      ]);
    }
  });

  it('the library means the same', async () => {
    const options = { cwd: folder.path, cacheFolder: join(folder.path, 'cache') };
    for (const name of [...charts, ...modules]) {
      expect((await renderChart(name, options)).manifests[0]).toMatchObject({ kind: 'ConfigMap', name: 'a' });
    }
    await expect(renderChart('package.ts', options)).rejects.toMatchObject({
      name: 'CommandError',
      message: expect.stringMatching(SOURCE),
    });
    await expect(renderChart('missing', options)).rejects.toMatchObject({
      name: 'CommandError',
      message: expect.stringMatching(NOTHING),
    });
  });
});
