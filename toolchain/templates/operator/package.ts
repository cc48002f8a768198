// An operator: its custom resource definitions, what it may do, and the program that does it.

import { definePackage, labels, nameOf, type Resource, selectorLabels } from '@mistletoe-dev/sdk';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ServiceAccount } from 'kubernetes-types/core/v1';
import type { ClusterRole, ClusterRoleBinding } from 'kubernetes-types/rbac/v1';
import definitions from './crds.yaml';

/** What a user may set. */
interface Values {
  image?: string;
  /** The namespaces that the operator looks at; all where none is named. */
  watch?: string[];
}

export default definePackage<Values>({
  metadata: { name: 'my-package', version: '0.1.0' },
  generate({ image = 'registry.example.com/my-package:0.1.0', watch = [] }, { name, namespace }) {
    const app = { app: 'my-package', instance: name };
    const metadata = { name: nameOf(name, 'operator'), labels: labels(app) };

    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...metadata, namespace },
    } satisfies Resource<ServiceAccount>;
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata,
      rules: [
        {
          apiGroups: ['example.com'],
          resources: ['widgets', 'widgets/status'],
          verbs: ['get', 'list', 'watch', 'update'],
        },
        { apiGroups: ['apps'], resources: ['deployments'], verbs: ['*'] },
      ],
    } satisfies Resource<ClusterRole>;
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: metadata.name },
      subjects: [{ kind: 'ServiceAccount', name: metadata.name, namespace }],
    } satisfies Resource<ClusterRoleBinding>;
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { ...metadata, namespace },
      spec: {
        replicas: 1,
        selector: { matchLabels: selectorLabels(app) },
        template: {
          metadata: { labels: labels(app) },
          spec: {
            serviceAccountName: metadata.name,
            containers: [{ name: 'operator', image, env: [{ name: 'WATCH_NAMESPACE', value: watch.join(',') }] }],
          },
        },
      },
    } satisfies Resource<Deployment>;
    return [definitions as object, account, role, binding, deployment];
  },
});
