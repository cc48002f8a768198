// The texts of a module's chart, beside its artifact: an artifact of their own that refers to it, with a layer for each text. The
// module's artifact itself has one layer (wasm.ts), so what other tools show without running anything stands here.

import { type Digest, sha256 } from '../digest';
import { type Descriptor, describe, EMPTY, MEDIA } from '../oci/manifest';
import { pushReferrer } from '../oci/referrers';
import type { Repository } from '../oci/repository';

export const TEXTS_TYPE = 'application/vnd.mistletoe.texts.v1';

/** A text: the file's name, its media type, its bytes. */
export interface ArtifactText {
  name: string;
  mediaType: string;
  data: Uint8Array;
}

/** Attaches texts to a manifest. Equal texts give the same artifact, so that doing it again changes nothing. */
export async function attachTexts(
  repository: Repository,
  subject: Descriptor,
  texts: readonly ArtifactText[],
  created: string,
): Promise<Digest> {
  const layers = texts.map(({ name, mediaType, data }) =>
    describe(mediaType, data, sha256(data), { 'org.opencontainers.image.title': name }),
  );
  const config = describe(MEDIA.empty, EMPTY, sha256(EMPTY));
  await Promise.all([
    repository.pushBlob(config, EMPTY),
    ...texts.map(({ data }, index) => repository.pushBlob(layers[index]!, data)),
  ]);
  const { mediaType, digest, size } = subject;
  return pushReferrer(repository, {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType: TEXTS_TYPE,
    config,
    layers,
    subject: { mediaType, digest, size },
    annotations: { 'org.opencontainers.image.created': created },
  });
}
