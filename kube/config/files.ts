// Where kubeconfig files may lie. Source: k8s.io/client-go@v0.37.2 tools/clientcmd/loader.go, NewDefaultClientConfigLoadingRules.

import { delimiter, join } from 'node:path';

/** The paths of kubeconfig files, each once, whether or not there is one: the flag's, else those of KUBECONFIG, else the home folder's. */
export function kubeconfigPaths(
  explicit: string | undefined,
  listed: string | undefined,
  home: () => string,
): string[] {
  if (explicit) return [explicit];
  const paths = (listed ?? '').split(delimiter).filter((path) => path !== '');
  return paths.length > 0 ? [...new Set(paths)] : [join(home(), '.kube', 'config')];
}
