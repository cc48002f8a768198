// Which artifacts hold a package: a WebAssembly module in the CNCF's layout or the older ones, or a Helm chart.
// Sources: CNCF TAG Runtime "Wasm OCI Artifact layout"; helm.sh/helm/v4 pkg/registry/constants.go.

import { quiet, RegistryError } from '../errors';
import { artifactTypeOf, type Descriptor, type Index, isIndex, type Manifest } from '../oci/manifest';

export const WASM = {
  config: 'application/vnd.wasm.config.v0+json',
  layer: 'application/wasm',
} as const;

export const HELM = {
  config: 'application/vnd.cncf.helm.config.v1+json',
  chart: 'application/vnd.cncf.helm.chart.content.v1.tar+gzip',
  provenance: 'application/vnd.cncf.helm.chart.provenance.v1.prov',
} as const;

export const FLUX = {
  config: 'application/vnd.cncf.flux.config.v1+json',
  content: 'application/vnd.cncf.flux.content.v1.tar+gzip',
} as const;

const MODULE_LAYERS: readonly string[] = [
  WASM.layer,
  'application/vnd.wasm.content.layer.v1+wasm',
  'application/vnd.module.wasm.content.layer.v1+wasm',
];
const CHART_LAYERS: readonly string[] = [HELM.chart, 'application/tar+gzip'];

export type PackageKind = 'module' | 'chart';

export interface PackageLayer {
  kind: PackageKind;
  layer: Descriptor;
}

/** The layer that is the package. Throws `content` where there is none, or more than one. */
export function packageLayer(manifest: Manifest | Index, what: string): PackageLayer {
  if (isIndex(manifest)) {
    const list = manifest.manifests
      .map(({ digest }) => digest)
      .slice(0, 3)
      .join(', ');
    throw new RegistryError(
      'content',
      `${what}: an index of ${manifest.manifests.length} manifests: name one by its digest (${list})`,
    );
  }
  const modules = manifest.layers.filter(({ mediaType }) => MODULE_LAYERS.includes(mediaType));
  const isChart = manifest.config.mediaType === HELM.config;
  const charts = isChart ? manifest.layers.filter(({ mediaType }) => CHART_LAYERS.includes(mediaType)) : [];
  const found = [
    ...modules.map((layer) => ({ kind: 'module' as const, layer })),
    ...charts.map((layer) => ({ kind: 'chart' as const, layer })),
  ];
  if (found.length === 1) return found[0];
  if (found.length > 1)
    throw new RegistryError('content', `${what}: ${found.length} layers that are packages; one is wanted`);
  const type = artifactTypeOf(manifest);
  const hint = type === FLUX.config ? ': rendered manifests, which are for Flux and Argo CD' : '';
  throw new RegistryError(
    'content',
    `${what}: neither a WebAssembly module nor a Helm chart but ${quiet(type, 100)}${hint}`,
  );
}
