/**
 * Reads tar archives: V7, USTAR, PAX, GNU and STAR headers, as Go's archive/tar does and with its errors.
 * It checks no names and writes no files; sparse files are refused.
 * Follows go@1.26.8 src/archive/tar/reader.go, go@1.26.8 src/archive/tar/strconv.go.
 */

import { byteText, textOf } from '../bytes';

/** One entry that is not itself about other entries. */
export interface TarEntry {
  name: string;
  /** The header's type flag, such as `0` (file), `2` (symbolic link), `5` (directory), `g` (PAX records for all). */
  type: string;
  isDirectory: boolean;
  /** Size the header tells; links and the like tell one without having data. */
  size: number;
  /** Gives the data, until the next entry is asked for. Throws where the archive is cut short. */
  read(): Uint8Array;
}

/** A fault of the archive, in Go's words. */
export class TarError extends Error {}

const BLOCK = 512;
const MAX_SPECIAL_FILE_BYTES = 1 << 20;
const HEADER_ONLY_TYPES = '123456';
const MODE_TYPE_BITS = ~0o7777;
const MODE_DIRECTORY = 0o40000;

/**
 * Gives the entries of an archive one after the other. The bytes may be cut short: error is then why, and it is thrown
 * when more is needed (null: they simply end).
 */
export function* readTar(bytes: Uint8Array, error: Error | null): Generator<TarEntry, void> {
  let at = 0;
  /** The next count bytes; null where nothing at all is left. */
  const read = (count: number): Uint8Array | null => {
    if (at + count > bytes.length) {
      if (error) throw error;
      if (at >= bytes.length) return null;
      throw new TarError('unexpected EOF');
    }
    at += count;
    return bytes.subarray(at - count, at);
  };
  const readData = (size: number): Uint8Array => {
    const data = size > 0 ? read(size) : new Uint8Array(0);
    if (!data) throw new TarError('unexpected EOF');
    return data;
  };
  /** Skips to the next block; an archive that ends inside the padding is merely over. */
  const skipPadding = (size: number): void => {
    at += (BLOCK - (size % BLOCK)) % BLOCK;
    if (at > bytes.length && error) throw error;
  };

  let pax: Map<string, string> | null = null;
  let longName = '';
  for (;;) {
    let block = read(BLOCK);
    if (!block) return;
    if (isZero(block)) {
      block = read(BLOCK);
      if (!block || isZero(block)) return;
      throw invalidHeader();
    }
    const header = parseHeader(block);

    if (header.type === 'x' || header.type === 'g' || header.type === 'L' || header.type === 'K') {
      const size = dataSize(header);
      if (size > MAX_SPECIAL_FILE_BYTES) {
        readData(MAX_SPECIAL_FILE_BYTES + 1);
        throw new TarError('archive/tar: header field too long');
      }
      const data = readData(size);
      if (header.type === 'x') pax = parsePax(data);
      if (header.type === 'g') {
        parsePax(data);
        yield { name: header.name, type: 'g', isDirectory: false, size: 0, read: () => new Uint8Array(0) };
        pax = null;
        longName = '';
      }
      if (header.type === 'L') longName = text(data);
      skipPadding(size);
      continue;
    }

    if (pax) applyPax(header, pax);
    if (longName !== '') header.name = longName;
    if (header.type === '\0') header.type = header.name.endsWith('/') ? '5' : '0';
    const size = dataSize(header);
    if (header.type === 'S' || (pax && isSparse(pax))) {
      throw new TarError('archive/tar: sparse files are not supported');
    }
    const isDirectory = header.type === '5' || (header.mode & MODE_TYPE_BITS) === MODE_DIRECTORY;
    const { name, type } = header;
    const start = at;
    yield { name, type, isDirectory, size: header.size, read: () => readData(size) };
    if (at === start) readData(size);
    skipPadding(size);
    pax = null;
    longName = '';
  }
}

interface TarHeader {
  name: string;
  type: string;
  size: number;
  mode: number;
}

function parseHeader(block: Uint8Array): TarHeader {
  let unsigned = 0;
  let signed = 0;
  for (let i = 0; i < BLOCK; i++) {
    const byte = i >= 148 && i < 156 ? 0x20 : block[i];
    unsigned += byte;
    signed += byte < 128 ? byte : byte - 256;
  }
  const checksum = octal(block.subarray(148, 156));
  if (checksum !== unsigned && checksum !== signed) throw invalidHeader();

  const field = (start: number, length: number) => text(block.subarray(start, start + length));
  const number = (start: number, length: number) => numeric(block.subarray(start, start + length));
  const header: TarHeader = {
    name: field(0, 100),
    type: String.fromCharCode(block[156]),
    size: number(124, 12),
    mode: number(100, 8),
  };
  number(108, 8);
  number(116, 8);
  number(136, 12);

  const magic = byteText(block.subarray(257, 263));
  const version = byteText(block.subarray(263, 265));
  const isUstar = magic === 'ustar\0';
  if (!isUstar && !(magic === 'ustar ' && version === ' \0')) return header;
  number(329, 8);
  number(337, 8);
  let prefix = '';
  if (isUstar && byteText(block.subarray(508, 512)) === 'tar\0') {
    prefix = field(345, 131);
    number(476, 12);
    number(488, 12);
  } else if (isUstar) {
    prefix = field(345, 155);
  } else if (!isOptionalNumber(block.subarray(345, 357)) || !isOptionalNumber(block.subarray(357, 369))) {
    // Where GNU keeps two times, an old Go wrote a prefix.
    const candidate = field(345, 155);
    if (/^[\x01-\x7f]*$/.test(candidate)) prefix = candidate;
  }
  if (prefix !== '') header.name = `${prefix}/${header.name}`;
  return header;
}

