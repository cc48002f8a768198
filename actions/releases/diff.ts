// `mistletoe diff`, `plan`, `apply` and `adopt`: what an upgrade would do; the same kept in a file; exactly that done; and objects that
// stand in the cluster made a release, shown first.

import { INSTALL_LABEL } from '../../runtime/abi/labels';
import { API_VERSION } from '../../runtime/abi/contract';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Manifest, parseManifests } from '../../manifests/manifest';
import { buildPlan, type Plan } from '../../plan/build';
import { type Change, comparePlan, type Origins, observe } from '../../plan/compare';
import { owned, type Resource, resolveResources } from '../../plan/resource';
import { provenanceOf, type Release, withProvenance } from '../../releases/record';
import { CommandError, type CommandOptions } from '../command';
import { applyCrds, compareCrds, type CrdRules, crdSteps, definitionsToCome } from './crds';
import { previousResources, readPast } from './history';
import { withPlaces } from './places';
import { openPackage } from './rendering/package';
import { type ReleaseRender, renderPackage } from './rendering/render';
import { inSession, type ClusterFlags, type Session, withLock } from './session';
import {
  carryOut,
  prepare,
  type Prepared,
  type UpgradeFlags,
  type Upgraded,
  type UpgradeMode,
  upgradeRelease,
} from './upgrade';
import type { DeployFlags } from './deploy';
import { systemWords } from '../../gostd/os';
import { replaceFile } from '../../runtime/host/node/replace-file';

/** What an upgrade, or an installation, would change. */
export function diffRelease(
  name: string,
  reference: string,
  flags: UpgradeFlags,
  options: CommandOptions,
): Promise<Change[]> {
  return inSession(
    flags,
    options,
    async (session) => (await compare(session, name, reference, flags, options)).changes,
  );
}

/** Compares, and with `yes` takes the objects over. */
export async function adoptRelease(
  name: string,
  reference: string,
  flags: UpgradeFlags & { yes?: boolean },
  options: CommandOptions,
): Promise<{ changes: Change[]; adopted?: Upgraded }> {
  const taking = { ...flags, takeOwnership: true, adopt: true };
  const changes = await diffRelease(name, reference, taking, options);
  if (!flags.yes) return { changes };
  return { changes, adopted: await upgradeRelease('install', name, reference, taking, options) };
}

/** A plan as a file has it. */
interface PlanFile {
  apiVersion: typeof API_VERSION;
  kind: 'ReleasePlan';
  /** the revision that `apply` will make, with all that was rendered */
  release: Release;
  /** the newest revision when the plan was made; 0: none */
  base: number;
  takeOwnership: boolean;
  /** definitions of crds/ folders, and what may be done with them */
  crds: CrdRules & { manifests: Manifest[] };
  /** what each object was, by key */
  state: Record<string, string>;
  changes: Change[];
}

/** Compares and keeps the plan in a file, which holds the release's secrets. */
export function planRelease(
  name: string,
  reference: string,
  flags: UpgradeFlags & { out: string },
  options: CommandOptions,
): Promise<Change[]> {
  return inSession(flags, options, async (session) => {
    const { prepared, changes, state } = await compare(session, name, reference, flags, options);
    const plan: PlanFile = {
      apiVersion: API_VERSION,
      kind: 'ReleasePlan',
      release: prepared.release,
      base: prepared.past?.last.version ?? 0,
      takeOwnership: flags.takeOwnership === true,
      crds: { ...rulesOf(prepared, flags), manifests: prepared.rendered.crds },
      state,
      changes,
    };
    const path = resolve(options.cwd ?? '.', flags.out);
    replaceFile(path, `${JSON.stringify(plan, undefined, 2)}\n`, { mode: 0o600 });
    return changes;
  });
}

/** Does what a plan says. Throws CommandError where the release or an object is not what it was. */
export function applyPlan(file: string, flags: ClusterFlags & DeployFlags, options: CommandOptions): Promise<Upgraded> {
  const plan = readPlan(file, options);
  const { release } = plan;
  const { name, namespace } = release;
  return inSession({ ...flags, namespace }, options, (session) =>
    withLock(session, { name, verb: 'apply', waitMs: flags.timeoutMs }, async (locked, holder) => {
      const past = await readPast(locked, name);
      const last = past?.last.version ?? 0;
      if (last !== plan.base) {
        throw new CommandError(
          `${file} was made for revision ${plan.base} of release ${name}, which is at ${last} now: plan again`,
        );
      }
      const { crds } = plan;
      const { target, owner } = await resolvePlanned(locked, release, definitionsToCome(crds.manifests, crds));
      const previous = past ? await previousResources(locked, past) : [];
      const built = await buildPlan(locked.client, { owner, target, previous, takeOwnership: plan.takeOwnership });
      const definitions = await crdSteps(locked.client, crds.policy === 'skip' ? [] : crds.manifests, namespace);
      await checkState(locked, { owner, steps: [...built.steps, ...definitions] }, plan.state, file);
      await applyCrds(locked, crds.manifests, { policy: crds.policy, isUpgrade: crds.isUpgrade, isDryRun: false });
      release.info.last_deployed = new Date().toISOString();
      release.chart = withProvenance(release.chart, { ...provenanceOf(release), holder });
      let output = '';
      const done = await carryOut(locked, { release, plan: built }, flags, (line) => {
        output += line;
      });
      return { release, done, output };
    }),
  );
}

