// `mistletoe install` and `mistletoe upgrade`: one way, whether there is a release already or not.

import { INSTALL_LABEL } from '../../runtime/abi/labels';
import { isKubeError } from '../../kube/errors';
import { buildPlan, type Plan } from '../../plan/build';
import type { Done } from '../../plan/execute';
import { foreignness, owned, type Owner, type Resource, resolveResources } from '../../plan/resource';
import { isRecordName, isTaken } from '../../releases/store';
import { provenanceOf, type Release } from '../../releases/record';
import { asDryRun, releaseOf } from './rendering/release';
import { CommandError, type CommandOptions, UsageError } from '../command';
import { applyCrds, type CrdPolicy, definitionsToCome } from './crds';
import { type DeployFlags, deploy } from './deploy';
import { keptDraws, keptEntropy, type Past, previousResources, readPast } from './history';
import { type OpenPackage, openPackage, type PackageFlags } from './rendering/package';
import type { Rendered } from './rendering/render';
import { type ClusterRendered, renderOnCluster } from './rendering/on-cluster';
import { rollbackTo } from './rollback';
import { type ClusterFlags, inSession, type Session, withLock } from './session';
import { uninstallRelease } from './uninstall';
import { readValues, type ReleaseValues, type ReuseFlags, upgradeValues, type ValuesFlags } from './rendering/values';

/** The flags of install and upgrade. */
export interface UpgradeFlags extends ClusterFlags, PackageFlags, ValuesFlags, ReuseFlags, DeployFlags {
  createNamespace?: boolean;
  rollbackOnFailure?: boolean;
  /** `client`, `server`, `none`; true is client */
  dryRun?: string | boolean;
  crds: CrdPolicy;
  takeOwnership?: boolean;
  /** objects that stand keep their random values, though no release has them yet */
  adopt?: boolean;
  labels?: Record<string, string>;
  skipSchemaValidation?: boolean;
  /** `all`, or call sites */
  rotate?: string[];
}

/** What came of it. */
export interface Upgraded {
  release: Release;
  done?: Done;
  /** what hooks wrote */
  output: string;
}

/** Which of the two commands it is. */
export type UpgradeMode = 'install' | 'upgrade' | 'upgrade --install';

/** A revision that is ready to be carried out. */
export interface Prepared {
  opened: OpenPackage;
  rendered: Rendered;
  release: Release;
  plan: Plan;
  past?: Past;
}

/** Installs or upgrades. Throws KubeError, CommandError, ChartError, HostError, ManifestError or ReleaseError. */
export async function upgradeRelease(
  mode: UpgradeMode,
  name: string,
  reference: string,
  flags: UpgradeFlags,
  options: CommandOptions,
): Promise<Upgraded> {
  const dryRun = dryRunOf(flags);
  if (dryRun === 'client') {
    const { renderAlone } = await import('./rendering/alone');
    return { release: await renderAlone(mode, name, reference, flags, options), output: '' };
  }
  return inSession(flags, options, async (session) => {
    const opened = await openPackage(reference, flags, options, session.note);
    const verb = mode === 'install' ? 'install' : 'upgrade';
    if (dryRun === 'server') {
      const { release } = await prepare(session, mode, name, opened, flags, options, { holder: '', isDryRun: true });
      return { release: asDryRun(release), output: '' };
    }
    if (flags.createNamespace && mode !== 'upgrade') await createNamespace(session);
    return withLock(session, { name, verb, waitMs: flags.timeoutMs }, async (locked, holder) => {
      let output = '';
      const prepared = await prepare(locked, mode, name, opened, flags, options, { holder, isDryRun: false });
      try {
        const done = await carryOut(locked, prepared, flags, (line) => {
          output += line;
        });
        return { release: prepared.release, done, output };
      } catch (error) {
        throw flags.rollbackOnFailure
          ? await undo(session, prepared, flags, error as Error)
          : explainTaken(error, name);
      }
    });
  });
}

