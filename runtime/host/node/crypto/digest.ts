// Digests. A file of its own, because loading node:crypto takes time.

import { createHash } from 'node:crypto';

/** The SHA-256 of bytes in hexadecimal; undefined where it cannot be had at once. */
export function sha256(bytes: Uint8Array): string | undefined {
  return createHash('sha256').update(bytes).digest('hex');
}
