// One revision, from its record to the cluster: recorded first, then hooks, objects, waiting, hooks; and whatever happens, the
// record says how it ended. Source: helm.sh/helm/v4@v4.3.1 pkg/action/{install,upgrade,rollback}.go.

import { isKubeError } from '../../kube/errors';
import { statusOf, statusWithJobs } from '../../kube/wait/status';
import { waitUntilReady } from '../../kube/wait/wait';
import type { HookEvent } from '../../manifests/hooks';
import type { Plan } from '../../plan/build';
import { type Done, executePlan, namesOf } from '../../plan/execute';
import { runHooks } from '../../plan/hooks';
import type { Release } from '../../releases/record';
import type { Session } from './session';

/** The flags of every command that changes objects. */
export interface DeployFlags {
  /** `true` or `watcher`: until everything is ready */
  wait?: boolean | string;
  waitForJobs?: boolean;
  timeoutMs: number;
  /** --no-hooks */
  hooks: boolean;
  forceConflicts?: boolean;
  replace?: boolean;
  disableOpenapiValidation?: boolean;
  cleanupOnFail?: boolean;
  description?: string;
  historyMax: number;
}

/** What to do. */
export interface Deployment {
  session: Session;
  flags: DeployFlags;
  /** the new revision; its status says what is under way */
  release: Release;
  plan: Plan;
  events: { before: HookEvent; after: HookEvent };
  /** the description when all went well */
  description: string;
  /** the log of hooks */
  output(line: string): void;
}

/** Is waiting asked for? */
export function isWaiting({ wait, waitForJobs }: DeployFlags): boolean {
  return wait === true || waitForJobs === true || (typeof wait === 'string' && wait !== 'false' && wait !== 'hookOnly');
}

/** Carries a revision out. The record of a failure is written before the error is thrown. */
export async function deploy({
  session,
  flags,
  release,
  plan,
  events,
  description,
  output,
}: Deployment): Promise<Done> {
  const { client, store, note, signal, progress } = session;
  const home = release.namespace;
  const done: Done = { created: [], changed: 0, deleted: [], kept: [] };
  const { timeoutMs } = flags;
  const record = () => store.update(release);
  const context = { client, release, timeoutMs, signal, record, note, output };
  await store.create(release);
  try {
    if (flags.hooks) await runHooks(context, events.before);
    const { forceConflicts, replace, disableOpenapiValidation: lenient } = flags;
    await executePlan(client, plan, { home, timeoutMs, signal, forceConflicts, replace, lenient }, done);
    if (isWaiting(flags)) {
      const refs = plan.steps
        .filter(({ action }) => action === 'create' || action === 'update')
        .map(({ resource }) => resource.ref);
      const judge = flags.waitForJobs ? statusWithJobs : statusOf;
      await waitUntilReady(client, refs, { timeoutMs, signal, judge, home, progress });
    }
    if (flags.hooks) await runHooks(context, events.after);
  } catch (error) {
    await recordFailure(session, release, error as Error, done, flags.cleanupOnFail === true);
    throw error;
  }
  release.info.status = 'deployed';
  release.info.description = flags.description || description;
  await record();
  await supersede(session, release, flags.historyMax);
  return done;
}

/** All other revisions that count as deployed are superseded, and the oldest forgotten. */
async function supersede({ store }: Session, release: Release, historyMax: number): Promise<void> {
  const history = await store.history(release.name);
  for (const other of history) {
    if (other.version === release.version || other.info.status !== 'deployed') continue;
    other.info.status = 'superseded';
    await store.update(other);
  }
  await store.prune(history, historyMax);
}

const VERBS: Record<string, string> = {
  'pending-install': 'Release',
  'pending-upgrade': 'Upgrade',
  'pending-rollback': 'Rollback',
};

async function recordFailure(
  { client, store, note }: Session,
  release: Release,
  error: Error,
  done: Done,
  cleanUp: boolean,
): Promise<void> {
  const verb = VERBS[release.info.status] ?? 'Release';
  const isStopped = isKubeError(error, 'aborted');
  release.info.status = 'failed';
  release.info.description = isStopped
    ? `${verb} "${release.name}" was interrupted`
    : `${verb} "${release.name}" failed: ${error.message}`;
  const home = release.namespace;
  try {
    await store.update(release);
  } catch (problem) {
    note(`the record of revision ${release.version} could not be written: ${(problem as Error).message}`);
  }
  if (done.created.length > 0 && cleanUp) {
    const left: string[] = [];
    for (const { ref } of [...done.created].reverse()) {
      await client.delete(ref).catch((problem: Error) => left.push(problem.message));
    }
    note(left.length === 0 ? `deleted again: ${namesOf(done.created, home)}` : `not deleted again: ${left.join('; ')}`);
  } else if (done.created.length + done.changed + done.deleted.length > 0) {
    const { created, changed, deleted } = done;
    note(
      `what stands of revision ${release.version}: ${created.length} made, ${changed} changed, ${deleted.length} deleted`,
    );
  }
}
