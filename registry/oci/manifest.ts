// Manifests and descriptors of the OCI image specification 1.1, and Docker's older forms of them as they are read.

import { type Digest, isDigest } from '../digest';
import { quiet, RegistryError } from '../errors';

export const MEDIA = {
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  index: 'application/vnd.oci.image.index.v1+json',
  empty: 'application/vnd.oci.empty.v1+json',
  dockerManifest: 'application/vnd.docker.distribution.manifest.v2+json',
  dockerIndex: 'application/vnd.docker.distribution.manifest.list.v2+json',
} as const;

/** What a manifest may be, in the order of preference. */
export const MANIFEST_TYPES: readonly string[] = [MEDIA.manifest, MEDIA.index, MEDIA.dockerManifest, MEDIA.dockerIndex];

/** The specification lets registries refuse more. */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

export type Annotations = Record<string, string>;

/** Names content: what it is, how long, and its digest. */
export interface Descriptor {
  mediaType: string;
  digest: Digest;
  size: number;
  annotations?: Annotations;
  artifactType?: string;
  /** the content itself, base64 */
  data?: string;
}

export interface Manifest {
  schemaVersion: 2;
  mediaType: string;
  artifactType?: string;
  config: Descriptor;
  layers: Descriptor[];
  subject?: Descriptor;
  annotations?: Annotations;
}

/** A list of manifests. */
export interface Index {
  schemaVersion: 2;
  mediaType: string;
  artifactType?: string;
  manifests: Descriptor[];
  subject?: Descriptor;
  annotations?: Annotations;
}

/** The empty object, where a specification wants content and there is none. */
export const EMPTY = Buffer.from('{}');

/** A manifest's text: keys in one order, so that equal content has one digest. */
export function manifestText(manifest: Manifest | Index): Buffer {
  return Buffer.from(JSON.stringify(manifest));
}

/** Reads a manifest or an index. Throws `protocol` for what is neither; `what` says where it is from. */
export function readManifest(text: Uint8Array, mediaType: string, what: string): Manifest | Index {
  const fail = (why: string) => new RegistryError('protocol', `${what}: ${why}`);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(text).toString());
  } catch {
    throw fail('the manifest is not JSON');
  }
  if (!isRecord(value)) throw fail('the manifest is no JSON object');
  if (value['schemaVersion'] !== 2)
    throw fail(`manifests of schema version ${quiet(String(value['schemaVersion']), 20)} are not read`);
  const own = value['mediaType'];
  // One text must not be a manifest to one reader and an index to another (CVE-2021-41190).
  if (own !== undefined && own !== mediaType) {
    throw fail(`the registry says that it is ${quiet(mediaType, 80)}, and it itself ${quiet(String(own), 80)}`);
  }
  if ('manifests' in value && ('layers' in value || 'config' in value))
    throw fail('it is a manifest and an index at once');
  const subject = value['subject'] == null ? {} : { subject: readDescriptor(value['subject'], `${what}: subject`) };
  const rest = {
    schemaVersion: 2 as const,
    mediaType,
    ...(typeof value['artifactType'] === 'string' && { artifactType: value['artifactType'] }),
    ...subject,
    ...(value['annotations'] != null && { annotations: readAnnotations(value['annotations'], what) }),
  };
  if (mediaType === MEDIA.index || mediaType === MEDIA.dockerIndex) {
    return { ...rest, manifests: readList(value['manifests'], `${what}: manifests`) };
  }
  const config = readDescriptor(value['config'], `${what}: config`);
  return { ...rest, config, layers: readList(value['layers'], `${what}: layers`) };
}

/** Is it a list of manifests? */
export function isIndex(manifest: Manifest | Index): manifest is Index {
  return 'manifests' in manifest;
}

/** What kind of artifact a manifest is: by its artifactType, or by its config's media type. */
export function artifactTypeOf(manifest: Manifest | Index): string {
  if (manifest.artifactType) return manifest.artifactType;
  return isIndex(manifest) ? '' : manifest.config.mediaType;
}

/** The descriptor of bytes. */
export function describe(mediaType: string, data: Uint8Array, digest: Digest, annotations?: Annotations): Descriptor {
  return {
    mediaType,
    digest,
    size: data.length,
    ...(annotations && Object.keys(annotations).length > 0 && { annotations }),
  };
}

function readList(value: unknown, what: string): Descriptor[] {
  if (value == null) return [];
  if (!Array.isArray(value)) throw new RegistryError('protocol', `${what}: no list`);
  return value.map((item, index) => readDescriptor(item, `${what}[${index}]`));
}

function readDescriptor(value: unknown, what: string): Descriptor {
  const fail = (why: string) => new RegistryError('protocol', `${what}: ${why}`);
  if (!isRecord(value)) throw fail('no descriptor');
  const { mediaType, digest, size, artifactType, data, annotations } = value;
  if (typeof mediaType !== 'string') throw fail('no mediaType');
  if (typeof digest !== 'string' || !isDigest(digest)) throw fail('no sha256 or sha512 digest');
  if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) throw fail('no size');
  return {
    mediaType,
    digest,
    size,
    ...(annotations != null && { annotations: readAnnotations(annotations, what) }),
    ...(typeof artifactType === 'string' && { artifactType }),
    ...(typeof data === 'string' && { data }),
  };
}

function readAnnotations(value: unknown, what: string): Annotations {
  if (!isRecord(value)) throw new RegistryError('protocol', `${what}: annotations are no object`);
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== 'string')
      throw new RegistryError('protocol', `${what}: annotation ${quiet(name, 80)} is no string`);
  }
  return value as Annotations;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
