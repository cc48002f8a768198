// What a verification finds, as plain data: the JSON report is this, written out, and every other report is made from it.
// Everything but `timings` must depend on nothing but the charts, the value sets and the two tools.

import type { Diagnostic } from '../compiler/diagnostics';
import type { TemplatePlace } from '../compiler/analysis/place';

export type { TemplatePlace };

/** Changes whenever a reader of older reports would misread newer ones. */
export const REPORT_FORMAT = 'mistletoe.dev/verify/v1';

/** What came of one chart with one value set. */
export type RenderStatus =
  /** both printed the same bytes */
  | 'identical'
  /** the same bytes but where helm itself prints something else each time; the places are listed */
  | 'random'
  /** both refused, with the same words and exit code */
  | 'failed-alike'
  /** output, error text or exit code differ, or helm did not do what the value set expects */
  | 'different'
  /** helm renders it and the chart could not be converted */
  | 'conversion-failed'
  /** the comparison itself could not be made: helm did not start, a render took too long, a recording is missing */
  | 'not-compared';

/** All of them, from good to bad. */
export const renderStatuses: readonly RenderStatus[] = [
  'identical',
  'random',
  'failed-alike',
  'different',
  'conversion-failed',
  'not-compared',
];

/** The status in words, for people. */
export const statusWords: Record<RenderStatus, string> = {
  identical: 'identical',
  random: 'identical but for random bytes',
  'failed-alike': 'helm failed too',
  different: 'different',
  'conversion-failed': 'conversion failed',
  'not-compared': 'not compared',
};

/** Does a render with that status count as proven? */
export function isGood(status: RenderStatus): boolean {
  return status === 'identical' || status === 'random' || status === 'failed-alike';
}

/** One line of a difference. */
export interface DiffLine {
  /** in both, in helm's output alone, in ours alone */
  kind: ' ' | '-' | '+';
  text: string;
}

/** Lines that differ, with some around them. */
export interface Hunk {
  /** line numbers, from 1, of its first line in helm's text and in ours */
  helm: number;
  ours: number;
  lines: DiffLine[];
  /** the template line that wrote the first byte that differs */
  source?: TemplatePlace;
}

/** One way in which ours differs from helm. */
export interface Difference {
  what: 'output' | 'error' | 'exit code' | 'expectation';
  /** in one line */
  summary: string;
  hunks: Hunk[];
  /** hunks that were left out because there are too many */
  more: number;
}

/** A place in helm's output that is another one each time it runs. */
export interface RandomPlace {
  /** line in helm's output, from 1, and number of lines */
  line: number;
  lines: number;
  /** column in bytes, from 1, where the changing part of a single line begins */
  column: number;
  /** what stands before it on its line: usually a key */
  before: string;
  kind: 'text' | 'time' | 'lines';
  source?: TemplatePlace;
}

/** One chart with one value set. */
export interface RenderReport {
  /** the set's name, unique in its chart */
  set: string;
  /** where the set comes from: `defaults`, `ci`, `values`, `flag`, `settings`, `fuzz` */
  origin: string;
  /** what follows `helm template`; values that were made up stand in `values` */
  args: string[];
  values?: string;
  status: RenderStatus;
  exit: { helm: number; ours: number };
  differences: Difference[];
  random: RandomPlace[];
  /** what both said when they refused, or why no comparison was made */
  error?: string;
  /** on standard error before the error, where the two differ: it does not count unless --strict */
  warnings?: Difference;
  notes: string[];
}

/** One chart with all its value sets. */
export interface ChartReport {
  /** as found, relative to the folder of the run */
  path: string;
  name: string;
  version: string;
  /** digests of what was read and of what it was converted to */
  source: string;
  module?: { digest: string; bytes: number };
  /** why the chart could not be converted; helm may have said the same */
  conversionError?: string;
  /** what there is to say of the chart: files that cannot be parsed, what schemas lack, why helm refuses it */
  diagnostics?: Diagnostic[];
  renders: RenderReport[];
  /** why the chart does not count as compared: its worker died, it took too long, helm renders it with none of its value sets */
  broken?: string;
}

/** How long things took, in milliseconds. */
export interface ChartTiming {
  convert: number;
  total: number;
  /** by value set: one run of helm, one of ours */
  renders: Record<string, { helm: number; ours: number; runs: number }>;
}

/** How many renders came out how. */
export type Counts = Record<RenderStatus, number>;

/** One verification, whole or in part. */
export interface Report {
  format: typeof REPORT_FORMAT;
  mistletoe: string;
  /**
   * `nearest`: no profile is this version, the nearest one stands for it; `insteadOf`: the patch of the profile, where helm is another
   * one that nobody has asked yet
   */
  helm: { version: string; major: 3 | 4; profile: string; recorded: boolean; nearest?: true; insteadOf?: string };
  /** charts were rendered as those that come for the first time: no module was made */
  quick?: true;
  seed: string;
  /** charts that were asked for, all shards together */
  total: number;
  /** which part of them this is; absent when it is all */
  shards?: { of: number; done: number[] };
  /** false when the run was interrupted */
  complete: boolean;
  strict: boolean;
  counts: { charts: number; renders: number; byStatus: Counts; broken: number };
  charts: ChartReport[];
  /** the only part that two runs over the same charts do not agree about */
  timings: { wall: number; workers: number; charts: Record<string, ChartTiming> };
}

/** Zero of everything. */
export function emptyCounts(): Counts {
  return Object.fromEntries(renderStatuses.map((status) => [status, 0])) as Counts;
}

/** Adds up what the charts of a report say. */
export function countReport(charts: readonly ChartReport[]): Report['counts'] {
  const byStatus = emptyCounts();
  let renders = 0;
  let broken = 0;
  for (const chart of charts) {
    if (chart.broken !== undefined) broken++;
    for (const render of chart.renders) {
      byStatus[render.status]++;
      renders++;
    }
  }
  return { charts: charts.length, renders, byStatus, broken };
}

/** The worst status of a chart's renders; a chart that could not be looked at is `not-compared`. */
export function chartStatus(chart: ChartReport): RenderStatus {
  if (chart.broken !== undefined || chart.renders.length === 0) return 'not-compared';
  let worst = 0;
  for (const { status } of chart.renders) worst = Math.max(worst, renderStatuses.indexOf(status));
  return renderStatuses[worst];
}

/** The exit code that a report deserves: 0 all proven, 1 something differs, 2 not everything could be looked at. */
export function exitCode(report: Report): 0 | 1 | 2 {
  const { byStatus, broken } = report.counts;
  const warned = report.strict && report.charts.some((chart) => chart.renders.some((render) => render.warnings));
  if (byStatus.different + byStatus['conversion-failed'] > 0 || warned) return 1;
  return broken + byStatus['not-compared'] > 0 || !report.complete ? 2 : 0;
}