/** Reads, renders and plans a revision. */
export async function prepare(
  session: Session,
  mode: UpgradeMode,
  name: string,
  opened: OpenPackage,
  flags: UpgradeFlags,
  options: CommandOptions,
  { holder, isDryRun, showsCrds }: { holder: string; isDryRun: boolean; showsCrds?: boolean },
): Promise<Prepared> {
  const { client, namespace, note } = session;
  const past = checkPast(await readPast(isDryRun ? readOnly(session) : session, name), mode, name);
  const isUpgrade = past !== undefined && mode !== 'install';
  const values: ReleaseValues = isUpgrade
    ? upgradeValues(flags, past.current, options, opened.helm)
    : readValues(flags, options, opened.helm);
  const crds = { policy: flags.crds, isUpgrade };
  const revision = (past?.last.version ?? 0) + 1;
  const now = new Date().toISOString();
  const onCluster = await renderOnCluster(session, opened, {
    request: {
      name,
      namespace,
      revision,
      isUpgrade,
      values: values.yaml,
      now: Math.floor(Date.parse(now) / 1000),
      skipSchemaValidation: flags.skipSchemaValidation,
    },
    kept: (past && keptDraws(past)) ?? {},
    entropy: past && keptEntropy(past),
    rotate: flags.rotate ?? [],
    beforeRender: async (crdManifests) => {
      if (!showsCrds) await applyCrds(session, crdManifests, { ...crds, isDryRun });
    },
  });
  for (const line of onCluster.rendered.warnings) note(line);
  const owner = { name, namespace };
  const { rendered, provenance } = await withStanding(session, onCluster, { past, flags, owner });
  const labels: Record<string, string> = opened.helm === undefined ? { [INSTALL_LABEL]: name } : {};
  const coming = definitionsToCome(rendered.crds, crds);
  const target = (await resolveResources(client, rendered.resources, namespace, coming)).map((resource) =>
    owned(resource, owner, labels),
  );
  const previous: Resource[] = past ? await previousResources(session, past) : [];
  const plan = await buildPlan(client, { owner, target, previous, takeOwnership: flags.takeOwnership });
  const release = releaseOf(opened, rendered, {
    name,
    namespace,
    revision,
    isUpgrade,
    now,
    firstDeployed: past?.current.info.first_deployed,
    config: values.config,
    provenance: { ...provenance, holder },
    labels: mergeLabels(past?.last.labels, flags.labels),
  });
  return { opened, rendered, release, plan, past };
}

/** Carries a prepared revision out. */
export function carryOut(
  session: Session,
  { release, plan }: Pick<Prepared, 'release' | 'plan'>,
  flags: DeployFlags,
  output: (line: string) => void,
): Promise<Done> {
  const isUpgrade = release.info.status === 'pending-upgrade';
  return deploy({
    session,
    flags,
    release,
    plan,
    events: isUpgrade
      ? { before: 'pre-upgrade', after: 'post-upgrade' }
      : { before: 'pre-install', after: 'post-install' },
    description: isUpgrade ? 'Upgrade complete' : 'Install complete',
    output,
  });
}

/** The render with the random values that stand in the cluster, where Helm drew them or nobody recorded them. */
async function withStanding(
  session: Session,
  { rendered, provenance, again }: ClusterRendered,
  { past, flags, owner }: { past: Past | undefined; flags: UpgradeFlags; owner: Owner },
): Promise<Pick<ClusterRendered, 'rendered' | 'provenance'>> {
  const rotate = flags.rotate ?? [];
  const before = past && provenanceOf(past.current);
  const carried = before?.draws && (before.carried ?? []);
  const isNew = past === undefined || past.current.info.status === 'uninstalled';
  if (rotate.includes('all') || carried?.length === 0 || (isNew && !flags.adopt)) return { rendered, provenance };
  if (Object.keys(provenance.draws ?? {}).length === 0) return { rendered, provenance };
  const { client, namespace } = session;
  const { keepStanding } = await import('./rendering/standing');
  const recorded =
    carried &&
    new Map(
      (await previousResources({ ...session, note: () => undefined }, past!)).map((item) => [item.key, item.object]),
    );
  const kept = await keepStanding({
    rendered,
    resources: await resolveResources(client, rendered.resources, namespace, rendered.crds),
    other: again('all'),
    rotated: rotate.length > 0 ? again('rotated') : undefined,
    carried,
    async find({ key, ref }) {
      if (recorded) return recorded.get(key);
      const found = await client.find(ref);
      const isOwn = found && (flags.takeOwnership || foreignness(found, owner) === undefined);
      return isOwn ? found : undefined;
    },
  });
  return { rendered: kept.rendered, provenance: { ...provenance, carried: kept.carried } };
}

