// One report of many: shards of a run, each from another machine.

import { VerifyError } from '../errors';
import { type ChartReport, countReport, type Report } from '../model';

/**
 * Merges reports of the same run. When all shards are there, the result is the report that one run would have given, but for
 * timings. Throws VerifyError where the reports do not belong together.
 */
export function mergeReports(reports: readonly Report[]): Report {
  if (reports.length === 0) throw new VerifyError('no report to merge');
  const [first] = reports;
  for (const report of reports) {
    const differing = (['mistletoe', 'seed', 'strict', 'quick'] as const).find((key) => report[key] !== first[key]);
    if (differing)
      throw new VerifyError(
        `the reports are of different runs: ${differing} is ${first[differing] ?? 'not given'} and ${report[differing] ?? 'not given'}`,
      );
    if (report.helm.version !== first.helm.version) {
      throw new VerifyError(
        `the reports were made with different helms: ${first.helm.version} and ${report.helm.version}`,
      );
    }
    if ((report.shards?.of ?? 0) !== (first.shards?.of ?? 0))
      throw new VerifyError('the reports are of differently many shards');
  }
  const charts = new Map<string, ChartReport>();
  for (const report of reports) {
    for (const chart of report.charts) {
      const known = charts.get(chart.path);
      if (known && JSON.stringify(known) !== JSON.stringify(chart)) {
        throw new VerifyError(`${chart.path} is in two reports, which say different things about it`);
      }
      charts.set(chart.path, chart);
    }
  }
  const list = [...charts.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const done = [...new Set(reports.flatMap((report) => report.shards?.done ?? []))].sort((a, b) => a - b);
  const of = first.shards?.of ?? 0;
  const total = of > 0 ? first.total : list.length;
  const timings = reports.flatMap((report) => Object.entries(report.timings.charts));
  return {
    format: first.format,
    mistletoe: first.mistletoe,
    helm: first.helm,
    ...(first.quick ? { quick: first.quick } : {}),
    seed: first.seed,
    total,
    ...(of > 0 && done.length < of ? { shards: { of, done } } : {}),
    complete: reports.every((report) => report.complete),
    strict: first.strict,
    counts: countReport(list),
    charts: list,
    timings: {
      wall: reports.reduce((sum, report) => sum + report.timings.wall, 0),
      workers: first.timings.workers,
      charts: Object.fromEntries(timings.sort((a, b) => (a[0] < b[0] ? -1 : 1))),
    },
  };
}
