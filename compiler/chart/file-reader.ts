// Reads many small files. They lie one behind the other in a few large blocks: a buffer for each, and a look at each before it is
// read, takes longer than reading them.

import { closeSync, openSync, readSync } from '#system/files';

const BLOCK_BYTES = 1 << 20;
/** A block with less room than this is left. */
const LEAST_ROOM = 1 << 15;

/** Reads files into blocks that it makes as it needs them. */
export class FileReader {
  private block = new Uint8Array(0);
  private used = 0;

  /** The bytes of a file; null where there are more than `limit`. Throws the system's error. */
  read(path: string | Buffer, limit: number): Uint8Array | null {
    const file = openSync(path, 'r');
    try {
      if (this.block.length - this.used < LEAST_ROOM) this.renew();
      const start = this.used;
      for (;;) {
        const read = readSync(file, this.block, this.used, this.block.length - this.used, null);
        if (read === 0) return this.block.subarray(start, this.used);
        this.used += read;
        if (this.used - start > limit) return null;
        if (this.used === this.block.length) return this.readLarge(file, start, limit);
      }
    } finally {
      closeSync(file);
    }
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
