// What a package that is no chart says it takes (docs/module-contract.md).

import { TAKES_LABEL, TAKES_VALUES } from '../../runtime/abi/labels';
import type { NodeInstance } from '../../runtime/host';
import type { RenderedManifests } from '../render/manifests';
import type { ChartInstance } from '../render/render';

/** The names in a package's label: what of its surroundings it wants to know. */
export function takenBy(instance: NodeInstance): ReadonlySet<string> {
  const label = instance.info().metadata.labels[TAKES_LABEL] ?? '';
  return new Set(label.split(',').map((name) => name.trim()));
}

/** Is the package given what a chart is given? */
export const takesValues = (instance: NodeInstance): boolean => takenBy(instance).has(TAKES_VALUES);

/** Where a definition comes from that a chart has in crds/. */
const CRD_SOURCE = /^[^/]+\/(?:charts\/[^/]+\/)*crds\//;

/** The manifests of a package; of one that a chart was made to, with the definitions of its crds/ as a chart has them. Throws as `ChartInstance.manifests`. */
export function manifestsOf(instance: ChartInstance, input: Uint8Array): RenderedManifests {
  const rendered = instance.manifests(input);
  if (!takesValues(instance)) return rendered;
  const manifests = rendered.manifests.map((one) => ({
    ...one,
    isCrd: one.isCrd || CRD_SOURCE.test(one.source),
  }));
  return { ...rendered, manifests };
}
