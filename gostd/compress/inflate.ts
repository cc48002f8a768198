/**
 * gunzip as Go's compress/gzip does it: everything up to the first fault is delivered, and the fault is told in Go's
 * words. node:zlib gives neither, and Helm accepts a damaged archive whose tar ends before the damage.
 * Follows go@1.26.8 src/compress/gzip/gunzip.go, go@1.26.8 src/compress/flate/inflate.go.
 */

import { isDeflated } from './head';

/** What a gzip file holds. */
export interface Gunzipped {
  /** Everything that could be decompressed. */
  bytes: Uint8Array;
  /** Why it stops there; null at a proper end. */
  error: GzipError | null;
}

/** A fault of a gzip file, in Go's words. */
export class GzipError extends Error {}

/** The file is not gzip at all: Go's gzip.ErrHeader. */
export class GzipHeaderError extends GzipError {
  constructor() {
    super('gzip: invalid header');
  }
}

const UNEXPECTED_EOF = 'unexpected EOF';

/**
 * Decompresses all members of a gzip file, giving at most limit bytes (and the error `limitMessage` if there are more).
 * Never throws for what the data holds; an empty file gives the error `EOF`.
 */
export function gunzip(data: Uint8Array, limit: number, limitMessage: string): Gunzipped {
  const output = new Output(limit, limitMessage);
  if (data.length === 0) return { bytes: output.bytes(), error: new GzipError('EOF') };
  try {
    for (let at = 0; at < data.length; ) {
      const input = new Input(data, readHeader(data, at));
      output.startMember();
      inflate(input, output);
      at = checkTrailer(data, input.at, output);
    }
    return { bytes: output.bytes(), error: null };
  } catch (error) {
    if (error instanceof GzipError) return { bytes: output.bytes(), error };
    throw error;
  }
}

/**
 * Decompresses a raw deflate stream, of at most `limit` bytes; `used` is how many bytes it took. Throws GzipError for a damaged one and
 * for a longer one, with `limitMessage`.
 */
export function inflateRaw(data: Uint8Array, limit: number, limitMessage: string): { bytes: Uint8Array; used: number } {
  const output = new Output(limit, limitMessage);
  const input = new Input(data, 0);
  inflate(input, output);
  return { bytes: output.bytes(), used: input.at };
}

/** Checks a member's header and gives the offset behind it. */
function readHeader(data: Uint8Array, start: number): number {
  let at = start + 10;
  if (at > data.length) throw new GzipError(UNEXPECTED_EOF);
  if (!isDeflated(data, start)) throw new GzipHeaderError();
  const flags = data[start + 3];
  if (flags & 4) {
    if (at + 2 > data.length) throw new GzipError(UNEXPECTED_EOF);
    at += 2 + (data[at] | (data[at + 1] << 8));
    if (at > data.length) throw new GzipError(UNEXPECTED_EOF);
  }
  for (const text of [8, 16]) {
    if (!(flags & text)) continue;
    const end = data.indexOf(0, at);
    // Go keeps 512 bytes for the name and for the comment.
    if ((end < 0 ? data.length : end) - at >= 512) throw new GzipHeaderError();
    if (end < 0) throw new GzipError(UNEXPECTED_EOF);
    at = end + 1;
  }
  if (flags & 2) {
    if (at + 2 > data.length) throw new GzipError(UNEXPECTED_EOF);
    if ((data[at] | (data[at + 1] << 8)) !== (crc32(data, start, at) & 0xffff)) throw new GzipHeaderError();
    at += 2;
  }
  return at;
}

/** Compares a member's checksum and length and gives the offset behind them. */
function checkTrailer(data: Uint8Array, at: number, output: Output): number {
  if (at + 8 > data.length) throw new GzipError(UNEXPECTED_EOF);
  const view = new DataView(data.buffer, data.byteOffset + at, 8);
  const size = output.length - output.memberStart;
  const checksum = crc32(output.buffer, output.memberStart, output.length);
  if (view.getUint32(0, true) !== checksum || view.getUint32(4, true) !== size >>> 0) {
    throw new GzipError('gzip: invalid checksum');
  }
  return at + 8;
}

/** The compressed bytes, read a bit at a time and never further than needed: an error names how many were read. */
class Input {
  private bits = 0;
  private count = 0;
  private readonly start: number;

