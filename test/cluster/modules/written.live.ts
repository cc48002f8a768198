// Hand-written modules on a cluster: the same records, the label that ties objects to an installation, and `inspect install`.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../../kube/client';
import { fixedModule } from '../../modules/echo';
import { testPackage } from '../../sdk/build';
import { client, freshName, helm, mistletoe, run, succeed } from '../kit';
import { stateOf } from '../state';

const LABEL = 'mistletoe.dev/tied-to-install-name';
const folder = mkdtempSync(join(tmpdir(), 'mistletoe-modules-'));
const module = join(folder, 'web.wasm');

let kube: KubeClient;
beforeAll(async () => {
  kube = client();
  writeFileSync(module, (await testPackage('web')).wasm);
});
afterAll(() => {
  kube.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a module is installed, inspected, upgraded, rolled back by helm and removed', async () => {
  const namespace = freshName('module');
  const at = ['-n', namespace];
  const labels = async () => (await stateOf(namespace)).map(({ metadata }) => metadata.labels?.[LABEL]);
  const replicas = async () =>
    (await kube.get({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'shop' }))['spec'] as object;

  expect(succeed(mistletoe('install', 'shop', module, ...at, '--create-namespace', '--wait'))).toContain(
    'STATUS: deployed\nREVISION: 1\n',
  );
  expect(await labels()).toEqual(['shop', 'shop']);
  const [row] = JSON.parse(succeed(helm('4.3', 'list', ...at, '-o', 'json'))) as Record<string, string>[];
  expect(row).toMatchObject({ name: 'shop', revision: '1', status: 'deployed', chart: 'web-1.0.0' });

  expect(succeed(mistletoe('inspect', 'install', 'shop', ...at))).toBe(
    `deployment.v1/shop (in namespace ${namespace})\nservice/shop (in namespace ${namespace})\n`,
  );
  const yaml = succeed(mistletoe('inspect', 'install', 'shop', ...at, '-o', 'yaml'));
  expect(yaml.split('---\n').map((text) => /^kind: (.*)$/m.exec(text)?.[1])).toEqual(['Deployment', 'Service']);
  expect(yaml).toContain(`${LABEL}: shop\n`);
  expect(succeed(mistletoe('inspect', 'install', ...at))).toMatch(/^NAME.*\nshop\s+deployed\s+web 1\.0\.0\s+2\s*\n$/);

  const change = ['--set', 'replicas=2'];
  expect(succeed(mistletoe('diff', 'shop', module, ...at, ...change))).toContain(
    'spec.replicas: 1 → 2  [the values changed]',
  );
  succeed(mistletoe('upgrade', 'shop', module, ...at, ...change));
  expect(await replicas()).toMatchObject({ replicas: 2 });
  expect(succeed(mistletoe('diff', 'shop', module, ...at, ...change))).toBe('nothing changes\n');
  // What a module needs and does not get is its own error, and nothing changes.
  const refused = mistletoe('upgrade', 'shop', module, ...at, '--set', 'replicas=0');
  expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('replicas is 0: at least one is needed')]);

  succeed(helm('4.3', 'rollback', 'shop', '1', ...at));
  expect(await replicas()).toMatchObject({ replicas: 1 });
  succeed(mistletoe('rollback', 'shop', '2', ...at));
  expect(await replicas()).toMatchObject({ replicas: 2 });
  expect(await labels()).toEqual(['shop', 'shop']);
  succeed(mistletoe('uninstall', 'shop', ...at));
  expect(await stateOf(namespace)).toEqual([]);
  expect(mistletoe('inspect', 'install', 'shop', ...at).err).toContain(
    'no resources found for installation name "shop"',
  );
});

test('a module gets what it takes, and its random values stay until they are rotated', async () => {
  const namespace = freshName('module');
  const at = ['-n', namespace];
  const drawing = join(folder, 'drawing.wasm');
  writeFileSync(drawing, (await testPackage('drawing')).wasm);
  const data = async () =>
    (await kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'draw' }))['data'] as Record<
      string,
      string
    >;
  succeed(mistletoe('install', 'draw', drawing, ...at, '--create-namespace'));
  const first = await data();
  expect(first).toMatchObject({ namespace, version: await kube.version(), apps: 'true' });
  expect(first['password']).toMatch(/^\w{20}$/);
  succeed(mistletoe('upgrade', 'draw', drawing, ...at));
  expect(succeed(mistletoe('diff', 'draw', drawing, ...at))).toBe('nothing changes\n');
  expect(await data()).toEqual(first);
  expect(mistletoe('upgrade', 'draw', drawing, ...at, '--rotate', 'x').err).toContain('only all can be drawn anew');
  succeed(mistletoe('upgrade', 'draw', drawing, ...at, '--rotate', 'all'));
  expect((await data())['password']).not.toBe(first['password']);
  succeed(mistletoe('uninstall', 'draw', ...at));
});

