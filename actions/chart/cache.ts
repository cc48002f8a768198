// Compiled charts on disk, so that a chart is compiled once. An entry is named by everything that decides what it holds: the
// chart's files, the compiler, the options. Whatever goes wrong here only means compiling again: no command fails because of
// its cache.

import type { Profile } from '../../language/profiles';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join } from 'node:path';
import { type ChartFiles, digestedParts, markedParts, readChartFiles } from '../../compiler/chart/files';
import type { ConversionReport } from '../../compiler/convert';
import { fingerprint } from '../../runtime/bindings/values';
import { findAsset } from '../../runtime/host/node/assets';
import { homeFolder, makeFolders } from '../../runtime/host/node/folders';

/** Written by the bundler: a digest of the compiler's sources. Run from source, there is none, and nothing is cached. */
declare const BUILD_ID: string | undefined;

const buildId = typeof BUILD_ID === 'string' ? BUILD_ID : undefined;

/** Changes whenever what an entry holds changes its shape. */
const FORMAT = 3;

/** Together the entries take no more than this; those unused for longest go first. */
const MAX_BYTES = 512 * 1024 * 1024;

/** The list of charts that were rendered or compiled, a mark each, is cut where it reaches this. */
const MAX_SEEN_BYTES = 128 * 1024;

/** As much as most entries take. */
const ROOM_BYTES = 512 * 1024;

/** Behind the module and its head: the head's length, and the SHA-256 of all before. */
const TAIL_BYTES = 4 + 32;

/** A compiled chart, and what is to say of it. */
export interface CacheEntry {
  wasm: Uint8Array;
  /** What Helm says on standard error when it loads the chart. */
  notices: string;
  report: ConversionReport;
  /** Files outside the chart that it was made of: their SHA-256, null for those that there were none of. */
  copies: [path: string, digest: string | null][];
}

/** A chart that was read. */
export interface KnownChart {
  files: ChartFiles;
  /** The name of its entry. */
  readonly key: string;
  /** What it is noted by when it is rendered: two charts with the same mark mean an early compilation, and nothing else. */
  mark: string;
}

/** What decides, besides the chart, what is compiled. */
export interface CacheOptions {
  helm: Profile;
  names?: boolean;
  withoutBinaryen?: boolean;
  /** absolute path */
  schemaRefs?: string;
  /** absolute path */
  linkRoot?: string;
}

/** Where caches of this program are. */
export function cacheFolder(): string {
  const base = process.env['XDG_CACHE_HOME'];
  return join(base && isAbsolute(base) ? base : join(homeFolder(), '.cache'), 'mistletoe');
}

/** Loading it takes as long as a render, and a chart that was never rendered needs no digest. */
const crypto = () => createRequire(import.meta.url)('node:crypto') as typeof import('node:crypto');

/** The SHA-256 of a text or of bytes, in hexadecimal. */
export function digestOf(data: Uint8Array | string): string {
  return crypto().createHash('sha256').update(data).digest('hex');
}

/** The files of the chart at an absolute path, as readChartFiles gives them; undefined where it cannot be read, which whoever loads it says. */
export function readFiles(
  path: string,
  helm: Profile,
  linkRoot: string | undefined,
  onMany?: () => void,
): ChartFiles | undefined {
  try {
    return readChartFiles(path, helm, linkRoot, onMany);
  } catch {
    return undefined;
  }
}

