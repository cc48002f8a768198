// How a WebAssembly module begins.

/** The magic bytes and the version. */
export const MODULE_HEAD: readonly number[] = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];

/** How many of them say that it is WebAssembly at all. */
export const MAGIC_BYTES = 4;

/** Do bytes begin as WebAssembly does? */
export function isWebAssembly(bytes: Uint8Array): boolean {
  return bytes.length >= MAGIC_BYTES && MODULE_HEAD.slice(0, MAGIC_BYTES).every((byte, i) => bytes[i] === byte);
}
