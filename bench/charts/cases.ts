// What is measured: which charts, with which values, and which of them together make a growth curve.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { helm } from '../../test/judge/helm';
import {
  includeChart,
  operatorChart,
  outputChart,
  quietChart,
  templatesChart,
  toYamlChart,
  tplChart,
  valuesFile,
} from './charts';
import { databaseChart } from './database/database';
import { type ChartFiles, numbered, readChart, umbrella, writeChart } from './files';

/** One chart with one values file (or none), rendered by both. */
export interface Case {
  name: string;
  /** folder of the chart */
  chart: string;
  /** path of a values file that both are given */
  values?: string;
  /** the growth curves that it is a point of, with its place on them */
  curves: Record<string, number>;
}

const MEGABYTE = 1_000_000;

/** The name that `helm create` is asked for; copies of the scaffold replace it. */
const SCAFFOLD = 'scaffoldchart';

/** The names of all cases; those of the quick run first. */
export const quickNames = [
  'scaffold',
  'database',
  'operator',
  'umbrella-scaffold-10',
  'umbrella-database-10',
  'tpl-equal-200',
  'tpl-distinct-200',
  'include-50',
];

type Point = { files: (scaffold: ChartFiles) => ChartFiles; values?: () => string; curves?: Record<string, number> };

function points(): Map<string, Point> {
  const all = new Map<string, Point>();
  const scaffoldOf = (scaffold: ChartFiles, name: string): ChartFiles =>
    Object.fromEntries(Object.entries(scaffold).map(([path, text]) => [path, text.replaceAll(SCAFFOLD, name)]));
  all.set('scaffold', { files: (scaffold) => scaffold });
  all.set('database', { files: () => databaseChart('ledger') });
  all.set('operator', { files: () => operatorChart(MEGABYTE) });
  for (const n of [1, 10, 25, 50, 100]) {
    all.set(`umbrella-scaffold-${n}`, {
      files: (scaffold) =>
        umbrella('umbrella', Object.fromEntries(numbered('web', n).map((name) => [name, scaffoldOf(scaffold, name)]))),
      curves: { 'subcharts (scaffold)': n },
    });
    all.set(`umbrella-database-${n}`, {
      files: () =>
        umbrella('umbrella', Object.fromEntries(numbered('db', n).map((name) => [name, databaseChart(name)]))),
      curves: { 'subcharts (database, tpl)': n },
    });
  }
  for (const n of [20, 200, 2000]) {
    all.set(`tpl-equal-${n}`, { files: () => tplChart(n, false), curves: { 'tpl, equal strings': n } });
    all.set(`tpl-distinct-${n}`, { files: () => tplChart(n, true), curves: { 'tpl, distinct strings': n } });
  }
  for (const n of [5, 50, 500]) {
    all.set(`include-${n}`, { files: () => includeChart(n), curves: { includes: n } });
  }
  for (const n of [1, 10, 100]) {
    all.set(`output-${n}`, { files: () => outputChart(n * 150), curves: { output: n } });
    all.set(`toyaml-${n}`, { files: () => toYamlChart((n * 5 * MEGABYTE) / 100), curves: { toYaml: n } });
    all.set(`values-${n}`, {
      files: () => quietChart(),
      values: () => valuesFile((n * 5 * MEGABYTE) / 100),
      curves: { values: n },
    });
    all.set(`templates-${n}`, { files: () => templatesChart(n), curves: { templates: n } });
  }
  return all;
}

/** All names, in the order in which they are measured. */
export function caseNames(): string[] {
  return [...points().keys()];
}

/** Writes the charts of these cases below a folder. The scaffold is made by the real helm. */
export async function makeCases(names: readonly string[], folder: string): Promise<Case[]> {
  mkdirSync(folder, { recursive: true });
  const made = await helm('4.1', ['create', join(folder, SCAFFOLD)]);
  if (made.code !== 0) throw new Error(made.stderr);
  const scaffold = readChart(join(folder, SCAFFOLD));
  const all = points();
  return names.map((name) => {
    const point = all.get(name);
    if (!point) throw new Error(`there is no case ${name}: ${[...all.keys()].join(' ')}`);
    const chart = writeChart(join(folder, 'charts', name), point.files(scaffold));
    const result: Case = { name, chart, curves: point.curves ?? {} };
    if (point.values) {
      result.values = join(folder, 'values', `${name}.yaml`);
      mkdirSync(dirname(result.values), { recursive: true });
      writeFileSync(result.values, point.values());
    }
    return result;
  });
}
