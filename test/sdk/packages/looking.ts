// A package that asks the cluster: for an object, for what that names, and for all of a kind.
import { definePackage, fail } from '@mistletoe-dev/sdk';
import type { ConfigMap, Service } from 'kubernetes-types/core/v1';

export default definePackage<{ needed?: boolean }>({
  metadata: { name: 'looking', version: '1.0.0' },
  generate({ needed = false }, { name, namespace, lookup }) {
    const known = lookup<ConfigMap>('v1', 'ConfigMap', namespace, 'known');
    const next = known?.data?.['next'];
    const second = next === undefined ? undefined : lookup<ConfigMap>('v1', 'ConfigMap', namespace, next);
    if (needed && second === undefined) fail('the ConfigMap that known names is not there');
    const services = lookup<Service>('v1', 'Service', namespace, '');
    const home = lookup('v1', 'Namespace', namespace, namespace);
    return [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name },
        data: {
          second: second?.data?.['key'] ?? 'nothing',
          services: services?.items.map(({ metadata }) => metadata.name).join(' ') ?? 'unknown',
          home: home?.metadata.name ?? 'unknown',
        },
      },
    ];
  },
});
