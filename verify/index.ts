// The library of verification: compare one render, verify many charts, migrate a repository. Everything is loaded when it is first
// used.

import { checkGiven, checkNamed, checkOptions, helmOfOption, type OptionKinds } from '../actions/call';
import type { Difference, RandomPlace, Report, RenderStatus } from './model';
import type { Migration, MigrateOptions } from './migrate/migrate';
import type { Verification, VerifyOptions } from './run/run';

export { VerifyError } from './errors';
export type { Migration, MigrateOptions, MigrationLock } from './migrate/migrate';
export type { LockedChart, MigrateResult } from './migrate/migrate-chart';
export type {
  ChartReport,
  ChartTiming,
  Counts,
  DiffLine,
  Difference,
  Hunk,
  RandomPlace,
  RenderReport,
  RenderStatus,
  Report,
  TemplatePlace,
} from './model';
export type { Verification, VerifyOptions } from './run/run';

/** What to render, and with which helm. */
export interface CompareOptions {
  /** the user's values: YAML, or an object that is written as JSON */
  values?: string | object;
  /** files for -f, before `values` */
  valuesFiles?: string[];
  /** expressions for --set */
  set?: string[];
  /** name of the release; `release-name` by default, as in helm */
  release?: string;
  namespace?: string;
  kubeVersion?: string;
  apiVersions?: string[];
  /** further arguments of `helm template` */
  args?: string[];
  /** the helm to compare with; by default the one on PATH. Its version decides the semantics */
  helmBinary?: string;
  /** helm must refuse it (a text: with these words), or must not (`false`); otherwise both may */
  fails?: boolean | string;
  /** what our random values depend on */
  seed?: string;
  /** folder with copies of remote documents that schemas refer to, as for a conversion */
  schemaRefs?: string;
  /** as `verify --quick`: no module is made, the chart is rendered as one that comes for the first time */
  quick?: boolean;
  /** relative paths start here; by default in the process's folder */
  cwd?: string;
}

const COMPARE: OptionKinds<CompareOptions> = {
  values: 'data',
  valuesFiles: 'texts',
  set: 'texts',
  release: 'text',
  namespace: 'text',
  kubeVersion: 'text',
  apiVersions: 'texts',
  args: 'texts',
  helmBinary: 'text',
  fails: 'failing',
  seed: 'text',
  schemaRefs: 'text',
  quick: 'switch',
  cwd: 'text',
};

const VERIFY: OptionKinds<VerifyOptions> = {
  cwd: 'text',
  helmBinary: 'text',
  seed: 'text',
  fuzz: 'count',
  schemaRefs: 'text',
  linkRoot: 'text',
  sets: 'object',
  golden: 'object',
  shard: 'object',
  resume: 'switch',
  journal: 'text',
  strict: 'switch',
  quick: 'switch',
  pool: 'object',
  progress: 'object',
  signal: 'object',
};

const MIGRATE: OptionKinds<MigrateOptions> = {
  cwd: 'text',
  helm: 'helm',
  out: 'text',
  schemaRefs: 'text',
  linkRoot: 'text',
  report: 'text',
  json: 'text',
  pool: 'object',
  progress: 'object',
  signal: 'object',
};

/** What a tool left behind. */
export interface ToolOutput {
  /** the bytes; `toString()` reads them as UTF-8 */
  stdout: Uint8Array & { toString(encoding?: string): string };
  stderr: string;
  /** the exit code */
  code: number;
  /** how long it took, in milliseconds */
  ms: number;
}

/** Result of a comparison. */
export interface Comparison {
  status: RenderStatus;
  /** is ours what helm prints, but for what helm itself prints differently each time? */
  isProven: boolean;
  /** arguments of `helm template` */
  args: string[];
  helm: ToolOutput & { version: string };
  ours: ToolOutput;
  /** empty where it is proven */
  differences: Difference[];
  /** where helm prints something else each time */
  random: RandomPlace[];
  /** on standard error before the error, where both differ; does not count */
  warnings?: Difference;
  conversionError?: string;
  notes: string[];
  /** all of it as text, with a unified difference and the template lines behind it */
  describe(): string;
}

/**
 * Converts a chart, renders it with both tools and compares standard output, error text and exit code, byte for byte. A chart is
 * converted once a process.
 *
 *     const result = await compareWithHelm('./charts/shop', { values: { replicas: 3 } });
 *     if (!result.isProven) console.log(result.describe());
 *
 * Rejects with CommandError where the call is wrong, among them VerifyError where there is no such chart or no helm to ask; what a chart does
 * wrong is in the result.
 */
export async function compareWithHelm(chart: string, options: CompareOptions = {}): Promise<Comparison> {
  checkNamed('compareWithHelm', 'the chart', chart);
  checkOptions('compareWithHelm', options, COMPARE);
  const { compare } = await import('./compare/library');
  return compare(chart, options);
}

/**
 * Verifies many charts as `mistletoe verify` does: folders, archives, patterns, trees of charts. Rejects with CommandError where the call is
 * wrong, among them VerifyError where there is nothing to verify, or nothing to compare with.
 */
export async function verifyCharts(
  charts: string | readonly string[],
  options: VerifyOptions = {},
): Promise<Verification> {
  const list = typeof charts === 'string' ? [charts] : charts;
  checkGiven('verifyCharts', 'the charts', list, 'texts');
  checkOptions('verifyCharts', options, VERIFY);
  const { verify } = await import('./run/run');
  return verify(list, options);
}

/** Makes one report of several, as `mistletoe verify merge` does. Rejects with VerifyError where they do not belong together. */
export async function mergeReports(reports: readonly Report[]): Promise<Report> {
  const { mergeReports: merge } = await import('./run/merge');
  return merge(reports);
}

/**
 * Converts all charts of a repository, as `mistletoe migrate` does. Rejects with CommandError where the call is wrong, among them VerifyError
 * where there is no chart.
 */
export async function migrateCharts(folder: string, options: MigrateOptions): Promise<Migration> {
  checkNamed('migrateCharts', 'the folder', folder);
  checkOptions('migrateCharts', options, MIGRATE);
  checkGiven('migrateCharts', 'out', options.out, 'text');
  const helm = helmOfOption(options.helm);
  const { migrate } = await import('./migrate/migrate');
  return migrate(folder, { ...options, helm });
}
