// The digest of a chart's sources, as the lock file and attestations have it.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { ChartDirectory } from '../../compiler/chart/directory';
import type { Profile } from '../../language/profiles';

/** The digest of everything that Helm reads of a chart. */
export function sourceDigest(path: string, helm: Profile): string {
  const hash = createHash('sha256');
  try {
    if (statSync(path).isDirectory()) {
      for (const { name, data } of new ChartDirectory(path, helm, () => {}).readAll()) {
        hash.update(`${name}\0${data.length}\0`).update(data);
      }
    } else hash.update(readFileSync(path));
  } catch (error) {
    hash.update(`unreadable: ${(error as Error).name}`);
  }
  return `sha256:${hash.digest('hex')}`;
}
