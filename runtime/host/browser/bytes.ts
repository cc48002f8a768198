// Bytes as text.

import { utf8Text } from '../../../gostd/bytes';

export { byteText } from '../../../gostd/bytes';

/** Reads parts of a memory as UTF-8; what is none becomes U+FFFD. */
export function utf8Reader(memory: ArrayBuffer): (start: number, end: number) => string {
  const bytes = new Uint8Array(memory);
  return (start, end) => utf8Text(bytes.subarray(start, end));
}

/** Are two arrays the same bytes? */
export function sameBytes(bytes: Uint8Array, others: Uint8Array): boolean {
  return bytes.length === others.length && bytes.every((byte, i) => others[i] === byte);
}
