// The one buffer that templates write to.

import { Buffer } from './buffer';

export let output: Buffer = changetype<Buffer>(0);

/** A fresh output for a render. */
export function openOutput(): void {
  output = Buffer.create(1 << 16);
}
