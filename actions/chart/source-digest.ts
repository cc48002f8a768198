// The digest of a chart's sources, as the lock file and attestations have it.

import { createHash } from 'node:crypto';
import { hashChartFiles, readChartFiles } from '../../compiler/chart/files';
import type { Profile } from '../../language/profiles';

/** The digest of everything that Helm reads of a chart. `linkRoot`: absolute, where its links may lead. */
export function sourceDigest(path: string, helm: Profile, linkRoot?: string): string {
  const hash = createHash('sha256');
  try {
    hashChartFiles(readChartFiles(path, helm, linkRoot), hash);
  } catch (error) {
    hash.update(`unreadable: ${(error as Error).name}`);
  }
  return `sha256:${hash.digest('hex')}`;
}
