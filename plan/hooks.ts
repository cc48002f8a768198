// Runs the hooks of a release: in the order of their weights, each waited for before the next begins.
// Source: helm.sh/helm/v4@v4.3.1 pkg/action/hooks.go.

import type { KubeClient, ObjectRef } from '../kube/client';
import { isKubeError, KubeError } from '../kube/errors';
import { hookStatus } from '../kube/wait/status';
import { waitUntilGone, waitUntilReady } from '../kube/wait/wait';
import type { HookEvent } from '../manifests/hooks';
import { parseDocument } from '../manifests/manifest';
import type { Release, ReleaseHook } from '../releases/record';
import { explained } from './apply';
import { type Resource, resolveResources } from './resource';

/** What running hooks needs. */
export interface HookContext {
  client: KubeClient;
  release: Release;
  timeoutMs: number;
  signal?: AbortSignal;
  /** records the release as it is */
  record(): Promise<void>;
  /** a line for people */
  note(line: string): void;
  /** the log of a hook that asks for it */
  output(line: string): void;
}

const DEFAULT_POLICY = 'before-hook-creation';

/** The hooks of an event, in the order in which they run. */
export function hooksFor({ hooks = [] }: Release, event: HookEvent): ReleaseHook[] {
  const chosen = hooks.filter(({ events }) => events.includes(event));
  // They are ordered by kind already, and stay so among equals.
  return chosen.sort((a, b) => (a.weight ?? 0) - (b.weight ?? 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Runs all hooks of an event. Throws KubeError that names the hook which failed, and why. */
export async function runHooks(
  context: HookContext,
  event: HookEvent,
  only?: (hook: ReleaseHook) => boolean,
): Promise<void> {
  const { client, release, timeoutMs, signal, note } = context;
  const hooks = hooksFor(release, event).filter((hook) => only?.(hook) ?? true);
  const home = release.namespace;
  for (const [i, hook] of hooks.entries()) {
    if (!hook.delete_policies?.length) hook.delete_policies = [DEFAULT_POLICY];
    await deleteByPolicy(context, hook, DEFAULT_POLICY);
    const resources = await resourcesOf(client, hook, home);
    hook.last_run = { started_at: new Date().toISOString(), phase: 'Running' };
    await context.record();
    note(`hook ${event}: ${hook.kind} ${hook.name}`);
    const end = (phase: 'Failed' | 'Succeeded') => {
      hook.last_run = { ...hook.last_run, completed_at: new Date().toISOString(), phase };
    };
    try {
      for (const { object } of resources) {
        await client.apply(object, { signal }).catch((error: unknown) => {
          throw explained(error, object, home);
        });
      }
      await waitUntilReady(
        client,
        resources.map(({ ref }) => ref),
        { timeoutMs, signal, judge: hookStatus, home },
      );
      end('Succeeded');
    } catch (error) {
      end('Failed');
      if (isKubeError(error, 'aborted')) throw error;
      await showLogs(context, hook, 'hook-failed');
      await deleteByPolicy(context, hook, 'hook-failed').catch((problem: Error) => note(problem.message));
      for (const before of hooks.slice(0, i)) await deleteByPolicy(context, before, 'hook-succeeded');
      const { code, status } = error as KubeError;
      const where = hook.path === '' ? '' : ` (${hook.path})`;
      throw new KubeError(
        code ?? 'server',
        `the ${event} hook ${hook.kind} ${hook.name}${where} failed: ${(error as Error).message}`,
        status,
        {
          cause: error,
        },
      );
    }
  }
  for (const hook of hooks.reverse()) {
    await showLogs(context, hook, 'hook-succeeded');
    await deleteByPolicy(context, hook, 'hook-succeeded');
  }
}

/** Deletes the objects of hooks with a policy. Definitions of kinds stay: with them all of their kind would go. */
async function deleteByPolicy(
  { client, release, timeoutMs, signal }: HookContext,
  hook: ReleaseHook,
  policy: string,
): Promise<void> {
  if (hook.kind === 'CustomResourceDefinition' || !hook.delete_policies?.includes(policy)) return;
  const deleted: ObjectRef[] = [];
  for (const { ref } of await resourcesOf(client, hook, release.namespace)) {
    if (await client.delete(ref, { signal })) deleted.push(ref);
  }
  await waitUntilGone(client, deleted, { timeoutMs, signal, home: release.namespace });
}

async function showLogs(
  { client, release, output, note }: HookContext,
  hook: ReleaseHook,
  policy: string,
): Promise<void> {
  if (!hook.output_log_policies?.includes(policy)) return;
  const selector: Record<string, object> = {
    Job: { labelSelector: `job-name=${hook.name}` },
    Pod: { fieldSelector: `metadata.name=${hook.name}` },
  };
  if (!selector[hook.kind]) return;
  try {
    const [resource] = await resourcesOf(client, hook, release.namespace);
    const namespace = resource?.ref.namespace ?? release.namespace;
    for (const pod of await client.list('v1', 'Pod', { namespace, ...selector[hook.kind] })) {
      const { containers = [] } = (pod['spec'] ?? {}) as { containers?: { name: string }[] };
      for (const { name } of containers) output(await client.logs(namespace, pod.metadata.name ?? '', name));
    }
  } catch (error) {
    note(`the log of hook ${hook.name} cannot be shown: ${(error as Error).message}`);
  }
}

function resourcesOf(client: KubeClient, hook: ReleaseHook, namespace: string): Promise<Resource[]> {
  return resolveResources(client, parseDocument(hook.manifest, hook.path), namespace);
}
