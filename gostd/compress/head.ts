// How a gzip file begins (RFC 1952).
// Follows go@1.26.8 src/compress/gzip/gunzip.go.

const ID = [0x1f, 0x8b];
/** The one method of compression there is. */
const DEFLATE = 8;

/** Do bytes begin as a gzip file does? */
export function isGzip(data: Uint8Array, start = 0): boolean {
  return ID.every((byte, i) => data[start + i] === byte);
}

/** The same, and is it compressed as gzip files are? */
export function isDeflated(data: Uint8Array, start = 0): boolean {
  return isGzip(data, start) && data[start + ID.length] === DEFLATE;
}
