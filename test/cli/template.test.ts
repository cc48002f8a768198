import { profileById } from '../../language/profiles';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileChartAt } from '../../actions/chart/compile';
import { templateCommand } from '../../actions/helm-template/template';
import { moduleInC } from '../modules/build';
import { chartFiles, Folder, kinds, mirror } from './charts';

// Compiling a chart takes a second where others compile too.

const folder = new Folder();
beforeAll(async () => {
  folder.write({
    ...mirror,
    ...kinds,
    ...chartFiles('fails', { 'templates/a.yaml': 'a: {{ required "give b" .Values.b }}\n' }),
    ...chartFiles('old', { 'templates/a.yaml': 'a: 1\n' }, 'deprecated: true\n'),
    ...chartFiles('needs', { 'templates/a.yaml': 'a: 1\n' }, 'dependencies: [{name: gone, version: 1.0.0}]\n'),
    ...chartFiles('dice', { 'templates/a.yaml': 'a: {{ randAlphaNum 20 }}\nnow: {{ now | unixEpoch }}\n' }),
    'more.yaml': 'color: blue\n',
    'text.txt': 'hello',
    'hand.wasm': moduleInC(),
  });
  for (const [helm, id] of [
    [3, '3.17'],
    [4, '4.1'],
  ] as const) {
    const { wasm } = await compileChartAt(join(folder.path, 'mirror'), profileById(id), () => {});
    folder.write({ [`mirror${helm}.wasm`]: wasm });
  }
});
afterAll(() => folder.remove());

const run = async (args: string[], stdin = '') => {
  const { stdout, stderr, code } = await templateCommand(args, { cwd: folder.path, stdin });
  return { out: stdout.toString(), err: stderr, code };
};
/** What the chart `mirror` shows: a line a key. */
const shown = async (...args: string[]) => {
  const { out, err } = await run(args);
  if (err !== '') throw new Error(err);
  return Object.fromEntries(out.split('\n').flatMap((line) => (line.includes(': ') ? [line.split(/: (.*)/s)] : [])));
};
const error = (message: string) => ({ out: '', err: `Error: ${message}\n`, code: 1 });

describe('a render', () => {
  it('prints the documents', async () => {
    const out = '---\n# Source: old/templates/a.yaml\na: 1\n';
    expect(await run(['rel', 'old'])).toEqual({ out, err: 'level=WARN msg="this chart is deprecated"\n', code: 0 });
    expect((await run(['rel', 'old', '--helm', '3'])).err).toBe('WARNING: This chart is deprecated\n');
  });

  it('takes the flags of the release and of the cluster', async () => {
    expect((await shown('mirror4'))['release']).toBe('release-name/default/false');
    expect((await shown('a', 'mirror4', '-nprod', '--is-upgrade'))['release']).toBe('a/prod/true');
    expect((await shown('a', 'mirror4', '--kube-version', '1.30', '-a', 'y/v1,x/v1'))['kube']).toBe('v1.30 true');
    expect((await shown('a', 'mirror'))['helm']).toBe('v4.3.1');
    expect((await shown('a', 'mirror', '--helm=3'))['helm']).toBe('v3.22.0');
    expect((await shown('a', 'mirror', '--helm=4.1'))['helm']).toBe('v4.1.4');
  });

  it('merges values in the order of Helm', async () => {
    const flags = [
      '--set',
      'size=3,deep.er=true',
      '-f',
      'more.yaml',
      '--set-string',
      'n=4',
      '--set-file',
      't=text.txt',
    ];
    const { values } = await shown('a', 'mirror4', ...flags, '--set-literal', 'l=a,b');
    expect(JSON.parse(values)).toEqual({ color: 'blue', deep: { er: true }, l: 'a,b', n: '4', size: 3, t: 'hello' });
  });

  it('reads values from standard input', async () => {
    expect((await run(['a', 'mirror4', '-f', '-'], 'color: green')).out).toContain('"color":"green"');
  });

  it('names what it cannot read as it was given', async () => {
    expect(await run(['a', 'mirror4', '-f', 'gone.yaml'])).toEqual(error('open gone.yaml: no such file or directory'));
  });

  it('can be repeated', async () => {
    const args = ['a', 'dice', '--seed', 'x', '--now', '2026-01-02T15:04:05Z'];
    const first = await run(args);
    expect(first.out).toContain('now: 1767366245');
    expect(await run(args)).toEqual(first);
    expect(await run(['a', 'dice', '--now', '1767366245'])).not.toEqual(first);
  });
});

