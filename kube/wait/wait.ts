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

/** What is waited for: what each object is like, and when that is enough. */
interface Aim {
  judge(object?: KubeObject): ObjectStatus;
  isDone(items: Item[]): boolean;
}

/** Watches the objects until they are as they should be or time is over; gives how they were last. */
async function follow(
  client: KubeClient,
  refs: readonly ObjectRef[],
  { timeoutMs, signal, progress, home }: WaitOptions,
  aim: Aim,
): Promise<Item[]> {
  if (refs.length === 0) return [];
  if (signal?.aborted) throw new KubeError('aborted', 'stopped while waiting');
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal?.addEventListener('abort', onAbort);
  const timer = setTimeout(onAbort, timeoutMs);
  const watched = new Watched(refs, aim, home, (state) => progress?.(state), onAbort);
  // What hangs is told again, though nothing changes.
  const teller = setInterval(() => watched.state && progress?.(watched.state), TELL_MS);
  try {
    await Promise.all(watched.groups.map((group) => watchGroup(client, group, watched, stop.signal)));
  } catch (error) {
    stop.abort();
    if (!isKubeError(error, 'aborted') || signal?.aborted) throw error;
  } finally {
    clearTimeout(timer);
    clearInterval(teller);
    signal?.removeEventListener('abort', onAbort);
  }
  if (signal?.aborted && !watched.wasDone) throw new KubeError('aborted', 'stopped while waiting');
  return watched.items;
}

/** The objects of one kind in one namespace, by their names. */
type Group = Map<string, Item>;

/** The objects that are waited for, and what is known of them. */
class Watched {
  readonly groups: readonly Group[];
  readonly items: Item[];
  state: WaitState | undefined;
  wasDone = false;
  private readonly listed = new Set<Group>();
  private shown = '';

  constructor(
    refs: readonly ObjectRef[],
    private readonly aim: Aim,
    private readonly home: string | undefined,
    private readonly tell: (state: WaitState) => void,
    private readonly stop: () => void,
  ) {
    const groups = new Map<string, Group>();
    for (const ref of refs) {
      const key = [ref.apiVersion, ref.kind, ref.namespace ?? ''].join(' ');
      const group: Group = groups.get(key) ?? new Map();
      groups.set(key, group);
      group.set(ref.name, { ref, status: aim.judge(undefined) });
    }
    this.groups = [...groups.values()];
    this.items = this.groups.flatMap((group) => [...group.values()]);
  }

  /** Of a group all objects that there are. */
  list(group: Group, objects: readonly KubeObject[]): void {
    const found = new Map(objects.map((object) => [object.metadata.name ?? '', object]));
    for (const [name, item] of group) this.update(item, found.get(name));
    this.listed.add(group);
    this.look();
  }

  /** One object, or that there is none of that name. */
  change(group: Group, name: string | undefined, object: KubeObject | undefined): void {
    const item = group.get(name ?? '');
    if (item) this.update(item, object);
    this.look();
  }

  private update(item: Item, object: KubeObject | undefined): void {
    item.object = object;
    item.status = this.aim.judge(object);
  }

  private look(): void {
    // What was not looked at yet is not known to be missing.
    if (this.listed.size < this.groups.length) return;
    const missing = this.items.filter(({ status }) => status.state !== 'Current');
    this.state = {
      ready: this.items.length - missing.length,
      total: this.items.length,
      missing: missing.map(({ ref, status }) => ({ name: nameOf(asObject(ref), this.home), message: status.message })),
    };
    const text = JSON.stringify(this.state);
    if (text !== this.shown) this.tell(this.state);
    this.shown = text;
    if (!this.aim.isDone(this.items)) return;
    this.wasDone = true;
    this.stop();
  }
}

async function watchGroup(client: KubeClient, group: Group, watched: Watched, signal: AbortSignal): Promise<void> {
  const [[name, { ref }]] = [...group] as [[string, Item]];
  const { apiVersion, kind, namespace } = ref;
  // One object is watched alone: its kind may have thousands.
  const fieldSelector = group.size === 1 ? `metadata.name=${name}` : undefined;
  const options = { namespace, fieldSelector, signal };
  await watch(client, apiVersion, kind, options, {
    listed: (objects) => watched.list(group, objects),
    changed: (object) => watched.change(group, object.metadata.name, { ...object, apiVersion, kind }),
    deleted: (object) => watched.change(group, object.metadata.name, undefined),
  });
}

function asObject({ apiVersion, kind, namespace, name }: ObjectRef): KubeObject {
  return { apiVersion, kind, metadata: { namespace, name } };
}
