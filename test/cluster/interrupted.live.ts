// Commands that are killed, and commands at once: the next one completes, nothing is lost, nothing stands twice.

import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { KubeClient } from '../../kube/client';
import type { KubeObject } from '../../manifests/object';
import { client, freshName, mistletoe, type Ran, some, startMistletoe, succeed } from './kit';
import { stateOf } from './state';

const chart = 'test/cluster/charts/shop';
const hooks = ['--set', 'hooks.enabled=true'];

let kube: KubeClient;
beforeAll(() => {
  kube = client();
});
afterAll(() => kube.close());

async function inNamespace(): Promise<string> {
  const namespace = freshName('kill');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return namespace;
}

const history = (namespace: string) =>
  JSON.parse(succeed(mistletoe('history', 'web', '-n', namespace, '-o', 'json'))) as {
    status: string;
    revision: number;
  }[];

const namesOf = (objects: KubeObject[]) => objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);

/** Starts a command and kills it after a part of the time that it takes. */
function killed(percent: number, ...args: string[]): Promise<Ran> {
  const { child, ended } = startMistletoe(...args);
  setTimeout(() => child.kill('SIGKILL'), (percent / 100) * lengthMs);
  return ended;
}

/** Moments from before the first request to after the last, spread over the length of a command; each run has others. */
const moments = (count: number) =>
  Array.from({ length: count }, (_, i) => 5 + Math.round(((i + Math.random()) / count) * 100));

/** How long a command takes on this machine, as busy as it is. */
let lengthMs: number;

describe('killed by SIGKILL', () => {
  beforeAll(async () => {
    const namespace = await inNamespace();
    const started = performance.now();
    succeed(mistletoe('install', 'web', chart, '-n', namespace, ...hooks));
    lengthMs = performance.now() - started;
    succeed(mistletoe('uninstall', 'web', '-n', namespace));
  });

  test.each(some(moments(8), 1))('an install after %i/100 of its time is completed by the next', async (percent) => {
    const namespace = await inNamespace();
    const first = await killed(percent, 'install', 'web', chart, '-n', namespace, ...hooks);
    // What had ended before is an installed release.
    if (first.code !== 0 && !isDeployed(namespace))
      succeed(mistletoe('install', 'web', chart, '-n', namespace, ...hooks));
    const revisions = history(namespace);
    expect(revisions.at(-1)?.status).toBe('deployed');
    expect(revisions.filter(({ status }) => status === 'deployed')).toHaveLength(1);
    expect(revisions.filter(({ status }) => status.startsWith('pending'))).toEqual([]);
    const found = namesOf(await stateOf(namespace));
    expect(new Set(found).size).toBe(found.length);
    succeed(mistletoe('uninstall', 'web', '-n', namespace));
    expect(namesOf(await stateOf(namespace))).toEqual(['ConfigMap web-hook-data', 'ConfigMap web-kept']);
  });

  test.each(some(moments(8), 1))('an upgrade after %i/100 of its time leaves no orphan', async (percent) => {
    const namespace = await inNamespace();
    succeed(mistletoe('install', 'web', chart, '-n', namespace, ...hooks));
    // The killed revision makes an object that the next one does not have.
    await killed(percent, 'upgrade', 'web', chart, '-n', namespace, ...hooks, '--set', 'immutable=x');
    succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, ...hooks, '--set', 'replicas=2'));
    expect(namesOf(await stateOf(namespace))).not.toContain('ConfigMap web-immutable');
    const revisions = history(namespace);
    expect(revisions.filter(({ status }) => status === 'deployed').map(({ revision }) => revision)).toEqual([
      revisions.at(-1)?.revision,
    ]);
  });

  test.each(some(moments(4), 1))('a rollback after %i/100 of its time is completed by the next', async (percent) => {
    const namespace = await inNamespace();
    succeed(mistletoe('install', 'web', chart, '-n', namespace, ...hooks));
    succeed(mistletoe('upgrade', 'web', chart, '-n', namespace, ...hooks, '--set', 'replicas=2,extra=false'));
    await killed(percent, 'rollback', 'web', '1', '-n', namespace);
    succeed(mistletoe('rollback', 'web', '1', '-n', namespace));
    const state = await stateOf(namespace);
    expect(namesOf(state)).toContain('ConfigMap web-extra');
    expect(state.find(({ kind }) => kind === 'Deployment')?.['spec']).toMatchObject({ replicas: 1 });
    expect(history(namespace).at(-1)?.status).toBe('deployed');
  });

  function isDeployed(namespace: string): boolean {
    const { code, out } = mistletoe('status', 'web', '-n', namespace, '-o', 'json');
    return code === 0 && (JSON.parse(out) as { info: { status: string } }).info.status === 'deployed';
  }
});

