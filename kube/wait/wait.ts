// Waits until objects are as they should be, or gone: one watch a kind and namespace, never by asking again and again.

import { type KubeObject, nameOf } from '../../manifests/object';
import type { KubeClient, ObjectRef } from '../client';
import { isKubeError, KubeError } from '../errors';
import { watch } from '../watch';
import { causesOf } from './causes';
import { type ObjectStatus, statusOf } from './status';

/** How to wait. */
export interface WaitOptions {
  timeoutMs: number;
  signal?: AbortSignal;
  /** by default {@link statusOf} */
  judge?(object: KubeObject): ObjectStatus;
  /** the namespace that needs no mention */
  home?: string;
  /** told whenever the number of those that are ready, or what one lacks, changes; and now and then where nothing does */
  progress?(state: WaitState): void;
}

/** What is waited for at a moment. */
export interface WaitState {
  ready: number;
  total: number;
  /** those that are not ready, with what they lack */
  missing: { name: string; message: string }[];
}

const TELL_MS = 2_500;

interface Item {
  ref: ObjectRef;
  object?: KubeObject;
  status: ObjectStatus;
}

const UNSEEN: ObjectStatus = { state: 'InProgress', message: 'it does not exist yet' };

/** Waits until all are current. Throws KubeError `timeout` or `server` that names each that is not, and why. */
export async function waitUntilReady(
  client: KubeClient,
  refs: readonly ObjectRef[],
  options: WaitOptions,
): Promise<void> {
  const { judge = statusOf, home } = options;
  // Nobody rolls out a Deployment that is paused.
  const isPaused = (object: KubeObject) =>
    object.kind === 'Deployment' && (object['spec'] as { paused?: boolean } | undefined)?.paused === true;
  const items = await follow(client, refs, options, {
    judge: (object) =>
      object ? (isPaused(object) ? { state: 'Current', message: 'it is paused' } : judge(object)) : UNSEEN,
    // A failure stays: whoever waits longer only learns it later.
    isDone: (all) => all.every(({ status }) => status.state === 'Current' || status.state === 'Failed'),
  });
  const missing = items.filter(({ status }) => status.state !== 'Current');
  if (missing.length === 0) return;
  const lines = await Promise.all(
    missing.slice(0, 10).map(async ({ ref, object, status }) => {
      const name = nameOf(object ?? asObject(ref), home);
      const causes = object ? await causesOf(client, object) : [];
      return [`${name} is not ready: ${status.message}`, ...causes.map((cause) => `  ${cause}`)].join('\n');
    }),
  );
  if (missing.length > lines.length) lines.push(`and ${missing.length - lines.length} more`);
  const isOver = missing.some(({ status }) => status.state !== 'Failed');
  const head = isOver ? `not ready within ${options.timeoutMs / 1000} s` : 'what was waited for has failed';
  throw new KubeError(isOver ? 'timeout' : 'server', `${head}:\n${lines.join('\n')}`);
}

/** Waits until all are gone. Throws KubeError `timeout` that names each that is left, and its finalizers. */
export async function waitUntilGone(
  client: KubeClient,
  refs: readonly ObjectRef[],
  options: WaitOptions,
): Promise<void> {
  const items = await follow(client, refs, options, {
    judge: (object) =>
      object ? { state: 'Terminating', message: 'it is being deleted' } : { state: 'Current', message: 'it is gone' },
    isDone: (all) => all.every(({ object }) => object === undefined),
  });
  const left = items.filter(({ object }) => object !== undefined);
  if (left.length === 0) return;
  const lines = left.slice(0, 10).map(({ object }) => {
    const { finalizers = [] } = object!.metadata;
    const why = finalizers.length > 0 ? `waits for the finalizer ${finalizers.join(', ')}` : 'it still exists';
    return `${nameOf(object!, options.home)}: ${why}`;
  });
  throw new KubeError('timeout', `not gone within ${options.timeoutMs / 1000} s:\n${lines.join('\n')}`);
}

async function follow(
  client: KubeClient,
  refs: readonly ObjectRef[],
  { timeoutMs, signal, progress, home }: WaitOptions,
  { judge, isDone }: { judge(object?: KubeObject): ObjectStatus; isDone(items: Item[]): boolean },
): Promise<Item[]> {
  if (refs.length === 0) return [];
  const groups = new Map<string, Map<string, Item>>();
  for (const ref of refs) {
    const key = [ref.apiVersion, ref.kind, ref.namespace ?? ''].join(' ');
    const group = groups.get(key) ?? new Map<string, Item>();
    groups.set(key, group);
    group.set(ref.name, { ref, status: judge(undefined) });
  }
  const items = [...groups.values()].flatMap((group) => [...group.values()]);
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  if (signal?.aborted) throw new KubeError('aborted', 'stopped while waiting');
  signal?.addEventListener('abort', onAbort);
  const timer = setTimeout(onAbort, timeoutMs);
  // What hangs is told again, though nothing changes.
  let state: WaitState | undefined;
  const teller = setInterval(() => state && progress?.(state), TELL_MS);
  const listed = new Set<string>();
  let shown = '';
  let wasDone = false;
  const look = () => {
    // What was not looked at yet is not known to be missing.
    if (listed.size < groups.size) return;
    const missing = items.filter(({ status }) => status.state !== 'Current');
    state = {
      ready: items.length - missing.length,
      total: items.length,
      missing: missing.map(({ ref, status }) => ({ name: nameOf(asObject(ref), home), message: status.message })),
    };
    const text = JSON.stringify(state);
    if (text !== shown) progress?.(state);
    shown = text;
    if (!isDone(items)) return;
    wasDone = true;
    stop.abort();
  };
  const update = (item: Item | undefined, object: KubeObject | undefined) => {
    if (!item) return;
    item.object = object;
    item.status = judge(object);
  };
  try {
    await Promise.all(
      [...groups].map(async ([key, group]) => {
        const [{ ref }] = [...group.values()] as [Item];
        const { apiVersion, kind, namespace } = ref;
        const typed = (object: KubeObject): KubeObject => ({ ...object, apiVersion, kind });
        // One object is watched alone: its kind may have thousands.
        const fieldSelector = group.size === 1 ? `metadata.name=${[...group.keys()][0]}` : undefined;
        await watch(
          client,
          apiVersion,
          kind,
          { namespace, fieldSelector, signal: stop.signal },
          {
            listed(objects) {
              const found = new Map(objects.map((object) => [object.metadata.name ?? '', object]));
              for (const [name, item] of group) update(item, found.get(name));
              listed.add(key);
              look();
            },
            changed(object) {
              update(group.get(object.metadata.name ?? ''), typed(object));
              look();
            },
            deleted(object) {
              update(group.get(object.metadata.name ?? ''), undefined);
              look();
            },
          },
        );
      }),
    );
  } catch (error) {
    stop.abort();
    if (!isKubeError(error, 'aborted') || signal?.aborted) throw error;
  } finally {
    clearTimeout(timer);
    clearInterval(teller);
    signal?.removeEventListener('abort', onAbort);
  }
  if (signal?.aborted && !wasDone) throw new KubeError('aborted', 'stopped while waiting');
  return items;
}

function asObject({ apiVersion, kind, namespace, name }: ObjectRef): KubeObject {
  return { apiVersion, kind, metadata: { namespace, name } };
}