  constructor(
    private readonly data: Uint8Array,
    /** Offset of the next byte. */
    public at: number,
  ) {
    this.start = at;
  }

  take(count: number): number {
    while (this.count < count) this.more();
    const value = this.bits & ((1 << count) - 1);
    this.bits >>>= count;
    this.count -= count;
    return value;
  }

  /** Reads one symbol. */
  symbol(code: HuffmanCode): number {
    for (let length = code.least; ; ) {
      while (this.count < length) this.more();
      const entry = code.table[this.bits & (code.table.length - 1)];
      length = entry & 15;
      if (length > this.count) continue;
      if (length === 0) throw this.corrupt();
      this.bits >>>= length;
      this.count -= length;
      return entry >> 4;
    }
  }

  /** Drops the rest of the current byte and gives the next bytes as they are, fewer at the end of the data. */
  raw(length: number): Uint8Array {
    this.bits = this.count = 0;
    const bytes = this.data.subarray(this.at, this.at + length);
    this.at += bytes.length;
    return bytes;
  }

  corrupt(): GzipError {
    return new GzipError(`flate: corrupt input before offset ${this.at - this.start}`);
  }

  private more(): void {
    if (this.at >= this.data.length) throw new GzipError(UNEXPECTED_EOF);
    this.bits |= this.data[this.at++] << this.count;
    this.count += 8;
  }
}

/** The decompressed bytes, growing up to a limit. */
class Output {
  buffer = new Uint8Array(1 << 16);
  length = 0;
  /** Where the current member's output begins: references never reach before it. */
  memberStart = 0;

  constructor(
    private readonly limit: number,
    private readonly limitMessage: string,
  ) {}

  startMember(): void {
    this.memberStart = this.length;
  }

  bytes(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  append(bytes: Uint8Array): void {
    this.reserve(bytes.length);
    this.buffer.set(bytes, this.length);
    this.length += bytes.length;
  }

  push(byte: number): void {
    if (this.length === this.buffer.length) this.reserve(1);
    this.buffer[this.length++] = byte;
  }

  copy(distance: number, length: number): void {
    this.reserve(length);
    const { buffer } = this;
    for (let i = 0; i < length; i++, this.length++) buffer[this.length] = buffer[this.length - distance];
  }

  private reserve(count: number): void {
    const needed = this.length + count;
    if (needed > this.limit) throw new GzipError(this.limitMessage);
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.min(Math.max(needed, this.buffer.length * 2), this.limit));
    grown.set(this.bytes());
    this.buffer = grown;
  }
}

interface HuffmanCode {
  /** Indexed by the next bits, lowest first: symbol << 4 | length of its code, 0 where there is none. */
  table: Uint16Array;
  /** How many bits may be read before looking. */
  least: number;
}

/** Builds a code from the lengths of its symbols; null where they make none. An empty code is allowed until it is used. */
function huffmanCode(lengths: Uint8Array): HuffmanCode | null {
  const counts = new Uint16Array(16);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  const longest = counts.findLastIndex((count) => count > 0);
  if (longest < 0) return { table: new Uint16Array(1), least: 0 };
  const least = counts.findIndex((count) => count > 0);
  const next = new Uint16Array(16);
  let code = 0;
  for (let length = least; length <= longest; length++) {
    code <<= 1;
    next[length] = code;
    code += counts[length];
  }
  // Incomplete codes are refused, but for the single code of one bit that zlib writes too.
  if (code !== 1 << longest && !(code === 1 && longest === 1)) return null;
  const table = new Uint16Array(1 << longest);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol];
    if (length === 0) continue;
    for (let at = reverseBits(next[length]++, length); at < table.length; at += 1 << length) {
      table[at] = (symbol << 4) | length;
    }
  }
  return { table, least };
}

function reverseBits(value: number, count: number): number {
  let reversed = 0;
  for (let i = 0; i < count; i++) reversed |= ((value >> i) & 1) << (count - 1 - i);
  return reversed;
}

const CODE_LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END_OF_BLOCK = 256;
const MAX_LITERALS = 286;
const MAX_DISTANCES = 30;

/** The codes of a block that brings none; few streams have such a block. */
let fixedCodes: { literals: HuffmanCode; distances: HuffmanCode } | undefined;

