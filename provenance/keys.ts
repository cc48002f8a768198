// Keys as cosign has them: public ones in PEM, private ones in its own encrypted form or as plain PKCS #8, SEC 1 or PKCS #1 in PEM.
// Sources: sigstore/cosign pkg/cosign/keys.go, secure-systems-lab/go-securesystemslib encrypted, sigstore/sigstore pkg/signature.

import { createHash, createPrivateKey, createPublicKey, type KeyObject, scryptSync, sign, verify } from 'node:crypto';
import { ProvenanceError } from './errors';

const MAX_KEY_BYTES = 256 * 1024;
/** What scrypt may take: cosign's own files want 64 MiB. */
const MAX_SCRYPT_BYTES = 1024 * 1024 * 1024;
const ENCRYPTED =
  /^-----BEGIN ENCRYPTED (?:SIGSTORE|COSIGN) PRIVATE KEY-----\s*([A-Za-z0-9+/=\s]+?)\s*-----END ENCRYPTED/m;

/** Reads a public key. Throws `key`; `what` names its file. A private key is not taken for one. */
export function readPublicKey(pem: string, what: string): KeyObject {
  if (pem.length > MAX_KEY_BYTES || !/^-----BEGIN (?:RSA )?PUBLIC KEY-----/m.test(pem)) {
    throw new ProvenanceError('key', `${what}: no public key in PEM (-----BEGIN PUBLIC KEY-----)`);
  }
  try {
    return checkKind(createPublicKey(pem), what);
  } catch (error) {
    throw asKeyError(error, what, 'the public key cannot be read');
  }
}

/** Reads a private key; `password` opens cosign's form. Throws `key`, never with a part of the key in it. */
export async function readPrivateKey(pem: string, password: string, what: string): Promise<KeyObject> {
  if (pem.length > MAX_KEY_BYTES) throw new ProvenanceError('key', `${what}: too large for a key`);
  try {
    const encrypted = ENCRYPTED.exec(pem);
    if (!encrypted) {
      return checkKind(createPrivateKey({ key: pem, ...(password !== '' && { passphrase: password }) }), what);
    }
    const der = await decrypt(Buffer.from(encrypted[1], 'base64').toString(), password, what);
    return checkKind(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), what);
  } catch (error) {
    const hint = /-----BEGIN PUBLIC KEY-----/.test(pem)
      ? 'it is a public key'
      : password === ''
        ? 'if it has a password, set COSIGN_PASSWORD'
        : 'is the password right?';
    throw asKeyError(error, what, `the private key cannot be read: ${hint}`);
  }
}

interface EncryptedKey {
  kdf: { name: string; params: { N: number; r: number; p: number }; salt: string };
  cipher: { name: string; nonce: string };
  ciphertext: string;
}

async function decrypt(text: string, password: string, what: string): Promise<Buffer> {
  const { kdf, cipher, ciphertext } = JSON.parse(text) as EncryptedKey;
  const { N, r, p } = kdf.params;
  const bytes = 128 * N * r + 128 * r * p;
  if (kdf.name !== 'scrypt' || cipher.name !== 'nacl/secretbox' || !(bytes <= MAX_SCRYPT_BYTES) || !(p <= 16)) {
    throw new ProvenanceError('key', `${what}: encrypted in a way that is not read (${kdf.name}, ${cipher.name})`);
  }
  const { xsalsa20poly1305 } = await import('@noble/ciphers/salsa');
  const key = scryptSync(password, Buffer.from(kdf.salt, 'base64'), 32, { N, r, p, maxmem: bytes * 2 + 1024 * 1024 });
  const box = xsalsa20poly1305(key, Buffer.from(cipher.nonce, 'base64'));
  return Buffer.from(box.decrypt(Buffer.from(ciphertext, 'base64')));
}

/** The curves that are used, and the digest that fits each. */
const CURVES: Record<string, string> = { prime256v1: 'sha256', secp384r1: 'sha384', secp521r1: 'sha512' };
const MIN_RSA_BITS = 2048;

function checkKind(key: KeyObject, what: string): KeyObject {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const isUsed =
    type === 'ed25519' ||
    (type === 'ec' && (details?.namedCurve ?? '') in CURVES) ||
    (type === 'rsa' && (details?.modulusLength ?? 0) >= MIN_RSA_BITS);
  if (isUsed) return key;
  throw new ProvenanceError(
    'key',
    `${what}: a key of kind ${type} that is not used: ECDSA on P-256, P-384 or P-521, Ed25519, or RSA from ${MIN_RSA_BITS} bits`,
  );
}

function asKeyError(error: unknown, what: string, why: string): ProvenanceError {
  return error instanceof ProvenanceError ? error : new ProvenanceError('key', `${what}: ${why}`);
}

/** A key's signature of bytes. With ECDSA and RSA over SHA-256 on every curve, because cosign verifies keys so. */
export function signBytes(key: KeyObject, data: Uint8Array): Buffer {
  return sign(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', data, key);
}

/** Is it the key's signature of these bytes? Other tools take the digest that fits the curve. */
export function isSignature(key: KeyObject, data: Uint8Array, signature: Uint8Array): boolean {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  const hashes = type === 'ed25519' ? [null] : type === 'ec' ? ['sha256', CURVES[details!.namedCurve!]] : ['sha256'];
  try {
    return hashes.some((hash) => verify(hash, data, key, signature));
  } catch {
    return false;
  }
}

/** How bundles name a key: the SHA-256 of its public part, base64. */
export function keyHint(key: KeyObject): string {
  const der = publicPart(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('base64');
}

/** The public key of a private one. */
export function publicPart(key: KeyObject): KeyObject {
  return key.type === 'private' ? createPublicKey(key) : key;
}
