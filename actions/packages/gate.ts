// The policy between a reference and its use. It fails closed: a policy that cannot be read, a registry that cannot be asked for
// signatures, and a source that has none each stop the command before a byte of the package is read.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ProvenanceError } from '../../provenance/errors';
import { type Policy, readPolicy } from '../../provenance/policy';
import { type SignatureMaterial, type Trust, verifySignatures } from '../../provenance/verify';
import type { ContentCache } from '../../registry/cache/content';
import type { Digest } from '../../registry/digest';
import type { Gate } from '../../registry/fetch';
import { mistletoeHome } from '../../registry/git/config';
import { formatReference, type OciReference } from '../../registry/oci/reference';
import type { Repository } from '../../registry/oci/repository';
import { fetchSignatures } from '../../registry/signatures';
import type { CommandOptions } from '../command';
import type { AccessFlags } from './access';
import { systemWords } from '../../gostd/os';

/** Names of one registry: a rule for one of them must hold for all. */
const ALIASES: Record<string, string> = { 'index.docker.io': 'docker.io', 'registry-1.docker.io': 'docker.io' };

/** The policy's file: the given one, MISTLETOE_POLICY, or policy.yaml in the configuration's folder where there is one. */
export function policyPath(
  given: string | undefined,
  { cwd = '.', mistletoeHome: home }: CommandOptions,
): string | undefined {
  const named = given || process.env['MISTLETOE_POLICY'];
  if (named) return resolve(cwd, named);
  const path = join(home ?? mistletoeHome(), 'policy.yaml');
  return existsSync(path) ? path : undefined;
}

/** The text of a file that says whom to trust. Throws `policy` or `key`. */
export function readTrusted(what: 'policy' | 'key', path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new ProvenanceError(what, `${shown}: ${systemWords(error)}`);
  }
}

/** Reads a policy file. Throws `policy` or `key`. */
export function loadPolicy(path: string): Policy {
  const text = readTrusted('policy', path, path);
  return readPolicy(text, path, (name) => readFileSync(resolve(dirname(path), name), 'utf8'));
}

/** Sees that the policy that a flag names can be read, also where nothing is fetched that it decides on. Throws `policy` or `key`. */
export function checkPolicy({ policy }: AccessFlags, options: CommandOptions): void {
  const path = policy && policyPath(policy, options);
  if (path) loadPolicy(path);
}

/** The gate of the policy that the flags or the configuration name; undefined: there is none. */
export function openGate(given: string | undefined, options: CommandOptions, cache: ContentCache): Gate | undefined {
  const path = policyPath(given, options);
  return path === undefined ? undefined : new PolicyGate(loadPolicy(path), cache);
}

class PolicyGate implements Gate {
  constructor(
    private readonly policy: Policy,
    private readonly cache: ContentCache,
  ) {}

  async checkArtifact(repository: Repository, reference: OciReference, digest: Digest, online: boolean): Promise<void> {
    const decision = this.policy.decide(sourceOf(reference));
    const what = formatReference({ ...reference, digest });
    if (decision.action === 'allow') return;
    if (decision.action === 'deny') throw new ProvenanceError('signature', `${what}: ${decision.why}`);
    await verifyArtifact(repository, digest, decision.trust, what, this.cache, online);
  }

  checkOther(source: string): void {
    const decision = this.policy.decide(source);
    if (decision.action === 'allow') return;
    const why =
      decision.action === 'deny'
        ? decision.why
        : 'the policy wants a signature, and only artifacts in OCI registries have one';
    throw new ProvenanceError('signature', `${source}: ${why}`);
  }
}

/** Verifies the signatures of an artifact; offline those that were fetched with it. What they are is kept, never what came of it. */
export async function verifyArtifact(
  repository: Repository,
  digest: Digest,
  trust: Trust,
  what: string,
  cache: ContentCache,
  online: boolean,
  predicateType?: string,
) {
  const key = `signatures ${repository.reference({ digest })}`;
  let materials: SignatureMaterial[];
  if (online) {
    materials = await fetchSignatures(repository, digest);
    cache.remember(key, { digest, materials });
  } else {
    materials = cache.recall<{ digest: Digest; materials: SignatureMaterial[] }>(key)?.materials ?? [];
  }
  return verifySignatures(materials, digest, trust, what, predicateType);
}

/** A repository as policies name it. */
export function sourceOf({ registry, repository }: OciReference): string {
  const host = registry.toLowerCase().replace(/:(?:443|80)$/, '');
  return `${ALIASES[host] ?? host}/${repository}`;
}
