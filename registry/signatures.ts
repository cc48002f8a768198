// Where signatures and attestations lie in a registry: sigstore bundles that refer to the manifest, and cosign's older ones under a
// tag made of the digest. Nothing here is believed; provenance/ verifies.

import { BUNDLE_MEDIA_TYPE } from '../provenance/bundle';
import type { SignatureMaterial } from '../provenance/verify';
import { type Digest, sha256 } from './digest';
import type { RegistryError } from './errors';
import { type Descriptor, describe, isIndex, type Manifest, MEDIA } from './oci/manifest';
import { attachArtifact, referrersOf } from './oci/referrers';
import type { Repository } from './oci/repository';

const BUNDLE = 'application/vnd.dev.sigstore.bundle';
const SIMPLE_LAYER = 'application/vnd.dev.cosign.simplesigning.v1+json';
const SIMPLE_ANNOTATION = 'dev.cosignproject.cosign/signature';
/** Who may push may add signatures: more than these are not looked at. */
const MAX_SIGNATURES = 50;
const MAX_BYTES = 1024 * 1024;

/** All signatures and attestations of a digest. Throws what the registry throws: no answer is not the same as none. */
export async function fetchSignatures(repository: Repository, digest: Digest): Promise<SignatureMaterial[]> {
  const [bundles, simple] = await Promise.all([fetchBundles(repository, digest), fetchSimple(repository, digest)]);
  return [...bundles, ...simple];
}

async function fetchBundles(repository: Repository, digest: Digest): Promise<SignatureMaterial[]> {
  const referrers = (await referrersOf(repository, digest)).filter(mayBeBundle).slice(0, MAX_SIGNATURES);
  const found = await Promise.all(
    referrers.map(async (descriptor): Promise<SignatureMaterial | undefined> => {
      const { manifest } = await repository.fetchManifest(descriptor.digest);
      if (isIndex(manifest) || !isBundle(manifest) || manifest.layers.length !== 1) return undefined;
      const [layer] = manifest.layers;
      if (!layer.mediaType.startsWith(BUNDLE) || layer.size > MAX_BYTES) return undefined;
      return { kind: 'bundle', text: (await repository.fetchBlob(layer)).toString() };
    }),
  );
  return found.filter((material) => material !== undefined);
}

/** Some registries tell the config's type where the specification wants the artifact's. */
function mayBeBundle({ artifactType = '', annotations = {} }: Descriptor): boolean {
  return (
    artifactType.startsWith(BUNDLE) ||
    'dev.sigstore.bundle.content' in annotations ||
    [MEDIA.empty as string, ''].includes(artifactType)
  );
}

function isBundle({ artifactType = '', layers }: Manifest): boolean {
  return artifactType.startsWith(BUNDLE) || layers.some(({ mediaType }) => mediaType.startsWith(BUNDLE));
}

async function fetchSimple(repository: Repository, digest: Digest): Promise<SignatureMaterial[]> {
  let manifest: Manifest;
  try {
    const fetched = (await repository.fetchManifest(`${digest.replace(':', '-')}.sig`)).manifest;
    if (isIndex(fetched)) return [];
    manifest = fetched;
  } catch (error) {
    if ((error as RegistryError).code === 'not-found') return [];
    throw error;
  }
  const layers = manifest.layers.filter(({ mediaType, size }) => mediaType === SIMPLE_LAYER && size <= MAX_BYTES);
  return Promise.all(
    layers.slice(0, MAX_SIGNATURES).map(async (layer) => ({
      kind: 'simple' as const,
      payload: (await repository.fetchBlob(layer)).toString('base64'),
      signature: layer.annotations?.[SIMPLE_ANNOTATION] ?? '',
    })),
  );
}

/** Stores a bundle beside the manifest that it is about. Gives its digest. */
export async function attachBundle(
  repository: Repository,
  subject: Descriptor,
  bundle: Uint8Array,
  predicateType: string,
  created: string,
): Promise<Digest> {
  const descriptor = describe(BUNDLE_MEDIA_TYPE, bundle, sha256(bundle));
  return attachArtifact(repository, subject, {
    artifactType: BUNDLE_MEDIA_TYPE,
    layers: [{ descriptor, data: bundle }],
    annotations: {
      'dev.sigstore.bundle.content': 'dsse-envelope',
      'dev.sigstore.bundle.predicateType': predicateType,
      'org.opencontainers.image.created': created,
    },
  });
}
