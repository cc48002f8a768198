// What was fetched, kept by digest and compared with it on every use; and which digest a tag had when it was last asked for,
// for work without a network. Whatever goes wrong here only means fetching again.

import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { checkDigest, type Digest, isDigest } from '../digest';

/** Together the entries take no more than this; those unused for longest go first. */
const MAX_BYTES = 2 * 1024 * 1024 * 1024;

/** Where this cache is unless a folder is given. */
export function contentFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment['XDG_CACHE_HOME'];
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'mistletoe', 'content');
}

export class ContentCache {
  constructor(
    readonly folder = contentFolder(),
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** The bytes of a digest, checked; undefined: not here. */
  get(digest: Digest): Buffer | undefined {
    const path = this.path(digest);
    try {
      const data = readFileSync(path);
      checkDigest(data, digest, path);
      const now = new Date();
      utimesSync(path, now, now);
      return data;
    } catch (error) {
      // What was changed on disk is no use to anybody.
      if ((error as Error).name === 'RegistryError') remove(path);
      return undefined;
    }
  }

  /** Keeps bytes whose digest was checked. Gives the file, or undefined where nothing can be kept. */
  put(digest: Digest, data: Uint8Array): string | undefined {
    const path = this.path(digest);
    // What is there was compared when it was read.
    if (statSync(path, { throwIfNoEntry: false })?.size === data.length) return path;
    if (!write(path, data)) return undefined;
    this.shrink(path);
    return path;
  }

  /** The file of a digest, whether it is there or not. */
  path(digest: Digest): string {
    const [algorithm, hex] = digest.split(':');
    return join(this.folder, algorithm, hex);
  }

  /** What a reference meant when it was last resolved: whatever was remembered with it. */
  recall<T extends { digest: Digest } = { digest: Digest }>(reference: string): T | undefined {
    try {
      const entry = JSON.parse(readFileSync(this.referencePath(reference), 'utf8')) as { reference: string; value: T };
      return entry.reference === reference && isDigest(entry.value.digest) ? entry.value : undefined;
    } catch {
      return undefined;
    }
  }

  /** The references that something is remembered of and that begin so. */
  known(start: string): string[] {
    const folder = join(this.folder, 'references');
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch {
      return [];
    }
    return names.flatMap((name) => {
      try {
        const { reference } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { reference: string };
        return reference.startsWith(start) && this.recall(reference) ? [reference] : [];
      } catch {
        return [];
      }
    });
  }

  /** Remembers what a reference means now. */
  remember<T extends { digest: Digest }>(reference: string, value: T): void {
    write(this.referencePath(reference), Buffer.from(JSON.stringify({ reference, value })));
  }

  private referencePath(reference: string): string {
    return join(this.folder, 'references', createHash('sha256').update(reference).digest('hex'));
  }

  private shrink(kept: string): void {
    const folder = join(this.folder, 'sha256');
    try {
      const entries = readdirSync(folder).flatMap((name) => {
        const path = join(folder, name);
        const info = statSync(path, { throwIfNoEntry: false });
        return info ? [{ path, size: info.size, used: info.mtimeMs }] : [];
      });
      let total = entries.reduce((sum, { size }) => sum + size, 0);
      if (total <= this.maxBytes) return;
      entries.sort((a, b) => a.used - b.used);
      for (const { path, size } of entries) {
        if (total <= this.maxBytes) return;
        if (path === kept) continue;
        remove(path);
        total -= size;
      }
    } catch {
      // Not there, or not ours.
    }
  }
}

/** Writes a file beside itself and renames it, for the user alone. */
function write(path: string, data: Uint8Array): boolean {
  const partial = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.partial`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(partial, data, { mode: 0o600 });
    renameSync(partial, path);
    return true;
  } catch {
    remove(partial);
    return false;
  }
}

function remove(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Somebody else's, or gone already.
  }
}
