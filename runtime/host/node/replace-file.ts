// Writes whole files: beside the place where they go, then renamed. Whoever reads the place sees the file as it was or as it is, and
// a full disk or a signal loses nothing.

import { closeSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

let counter = 0;

interface WriteOptions {
  durable?: boolean;
  mode?: number;
}

/**
 * Writes `content` to `path`, whose folder must exist; a link is followed. Throws what the system throws; nothing is left of what
 * was begun. `durable: false` spares waiting for the disk, where a power cut may cost the file. `mode`: who may read it; by default as the
 * file that is there, or whoever the process lets.
 */
export function replaceFile(
  place: string,
  content: Uint8Array | string,
  { durable = true, mode }: WriteOptions = {},
): void {
  const path = statSync(place, { throwIfNoEntry: false })?.isFile() ? realpathSync(place) : place;
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const info = statSync(path, { throwIfNoEntry: false });
  // A device, a pipe or a folder is no file that could be replaced: written to, or refused, as it is.
  const isPlace = info === undefined || info.isFile();
  const draft = isPlace ? join(dirname(path), `.${basename(path)}.${process.pid}.${counter++}`) : path;
  const fd = openSync(draft, isPlace ? 'wx' : 'w', mode ?? (info?.isFile() ? info.mode : 0o666));
  try {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at);
      if (isPlace && durable) fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (isPlace) renameSync(draft, path);
  } catch (error) {
    if (isPlace) rmSync(draft, { force: true });
    throw error;
  }
}
