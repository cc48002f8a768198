// The API versions that a Helm assumes without a cluster: those of the Kubernetes libraries it is built with
// (client-go's scheme, as chartutil.DefaultVersionSet lists it), in Helm's order.

interface ApiVersion {
  name: string;
  /** The first and the last minor version of the libraries that have it; absent: all. */
  since?: number;
  until?: number;
}

// biome-ignore format: a table
const table: readonly ApiVersion[] = [
  { name: 'v1' },
  { name: 'admissionregistration.k8s.io/v1' },
  { name: 'admissionregistration.k8s.io/v1alpha1' },
  { name: 'admissionregistration.k8s.io/v1beta1' },
  { name: 'internal.apiserver.k8s.io/v1alpha1' },
  { name: 'apps/v1' },
  { name: 'apps/v1beta1' },
  { name: 'apps/v1beta2' },
  { name: 'authentication.k8s.io/v1' },
  { name: 'authentication.k8s.io/v1alpha1' },
  { name: 'authentication.k8s.io/v1beta1' },
  { name: 'authorization.k8s.io/v1' },
  { name: 'authorization.k8s.io/v1beta1' },
  { name: 'autoscaling/v1' },
  { name: 'autoscaling/v2' },
  { name: 'autoscaling/v2beta1', until: 35 },
  { name: 'autoscaling/v2beta2', until: 35 },
  { name: 'batch/v1' },
  { name: 'batch/v1beta1' },
  { name: 'certificates.k8s.io/v1' },
  { name: 'certificates.k8s.io/v1beta1' },
  { name: 'certificates.k8s.io/v1alpha1' },
  { name: 'coordination.k8s.io/v1alpha1', since: 31, until: 31 },
  { name: 'coordination.k8s.io/v1alpha2', since: 32 },
  { name: 'coordination.k8s.io/v1beta1' },
  { name: 'coordination.k8s.io/v1' },
  { name: 'discovery.k8s.io/v1' },
  { name: 'discovery.k8s.io/v1beta1' },
  { name: 'events.k8s.io/v1' },
  { name: 'events.k8s.io/v1beta1' },
  { name: 'extensions/v1beta1' },
  { name: 'flowcontrol.apiserver.k8s.io/v1' },
  { name: 'flowcontrol.apiserver.k8s.io/v1beta1' },
  { name: 'flowcontrol.apiserver.k8s.io/v1beta2' },
  { name: 'flowcontrol.apiserver.k8s.io/v1beta3' },
  { name: 'lifecycle.k8s.io/v1alpha1', since: 37 },
  { name: 'networking.k8s.io/v1' },
  { name: 'networking.k8s.io/v1alpha1', until: 33 },
  { name: 'networking.k8s.io/v1beta1' },
  { name: 'node.k8s.io/v1' },
  { name: 'node.k8s.io/v1alpha1' },
  { name: 'node.k8s.io/v1beta1' },
  { name: 'policy/v1' },
  { name: 'policy/v1beta1' },
  { name: 'rbac.authorization.k8s.io/v1' },
  { name: 'rbac.authorization.k8s.io/v1beta1' },
  { name: 'rbac.authorization.k8s.io/v1alpha1' },
  { name: 'resource.k8s.io/v1', since: 34 },
  { name: 'resource.k8s.io/v1beta2', since: 33 },
  { name: 'resource.k8s.io/v1beta1', since: 32 },
  { name: 'resource.k8s.io/v1alpha3', since: 31 },
  { name: 'resource.k8s.io/v1alpha2', until: 30 },
  { name: 'scheduling.k8s.io/v1alpha3', since: 37 },
  { name: 'scheduling.k8s.io/v1alpha2', since: 36, until: 36 },
  { name: 'scheduling.k8s.io/v1alpha1', until: 35 },
  { name: 'scheduling.k8s.io/v1beta1' },
  { name: 'scheduling.k8s.io/v1' },
  { name: 'storage.k8s.io/v1beta1' },
  { name: 'storage.k8s.io/v1' },
  { name: 'storage.k8s.io/v1alpha1' },
  { name: 'storagemigration.k8s.io/v1', since: 37 },
  { name: 'storagemigration.k8s.io/v1beta1', since: 35 },
  { name: 'storagemigration.k8s.io/v1alpha1', since: 30, until: 34 },
  { name: 'apiextensions.k8s.io/v1beta1' },
  { name: 'apiextensions.k8s.io/v1' },
];

/** All of the libraries of Kubernetes 1.`minor`. */
export function apiVersionsOf(minor: number): readonly string[] {
  let names = known.get(minor);
  if (names === undefined) {
    names = table
      .filter(({ since = 0, until = Number.POSITIVE_INFINITY }) => since <= minor && minor <= until)
      .map(({ name }) => name);
    known.set(minor, names);
  }
  return names;
}

const known = new Map<number, readonly string[]>();
