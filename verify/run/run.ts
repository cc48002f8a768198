// A whole verification: finds the charts, takes its share of them, has them verified side by side, and makes one report. One
// broken chart never stops a run.

import type { Profile } from '../../language/profiles';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { cacheFolder } from '../../actions/chart/cache';
import { COMPILER_VERSION } from '../../compiler/convert';
import { sourceDigest } from '../../actions/chart/source-digest';
import type { ChartOptions } from './verify-chart';
import { discoverCharts, type FoundChart } from '../sets/discover';
import { VerifyError } from '../errors';
import { findHelm, type Helm } from '../judge/helm';
import { digest, Journal } from './journal';
import {
  type ChartReport,
  chartStatus,
  countReport,
  type ChartTiming,
  REPORT_FORMAT,
  type Report,
  isGood,
  statusWords,
} from '../model';
import { defaultPool, Pool } from './pool';
import type { PoolOptions } from './pool-options';
import { type ProgressStream, showProgress } from './progress';
import { SETTINGS_FILE, type SetOptions } from '../sets/sets';

/** What to verify, and how. */
export interface VerifyOptions {
  /** folder that names are relative to; the process's by default */
  cwd?: string;
  helmBinary?: string;
  seed?: string;
  fuzz?: number;
  /** folder with copies of remote documents that schemas refer to, as for a conversion */
  schemaRefs?: string;
  /** the folder in which charts' symbolic links are followed; by default the git work tree around each */
  linkRoot?: string;
  sets?: Partial<SetOptions>;
  /** recordings to compare with instead of helm; made where there are none, and again with `update` */
  golden?: { folder: string; update: boolean };
  /** this part, from 1, of so many */
  shard?: { index: number; of: number };
  resume?: boolean;
  /** where the run remembers what it has finished; by default in the user's cache */
  journal?: string;
  strict?: boolean;
  /** no modules are made: charts are rendered as `mistletoe template CHART` renders one that comes for the first time */
  quick?: boolean;
  pool?: Partial<PoolOptions>;
  /** where progress is shown; nowhere by default */
  progress?: ProgressStream;
  /** ends the run early, with a report of what is finished */
  signal?: AbortSignal;
}

/** A finished verification. */
export interface Verification {
  report: Report;
  /** what recording changed, a line each */
  recorded: string[];
  /** charts that were taken over from an earlier run */
  resumed: number;
}

/** Written by the bundler: a digest of the sources. Between releases it tells one compiler from the next. */
declare const BUILD_ID: string | undefined;
const buildId = typeof BUILD_ID === 'string' ? BUILD_ID : '';

/** The seed of a run that names none. */
export const DEFAULT_SEED = 'mistletoe';

/** Verifies all charts that the arguments mean. Throws VerifyError when there is nothing to verify, or nothing to compare with. */
export async function verify(charts: readonly string[], options: VerifyOptions = {}): Promise<Verification> {
  const start = performance.now();
  const cwd = options.cwd ?? process.cwd();
  const found = discoverCharts(charts, cwd);
  const { helm, shown } = await chooseHelm(options);
  const chartOptions = chartOptionsOf(options, cwd, helm, shown.profile);
  const mine = takeShard(found, options.shard);
  const journal = journalOf(found, chartOptions, options, cwd);
  const { results, waiting } = takeUp(mine, shown.profile, options.resume ? journal : undefined);
  const resumed = results.reports.size;
  await verifyWaiting(waiting, results, chartOptions, options, journal);
  const complete = results.reports.size === mine.length;
  if (complete) journal.remove();
  const list = mine.flatMap(({ name }) => results.reports.get(name) ?? []);
  const { shard, quick, strict = false } = options;
  const report: Report = {
    format: REPORT_FORMAT,
    mistletoe: COMPILER_VERSION,
    helm: {
      version: shown.version,
      major: shown.profile.major,
      profile: shown.profile.id,
      recorded: helm === undefined,
      ...(shown.isNearest ? { nearest: true as const } : {}),
      ...(shown.insteadOf === undefined ? {} : { insteadOf: shown.insteadOf }),
    },
    ...(quick ? { quick: true as const } : {}),
    seed: chartOptions.seed,
    total: found.length,
    ...(shard && shard.of > 1 ? { shards: { of: shard.of, done: [shard.index] } } : {}),
    complete,
    strict,
    counts: countReport(list),
    charts: list,
    timings: {
      wall: performance.now() - start,
      workers: options.pool?.workers ?? availableParallelism(),
      charts: Object.fromEntries(mine.flatMap(({ name }) => timingOf(results, name))),
    },
  };
  return { report, recorded: results.recorded.sort(), resumed };
}

