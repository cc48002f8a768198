// A render that asks the cluster: its version and kinds, and the objects that `lookup` looks for.

import type { Manifest } from '../../manifests/manifest';
import type { Provenance } from '../../releases/record';
import type { OpenPackage } from './package';
import { type Rendered, type RenderRequest, renderPackage } from './render';
import type { Session } from './session';

/** What to render, and with which randomness. */
export interface ClusterRender {
  request: RenderRequest;
  /** call sites that were drawn anew before */
  rotated: Record<string, string>;
  /** call sites to draw anew now, or `all` */
  rotate: string[];
  /** takes the definitions of kinds, which must exist before anything is asked */
  beforeRender(crds: readonly Manifest[]): Promise<void>;
}

/** Renders a package for a cluster. */
export async function renderOnCluster(
  session: Session,
  opened: OpenPackage,
  { request, beforeRender }: ClusterRender,
): Promise<{ rendered: Rendered; provenance: Provenance }> {
  const { client } = session;
  const provenance: Provenance = { entropy: request.entropy };
  if (opened.helm === undefined) return { rendered: renderPackage(opened, request), provenance };
  const capabilities = async () => {
    const [kubeVersion, apiVersions] = await Promise.all([client.version(), client.discovery.apiVersions()]);
    return { kubeVersion, apiVersions };
  };
  let rendered = renderPackage(opened, { ...request, ...(await capabilities()) });
  if (rendered.crds.length > 0) {
    await beforeRender(rendered.crds);
    rendered = renderPackage(opened, { ...request, ...(await capabilities()) });
  }
  return { rendered, provenance };
}
