// What a command will do to the cluster, before it does anything: which objects are made, changed, deleted, left.

import type { KubeClient } from '../kube/client';
import { KubeError } from '../kube/errors';
import { type KubeObject, nameOf } from '../manifests/object';
import { findExisting } from './existing';
import { foreignness, isKept, type Owner, type Resource } from './resource';

/** One object and what becomes of it. */
export interface Step {
  action: 'create' | 'update' | 'delete' | 'keep';
  resource: Resource;
  /** its metadata in the cluster, where it exists */
  existing?: KubeObject;
}

/** All steps, in the order of the release; what is deleted comes last. */
export interface Plan {
  owner: Owner;
  steps: Step[];
}

/** From what to what. */
export interface PlanInput {
  owner: Owner;
  target: readonly Resource[];
  /** what the release has now, or may have */
  previous: readonly Resource[];
  /** take over objects that belong to nobody or to somebody else */
  takeOwnership?: boolean;
}

/** Compares a release with the cluster. Throws KubeError `conflict` that names every object that is somebody else's. */
export async function buildPlan(
  client: KubeClient,
  { owner, target, previous, takeOwnership }: PlanInput,
): Promise<Plan> {
  const wanted = new Set(target.map(({ key }) => key));
  const before = new Map(previous.map((resource) => [resource.key, resource]));
  const leftovers = [...before.values()].filter(({ key }) => !wanted.has(key));
  const existing = await findExisting(client, [...target, ...leftovers]);
  const foreign: string[] = [];
  const steps: Step[] = [];
  for (const resource of target) {
    const found = existing.get(resource.key);
    // What the release already had is its own, whatever somebody did to its labels.
    const why = found && !before.has(resource.key) ? foreignness(found, owner) : undefined;
    if (why !== undefined && !takeOwnership) foreign.push(`${nameOf(resource.object, owner.namespace)}: ${why}`);
    steps.push({ action: found ? 'update' : 'create', resource, existing: found });
  }
  if (foreign.length > 0) {
    throw new KubeError(
      'conflict',
      `the cluster already has ${foreign.length === 1 ? 'an object' : 'objects'} of the package. --take-ownership makes them the release's:\n${foreign.map((line) => `  ${line}`).join('\n')}`,
    );
  }
  for (const resource of leftovers) {
    const found = existing.get(resource.key);
    if (!found) continue;
    const stays = isKept(found) || foreignness(found, owner) !== undefined;
    steps.push({ action: stays ? 'keep' : 'delete', resource, existing: found });
  }
  return { owner, steps };
}
