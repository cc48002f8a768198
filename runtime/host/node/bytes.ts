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

/** Do these bytes stand at a place of others? */
export function sameBytes(bytes: Uint8Array, at: number, others: Uint8Array): boolean {
  return compare.call(bytes, others, 0, others.length, at, at + others.length) === 0;
}

/** Of any array of bytes: a Buffer is none of its own. */
const { compare } = Buffer.prototype as { compare(this: Uint8Array, ...rest: Parameters<Buffer['compare']>): number };
