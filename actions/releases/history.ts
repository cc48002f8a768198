// What a release was before: the revision that counts, what it may have left in the cluster, and what was interrupted.

import { type Manifest, parseManifests } from '../../manifests/manifest';
import { type Resource, resolveResources } from '../../plan/resource';
import { isPending, type KeptDraw, provenanceOf, type Release } from '../../releases/record';
import { isKubeError } from '../../kube/errors';
import { CommandError } from '../command';
import type { Session } from './session';

/** A release's past. */
export interface Past {
  /** all revisions, the oldest first */
  history: Release[];
  last: Release;
  /** the one that is deployed; where none is, the last */
  current: Release;
}

/**
 * Reads the history; undefined where there is none. Revisions that ended in the middle are recorded as failed, which the caller
 * must hold the lock for. Throws CommandError where Helm may be at work.
 */
export async function readPast({ store, note }: Session, name: string): Promise<Past | undefined> {
  const history = await store.history(name);
  const last = history.at(-1);
  if (!last) return undefined;
  if (isPending(last)) {
    const { holder } = provenanceOf(last) ?? {};
    if (holder === undefined) {
      throw new CommandError(
        `release ${name}: revision ${last.version} is ${last.info.status} since ${last.info.last_deployed}: Helm is at work on it, or was when it ended. If it has ended: mistletoe unlock ${name}`,
      );
    }
    note(
      `revision ${last.version} was interrupted (${holder}): its ${last.info.status.slice('pending-'.length)} is taken up by this command`,
    );
    await markInterrupted(store, last);
  }
  const current = history.filter(({ info }) => info.status === 'deployed').at(-1) ?? last;
  return { history, last, current };
}

/** Records a pending revision as failed. */
export async function markInterrupted(store: Session['store'], release: Release): Promise<void> {
  const verb = release.info.status.slice('pending-'.length);
  release.info.status = 'failed';
  release.info.description = `${verb} of "${release.name}" was interrupted`;
  await store.update(release);
}

/** The random values that a release has kept; undefined where only Helm has installed it. */
export function keptDraws({ history }: Past): Record<string, KeptDraw> | undefined {
  for (const release of [...history].reverse()) {
    const { draws } = provenanceOf(release) ?? {};
    if (draws !== undefined) return draws;
  }
  return undefined;
}

/** What all random values of a hand-written module's release come from. */
export function keptEntropy({ history }: Past): string | undefined {
  return history.map((release) => provenanceOf(release)?.entropy).findLast((entropy) => entropy !== undefined);
}

/**
 * The objects that a release may have: of the revision that is deployed, and of all that came after it and did not end well.
 * Objects of kinds that the cluster no longer has are left out: they cannot exist.
 */
export async function previousResources(
  { client, namespace, note }: Session,
  { history, current }: Past,
): Promise<Resource[]> {
  const since = history.filter(
    ({ version, info }) =>
      version >= current.version || (current.info.status !== 'deployed' && info.status !== 'superseded'),
  );
  const found = new Map<string, Resource>();
  for (const release of since) {
    for (const resource of await knownResources(
      client,
      parseManifests(release.manifest ?? ''),
      release.namespace || namespace,
      note,
    )) {
      found.set(resource.key, resource);
    }
  }
  return [...found.values()];
}

/** Where each object of a recorded revision is; those of unknown kinds are told and left out. */
export async function knownResources(
  client: Session['client'],
  manifests: readonly Manifest[],
  namespace: string,
  note: (line: string) => void,
): Promise<Resource[]> {
  const resources: Resource[] = [];
  for (const manifest of manifests) {
    try {
      resources.push(...(await resolveResources(client, [manifest], namespace)));
    } catch (error) {
      if (!isKubeError(error, 'invalid', 'unknown-kind')) throw error;
      note(`left out: ${error.message}`);
    }
  }
  return resources;
}
