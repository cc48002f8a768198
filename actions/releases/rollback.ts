// `mistletoe rollback`: an earlier revision, whoever recorded it, becomes the newest.
// Source: helm.sh/helm/v4@v4.3.1 pkg/action/rollback.go.

import { INSTALL_LABEL } from '../../runtime/abi/labels';
import { parseManifests } from '../../manifests/manifest';
import { buildPlan } from '../../plan/build';
import { owned, resolveResources } from '../../plan/resource';
import { provenanceOf, type Release, withProvenance } from '../../releases/record';
import { CommandError, type CommandOptions } from '../command';
import { type DeployFlags, deploy } from './deploy';
import { type Past, previousResources, readPast } from './history';
import { type ClusterFlags, inSession, type Session, withLock } from './session';

export interface RollbackFlags extends ClusterFlags, DeployFlags {
  dryRun?: boolean | string;
}

/** Rolls back to a revision; 0 is the one before the last. Gives what hooks wrote. */
export function rollbackRelease(
  name: string,
  revision: number,
  flags: RollbackFlags,
  options: CommandOptions,
): Promise<{ release: Release; output: string }> {
  return inSession(flags, options, (session) =>
    withLock(session, { name, verb: 'rollback', waitMs: flags.timeoutMs }, (locked, holder) =>
      rollbackTo(locked, name, revision, flags, holder),
    ),
  );
}

/** The same for who holds the lock already. */
export async function rollbackTo(
  session: Session,
  name: string,
  revision: number,
  flags: DeployFlags & { takeOwnership?: boolean; dryRun?: boolean | string },
  holder: string,
): Promise<{ release: Release; output: string }> {
  const past = await readPast(session, name);
  if (!past) throw new CommandError(`there is no release ${name}`);
  const target = targetOf(past, revision);
  const release = rolledBack(past.last, target, { description: flags.description, holder });
  const plan = await planOf(session, past, target, release, flags.takeOwnership);
  if (flags.dryRun) return { release, output: '' };
  let output = '';
  await deploy({
    session,
    flags,
    release,
    plan,
    events: { before: 'pre-rollback', after: 'post-rollback' },
    description: `Rollback to ${target.version}`,
    output: (line) => {
      output += line;
    },
  });
  session.note(`release ${name} is at revision ${release.version}, as revision ${target.version} was`);
  return { release, output };
}

/** The revision to go back to: 0 is the one before the last. Throws CommandError where there is none. */
function targetOf({ last, history }: Past, revision: number): Release {
  const wanted = revision === 0 ? last.version - 1 : revision;
  const target = history.find(({ version }) => version === wanted);
  if (target) return target;
  const known = history.map(({ version }) => version).join(', ');
  throw new CommandError(`release ${last.name} has no revision ${wanted} (there are: ${known})`);
}

/** The next revision: what the target was. */
function rolledBack(last: Release, target: Release, given: { description?: string; holder: string }): Release {
  return {
    name: last.name,
    namespace: last.namespace,
    version: last.version + 1,
    info: {
      first_deployed: last.info.first_deployed,
      last_deployed: new Date().toISOString(),
      status: 'pending-rollback',
      description: given.description || `Rollback to ${target.version}`,
      rollback_revision: target.version,
      ...(target.info.notes && { notes: target.info.notes }),
    },
    chart: withProvenance(target.chart, { ...provenanceOf(target), holder: given.holder }),
    config: target.config,
    manifest: target.manifest,
    hooks: (target.hooks ?? []).map((hook) => ({ ...hook, last_run: { phase: '' } })),
    apply_method: 'ssa',
    labels: target.labels,
  };
}

/** From what stands to the objects of the target. */
async function planOf(
  session: Session,
  { last, history, current }: Past,
  target: Release,
  { name, namespace }: Release,
  takeOwnership: boolean | undefined,
) {
  const { client } = session;
  const owner = { name, namespace };
  const labels: Record<string, string> = provenanceOf(target)?.isModule ? { [INSTALL_LABEL]: name } : {};
  const resolved = await resolveResources(client, parseManifests(target.manifest ?? ''), namespace);
  const stands = last.info.status === 'failed' ? current : last;
  return buildPlan(client, {
    owner,
    target: resolved.map((resource) => owned(resource, owner, labels)),
    previous: await previousResources(session, { history, last, current: stands }),
    takeOwnership,
  });
}
