// A module as an artifact: the CNCF's Wasm OCI artifact layout, so that other Wasm tools read it. Its config is that of a core
// module; there is exactly one layer, because the layout's own client (oci-wasm) refuses more. Equal modules give equal bytes.

import { sha256 } from '../digest';
import { type Annotations, type Descriptor, describe, type Manifest, MEDIA, manifestText } from '../oci/manifest';
import { WASM } from './kinds';

export interface Artifact {
  manifest: Manifest;
  text: Buffer;
  /** config and layers, with their bytes */
  blobs: { descriptor: Descriptor; data: Uint8Array }[];
}

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
  const config = { descriptor: describe(WASM.config, configText, sha256(configText)), data: configText };
  return oneLayer(config, { descriptor: layer, data: module }, annotations, created);
}

type Blob = Artifact['blobs'][number];

/** An artifact of one layer. */
export function oneLayer(config: Blob, layer: Blob, annotations: Annotations, created: string): Artifact {
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config: config.descriptor,
    layers: [layer.descriptor],
    annotations: sorted({ ...annotations, 'org.opencontainers.image.created': created }),
  };
  return { manifest, text: manifestText(manifest), blobs: [config, layer] };
}

/** Annotations in one order. */
export function sorted(annotations: Annotations): Annotations {
  return Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)));
}
