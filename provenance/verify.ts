// Is there a good signature of a digest? Every signature that was found is looked at; one good one is enough, and none is an
// error that says of each why it is not.

import type { KeyObject } from 'node:crypto';
import { isSignedBy, readBundle } from './bundle';
import { ProvenanceError } from './errors';
import { type Identity, isIdentity, verifyKeyless } from './keyless';
import { isSignature, keyHint } from './keys';
import { isAbout, SIGNED, type Statement } from './statement';

/** A signature as it lies in a registry, unverified. */
export type SignatureMaterial =
  | { kind: 'bundle'; text: string }
  /** cosign's older form: a payload and its signature, both base64 */
  | { kind: 'simple'; payload: string; signature: string };

/** Whose signature is good enough: any of these keys, or any of these identities. */
export interface Trust {
  keys: { key: KeyObject; name: string }[];
  keyless: { identity: Identity; trustRoot: unknown }[];
}

/** Who signed, for people. */
export interface GoodSignature {
  by: string;
  statement?: Statement;
}

/**
 * The good signatures of a digest, at least one. `predicateType` tells what must be said: signed, or an attestation of a kind.
 * Throws `signature`; `what` names the content.
 */
export async function verifySignatures(
  materials: readonly SignatureMaterial[],
  digest: string,
  trust: Trust,
  what: string,
  predicateType = SIGNED,
): Promise<GoodSignature[]> {
  const good: GoodSignature[] = [];
  const reasons: string[] = [];
  for (const material of materials) {
    const result = await verifyOne(material, digest, trust, predicateType);
    if (typeof result === 'string') reasons.push(result);
    else if (result) good.push(result);
  }
  if (good.length > 0) return good;
  const kind = predicateType === SIGNED ? 'signature' : `attestation ${predicateType}`;
  const why = [...new Set(reasons)].slice(0, 3).join('; ');
  if (why === '') throw new ProvenanceError('signature', `${what}: there is no ${kind}`);
  throw new ProvenanceError('signature', `${what}: no ${kind} is good: ${why}`);
}

/** A good signature, why it is none, or undefined where it says something else. */
async function verifyOne(
  material: SignatureMaterial,
  digest: string,
  trust: Trust,
  predicateType: string,
): Promise<GoodSignature | string | undefined> {
  if (material.kind === 'simple') return predicateType === SIGNED ? verifySimple(material, digest, trust) : undefined;
  const bundle = readBundle(Buffer.from(material.text));
  if (typeof bundle === 'string') return bundle;
  const { statement } = bundle;
  if (statement.predicateType !== predicateType) return undefined;
  // First whose word it is, then what it says.
  const by = bundle.isKeyless
    ? await keylessSigner(bundle.json, trust)
    : keySigner((key) => isSignedBy(bundle, key), trust);
  if (by.who === undefined) return by.why;
  if (!isAbout(statement, digest)) return 'it is the signature of another digest';
  return { by: by.who, statement };
}

/** Source: github.com/sigstore/sigstore@v1.10.8 pkg/signature/payload/payload.go, github.com/sigstore/cosign/v3@v3.1.3 specs/SIGNATURE_SPEC.md. */
function verifySimple(
  material: Extract<SignatureMaterial, { kind: 'simple' }>,
  digest: string,
  trust: Trust,
): GoodSignature | string {
  const payload = Buffer.from(material.payload, 'base64');
  const signature = Buffer.from(material.signature, 'base64');
  const by = keySigner((key) => isSignature(key, payload, signature), trust);
  if (by.who === undefined) return by.why;
  try {
    const { critical } = JSON.parse(payload.toString()) as {
      critical?: { type?: unknown; image?: { 'docker-manifest-digest'?: unknown } };
    };
    if (critical?.type !== 'cosign container image signature') return 'its payload is no signature of an artifact';
    if (critical.image?.['docker-manifest-digest'] !== digest) return 'it is the signature of another digest';
  } catch {
    return 'its payload is not JSON';
  }
  return { by: by.who };
}

/** Who signed, or why it is nobody whom we trust. */
type Found = { who: string } | { who?: undefined; why: string };

function keySigner(isBy: (key: KeyObject) => boolean, { keys }: Trust): Found {
  const found = keys.find(({ key }) => isBy(key));
  if (found) return { who: `${found.name} (${keyHint(found.key)})` };
  return { why: keys.length === 0 ? 'it is signed by a key, and none is trusted' : 'it is signed by another key' };
}

async function keylessSigner(bundle: unknown, { keyless }: Trust): Promise<Found> {
  if (keyless.length === 0) return { why: 'it is signed without a key, and no identity is trusted' };
  let reason = '';
  for (const { identity, trustRoot } of keyless) {
    try {
      const signer = await verifyKeyless(bundle, trustRoot);
      if (isIdentity(signer, identity)) return { who: `${signer.identity} (${signer.issuer})` };
      reason = `it is signed by ${signer.identity.slice(0, 200)} (${signer.issuer.slice(0, 200)}), who is not trusted`;
    } catch (error) {
      reason = (error as Error).message;
    }
  }
  return { why: reason };
}
