/**
 * A packaged chart (.tgz): gzip and tar, with Helm's checks of names and sizes.
 * Nothing is ever written to disk, and output is bounded.
 * Follows helm.sh/helm/v4@v4.3.1 pkg/chart/loader/archive/archive.go, helm.sh/helm/v4@v4.3.1 pkg/chart/loader/archive/budget.go.
 */

import { isDeflated } from '../../gostd/compress/head';
import { CHART_BUDGET, CHART_LOADER_4, FILE_LIMIT } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import { ChartError } from './errors';
import { quote } from '../../gostd/strconv';
import { type ChartFile, MAX_CHART_BYTES, MAX_FILE_BYTES, stripByteOrderMark } from './file';
import { GzipError, gunzip } from '../../gostd/compress/inflate';
import { detectContentType } from '../../gostd/net/sniff';
import { readTar, TarError } from '../../gostd/archive/tar';

/** How much all archives inside one another may unpack to. Helm has no limit; an archive can be made to hold itself. */
const MAX_NESTED_BYTES = 4 * MAX_CHART_BYTES;

const tooLarge = (helm: Profile) =>
  `decompressed chart is larger than the maximum ${has(helm, CHART_LOADER_4) ? '' : 'file '}size ${MAX_CHART_BYTES}`;

/** Counts what the archives of one load have unpacked to. */
export class UnpackBudget {
  private remaining = MAX_NESTED_BYTES;

  /** How much the next archive may unpack to, tar headers included. */
  limit(): number {
    return Math.min(this.remaining, 2 * MAX_CHART_BYTES);
  }

  spend(bytes: number): void {
    this.remaining -= bytes;
  }
}

/** Refuses a file that is not a gzip file, naming what it seems to be. */
export function ensureArchive(path: string, data: Uint8Array): void {
  if (isDeflated(data)) return;
  if (/\.ya?ml$/.test(path)) {
    throw new ChartError(`file '${path}' seems to be a YAML file, but expected a gzipped archive`);
  }
  const start = new Uint8Array(512);
  start.set(data.subarray(0, 512));
  throw new ChartError(`file '${path}' does not appear to be a gzipped archive; got '${detectContentType(start)}'`);
}

/**
 * Gives the files of a chart archive, their names without the first directory. Throws ChartError in Helm's words; its
 * cause is a GzipHeaderError where the data is not gzip.
 */
export function readArchive(data: Uint8Array, helm: Profile, budget: UnpackBudget): ChartFile[] {
  const { bytes, error } = gunzip(data, budget.limit(), tooLarge(helm));
  budget.spend(bytes.length);
  if (error && bytes.length === 0) throw new ChartError(error.message, { cause: error });

  const files: ChartFile[] = [];
  let remaining = MAX_CHART_BYTES;
  try {
    for (const entry of readTar(bytes, error)) {
      if (entry.isDirectory || entry.type === 'g' || entry.type === 'x') continue;
      const name = nameInChart(entry.name);
      if (entry.size > remaining) throw new ChartError(tooLarge(helm));
      if (has(helm, FILE_LIMIT) && !has(helm, CHART_BUDGET) && entry.size > MAX_FILE_BYTES) {
        throw new ChartError(
          `decompressed chart file ${quote(entry.name)} is larger than the maximum file size ${MAX_FILE_BYTES}`,
        );
      }
      const content = entry.read();
      remaining -= content.length;
      if (has(helm, FILE_LIMIT) && (content.length < entry.size || remaining <= 0)) {
        throw new ChartError(tooLarge(helm));
      }
      files.push({ name, data: stripByteOrderMark(content).slice() });
    }
  } catch (error) {
    if (error instanceof TarError || error instanceof GzipError) throw new ChartError(error.message, { cause: error });
    throw error;
  }
  if (files.length === 0) throw new ChartError('no files in chart archive');
  return files;
}

/** Checks the name of an entry and cuts the chart's own directory off. */
function nameInChart(entryName: string): string {
  const delimiter = entryName.includes('\\') ? '\\' : '/';
  const [top, ...parts] = entryName.split(delimiter);
  const path = parts.join('/');
  if (path.startsWith('/')) throw new ChartError('chart illegally contains absolute paths');
  const name = cleanPath(path);
  if (name === '.') {
    throw new ChartError(`chart illegally contains content outside the base directory: ${quote(entryName)}`);
  }
  if (name.startsWith('..')) throw new ChartError('chart illegally references parent directory');
  if (/^[a-zA-Z]:\//.test(name)) throw new ChartError('chart contains illegally named files');
  if (top === 'Chart.yaml') throw new ChartError('chart yaml not in base directory');
  return name;
}

/** Go's path.Clean for a relative path. */
function cleanPath(path: string): string {
  const clean: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && clean.length > 0 && clean[clean.length - 1] !== '..') clean.pop();
    else clean.push(part);
  }
  return clean.join('/') || '.';
}