describe('--debug with --show-only', () => {
  beforeAll(() => {
    folder.write(chartFiles('failing', { 'templates/a.yaml': 'a: 1\n', 'templates/b.yaml': 'b: {{ fail "no" }}\n' }));
  });

  it.each(['3.17', '3.22', '4.1'])('finds nothing of a render that fails, in Helm %s', async (helm) => {
    const args = ['rel', 'failing', '--debug', '-s', 'templates/x.yaml', '-s', 'templates/a.yaml', '--helm', helm];
    expect(await run(args)).toEqual(error('could not find template templates/x.yaml in chart'));
  });

  it.each(['4.2', '4.3'])('says why a render fails, in Helm %s', async (helm) => {
    const args = ['rel', 'failing', '--debug', '-s', 'templates/a.yaml', '--helm', helm];
    expect(await run(args)).toEqual(error('execution error at (failing/templates/b.yaml:1:6): no'));
    expect(await run(args.filter((arg) => !/^-s$|^templates/.test(arg)))).toEqual({
      ...error('execution error at (failing/templates/b.yaml:1:6): no'),
      out: '\n',
    });
  });
});

describe('a schema', () => {
  const remote = 'https://schemas.example.com/net/port.json';
  beforeAll(() => {
    const local = JSON.stringify({ properties: { size: { $ref: `file://${folder.path}/local/size.json` } } });
    folder.write({
      ...chartFiles('strict', {
        'values.schema.json': '{"properties": {"size": {"type": "integer"}}}',
        'templates/a.yaml': 'a: {{ .Values.size }}\n',
      }),
      ...chartFiles('remote', {
        'values.schema.json': JSON.stringify({ properties: { size: { $ref: remote } } }),
        'templates/a.yaml': 'a: {{ .Values.size }}\n',
      }),
      ...chartFiles('local', {
        'values.schema.json': local,
        'size.json': '{"type": "integer"}',
        'templates/a.yaml': 'a: {{ .Values.size }}\n',
      }),
      'copies/schemas.example.com/net/port.json': '{"type": "integer"}',
    });
  });

  it.each(['3', '4'])('is skipped where the flag says so, in Helm %s', async (helm) => {
    const args = ['rel', 'strict', '--set', 'size=x', '--helm', helm];
    expect(await run(args)).toMatchObject({ out: '', code: 1, err: expect.stringContaining('strict:\n- ') });
    const out = '---\n# Source: strict/templates/a.yaml\na: x\n';
    expect(await run([...args, '--skip-schema-validation'])).toEqual({ out, err: '', code: 0 });
    expect((await run([...args, '--skip-schema-validation=false'])).code).toBe(1);
  });

  it('may refer to files of the chart', async () => {
    expect((await run(['rel', 'local', '--set', 'size=1'])).code).toBe(0);
    expect((await run(['rel', 'local', '--set', 'size=x'])).err).toContain("at '/size': got string, want integer");
  });

  it('may refer to what --schema-refs has a copy of', async () => {
    const missing = await run(['rel', 'remote']);
    expect(missing).toMatchObject({ out: '', code: 1 });
    expect(missing.err).toMatch(
      /^Error: values\.schema\.json refers to .*\n- https:\/\/schemas\.example\.com\/net\/port\.json\n/,
    );
    const args = ['rel', 'remote', '--schema-refs', 'copies', '--set'];
    expect((await run([...args, 'size=1'])).code).toBe(0);
    expect((await run([...args, 'size=x'])).err).toContain("at '/size': got string, want integer");
    expect(await run(['rel', 'remote', '--schema-refs', 'gone'])).toEqual(
      error('--schema-refs gone: there is no such folder'),
    );
  });
});

