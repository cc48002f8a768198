// Reads many small files. They lie one behind the other in a few large blocks: a buffer for each, and a look at each before it is
// read, takes longer than reading them. Equal ones lie there once: umbrellas bring the same library with each of their charts.

import { sameBytes } from '#system/bytes';
import { closeSync, openSync, readSync } from '#system/files';

const BLOCK_BYTES = 1 << 20;
/** A block with less room than this is left. */
const LEAST_ROOM = 1 << 15;
/** With so many of its length a file is compared at most. */
const MOST_CANDIDATES = 8;

/**
 * Does a file end behind a read that gave fewer bytes than there was room for? A regular file gives fewer only at its end; but what is
 * read in pages may fail in one behind the first, which the next read tells.
 */
function isEnd(read: number): boolean {
  return read % LEAST_PAGE !== 0 || read === 0;
}

/** Pages, and what servers of files send at once, are a multiple of it. */
const LEAST_PAGE = 512;

/** Reads files into blocks that it makes as it needs them. */
export class FileReader {
  private block = new Uint8Array(0);
  private used = 0;
  /** By their lengths, what files hold that were read. */
  private readonly known = new Map<number, Uint8Array[]>();

  /** The bytes of a file, of equal files one array; null where there are more than `limit`. Throws the system's error. */
  read(path: string | Buffer, limit: number): Uint8Array | null {
    const file = openSync(path, 'r');
    try {
      if (this.block.length - this.used < LEAST_ROOM) this.renew();
      const start = this.used;
      for (;;) {
        const read = readSync(file, this.block, this.used, this.block.length - this.used, null);
        this.used += read;
        if (this.used - start > limit) return null;
        if (this.used === this.block.length) return this.readLarge(file, start, limit);
        if (isEnd(read)) return this.contentFrom(start);
      }
    } finally {
      closeSync(file);
    }
  }

  /** What was read behind `start`; where it was read before, it is given up. */
  private contentFrom(start: number): Uint8Array {
    const length = this.used - start;
    let candidates = this.known.get(length);
    if (candidates === undefined) {
      candidates = [];
      this.known.set(length, candidates);
    }
    const content = this.block.subarray(start, this.used);
    const known = candidates.find((candidate) => sameBytes(candidate, content));
    if (known !== undefined) {
      this.used = start;
      return known;
    }
    if (candidates.length < MOST_CANDIDATES) candidates.push(content);
    return content;
  }

  /** Reads on in blocks of its own, of which what the file has at last is one. */
  private readLarge(file: number, start: number, limit: number): Uint8Array | null {
    let data = this.block.slice(start);
    let length = data.length;
    this.used = start;
    for (;;) {
      if (length === data.length) {
        const grown = new Uint8Array(Math.max(2 * length, BLOCK_BYTES));
        grown.set(data);
        data = grown;
      }
      const read = readSync(file, data, length, data.length - length, null);
      if (read === 0) return data.slice(0, length);
      length += read;
      if (length > limit) return null;
    }
  }

  private renew(): void {
    this.block = new Uint8Array(BLOCK_BYTES);
    this.used = 0;
  }
}