/** What holds for every chart of a run. */
function chartOptionsOf(options: VerifyOptions, cwd: string, helm: Helm | undefined, profile: Profile): ChartOptions {
  return {
    helm,
    profile,
    seed: options.seed ?? DEFAULT_SEED,
    fuzz: options.fuzz ?? 0,
    schemaRefs: options.schemaRefs && resolve(cwd, options.schemaRefs),
    linkRoot: options.linkRoot && resolve(cwd, options.linkRoot),
    sets: { release: 'release-name', apiVersions: [], args: [], files: [], ...options.sets },
    ...(options.quick ? { quick: true } : {}),
    golden: options.golden && {
      folder: resolve(cwd, options.golden.folder),
      // What was never recorded is recorded now.
      mode: helm ? 'record' : 'compare',
    },
  };
}

/** The journal of runs like this one. Throws VerifyError where a values file is missing. */
function journalOf(
  found: readonly FoundChart[],
  chartOptions: ChartOptions,
  options: VerifyOptions,
  cwd: string,
): Journal {
  const files = chartOptions.sets.files.map((file) => {
    if (!existsSync(file)) throw new VerifyError(`there is no values file ${file}`);
    return digest(readFileSync(file, 'latin1'));
  });
  const names = found.map(({ name }) => name);
  const key = digest(
    JSON.stringify([COMPILER_VERSION, buildId, chartOptions, files, names, options.shard ?? null, cwd]),
  );
  const path = options.journal ?? join(cacheFolder(), 'verify', `${key.slice(0, 32)}.jsonl`);
  const isKept = options.journal !== undefined || options.resume === true;
  return new Journal(path, key, options.resume ?? false, isKept);
}

/** What is known of the charts so far, by their names. */
interface Results {
  reports: Map<string, ChartReport>;
  timings: Map<string, ChartTiming>;
  recorded: string[];
}

const timingOf = ({ timings }: Results, name: string): [string, ChartTiming][] => {
  const timing = timings.get(name);
  return timing ? [[name, timing]] : [];
};

/** A chart that is still to be verified. */
interface Waiting {
  chart: FoundChart;
  fingerprint: string;
}

/** What an earlier run knows of the charts as they are, and what is left to do. */
function takeUp(
  mine: readonly FoundChart[],
  profile: Profile,
  journal: Journal | undefined,
): { results: Results; waiting: Waiting[] } {
  const results: Results = { reports: new Map(), timings: new Map(), recorded: [] };
  const waiting: Waiting[] = [];
  for (const chart of mine) {
    const fingerprint = fingerprintOf(chart, profile);
    const known = journal?.find(chart.name, fingerprint);
    if (known) {
      results.reports.set(chart.name, known.report);
      results.timings.set(chart.name, known.timing);
    } else waiting.push({ chart, fingerprint });
  }
  return { results, waiting };
}

