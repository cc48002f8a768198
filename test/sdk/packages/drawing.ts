// A package that takes what a host has: the namespace, the cluster's capabilities, randomness.
import { definePackage } from '@mistletoe-dev/sdk';

export default definePackage({
  metadata: { name: 'drawing', version: '2.1.0' },
  generate: (_data, { name, namespace, capabilities, randomText }) => [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      data: {
        namespace,
        version: capabilities.kubeVersion ?? 'unknown',
        apps: String(capabilities.apiVersions.includes('apps/v1')),
        password: randomText(20),
      },
    },
  ],
});
