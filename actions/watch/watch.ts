// Watches files and folders: says what changed, once for all that changes together. What the system's events are worth differs
// from one system to the next, so they only wake this up: what changed is found by looking. Editors that write beside and rename,
// folders that are replaced, links, and file systems that send no events at all are all the same to it.

import { type BigIntStats, type FSWatcher, readdirSync, realpathSync, statSync, watch } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** How to watch. Times are milliseconds. */
export interface WatchOptions {
  /** how long nothing may happen before one looks: what an editor does to save a file counts as one change */
  quietMs?: number;
  /** the longest that events are waited for which do not stop */
  mostMs?: number;
  /** how often one looks without any event */
  beatMs?: number;
  /**
   * When whoever asks began to read the paths (milliseconds since 1970): what was written since then may not be what was read, so it
   * counts as changed where it is seen for the first time.
   */
  readSince?(): number;
}

/** What is being watched. */
export interface Watching {
  close(): void;
}

/** Folders in which no file is anybody's source, and many are written. */
const IGNORED_FOLDERS = new Set(['.git', 'node_modules']);

/** Files that editors keep beside those which they edit. */
const EDITORS_OWN = /^(?:\.#.*|#.*#|.*~|\..*\.sw[a-z]|4913|\.DS_Store)$/;

/**
 * Watches files and folders with all in them, also those that are not there yet, and calls `changed` with the paths that changed,
 * came or went. `paths` is asked before each look. There is never more than one call of `changed` at a time; what changes
 * meanwhile leads to another one. Keeps the process alive until it is closed.
 */
export function watchPaths(
  paths: () => readonly string[],
  changed: (changed: string[]) => void | Promise<void>,
  { quietMs = 15, mostMs = 60, beatMs = 1000, readSince = () => Number.POSITIVE_INFINITY }: WatchOptions = {},
): Watching {
  const watchers = new Map<string, { watcher: FSWatcher; id: string }>();
  let known = new Map<string, string>();
  let roots: ReadonlySet<string> = new Set();
  let latest: Folders = new Map();
  let timer: NodeJS.Timeout | undefined;
  let since = 0;
  let isBusy = false;
  let isClosed = false;

  const wake = () => {
    if (isClosed) return;
    const at = Date.now();
    if (timer === undefined) since = at;
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(0, Math.min(quietMs, since + mostMs - at)));
  };

  const listen = (folders: Folders) => {
    for (const [folder, { watcher, id }] of watchers) {
      if (folders.get(folder)?.id === id) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const [folder, { id }] of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => {
          const names = latest.get(folder)?.names;
          const isItself = name === basename(folder);
          if (isItself) forget(folder, watcher);
          if (isItself || name === null || names === null || names?.has(name)) wake();
        });
        watcher.on('error', () => forget(folder, watcher));
        watchers.set(folder, { watcher, id });
      } catch {
        // No more watchers to be had, or gone since: the beat finds what changes there.
      }
    }
  };
  const forget = (folder: string, watcher: FSWatcher) => {
    watcher.close();
    if (watchers.get(folder)?.watcher === watcher) watchers.delete(folder);
  };

  const scan = (): string[] => {
    const wanted = paths();
    const { stamps, folders, written } = readStamps(wanted);
    latest = folders;
    listen(folders);
    // What nobody watched until now did not change, unless it was written while it was read.
    const before = new Map(readStamps(wanted.filter((path) => !roots.has(path))).stamps);
    const since = readSince();
    for (const path of before.keys()) if ((written.get(path) ?? 0) >= since) before.delete(path);
    for (const [path, stamp] of known) before.set(path, stamp);
    known = stamps;
    roots = new Set(wanted);
    const all = new Set([...before.keys(), ...stamps.keys()]);
    return [...all].filter((path) => before.get(path) !== stamps.get(path));
  };

  const look = async (): Promise<void> => {
    timer = undefined;
    if (isBusy || isClosed) return;
    isBusy = true;
    try {
      const found = [...new Set([...early, ...scan()])];
      early = [];
      if (found.length === 0) return;
      await changed(found);
      // What changed meanwhile woke nobody.
      wake();
    } finally {
      isBusy = false;
    }
  };

  let early = scan();
  if (early.length > 0) wake();
  const beat = setInterval(() => {
    if (timer === undefined) void look();
  }, beatMs);
  return {
    close() {
      isClosed = true;
      clearInterval(beat);
      clearTimeout(timer);
      for (const { watcher } of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

/** The folders to listen in; `names`: only to what happens to these, null: to anything. `id` says whether it is still the same one. */
type Folders = Map<string, { id: string; names: Set<string> | null }>;

/** What there is at the paths: of each file what changes when the file does, and when it was written (milliseconds since 1970). */
function readStamps(paths: readonly string[]): {
  stamps: Map<string, string>;
  written: Map<string, number>;
  folders: Folders;
} {
  const stamps = new Map<string, string>();
  const written = new Map<string, number>();
  const folders: Folders = new Map();
  const visited = new Set<string>();

  const listenTo = (folder: string, name: string | null) => {
    const found = folders.get(folder);
    if (found) {
      if (name === null) found.names = null;
      else found.names?.add(name);
      return;
    }
    const info = infoOf(folder);
    if (info) folders.set(folder, { id: idOf(info), names: name === null ? null : new Set([name]) });
  };

  const visitFolder = (folder: string, info: BigIntStats) => {
    // A link may lead to a folder around it.
    if (visited.has(idOf(info))) return;
    visited.add(idOf(info));
    listenTo(folder, null);
    let names: string[];
    try {
      names = readdirSync(folder);
    } catch {
      return;
    }
    for (const name of names) {
      if (!EDITORS_OWN.test(name)) visit(join(folder, name));
    }
  };

  const visit = (path: string) => {
    const info = infoOf(path);
    if (!info) return;
    if (info.isDirectory()) {
      if (!IGNORED_FOLDERS.has(basename(path))) visitFolder(path, info);
      return;
    }
    stamps.set(path, `${idOf(info)} ${info.size} ${info.mtimeNs} ${info.ctimeNs}`);
    written.set(path, Number(info.ctimeMs));
    listenAtTarget(path);
  };

  /** A file that is a link changes where it leads to. */
  const listenAtTarget = (path: string) => {
    try {
      const target = realpathSync(path);
      if (target !== path) listenTo(dirname(target), basename(target));
    } catch {}
  };

  for (const given of paths) {
    const path = resolve(given);
    // The path itself may be replaced, or not be there yet.
    let child = path;
    while (dirname(child) !== child && !infoOf(dirname(child))) child = dirname(child);
    listenTo(dirname(child), basename(child));
    visit(path);
  }
  return { stamps, written, folders };
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
