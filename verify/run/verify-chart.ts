// Verifies one chart: converts it, renders every value set with both tools, compares. Runs in a worker; what goes wrong with the
// chart or a tool ends up in its report, and nothing of it in the next chart's.

import type { Profile } from '../../language/profiles';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { loadChart } from '../../compiler/chart/load';
import { parseYaml } from '../../runtime/bindings/values';
import { sourceDigest } from '../../actions/chart/source-digest';
import { compareOutcomes, type Compared, type Outcome, splitStderr } from '../compare/compare';
import { VerifyError } from '../errors';
import type { Goldens } from '../judge/golden';
import { type Helm, helmTemplate } from '../judge/helm';
import type { ChartReport, ChartTiming, RenderReport } from '../model';
import { convertSubject, renderSubject, type Subject, tracePlaces } from '../judge/ours';
import { defaultSet, discoverSets, type SetOptions, setArguments, type ValueSet } from '../sets/sets';
import { compareRepeating, type Draws, withPlaces } from '../judge/repeat';
import { setsFolder } from '../sets/unpack';
import { inFolder } from './folders';

/** How charts are verified; the same for all charts of a run. */
export interface ChartOptions {
  /** absent: only recordings are compared */
  helm?: Helm;
  profile: Profile;
  seed: string;
  fuzz: number;
  /** copies of the documents that schemas refer to; absolute */
  schemaRefs?: string;
  /** the folder in which symbolic links are followed; absolute */
  linkRoot?: string;
  sets: SetOptions;
  /** no modules: charts are rendered as those that come for the first time */
  quick?: boolean;
  /** recordings, read or written */
  golden?: { folder: string; mode: 'compare' | 'record' };
}

/** A verified chart. */
export interface ChartResult {
  report: ChartReport;
  timing: ChartTiming;
  /** what recording changed, a line each */
  recorded: string[];
}

/**
 * Verifies the chart at an absolute path.
 * @param name what the reports call it
 */
export async function verifyChart(path: string, name: string, options: ChartOptions): Promise<ChartResult> {
  const start = performance.now();
  return inFolder((work) => new ChartVerification(path, name, options, work).run(start));
}

/** One set of one chart, with what both tools left behind. */
export interface SetResult {
  render: RenderReport;
  helm?: Outcome;
  ours?: Outcome;
}

/** Verifies one value set of a chart that was converted. */
export async function verifySet(subject: Subject, set: ValueSet, options: ChartOptions): Promise<SetResult> {
  return inFolder((work) =>
    new ChartVerification(subject.chart, basename(subject.chart), options, work).runOne(subject, set),
  );
}

class ChartVerification {
  private readonly report: ChartReport;
  private readonly timing: ChartTiming = { convert: 0, total: 0, renders: {} };
  private readonly recorded: string[] = [];
  private isLibrary = false;
  /** did helm refuse a set that said so? */
  private hasExpectedFailure = false;
  /** what the last set left behind */
  private last: { helm?: Outcome; ours?: Outcome } = {};
  /** Where both tools run: the folder that holds the chart. */
  private readonly cwd: string;
  private readonly reference: string;

  constructor(
    private readonly path: string,
    name: string,
    private readonly options: ChartOptions,
    private readonly work: string,
  ) {
    this.cwd = dirname(path);
    this.reference = basename(path);
    this.report = {
      path: name,
      name: '',
      version: '',
      source: sourceDigest(path, options.profile, options.linkRoot),
      renders: [],
    };
  }