function checkPast(past: Past | undefined, mode: UpgradeMode, name: string): Past | undefined {
  if (!past) {
    if (mode === 'upgrade') {
      throw new CommandError(`there is no release ${name}: install it, or give --install`);
    }
    return undefined;
  }
  const { last, history } = past;
  if (last.info.status === 'uninstalled' || last.info.status === 'uninstalling') {
    if (mode === 'upgrade') {
      throw new CommandError(`release ${name} is ${last.info.status}: install it again with mistletoe install ${name}`);
    }
    return past;
  }
  const wasNeverThere = history.every(({ info }) => info.status === 'failed' || info.status === 'uninstalled');
  if (mode === 'install' && !wasNeverThere) {
    throw new CommandError(`release ${name} exists: change it with mistletoe upgrade ${name}, or choose another name`);
  }
  return past;
}

/** Helm's own words would be "already exists". */
function explainTaken(error: unknown, name: string): Error {
  if (!isTaken(error) || !isRecordName(error.status?.details?.name)) return error as Error;
  return new CommandError(
    `release ${name} got a new revision meanwhile, from a program that takes no lock (Helm): try again`,
  );
}

async function undo(session: Session, { past, release }: Prepared, flags: UpgradeFlags, cause: Error): Promise<Error> {
  const { name } = release;
  const target = past?.history.filter(({ info }) => info.status === 'deployed' || info.status === 'superseded').at(-1);
  session.note(target ? `rolling back to revision ${target.version}` : 'uninstalling what was installed');
  try {
    // The user may have stopped the command: what undoes it must not stop with it.
    const undoing = { ...session, signal: new AbortController().signal };
    if (target) await rollbackTo(undoing, name, target.version, { ...flags, description: undefined }, '');
    else {
      const whole = { keepHistory: false, cascade: 'background', wait: true };
      await uninstallRelease(undoing, name, { ...flags, description: undefined, ...whole });
    }
  } catch (error) {
    return new CommandError(
      `release ${name} failed: ${cause.message}\nand undoing it failed too: ${(error as Error).message}`,
    );
  }
  const what = target ? `has been rolled back to revision ${target.version}` : 'has been uninstalled';
  return new CommandError(`release ${name} failed, and ${what}: ${cause.message}`);
}

/** The namespace of the release, as `helm install --create-namespace` makes it. */
async function createNamespace({ client, namespace }: Session): Promise<void> {
  const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels: { name: namespace } } };
  if (await client.find({ apiVersion: 'v1', kind: 'Namespace', name: namespace })) return;
  try {
    await client.apply(object);
  } catch (error) {
    if (isKubeError(error, 'already-exists')) return;
    throw error;
  }
}

function mergeLabels(before: Record<string, string> = {}, given: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries({ ...before, ...given }).filter(([, value]) => value !== 'null'));
}

/** `client` or `server` where nothing is to be done. */
function dryRunOf({ dryRun }: Pick<UpgradeFlags, 'dryRun'>): 'client' | 'server' | undefined {
  if (dryRun === undefined || dryRun === false || dryRun === 'none' || dryRun === 'false') return undefined;
  if (dryRun === true || dryRun === 'client' || dryRun === 'true') return 'client';
  if (dryRun === 'server') return 'server';
  throw new UsageError(`--dry-run=${dryRun}: give client, server or none`);
}

/** The same session for a command that must write nothing: an interrupted revision is told and left as it is. */
function readOnly(session: Session): Session {
  const { store } = session;
  const reading = { history: (name: string) => store.history(name), update: async () => undefined };
  return { ...session, store: reading as unknown as Session['store'] };
}
