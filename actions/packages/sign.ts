// Signs artifacts in a registry by key, and verifies their signatures, in cosign's format both ways.

import type { KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import { signedBundle } from '../../provenance/bundle';
import { ProvenanceError } from '../../provenance/errors';
import { publicPart, readPrivateKey, readPublicKey } from '../../provenance/keys';
import { SIGNED, statementText } from '../../provenance/statement';
import { type GoodSignature, type Trust, verifySignatures } from '../../provenance/verify';
import { RegistryError } from '../../registry/errors';
import { formatReference } from '../../registry/oci/reference';
import { readPackageReference } from '../../registry/package-reference';
import { attachBundle, fetchSignatures } from '../../registry/signatures';
import { type CommandOptions, UsageError } from '../command';
import type { AccessFlags } from './access';
import { loadPolicy, policyPath, readTrusted, sourceOf, verifyArtifact } from './gate';
import { withAccess } from './tags';

export interface SignFlags extends AccessFlags {
  /** a private key's file */
  key: string;
}

export interface VerifyFlags extends AccessFlags {
  /** public keys' files */
  key?: string[];
  /** who may have signed without a key, all three together */
  certificateIdentity?: string;
  certificateOidcIssuer?: string;
  trustedRoot?: string;
  /** the predicate type of attestations to verify instead of signatures */
  type?: string;
}

/** Reads the private key of a file; COSIGN_PASSWORD opens it. */
export async function loadPrivateKey(path: string, { cwd = '.' }: CommandOptions): Promise<KeyObject> {
  return readPrivateKey(readKey(path, cwd), process.env['COSIGN_PASSWORD'] ?? '', path);
}

function readKey(path: string, cwd: string): string {
  return readTrusted('key', resolve(cwd, path), path);
}

/** Signs what a reference means now. Signing again by the same key adds nothing. Gives the reference with its digest. */
export async function signReference(text: string, flags: SignFlags, options: CommandOptions = {}) {
  const key = await loadPrivateKey(flags.key, options);
  return withAccess(flags, options, async ({ fetcher }) => {
    const found = readOci(text, flags.version);
    const { reference, digest } = await fetcher.resolve(found);
    const repository = fetcher.repository(reference);
    const subject = await repository.resolve(digest);
    const signed = formatReference({ ...reference, digest });
    const own: Trust = { keys: [{ key: publicPart(key), name: flags.key }], keyless: [] };
    const isSigned = await verifySignatures(await fetchSignatures(repository, digest), digest, own, signed).catch(
      () => undefined,
    );
    if (!isSigned) {
      const bundle = signedBundle(key, statementText(digest, SIGNED, {}));
      await attachBundle(repository, subject, bundle, SIGNED, now());
    }
    return { reference: signed, isNew: !isSigned };
  });
}

/** Verifies what a reference means now, by keys, by an identity, or as the policy says. Throws `signature`. */
export async function verifyReference(text: string, flags: VerifyFlags, options: CommandOptions = {}) {
  const found = readOci(text, flags.version);
  const given = givenTrust(flags, options);
  // The gate stands before the use of a package; here the question itself is asked.
  return withAccess({ ...flags, policy: undefined }, options, async ({ fetcher, cache }) => {
    const { reference, digest } = await fetcher.resolve(found);
    const what = formatReference({ ...reference, digest });
    const trust = given ?? policyTrust(flags, options, sourceOf(reference), what);
    const good = await verifyArtifact(
      fetcher.repository(reference),
      digest,
      trust,
      what,
      cache,
      !flags.offline,
      flags.type,
    );
    return { reference: what, good };
  });
}

function givenTrust(flags: VerifyFlags, options: CommandOptions): Trust | undefined {
  const { key = [], certificateIdentity: identity, certificateOidcIssuer: issuer, trustedRoot } = flags;
  const { cwd = '.' } = options;
  const keys = key.map((path) => ({ key: readPublicKey(readKey(path, cwd), path), name: path }));
  const parts = [identity, issuer, trustedRoot].filter(Boolean).length;
  if (parts === 0) return keys.length > 0 ? { keys, keyless: [] } : undefined;
  if (parts < 3)
    throw new UsageError('--certificate-identity, --certificate-oidc-issuer and --trusted-root go together');
  let trustRoot: unknown;
  try {
    trustRoot = JSON.parse(readKey(trustedRoot!, cwd));
  } catch (error) {
    if (error instanceof ProvenanceError) throw error;
    throw new ProvenanceError('key', `${trustedRoot}: not JSON`);
  }
  return { keys, keyless: [{ identity: { identity: identity!, issuer: issuer! }, trustRoot }] };
}

function policyTrust(flags: VerifyFlags, options: CommandOptions, source: string, what: string): Trust {
  const path = policyPath(flags.policy, options);
  if (path === undefined)
    throw new UsageError('give --key FILE, an identity, or a policy: there is nobody whose signature could be good');
  const decision = loadPolicy(path).decide(source);
  if (decision.action === 'verify') return decision.trust;
  const why = decision.action === 'deny' ? decision.why : `${path} wants no signature of ${source}`;
  throw new ProvenanceError('signature', `${what}: ${why}`);
}

/** What was verified, a line for each signature. */
export function describeSignatures(good: readonly GoodSignature[]): string {
  return good.map(({ by }) => `  signed by ${by}\n`).join('');
}

function readOci(text: string, version: string | undefined) {
  const found = readPackageReference(text, { version });
  if (found.kind !== 'oci') throw new RegistryError('reference', `${text}: give oci://HOST/REPOSITORY:TAG`);
  return found;
}

/** The time of a signature, in seconds. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}
