// `--lookups`: what a package and a chart find of a cluster without one, in `generate`, `dev`, `check` and the cases of `test`, in one form.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandOptions } from '../../actions/command';
import { runProgram } from '../../cli/program';
import { runPackage } from '../../index';
import { echoModule } from '../modules/echo';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-given-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Record<string, string | Uint8Array>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

async function run(args: readonly string[], more: CommandOptions = {}) {
  const { stdout, stderr, code } = await runProgram(args, { cwd: folder, ...more });
  return { out: Buffer.from(stdout).toString(), err: stderr, code };
}

const SECRET = 'apiVersion: v1\nkind: Secret\nmetadata: {name: shop, namespace: default}\ndata: {password: b2xk}\n';
const LIST = `apiVersion: v1\nkind: List\nmetadata: {}\nitems:\n- ${SECRET.trimEnd().replaceAll('\n', '\n  ')}\n- {apiVersion: v1, kind: Pod, metadata: {name: a, namespace: default}}\n`;

beforeAll(async () => {
  write({
    'package.ts': `import { definePackage } from '@mistletoe-dev/sdk';
import type { Pod, Secret } from 'kubernetes-types/core/v1';
export default definePackage({
  metadata: { name: 'looking' },
  generate(_, { namespace, lookup }) {
    const password = lookup<Secret>('v1', 'Secret', namespace, 'shop')?.data?.['password'] ?? 'none';
    const pods = lookup<Pod>('v1', 'Pod', namespace, '')?.items.map(({ metadata }) => metadata.name).join() ?? 'unknown';
    return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'found' }, data: { password, pods } }];
  },
});`,
    'chart/Chart.yaml': 'apiVersion: v2\nname: looking\nversion: 1.0.0\n',
    'chart/templates/found.yaml': `apiVersion: v1
kind: ConfigMap
metadata: {name: found}
data:
  password: {{ dig "data" "password" "none" (lookup "v1" "Secret" .Release.Namespace "shop") }}
  pods: {{ $pods := lookup "v1" "Pod" .Release.Namespace "" }}{{ if $pods }}{{ range $pods.items }}{{ .metadata.name }}{{ end }}{{ else }}unknown{{ end }}
`,
    'echo.wasm': echoModule(),
    'cluster.yaml': LIST,
    'documents.yaml': `${SECRET}---\napiVersion: v1\nkind: PodList\nmetadata: {}\nitems: []\n`,
    'unnamed.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {namespace: default}\n',
    'broken.yaml': 'a: [\n',
    'none.yaml': '- a\n',
    'own.yaml':
      'lookups:\n- {apiVersion: v1, kind: Secret, metadata: {name: shop, namespace: default}, data: {password: b3du}}\n',
  });
  expect(await run(['build', 'package.ts', '-o', 'looking.wasm'])).toMatchObject({ code: 0, err: '' });
  expect(await run(['convert', 'chart', '-o', 'chart.wasm'])).toMatchObject({ code: 0 });
});

describe('generate', () => {
  test.each(['looking.wasm', 'chart.wasm'])('%s finds what is there, and nothing without it', async (module) => {
    const generate = async (...args: string[]) => {
      const { out, err, code } = await run(['generate', 'x', '-p', module, ...args]);
      expect({ err, code }).toEqual({ err: '', code: 0 });
      return /password: (.*)\n\s*pods: ?(.*)\n/
        .exec(out)!
        .slice(1)
        .map((text) => text.replaceAll('"', ''));
    };
    expect(await generate()).toEqual(['none', 'unknown']);
    expect(await generate('--lookups', 'cluster.yaml')).toEqual(['b2xk', 'a']);
    expect(await generate('--lookups', 'documents.yaml')).toEqual(['b2xk', '']);
    expect(await generate('--lookups', 'cluster.yaml', '-n', 'other')).toEqual(['none', '']);
  });

  test('the flag says louder than the data, and standard input is a file', async () => {
    const given = ['generate', 'x', '-p', 'looking', '-f', 'own.yaml'];
    expect((await run(given)).out).toContain('password: b3du\n');
    expect((await run([...given, '--lookups', 'cluster.yaml'])).out).toContain('password: b2xk\n');
    const piped = await run(['generate', 'x', '-p', 'chart', '--lookups', '-'], { stdin: LIST });
    expect(piped.out).toContain('password: b2xk\n');
  });

  test.each(['looking', 'chart'])('%s: what is wrong is said as template says it', async (module) => {
    for (const file of ['unnamed.yaml', 'broken.yaml', 'none.yaml', 'missing.yaml']) {
      const asTemplate = await run(['template', 'x', 'chart', '--lookups', file]);
      expect(asTemplate).toMatchObject({ out: '', code: 1, err: expect.stringContaining(file) });
      expect(await run(['generate', 'x', '-p', module, '--lookups', file])).toEqual(asTemplate);
    }
  });

  test('a package that takes none is refused what it would not see', async () => {
    expect(await run(['generate', 'x', '-p', 'echo', '--lookups', 'cluster.yaml'])).toMatchObject({
      out: '',
      code: 1,
      err: expect.stringContaining('--lookups cannot go with this package: it does not take lookups'),
    });
  });

  test('runPackage takes the file, or the objects', () => {
    const found = (lookups: string | object[]) =>
      [...runPackage('looking.wasm', 'x', { lookups }, { cwd: folder }).files.values()].join('');
    const secret = (name?: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace: 'default' },
      data: { password: 'b2xk' },
    });
    expect(found('cluster.yaml')).toContain('password: b2xk\n');
    expect(found([secret('shop')])).toContain('password: b2xk\n');
    expect(() => found([secret()])).toThrow(
      'lookups: object 1 (v1 Secret) has no metadata.name, by which lookup finds it',
    );
  });
});