test('Ctrl-C ends cleanly and says what stands', async () => {
  const namespace = await inNamespace();
  const hang = ['--set-json', 'podAnnotations={"kubetest/outcome":"never"}', '--wait'];
  const { child, ended } = startMistletoe('install', 'web', chart, '-n', namespace, ...hang);
  await expect.poll(async () => (await stateOf(namespace)).length, { timeout: 120_000 }).toBeGreaterThan(4);
  setTimeout(() => child.kill('SIGINT'), 300);
  const { code, err } = await ended;
  expect(code).toBe(1);
  expect(err).toMatch(/stopping: what is under way is recorded first/);
  expect(err).toMatch(/what stands of revision 1: \d+ made, 0 changed, 0 deleted/);
  expect(history(namespace)).toMatchObject([{ status: 'failed', description: 'Release "web" was interrupted' }]);
});

test('two upgrades at once: one waits for the other', async () => {
  const namespace = await inNamespace();
  succeed(mistletoe('install', 'web', chart, '-n', namespace));
  const upgrade = (...flags: string[]) => startMistletoe('upgrade', 'web', chart, '-n', namespace, ...flags);
  /** Pods of the first upgrade do not become ready before they are let. */
  const held = async () =>
    (await kube.list('v1', 'Pod', { namespace })).filter(
      ({ metadata }) => metadata.annotations?.['kubetest/outcome'] === 'never',
    );
  const pods = ['--set-json', 'podAnnotations={"kubetest/outcome":"never"}'];
  const first = upgrade('--set', 'replicas=2', ...pods, '--wait', '--timeout', '10m');
  await expect.poll(async () => (await held()).length, { timeout: 120_000 }).toBeGreaterThan(0);
  const second = upgrade('--set', 'replicas=3', '--timeout', '10m');
  let said = '';
  second.child.stderr.on('data', (data) => (said += String(data)));
  await expect.poll(() => said, { timeout: 120_000 }).toMatch(/waiting for upgrade by /);
  let isOver = false;
  void first.ended.then(() => (isOver = true));
  while (!isOver) {
    for (const { metadata } of await held()) {
      const { name } = metadata;
      const released = { name, namespace, annotations: { 'kubetest/outcome': 'ready' } };
      await kube.apply({ apiVersion: 'v1', kind: 'Pod', metadata: released }, { force: true });
    }
    await sleep(100);
  }
  expect([(await first.ended).code, (await second.ended).code]).toEqual([0, 0]);
  expect(history(namespace).map(({ revision, status }) => [revision, status])).toEqual([
    [1, 'superseded'],
    [2, 'superseded'],
    [3, 'deployed'],
  ]);
});

test('an upgrade without a change changes nothing, random values included', async () => {
  const namespace = await inNamespace();
  succeed(mistletoe('install', 'web', chart, '-n', namespace, '--set', 'hooks.enabled=false'));
  const versions = async () =>
    (await kube.list('v1', 'Secret', { namespace }))
      .concat(await kube.list('apps/v1', 'Deployment', { namespace }))
      .filter(({ metadata }) => !metadata.name?.startsWith('sh.helm'))
      .map(({ metadata }) => [metadata.name, metadata.generation, metadata.uid]);
  const password = async () =>
    (await stateOf(namespace)).find(({ metadata }) => metadata.name === 'web-secret')?.['data'];
  const before = [await versions(), await password()];
  for (let i = 0; i < 2; i++) succeed(mistletoe('upgrade', 'web', chart, '-n', namespace));
  expect([await versions(), await password()]).toEqual(before);
});
