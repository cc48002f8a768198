// A module as an artifact: the CNCF's Wasm OCI artifact layout, so that other Wasm tools read it. Its config is that of a core
// module; there is exactly one layer, because the layout's own client (oci-wasm) refuses more. Equal modules give equal bytes.

import { sha256 } from '../digest';
import { type Annotations, describe } from '../oci/manifest';
import { type Artifact, artifactOf } from './artifact';
import { WASM } from './kinds';

export interface WasmArtifactOptions {
  /** what the layer's file is called where tools unpack it */
  fileName: string;
  annotations: Annotations;
  /** RFC 3339; the beginning of 1970 unless given, so that pushing again gives the same digest */
  created?: string;
}

/** When an artifact was made that must be the same at each push. */
export const UNDATED = '1970-01-01T00:00:00Z';

/** The artifact of a module. */
export function wasmArtifact(module: Uint8Array, options: WasmArtifactOptions): Artifact {
  const { fileName, annotations, created = UNDATED } = options;
  const layer = describe(WASM.layer, module, sha256(module), { 'org.opencontainers.image.title': fileName });
  const configText = Buffer.from(
    JSON.stringify({ created, architecture: 'wasm', os: 'wasip1', layerDigests: [layer.digest] }),
  );
  const config = { mediaType: WASM.config, data: configText };
  return artifactOf(config, { descriptor: layer, data: module }, { annotations, created });
}