test('check renders with them, and refuses them where nobody would see them', async () => {
  const check = (...args: string[]) => run(['check', ...args, '--renders', '10']);
  for (const module of ['looking.wasm', 'chart.wasm']) {
    expect(await check(module, '--lookups', 'cluster.yaml')).toMatchObject({ code: 0, err: '' });
  }
  write({
    'needs.ts': `import { definePackage, fail } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'needs' }, generate: (_, { lookup }) =>
  lookup('v1', 'Secret', 'default', 'shop') ? [] : fail('there is no Secret shop') });`,
  });
  expect((await check('needs.ts')).out).toContain('a name alone: there is no Secret shop');
  expect(await check('needs.ts', '--lookups', 'cluster.yaml')).toMatchObject({ code: 0 });
  expect(await check('needs.ts', '-f', 'own.yaml', '--lookups', 'documents.yaml')).toMatchObject({ code: 0 });
  expect((await check('echo.wasm', '--lookups', 'cluster.yaml')).err).toContain(
    '--lookups cannot go with this package',
  );
  expect((await check('needs.ts', '--lookups', 'broken.yaml')).err).toMatch(/^Error: failed to parse broken.yaml: /);
});

test('a case has them in a file beside its input', async () => {
  write({ 'tests/standing/input.yaml': '', 'tests/standing/lookups.yaml': LIST });
  expect(await run(['test', 'looking.wasm', '--update'])).toMatchObject({ code: 0, err: '' });
  expect(readFileSync(join(folder, 'tests/standing/expected.yaml'), 'utf8')).toContain('password: b2xk\n');

  write({ 'tests/standing/lookups.yaml': 'apiVersion: v1\nkind: Secret\n' });
  expect((await run(['test', 'looking.wasm'])).err).toBe(
    'Error: tests/standing/lookups.yaml: object 1 (v1 Secret) has no metadata.name, by which lookup finds it\n',
  );
  write({ 'tests/standing/lookups.yaml': LIST, 'tests/standing/input.yaml': 'lookups: []\n' });
  expect((await run(['test', 'looking.wasm'])).err).toBe(
    'Error: tests/standing/input.yaml says what lookups there are, and tests/standing/lookups.yaml too: keep one of them\n',
  );
  write({ 'tests/standing/input.yaml': '' });
  expect((await run(['test', 'echo.wasm'])).out).toContain(
    'tests/standing/lookups.yaml cannot go with this package: it does not take lookups',
  );
});

test('dev renders with them, and again when they change', async () => {
  write({ 'standing.yaml': SECRET });
  const end = new AbortController();
  const said: string[] = [];
  let wake = () => {};
  const tell = (line: string) => {
    said.push(line);
    wake();
  };
  const next = async (pattern: RegExp) => {
    while (!said.some((line) => pattern.test(line))) await new Promise<void>((done) => (wake = done));
  };
  const running = run(['dev', 'package.ts', '--lookups', 'standing.yaml'], {
    signal: end.signal,
    note: tell,
    write(bytes: Uint8Array) {
      tell(Buffer.from(bytes).toString());
      return true;
    },
  } as CommandOptions);
  await next(/password: b2xk/);
  write({ 'standing.yaml': SECRET.replace('b2xk', 'bmV3') });
  await next(/\+\s+password: bmV3/);
  end.abort();
  expect(await running).toMatchObject({ code: 0 });
});

describe('two objects that are one', () => {
  beforeAll(async () => {
    write({
      'twins/twins.ts': `import { definePackage } from '@mistletoe-dev/sdk';
const map = (namespace?: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', namespace } });
export default definePackage<{ other?: string }>({ metadata: { name: 'twins' }, generate: ({ other }) => [map(), map(other)] });`,
    });
    expect(await run(['build', 'twins/twins.ts', '-o', 'twins/twins.wasm'])).toMatchObject({ code: 0 });
  });

  test('generate says so, and gives both', async () => {
    const { out, err, code } = await run(['generate', 'x', '-p', 'twins/twins']);
    expect(out.match(/kind: ConfigMap/g)).toHaveLength(2);
    expect({ err, code }).toEqual({
      err: 'Warning: ConfigMap x stands twice: in configmap-x.yaml and in configmap-x-2.yaml; a cluster would have the last of them, and install refuses them\n',
      code: 0,
    });
    expect((await run(['generate', 'x', '-p', 'twins/twins', '-s', 'other: shop'])).err).toBe('');
    expect((await run(['generate', 'x', '-p', 'twins/twins', '-n', 'shop', '-s', 'other: shop'])).err).toContain(
      'stands twice',
    );
  });

  test('check refuses it', async () => {
    const { out, code } = await run(['check', 'twins/twins.wasm', '--renders', '10']);
    expect(code).toBe(1);
    expect(out).toContain(
      'FAIL  no object stands twice\n      a name alone: ConfigMap x stands twice: in configmap-x.yaml and in configmap-x-2.yaml\n',
    );
    write({ 'apart.yaml': 'other: shop\n', 'home.yaml': 'other: shop\nnamespace: shop\n' });
    expect(await run(['check', 'twins/twins.wasm', '-f', 'apart.yaml', '--renders', '10'])).toMatchObject({ code: 0 });
    expect((await run(['check', 'twins/twins.wasm', '-f', 'home.yaml', '--renders', '10'])).out).toContain(
      'home.yaml: ConfigMap x stands twice',
    );
  });
});
