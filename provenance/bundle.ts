// Sigstore bundles: a statement in a DSSE envelope with what it takes to verify it. Sources: sigstore protobuf-specs
// sigstore_bundle.proto; DSSE protocol.md.

import type { KeyObject } from 'node:crypto';
import { isSignature, keyHint, signBytes } from './keys';
import { readStatement, type Statement, STATEMENT_MEDIA_TYPE } from './statement';

export const BUNDLE_MEDIA_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const BUNDLE_TYPES = /^application\/vnd\.dev\.sigstore\.bundle(?:\.v0\.3\+json|\+json;version=0\.[123])$/;

interface BundleJson {
  mediaType?: unknown;
  verificationMaterial?: { publicKey?: { hint?: unknown }; certificate?: unknown; x509CertificateChain?: unknown };
  dsseEnvelope?: { payload?: unknown; payloadType?: unknown; signatures?: { sig?: unknown }[] };
}

/** A bundle as far as its kind goes; nothing in it is verified. */
export interface Bundle {
  json: BundleJson;
  statement: Statement;
  payload: Buffer;
  signatures: Buffer[];
  /** signed by somebody with a certificate, not by a key */
  isKeyless: boolean;
}

/** What DSSE signs: the payload with its type and both lengths. */
export function preAuthEncoding(type: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(type)} ${type} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** A statement, signed by a key: the bundle that cosign writes. */
export function signedBundle(key: KeyObject, statement: Uint8Array): Buffer {
  const signature = signBytes(key, preAuthEncoding(STATEMENT_MEDIA_TYPE, statement));
  return Buffer.from(
    JSON.stringify({
      mediaType: BUNDLE_MEDIA_TYPE,
      verificationMaterial: { publicKey: { hint: keyHint(key) } },
      dsseEnvelope: {
        payload: Buffer.from(statement).toString('base64'),
        payloadType: STATEMENT_MEDIA_TYPE,
        signatures: [{ sig: signature.toString('base64') }],
      },
    }),
  );
}

/** Reads a bundle that holds a statement; else a word for why it is not used. */
export function readBundle(text: Uint8Array): Bundle | string {
  let json: BundleJson;
  try {
    json = JSON.parse(Buffer.from(text).toString()) as BundleJson;
  } catch {
    return 'not JSON';
  }
  if (typeof json?.mediaType !== 'string' || !BUNDLE_TYPES.test(json.mediaType))
    return 'no sigstore bundle that is known';
  const { payload, payloadType, signatures } = json.dsseEnvelope ?? {};
  if (typeof payload !== 'string' || payloadType !== STATEMENT_MEDIA_TYPE) return 'it holds no in-toto statement';
  if (!Array.isArray(signatures) || signatures.length !== 1 || typeof signatures[0]?.sig !== 'string') {
    return 'its envelope has not exactly one signature';
  }
  const bytes = Buffer.from(payload, 'base64');
  const statement = readStatement(bytes);
  if (!statement) return 'its payload is no in-toto statement';
  const { publicKey, certificate, x509CertificateChain } = json.verificationMaterial ?? {};
  const isKeyless = certificate !== undefined || x509CertificateChain !== undefined;
  if (isKeyless === (publicKey !== undefined)) return 'it has not exactly one of a key and a certificate';
  return { json, statement, payload: bytes, signatures: [Buffer.from(signatures[0].sig, 'base64')], isKeyless };
}

/** Did the key sign the bundle's statement? */
export function isSignedBy({ payload, signatures }: Bundle, key: KeyObject): boolean {
  const signed = preAuthEncoding(STATEMENT_MEDIA_TYPE, payload);
  return signatures.some((signature) => isSignature(key, signed, signature));
}
