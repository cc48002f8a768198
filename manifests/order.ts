// The order in which Helm installs and removes kinds. Source: helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/kind_sorter.go.

const INSTALL = [
  'PriorityClass',
  'Namespace',
  'NetworkPolicy',
  'ResourceQuota',
  'LimitRange',
  'PodSecurityPolicy',
  'PodDisruptionBudget',
  'ServiceAccount',
  'Secret',
  'SecretList',
  'ConfigMap',
  'StorageClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'CustomResourceDefinition',
  'ClusterRole',
  'ClusterRoleList',
  'ClusterRoleBinding',
  'ClusterRoleBindingList',
  'Role',
  'RoleList',
  'RoleBinding',
  'RoleBindingList',
  'Service',
  'DaemonSet',
  'Pod',
  'ReplicationController',
  'ReplicaSet',
  'Deployment',
  'HorizontalPodAutoscaler',
  'StatefulSet',
  'Job',
  'CronJob',
  'IngressClass',
  'Ingress',
  'APIService',
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
];

/** Not the reverse of the order of installation in every place: webhooks stop before what they would judge goes. */
const UNINSTALL = [
  'ValidatingWebhookConfiguration',
  'MutatingWebhookConfiguration',
  'APIService',
  'Ingress',
  'IngressClass',
  'Service',
  'CronJob',
  'Job',
  'StatefulSet',
  'HorizontalPodAutoscaler',
  'Deployment',
  'ReplicaSet',
  'ReplicationController',
  'Pod',
  'DaemonSet',
  'RoleBindingList',
  'RoleBinding',
  'RoleList',
  'Role',
  'ClusterRoleBindingList',
  'ClusterRoleBinding',
  'ClusterRoleList',
  'ClusterRole',
  'CustomResourceDefinition',
  'PersistentVolumeClaim',
  'PersistentVolume',
  'StorageClass',
  'ConfigMap',
  'SecretList',
  'Secret',
  'ServiceAccount',
  'PodDisruptionBudget',
  'PodSecurityPolicy',
  'LimitRange',
  'ResourceQuota',
  'NetworkPolicy',
  'Namespace',
  'PriorityClass',
];

const rankOf = (order: string[]) => new Map(order.map((kind, rank) => [kind, rank]));
const ranks = { install: rankOf(INSTALL), uninstall: rankOf(UNINSTALL) };

/** Sorts by kind and keeps the order within a kind; unknown kinds come last, by name. */
export function sortByKind<T>(items: readonly T[], kindOf: (item: T) => string, order: 'install' | 'uninstall'): T[] {
  const rank = ranks[order];
  return [...items].sort((a, b) => {
    const x = kindOf(a);
    const y = kindOf(b);
    const first = rank.get(x);
    const second = rank.get(y);
    if (first !== undefined && second !== undefined) return first - second;
    if (first === undefined && second === undefined) return x < y ? -1 : x > y ? 1 : 0;
    return first === undefined ? 1 : -1;
  });
}
