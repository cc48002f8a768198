// Rendered manifests as an artifact, for Flux's OCIRepository and Argo CD's OCI source: an archive of YAML files. Equal manifests
// give equal bytes on every machine, so the compression is fflate's and not the zlib of whatever Node runs.
// Sources: fluxcd/pkg oci/client/push.go; argo-cd util/oci/client.go.

import { gzipSync } from 'fflate';
import { type ArchiveFile, writeTar } from '../../gostd/archive/tar-writer';
import { sha256 } from '../digest';
import { type Annotations, describe } from '../oci/manifest';
import { FLUX } from './kinds';
import { type Artifact, oneLayer } from './wasm';

/** Who is to take the artifact: the media types of the layer differ. */
export type ManifestsConsumer = 'flux' | 'argocd';

const TYPES = {
  flux: { config: FLUX.config, layer: FLUX.content },
  argocd: { config: 'application/vnd.oci.image.config.v1+json', layer: 'application/vnd.oci.image.layer.v1.tar+gzip' },
} as const;

export interface ManifestsArtifactOptions {
  consumer: ManifestsConsumer;
  annotations: Annotations;
  created: string;
}

/** The artifact of files. */
export function manifestsArtifact(files: readonly ArchiveFile[], options: ManifestsArtifactOptions): Artifact {
  const { consumer, annotations, created } = options;
  const types = TYPES[consumer];
  const archive = writeTar(files);
  const content = gzipSync(archive, { level: 9, mtime: 0 });
  // The byte that tells the system it was made on.
  content[9] = 255;
  const layer = describe(types.layer, content, sha256(content));
  const configText = Buffer.from(
    JSON.stringify({
      created,
      architecture: '',
      os: '',
      config: {},
      rootfs: { type: 'layers', diff_ids: [sha256(archive)] },
    }),
  );
  const config = { descriptor: describe(types.config, configText, sha256(configText)), data: configText };
  return oneLayer(config, { descriptor: layer, data: content }, annotations, created);
}
