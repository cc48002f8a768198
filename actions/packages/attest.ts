// Attestations of a module that is pushed: how it was made and of what, signed by a key and found beside its manifest.

import {
  CHART_NAME_LABEL,
  CHART_VERSION_LABEL,
  COMPILER_VERSION_LABEL,
  HELM_SEMANTICS_LABEL,
} from '../../runtime/abi/labels';
import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { type Chart, loadChart } from '../../compiler/chart/load';
import { defaultProfile, findProfile } from '../../language/profiles';
import { signedBundle } from '../../provenance/bundle';
import { type ModuleOrigin, provenancePredicate, spdxPredicate } from '../../provenance/predicates';
import { SLSA_PROVENANCE, SPDX, statementText } from '../../provenance/statement';
import { parseYaml } from '../../runtime/bindings/values';
import type { Descriptor } from '../../registry/oci/manifest';
import type { Repository } from '../../registry/oci/repository';
import { attachBundle } from '../../registry/signatures';
import { sourceDigest } from '../chart/source-digest';
import { CommandError, type CommandOptions } from '../command';
import type { ModuleInfo } from './module-info';

/** What is known of a module's making. `source` is the chart it was converted from. Throws CommandError where that is another. */
export function originOf(
  info: ModuleInfo,
  digest: string,
  source: string | undefined,
  { cwd = '.' }: CommandOptions,
): ModuleOrigin {
  const label = (name: string) => info.labels[name] ?? '';
  const origin: ModuleOrigin = {
    name: info.name,
    version: info.version ?? '',
    digest,
    compiler: label(COMPILER_VERSION_LABEL),
    helm: label(HELM_SEMANTICS_LABEL),
  };
  if (source === undefined) return origin;
  const path = resolve(cwd, source);
  const helm = findProfile(origin.helm)?.profile ?? defaultProfile;
  const chart = loadChart(path, { helm, parseYaml });
  const { name, version, appVersion } = chart.metadata;
  if (name !== label(CHART_NAME_LABEL) || version !== label(CHART_VERSION_LABEL)) {
    throw new CommandError(
      `--source ${source} is ${name} ${version}, and the module was converted from ${label(CHART_NAME_LABEL) || 'no chart'} ${label(CHART_VERSION_LABEL)}`,
    );
  }
  return {
    ...origin,
    chart: {
      name,
      version,
      appVersion,
      digest: sourceDigest(path, helm),
      dependencies: chart.subcharts.flatMap(partsOf),
    },
  };
}

function partsOf({
  metadata: { name, version, appVersion },
  subcharts,
}: Chart): { name: string; version: string; appVersion: string }[] {
  return [{ name, version, appVersion }, ...subcharts.flatMap(partsOf)];
}

/** Attaches the attestations of a manifest. */
export async function attachAttestations(
  repository: Repository,
  subject: Descriptor,
  key: KeyObject,
  origin: ModuleOrigin,
  created: string,
): Promise<void> {
  const predicates = [
    [SLSA_PROVENANCE, provenancePredicate(origin)],
    [SPDX, spdxPredicate(origin, created)],
  ] as const;
  // One after the other: registries without the API keep them in one list.
  for (const [type, predicate] of predicates) {
    await attachBundle(
      repository,
      subject,
      signedBundle(key, statementText(subject.digest, type, predicate)),
      type,
      created,
    );
  }
}
