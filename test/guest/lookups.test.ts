// `lookup` answers from the input's `lookups` as a cluster would: in compiled templates and through `tpl`.

import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { templateCommand } from '../../actions/helm-template/template';
import { openModule } from '../../runtime/host';
import { chartFiles, Folder } from '../cli/charts';

const question = '(lookup .Values.a .Values.k .Values.ns .Values.n)';
const folder = new Folder();
beforeAll(() =>
  folder.write({
    ...chartFiles('asks', {
      'templates/a.yaml': `compiled: {{ ${question} | toJson }}\ntpl: {{ tpl "{{ ${question} | toJson }}" . }}\n`,
    }),
    ...chartFiles('counts', {
      'templates/a.yaml':
        '{{- $s := lookup "v1" "Secret" "prod" "db" }}\nkept: {{ index (default dict $s.data) "password" | default "new" }}\n' +
        '{{- $_ := set $s "changed" true }}\nfresh: {{ hasKey (lookup "v1" "Secret" "prod" "db") "changed" }}\n' +
        'type: {{ typeOf (lookup "apps/v1" "Deployment" "prod" "web").spec.replicas }}\n',
    }),
    'objects.yaml': `apiVersion: v1
kind: List
items:
- {apiVersion: v1, kind: Secret, metadata: {name: web, namespace: prod}}
- {apiVersion: v1, kind: Secret, metadata: {name: db, namespace: prod}, data: {password: b2xk}}
---
{apiVersion: v1, kind: Secret, metadata: {name: db, namespace: dev}, note: "Zoë \\u2028"}
---
# nothing
---
{apiVersion: v1, kind: Namespace, metadata: {name: prod}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: prod}, spec: {replicas: 3, share: 0.5}}
`,
    'broken.yaml': 'apiVersion: v1\n---\na: [',
    'other.yaml': 'kind: Secret\n',
  }),
);
afterAll(() => folder.remove());

const run = async (...args: string[]) => {
  const { stdout, stderr } = await templateCommand(args, { cwd: folder.path });
  return stderr + stdout.toString().replace(/^---\n# Source: .*\n/, '');
};

async function ask(a: string, k: string, ns: string, n: string, objects = 'objects.yaml') {
  const set = Object.entries({ a, k, ns, n }).flatMap(([key, value]) => ['--set-string', `${key}=${value}`]);
  const [compiled, tpl] = (await run('rel', 'asks', ...set, ...(objects ? ['--lookups', objects] : [])))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.slice(line.indexOf(': ') + 2)));
  expect(tpl).toEqual(compiled);
  return compiled;
}
const names = (list: { items: { metadata: { namespace: string; name: string } }[] }) =>
  list.items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);

describe('lookup', () => {
  it('finds an object', async () => {
    expect(await ask('v1', 'Secret', 'prod', 'db')).toEqual({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'prod' },
      data: { password: 'b2xk' },
    });
    expect((await ask('v1', 'Secret', 'dev', 'db')).note).toBe('Zoë \u2028');
    expect((await ask('v1', 'Namespace', '', 'prod')).kind).toBe('Namespace');
    expect((await ask('v1', 'Namespace', 'any', 'prod')).kind).toBe('Namespace');
  });

  it('gives lists in the order of a cluster', async () => {
    const all = await ask('v1', 'Secret', '', '');
    expect(all).toMatchObject({ apiVersion: 'v1', kind: 'SecretList' });
    expect(names(all)).toEqual(['dev/db', 'prod/db', 'prod/web']);
    expect(names(await ask('v1', 'Secret', 'prod', ''))).toEqual(['prod/db', 'prod/web']);
    expect(names(await ask('v1', 'Secret', 'test', ''))).toEqual([]);
  });

  it('gives an empty map for what is not there', async () => {
    expect(await ask('v1', 'Secret', 'prod', 'x')).toEqual({});
    expect(await ask('v1', 'Secret', '', 'db')).toEqual({});
    expect(await ask('v2', 'Secret', 'prod', 'db')).toEqual({});
    expect(await ask('v1', 'ConfigMap', 'prod', '')).toEqual({});
    expect(await ask('v1', 'Secret', 'prod', 'db', '')).toEqual({});
  });

  it('gives a fresh copy each time, with whole numbers as int64', async () => {
    expect(await run('rel', 'counts', '--lookups', 'objects.yaml')).toBe('kept: b2xk\nfresh: false\ntype: int64\n');
    expect(await run('rel', 'counts', '--lookups', 'broken.yaml')).toMatch(
      /^Error: failed to parse broken.yaml: .+\n$/,
    );
    expect(await run('rel', 'counts', '--lookups', 'other.yaml')).toBe(
      'Error: other.yaml: object 1 is no Kubernetes object: it has no apiVersion and kind\n',
    );
    expect(await run('rel', 'counts', '--lookups', 'gone.yaml')).toBe(
      'Error: open gone.yaml: no such file or directory\n',
    );
  });

  it('is part of the contract', async () => {
    const { wasm } = await convertChart(join(folder.path, 'counts'));
    const instance = openModule(wasm);
    const object = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'db', namespace: 'prod' },
      data: { password: 'x' },
    };
    const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'prod' }, spec: {} };
    const generate = (lookups: unknown) => instance.generate({ data: { name: 'a', lookups } as never }).data;
    expect([...generate([object, web]).files.values()].join()).toContain('kept: x');
    expect([...generate({ kind: 'List', items: [web, object] }).files.values()].join()).toContain('kept: x');
    expect(generate('x')).toMatchObject({
      result: 'Err',
      message: expect.stringContaining('lookups is neither a list'),
    });
    expect(generate([object, 5])).toMatchObject({ result: 'Err', message: expect.stringContaining('number 1 of') });
  });
});