describe('what is printed', () => {
  it.each([
    [[], 'A A2 B H T'],
    [['--include-crds'], 'C A A2 B H T'],
    [['--no-hooks'], 'A A2 B'],
    [['--skip-tests'], 'A A2 B H'],
    [['-s', 'templates/b.yaml', '-s', 'templates/a.yaml'], 'B A A2'],
    [['-s', 'templates/?.yaml'], 'A A2 B'],
    [['--include-crds', '-s', 'crds/*'], 'C'],
  ])('%j', async (flags, wanted) => {
    const { out } = await run(['rel', 'kinds', ...flags]);
    expect([...out.matchAll(/^kind: (\w+)/gm)].map(([, kind]) => kind).join(' ')).toBe(wanted);
  });

  it('is nothing where no template is of that name', async () => {
    expect(await run(['rel', 'kinds', '-s', 'a.yaml'])).toEqual(error('could not find template a.yaml in chart'));
  });

  it('goes to files with --output-dir', async () => {
    const args = ['rel', 'kinds', '--include-crds', '--output-dir', 'out', '--release-name'];
    const first = await run(args);
    expect(first.out.split('\n')).toEqual([
      'wrote out/kinds/crds/c.yaml',
      'wrote out/rel/kinds/templates/a.yaml',
      'wrote out/rel/kinds/templates/a.yaml',
      'wrote out/rel/kinds/templates/b.yaml',
      'wrote out/rel/kinds/templates/hook.yaml',
      'wrote out/rel/kinds/templates/test.yaml',
      '',
      '',
    ]);
    await run(args);
    const read = (name: string) => readFileSync(join(folder.path, 'out/rel/kinds/templates', name), 'utf8');
    expect(read('a.yaml')).toBe(
      '---\n# Source: kinds/templates/a.yaml\nkind: A\n\n---\n# Source: kinds/templates/a.yaml\nkind: A2\n\n',
    );
    // Helm adds hooks to what an earlier run left.
    expect(read('hook.yaml').match(/kind: H/g)).toHaveLength(2);
  });
});

describe('a module', () => {
  it('is found with and without .wasm, and knows its Helm', async () => {
    expect((await shown('a', 'mirror4'))['helm']).toBe('v4.1.4');
    expect((await shown('a', 'mirror3.wasm'))['helm']).toBe('v3.17.2');
    expect((await shown('a', 'mirror3', '--helm', '3'))['helm']).toBe('v3.17.2');
  });

  it('has the words of its Helm', async () => {
    expect((await run(['a', 'mirror3', '--kube-version', 'x'])).err).toBe(
      "Error: invalid kube version 'x': Invalid Semantic Version\n",
    );
    expect((await run(['A', 'mirror3'])).err).toMatch(/^Error: release name "A": invalid release name/);
    expect((await run(['A', 'mirror4'])).err).toMatch(
      /^level=ERROR .*\nError: release name check failed: release name "A"/,
    );
  });

  it('is refused where another Helm is asked for, or where it is no chart', async () => {
    expect((await run(['a', 'mirror3', '--helm', '4'])).err).toMatch(/^Error: mirror3 renders as Helm 3\.17 does: /);
    expect((await run(['a', 'hand'])).err).toBe(
      'Error: hand is not a converted chart: render it with mistletoe generate a -p hand, which takes the same values\n',
    );
    expect(await run(['a', 'gone.wasm'])).toEqual(error('path "gone.wasm" not found'));
    expect((await run(['a', 'text.txt'])).code).toBe(1);
  });

  it('is bounded', async () => {
    const { err } = await run(['a', 'mirror4', '--memory-limit', '64KiB']);
    expect(err).toMatch(/^Error: .*mirror4\.wasm: the module starts with .*\(--memory-limit\)\n$/);
    expect((await run(['a', 'mirror4', '--module-limit', '1KiB'])).err).toMatch(/\(--module-limit\)\n$/);
    expect((await run(['a', 'mirror4', '--time-limit', '0'])).code).toBe(0);
    expect((await run(['a', 'mirror4', '--time-limit', 'x'])).err).toMatch(/"--time-limit" flag: give a time such as/);
  });
});

