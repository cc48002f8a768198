// `mistletoe uninstall`: hooks, objects in Helm's order, hooks, and then the records.
// Source: helm.sh/helm/v4@v4.3.1 pkg/action/uninstall.go.

import type { Propagation } from '../../kube/client';
import { waitUntilGone } from '../../kube/wait/wait';
import { parseManifests } from '../../manifests/manifest';
import { sortByKind } from '../../manifests/order';
import { findExisting } from '../../plan/existing';
import { namesOf } from '../../plan/execute';
import { runHooks } from '../../plan/hooks';
import { foreignness, isKept, type Resource } from '../../plan/resource';
import type { Release } from '../../releases/record';
import { CommandError, type CommandOptions, UsageError } from '../command';
import { knownResources, previousResources } from './history';
import { type ClusterFlags, inSession, type Session, withLock } from './session';

export interface UninstallFlags extends ClusterFlags {
  dryRun?: boolean | string;
  hooks: boolean;
  keepHistory?: boolean;
  ignoreNotFound?: boolean;
  wait?: boolean | string;
  cascade: string;
  timeoutMs: number;
  description?: string;
}

/** What was done, for people. */
export interface Uninstalled {
  lines: string[];
  output: string;
}

const CASCADES: Record<string, Propagation> = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' };

export function uninstall(name: string, flags: UninstallFlags, options: CommandOptions): Promise<Uninstalled> {
  return inSession(flags, options, (session) => {
    if (flags.dryRun) return uninstallRelease(session, name, flags);
    return withLock(session, { name, verb: 'uninstall', waitMs: flags.timeoutMs }, (locked) =>
      uninstallRelease(locked, name, flags),
    );
  });
}

/** The same for who holds the lock already. */
export async function uninstallRelease(session: Session, name: string, flags: UninstallFlags): Promise<Uninstalled> {
  const { store, namespace } = session;
  const propagation = CASCADES[flags.cascade];
  if (!propagation) throw new UsageError(`--cascade=${flags.cascade}: give background, foreground or orphan`);
  const history = await store.history(name);
  const release = history.at(-1);
  if (!release) {
    if (flags.ignoreNotFound) return { lines: [], output: '' };
    throw new CommandError(`there is no release ${name} in namespace ${namespace}`);
  }
  if (release.info.status === 'uninstalled') {
    if (flags.keepHistory) throw new CommandError(`release ${name} is uninstalled already`);
    if (!flags.dryRun) for (const revision of history) await store.delete(revision);
    return { lines: [], output: '' };
  }
  const { own, kept, foreign } = await objectsOf(session, history, release);
  const lines: string[] = [];
  if (kept.length > 0) lines.push(`kept, because their resource policy says so: ${namesOf(kept, namespace)}`);
  if (foreign.length > 0) lines.push(`left alone, because they are not this release's: ${namesOf(foreign, namespace)}`);
  if (flags.dryRun) {
    lines.unshift(`would be deleted: ${namesOf(own, namespace) || 'nothing'}`);
    return { lines, output: '' };
  }
  const output = await takeAway(session, release, own, propagation, flags);
  if (flags.keepHistory) await recordUninstalled(session, history, release, flags.description);
  else for (const revision of history) await store.delete(revision);
  return { lines, output };
}

/** Hooks, the objects, hooks, with a record that says so meanwhile. Gives what the hooks wrote. */
async function takeAway(
  session: Session,
  release: Release,
  own: readonly Resource[],
  propagation: Propagation,
  { hooks, wait, timeoutMs }: UninstallFlags,
): Promise<string> {
  const { client, store, note, signal, namespace } = session;
  let written = '';
  release.info.status = 'uninstalling';
  release.info.deleted = new Date().toISOString();
  release.info.description = 'Deletion in progress (or silently failed)';
  const record = () => store.update(release);
  const output = (line: string) => {
    written += line;
  };
  const context = { client, release, timeoutMs, signal, record, note, output };
  if (hooks) await runHooks(context, 'pre-delete');
  await record();
  await deleteAll(session, own, propagation);
  const isWaiting = wait === true || (typeof wait === 'string' && wait !== 'false' && wait !== 'hookOnly');
  if (isWaiting || propagation === 'Foreground') {
    const refs = own.map(({ ref }) => ref);
    await waitUntilGone(client, refs, { timeoutMs, signal, home: namespace });
  }
  if (hooks) await runHooks(context, 'post-delete');
  return written;
}

/** What stays of a release whose history is kept. */
async function recordUninstalled({ store }: Session, history: Release[], release: Release, description?: string) {
  release.info.status = 'uninstalled';
  release.info.description = description || 'Uninstallation complete';
  await store.update(release);
  for (const other of history) {
    if (other === release || other.info.status !== 'deployed') continue;
    other.info.status = 'superseded';
    await store.update(other);
  }
}

/** The objects that a release has, or may have where it ended in the middle. */
async function objectsOf(session: Session, history: Release[], release: Release) {
  const { client, namespace, note } = session;
  const current = history.filter(({ info }) => info.status === 'deployed').at(-1) ?? release;
  const found = new Map<string, Resource>();
  for (const resource of await knownResources(client, parseManifests(release.manifest ?? ''), namespace, note)) {
    found.set(resource.key, resource);
  }
  for (const resource of await previousResources(session, { history, last: release, current })) {
    if (!found.has(resource.key)) found.set(resource.key, resource);
  }
  const existing = await findExisting(client, [...found.values()]);
  const own: Resource[] = [];
  const kept: Resource[] = [];
  const foreign: Resource[] = [];
  for (const resource of found.values()) {
    const object = existing.get(resource.key);
    // Helm asks the record about the policy, and the cluster about the owner.
    if (isKept(resource.object) || (object && isKept(object))) kept.push(resource);
    else if (!object) continue;
    else if (foreignness(object, { name: release.name, namespace }) !== undefined) foreign.push(resource);
    else own.push(resource);
  }
  return { own: sortByKind(own, ({ ref }) => ref.kind, 'uninstall'), kept, foreign };
}

async function deleteAll(
  { client, signal }: Session,
  resources: readonly Resource[],
  propagation: Propagation,
): Promise<void> {
  const errors: Error[] = [];
  let kind = '';
  let running: Promise<void>[] = [];
  for (const { ref } of resources) {
    if (ref.kind !== kind) await Promise.all(running);
    if (ref.kind !== kind) running = [];
    kind = ref.kind;
    running.push(
      client.delete(ref, { propagation, signal }).then(
        () => undefined,
        (error: Error) => void errors.push(error),
      ),
    );
  }
  await Promise.all(running);
  if (errors.length === 0) return;
  throw new CommandError(
    `not everything could be deleted:\n${errors
      .slice(0, 5)
      .map(({ message }) => message)
      .join('\n')}`,
  );
}
