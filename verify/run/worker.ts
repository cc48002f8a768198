// A worker process: verifies the charts it is told to, one after the other. It keeps nothing of one chart for the next, and
// whoever started it may end it at any time.

import { type ChartOptions, type ChartResult, verifyChart } from './verify-chart';
import type { AcrossChartOptions } from '../across/across-chart';
import type { AcrossChart } from '../across/model';
import { removeFolders } from './folders';
import { stopCommands } from '../judge/helm';
import { migrateChart, type MigrateJob, type MigrateResult } from '../migrate/migrate-chart';

/** What a worker is asked. */
export type Job =
  | { kind: 'verify'; id: number; path: string; name: string; options: ChartOptions }
  | { kind: 'across'; id: number; path: string; name: string; options: AcrossChartOptions }
  | ({ kind: 'migrate'; id: number } & MigrateJob);

/** What it answers: `rss` is the memory of its process in bytes. */
export interface Answer {
  id: number;
  rss: number;
  verified?: ChartResult;
  migrated?: MigrateResult;
  across?: AcrossChart;
  /** what nobody foresaw */
  error?: string;
}

/** Does one job. Also for a run without processes. */
export async function doJob(job: Job): Promise<Answer> {
  const answer: Answer = { id: job.id, rss: 0 };
  try {
    if (job.kind === 'verify') answer.verified = await verifyChart(job.path, job.name, job.options);
    else if (job.kind === 'across') {
      const { acrossChart } = await import('../across/across-chart');
      answer.across = await acrossChart(job.path, job.name, job.options);
    } else answer.migrated = await migrateChart(job);
  } catch (error) {
    answer.error = (error as Error)?.stack ?? String(error);
  }
  answer.rss = process.memoryUsage.rss();
  return answer;
}

/** Serves jobs until the parent goes. */
export function serve(): void {
  process.on('message', async (job: Job) => {
    process.send?.(await doJob(job));
  });
  process.on('disconnect', () => {
    stopCommands();
    removeFolders();
    process.exit(0);
  });
  // The parent decides what an interrupt means.
  process.on('SIGINT', () => {});
}