function knownCodes(): { literals: HuffmanCode; distances: HuffmanCode } {
  fixedCodes ??= {
    literals: huffmanCode(
      Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
    )!,
    distances: huffmanCode(new Uint8Array(32).fill(5))!,
  };
  return fixedCodes;
}

/** Decompresses one deflate stream (RFC 1951). */
function inflate(input: Input, output: Output): void {
  for (let final = 0; !final; ) {
    final = input.take(1);
    const kind = input.take(2);
    switch (kind) {
      case 0:
        storedBlock(input, output);
        break;
      case 1:
      case 2: {
        const { literals, distances } = kind === 1 ? knownCodes() : readCodes(input);
        compressedBlock(input, output, literals, distances);
        break;
      }
      default:
        throw input.corrupt();
    }
  }
}

function storedBlock(input: Input, output: Output): void {
  const header = input.raw(4);
  if (header.length < 4) throw new GzipError(UNEXPECTED_EOF);
  const length = header[0] | (header[1] << 8);
  if ((header[2] | (header[3] << 8)) !== (~length & 0xffff)) throw input.corrupt();
  const bytes = input.raw(length);
  output.append(bytes);
  if (bytes.length < length) throw new GzipError(UNEXPECTED_EOF);
}

function readCodes(input: Input): { literals: HuffmanCode; distances: HuffmanCode } {
  const header = input.take(14);
  const literalCount = (header & 31) + 257;
  const distanceCount = ((header >> 5) & 31) + 1;
  if (literalCount > MAX_LITERALS || distanceCount > MAX_DISTANCES) throw input.corrupt();
  const codeLengths = new Uint8Array(CODE_LENGTH_ORDER.length);
  for (let i = 0; i < (header >> 10) + 4; i++) codeLengths[CODE_LENGTH_ORDER[i]] = input.take(3);
  const lengthCode = huffmanCode(codeLengths);
  if (!lengthCode) throw input.corrupt();

  const lengths = new Uint8Array(literalCount + distanceCount);
  for (let i = 0; i < lengths.length; ) {
    const symbol = input.symbol(lengthCode);
    if (symbol < 16) {
      lengths[i++] = symbol;
      continue;
    }
    if (symbol === 16 && i === 0) throw input.corrupt();
    const value = symbol === 16 ? lengths[i - 1] : 0;
    const repeat = symbol === 16 ? 3 + input.take(2) : symbol === 17 ? 3 + input.take(3) : 11 + input.take(7);
    if (i + repeat > lengths.length) throw input.corrupt();
    lengths.fill(value, i, i + repeat);
    i += repeat;
  }
  const literals = huffmanCode(lengths.subarray(0, literalCount));
  const distances = huffmanCode(lengths.subarray(literalCount));
  if (!literals || !distances) throw input.corrupt();
  // Every block ends with an end-of-block symbol, so that many bits are there.
  return { literals: { ...literals, least: Math.max(literals.least, lengths[END_OF_BLOCK]) }, distances };
}

function compressedBlock(input: Input, output: Output, literals: HuffmanCode, distances: HuffmanCode): void {
  for (;;) {
    const symbol = input.symbol(literals);
    if (symbol < END_OF_BLOCK) {
      output.push(symbol);
      continue;
    }
    if (symbol === END_OF_BLOCK) return;
    if (symbol >= MAX_LITERALS) throw input.corrupt();
    const length = symbol === 285 ? 258 : 3 + extended(input, symbol - 257, 4);
    const distanceSymbol = input.symbol(distances);
    if (distanceSymbol >= MAX_DISTANCES) throw input.corrupt();
    const distance = 1 + extended(input, distanceSymbol, 2);
    if (distance > Math.min(output.length - output.memberStart, 32768)) throw input.corrupt();
    output.copy(distance, length);
  }
}

/** A length or distance symbol's number: after the first 2 * step, each group of step symbols takes one more extra bit. */
function extended(input: Input, symbol: number, step: number): number {
  if (symbol < 2 * step) return symbol;
  const extra = Math.floor(symbol / step) - 1;
  return ((step + (symbol % step)) << extra) + input.take(extra);
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, value) => {
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  for (let i = start; i < end; i++) crc = CRC_TABLE[(crc ^ bytes[i]) & 255] ^ (crc >>> 8);
  return ~crc >>> 0;
}
