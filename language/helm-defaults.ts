// What Helm assumes of a cluster when it renders offline, and how it calls itself. Source: chartutil.DefaultCapabilities of
// each version; the lists are checked against the real binaries by the vectors.

/** Helm's offline capabilities and build information. */
export interface HelmDefaults {
  kubeVersion: string;
  apiVersions: string[];
  helmVersion: Record<string, string>;
}

const group = (name: string, ...versions: string[]) => versions.map((version) => `${name}/${version}`);

function apiVersions(helm: 3 | 4): string[] {
  const four = helm === 4;
  return [
    'v1',
    ...group('admissionregistration.k8s.io', 'v1', 'v1alpha1', 'v1beta1'),
    ...group('internal.apiserver.k8s.io', 'v1alpha1'),
    ...group('apps', 'v1', 'v1beta1', 'v1beta2'),
    ...group('authentication.k8s.io', 'v1', 'v1alpha1', 'v1beta1'),
    ...group('authorization.k8s.io', 'v1', 'v1beta1'),
    ...group('autoscaling', 'v1', 'v2', 'v2beta1', 'v2beta2'),
    ...group('batch', 'v1', 'v1beta1'),
    ...group('certificates.k8s.io', 'v1', 'v1beta1', 'v1alpha1'),
    ...group('coordination.k8s.io', 'v1alpha2', 'v1beta1', 'v1'),
    ...group('discovery.k8s.io', 'v1', 'v1beta1'),
    ...group('events.k8s.io', 'v1', 'v1beta1'),
    ...group('extensions', 'v1beta1'),
    ...group('flowcontrol.apiserver.k8s.io', 'v1', 'v1beta1', 'v1beta2', 'v1beta3'),
    ...group('networking.k8s.io', 'v1', ...(four ? [] : ['v1alpha1']), 'v1beta1'),
    ...group('node.k8s.io', 'v1', 'v1alpha1', 'v1beta1'),
    ...group('policy', 'v1', 'v1beta1'),
    ...group('rbac.authorization.k8s.io', 'v1', 'v1beta1', 'v1alpha1'),
    ...group('resource.k8s.io', ...(four ? ['v1', 'v1beta2'] : []), 'v1beta1', 'v1alpha3'),
    ...group('scheduling.k8s.io', 'v1alpha1', 'v1beta1', 'v1'),
    ...group('storage.k8s.io', 'v1beta1', 'v1', 'v1alpha1'),
    ...group('storagemigration.k8s.io', four ? 'v1beta1' : 'v1alpha1'),
    ...group('apiextensions.k8s.io', 'v1beta1', 'v1'),
  ];
}

/** Capabilities and build information of the Helm version whose semantics a module has. */
export function helmDefaults(helm: 3 | 4): HelmDefaults {
  if (helm === 3) {
    return {
      kubeVersion: 'v1.32.0',
      apiVersions: apiVersions(3),
      helmVersion: {
        version: 'v3.17.2',
        gitCommit: 'cc0bbbd6d6276b83880042c1ecb34087e84d41eb',
        gitTreeState: 'clean',
        goVersion: 'go1.23.7',
      },
    };
  }
  return {
    kubeVersion: 'v1.35.0',
    apiVersions: apiVersions(4),
    helmVersion: {
      version: 'v4.1.4',
      gitCommit: '05fa37973dc9e42b76e1d2883494c87174b6074f',
      gitTreeState: 'clean',
      goVersion: 'go1.25.9',
      kubeClientVersion: 'v1.35',
    },
  };
}
