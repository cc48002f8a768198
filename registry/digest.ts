// Digests of content, `ALGORITHM:HEX`, as the image specification has them. Whatever is named by a digest is compared with it
// before anybody sees a byte.

import { createHash, type Hash } from 'node:crypto';
import { RegistryError } from './errors';

/** The algorithms that are read, with the length of their hexadecimal form. What is written is always sha256. */
const ALGORITHMS = new Map([
  ['sha256', 64],
  ['sha512', 128],
]);

export type Digest = `${string}:${string}`;

/** Is it a digest of an algorithm that can be checked? */
export function isDigest(text: string): text is Digest {
  const [algorithm, hex, more] = text.split(':');
  return more === undefined && hex !== undefined && ALGORITHMS.get(algorithm) === hex.length && /^[0-9a-f]+$/.test(hex);
}

/** The sha256 of bytes. */
export function sha256(data: Uint8Array | string): Digest {
  return `sha256:${createHash('sha256').update(data).digest('hex')}`;
}

/** Follows bytes as they come, for the comparison with a digest at their end. */
export class Verifier {
  private readonly hash: Hash;
  constructor(private readonly digest: Digest) {
    this.hash = createHash(digest.slice(0, digest.indexOf(':')));
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  /** Throws `digest` where the bytes were others; `what` says what was read. */
  finish(what: string): void {
    const found = `${this.digest.slice(0, this.digest.indexOf(':'))}:${this.hash.digest('hex')}`;
    if (found !== this.digest) {
      throw new RegistryError(
        'digest',
        `${what}: the content is not what its digest says: want ${this.digest}, got ${found}`,
      );
    }
  }
}

/** Throws `digest` where the bytes are not those that the digest names. */
export function checkDigest(data: Uint8Array, digest: Digest, what: string): void {
  const verifier = new Verifier(digest);
  verifier.update(data);
  verifier.finish(what);
}
