// Carries a plan out: kind by kind in Helm's order, the objects of a kind side by side.

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient } from '../kube/client';
import { KubeError } from '../kube/errors';
import { waitUntilReady } from '../kube/wait/wait';
import { type KubeObject, nameOf } from '../manifests/object';
import { sortByKind } from '../manifests/order';
import { type ApplyOptions, applyStep, explained } from './apply';
import type { Plan, Step } from './build';
import type { Resource } from './resource';

/** What was done before everything was done or something failed. */
export interface Done {
  created: Resource[];
  changed: number;
  deleted: Resource[];
  kept: Resource[];
}

/** New kinds are known at once or, on a busy server, within seconds. */
const ESTABLISHED_MS = 60_000;
const LISTED_MS = 15_000;
const LOOK_MS = 200;

/**
 * Carries a plan out. `done` is filled as it goes, so that it is right also after an error. Throws KubeError with everything
 * that failed at the place where it stopped.
 */
export async function executePlan(client: KubeClient, plan: Plan, options: ApplyOptions, done: Done): Promise<void> {
  const applied = plan.steps.filter(({ action }) => action === 'create' || action === 'update');
  for (const batch of batches(applied)) {
    await all(batch, async (step) => {
      const before = step.existing?.metadata.resourceVersion;
      const after = await applyStep(client, step, options);
      if (step.action === 'create') done.created.push(step.resource);
      else if (after.metadata.resourceVersion !== before) done.changed++;
    });
    if (batch[0]?.resource.ref.kind === 'CustomResourceDefinition')
      await establish(
        client,
        batch.map(({ resource }) => resource),
        options,
      );
  }
  done.kept.push(...plan.steps.filter(({ action }) => action === 'keep').map(({ resource }) => resource));
  const leftovers = plan.steps.filter(({ action }) => action === 'delete');
  const ordered = sortByKind(leftovers, ({ resource }) => resource.ref.kind, 'uninstall');
  for (const batch of batches(ordered)) {
    await all(batch, async ({ resource, existing }) => {
      try {
        if (await client.delete(resource.ref, { uid: existing?.metadata.uid, signal: options.signal }))
          done.deleted.push(resource);
      } catch (error) {
        throw explained(error, resource.object, options.home);
      }
    });
  }
}

/** Waits until new kinds can be used, and forgets what was known of kinds. */
export async function establish(
  client: KubeClient,
  resources: readonly Resource[],
  { home, signal }: ApplyOptions,
): Promise<void> {
  await waitUntilReady(
    client,
    resources.map(({ ref }) => ref),
    { timeoutMs: ESTABLISHED_MS, home, signal },
  );
  // The list of kinds follows a moment later.
  const until = Date.now() + LISTED_MS;
  for (const { object } of resources) {
    for (const [apiVersion, kind] of kindsOf(object)) {
      for (;;) {
        client.discovery.forget();
        if ((await client.discovery.all()).has(`${apiVersion}/${kind}`) || Date.now() > until) break;
        await sleep(LOOK_MS, undefined, { signal }).catch(() => {
          throw new KubeError('aborted', 'stopped while waiting for new kinds');
        });
      }
    }
  }
}

/** The kinds that a definition has the server serve. */
function kindsOf(definition: KubeObject): [apiVersion: string, kind: string][] {
  const { group, names, versions } = (definition['spec'] ?? {}) as {
    group?: string;
    names?: { kind?: string };
    versions?: { name: string; served?: boolean }[];
  };
  return (versions ?? []).filter(({ served }) => served).map(({ name }) => [`${group}/${name}`, names?.kind ?? '']);
}

/** Runs of steps with objects of one kind. */
function batches(steps: readonly Step[]): Step[][] {
  const found: Step[][] = [];
  for (const step of steps) {
    const last = found.at(-1);
    if (last && last[0]!.resource.ref.kind === step.resource.ref.kind) last.push(step);
    else found.push([step]);
  }
  return found;
}

/** Does everything, and throws what failed when all has ended. */
async function all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const results = await Promise.allSettled(items.map(work));
  const errors = results.flatMap((result) => (result.status === 'rejected' ? [result.reason as Error] : []));
  if (errors.length === 0) return;
  const [first] = errors as [Error];
  if (errors.length === 1 || first.name !== 'KubeError') throw first;
  const { code, status } = first as KubeError;
  const lines = errors.slice(0, 5).map(({ message }) => message);
  if (errors.length > lines.length) lines.push(`and ${errors.length - lines.length} more`);
  throw new KubeError(code, lines.join('\n'), status, { cause: first });
}

/** The objects of a list, as people read them. */
export function namesOf(resources: readonly Resource[], home: string): string {
  return resources.map(({ object }) => nameOf(object, home)).join(', ');
}
