// Bundles signed without a key: a certificate that names who signed, short-lived, with proof of when. Verified against a trust
// root that is given, without asking anybody (@sigstore/verify, loaded only here).

import { ProvenanceError } from './errors';

/** Who may have signed. `*` in an identity stands for any characters but `/`, `**` for any. */
export interface Identity {
  issuer: string;
  identity: string;
}

export interface Signer {
  issuer: string;
  identity: string;
}

/**
 * Verifies a bundle's certificate, its time and its signature against a trust root (trusted_root.json). Gives who signed; throws
 * `signature` with the reason.
 */
export async function verifyKeyless(bundle: unknown, trustRoot: unknown): Promise<Signer> {
  const [{ Verifier, toSignedEntity, toTrustMaterial }, { bundleFromJSON }, { TrustedRoot }] = await Promise.all([
    import('@sigstore/verify'),
    import('@sigstore/bundle'),
    import('@sigstore/protobuf-specs'),
  ]);
  try {
    const entity = toSignedEntity(bundleFromJSON(bundle));
    const { identity } = new Verifier(toTrustMaterial(TrustedRoot.fromJSON(trustRoot))).verify(entity);
    return { identity: identity?.subjectAlternativeName ?? '', issuer: identity?.extensions?.issuer ?? '' };
  } catch (error) {
    // The library has many classes of errors; each of them means that the bundle is not good.
    throw new ProvenanceError('signature', oneLine((error as Error).message), { cause: error });
  }
}

/** Is the signer one of those who may have signed? */
export function isIdentity(signer: Signer, { issuer, identity }: Identity): boolean {
  return signer.issuer === issuer && pattern(identity).test(signer.identity);
}

/** A pattern with `*` and `**`, for the whole text. */
export function pattern(glob: string): RegExp {
  const source = glob
    .split(/(\*\*|\*)/)
    .map((part) => (part === '**' ? '.*' : part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')))
    .join('');
  return new RegExp(`^${source}$`, 's');
}

function oneLine(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]+/g, ' ').slice(0, 300);
}
