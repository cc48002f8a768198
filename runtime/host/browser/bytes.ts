// Bytes as text.

import { utf8Text } from '../../../gostd/bytes';

export { byteText } from '../../../gostd/bytes';

/** Reads parts of a memory as UTF-8; what is none becomes U+FFFD. */
export function utf8Reader(memory: ArrayBuffer): (start: number, end: number) => string {
  const bytes = new Uint8Array(memory);
  return (start, end) => utf8Text(bytes.subarray(start, end));
}

/** Do these bytes stand at a place of others? */
export function sameBytes(bytes: Uint8Array, at: number, others: Uint8Array): boolean {
  return others.every((byte, i) => bytes[at + i] === byte);
}