  async run(start: number): Promise<ChartResult> {
    const { report, options } = this;
    this.identify();
    const subject = await convertSubject(this.path, options.profile, {
      schemaRefs: options.schemaRefs,
      linkRoot: options.linkRoot,
      make: options.quick ? 'nothing' : 'module',
    });
    this.timing.convert = subject.convertMs;
    if (subject.module) report.module = subject.module;
    if (subject.diagnostics.length > 0) report.diagnostics = subject.diagnostics;
    if (subject.conversionError !== undefined) report.conversionError = subject.conversionError;

    try {
      const { folder, prefix } = setsFolder(this.path, this.work, options.profile);
      const sets = discoverSets(this.path, folder, prefix, options.sets);
      const analysis = await this.analyse();
      const goldens = options.golden && (await this.openGoldens(options.golden));
      const verify = async (list: readonly ValueSet[]) => {
        for (const set of list)
          report.renders.push(await this.verifySet(subject, set, analysis?.draws ?? 'all', goldens));
      };
      await verify(sets);
      if (options.fuzz > 0 && analysis) {
        const [{ fuzzSets }, { overlay }] = await Promise.all([
          import('../sets/fuzz'),
          import('../../compiler/analysis/reads'),
        ]);
        const base = this.fuzzBase(sets);
        for (const file of base.files) {
          analysis.values = overlay(analysis.values, parseYaml(readFileSync(resolve(this.cwd, file))) ?? new Map());
        }
        await verify(fuzzSets(analysis, { count: options.fuzz, seed: options.seed, chart: report.name, base }));
      }
      report.broken = this.nothingCompared();
      if (options.golden?.mode === 'record') this.recorded.push(...goldens!.close());
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      report.broken = error.message;
    }
    this.timing.total = performance.now() - start;
    return { report, timing: this.timing, recorded: this.recorded };
  }

  async runOne(subject: Subject, set: ValueSet): Promise<SetResult> {
    const draws = subject.conversionError === undefined ? (await this.analyse())?.draws : undefined;
    const render = await this.verifySet(subject, set, draws ?? 'all', undefined);
    return { render, ...this.last };
  }

  /**
   * Why nothing was compared, where helm refused the chart with every value set and nobody said that it should: its dependencies
   * were never built, a value that it requires is missing. That both tools refuse says nothing about what they render. A library
   * is never rendered, so of it there is nothing else to compare.
   */
  private nothingCompared(): string | undefined {
    const { renders } = this.report;
    if (renders.length === 0 || this.isLibrary || this.hasExpectedFailure) return undefined;
    if (renders.some(({ status }) => status !== 'failed-alike')) return undefined;
    const advice =
      'give it values that it renders with (ci/*-values.yaml), or say in mistletoe.verify.yaml that it should fail';
    return `nothing was compared, since helm renders it with none of its value sets: ${advice}\n${renders[0].error ?? ''}`.trim();
  }

  private identify(): void {
    try {
      const { metadata } = loadChart(this.path, {
        helm: this.options.profile,
        parseYaml,
        linkRoot: this.options.linkRoot,
      });
      this.isLibrary = metadata.type === 'library';
      this.report.name = metadata.name;
      this.report.version = metadata.version;
    } catch {
      this.report.name = this.reference;
    }
  }

  /** What generated sets vary: the first set that helm renders, since variations of an error say little; else the defaults. */
  private fuzzBase(sets: readonly ValueSet[]): ValueSet {
    const rendered = sets.find(
      ({ inline }, i) =>
        inline === undefined &&
        ['identical', 'random', 'different'].includes(this.report.renders[i].status) &&
        this.report.renders[i].exit.helm === 0,
    );
    return { ...(rendered ?? defaultSet(this.path, this.options.sets)), fails: undefined };
  }

  /** What the compiler knows the templates to read and draw. */
  private async analyse() {
    const { analyseChart } = await import('../../compiler/analysis/reads');
    try {
      return analyseChart(this.path, this.options.profile);
    } catch {
      return undefined;
    }
  }

  private async openGoldens(golden: NonNullable<ChartOptions['golden']>): Promise<Goldens> {
    const { openGoldens } = await import('../judge/golden');
    return openGoldens(golden.folder, this.report.path, golden.mode, this.report.source, this.options.helm);
  }

