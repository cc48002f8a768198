// References to artifacts in OCI registries: HOST[:PORT]/REPOSITORY[:TAG][@DIGEST]. The grammar is the distribution
// specification's (oras-go v2 registry/reference.go has the same), written so that no text makes it slow.

import { type Digest, isDigest } from '../digest';
import { quiet, RegistryError } from '../errors';

/** A place in a registry. With a digest, the tag is only a name for people. */
export interface OciReference {
  /** host, with its port where one is given */
  registry: string;
  repository: string;
  tag?: string;
  digest?: Digest;
}

const HOST =
  /^(?:\[[0-9a-fA-F:]+\]|[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*)(?::[0-9]{1,5})?$/;
const COMPONENT = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
export const SCHEME = 'oci://';

/**
 * Reads a reference, with or without `oci://` in front. `_` stands for Helm's `+` in tags as it does in the registry: a tag
 * given with `+` is turned. Throws `reference`.
 */
export function parseReference(text: string): OciReference {
  const fail = (why: string): never => {
    throw new RegistryError('reference', `${quiet(text)}: ${why}`);
  };
  let rest = text.startsWith(SCHEME) ? text.slice(SCHEME.length) : text;
  const reference: OciReference = { registry: '', repository: '' };
  const at = rest.indexOf('@');
  if (at >= 0) {
    const digest = rest.slice(at + 1);
    if (!isDigest(digest)) fail('what follows the @ is no sha256 or sha512 digest');
    reference.digest = digest as Digest;
    rest = rest.slice(0, at);
  }
  const slash = rest.indexOf('/');
  if (slash <= 0) fail('a reference is oci://HOST/REPOSITORY, with :TAG or @DIGEST behind it');
  const colon = rest.indexOf(':', slash);
  if (colon >= 0) {
    reference.tag = rest.slice(colon + 1).replaceAll('+', '_');
    if (!TAG.test(reference.tag))
      fail(
        `the tag ${JSON.stringify(quiet(reference.tag, 60))} has other characters than letters, digits, "_", "." and "-", or is too long`,
      );
    rest = rest.slice(0, colon);
  }
  reference.registry = rest.slice(0, slash);
  if (!HOST.test(reference.registry)) fail(`${JSON.stringify(reference.registry)} is no host`);
  const port = /:(\d+)$/.exec(reference.registry);
  if (port && Number(port[1]) > 65535) fail(`there is no port ${port[1]}`);
  reference.repository = rest.slice(slash + 1);
  const components = reference.repository.split('/');
  if (reference.repository.length > 255 || !components.every((part) => COMPONENT.test(part))) {
    fail(
      'a repository has lower-case letters and digits, with ".", "_", "__" or "-" between them, and "/" between its parts',
    );
  }
  return reference;
}

/** The reference as a user writes it. */
export function formatReference({ registry, repository, tag, digest }: OciReference): string {
  return `${SCHEME}${registry}/${repository}${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Helm's tag for a chart version: `+` cannot stand in a tag. Source: helm.sh/helm/v4@v4.3.1 pkg/registry/util.go. */
export function versionToTag(version: string): string {
  return version.replaceAll('+', '_');
}

/** Where the registry answers: Docker Hub's name is not the name of its server. */
export function apiHost(registry: string): string {
  return registry === 'docker.io' || registry === 'index.docker.io' ? 'registry-1.docker.io' : registry;
}
