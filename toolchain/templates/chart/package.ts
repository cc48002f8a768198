// A chart with a policy of one's own around it: the chart renders, and what it gives is changed as typed objects.

import { type ChartInput, definePackage, isKind, type Manifest, type Resource } from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';

/** What a user may set. */
interface Values {
  /** Who runs it: a label on everything. */
  team?: string;
  /** The chart's own values. */
  values?: Record<string, unknown>;
}

export default definePackage<Values>({
  metadata: { name: 'my-package', version: '0.1.0' },
  // `npm run convert` makes it of the chart.
  dependencies: { chart: './chart.wasm' },
  generate({ team = 'platform', values = {} }, { namespace, render }) {
    return render<ChartInput>('chart', { namespace, values }).map((object) => {
      const labelled = withLabels(object, { team });
      return isKind<Deployment>(labelled, 'apps/v1', 'Deployment') ? hardened(labelled) : labelled;
    });
  },
});

function withLabels<T extends Manifest>(object: T, labels: Record<string, string>): T {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, ...labels } } };
}

/** No container of a Deployment may become more than it was started as. */
function hardened(deployment: Resource<Deployment>): Resource<Deployment> {
  const { initContainers = [], containers = [] } = deployment.spec?.template.spec ?? {};
  for (const container of [...initContainers, ...containers]) {
    container.securityContext = { ...container.securityContext, allowPrivilegeEscalation: false };
  }
  return deployment;
}