describe('the order and the words of errors', () => {
  it.each([
    [
      [],
      '"mistletoe template" requires at least 1 argument\n\nUsage:  mistletoe template [NAME] CHART-OR-MODULE [flags]',
    ],
    [['a', 'gone', '--nope'], 'unknown flag: --nope'],
    [['a', 'gone', '--kube-version', 'x', 'c'], `invalid kube version 'x': could not parse "x" as version`],
    [['a', 's3://bucket/x'], 'scheme "s3" not supported'],
    [['a', 'FOO://a/b'], 'scheme "foo" not supported'],
    [['a', 'file:///tmp/x'], 'repo  not found'],
    [['a', 'C:/x/y'], 'repo  not found'],
    [['a', 'https:/x'], 'repo  not found'],
    [['a', 'a:b/c'], 'non-absolute URLs should be in form of repo_name/path_to_chart, got: a:b/c'],
    [['a', '1:b/c'], 'invalid chart URL format: 1:b/c'],
    [['a', 'gone', '-g', '-f', 'none'], 'cannot set --generate-name and also specify a name'],
    [['a', 'gone', '--name-template', 'x'], 'cannot set --name-template and also specify a name'],
    [['a', './gone', '-f', 'none'], 'path "./gone" not found'],
    [['a', 'gone'], 'non-absolute URLs should be in form of repo_name/path_to_chart, got: gone'],
    [['a', 'needs', '-f', 'none'], 'open none: no such file or directory'],
    [
      ['a', 'fails'],
      'execution error at (fails/templates/a.yaml:1:6): give b\n\nUse --debug flag to render out invalid YAML',
    ],
    [
      ['a', 'mirror', '--dry-run=server'],
      '--dry-run=server is not supported: there is no cluster here: rendering happens on this machine alone',
    ],
    [['a', 'mirror', '--repo', 'x'], 'x is no address'],
    [['a', 'http://127.0.0.1:1/x.tgz'], 'GET http://127.0.0.1:1/x.tgz: connection refused'],
    [['a', 'oci://Host'], 'oci://Host: a reference is oci://HOST/REPOSITORY, with :TAG or @DIGEST behind it'],
    [
      ['a', 'mirror', '--now', 'x'],
      'invalid argument "x" for "--now" flag: give a time as 2026-01-02T15:04:05Z, or seconds since 1970',
    ],
  ])('%j', async (args, message) => {
    expect(await run(args)).toEqual(error(message));
  });

  it('says what it cannot do about missing dependencies', async () => {
    expect((await run(['a', 'needs'])).err).toMatch(/^Error: an error occurred while checking for chart dependencies/);
    expect((await run(['a', 'needs', '--dependency-update'])).err).toMatch(/^Error: .*directory .* not found/);
  });

  it('leaves out the hint with --debug', async () => {
    expect(await run(['a', 'fails', '--debug'])).toEqual({
      ...error('execution error at (fails/templates/a.yaml:1:6): give b'),
      out: '\n',
    });
  });

  it('reports deprecated flags and excluded ones', async () => {
    expect((await run(['a', 'mirror4', '--atomic'])).err).toBe(
      'Flag --atomic has been deprecated, use --rollback-on-failure instead\n',
    );
    expect((await run(['a', 'mirror', '--force-replace', '--force-conflicts'])).err).toBe(
      'Error: if any flags in the group [force-replace force-conflicts] are set none of the others can be; [force-conflicts force-replace] were all set\n',
    );
  });

  it('explains itself', async () => {
    expect((await run(['--help'])).out).toMatch(/^Usage: mistletoe template \[NAME\] CHART-OR-MODULE/);
  });
});

