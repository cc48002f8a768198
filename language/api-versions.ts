// The API versions that a Helm assumes without a cluster: those of the Kubernetes libraries it is built with
// (client-go's scheme, as chartutil.DefaultVersionSet lists it), in Helm's order.

/**
 * One a line, with the first and the last minor version of the libraries that have it; without them, all do. A text: most renders ask for
 * none, and reading a table of objects from the kept code took 20 microseconds of each start.
 */
const TABLE = `
v1
admissionregistration.k8s.io/v1
admissionregistration.k8s.io/v1alpha1
admissionregistration.k8s.io/v1beta1
internal.apiserver.k8s.io/v1alpha1
apps/v1
apps/v1beta1
apps/v1beta2
authentication.k8s.io/v1
authentication.k8s.io/v1alpha1
authentication.k8s.io/v1beta1
authorization.k8s.io/v1
authorization.k8s.io/v1beta1
autoscaling/v1
autoscaling/v2
autoscaling/v2beta1 until 35
autoscaling/v2beta2 until 35
batch/v1
batch/v1beta1
certificates.k8s.io/v1
certificates.k8s.io/v1beta1
certificates.k8s.io/v1alpha1
coordination.k8s.io/v1alpha1 since 31 until 31
coordination.k8s.io/v1alpha2 since 32
coordination.k8s.io/v1beta1
coordination.k8s.io/v1
discovery.k8s.io/v1
discovery.k8s.io/v1beta1
events.k8s.io/v1
events.k8s.io/v1beta1
extensions/v1beta1
flowcontrol.apiserver.k8s.io/v1
flowcontrol.apiserver.k8s.io/v1beta1
flowcontrol.apiserver.k8s.io/v1beta2
flowcontrol.apiserver.k8s.io/v1beta3
lifecycle.k8s.io/v1alpha1 since 37
networking.k8s.io/v1
networking.k8s.io/v1alpha1 until 33
networking.k8s.io/v1beta1
node.k8s.io/v1
node.k8s.io/v1alpha1
node.k8s.io/v1beta1
policy/v1
policy/v1beta1
rbac.authorization.k8s.io/v1
rbac.authorization.k8s.io/v1beta1
rbac.authorization.k8s.io/v1alpha1
resource.k8s.io/v1 since 34
resource.k8s.io/v1beta2 since 33
resource.k8s.io/v1beta1 since 32
resource.k8s.io/v1alpha3 since 31
resource.k8s.io/v1alpha2 until 30
scheduling.k8s.io/v1alpha3 since 37
scheduling.k8s.io/v1alpha2 since 36 until 36
scheduling.k8s.io/v1alpha1 until 35
scheduling.k8s.io/v1beta1
scheduling.k8s.io/v1
storage.k8s.io/v1beta1
storage.k8s.io/v1
storage.k8s.io/v1alpha1
storagemigration.k8s.io/v1 since 37
storagemigration.k8s.io/v1beta1 since 35
storagemigration.k8s.io/v1alpha1 since 30 until 34
apiextensions.k8s.io/v1beta1
apiextensions.k8s.io/v1
`;

/** All of the libraries of Kubernetes 1.`minor`. */
export function apiVersionsOf(minor: number): readonly string[] {
  let names = known.get(minor);
  if (names === undefined) {
    names = TABLE.trim()
      .split('\n')
      .map((line) => /^(\S+)(?: since (\d+))?(?: until (\d+))?$/.exec(line)!)
      .filter(([, , since = 0, until = Number.POSITIVE_INFINITY]) => Number(since) <= minor && minor <= Number(until))
      .map(([, name]) => name);
    known.set(minor, names);
  }
  return names;
}

const known = new Map<number, readonly string[]>();
