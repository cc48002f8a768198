// `mistletoe rollback`: an earlier revision, whoever recorded it, becomes the newest.
// Source: helm.sh/helm/v4@v4.3.1 pkg/action/rollback.go.

import { INSTALL_LABEL } from '../../runtime/abi/labels';
import { parseManifests } from '../../manifests/manifest';
import { buildPlan } from '../../plan/build';
import { owned, resolveResources } from '../../plan/resource';
import { provenanceOf, type Release, withProvenance } from '../../releases/record';
import { CommandError, type CommandOptions } from '../command';
import { type DeployFlags, deploy } from './deploy';
import { previousResources, readPast } from './history';
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
  const { client, note } = session;
  const past = await readPast(session, name);
  if (!past) throw new CommandError(`there is no release ${name}`);
  const { last, history, current } = past;
  const wanted = revision === 0 ? last.version - 1 : revision;
  const target = history.find(({ version }) => version === wanted);
  if (!target) {
    const known = history.map(({ version }) => version).join(', ');
    throw new CommandError(`release ${name} has no revision ${wanted} (there are: ${known})`);
  }
  const now = new Date().toISOString();
  const provenance = provenanceOf(target) ?? {};
  const release: Release = {
    name,
    namespace: last.namespace,
    version: last.version + 1,
    info: {
      first_deployed: last.info.first_deployed,
      last_deployed: now,
      status: 'pending-rollback',
      description: flags.description || `Rollback to ${wanted}`,
      rollback_revision: wanted,
      ...(target.info.notes && { notes: target.info.notes }),
    },
    chart: withProvenance(target.chart, { ...provenance, holder }),
    config: target.config,
    manifest: target.manifest,
    hooks: (target.hooks ?? []).map((hook) => ({ ...hook, last_run: { phase: '' } })),
    apply_method: 'ssa',
    labels: target.labels,
  };
  const owner = { name, namespace: release.namespace };
  const labels: Record<string, string> = provenance.isModule ? { [INSTALL_LABEL]: name } : {};
  const resolved = await resolveResources(client, parseManifests(target.manifest ?? ''), release.namespace);
  const plan = await buildPlan(client, {
    owner,
    target: resolved.map((resource) => owned(resource, owner, labels)),
    previous: await previousResources(session, {
      history,
      last,
      current: last.info.status === 'failed' ? current : last,
    }),
    takeOwnership: flags.takeOwnership,
  });
  if (flags.dryRun) return { release, output: '' };
  let output = '';
  await deploy({
    session,
    flags,
    release,
    plan,
    events: { before: 'pre-rollback', after: 'post-rollback' },
    description: `Rollback to ${wanted}`,
    output: (line) => {
      output += line;
    },
  });
  note(`release ${name} is at revision ${release.version}, as revision ${wanted} was`);
  return { release, output };
}
