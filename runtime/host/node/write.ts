// Writes the files of a result below a directory. Paths were checked when the result was read; here the file system is, so
// that a link which lies in the directory already leads nothing outside.

import { lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HostError } from '../core/errors';
import { infoOf, makeFolders } from './folders';
import { checkPath } from '../core/paths';
import { replaceFile } from './replace-file';
import { systemWords } from '../../../gostd/os';

/** Whether a path exists as something else than what is wanted there. Links count as something else. */
function inTheWay(path: string, wanted: 'directory' | 'file'): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return stat !== undefined && !(wanted === 'directory' ? stat.isDirectory() : stat.isFile());
}

/**
 * Writes every file below `directory`, which is made if need be; files that exist are replaced. Throws HostError `path` or
 * `write`; all paths are checked before the first file is written.
 */
export function writeFiles(files: Iterable<readonly [path: string, text: string]>, directory: string): void {
  const entries = [...files];
  const place = infoOf(directory);
  if (place && !place.isDirectory()) {
    throw new HostError('write', `cannot write below ${directory}: it is no directory; choose another`);
  }
  for (const [path] of entries) {
    checkPath(path);
    if (!place) continue;
    const segments = path.split('/').filter((segment) => segment !== '' && segment !== '.');
    let at = directory;
    segments.forEach((segment, i) => {
      at = join(at, segment);
      const wanted = i + 1 < segments.length ? 'directory' : 'file';
      if (inTheWay(at, wanted)) {
        throw new HostError(
          'write',
          `cannot write ${join(directory, path)}: ${at} exists and is not a ${wanted}; remove it or choose another directory`,
        );
      }
    });
  }
  for (const [path, text] of entries) {
    const target = join(directory, path);
    try {
      makeFolders(dirname(target));
      replaceFile(target, text, { durable: false });
    } catch (cause) {
      throw new HostError('write', `cannot write ${target}: ${systemWords(cause)}`, { cause });
    }
  }
}
