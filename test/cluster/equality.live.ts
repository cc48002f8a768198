// Every chart that we have, installed, upgraded, rolled back and uninstalled by the real helm and by us: after every step the cluster has
// the same. What the server refuses, both refuse. MISTLETOE_TEST_CHARTS names a folder with more charts.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { defaultProfile } from '../../language/profiles';
import type { KubeObject } from '../../manifests/object';
import type { HelmId } from '../judge/helm';
import { client, clusterStateOf, freshName, helm, mistletoe, type Ran, stateOf, withoutRandom } from './kit';

/** The Helm whose semantics a converted chart has. */
const HELM = defaultProfile.id as HelmId;

/** Charts whose render depends on the moment or on what is drawn, outside of Secrets. */
const UNREPEATABLE = new Set(['secret-maker', 'function-garden', 'value-zoo']);

const folders = ['charts-fixtures', process.env['MISTLETOE_TEST_CHARTS'] ?? ''].filter((folder) => folder !== '');
const charts = ['test/cluster/charts/shop'].concat(
  folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => existsSync(join(folder, name, 'Chart.yaml')) && !UNREPEATABLE.has(name))
      .map((name) => join(folder, name)),
  ),
);

const CHANGED = ['--set', 'replicaCount=2,replicas=2,extra=false,changed=yes'];

async function life(
  tool: (...args: string[]) => Ran,
  chart: string,
): Promise<{ steps: string[]; states: KubeObject[][] }> {
  const namespace = freshName('equal');
  const kube = client();
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  kube.close();
  const steps: string[] = [];
  const states: KubeObject[][] = [];
  const step = async (name: string, ...args: string[]) => {
    const { code } = tool(name, 'rel', ...args, '-n', namespace, '--timeout', '60s');
    steps.push(`${name}: ${code === 0 ? 'ok' : 'refused'}`);
    states.push(withoutRandom([...(await stateOf(namespace)), ...(await clusterStateOf(namespace))]));
    return code === 0;
  };
  const isThere = await step('install', chart);
  if (isThere) {
    await step('upgrade', chart, ...CHANGED);
    await step('rollback', '1');
  }
  tool('uninstall', 'rel', '-n', namespace, '--timeout', '60s');
  // What a refused installation left half made is each tool's own; what an uninstalled one leaves is not.
  if (isThere) states.push(withoutRandom([...(await stateOf(namespace)), ...(await clusterStateOf(namespace))]));
  return { steps, states: isThere ? states : [] };
}

test.each(charts)('%s', async (chart) => {
  const theirs = await life((...args) => helm(HELM, ...args), chart);
  const ours = await life(mistletoe, chart);
  expect(ours).toEqual(theirs);
});
