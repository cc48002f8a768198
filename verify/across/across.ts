// What changes in charts between two Helms, without any helm: each chart is rendered as both would. Where they differ, Helms
// between them that never were, each with one difference more taken over, tell which difference changes what.

import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { COMPILER_VERSION } from '../../compiler/compile';
import { differencesBetween, explanationOf, type Profile, stepBetween } from '../../language/profiles';
import { compareOutcomes, type FindSource, type Outcome, splitStderr } from '../compare/compare';
import { readTemplates, sourceFinder } from '../compare/source';
import { VerifyError } from '../errors';
import { convertSubject, renderSubject, type Subject } from '../judge/ours';
import { discoverCharts } from '../sets/discover';
import { discoverSets, type SetOptions, setArguments } from '../sets/sets';
import {
  ACROSS_FORMAT,
  type AcrossChart,
  type AcrossRender,
  type AcrossReport,
  type AcrossStatus,
  type AcrossStep,
  acrossStatuses,
} from './model';

export interface AcrossOptions {
  from: Profile;
  to: Profile;
  cwd: string;
  seed: string;
  sets: SetOptions;
  schemaRefs?: string;
  /** told of each chart when it is done */
  progress?(chart: AcrossChart, done: number, of: number): void;
}

/** All renders happen at this moment, so that the clock is no difference. */
const NOW = '2026-01-01T00:00:00Z';

/** Looks at all charts that the arguments mean. Throws VerifyError when there is none. */
export async function verifyAcross(charts: readonly string[], options: AcrossOptions): Promise<AcrossReport> {
  const found = discoverCharts(charts, options.cwd);
  const list: AcrossChart[] = [];
  for (const { path, name } of found) {
    const work = mkdtempSync(join(tmpdir(), 'mistletoe-across-'));
    let chart: AcrossChart;
    try {
      chart = await new ChartAcross(path, name, work, options).run();
    } catch (error) {
      const { message, stack } = error as Error;
      chart = { path: name, renders: [], broken: error instanceof VerifyError ? message : (stack ?? message) };
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
    list.push(chart);
    options.progress?.(chart, list.length, found.length);
  }
  return acrossReport(list, options);
}

function acrossReport(charts: AcrossChart[], { from, to }: AcrossOptions): AcrossReport {
  const byStatus = Object.fromEntries(acrossStatuses.map((status) => [status, 0])) as Record<AcrossStatus, number>;
  const quirks = new Map<string, { charts: Set<AcrossChart>; renders: number }>();
  let renders = 0;
  for (const chart of charts) {
    for (const render of chart.renders) {
      renders++;
      byStatus[render.status]++;
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
    from: from.build.version,
    to: to.build.version,
    counts: {
      charts: charts.length,
      renders,
      byStatus,
      broken: charts.filter(({ broken }) => broken !== undefined).length,
    },
    quirks: [...quirks]
      .map(([name, count]) => ({ name, ...explanationOf(name)!, charts: count.charts.size, renders: count.renders }))
      .sort((a, b) => b.charts - a.charts || (a.name < b.name ? -1 : 1)),
    charts,
  };
}

class ChartAcross {
  private readonly subjects = new Map<number, Promise<{ subject: Subject; work: string }>>();
  private readonly steps;
  private readonly find: FindSource;

  constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly work: string,
    private readonly options: AcrossOptions,
  ) {
    this.steps = differencesBetween(options.from, options.to);
    this.find = sourceFinder(() => readTemplates(path, options.to));
  }

  async run(): Promise<AcrossChart> {
    const isFolder = statSync(this.path).isDirectory();
    const sets = discoverSets(
      this.path,
      isFolder ? this.path : this.work,
      isFolder ? basename(this.path) : this.work,
      this.options.sets,
    );
    const renders: AcrossRender[] = [];
    for (const set of sets) {
      let inline: string | undefined;
      if (set.inline !== undefined) {
        inline = join(this.work, 'values.yaml');
        writeFileSync(inline, set.inline);
      }
      const args = setArguments(set, basename(this.path), inline);
      renders.push(await this.render(set.name, args));
    }
    return { path: this.name, renders };
  }

  private async render(set: string, args: string[]): Promise<AcrossRender> {
    const outcomes = new Map<number, Promise<Outcome>>();
    const at = (count: number): Promise<Outcome> => {
      let outcome = outcomes.get(count);
      if (!outcome) outcomes.set(count, (outcome = this.outcome(count, args)));
      return outcome;
    };
    const last = this.steps.length;
    const [before, after] = [await at(0), await at(last)];
    const changing = isSame(before, after) ? [] : await stepsThatChange(at, 0, last);
    const steps: AcrossStep[] = [];
    for (const count of changing) {
      const [a, b] = [await at(count - 1), await at(count)];
      const { differences } = compareOutcomes([a], b, this.find);
      for (const difference of differences) {
        if (difference.what === 'exit code') difference.summary = `exit code ${a.code} becomes ${b.code}`;
      }
      steps.push({ quirk: this.steps[count - 1].name, isBlank: isBlank(a, b), differences });
    }
    return {
      set,
      args,
      status: statusOf(before, after),
      steps,
      ...(before.code === 0 ? {} : { before: splitStderr(before).error.trimEnd() }),
      ...(after.code === 0 ? {} : { after: splitStderr(after).error.trimEnd() }),
    };
  }

  private async outcome(count: number, args: readonly string[]): Promise<Outcome> {
    const { subject, work } = await this.subject(count);
    const { seed } = this.options;
    try {
      return await renderSubject(subject, [...args, '--now', NOW], dirname(this.path), work, { seed });
    } catch (error) {
      throw new VerifyError(`${this.name}: ${(error as Error).message}`, { cause: error });
    }
  }

  private subject(count: number): Promise<{ subject: Subject; work: string }> {
    let found = this.subjects.get(count);
    if (!found) this.subjects.set(count, (found = this.convert(count)));
    return found;
  }

  private async convert(count: number): Promise<{ subject: Subject; work: string }> {
    const { from, to, schemaRefs } = this.options;
    const profile = count === 0 ? from : count === this.steps.length ? to : stepBetween(from, to, count);
    const work = join(this.work, String(count));
    mkdirSync(work);
    return { subject: await convertSubject(this.path, profile, schemaRefs), work };
  }
}

/** The counts at which the outcome changes. Halves what differs; what changes nothing costs nothing. */
async function stepsThatChange(at: (count: number) => Promise<Outcome>, from: number, to: number): Promise<number[]> {
  if (isSame(await at(from), await at(to))) return [];
  if (to - from === 1) return [to];
  const middle = (from + to) >> 1;
  return [...(await stepsThatChange(at, from, middle)), ...(await stepsThatChange(at, middle, to))];
}

function isSame(a: Outcome, b: Outcome): boolean {
  return a.code === b.code && a.stdout.equals(b.stdout) && splitStderr(a).error === splitStderr(b).error;
}

function isBlank(a: Outcome, b: Outcome): boolean {
  const lines = ({ stdout }: Outcome) =>
    stdout
      .toString('latin1')
      .split('\n')
      .filter((line) => line !== '');
  return a.code === 0 && b.code === 0 && lines(a).join('\n') === lines(b).join('\n');
}

function statusOf(before: Outcome, after: Outcome): AcrossStatus {
  if (before.code !== 0 && after.code !== 0) return isSame(before, after) ? 'fails-alike' : 'fails-otherwise';
  if (before.code !== 0) return 'fails-before';
  if (after.code !== 0) return 'fails-after';
  if (isSame(before, after)) return 'same';
  return isBlank(before, after) ? 'blank-lines' : 'different';
}
