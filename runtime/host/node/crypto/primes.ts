// What Node knows of large numbers: OpenSSL raises to a power in two thirds of the time that WebAssembly needs.

import { createRequire } from 'node:module';

/** Loading node:crypto takes as long as a small render, and few charts draw RSA keys. */
const nodeCrypto = (): typeof import('node:crypto') => createRequire(import.meta.url)('node:crypto');

/**
 * Is an odd number (little-endian) certainly no prime? False: it may be one, or nobody can tell here. By Fermat's test with the base 2, which
 * is RSA's public operation: the number 2, encrypted without padding, where the number is the modulus and one less the exponent.
 */
export function isSurelyComposite(number: Uint8Array): boolean {
  const modulus = Buffer.from(number).reverse();
  const text = modulus.toString('base64url');
  modulus[modulus.length - 1]! -= 1;
  try {
    const { createPublicKey, publicEncrypt, constants } = nodeCrypto();
    const key = createPublicKey({ key: { kty: 'RSA', n: text, e: modulus.toString('base64url') }, format: 'jwk' });
    // Then 2, and what that should become.
    modulus.fill(0)[modulus.length - 1] = 2;
    const power = publicEncrypt({ key, padding: constants.RSA_NO_PADDING }, modulus);
    modulus[modulus.length - 1] = 1;
    return !power.equals(modulus);
  } catch {
    // Another library than OpenSSL, or one whose rules such a key breaks.
    return false;
  }
}
