import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { runProgram } from '../../cli/program';
import { functionsByName } from '../../language/functions';
import { openModule } from '../../runtime/host';
import { assemble, assembleFile, moduleInC } from '../modules/build';
import { chartFiles, Folder, kinds, mirror } from './charts';

/** A module that gives one document: a MistResult for everything. */
const fixedResult = (data: string) => {
  const info = 'apiVersion: mistletoe.dev/v1alpha1\nkind: MistPackage\nmetadata: {name: fixed}\n';
  const result = `apiVersion: mistletoe.dev/v1alpha1\nkind: MistResult\ndata: ${data}\n`;
  const pair = (address: number, text: string) =>
    [address, Buffer.byteLength(text)]
      .flatMap((n) => [n & 255, (n >> 8) & 255, (n >> 16) & 255, n >> 24])
      .map((byte) => `\\${byte.toString(16).padStart(2, '0')}`)
      .join('');
  const bytes = (text: string) =>
    [...Buffer.from(text)].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
  return assemble(`(module
    (memory (export "memory") 1)
    (data (i32.const 16) "${pair(64, info)}")
    (data (i32.const 32) "${pair(512, result)}")
    (data (i32.const 64) "${bytes(info)}")
    (data (i32.const 512) "${bytes(result)}")
    (func (export "__mistletoe_info") (result i32) (i32.const 16))
    (func (export "__mistletoe_alloc") (param i32) (result i32) (i32.const 8192))
    (func (export "__mistletoe_dealloc") (param i32 i32))
    (func (export "__mistletoe_generate") (param i32 i32) (result i32) (i32.const 32)))`);
};

// Compiling a chart takes a second where others compile too.

const folder = new Folder();
beforeAll(() => {
  folder.write({
    ...mirror,
    ...kinds,
    ...chartFiles(
      'drawing',
      {
        'templates/a.yaml': 'a: {{ randAlphaNum 5 }}\nb: {{ printf "%v" now }}\n',
        'templates/b.yaml': '{{ with (genCA "x" 5).Cert }}{{ end }}c: {{ randAlphaNum 6 }}\n',
      },
      'deprecated: true\n',
    ),
    ...chartFiles('broken', { 'templates/a.yaml': 'a: 1\nb: {{ bad }}\n', 'templates/b.yaml': '{{ if }}' }),
    ...chartFiles('half', { 'templates/a.yaml': 'a: 1\n' }),
    'half/charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 0.1.0\n',
    'half/charts/sub/templates/b.yaml': '{{ end }}',
    'namespace.wasm': moduleInC(),
    'climbs.wasm': assembleFile('hostile/path-climbs.wat'),
    'endless.wasm': assembleFile('hostile/endless-generate.wat'),
    'says.wasm': fixedResult(
      '{result: Ok, message: done, files: {a.yaml: "a: yes\\nn: 0777\\n", d/b.yaml: "kind: B\\nmetadata:\\n  labels:\\n    x: y\\n"}}',
    ),
    'refuses.wasm': fixedResult('{result: Err, message: give a host}'),
    'input.yaml': 'name: other\n',
  });
});
afterAll(() => folder.remove());

const run = async (...args: string[]) => {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder.path, stdin: '' });
  return { out: stdout.toString(), err: stderr, code };
};
const error = (message: string, code = 1) => ({ out: '', err: `Error: ${message}\n`, code });

