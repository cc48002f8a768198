// What changes in charts between two Helms, without any helm: finds the charts, has each looked at, side by side, and makes one
// report. With the helms at hand it says of each render whether they do what was said.

import { resolve } from 'node:path';
import { COMPILER_VERSION } from '../../compiler/convert';
import { explanationOf } from '../../language/differences/differences';
import type { Profile } from '../../language/profiles';
import { VerifyError } from '../errors';
import type { Helm } from '../judge/helm';
import { defaultPool, Pool } from '../run/pool';
import type { PoolOptions } from '../run/pool-options';
import { takeShard } from '../run/run';
import { discoverCharts } from '../sets/discover';
import type { SetOptions } from '../sets/sets';
import type { AcrossChartOptions } from './across-chart';
import { ACROSS_FORMAT, type AcrossChart, type AcrossReport, type AcrossStatus, acrossStatuses } from './model';

/** What to look at, and how. */
export interface AcrossOptions {
  from: Profile;
  to: Profile;
  /** the helms themselves, which prove what is said */
  helms?: [from: Helm, to: Helm];
  cwd: string;
  seed: string;
  fuzz: number;
  sets: SetOptions;
  schemaRefs?: string;
  /** this part, from 1, of so many */
  shard?: { index: number; of: number };
  pool?: Partial<PoolOptions>;
  /** ends the run early, with a report of what is finished */
  signal?: AbortSignal;
  /** told of each chart when it is done */
  progress?(chart: AcrossChart, done: number, of: number): void;
}

/** All renders happen at this moment, so that the clock is no difference; but helm reads the clock of the day. */
const NOW = '2026-01-01T00:00:00Z';

/** Looks at all charts that the arguments mean. Throws VerifyError when there is none. */
export async function verifyAcross(charts: readonly string[], options: AcrossOptions): Promise<AcrossReport> {
  const found = discoverCharts(charts, options.cwd);
  const mine = takeShard(found, options.shard);
  const chartOptions: AcrossChartOptions = {
    from: options.from,
    to: options.to,
    helms: options.helms,
    now: options.helms ? new Date().toISOString() : NOW,
    seed: options.seed,
    fuzz: options.fuzz,
    sets: options.sets,
    schemaRefs: options.schemaRefs && resolve(options.cwd, options.schemaRefs),
  };
  const done = new Map<string, AcrossChart>();
  const pool = new Pool({ ...defaultPool, ...options.pool });
  const stop = () => pool.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    if (!options.signal?.aborted) {
      const jobs = mine.map((chart, id) => ({ kind: 'across' as const, id, ...chart, options: chartOptions }));
      await pool.run(jobs, ({ id, across, error }) => {
        const chart = across ?? { path: mine[id].name, renders: [], broken: error ?? 'no answer' };
        done.set(chart.path, chart);
        options.progress?.(chart, done.size, mine.length);
      });
    }
  } finally {
    pool.stop();
    options.signal?.removeEventListener('abort', stop);
  }
  return acrossReport(
    mine.flatMap(({ name }) => done.get(name) ?? []),
    {
      from: options.from.build.version,
      to: options.to.build.version,
      total: found.length,
      complete: done.size === mine.length,
      ...(options.helms ? { helms: [options.helms[0].version, options.helms[1].version] } : {}),
      ...(options.shard && options.shard.of > 1
        ? { shards: { of: options.shard.of, done: [options.shard.index] } }
        : {}),
    },
  );
}

type Head = Pick<AcrossReport, 'from' | 'to' | 'total' | 'complete' | 'helms' | 'shards'>;

function acrossReport(charts: AcrossChart[], head: Head): AcrossReport {
  const byStatus = Object.fromEntries(acrossStatuses.map((status) => [status, 0])) as Record<AcrossStatus, number>;
  const quirks = new Map<string, { charts: Set<AcrossChart>; renders: number }>();
  let renders = 0;
  let unproven = 0;
  for (const chart of charts) {
    for (const render of chart.renders) {
      renders++;
      byStatus[render.status]++;
      if (render.proof?.some(({ isProven }) => !isProven)) unproven++;
      for (const { quirk } of render.steps) {
        const count = quirks.get(quirk) ?? { charts: new Set(), renders: 0 };
        count.charts.add(chart);
        count.renders++;
        quirks.set(quirk, count);
      }
    }
  }
  return {
    format: ACROSS_FORMAT,
    mistletoe: COMPILER_VERSION,
    ...head,
    counts: {
      charts: charts.length,
      renders,
      byStatus,
      broken: charts.filter(({ broken }) => broken !== undefined).length,
      ...(head.helms ? { unproven } : {}),
    },
    quirks: [...quirks]
      .map(([name, count]) => ({ name, ...explanationOf(name)!, charts: count.charts.size, renders: count.renders }))
      .sort((a, b) => b.charts - a.charts || (a.name < b.name ? -1 : 1)),
    charts,
  };
}

/** One report of those of several shards. Throws VerifyError where they do not belong together. */
export function mergeAcross(reports: readonly AcrossReport[]): AcrossReport {
  const [first] = reports;
  for (const report of reports) {
    const differing = (['mistletoe', 'from', 'to'] as const).find((key) => report[key] !== first[key]);
    if (differing) {
      throw new VerifyError(
        `the reports are of different runs: ${differing} is ${first[differing]} and ${report[differing]}`,
      );
    }
    if ((report.shards?.of ?? 0) !== (first.shards?.of ?? 0)) {
      throw new VerifyError('the reports are of differently many shards');
    }
    if (String(report.helms) !== String(first.helms)) {
      throw new VerifyError('the reports were proven by different helms');
    }
  }
  const charts = new Map<string, AcrossChart>();
  for (const chart of reports.flatMap((report) => report.charts)) {
    const known = charts.get(chart.path);
    if (known && JSON.stringify(known) !== JSON.stringify(chart)) {
      throw new VerifyError(`${chart.path} is in two reports, which say different things about it`);
    }
    charts.set(chart.path, chart);
  }
  const list = [...charts.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const of = first.shards?.of ?? 0;
  const done = [...new Set(reports.flatMap((report) => report.shards?.done ?? []))].sort((a, b) => a - b);
  return acrossReport(list, {
    from: first.from,
    to: first.to,
    total: of > 0 ? first.total : list.length,
    complete: reports.every(({ complete }) => complete),
    ...(first.helms ? { helms: first.helms } : {}),
    ...(of > 0 && done.length < of ? { shards: { of, done } } : {}),
  });
}
