// The order in which Helm installs what templates give (releaseutil.InstallOrder, SortManifests): by kind, then by the template's path.

import { compareKeys } from './text';

const INSTALL_ORDER =
  'PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration';
const RANKS = new Map(INSTALL_ORDER.split(' ').map((kind, rank) => [kind, rank]));

/** One document of a render. */
export interface Document {
  /** The file's path in the result. */
  path: string;
  text: string;
  /** The template's path: `CHART/templates/service.yaml`. */
  source: string;
  kind: string;
  /** Custom resource definitions of `crds/` come first, hooks last. */
  section: 'crds' | 'manifests' | 'hooks';
}

const SECTIONS = ['crds', 'manifests', 'hooks'];

/** Before or behind, as Array.sort has it. */
export function compareDocuments(a: Document, b: Document): number {
  const sections = SECTIONS.indexOf(a.section) - SECTIONS.indexOf(b.section);
  if (sections !== 0) return sections;
  const [first, second] = [RANKS.get(a.kind), RANKS.get(b.kind)];
  const ranks =
    first !== undefined && second !== undefined
      ? first - second
      : first === undefined && second === undefined
        ? compareKeys(a.kind, b.kind)
        : first === undefined
          ? 1
          : -1;
  return ranks || compareKeys(a.source, b.source);
}
