// Entropy for a render. Loading node:crypto takes as long as a whole render, so the system's source is read as a file where it
// is one.

import { closeSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';

const BYTES = 32;

/** 32 random bytes, in hexadecimal. */
export function randomHex(): string {
  const bytes = Buffer.alloc(BYTES);
  try {
    const file = openSync('/dev/urandom', 'r');
    const count = readSync(file, bytes);
    closeSync(file);
    if (count === BYTES) return bytes.toString('hex');
  } catch {
    // A system without it.
  }
  const { randomFillSync } = createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');
  return randomFillSync(bytes).toString('hex');
}
