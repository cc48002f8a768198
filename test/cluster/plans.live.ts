// diff, plan and apply against a real API server; and `inspect install`, with a chart and with a hand-written module.

import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../kube/client';
import type { Change } from '../../plan/compare';
import { client, freshName, mistletoe, succeed } from './kit';
import { stateOf } from './state';

const chart = 'test/cluster/charts/shop';

let kube: KubeClient;
let folder: string;
beforeAll(() => {
  kube = client();
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-plans-'));
});
afterAll(() => {
  kube.close();
  rmSync(folder, { recursive: true, force: true });
});

async function installed(): Promise<string> {
  const namespace = freshName('plan');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  succeed(mistletoe('install', 'web', chart, '-n', namespace));
  return namespace;
}

const deploymentOf = (namespace: string) => ({ apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'web-web' });

test('a diff says what changes and why, hides secrets, and changes nothing', async () => {
  const namespace = await installed();
  const before = await stateOf(namespace);
  const diff = (...args: string[]) => mistletoe('diff', 'web', chart, '-n', namespace, ...args);
  // The one thing that says whether it is an upgrade.
  const upgraded = '~ ConfigMap web-config  (shop/templates/web.yaml)\n    data.revision: "install" → "upgrade"';
  expect(succeed(diff())).toBe(`${upgraded}  [the values changed]  (shop/templates/web.yaml:36)\n1 to change\n`);
  const both = succeed(diff('--set', 'replicas=3,extra=false', '--rotate', 'randAlphaNum'));
  expect(both).toContain(
    '~ Deployment web-web  (shop/templates/web.yaml)\n    spec.replicas: 1 → 3  [the values changed]  (shop/templates/web.yaml:7)\n',
  );
  expect(both).toContain('~ Secret web-secret  (shop/templates/secret.yaml)\n    data.password: another secret  [');
  expect(both).toContain('- ConfigMap web-extra  (shop/templates/web.yaml)\n3 to change, 1 to delete\n');
  expect(await stateOf(namespace)).toEqual(before);

  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace));
  expect(diff('--detailed-exitcode')).toMatchObject({ code: 0, out: 'nothing changes\n' });
  await kube.patch(deploymentOf(namespace), [{ op: 'replace', path: '/spec/replicas', value: 4 }]);
  const drift = diff('--detailed-exitcode');
  expect(drift.code).toBe(2);
  expect(drift.out).toContain('spec.replicas: 4 → 1  [somebody changed the cluster]');
});

test('a plan is applied as it was shown, and only while the cluster is as it was', async () => {
  const namespace = await installed();
  const file = join(folder, 'web.plan');
  const plan = () =>
    succeed(mistletoe('plan', 'web', chart, '-n', namespace, '--set', 'replicas=2', '--out', file, '-o', 'json'));
  const changes = JSON.parse(plan()) as Change[];
  expect(changes.map(({ action, name }) => [action, name])).toEqual([
    ['update', 'ConfigMap web-config'],
    ['update', 'Deployment web-web'],
  ]);
  expect(statSync(file).mode & 0o777).toBe(0o600);

  const labels = { op: 'add', path: '/metadata/labels/touched', value: 'yes' };
  await kube.patch(deploymentOf(namespace), [labels]);
  const refused = mistletoe('apply', file);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(`Deployment/${namespace}/web-web. Plan again`);

  plan();
  expect(succeed(mistletoe('apply', file))).toContain('REVISION: 2\n');
  expect((await kube.get(deploymentOf(namespace)))['spec']).toMatchObject({ replicas: 2 });
  expect(mistletoe('apply', file).err).toContain(
    'was made for revision 1 of release web, which is at 2 now: plan again',
  );
});

test('conflicts and fields that cannot change are named, with what to do', async () => {
  const namespace = await installed();
  const other = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'web-config', namespace },
    data: { greeting: 'mine' },
  };
  await kube.requests.json({
    method: 'PATCH',
    path: `/api/v1/namespaces/${namespace}/configmaps/web-config`,
    query: { fieldManager: 'somebody', force: true },
    contentType: 'application/apply-patch+yaml',
    body: other,
  });
  const upgrade = (...args: string[]) => mistletoe('upgrade', 'web', chart, '-n', namespace, ...args);
  const conflict = upgrade();
  expect(conflict.code).toBe(1);
  expect(conflict.err).toContain(
    'ConfigMap web-config: .data.greeting is managed by somebody. --force-conflicts takes it over',
  );
  succeed(upgrade('--force-conflicts', '--set', 'immutable=a'));
  const immutable = upgrade('--set', 'immutable=b');
  expect(immutable.err).toMatch(
    /ConfigMap web-immutable: .*immutable.*--replace deletes the object and makes it anew/s,
  );
  expect(succeed(mistletoe('diff', 'web', chart, '-n', namespace, '--set', 'immutable=b', '--replace'))).toContain(
    '! ConfigMap web-immutable',
  );
  succeed(upgrade('--set', 'immutable=b', '--replace'));
  const { data } = (await kube.get({ ...other, name: 'web-immutable', namespace })) as unknown as { data: object };
  expect(data).toEqual({ value: 'b' });
});

test('what stands in the cluster is adopted, after it was shown', async () => {
  const namespace = freshName('adopt');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const extra = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'web-extra', namespace },
    data: { kind: 'old' },
  };
  await kube.apply(extra);
  const args = ['adopt', 'web', chart, '-n', namespace];
  const shown = mistletoe(...args);
  expect(shown.out).toContain('~ ConfigMap web-extra');
  expect(shown.err).toContain('nothing was changed: --yes takes the objects over');
  expect(mistletoe('status', 'web', '-n', namespace).code).toBe(1);
  expect(succeed(mistletoe(...args, '--yes'))).toContain('release "web" adopted, revision 1\n');
  expect(succeed(mistletoe('list', '-n', namespace, '-q'))).toBe('web\n');
});