  private async verifySet(
    subject: Subject,
    set: ValueSet,
    draws: Draws,
    goldens: Goldens | undefined,
  ): Promise<RenderReport> {
    let inline: string | undefined;
    if (set.inline !== undefined) {
      inline = join(this.work, 'values.yaml');
      writeFileSync(inline, set.inline);
    }
    const args = setArguments(set, this.reference, inline);
    const render: RenderReport = {
      set: set.name,
      origin: set.origin,
      args: this.shownArguments(args, inline),
      ...(set.inline === undefined ? {} : { values: set.inline }),
      status: 'not-compared',
      exit: { helm: 0, ours: 0 },
      differences: [],
      random: [],
      notes: [],
    };
    try {
      const runs = goldens?.mode === 'compare' ? goldens.read(set.name, render) : [await this.askHelm(args)];
      const ours = await this.renderOurs(subject, args);
      const first =
        goldens?.mode === 'compare'
          ? compareOutcomes(runs, ours)
          : await compareRepeating(runs, ours, draws, () => this.askHelm(args));
      const compared = await withPlaces(first, runs, ours, () =>
        tracePlaces(subject, ours, args, this.cwd, this.work, this.options),
      );
      if (goldens?.mode === 'record') goldens.write(set.name, render, runs);
      this.last = { helm: runs[0], ours };
      this.timing.renders[set.name] = { helm: runs[0].ms, ours: ours.ms, runs: runs.length };
      render.exit = { helm: runs[0].code, ours: ours.code };
      this.conclude(render, compared, subject, set, runs[0]);
    } catch (error) {
      if (!(error instanceof VerifyError)) throw error;
      render.error = error.message;
    }
    return render;
  }

  private askHelm(args: readonly string[]): Promise<Outcome> {
    if (!this.options.helm) throw new VerifyError('there is no helm to ask');
    return helmTemplate(this.options.helm, args, this.cwd);
  }

  private async renderOurs(subject: Subject, args: readonly string[]): Promise<Outcome> {
    try {
      return await renderSubject(subject, args, this.cwd, this.work, this.options);
    } catch (error) {
      if (subject.conversionError === undefined) {
        return { stdout: Buffer.alloc(0), stderr: `Error: crashed: ${(error as Error).message}\n`, code: 1, ms: 0 };
      }
      return { stdout: Buffer.alloc(0), stderr: `Error: ${subject.conversionError}\n`, code: 1, ms: 0 };
    }
  }

  private conclude(render: RenderReport, compared: Compared, subject: Subject, set: ValueSet, helm: Outcome): void {
    Object.assign(render, compared, { notes: [...render.notes, ...compared.notes] });
    if (subject.conversionError !== undefined && compared.status === 'different') {
      render.status = helm.code === 0 ? 'conversion-failed' : 'different';
      if (helm.code === 0) {
        render.differences = [];
        render.error = subject.conversionError;
      }
    }
    if (set.fails === undefined) return;
    if (isGoodFailure(set.fails, helm)) {
      this.hasExpectedFailure ||= helm.code !== 0;
      return;
    }
    const summary =
      set.fails === false
        ? `helm should render this and fails: ${splitStderr(helm).error.trim()}`
        : helm.code === 0
          ? 'helm should refuse this and renders it'
          : `helm should refuse this with ${JSON.stringify(set.fails)} and says: ${splitStderr(helm).error.trim()}`;
    render.status = 'different';
    render.differences.push({ what: 'expectation', summary, hunks: [], more: 0 });
  }

  /** Arguments as reports show them: without the places of this machine. */
  private shownArguments(args: readonly string[], inline: string | undefined): string[] {
    return args.map((arg) => {
      if (arg === inline) return 'values.yaml';
      return arg.startsWith(this.work) ? arg.slice(join(this.work, 'unpacked').length + 1) : arg;
    });
  }
}

function isGoodFailure(fails: boolean | string, helm: Outcome): boolean {
  if (typeof fails === 'boolean') return fails === (helm.code !== 0);
  return helm.code !== 0 && splitStderr(helm).error.includes(fails);
}