/** The cache of compiled charts in a folder. */
export class ChartCache {
  constructor(
    private readonly folder = join(cacheFolder(), 'charts'),
    private readonly build = buildId,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** Reads the chart at an absolute path and gives what it is known by; undefined where it cannot be read. `onMany`: as for readChartFiles. */
  read(path: string, options: CacheOptions, onMany?: () => void): KnownChart | undefined {
    const { build } = this;
    if (build === undefined) return undefined;
    const { helm, names = false, withoutBinaryen = false, schemaRefs = '', linkRoot } = options;
    try {
      const guest = statSync(findAsset('guest.wasm'));
      const files = readFiles(path, helm, linkRoot, onMany);
      if (files === undefined) return undefined;
      const head = JSON.stringify([FORMAT, build, guest.size, guest.mtimeMs, helm, names, withoutBinaryen, schemaRefs]);
      // Notices name files by their whole path, so a chart with symbolic links is another one in another place.
      const notices = files.kind === 'directory' ? files.diagnostics.map(({ message }) => message) : [];
      let key: string | undefined;
      return {
        files,
        mark: fingerprint([head, ...markedParts(files), ...notices]),
        get key() {
          if (key === undefined) {
            const hash = crypto().createHash('sha256');
            for (const part of [head, ...digestedParts(files), ...notices]) hash.update(part);
            key = hash.digest('hex');
          }
          return key;
        },
      };
    } catch {
      return undefined;
    }
  }

  get(key: string): CacheEntry | undefined {
    try {
      const path = this.path(key);
      const data = readFileSync(path);
      const end = data.length - TAIL_BYTES;
      if (digestOf(data.subarray(0, end + 4)) !== data.toString('hex', end + 4)) return undefined;
      const wasm = data.subarray(0, end - data.readUInt32LE(end));
      const head = JSON.parse(data.toString('utf8', wasm.length, end)) as Omit<CacheEntry, 'wasm'>;
      const isSame = ([copy, digest]: CacheEntry['copies'][number]) =>
        (existsSync(copy) && statSync(copy).isFile() ? digestOf(readFileSync(copy)) : null) === digest;
      if (!head.copies.every(isSame)) return undefined;
      const now = new Date();
      utimesSync(path, now, now);
      return { wasm, ...head };
    } catch {
      return undefined;
    }
  }

  set(key: string, { wasm, ...head }: CacheEntry): void {
    const text = Buffer.from(JSON.stringify(head));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(text.length);
    const body = Buffer.concat([wasm, text, length]);
    const partial = join(this.folder, `${key}.${process.pid}.partial`);
    try {
      this.makeFolder();
      writeFileSync(partial, Buffer.concat([body, Buffer.from(digestOf(body), 'hex')]), { mode: 0o600 });
      renameSync(partial, this.path(key));
      this.shrink();
    } catch {
      remove(partial);
    }
  }

  /** Can an entry be written? Asked before compiling: where the folder is read-only or the disk is full, that would be for nothing. */
  hasRoom(): boolean {
    const trial = join(this.folder, `room.${process.pid}.partial`);
    try {
      this.makeFolder();
      writeFileSync(trial, Buffer.alloc(ROOM_BYTES), { mode: 0o600 });
      return true;
    } catch {
      return false;
    } finally {
      remove(trial);
    }
  }

  /** Was the chart of this mark rendered before? Of those that came long ago nothing is known. */
  hasSeen(mark: string): boolean {
    try {
      return readFileSync(this.seen, 'latin1').includes(mark);
    } catch {
      return false;
    }
  }

  /** Notes that the chart of this mark was rendered. */
  see(mark: string): void {
    this.note(mark);
  }

  /** Was the chart of this mark beyond the compiler, or beyond the engine of this Node? */
  hasRefused(mark: string): boolean {
    return this.hasSeen(refusalOf(mark));
  }

  /** Notes that it was. */
  refuse(mark: string): void {
    this.note(refusalOf(mark));
  }

  private note(mark: string): void {
    try {
      this.makeFolder();
      const known = existsSync(this.seen) ? readFileSync(this.seen, 'latin1') : '';
      if (known.length < MAX_SEEN_BYTES) {
        appendFileSync(this.seen, `${mark}\n`, { mode: 0o600 });
        return;
      }
      const partial = `${this.seen}.${process.pid}.partial`;
      writeFileSync(partial, `${known.slice(-MAX_SEEN_BYTES / 2)}${mark}\n`, { mode: 0o600 });
      renameSync(partial, this.seen);
    } catch {
      // Then it counts as new the next time.
    }
  }

  private get seen(): string {
    return join(this.folder, 'seen');
  }

  private makeFolder(): void {
    makeFolders(dirname(this.folder));
    if (!existsSync(this.folder)) mkdirSync(this.folder, { mode: 0o700 });
  }

  private path(key: string): string {
    return join(this.folder, `${key}.chart`);
  }

  private shrink(): void {
    const entries = readdirSync(this.folder).flatMap((name) => {
      const path = join(this.folder, name);
      if (path === this.seen) return [];
      const info = statSync(path, { throwIfNoEntry: false });
      return info ? [{ path, size: info.size, used: info.mtimeMs }] : [];
    });
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    entries.sort((a, b) => a.used - b.used);
    for (const { path, size } of entries) {
      if (total <= this.maxBytes) return;
      remove(path);
      total -= size;
    }
  }
}

/** A line that has the mark in it: what was refused was seen. */
const refusalOf = (mark: string) => `${mark} refused by ${process.version}`;

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Somebody else's, or gone already.
  }
}