test('what a module looks up is fetched, recorded, and must be allowed', async () => {
  const namespace = freshName('looking');
  const at = ['-n', namespace];
  const looking = join(folder, 'looking.wasm');
  writeFileSync(looking, (await testPackage('looking')).wasm);
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const map = (name: string, data: Record<string, string>) =>
    kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
  const found = async () =>
    (await kube.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'look' }))['data'] as object;

  const needed = mistletoe('install', 'look', looking, ...at, '--set', 'needed=true');
  expect([needed.code, needed.err]).toEqual([
    1,
    expect.stringContaining('the ConfigMap that known names is not there'),
  ]);
  await map('known', { next: 'other' });
  await map('other', { key: 'value' });
  await kube.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web', namespace },
    spec: { ports: [{ port: 80 }] },
  });
  succeed(mistletoe('install', 'look', looking, ...at, '--set', 'needed=true'));
  expect(await found()).toEqual({ second: 'value', services: 'web', home: namespace });
  await map('other', { key: 'changed' });
  expect(succeed(mistletoe('diff', 'look', looking, ...at))).toContain('data.second: "value" → "changed"');
  succeed(mistletoe('upgrade', 'look', looking, ...at));
  expect(await found()).toMatchObject({ second: 'changed' });

  const rule = (apiGroup: string, resource: string) => ({ apiGroups: [apiGroup], resources: [resource], verbs: ['*'] });
  const metadata = { name: 'deployer', namespace };
  const api = 'rbac.authorization.k8s.io';
  const rules = [rule('coordination.k8s.io', 'leases'), rule('', 'secrets')];
  await kube.apply({ apiVersion: `${api}/v1`, kind: 'Role', metadata, rules });
  await kube.apply({
    apiVersion: `${api}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: api, kind: 'Role', name: 'deployer' },
    subjects: [{ apiGroup: api, kind: 'User', name: 'deployer' }],
  });
  const as = ['--as', 'deployer', '--as-group', 'system:authenticated'];
  const { code, err } = mistletoe('upgrade', 'look', looking, ...at, ...as);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining(`It needs a rule with the verb get for configmaps in namespace ${namespace}`),
  ]);
  expect(err).toContain('the package looks up ConfigMap known: ');
  // A chart is told the same.
  const chart = mistletoe('upgrade', '-i', 'web', 'test/cluster/charts/shop', ...at, '--set', 'lookup=known', ...as);
  expect(chart.err).toContain(`It needs a rule with the verb get for configmaps in namespace ${namespace}`);
  succeed(mistletoe('uninstall', 'look', ...at));
});

test('a file may hold several objects, hooks among them', async () => {
  const namespace = freshName('several');
  const at = ['-n', namespace];
  const object = (name: string, annotations?: Record<string, string>) =>
    `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, annotations } })}\n`;
  const text = `${object('one')}# a comment\n${object('hook', { 'helm.sh/hook': 'pre-install' })}${object('two')}---\n`;
  const several = join(folder, 'several.wasm');
  const more = `---\napiVersion: v1\nkind: List\nitems:\n- ${object('three').slice(4)}`;
  const files = { 'all.yaml': text, 'more.yaml': more };
  writeFileSync(several, fixedModule(JSON.stringify({ result: 'Ok', files })));
  succeed(mistletoe('install', 'all', several, ...at, '--create-namespace'));
  const names = async () => (await stateOf(namespace)).map(({ metadata }) => metadata.name);
  expect(await names()).toEqual(['hook', 'one', 'three', 'two']);
  expect(succeed(helm('4.3', 'get', 'manifest', 'all', ...at))).toMatch(
    /^---\n# Source: all.yaml\n\{.*"one".*\n# a comment\n---\n# Source: all.yaml\n\{.*"two".*\n---\n# Source: more.yaml\napi/,
  );
  expect(succeed(mistletoe('diff', 'all', several, ...at))).toBe('nothing changes\n');
  succeed(mistletoe('uninstall', 'all', ...at));
  expect(await names()).toEqual(['hook']);
});

test('what has the label and no record is found, wherever it is', async () => {
  const name = freshName('labelled');
  const namespaces = [freshName('one'), freshName('two')];
  for (const namespace of namespaces) {
    await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const metadata = { name: 'settings', namespace, labels: { [LABEL]: name } };
    await kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: {} });
  }
  const lines = (...args: string[]) =>
    succeed(mistletoe('inspect', 'install', name, ...args))
      .trim()
      .split('\n')
      .sort();
  expect(lines()).toEqual(namespaces.map((namespace) => `configmap/settings (in namespace ${namespace})`).sort());
  expect(lines('-n', namespaces[0]!)).toHaveLength(1);
});

test('without a cluster, --dry-run=client renders all the same', () => {
  const nowhere = { KUBECONFIG: join(folder, 'none'), HOME: folder };
  const dry = (...args: string[]) => run(process.execPath, ['dist/cli/main.js', ...args, '--dry-run=client'], nowhere);
  expect(succeed(dry('install', 'shop', module, '-n', 'there'))).toMatch(
    /NAMESPACE: there\nSTATUS: pending-install\n[\s\S]*MANIFEST:\n---\n# Source: deployment-shop.yaml\n/,
  );
  const chart = 'test/cluster/charts/shop';
  const upgraded = dry('upgrade', 'web', chart);
  expect(succeed(upgraded)).toContain('revision: "upgrade"\n');
  expect(dry('install', 'web', chart, '--set', 'lookup=known').err).toMatch(
    /error calling len: .*\nthe package looks up objects, of which --dry-run=client finds none/,
  );
  expect(upgraded.err).toMatch(/rendered with the given values alone/);
  expect(dry('upgrade', 'web', chart, '--reuse-values').err).toContain('--dry-run=client knows no values');
  // Anything else says what is missing.
  const online = run(process.execPath, ['dist/cli/main.js', 'install', 'web', chart], nowhere);
  expect([online.code, online.err]).toEqual([1, expect.stringContaining('no cluster is configured')]);
});
