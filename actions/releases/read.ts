// What is recorded: list, history, status, get. Nothing here changes anything.

import { compare } from '../../gostd/strings';
import { unixNano } from '../../gostd/time/format';
import { isRecord } from '../../manifests/object';
import { compileRegexp } from '../../runtime/bindings/regexp';
import type { Release, ReleaseStatus } from '../../releases/record';
import { lockHolder } from '../../releases/lock';
import { CommandError, type CommandOptions, UsageError } from '../command';
import { type ClusterFlags, inSession, type Session } from './session';

export interface ListFlags extends ClusterFlags {
  allNamespaces?: boolean;
  all?: boolean;
  filter?: string;
  selector?: string;
  uninstalled?: boolean;
  superseded?: boolean;
  uninstalling?: boolean;
  deployed?: boolean;
  failed?: boolean;
  pending?: boolean;
  date?: boolean;
  reverse?: boolean;
  max: number;
  offset: number;
}

const STATUSES: [flag: keyof ListFlags, statuses: ReleaseStatus[]][] = [
  ['deployed', ['deployed']],
  ['failed', ['failed']],
  ['uninstalled', ['uninstalled']],
  ['uninstalling', ['uninstalling']],
  ['superseded', ['superseded']],
  ['pending', ['pending-install', 'pending-upgrade', 'pending-rollback']],
];

/** The newest revision of each release. Mirrors helm.sh/helm/v4@v4.3.1 pkg/action/list.go. */
export function listReleases(flags: ListFlags, options: CommandOptions): Promise<Release[]> {
  let matches: ((name: string) => boolean) | undefined;
  try {
    matches = flags.filter ? compileRegexp(flags.filter) : undefined;
  } catch (error) {
    throw new UsageError(`--filter: ${(error as Error).message}`);
  }
  return inSession(flags, options, async ({ store, note }) => {
    const all = await store.list({ selector: flags.selector, all: flags.allNamespaces }, (problem) =>
      note(`WARNING: ${problem}`),
    );
    const newest = new Map<string, Release>();
    for (const release of all) {
      const key = `${release.namespace}/${release.name}`;
      if ((newest.get(key)?.version ?? 0) < release.version) newest.set(key, release);
    }
    const chosen = STATUSES.filter(([flag]) => flags[flag]).flatMap(([, statuses]) => statuses);
    const isShown = ({ info }: Release) => chosen.length === 0 || chosen.includes(info.status);
    const found = [...newest.values()].filter((release) => isShown(release) && (matches?.(release.name) ?? true));
    const nameOf = (release: Release) => `${release.name}\0${release.namespace}`;
    const timeOf = ({ info }: Release) => unixNano(info.last_deployed ?? '') ?? 0n;
    found.sort((a, b) => (flags.date ? Number(timeOf(a) - timeOf(b)) : compare(nameOf(a), nameOf(b))));
    if (flags.reverse) found.reverse();
    return found.slice(flags.offset, flags.max > 0 ? flags.offset + flags.max : undefined);
  });
}

/** The revisions of a release, the oldest first; at most the newest `max`. */
export function historyOf(
  name: string,
  flags: ClusterFlags & { max: number },
  options: CommandOptions,
): Promise<Release[]> {
  return inSession(flags, options, async (session) => {
    const history = await session.store.history(name);
    if (history.length === 0) throw missing(name, session);
    return history.slice(-flags.max);
  });
}

/** One revision, by default the newest. */
export function revisionOf(
  name: string,
  flags: ClusterFlags & { revision: number },
  options: CommandOptions,
): Promise<Release> {
  return inSession(flags, options, async (session) => {
    if (flags.revision > 0) return session.store.get(name, flags.revision);
    const last = await session.store.last(name);
    if (!last) throw missing(name, session);
    return last;
  });
}

/** A release's newest revision, and who is at work on it. */
export function statusOfRelease(name: string, flags: ClusterFlags & { revision: number }, options: CommandOptions) {
  return inSession(flags, options, async (session) => {
    const { store, client, namespace } = session;
    const release = flags.revision > 0 ? await store.get(name, flags.revision) : await store.last(name);
    if (!release) throw missing(name, session);
    const holder = await lockHolder(client, namespace, name).catch(() => undefined);
    return { release, holder: holder && !holder.isExpired ? holder : undefined };
  });
}

function missing(name: string, { namespace }: Session): CommandError {
  return new CommandError(`there is no release ${name} in namespace ${namespace}`);
}

/** The values that a release was rendered with: the chart's, with the user's over them. */
export function allValues({ chart, config = {} }: Release): Record<string, unknown> {
  return coalesce(config, chart.values ?? {});
}

/** Null takes a value away. Source: helm.sh/helm/v4@v4.3.1 pkg/chart/common/util/coalesce.go, CoalesceValues. */
function coalesce(over: Record<string, unknown>, under: Record<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const base = under[key];
    if (value === null) delete result[key];
    else result[key] = isRecord(value) && isRecord(base) ? coalesce(value, base) : value;
  }
  return result;
}
