// What refers to a manifest: signatures, attestations. Registries without the referrers API keep the list under a tag that is
// made of the digest (distribution specification 1.1, "Referrers Tag Schema").

import { type Digest, sha256 } from '../digest';
import { RegistryError } from '../errors';
import {
  type Annotations,
  artifactTypeOf,
  type Descriptor,
  describe,
  EMPTY,
  type Index,
  isIndex,
  type Manifest,
  MEDIA,
  manifestText,
  readManifest,
} from './manifest';
import type { Repository } from './repository';

/** The tag that holds the list where there is no API. */
export function referrersTag(digest: Digest): string {
  const [algorithm, hex] = digest.split(':');
  return `${algorithm}-${hex}`.slice(0, 128);
}

/** Descriptors of the manifests whose subject this is, those of one artifact type where it is given. */
export async function referrersOf(
  repository: Repository,
  digest: Digest,
  artifactType?: string,
): Promise<Descriptor[]> {
  const pages = await repository.listReferrers(digest, artifactType);
  const what = `${repository.reference({ digest })}: the list of referrers`;
  const lists = pages
    ? pages.map((page) => readManifest(Buffer.from(JSON.stringify(page)), MEDIA.index, what))
    : [(await taggedList(repository, digest))?.index ?? emptyIndex()];
  const found = lists.flatMap((list) => (isIndex(list) ? list.manifests : []));
  // Registries may leave the filter to the client.
  return found.filter((item) => artifactType === undefined || item.artifactType === artifactType);
}

/** Attaches an artifact to a manifest: layers with their bytes, and no config. Gives its digest. */
export async function attachArtifact(
  repository: Repository,
  subject: Descriptor,
  { artifactType, layers, annotations }: { artifactType: string; layers: Blob[]; annotations: Annotations },
): Promise<Digest> {
  const config: Blob = { descriptor: describe(MEDIA.empty, EMPTY, sha256(EMPTY)), data: EMPTY };
  await Promise.all([config, ...layers].map(({ descriptor, data }) => repository.pushBlob(descriptor, data)));
  const { mediaType, digest, size } = subject;
  return pushReferrer(repository, {
    schemaVersion: 2,
    mediaType: MEDIA.manifest,
    artifactType,
    config: config.descriptor,
    layers: layers.map(({ descriptor }) => descriptor),
    subject: { mediaType, digest, size },
    annotations,
  });
}

/** Content with its descriptor. */
interface Blob {
  descriptor: Descriptor;
  data: Uint8Array;
}

/** Stores a manifest that has a subject, and sees to it that it is found there. Gives its digest. */
export async function pushReferrer(repository: Repository, manifest: Manifest): Promise<Digest> {
  const { subject } = manifest;
  if (!subject) throw new Error('a referrer has a subject');
  const text = manifestText(manifest);
  const { digest, knowsSubject } = await repository.pushManifest(text, manifest.mediaType);
  if (knowsSubject) return digest;
  const descriptor: Descriptor = {
    mediaType: manifest.mediaType,
    digest,
    size: text.length,
    artifactType: artifactTypeOf(manifest),
    ...(manifest.annotations && { annotations: manifest.annotations }),
  };
  // Two clients may do this at once, and the specification has no way to see it: what was lost is added again.
  for (let attempt = 0; attempt < 3; attempt++) {
    const current = (await taggedList(repository, subject.digest))?.index ?? emptyIndex();
    if (current.manifests.some((item) => item.digest === digest)) return digest;
    const next: Index = { ...current, manifests: [...current.manifests, descriptor] };
    await repository.pushManifest(manifestText(next), MEDIA.index, referrersTag(subject.digest));
  }
  const stored = (await taggedList(repository, subject.digest))?.index;
  if (stored?.manifests.some((item) => item.digest === digest)) return digest;
  throw new RegistryError(
    'protocol',
    `${repository.reference({ tag: referrersTag(subject.digest) })}: the list of referrers does not keep what is added to it`,
  );
}

async function taggedList(
  repository: Repository,
  digest: Digest,
): Promise<{ index: Index; digest: Digest } | undefined> {
  try {
    const { manifest, text } = await repository.fetchManifest(referrersTag(digest));
    if (isIndex(manifest)) return { index: manifest, digest: sha256(text) };
  } catch (error) {
    if ((error as RegistryError).code !== 'not-found') throw error;
    return undefined;
  }
  throw new RegistryError('protocol', `${repository.reference({ tag: referrersTag(digest) })}: no index of referrers`);
}

function emptyIndex(): Index {
  return { schemaVersion: 2, mediaType: MEDIA.index, manifests: [] };
}
