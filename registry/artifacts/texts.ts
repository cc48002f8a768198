// The texts of a module's chart, beside its artifact: an artifact of their own that refers to it, with a layer for each text. The
// module's artifact itself has one layer (wasm.ts), so what other tools show without running anything stands here.

import { type Digest, sha256 } from '../digest';
import { type Descriptor, describe } from '../oci/manifest';
import { attachArtifact } from '../oci/referrers';
import type { Repository } from '../oci/repository';

const TEXTS_TYPE = 'application/vnd.mistletoe.texts.v1';

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
  const layers = texts.map(({ name, mediaType, data }) => ({
    descriptor: describe(mediaType, data, sha256(data), { 'org.opencontainers.image.title': name }),
    data,
  }));
  const annotations = { 'org.opencontainers.image.created': created };
  return attachArtifact(repository, subject, { artifactType: TEXTS_TYPE, layers, annotations });
}
