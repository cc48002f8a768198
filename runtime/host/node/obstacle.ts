// Whether a file can be written, asked before work begins whose result would be lost otherwise.

import { closeSync, openSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { systemWords } from '../../../gostd/os';
import { infoOf } from './folders';

/**
 * Why no file can be written at a path, in words; undefined where nothing stands in the way. A draft is made beside the place, or in the
 * nearest folder above it that exists, and removed again.
 */
export function writeObstacle(path: string): string | undefined {
  const info = infoOf(path);
  if (info?.isDirectory()) return 'is a directory';
  // Opening a pipe would wait for its reader.
  if (info && !info.isFile()) return undefined;
  let folder = dirname(path);
  let above = infoOf(folder);
  for (; !above && folder !== dirname(folder); above = infoOf(folder)) folder = dirname(folder);
  if (!above?.isDirectory()) return `${folder} is not a directory`;
  const draft = join(folder, `.${basename(path)}.${process.pid}.check`);
  try {
    closeSync(openSync(draft, 'wx'));
    rmSync(draft);
    return undefined;
  } catch (error) {
    return systemWords(error);
  }
}
