// Random values of a release that Helm installed, or of objects that no release has: they stay as they stand, wherever the package has them.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { KubeClient } from '../../kube/client';
import { parseManifests } from '../../manifests/manifest';
import { client, freshName, helm, mistletoe, succeed } from './kit';

const chart = 'test/cluster/charts/vault';

let kube: KubeClient;
beforeAll(() => {
  kube = client();
});
afterAll(() => kube.close());

async function newNamespace(): Promise<string> {
  const namespace = freshName('stand');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return namespace;
}

const find = (namespace: string, kind: string, name: string, apiVersion = 'v1') =>
  kube.get({ apiVersion, kind, namespace, name });

/** What is drawn, decoded, and how often the Deployment was changed. */
async function drawn(namespace: string) {
  const secret = (await find(namespace, 'Secret', 'web-vault'))['data'] as Record<string, string>;
  const text = Object.fromEntries(
    Object.entries(secret).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
  );
  const trust = (await find(namespace, 'ConfigMap', 'web-trust'))['data'] as Record<string, string>;
  const { generation } = (await find(namespace, 'Deployment', 'web-vault', 'apps/v1')).metadata;
  return { ...text, ...trust, generation } as Record<string, string> & { generation: number };
}

test.each(['4.3', '3.22'] as const)('what helm %s drew stays, upgrade after upgrade', async (version) => {
  const namespace = await newNamespace();
  succeed(helm(version, 'install', 'web', chart, '-n', namespace));
  const before = await drawn(namespace);
  const same = mistletoe('diff', 'web', chart, '-n', namespace, '--detailed-exitcode');
  expect([same.code, same.out]).toEqual([0, 'nothing changes\n']);
  for (let i = 0; i < 2; i++) {
    succeed(mistletoe('upgrade', 'web', chart, '-n', namespace));
    expect(await drawn(namespace)).toEqual(before);
  }

  // What else changes in the same text comes through, and pods start again.
  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--set', 'level=debug,host=db2'));
  const changed = await drawn(namespace);
  expect(changed['app.conf']).toBe(
    before['app.conf']!.replace('level = info', 'level = debug').replace('@db/', '@db2/'),
  );
  expect({ ...changed, 'app.conf': '', generation: 0 }).toEqual({ ...before, 'app.conf': '', generation: 0 });
  expect(changed.generation).toBe(before.generation + 1);
  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--set', 'level=debug,host=db2'));
  expect(await drawn(namespace)).toEqual(changed);

  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--rotate', 'genSelfSignedCert'));
  const rotated = await drawn(namespace);
  expect(rotated['password']).toBe(before['password']);
  expect(rotated['tls.key']).not.toBe(before['tls.key']);
  expect(rotated['ca.crt']).toBe(rotated['tls.crt']);

  const recorded = succeed(helm(version, 'get', 'manifest', 'web', '-n', namespace));
  expect(recorded).toContain('name: web-vault # kept\n');
});

test('what --rotate names on the first upgrade is drawn, the rest stays', async () => {
  const namespace = await newNamespace();
  succeed(helm('4.3', 'install', 'web', chart, '-n', namespace));
  const before = await drawn(namespace);
  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--rotate', 'randAlphaNum'));
  const after = await drawn(namespace);
  expect(after['tls.crt']).toBe(before['tls.crt']);
  expect(after['password']).not.toBe(before['password']);
  expect(after['app.conf']).toContain(after['password']);
  succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, '--rotate', 'all'));
  expect((await drawn(namespace))['tls.crt']).not.toBe(before['tls.crt']);
});

test('objects that stand are adopted with the values that they have, and what would change is shown first', async () => {
  const namespace = await newNamespace();
  for (const { object } of parseManifests(succeed(helm('4.3', 'template', 'web', chart)))) {
    await kube.apply({ ...object, metadata: { ...object.metadata, namespace } });
  }
  const before = await drawn(namespace);
  const adopt = (...args: string[]) =>
    mistletoe('adopt', 'web', chart, '-n', namespace, '--set', 'replicas=2', ...args);
  const shown = succeed(adopt());
  expect(shown).toContain('~ Deployment web-vault  (vault/templates/deployment.yaml)\n');
  expect(shown).toContain('spec.replicas: 1 → 2');
  expect(shown).not.toMatch(/ (?:data|stringData)\b|checksum/);
  succeed(adopt('--yes'));
  expect(await drawn(namespace)).toEqual({ ...before, generation: before.generation + 1 });
});
