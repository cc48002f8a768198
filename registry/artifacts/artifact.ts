// An artifact of one layer, ready to be pushed: its manifest, and the bytes that it names. Equal parts give equal bytes.

import { sha256 } from '../digest';
import { type Annotations, type Descriptor, describe, type Manifest, MEDIA, manifestText } from '../oci/manifest';

export interface Artifact {
  manifest: Manifest;
  text: Buffer;
  /** config and layers, with their bytes */
  blobs: { descriptor: Descriptor; data: Uint8Array }[];
}

/** The artifact of a configuration and a layer, made at `created`. */
export function artifactOf(
  { mediaType, data }: { mediaType: string; data: Uint8Array },
  layer: Artifact['blobs'][number],
  { annotations, created }: { annotations: Annotations; created: string },
): Artifact {
  const config = describe(mediaType, data, sha256(data));
  const manifest: Manifest = {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    config,
    layers: [layer.descriptor],
    annotations: sorted({ ...annotations, 'org.opencontainers.image.created': created }),
  };
  return { manifest, text: manifestText(manifest), blobs: [{ descriptor: config, data }, layer] };
}

/** Annotations in one order. */
export function sorted(annotations: Annotations): Annotations {
  return Object.fromEntries(Object.entries(annotations).sort(([a], [b]) => (a < b ? -1 : 1)));
}
