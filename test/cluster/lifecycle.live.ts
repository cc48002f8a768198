// A release's life on a real API server: what the commands print, what the cluster has, and what helm sees.

import { describe, expect, test } from 'vitest';
import { client, freshName, helm, mistletoe, succeed } from './kit';
import { stateOf } from './state';

const chart = 'test/cluster/charts/shop';

describe('a release', () => {
  const namespace = freshName();

  test('is installed, waited for and recorded', async () => {
    const out = succeed(mistletoe('install', 'web', chart, '-n', namespace, '--create-namespace', '--wait'));
    expect(out).toContain('STATUS: deployed\nREVISION: 1\nDESCRIPTION: Install complete\n');
    const kinds = (await stateOf(namespace)).map(({ kind }) => kind);
    expect(kinds).toContain('Deployment');
    expect(kinds).toContain('Service');
  });

  test('cannot be installed twice', () => {
    const { code, err } = mistletoe('install', 'web', chart, '-n', namespace);
    expect(code).toBe(1);
    expect(err).toContain('release web exists: change it with mistletoe upgrade web');
  });

  test('is seen by both helms as we see it', () => {
    const rows = (text: string) =>
      text
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(/\s*\t\s*/));
    const ours = rows(succeed(mistletoe('list', '-n', namespace)));
    for (const version of ['4.3', '3.22'] as const) {
      const theirs = rows(succeed(helm(version, 'list', '-n', namespace)));
      const withoutTime = (row: string[]) => row.filter((_, i) => i !== 3).map((cell) => cell.trim());
      expect(theirs.map(withoutTime)).toEqual(ours.map(withoutTime));
      expect(succeed(helm(version, 'get', 'manifest', 'web', '-n', namespace))).toBe(
        succeed(mistletoe('get', 'manifest', 'web', '-n', namespace)),
      );
    }
  });

  test('is upgraded: what changed changes, what left goes', async () => {
    succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--set', 'replicas=2', '--wait'));
    const deployment = (await stateOf(namespace)).find(({ kind }) => kind === 'Deployment');
    expect(deployment?.['spec']).toMatchObject({ replicas: 2 });
    expect(succeed(mistletoe('get', 'values', 'web', '-n', namespace, '-o', 'json'))).toBe('{"replicas":2}\n');
  });

  test('is rolled back, and remembers', () => {
    succeed(mistletoe('rollback', 'web', '1', '-n', namespace, '--wait'));
    const history = JSON.parse(succeed(mistletoe('history', 'web', '-n', namespace, '-o', 'json'))) as Record<
      string,
      unknown
    >[];
    expect(history.map(({ revision, status, description }) => [revision, status, description])).toEqual([
      [1, 'superseded', 'Install complete'],
      [2, 'superseded', 'Upgrade complete'],
      [3, 'deployed', 'Rollback to 1'],
    ]);
  });

  test('is uninstalled without a trace', async () => {
    expect(succeed(mistletoe('uninstall', 'web', '-n', namespace, '--wait'))).toBe(
      'kept, because their resource policy says so: ConfigMap web-kept\nrelease "web" uninstalled\n',
    );
    expect((await stateOf(namespace)).map(({ metadata }) => metadata.name)).toEqual(['web-kept']);
    const kube = client();
    expect(await kube.list('v1', 'Secret', { namespace })).toEqual([]);
    expect(await kube.list('coordination.k8s.io/v1', 'Lease', { namespace })).toEqual([]);
    kube.close();
  });
});

test('a dry run changes nothing', async () => {
  const namespace = freshName();
  const out = succeed(mistletoe('install', 'web', chart, '-n', namespace, '--dry-run=server'));
  expect(out).toContain('MANIFEST:\n---\n# Source: shop/templates/');
  expect(await stateOf(namespace)).toEqual([]);
  expect(mistletoe('status', 'web', '-n', namespace).err).toContain(
    `there is no release web in namespace ${namespace}`,
  );
});

describe('what is not the release’s own', () => {
  test('is refused by name, and taken over when asked', async () => {
    const namespace = freshName();
    const kube = client();
    await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const data = { name: 'web-config', namespace };
    await kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: data, data: { mine: 'yes' } });
    const refused = mistletoe('install', 'web', chart, '-n', namespace);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain('ConfigMap web-config: it belongs to no release');
    expect(refused.err).toContain('--take-ownership');
    expect(mistletoe('status', 'web', '-n', namespace).code).toBe(1);
    succeed(mistletoe('install', 'web', chart, '-n', namespace, '--take-ownership'));
    kube.close();
  });
});
