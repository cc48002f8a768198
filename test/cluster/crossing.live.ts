// A release that goes from tool to tool: install, upgrade, roll back and uninstall, each by helm or by us, in all sixteen orders. After
// every step the cluster has what it has where one tool does everything.

import { beforeAll, describe, expect, test } from 'vitest';
import { client, freshName, helm, mistletoe, type Ran, some, succeed } from './kit';
import { stateOf, withoutRandom } from './state';
import type { KubeObject } from '../../manifests/object';

const chart = 'test/cluster/charts/shop';

const STEPS = [
  ['install', 'web', chart, '--set', 'replicas=1'],
  ['upgrade', 'web', chart, '--set', 'replicas=2,extra=false,config.greeting=good day,config.added=yes'],
  ['rollback', 'web', '1'],
  ['uninstall', 'web'],
];

describe.each(['4.3', '3.22'] as const)('with helm %s', (version) => {
  const tools: Record<string, (...args: string[]) => Ran> = {
    helm: (...args) => helm(version, ...args),
    mistletoe,
  };
  let expected: KubeObject[][];

  async function walk(order: string[]): Promise<KubeObject[][]> {
    const namespace = freshName('cross');
    const states: KubeObject[][] = [];
    const kube = client();
    await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const [i, step] of STEPS.entries()) {
      succeed(tools[order[i]!]!(...step, '-n', namespace));
      states.push(withoutRandom(await stateOf(namespace)));
      if (step[0] === 'uninstall') break;
      for (const tool of Object.values(tools)) {
        const [row] = JSON.parse(succeed(tool('list', '-n', namespace, '-o', 'json'))) as Record<string, string>[];
        expect(row).toMatchObject({ name: 'web', revision: String(i + 1), status: 'deployed' });
      }
    }
    expect(await kube.list('v1', 'Secret', { namespace, labelSelector: 'owner=helm' })).toEqual([]);
    kube.close();
    return states;
  }

  beforeAll(async () => {
    expected = await walk(['helm', 'helm', 'helm', 'helm']);
  });

  const orders = Array.from({ length: 15 }, (_, i) =>
    STEPS.map((_step, bit) => (((i + 1) >> bit) & 1 ? 'mistletoe' : 'helm')),
  );
  test.each(some(orders, 2).map((order) => [order.join(', '), order] as const))('%s', async (_, order) => {
    expect(await walk([...order])).toEqual(expected);
  });
});