describe('the program', () => {
  it('explains itself', async () => {
    const { out, code } = await run('--help');
    expect(code).toBe(0);
    for (const command of ['convert', 'template', 'generate', 'inspect']) expect(out).toContain(`  ${command}`);
    expect((await run('help', 'template')).out).toMatch(/^Usage: mistletoe template/);
    expect((await run('convert', '--help')).out).toContain('Examples:');
    expect(await run()).toEqual({ out, err: '', code: 2 });
  });

  it('explains every flag of template that it reads', async () => {
    const { out } = await run('help', 'template');
    const sources = ['actions/helm-template/arguments.ts', 'cli/commands/rendering/batch.ts'];
    const read = sources.flatMap((file) => [
      ...readFileSync(file, 'utf8').matchAll(/\b(?:flag|text|list|has)\('([a-z-]+)'\)/g),
    ]);
    expect(read.length).toBeGreaterThan(40);
    expect(read.map(([, name]) => `--${name}`).filter((flag) => !new RegExp(`${flag}[ ,=.]`).test(out))).toEqual([]);
  });

  it('has no colours and no long lines', async () => {
    for (const args of [
      ['--help'],
      ['help', 'template'],
      ['help', 'convert'],
      ['help', 'generate'],
      ['inspect', 'package', '-h'],
    ]) {
      const { out } = await run(...args);
      expect(out).not.toContain('\u001b');
      expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
    }
  });

  it('ends with 2 where the command line is wrong', async () => {
    expect(await run('bogus')).toMatchObject({
      out: '',
      err: expect.stringMatching(/^Error: unknown command 'bogus'\n/),
      code: 2,
    });
    for (const [args, nearest, commands] of [
      [['converrt', 'mirror'], 'convert', 'There are: convert, template, generate, inspect, '],
      [['inspect', 'pakage'], 'package', 'There are: package, install\n'],
      [['help', 'verifi'], 'verify', 'There are: convert, '],
      [['help', 'inspect', 'instal'], 'install', 'There are: package, install\n'],
    ] as const) {
      const { out, err, code } = await run(...args);
      expect([out, code]).toEqual(['', 2]);
      expect(err).toContain(`(Did you mean ${nearest}?)\n`);
      expect(err).toContain(commands);
    }
    expect((await run('convert')).code).toBe(2);
    expect((await run('convert', 'mirror', '--helm', '5')).code).toBe(2);
    expect((await run('generate', 'a')).code).toBe(2);
    expect((await run('generate', 'a', '-p', 'x', '--memory-limit', 'much')).err).toMatch(/give a size such as/);
  });

  it('says once that a version of Helm is unknown, and takes the nearest one', async () => {
    const warning = 'Warning: Helm 4.99.1 is not known to this version of mistletoe: it is taken for Helm 4.3\n';
    const converted = await run('convert', 'mirror', '-o', 'newer.wasm', '--helm', 'v4.99.1');
    expect([converted.code, converted.err]).toEqual([0, warning]);
    const rendered = await run('template', 'rel', 'mirror', '--helm', '4.99.1');
    expect([rendered.code, rendered.err]).toEqual([0, warning]);
    expect((await run('template', 'rel', 'newer.wasm', '--helm', '4.99.1')).err).toBe(warning);
    const patch = 'Warning: Helm 4.3.7 is not known to this version of mistletoe: it is taken for Helm 4.3.1\n';
    expect((await run('template', 'rel', 'mirror', '--helm', '4.3.7')).err).toBe(patch);
    expect((await run('template', 'rel', 'mirror', '--helm', '4.3.0')).err).toBe('');
  });

  it('knows its version', async () => {
    expect((await run('--version')).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('passes the flags of template on', async () => {
    const { out, code } = await run('template', 'rel', 'mirror', '-n', 'prod', '--helm', '3');
    expect([code, out]).toEqual([0, expect.stringContaining('release: rel/prod/false')]);
  });
});

describe('convert', () => {
  it('writes NAME-VERSION.wasm and says what is in it', async () => {
    const { out, err, code } = await run('convert', 'mirror');
    expect({ err, code }).toEqual({ err: '', code: 0 });
    expect(out).toMatch(
      /^mirror-1.2.3.wasm\n {2}chart +mirror 1.2.3, as Helm 4\.3 renders it\n {2}templates +1 in 1 file\n/,
    );
    const module = readFileSync(join(folder.path, 'mirror-1.2.3.wasm'));
    expect(WebAssembly.Module.imports(new WebAssembly.Module(module))).toEqual([]);
    expect((await run('template', 'a', 'mirror-1.2.3')).code).toBe(0);
  });

  it('writes where it is told to', async () => {
    expect((await run('convert', 'mirror', '-o', 'deep/er/m.wasm', '--helm', '3')).out).toMatch(
      /as Helm 3\.22 renders it/,
    );
    expect(existsSync(join(folder.path, 'deep/er/m.wasm'))).toBe(true);
    expect((await run('convert', 'mirror', '-o', 'mirror')).err).toMatch(/^Error: cannot write mirror: is a directory/);
    const { stdout } = await runProgram(['convert', 'mirror', '-o', '-'], { cwd: folder.path });
    expect(stdout.subarray(0, 4).toString('latin1')).toBe('\0asm');
  });

  it('shows what a chart becomes', async () => {
    expect((await run('convert', 'mirror', '--emit', 'ir')).out).toContain('mirror/templates/shown.yaml');
    expect((await run('convert', 'mirror', '--emit', 'wat')).out).toMatch(/^\(module/);
  });

  it('lists every template that cannot be parsed, and writes nothing', async () => {
    expect(await run('convert', 'broken')).toEqual(
      error(
        '2 template files cannot be parsed:\n  broken/templates/b.yaml:1:6: error: missing value for if [template-parse]\n  broken/templates/a.yaml:2:6: error: function "bad" not defined [template-parse]',
      ),
    );
    expect(existsSync(join(folder.path, 'broken-1.2.3.wasm'))).toBe(false);
    const { out, code } = await run('convert', 'broken', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      diagnostics: [
        { code: 'template-parse', severity: 'error', path: 'broken/templates/b.yaml', line: 1, column: 6 },
        { code: 'template-parse', severity: 'error', path: 'broken/templates/a.yaml', line: 2, column: 6 },
      ],
    });
    expect(JSON.parse((await run('convert', 'half', '--json', '-o', 'half.wasm')).out)).toMatchObject({
      file: 'half.wasm',
      helm: '4.3',
      diagnostics: [{ code: 'template-parse', severity: 'warning' }],
    });
  });

  it('only warns about templates of subcharts, which may never be enabled', async () => {
    const { err, code } = await run('convert', 'half');
    expect([code, err]).toEqual([0, expect.stringMatching(/^Warning: 1 template file of subcharts cannot be parsed/)]);
  });

  it('has one clear error for what is no chart', async () => {
    expect(await run('convert', 'gone')).toEqual(error("there is no chart gone: give a chart's folder or .tgz"));
    expect((await run('convert', 'input.yaml')).err).toMatch(/^Error: [^\n]+\n$/);
  });
});

describe('generate', () => {
  it('prints the files of a module', async () => {
    const out = 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: my-ns\n';
    expect(await run('generate', 'my-ns', '-p', 'namespace')).toEqual({ out, err: '', code: 0 });
    // The name of the installation is not to be overridden.
    expect((await run('generate', 'my-ns', '-p', 'namespace', '-f', 'input.yaml')).out).toBe(out);
    expect((await run('generate', 'my-ns', '-p', 'namespace', '-s', 'name: x, b: 2', '-s', 'c=1')).out).toBe(out);
  });

  it('separates documents, and keeps messages apart', async () => {
    expect(await run('generate', 'a', '-p', 'says')).toEqual({
      out: 'a: yes\nn: 0777\n---\nkind: B\nmetadata:\n  labels:\n    x: y\n',
      err: 'done\n',
      code: 0,
    });
  });

  it('prints the whole result with -o raw', async () => {
    const { out } = await run('generate', 'a', '-p', 'says', '-o', 'raw');
    expect(parseAllDocuments(out).map((document) => document.toJS())).toEqual([
      {
        apiVersion: 'mistletoe.dev/v1alpha1',
        kind: 'MistResult',
        data: {
          result: 'Ok',
          message: 'done',
          files: { 'a.yaml': 'a: yes\nn: 0777\n', 'd/b.yaml': 'kind: B\nmetadata:\n  labels:\n    x: y\n' },
        },
      },
    ]);
    const refused = await run('generate', 'a', '-p', 'refuses', '-o', 'raw');
    expect(refused).toMatchObject({ err: '', code: 1, out: expect.stringContaining('result: Err') });
  });

  it('writes files with -o dir=', async () => {
    expect(await run('generate', 'a', '-p', 'says', '-o', 'dir=files')).toEqual({ out: '', err: 'done\n', code: 0 });
    expect(readFileSync(join(folder.path, 'files/a.yaml'), 'utf8')).toBe('a: yes\nn: 0777\n');
    expect(existsSync(join(folder.path, 'files/d/b.yaml'))).toBe(true);
  });

  it('writes nothing outside the folder', async () => {
    expect((await run('generate', 'a', '-p', 'climbs', '-o', 'dir=safe')).code).toBe(1);
    expect(existsSync(join(folder.path, 'safe'))).toBe(false);
    folder.write({ 'linked/x': '' });
    symlinkSync('/tmp', join(folder.path, 'linked/d'));
    expect((await run('generate', 'a', '-p', 'says', '-o', 'dir=linked')).err).toMatch(
      /^Error: cannot write linked\/d\/b.yaml|^Error: cannot write /,
    );
  });

  it('labels resources with -r, leaving values as they are written', async () => {
    expect((await run('generate', 'a', '-p', 'says', '-r')).out).toBe(
      'a: yes\nn: 0777\nmetadata:\n  labels:\n    mistletoe.dev/tied-to-install-name: a\n---\n' +
        'kind: B\nmetadata:\n  labels:\n    x: y\n    mistletoe.dev/tied-to-install-name: a\n',
    );
    expect((await run('generate', 'a', '-p', 'says', '-r', '-o', 'raw')).err).toMatch(
      /^Error: -r\/--process cannot go with/,
    );
  });

  it('gives a chart its values', async () => {
    await run('convert', 'mirror', '-o', 'chart.wasm');
    const { out } = await run('generate', 'a', '-p', 'chart', '--set', 'color=blue,size=null', '-n', 'prod');
    expect(out).toMatch(/^# Source: mirror\/templates\/shown.yaml\nrelease: a\/prod\/false\n/);
    expect(out).toContain('values: {"color":"blue"}');
  });

  it('ends in one clear error', async () => {
    expect(await run('generate', 'a', '-p', 'refuses')).toEqual(error('give a host'));
    expect((await run('generate', 'a', '-p', 'gone')).err).toMatch(/^Error: there is no module [^\n]+\n$/);
    expect((await run('generate', 'a', '-p', 'endless', '--time-limit', '100ms')).err).toMatch(
      /^Error: [^\n]+ \(--time-limit\)\n$/,
    );
    expect((await run('generate', 'a', '-p', 'says', '-o', 'xml')).err).toBe(
      'Error: unknown output "xml": give yaml, raw or dir=DIRECTORY\n',
    );
    expect((await run('generate', 'a', '-p', 'says', '-f', 'gone.yaml')).err).toMatch(/no such file or directory\n$/);
    expect((await run('generate', 'a', '-p', 'says', '-s', 'a: [')).err).toMatch(
      /^Error: failed to parse --set: [^\n]+\n$/,
    );
  });
});

describe('what cannot be done', () => {
  it('is said of what was given', async () => {
    expect((await run('convert', 'says.wasm')).err).toBe(
      'Error: says.wasm is a module already: give the chart, a folder or a .tgz\n',
    );
    expect((await run('generate', 'a', '-p', 'mirror')).err).toMatch(
      /^Error: mirror is a chart and no module: convert it first, mistletoe convert mirror\n$/,
    );
    expect((await run('convert', 'mirror', '-o', 'newdir/')).code).toBe(0);
    expect(existsSync(join(folder.path, 'newdir/mirror-1.2.3.wasm'))).toBe(true);
  });

  it('is said with the file, and ends', async () => {
    expect((await run('convert', 'mirror', '-o', 'mirror')).err).toBe(
      'Error: cannot write mirror: is a directory: choose another file with -o\n',
    );
    // Node's recursive mkdir never returns from here.
    if (existsSync('/proc/self')) {
      expect((await run('convert', 'mirror', '-o', '/proc/none/m.wasm')).err).toBe(
        'Error: cannot write /proc/none/m.wasm: no such file or directory: choose another file with -o\n',
      );
      expect((await run('generate', 'a', '-p', 'namespace', '-o', 'dir=/proc/none')).err).toMatch(
        /^Error: cannot write \/proc\/none\/[^\n]+\n$/,
      );
    }
  });

  it('has the place of a function that the guest library lacks', async () => {
    const upper = functionsByName.get('randAlphaNum')!;
    const { symbol } = upper;
    upper.symbol = 'fnOfAnotherBuild';
    try {
      expect((await run('convert', 'drawing', '--no-cache')).err).toMatch(
        /^Error: drawing\/templates\/[ab]\.yaml:1:\d+: randAlphaNum: the guest library has no function fnOfAnotherBuild: [^\n]+\n$/,
      );
    } finally {
      upper.symbol = symbol;
    }
  });
});

describe('what a module draws from', () => {
  it('is what convert --verbose says, call by call', async () => {
    const { out } = await run('convert', 'drawing', '-o', 'drawing.wasm', '--verbose');
    expect(out).toContain(
      [
        '  entropy   genCA at drawing/templates/b.yaml:1:9',
        '            randAlphaNum at drawing/templates/a.yaml:1:6',
        '            randAlphaNum at drawing/templates/b.yaml:1:44',
        '  clock     genCA at drawing/templates/b.yaml:1:9',
        '            now at drawing/templates/a.yaml:2:18',
        '',
      ].join('\n'),
    );
    expect((await run('convert', 'mirror', '-o', 'm.wasm', '--verbose')).out).toContain(
      '  draws     neither entropy nor the clock\n',
    );
  });

  it('is named with its place where it was not given', async () => {
    await run('convert', 'drawing', '-o', 'drawing.wasm');
    const instance = openModule(join(folder.path, 'drawing.wasm'));
    const { data } = instance.generate({ data: { name: 'rel', now: 0 } });
    expect(data.result).toBe('Err');
    expect(data.message).toMatch(
      /drawing\/templates\/b\.yaml:1:9: .*genCA needs randomness, and the input gives no data\.entropy/,
    );
    const other = instance.generate({ data: { name: 'rel', entropy: 'e' } });
    expect(other.data.message).toMatch(/drawing\/templates\/b\.yaml:1:9: .*genCA needs .*data\.now/);
    expect(instance.generate({ data: { name: 'rel', now: 0, entropy: 'e' } }).data.result).toBe('Ok');
  });
});

describe('inspect package', () => {
  it('prints the package and the parts of the module', async () => {
    const { out, code } = await run('inspect', 'package', 'namespace');
    expect(code).toBe(0);
    const [{ module }, info] = parseAllDocuments(out).map((document) => document.toJS());
    expect(info).toMatchObject({ kind: 'MistPackage', metadata: { name: expect.any(String) } });
    expect(module).toMatchObject({
      bytes: 1800,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      imports: 'none',
      exports: { memory: 'memory', __mistletoe_info: '() -> i32' },
    });
    const total = Object.values(module.sections as Record<string, number>).reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThan(module.bytes);
  });

  it('says what a converted chart was made of and what it draws from', async () => {
    await run('convert', 'drawing', '-o', 'drawing.wasm', '--helm', '3.17');
    const { out } = await run('inspect', 'package', 'drawing');
    const [, , { converted }] = parseAllDocuments(out).map((document) => document.toJS());
    expect(converted).toEqual({
      chart: 'drawing 1.2.3',
      helm: '3.17',
      helmVersion: '3.17.2',
      compiler: expect.any(String),
      deprecated: true,
      functions: ['crypto', 'dates', 'printing', 'random'],
      tpl: false,
      draws: { entropy: ['genCA', 'randAlphaNum'], clock: ['genCA', 'now'] },
    });
  });

  it('prints what needs no run of a module that never says what it is', async () => {
    folder.write({ 'mute.wasm': assembleFile('hostile/endless-info.wat') });
    const { out, err, code } = await run('inspect', 'package', 'mute', '--time-limit', '100ms');
    expect(code).toBe(1);
    expect(parseAllDocuments(out)[0].toJS()).toMatchObject({ module: { imports: 'none' } });
    expect(err).toMatch(/^Error: the module did not finish within 0.1 s [^\n]+ \(--time-limit\)\n$/);
  });

  it('refuses what is no module', async () => {
    expect((await run('inspect', 'package', 'input.yaml')).err).toMatch(/^Error: [^\n]+\n$/);
  });
});
