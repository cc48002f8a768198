// What a render learns from the cluster, and what it keeps: capabilities, lookups, random values.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../kube/client';
import { client, freshName, helm, mistletoe, succeed } from './kit';
import { stateOf } from './state';

const chart = 'test/cluster/charts/shop';

let kube: KubeClient;
beforeAll(() => {
  kube = client();
});
afterAll(() => kube.close());

async function inNamespace(): Promise<string> {
  const namespace = freshName('values');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await kube.apply({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'known', namespace },
    data: { key: 'value' },
  });
  return namespace;
}

const dataOf = async (namespace: string, name: string) =>
  (await stateOf(namespace)).find(({ metadata }) => metadata.name === name)?.['data'];

test('lookups and capabilities are the cluster’s, as helm has them', async () => {
  const [ours, theirs] = [await inNamespace(), await inNamespace()];
  const args = ['install', 'web', chart, '--set', 'lookup=known'];
  succeed(mistletoe(...args, '-n', ours));
  succeed(helm('4.3', ...args, '-n', theirs));
  const found = await dataOf(ours, 'web-cluster');
  expect(found).toMatchObject({ found: '{"key":"value"}', missing: '{}', apps: 'true' });
  expect(found).toEqual(await dataOf(theirs, 'web-cluster'));
});

test('what is looked up must be allowed, and the error names the rule', async () => {
  const namespace = await inNamespace();
  const as = ['--as', 'nobody', '--as-group', 'system:authenticated'];
  const { code, err } = mistletoe('install', 'web', chart, '-n', namespace, '--set', 'lookup=known', ...as);
  expect(code).toBe(1);
  expect(err).toMatch(/forbidden/);
});

test('random values are drawn anew when asked, and only those', async () => {
  const namespace = await inNamespace();
  succeed(mistletoe('install', 'web', chart, '-n', namespace));
  const first = (await dataOf(namespace, 'web-secret')) as Record<string, string>;
  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--rotate', 'randAlphaNum'));
  const second = (await dataOf(namespace, 'web-secret')) as Record<string, string>;
  expect(second['ca.key']).toBe(first['ca.key']);
  expect(second['password']).not.toBe(first['password']);
  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--rotate', 'all'));
  const third = (await dataOf(namespace, 'web-secret')) as Record<string, string>;
  expect(third['ca.key']).not.toBe(first['ca.key']);
  succeed(mistletoe('rollback', 'web', '1', '-n', namespace));
  expect(await dataOf(namespace, 'web-secret')).toEqual(first);
  const wrong = mistletoe('upgrade', 'web', chart, '-n', namespace, '--rotate', 'genCert');
  expect(wrong.err).toContain(
    '--rotate genCert: nothing is drawn there (there are: shop/templates/secret.yaml:randAlphaNum',
  );
});

test('values are kept, reset and merged as helm does', async () => {
  const namespace = await inNamespace();
  const values = () => JSON.parse(succeed(mistletoe('get', 'values', 'web', '-n', namespace, '-o', 'json'))) as unknown;
  const upgrade = (...args: string[]) => succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, ...args));
  succeed(mistletoe('install', 'web', chart, '-n', namespace, '--set', 'config.a=one,extra=false'));
  upgrade();
  expect(values()).toEqual({ config: { a: 'one' }, extra: false });
  upgrade('--reuse-values', '--set', 'config.b=two');
  expect(values()).toEqual({ config: { a: 'one', b: 'two' }, extra: false });
  upgrade('--reset-then-reuse-values', '--set', 'extra=true');
  expect(values()).toEqual({ config: { a: 'one', b: 'two' }, extra: true });
  upgrade('--set', 'replicas=2');
  expect(values()).toEqual({ replicas: 2 });
  upgrade('--reset-values');
  expect(values()).toBeNull();
  expect(succeed(helm('4.3', 'get', 'values', 'web', '-n', namespace, '-o', 'json'))).toBe('null\n');
});

test('kinds of crds/ exist before their objects; an upgrade says what differs and changes it when asked', async () => {
  const namespace = await inNamespace();
  succeed(mistletoe('install', 'web', chart, '-n', namespace, '--set', 'widgets=2'));
  expect(await kube.list('example.com/v1', 'Widget', { namespace })).toHaveLength(2);
  const ref = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: 'widgets.example.com' };
  const path = '/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/size/minimum';
  await kube.patch(ref, [{ op: 'replace', path, value: 1 }]);
  const told = mistletoe('upgrade', 'web', chart, '-n', namespace);
  expect(told.err).toMatch(
    /widgets\.example\.com differs from the package in 1 field\(s\), .*minimum: --crds=update changes it/,
  );
  const updated = mistletoe('upgrade', 'web', chart, '-n', namespace, '--crds=update');
  expect(updated.err).not.toMatch(/differs/);
  expect(mistletoe('upgrade', 'web', chart, '-n', namespace).err).not.toMatch(/differs/);
});
