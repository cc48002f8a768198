// The files of a chart as they were read, once: the cache hashes them, the loader makes a chart of them. They are plain data, so
// that one bundle can hand them to another.

import { bytesOf } from '../../gostd/bytes';
import { readFileSync, type Stats, statSync } from '#system/files';
import type { Profile } from '../../language/profiles';
import { systemError } from '../../gostd/os';
import { quote } from '../../gostd/strconv';
import { ChartDirectory } from './directory';
import type { Diagnostic } from '../diagnostics';
import { ChartError } from './errors';
import type { ChartFile } from './file';
import { runsOf } from './runs';

/** What was read of a chart. */
export type ChartFiles =
  /** All that is not ignored, in Helm's order, and what was to be said on the way. */
  { kind: 'directory'; files: ChartFile[]; diagnostics: Diagnostic[] } | { kind: 'archive'; data: Uint8Array };

/** Is it a directory or a file? Throws ChartError where it is neither. */
export function kindOfChart(path: string): ChartFiles['kind'] {
  let info: Stats;
  try {
    info = statSync(path);
  } catch {
    throw new ChartError(`path ${quote(path)} not found`);
  }
  // Reading a pipe or a device would wait for ever.
  if (!info.isDirectory() && !info.isFile()) throw new ChartError(`path ${quote(path)} is no file and no directory`);
  return info.isDirectory() ? 'directory' : 'archive';
}

/** Reads the chart at an absolute path; `onMany` is called on the way where there are many files. Throws ChartError, or the system's error. */
export function readChartFiles(path: string, helm: Profile, linkRoot?: string, onMany?: () => void): ChartFiles {
  if (kindOfChart(path) === 'archive') return { kind: 'archive', data: readArchiveFile(path) };
  const diagnostics: Diagnostic[] = [];
  const files = new ChartDirectory(path, helm, (diagnostic) => diagnostics.push(diagnostic), linkRoot).readAll(onMany);
  return { kind: 'directory', files, diagnostics };
}

/** Reads a packaged chart. Throws ChartError. */
export function readArchiveFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new ChartError(systemError('open', path, error));
  }
}

/** What a digest of the chart is made of, so that no two charts give the same. */
export function* digestedParts(read: ChartFiles): Generator<Uint8Array> {
  if (read.kind === 'archive') {
    yield read.data;
    return;
  }
  for (const { name, data } of read.files) {
    yield bytesOf(`${name}\0${data.length}\0`);
    yield data;
  }
}

/** The same, less exactly and in fewer parts: what tells charts apart where nothing hangs on it. */
export function markedParts(read: ChartFiles): (Uint8Array | string)[] {
  if (read.kind === 'archive') return [read.data];
  // Equal files are one array (FileReader), and all of a chart's are read in one order: so where they lie tells which are equal.
  const places = new Uint32Array(2 * read.files.length);
  read.files.forEach(({ data }, i) => {
    places[2 * i] = data.byteOffset;
    places[2 * i + 1] = data.length;
  });
  const names = read.files.map(({ name }) => name).join('\0');
  return [names, new Uint8Array(places.buffer), ...runsOf(read.files.map(({ data }) => data))];
}

/** What takes bytes for a digest: a Hash of node:crypto, say. */
interface Digest {
  update(data: Uint8Array): Digest;
}

/** Puts what was read into a digest. */
export function hashChartFiles(read: ChartFiles, hash: Digest): void {
  for (const part of digestedParts(read)) hash.update(part);
}
