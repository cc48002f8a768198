// What there is at paths, for telling later whether it changed: a stamp a file, and the folders that would say so.

import { type BigIntStats, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** Folders in which no file is anybody's source, and many are written. */
const IGNORED_FOLDERS = new Set(['.git', 'node_modules']);

/** Files that editors keep beside those which they edit. */
const EDITORS_OWN = /^(?:\.#.*|#.*#|.*~|\..*\.sw[a-z]|4913|\.DS_Store)$/;

/** The folders to listen in; `names`: only to what happens to these, null: to anything. `id` says whether it is still the same one. */
export type Folders = Map<string, { id: string; names: Set<string> | null }>;

/** What there is. */
export interface Stamps {
  /** of each file what changes when the file does */
  stamps: Map<string, string>;
  /** when each was written, milliseconds since 1970 */
  written: Map<string, number>;
  folders: Folders;
}

/** Looks at the paths, with all that is in them. */
export function readStamps(paths: readonly string[]): Stamps {
  const walk = new Walk();
  for (const given of paths) {
    const path = resolve(given);
    // The path itself may be replaced, or not be there yet.
    let child = path;
    while (dirname(child) !== child && !infoOf(dirname(child))) child = dirname(child);
    walk.listenTo(dirname(child), basename(child));
    walk.visit(path);
  }
  return walk;
}

class Walk implements Stamps {
  readonly stamps = new Map<string, string>();
  readonly written = new Map<string, number>();
  readonly folders: Folders = new Map();
  private readonly visited = new Set<string>();

  listenTo(folder: string, name: string | null): void {
    const found = this.folders.get(folder);
    if (found) {
      if (name === null) found.names = null;
      else found.names?.add(name);
      return;
    }
    const info = infoOf(folder);
    if (info) this.folders.set(folder, { id: idOf(info), names: name === null ? null : new Set([name]) });
  }

  visit(path: string): void {
    const info = infoOf(path);
    if (!info) return;
    if (info.isDirectory()) {
      if (!IGNORED_FOLDERS.has(basename(path))) this.visitFolder(path, info);
      return;
    }
    this.stamps.set(path, `${idOf(info)} ${info.size} ${info.mtimeNs} ${info.ctimeNs}`);
    this.written.set(path, Number(info.ctimeMs));
    // A file that is a link changes where it leads to.
    try {
      const target = realpathSync(path);
      if (target !== path) this.listenTo(dirname(target), basename(target));
    } catch {}
  }

  private visitFolder(folder: string, info: BigIntStats): void {
    // A link may lead to a folder around it.
    if (this.visited.has(idOf(info))) return;
    this.visited.add(idOf(info));
    this.listenTo(folder, null);
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch {
      return;
    }
    for (const name of names) {
      if (!EDITORS_OWN.test(name)) this.visit(join(folder, name));
    }
  }
}

function infoOf(path: string): BigIntStats | undefined {
  try {
    return statSync(path, { bigint: true, throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function idOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}
