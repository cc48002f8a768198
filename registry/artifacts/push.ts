// Pushes an artifact: its blobs side by side, then the manifest, which makes it visible whole or not at all.

import type { Digest } from '../digest';
import type { Repository } from '../oci/repository';
import type { Artifact } from './wasm';

/** Pushes, under a tag where one is given. `from` names a repository of the same registry that may have the blobs. */
export async function pushArtifact(
  repository: Repository,
  artifact: Artifact,
  tag?: string,
  from?: string,
): Promise<Digest> {
  // One blob that occurs twice is pushed once.
  const blobs = new Map(artifact.blobs.map((blob) => [blob.descriptor.digest, blob]));
  await Promise.all([...blobs.values()].map(({ descriptor, data }) => repository.pushBlob(descriptor, data, from)));
  const { digest } = await repository.pushManifest(artifact.text, artifact.manifest.mediaType, tag);
  return digest;
}
