// A render as the revision that it will be recorded as.

import { type Provenance, type Release, withProvenance } from '../../../releases/record';
import type { OpenPackage } from './package';
import type { Rendered } from './render';

/** What a revision has besides its render. */
export interface Revision {
  name: string;
  namespace: string;
  revision: number;
  isUpgrade: boolean;
  /** RFC 3339 */
  now: string;
  firstDeployed?: string;
  /** the user's values */
  config: Record<string, unknown>;
  provenance: Provenance;
  labels?: Record<string, string>;
}

/** The revision, about to be carried out. */
export function releaseOf({ chart, digest, helm }: OpenPackage, rendered: Rendered, given: Revision): Release {
  const { name, namespace, revision, isUpgrade, now, provenance, labels } = given;
  return {
    name,
    namespace,
    version: revision,
    info: {
      first_deployed: given.firstDeployed ?? now,
      last_deployed: now,
      status: isUpgrade ? 'pending-upgrade' : 'pending-install',
      description: isUpgrade ? 'Preparing upgrade' : 'Initial install underway',
      ...(rendered.notes !== '' && { notes: rendered.notes }),
    },
    chart: withProvenance(chart, { ...provenance, module: digest, ...(helm === undefined && { isModule: true }) }),
    config: given.config,
    manifest: rendered.manifest,
    hooks: rendered.hooks,
    apply_method: 'ssa',
    labels,
  };
}

/** The same as a dry run shows it. */
export function asDryRun(release: Release): Release {
  return { ...release, info: { ...release.info, description: 'Dry run complete' } };
}
