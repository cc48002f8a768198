// The one place where verification meets the product: a chart converted once, then rendered by `mistletoe template` with the
// arguments that helm gets.

import { createHash } from 'node:crypto';
import { statSync, writeFileSync } from 'node:fs';
import { compileChartAt } from '../cli/chart';
import { templateCommand } from '../cli/template';
import type { Outcome } from './compare';

/** A chart that was converted, or could not be. */
export interface Subject {
  /** absolute path of the chart */
  chart: string;
  helm: 3 | 4;
  /** the module as a file, for every render */
  modulePath?: string;
  module?: { digest: string; bytes: number };
  /** what helm says on standard error while it loads the chart */
  notices: string;
  conversionError?: string;
  /** is it a chart that Helm refuses too, rather than one that is beyond the compiler? */
  refused: boolean;
  convertMs: number;
}

/** Converts the chart at an absolute path and writes its module to `modulePath`. Never throws for a chart. */
export async function convertSubject(
  chart: string,
  helm: 3 | 4,
  modulePath: string,
  schemaRefs?: string,
): Promise<Subject> {
  const start = performance.now();
  const subject: Subject = { chart, helm, notices: '', refused: false, convertMs: 0 };
  try {
    const notice = (line: string) => {
      subject.notices += line;
    };
    const chartPath = statSync(chart).isDirectory() ? chart : undefined;
    const { wasm } = await compileChartAt(chart, helm, notice, { schemaRefs, chartPath });
    writeFileSync(modulePath, wasm);
    subject.modulePath = modulePath;
    subject.module = { digest: `sha256:${createHash('sha256').update(wasm).digest('hex')}`, bytes: wasm.length };
  } catch (error) {
    const { name, message, stack } = error as Error;
    subject.refused = name === 'ChartError';
    subject.conversionError =
      subject.refused || name === 'SchemaReferenceError' ? message : `${message}${place(stack)}`;
  }
  subject.convertMs = performance.now() - start;
  return subject;
}

/** Where a crash happened: the first line of its stack without the path of a machine. */
function place(stack: string | undefined): string {
  const line = /\n\s+at ([^\n(]+?) \(/.exec(stack ?? '')?.[1];
  return line === undefined ? '' : ` (in ${line})`;
}

/** A slow machine is no difference, and neither is a chart larger than what a module from elsewhere may take. */
const LIMITS = ['--time-limit', '2m', '--memory-limit', '4GiB', '--output-limit', '1GiB', '--module-limit', '1GiB'];

/** What makes a render of ours repeatable. */
export interface Draws {
  seed: string;
}

/**
 * `mistletoe template` with helm's arguments, `args[1]` being the chart.
 * @param cwd folder the arguments are relative to
 */
export async function renderSubject(
  subject: Subject,
  args: readonly string[],
  cwd: string,
  { seed }: Draws,
): Promise<Outcome> {
  const [release, chart, ...rest] = args;
  const own = ['--helm', String(subject.helm), '--seed', seed, '--no-cache', ...LIMITS];
  const reference = subject.modulePath ?? chart;
  const start = performance.now();
  const result = await templateCommand([release, reference, ...rest, ...own], { cwd, stdin: '' });
  const ms = performance.now() - start;
  const stderr = subject.modulePath === undefined ? result.stderr : subject.notices + result.stderr;
  return { ...result, stderr, ms };
}
