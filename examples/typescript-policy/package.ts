// A team's rules around a vendor's chart: the chart renders, and the objects it gives are changed by their types. What the rules cannot mend
// is refused.

import {
  type ChartInput,
  definePackage,
  fail,
  isKind,
  labels,
  type Manifest,
  type Resource,
  selectorLabels,
} from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Container, Service } from 'kubernetes-types/core/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';

/** What a user may set. */
interface Values {
  /** Who runs it: a label on everything. */
  team?: string;
  /** Where images come from, in place of the registry that the chart names. */
  registry?: string;
  /** The chart's own values. */
  values?: Record<string, unknown>;
}

export default definePackage<Values>({
  metadata: { name: 'shop-policy', version: '1.0.0' },
  // mistletoe convert CHART -o storefront.wasm
  dependencies: { storefront: './storefront.wasm' },
  generate({ team, registry = 'mirror.example.com', values = {} }, { name, namespace, render }) {
    if (team === undefined) fail('team is missing: whose is it?');
    const app = { app: 'shop-policy', instance: name };
    const objects = render<ChartInput>('storefront', { namespace, values }).map((object) => {
      const owned = { ...object, metadata: { ...object.metadata, labels: { ...object.metadata?.labels, team } } };
      if (isKind<Deployment>(owned, 'apps/v1', 'Deployment')) return hardened(owned, registry);
      if (isKind<Service>(owned, 'v1', 'Service')) return inside(owned);
      return owned;
    });
    const budget: Resource<PodDisruptionBudget> = {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: `${name}-policy`, labels: labels(app) },
      spec: { maxUnavailable: 1, selector: { matchLabels: selectorLabels(app) } },
    };
    return [...objects, budget];
  },
});

/** No container becomes more than it was started as, and each image comes from our registry, by a tag that stays. */
function hardened(deployment: Manifest & Resource<Deployment>, registry: string): Manifest {
  const pod = deployment.spec?.template.spec;
  if (pod === undefined) return deployment;
  const containers = pod.containers.map((container): Container => {
    const { image = '', securityContext } = container;
    if (!/[:@]/.test(image) || image.endsWith(':latest'))
      fail(`${container.name} runs ${image}: a tag that stays is needed`);
    return {
      ...container,
      image: `${registry}/${image.replace(/^[^/]+\.[^/]+\//, '')}`,
      securityContext: { ...securityContext, allowPrivilegeEscalation: false, readOnlyRootFilesystem: true },
    };
  });
  const template = { ...deployment.spec!.template, spec: { ...pod, containers } };
  return { ...deployment, spec: { ...deployment.spec, template } };
}

/** What is to be reached from outside has an Ingress. */
function inside(service: Manifest & Resource<Service>): Manifest {
  const type = service.spec?.type;
  if (type !== undefined && type !== 'ClusterIP')
    fail(`the service ${service.metadata.name} is a ${type}: ClusterIP alone is allowed`);
  return service;
}
