// Writes tar archives whose bytes depend on nothing but names and contents: no times, no owners, USTAR headers alone.
// Follows go@1.26.8 src/archive/tar/writer.go.

import { concatBytes, utf8Bytes } from '../bytes';

const BLOCK = 512;
const NAME_BYTES = 100;
const PREFIX_BYTES = 155;

/** A file of an archive. */
export interface ArchiveFile {
  /** relative, with `/` between its parts */
  name: string;
  data: Uint8Array;
}

/** The archive of files, in their order. Throws an Error for a name that does not fit a USTAR header. */
export function writeTar(files: readonly ArchiveFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { name, data } of files) {
    parts.push(header(name, data.length), data, new Uint8Array((BLOCK - (data.length % BLOCK)) % BLOCK));
  }
  parts.push(new Uint8Array(2 * BLOCK));
  return concatBytes(parts);
}

function header(name: string, size: number): Uint8Array {
  const block = new Uint8Array(BLOCK);
  const write = (text: string, at: number) => block.set(utf8Bytes(text), at);
  const [prefix, rest] = splitName(name);
  write(rest, 0);
  write(prefix, 345);
  const octal = (value: number, at: number, length: number) =>
    write(`${value.toString(8).padStart(length - 1, '0')}\0`, at);
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  write('0', 156);
  write('ustar\u000000', 257);
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** A long name is cut at a slash. */
function splitName(name: string): [prefix: string, rest: string] {
  const size = (text: string) => utf8Bytes(text).length;
  if (size(name) <= NAME_BYTES) return ['', name];
  for (let at = name.indexOf('/'); at >= 0; at = name.indexOf('/', at + 1)) {
    const prefix = name.slice(0, at);
    const rest = name.slice(at + 1);
    if (size(prefix) <= PREFIX_BYTES && size(rest) <= NAME_BYTES) return [prefix, rest];
  }
  throw new Error(`${name}: too long for an archive`);
}
