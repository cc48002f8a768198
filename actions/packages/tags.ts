// Tags of a repository in an OCI registry: what they mean, new ones, all of them.

import { compareVersions, isVersion } from '../../runtime/bindings/versions';
import { RegistryError } from '../../registry/errors';
import { formatReference, type OciReference, parseReference } from '../../registry/oci/reference';
import { readPackageReference } from '../../registry/package-reference';
import type { CommandOptions } from '../command';
import { type Access, type AccessFlags, openAccess } from './access';

/** Gives access to registries for as long as the work takes. */
export async function withAccess<T>(
  flags: AccessFlags,
  options: CommandOptions,
  work: (access: Access) => Promise<T>,
): Promise<{ value: T; notices: string }> {
  let notices = '';
  const access = openAccess(flags, options, (line) => {
    notices += line;
  });
  try {
    return { value: await work(access), notices };
  } finally {
    access.http.close();
  }
}

/** What a reference means now: the reference with its tag and its digest. */
export function resolveReference(text: string, flags: AccessFlags, options: CommandOptions = {}) {
  return withAccess(flags, options, async ({ fetcher }) => {
    const found = readPackageReference(text, { version: flags.version });
    if (found.kind !== 'oci') throw new RegistryError('reference', `${text}: give oci://HOST/REPOSITORY:TAG`);
    const { reference, digest } = await fetcher.resolve(found);
    return { ...reference, digest };
  });
}

/** Gives an artifact more tags. */
export function tagReference(text: string, tags: readonly string[], flags: AccessFlags, options: CommandOptions = {}) {
  const reference = parseReference(text);
  const wanted = tags.map(
    (tag) => parseReference(`${formatReference({ ...reference, tag: undefined, digest: undefined })}:${tag}`).tag!,
  );
  return withAccess(flags, options, async ({ fetcher }) => {
    const repository = fetcher.repository(reference);
    const name = reference.digest ?? reference.tag;
    if (name === undefined) throw new RegistryError('reference', `${text}: give a tag or a digest`);
    const { text: manifest, descriptor } = await repository.fetchManifest(name);
    for (const tag of wanted) await repository.pushManifest(manifest, descriptor.mediaType, tag);
    return wanted.map((tag): OciReference => ({ ...reference, tag, digest: descriptor.digest }));
  });
}

/** The tag under which registries without the referrers API keep what refers to a digest, and under which cosign keeps signatures. */
const REFERRERS_TAG = /^sha(?:256-[0-9a-f]{64}|512-[0-9a-f]{121})(?:\.(?:sig|att|sbom))?$/;

/** The tags of a repository that somebody gave, versions last, in their order; offline those that the cache knows. */
export function listTags(text: string, flags: AccessFlags, options: CommandOptions = {}) {
  const reference = parseReference(text);
  return withAccess(flags, options, async ({ fetcher }) => {
    const tags = (await fetcher.listTags(reference)).filter((tag) => !REFERRERS_TAG.test(tag));
    const asVersion = (tag: string) => tag.replaceAll('_', '+');
    const versions = tags.filter((tag) => isVersion(asVersion(tag)));
    const others = tags.filter((tag) => !versions.includes(tag)).sort();
    return [...others, ...versions.sort((a, b) => compareVersions(asVersion(a), asVersion(b)))];
  });
}