/** Verifies charts in workers until all are done or the signal says so; adds to the results and to the journal. */
async function verifyWaiting(
  waiting: readonly Waiting[],
  { reports, timings, recorded }: Results,
  chartOptions: ChartOptions,
  options: VerifyOptions,
  journal: Journal,
): Promise<void> {
  const progress = showProgress(options.progress, waiting.length, 'not identical');
  const pool = new Pool({ ...defaultPool, ...options.pool });
  const stop = () => pool.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (options.signal?.aborted) return;
    const jobs = waiting.map(({ chart }, id) => ({ kind: 'verify' as const, id, ...chart, options: chartOptions }));
    await pool.run(jobs, ({ id, verified, error }) => {
      const { chart, fingerprint } = waiting[id];
      const report = verified?.report ?? brokenChart(chart, chartOptions.profile, error ?? 'no answer');
      const timing = verified?.timing ?? { convert: 0, total: 0, renders: {} };
      reports.set(chart.name, report);
      timings.set(chart.name, timing);
      recorded.push(...(verified?.recorded ?? []));
      journal.add(fingerprint, report, timing);
      const isProven = report.broken === undefined && report.renders.every(({ status }) => isGood(status));
      progress.step({ chart: chart.name, words: describeChart(report), isGood: isProven, ms: timing.total });
    });
  } finally {
    progress.end();
    pool.stop();
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Recordings instead of helm where there are any and no new ones are asked for. */
async function chooseHelm(options: VerifyOptions): Promise<{ helm?: Helm; shown: Omit<Helm, 'binary'> }> {
  const { golden } = options;
  if (golden && statSync(resolve(options.cwd ?? process.cwd(), golden.folder), { throwIfNoEntry: false })?.isFile())
    throw new VerifyError(`--golden ${golden.folder} is a file: give the folder of the recordings`);
  if (golden && !golden.update) {
    const { recordedHelm } = await import('../judge/golden');
    const recorded = recordedHelm(resolve(options.cwd ?? process.cwd(), golden.folder));
    if (recorded) return { shown: recorded };
  }
  try {
    const helm = await findHelm(options.helmBinary);
    return { helm, shown: helm };
  } catch (cause) {
    if (!golden || golden.update) throw cause;
    throw new VerifyError(
      `there are no recordings in ${golden.folder}, and no helm to make them: run this where helm is installed (${(cause as Error).message})`,
      { cause },
    );
  }
}

/** Every n-th chart: neighbours are alike, so shards take about as long as each other. */
export function takeShard<T>(all: readonly T[], shard: { index: number; of: number } | undefined): T[] {
  if (!shard) return [...all];
  return all.filter((_, i) => i % shard.of === shard.index - 1);
}

/** Changes with anything that the chart's report depends on and the run's key does not hold. */
function fingerprintOf({ path }: FoundChart, helm: Profile): string {
  // What is ignored by Helm can still be a values file.
  const extra: string[] = [];
  try {
    extra.push(valuesDigest(path));
  } catch {
    // A chart that cannot be read says so when it is verified.
  }
  return digest(sourceDigest(path, helm), ...extra);
}

function brokenChart(chart: FoundChart, helm: Profile, error: string): ChartReport {
  return {
    path: chart.name,
    name: chart.name.slice(chart.name.lastIndexOf('/') + 1),
    version: '',
    source: sourceDigest(chart.path, helm),
    renders: [],
    broken: error.split('\n').slice(0, 6).join('\n'),
  };
}

/** A chart's result in a line: `identical (4)`, or its counts. */
export function describeChart(report: ChartReport): string {
  if (report.broken !== undefined) return `not compared: ${report.broken.split('\n')[0]}`;
  const counts = new Map<string, number>();
  for (const { status } of report.renders) counts.set(status, (counts.get(status) ?? 0) + 1);
  if (counts.size === 1) return `${statusWords[chartStatus(report)]} (${report.renders.length})`;
  return [...counts].map(([status, count]) => `${count} ${statusWords[status as keyof typeof statusWords]}`).join(', ');
}

/** Checks a shard's numbers. */
export function parseShard(text: string): { index: number; of: number } {
  const match = /^(\d+)\/(\d+)$/.exec(text);
  const index = Number(match?.[1]);
  const of = Number(match?.[2]);
  if (!match || index < 1 || index > of)
    throw new VerifyError(`--shard ${text}: give a number of a number, such as 2/5`);
  return { index, of };
}

/** Of values files and settings, which Helm may ignore and a verification does not. */
function valuesDigest(path: string): string {
  const hash = createHash('sha256');
  const add = (file: string) => {
    if (statSync(file, { throwIfNoEntry: false })?.isFile()) hash.update(`${file}\0`).update(readFileSync(file));
  };
  add(join(dirname(path), SETTINGS_FILE));
  if (statSync(path).isDirectory()) {
    for (const folder of [path, join(path, 'ci')]) {
      if (!existsSync(folder)) continue;
      for (const name of readdirSync(folder).sort()) if (/\.ya?ml$/.test(name)) add(join(folder, name));
    }
  }
  return hash.digest('hex');
}