function readPlan(file: string, { cwd = '.' }: CommandOptions): PlanFile {
  let plan: PlanFile;
  try {
    plan = JSON.parse(readFileSync(resolve(cwd, file), 'utf8')) as PlanFile;
  } catch (error) {
    throw new CommandError(`cannot read the plan ${file}: ${systemWords(error)}`);
  }
  if (
    plan?.kind !== 'ReleasePlan' ||
    typeof plan.release?.name !== 'string' ||
    typeof plan.state !== 'object' ||
    !plan.crds
  ) {
    throw new CommandError(`${file} is no plan: mistletoe plan NAME REF -o FILE makes one`);
  }
  return plan;
}

async function checkState({ client }: Session, plan: Plan, state: Record<string, string>, file: string): Promise<void> {
  const now = await observe(client, plan);
  const keys = new Set([...Object.keys(now), ...Object.keys(state)]);
  const moved = [...keys].filter((key) => now[key] !== state[key]);
  if (moved.length === 0) return;
  const names = moved.map((key) => key.split('/').slice(1).filter(Boolean).join('/'));
  throw new CommandError(`the cluster has changed since ${file} was made: ${names.join(', ')}. Plan again`);
}

async function compare(
  session: Session,
  name: string,
  reference: string,
  flags: UpgradeFlags,
  options: CommandOptions,
): Promise<{ prepared: Prepared; changes: Change[]; state: Record<string, string> }> {
  const opened = await openPackage(reference, flags, options, session.note);
  const mode: UpgradeMode = 'upgrade --install';
  const prepared = await prepare(session, mode, name, opened, flags, options, {
    holder: '',
    isDryRun: true,
    showsCrds: true,
  });
  const origins = await originsFor(session, prepared);
  const { forceConflicts, replace, disableOpenapiValidation: lenient } = flags;
  const definitions = await compareCrds(session, prepared.rendered.crds, rulesOf(prepared, flags));
  const compared = await comparePlan(session.client, prepared.plan, {
    redefined: definitions.redefined,
    home: session.namespace,
    origins,
    forceConflicts,
    replace,
    lenient,
  });
  return {
    prepared,
    changes: [
      ...definitions.changes,
      ...(await withPlaces(compared.changes, opened, prepared.release, prepared.past !== undefined)),
    ],
    state: { ...definitions.state, ...compared.state },
  };
}

const rulesOf = ({ past }: Prepared, { crds: policy }: UpgradeFlags): CrdRules => ({
  policy,
  isUpgrade: past !== undefined,
});

/** What tells why fields change: what was applied before, and the new package with the old values. */
async function originsFor(session: Session, { past, release, opened }: Prepared): Promise<Origins> {
  if (!past) return { previous: new Map(), only: 'package' };
  const previous = byKey((await resolvePlanned(session, past.current)).target);
  const before = provenanceOf(past.current);
  const now = provenanceOf(release);
  const isSamePackage = before?.module !== undefined && before.module === now?.module;
  const isSameValues = JSON.stringify(past.current.config ?? {}) === JSON.stringify(release.config ?? {});
  if (isSamePackage) return { previous, only: 'values' };
  if (isSameValues) return { previous, only: 'package' };
  try {
    const request: ReleaseRender = {
      name: release.name,
      namespace: release.namespace,
      revision: release.version,
      isUpgrade: true,
      values: JSON.stringify(past.current.config ?? {}),
      kubeVersion: now?.kubeVersion,
      apiVersions: await session.client.discovery.apiVersions(),
      now: now?.now ?? 0,
      entropy: now?.entropy ?? 'what is drawn only here is not applied',
      draws: now?.draws,
      lookups: JSON.stringify(now?.lookups ?? []),
      skipSchemaValidation: true,
    };
    const { manifest } = renderPackage(opened, request);
    return { previous, between: byKey((await resolvePlanned(session, { ...release, manifest })).target) };
  } catch {
    // The new package may refuse the old values; then nobody can tell the two apart.
    return { previous };
  }
}

const byKey = (resources: readonly Resource[]) => new Map(resources.map((resource) => [resource.key, resource]));

/** The objects of a revision as they are applied. */
async function resolvePlanned({ client }: Session, release: Release, definitions: readonly Manifest[] = []) {
  const { name, namespace } = release;
  const owner = { name, namespace };
  const labels: Record<string, string> = provenanceOf(release)?.isModule ? { [INSTALL_LABEL]: name } : {};
  const resolved = await resolveResources(client, parseManifests(release.manifest ?? ''), namespace, definitions);
  return { owner, target: resolved.map((resource) => owned(resource, owner, labels)) };
}
