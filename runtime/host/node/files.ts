// The file system as the compiler reads it. `#system/files` is this file in Node and runtime/host/browser/files.ts in a browser
// (package.json, "imports"), so that nothing else asks where it runs.

export {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
export { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/** A path as the file system's functions take it: bytes, where it is no UTF-8. */
export function systemPath(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}
