// Watches files and folders: says what changed, once for all that changes together. What the system's events are worth differs
// from one system to the next, so they only wake this up: what changed is found by looking. Editors that write beside and rename,
// folders that are replaced, links, and file systems that send no events at all are all the same to it.

import { type FSWatcher, watch } from 'node:fs';
import { basename } from 'node:path';
import { type Folders, readStamps } from './stamps';

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
  const changes = new Changes(paths, readSince);
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
  const listener = new Listener(wake);
  const find = () => changes.find((folders) => listener.listen(folders));

  const look = async (): Promise<void> => {
    timer = undefined;
    if (isBusy || isClosed) return;
    isBusy = true;
    try {
      const found = [...new Set([...early, ...find()])];
      early = [];
      if (found.length === 0) return;
      await changed(found);
      // What changed meanwhile woke nobody.
      wake();
    } finally {
      isBusy = false;
    }
  };

  let early = find();
  if (early.length > 0) wake();
  const beat = setInterval(() => {
    if (timer === undefined) void look();
  }, beatMs);
  return {
    close() {
      isClosed = true;
      clearInterval(beat);
      clearTimeout(timer);
      listener.listen(new Map());
    },
  };
}

/** What changed at the paths from one look to the next. */
class Changes {
  private known = new Map<string, string>();
  private roots: ReadonlySet<string> = new Set();

  constructor(
    private readonly paths: () => readonly string[],
    private readonly readSince: () => number,
  ) {}

  /** Looks: the paths that changed, came or went since the last time. `seen` is told at once in which folders something may change. */
  find(seen: (folders: Folders) => void): string[] {
    const wanted = this.paths();
    const { stamps, folders, written } = readStamps(wanted);
    seen(folders);
    // What nobody watched until now did not change, unless it was written while it was read.
    const before = new Map(readStamps(wanted.filter((path) => !this.roots.has(path))).stamps);
    const since = this.readSince();
    for (const path of before.keys()) if ((written.get(path) ?? 0) >= since) before.delete(path);
    for (const [path, stamp] of this.known) before.set(path, stamp);
    this.known = stamps;
    this.roots = new Set(wanted);
    const all = new Set([...before.keys(), ...stamps.keys()]);
    return [...all].filter((path) => before.get(path) !== stamps.get(path));
  }
}

/** The system's events of folders, all of which mean the same: look. */
class Listener {
  private readonly watchers = new Map<string, { watcher: FSWatcher; id: string }>();
  private folders: Folders = new Map();

  constructor(private readonly wake: () => void) {}

  /** Listens in these folders, and in no others any more. */
  listen(folders: Folders): void {
    this.folders = folders;
    for (const [folder, { watcher, id }] of this.watchers) {
      if (folders.get(folder)?.id !== id) this.forget(folder, watcher);
    }
    for (const [folder, { id }] of folders) {
      if (this.watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, (_, name) => this.heard(folder, watcher, name));
        watcher.on('error', () => this.forget(folder, watcher));
        this.watchers.set(folder, { watcher, id });
      } catch {
        // No more watchers to be had, or gone since: the beat finds what changes there.
      }
    }
  }

  private heard(folder: string, watcher: FSWatcher, name: string | null): void {
    const names = this.folders.get(folder)?.names;
    const isItself = name === basename(folder);
    if (isItself) this.forget(folder, watcher);
    if (isItself || name === null || names === null || names?.has(name)) this.wake();
  }

  private forget(folder: string, watcher: FSWatcher): void {
    watcher.close();
    if (this.watchers.get(folder)?.watcher === watcher) this.watchers.delete(folder);
  }
}