describe('--name-template', () => {
  const AT = 'template: name-template:1';
  const name = async (template: string) =>
    (await shown('mirror4', '--name-template', template))['release'].split('/')[0];

  it('names the release with the functions of Sprig', async () => {
    expect(await name('plain')).toBe('plain');
    expect(await name('x-{{ "AB" | lower }}{{ define "q" }}-q{{ end }}{{ template "q" }}')).toBe('x-ab-q');
    expect(await name('{{ randNumeric 6 }}')).toMatch(/^\d{6}$/);
  });

  it.each([
    ['{{ bad }}', 'template: name-template:1: function "bad" not defined'],
    ['{{ include "x" . }}', 'template: name-template:1: function "include" not defined'],
    ['{{ if }}', 'template: name-template:1: missing value for if'],
    [
      '{{ index nil 1 }}',
      'template: name-template:1:3: executing "name-template" at <index nil 1>: error calling index: index of untyped nil',
    ],
    ['{{ fail "x" }}', `${AT}:3: executing "name-template" at <fail "x">: error calling fail: x`],
    ['{{ list "x" | first | fail }}', `${AT}:22: executing "name-template" at <fail>: error calling fail: x`],
    [
      'q{{ len (fail "a: b: c") }}',
      `${AT}:9: executing "name-template" at <fail "a: b: c">: error calling fail: a: b: c`,
    ],
    [
      '{{ define "a" }}{{ fail "x" }}{{ end }}q{{ template "a" . }}',
      `${AT}:19: executing "a" at <fail "x">: error calling fail: x`,
    ],
    [
      'a\n {{ fail "x" }}',
      'template: name-template:2:4: executing "name-template" at <fail "x">: error calling fail: x',
    ],
    ['{{ template "a" . }}', `${AT}:12: executing "name-template" at <{{template "a" .}}>: template "a" not defined`],
    ['{{ genCA }}', `${AT}:3: executing "name-template" at <genCA>: wrong number of args for genCA: want 2 got 0`],
    ['{{ 1 | fail }}', `${AT}:7: executing "name-template" at <fail>: wrong type for value; expected string; got int`],
  ])('%s', async (template, message) => {
    expect(await run(['mirror4', '--name-template', template])).toEqual(error(message));
    expect(await run(['mirror', '--name-template', template, '--helm', '3'])).toEqual(error(message));
  });

  it('checks the name it made', async () => {
    expect((await run(['mirror4', '--name-template', '{{ .x }}'])).err).toMatch(/release name "<no value>": invalid/);
  });
});

describe('--post-renderer of Helm 3', () => {
  it('replaces the manifests and leaves the hooks', async () => {
    const args = ['rel', 'kinds', '--helm', '3', '--post-renderer', 'sh', '--post-renderer-args', '-c'];
    const { out } = await run([...args, '--post-renderer-args', 'grep -c ^kind']);
    expect(out).toMatch(/^3\n---\n# Source: kinds\/templates\/hook.yaml\nkind: H\n/);
    expect((await run([...args, '--post-renderer-args', 'echo no >&2; exit 3'])).err).toMatch(
      /^Error: error while running post render on files: error while running command \/.*\/sh. error output:\nno\n: exit status 3\n\nUse --debug/,
    );
  });

  it('must exist', async () => {
    expect(await run(['rel', 'kinds', '--helm', '3', '--post-renderer', './gone'])).toEqual(
      error(
        'invalid argument "./gone" for "--post-renderer" flag: unable to find binary at ./gone: exec: "./gone": stat ./gone: no such file or directory',
      ),
    );
    expect((await run(['rel', 'kinds', '--post-renderer', 'cat'])).err).toBe(
      'Error: invalid argument "cat" for "--post-renderer" flag: plugin: {Name:cat Type:postrenderer/v1} not found\n',
    );
  });
});

it('writes nothing beside what it is asked to write', () => {
  expect(existsSync(join(folder.path, 'mirror-1.2.3.wasm'))).toBe(false);
  expect(readdirSync(join(folder.path, 'mirror'))).toEqual(['Chart.yaml', 'templates', 'values.yaml']);
});
