// Bytes as text, the quick way that Node has.

type Bytes = Buffer & {
  utf8Slice(start: number, end: number): string;
  latin1Slice(start: number, end: number): string;
};

/** Any bytes may be asked it: a Buffer around them takes longer to make than most of the texts. */
const { latin1Slice } = Buffer.prototype as Bytes;

/** One character a byte. */
export function byteText(bytes: Uint8Array): string {
  return latin1Slice.call(bytes, 0, bytes.length);
}

/** Reads parts of a memory as UTF-8; what is none becomes U+FFFD. */
export function utf8Reader(memory: ArrayBuffer): (start: number, end: number) => string {
  const bytes = Buffer.from(memory) as Bytes;
  return (start, end) => bytes.utf8Slice(start, end);
}

/** Are two arrays the same bytes? */
export function sameBytes(bytes: Uint8Array, others: Uint8Array): boolean {
  return equals.call(bytes, others);
}

/** Buffer's, which is content with any array of bytes. */
const { equals } = Buffer.prototype as { equals(this: Uint8Array, others: Uint8Array): boolean };
