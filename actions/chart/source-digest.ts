// The digest of a chart's sources, as the lock file and attestations have it.

import { createHash, type Hash } from 'node:crypto';
import { type ChartFiles, hashChartFiles, readChartFiles } from '../../compiler/chart/files';
import type { Profile } from '../../language/profiles';

/** The digest of everything that Helm reads of a chart. `linkRoot`: absolute, where its links may lead. */
export function sourceDigest(path: string, helm: Profile, linkRoot?: string): string {
  try {
    return digestOfFiles(readChartFiles(path, helm, linkRoot));
  } catch (error) {
    return shown(createHash('sha256').update(`unreadable: ${(error as Error).name}`));
  }
}

/** The same of what was read already. */
export function digestOfFiles(files: ChartFiles): string {
  const hash = createHash('sha256');
  hashChartFiles(files, hash);
  return shown(hash);
}

const shown = (hash: Hash) => `sha256:${hash.digest('hex')}`;
