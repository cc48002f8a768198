// The life of a release by one tool, in a namespace of its own: how each step ended, what the cluster had after it, and in which order
// hooks ran.

import { inject } from 'vitest';
import { parseDocument } from '../../../manifests/manifest';
import type { KubeObject } from '../../../manifests/object';
import { ReleaseStore } from '../../../releases/store';
import { client, freshName, type Ran } from '../kit';
import { clusterStateOf, definitions, forget, stateOf } from '../state';
import { lengthOf, trailOf } from './trail';

/** Installed, upgraded with other values, rolled back, uninstalled. */
export interface Life {
  steps: string[];
  /** after each step that went well */
  states: KubeObject[][];
  /** `write jobs/migrate`, `objects`, `delete jobs/migrate`, for each step */
  trails: string[][];
  /** why the first step that failed did, for people */
  refusal?: string;
}

/** What a tool is called with: it adds nothing. */
export type Tool = (...args: string[]) => Promise<Ran>;

const TIMEOUT = ['--timeout', '180s'];

/** Leads a release of a chart through its life. `changes` are the flags of the upgrade. */
export async function lifeOf(tool: Tool, chart: string, changes: readonly string[]): Promise<Life> {
  const namespace = freshName('equal');
  const before = await definitions();
  const kube = client();
  const life: Life = { steps: [], states: [], trails: [] };
  const log = inject('auditLog');
  const step = async (name: string, ...args: string[]) => {
    const from = log === '' ? 0 : lengthOf(log);
    const { code, err } = await tool(name, 'rel', ...args, '-n', namespace, ...TIMEOUT);
    life.steps.push(`${name}: ${code === 0 ? 'ok' : 'refused'}`);
    if (code !== 0) life.refusal ??= err.trim();
    else if (log !== '') life.trails.push(trailOf(log, from, namespace, await hookNames()));
    if (code === 0) life.states.push([...(await stateOf(namespace)), ...(await clusterStateOf(namespace, before))]);
    return code === 0;
  };
  const hooks = new Set<string>();
  const hookNames = async () => {
    const history = await new ReleaseStore(kube, namespace).history('rel');
    for (const { path, manifest } of history.flatMap((release) => release.hooks ?? [])) {
      for (const { object } of parseDocument(manifest, path)) {
        const type = await kube.discovery.lookUp(object.apiVersion, object.kind);
        if (type) hooks.add(`${type.plural}/${object.metadata.name}`);
      }
    }
    return hooks;
  };
  try {
    await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    // What a refused step leaves half made is each tool's own; what goes well does not.
    const went =
      (await step('install', chart)) && (await step('upgrade', chart, ...changes)) && (await step('rollback', '1'));
    if (went) await step('uninstall');
    else await tool('uninstall', 'rel', '-n', namespace, ...TIMEOUT);
  } finally {
    kube.close();
    await forget(namespace, before);
  }
  return life;
}