function dataSize(header: TarHeader): number {
  if (HEADER_ONLY_TYPES.includes(header.type)) return 0;
  if (header.size < 0) throw invalidHeader();
  return header.size;
}

/** Parses PAX records: `LENGTH KEY=VALUE\n`, the length counting itself. */
function parsePax(data: Uint8Array): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    // A longer length than twenty digits is out of range anyhow; do not make a text of a megabyte of it.
    if (space < 0 || space - at > 20) throw invalidHeader();
    const digits = byteText(data.subarray(at, space));
    const length = /^[-+]?[0-9]+$/.test(digits) ? Number(digits) : Number.NaN;
    const end = at + length;
    if (!(length >= 5) || end > data.length || end <= space + 1 || data[end - 1] !== 0x0a) throw invalidHeader();
    const equals = data.subarray(0, end - 1).indexOf(0x3d, space + 1);
    if (equals < 0) throw invalidHeader();
    const key = textOf(data.subarray(space + 1, equals));
    const value = textOf(data.subarray(equals + 1, end - 1));
    const mustBeText = ['path', 'linkpath', 'uname', 'gname'].includes(key);
    if (key === '' || (mustBeText ? value : key).includes('\0')) throw invalidHeader();
    records.set(key, value);
    at = end;
  }
  return records;
}

function applyPax(header: TarHeader, pax: Map<string, string>): void {
  for (const [key, value] of pax) {
    if (value === '') continue;
    if (key === 'path') header.name = value;
    else if (key === 'size' || key === 'uid' || key === 'gid') {
      if (!/^[-+]?[0-9]+$/.test(value) || !isInt64(value)) throw invalidHeader();
      if (key === 'size') header.size = Number(value);
    } else if (key === 'atime' || key === 'mtime' || key === 'ctime') {
      const seconds = /^([-+]?[0-9]+)(?:\.[0-9]*)?$/.exec(value)?.[1];
      if (seconds === undefined || !isInt64(seconds)) throw invalidHeader();
    }
  }
}

function isInt64(digits: string): boolean {
  return digits.length <= 40 && BigInt.asIntN(64, BigInt(digits.replace('+', ''))) === BigInt(digits.replace('+', ''));
}

function isSparse(pax: Map<string, string>): boolean {
  const version = `${pax.get('GNU.sparse.major') ?? ''}.${pax.get('GNU.sparse.minor') ?? ''}`;
  return ['0.0', '0.1', '1.0'].includes(version) || (version === '.' && pax.has('GNU.sparse.map'));
}

/** A number as octal text or, with the first bit set, big-endian binary. */
function numeric(field: Uint8Array): number {
  if (!(field[0] & 0x80)) return octal(field);
  const inverted = (field[0] & 0x40) !== 0;
  let value = 0n;
  field.forEach((byte, i) => {
    const bits = (inverted ? ~byte : byte) & (i === 0 ? 0x7f : 0xff);
    value = (value << 8n) | BigInt(bits);
  });
  if (value > 0x7fff_ffff_ffff_ffffn) throw invalidHeader();
  return Number(inverted ? ~value : value);
}

function octal(field: Uint8Array): number {
  const digits = text(trimmed(field));
  if (digits === '') return 0;
  if (!/^[0-7]+$/.test(digits)) throw invalidHeader();
  return Number.parseInt(digits, 8);
}

function isOptionalNumber(field: Uint8Array): boolean {
  if (field[0] === 0) return true;
  try {
    numeric(field);
    return true;
  } catch {
    return false;
  }
}

/** Without the NULs and spaces at both ends. */
function trimmed(field: Uint8Array): Uint8Array {
  const isFiller = (byte: number) => byte === 0 || byte === 0x20;
  let start = 0;
  let end = field.length;
  while (start < end && isFiller(field[start])) start++;
  while (end > start && isFiller(field[end - 1])) end--;
  return field.subarray(start, end);
}

/** Text up to the first NUL. */
function text(field: Uint8Array): string {
  const end = field.indexOf(0);
  return textOf(end < 0 ? field : field.subarray(0, end));
}

function isZero(block: Uint8Array): boolean {
  return block.every((byte) => byte === 0);
}

function invalidHeader(): TarError {
  return new TarError('archive/tar: invalid tar header');
}
