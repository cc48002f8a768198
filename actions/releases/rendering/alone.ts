// `--dry-run=client`: what an installation or upgrade would record, as far as a package and its values tell. No cluster is asked, and none
// needs to be there.

import { contextNamespace } from '../../../kube/config/kubeconfig';
import type { RenderRead } from '../../../runtime/host';
import type { Release } from '../../../releases/record';
import { CommandError, type CommandOptions, UsageError } from '../../command';
import { releaseNameProblem } from '../../render/checks';
import { RenderError } from '../../render/manifests';
import { randomHex } from '../../render/random';
import type { UpgradeFlags, UpgradeMode } from '../upgrade';
import { type OpenPackage, openPackage } from './package';
import { asDryRun, releaseOf } from './release';
import { type Rendered, type ReleaseRender, renderPackage } from './render';
import { readValues } from './values';

/** Renders without a cluster. Throws CommandError where the flags ask for what only a cluster has. */
export async function renderAlone(
  mode: UpgradeMode,
  name: string,
  reference: string,
  flags: UpgradeFlags,
  options: CommandOptions,
): Promise<Release> {
  const problem = releaseNameProblem(name);
  if (problem !== undefined) throw new CommandError(`release name check failed: ${problem}`);
  if (flags.reuseValues || flags.resetThenReuseValues) {
    throw new UsageError('--dry-run=client knows no values of the release: give --dry-run=server');
  }
  const note = options.note ?? (() => undefined);
  const opened = await openPackage(reference, flags, options, note);
  const namespace = flags.namespace || process.env['HELM_NAMESPACE'] || contextNamespace(flags);
  const now = new Date().toISOString();
  const isUpgrade = mode === 'upgrade';
  const revision = isUpgrade ? 2 : 1;
  const values = readValues(flags, options, opened.helm);
  const rendered = rendering(opened, {
    name,
    namespace,
    revision,
    isUpgrade,
    values: values.yaml,
    now: Math.floor(Date.parse(now) / 1000),
    entropy: randomHex(),
    skipSchemaValidation: flags.skipSchemaValidation,
  });
  for (const line of rendered.warnings) note(line);
  if (looksUp(rendered.reads)) note(LOOKS_UP);
  if (isUpgrade) note('rendered with the given values alone: --dry-run=server knows those of the release');
  return asDryRun(
    releaseOf(opened, rendered, { name, namespace, revision, isUpgrade, now, config: values.config, provenance: {} }),
  );
}

const LOOKS_UP =
  'the package looks up objects, of which --dry-run=client finds none: --dry-run=server asks the cluster';

const looksUp = (reads: readonly RenderRead[]) => reads.some((read) => 'lookup' in read);

/** The render; one that fails after it found nothing says so. */
function rendering(opened: OpenPackage, request: ReleaseRender): Rendered {
  try {
    return renderPackage(opened, request);
  } catch (error) {
    if (!(error instanceof RenderError) || !looksUp(error.reads)) throw error;
    throw new CommandError(`${error.message}\n${LOOKS_UP}`);
  }
}
