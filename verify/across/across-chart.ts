// One chart under two Helms: each value set is rendered as both would. Where they differ, Helms between them that never were, each
// with one difference more taken over, tell which difference changes what. Runs in a worker.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { differencesBetween, isShownFirst } from '../../language/differences/differences';
import { type Profile, stepBetween } from '../../language/profiles';
import { parseYaml, yamlToJson } from '../../runtime/bindings/values';
import { compareOutcomes, type Outcome, splitStderr, type Words } from '../compare/compare';
import { splitDocuments } from '../../manifests/separators';
import { VerifyError } from '../errors';
import { type Helm, helmTemplate } from '../judge/helm';
import { convertSubject, renderSubject, type Subject, tracePlaces } from '../judge/ours';
import { compareRepeating, type Draws, withPlaces } from '../judge/repeat';
import { inFolder } from '../run/folders';
import { defaultSet, discoverSets, type SetOptions, setArguments, type ValueSet } from '../sets/sets';
import { setsFolder } from '../sets/unpack';
import type { AcrossChart, AcrossProof, AcrossRender, AcrossStatus, AcrossStep } from './model';

/** How charts are looked at; the same for all charts of a run. */
export interface AcrossChartOptions {
  from: Profile;
  to: Profile;
  /** the helms themselves, which prove what is said */
  helms?: [from: Helm, to: Helm];
  /** when every render happens, so that the clock is no difference: RFC 3339 */
  now: string;
  seed: string;
  fuzz: number;
  sets: SetOptions;
  /** copies of the documents that schemas refer to; absolute */
  schemaRefs?: string;
}

const counted = (lines: number) => (lines === 0 ? 'nothing' : `${lines} lines`);

/** How a step is summed up: both sides are ours. */
const BEFORE_AND_NOW: Words = {
  exitCodes: (before, now) => `exit code ${before} becomes ${now}`,
  lines: (before, now) => `printed ${counted(before)}, now ${counted(now)}`,
  changes: (removed, added, at) => `${removed} lines become ${added}, first at line ${at}`,
};

/** Looks at the chart at an absolute path. Never throws for a chart. */
export async function acrossChart(path: string, name: string, options: AcrossChartOptions): Promise<AcrossChart> {
  try {
    return await inFolder((work) => new ChartAcross(path, name, work, options).run());
  } catch (error) {
    const { message, stack } = error as Error;
    return { path: name, renders: [], broken: error instanceof VerifyError ? message : (stack ?? message) };
  }
}

class ChartAcross {
  private readonly subjects = new Map<number, Promise<{ subject: Subject; work: string }>>();
  private readonly steps;
  /** Steps that are looked at on their own, since most charts have them and nothing else. */
  private readonly first: number;

  constructor(
    private readonly path: string,
    private readonly name: string,
    private readonly work: string,
    private readonly options: AcrossChartOptions,
  ) {
    this.steps = differencesBetween(options.from, options.to);
    this.first = this.steps.filter(isShownFirst).length;
  }

  async run(): Promise<AcrossChart> {
    const { options } = this;
    const { folder, prefix } = setsFolder(this.path, this.work, options.to);
    const sets = discoverSets(this.path, folder, prefix, options.sets);
    const analysis = options.helms || options.fuzz > 0 ? await this.analyse() : undefined;
    const renders: AcrossRender[] = [];
    const renderAll = async (list: readonly ValueSet[]) => {
      for (const set of list) renders.push(await this.render(set, analysis?.draws ?? 'all'));
    };
    await renderAll(sets);
    if (options.fuzz > 0 && analysis) {
      const [{ fuzzSets }, { overlay }] = await Promise.all([
        import('../sets/fuzz'),
        import('../../compiler/analysis/reads'),
      ]);
      // Variations of an error say little.
      const good = sets.find(({ inline }, i) => inline === undefined && renders[i].after === undefined);
      const base = { ...(good ?? defaultSet(this.path, options.sets)), fails: undefined };
      for (const file of base.files) {
        const text = readFileSync(resolve(dirname(this.path), file));
        analysis.values = overlay(analysis.values, parseYaml(text) ?? new Map());
      }
      await renderAll(fuzzSets(analysis, { count: options.fuzz, seed: options.seed, chart: this.name, base }));
    }
    return { path: this.name, renders };
  }

  private async analyse() {
    const { analyseChart } = await import('../../compiler/analysis/reads');
    try {
      return analyseChart(this.path, this.options.to);
    } catch {
      return undefined;
    }
  }

  private async render(set: ValueSet, draws: Draws): Promise<AcrossRender> {
    let inline: string | undefined;
    if (set.inline !== undefined) {
      inline = join(this.work, 'values.yaml');
      writeFileSync(inline, set.inline);
    }
    const args = setArguments(set, basename(this.path), inline);
    const outcomes = new Map<number, Promise<Outcome>>();
    const at = (count: number): Promise<Outcome> => {
      let outcome = outcomes.get(count);
      if (!outcome) outcomes.set(count, (outcome = this.outcome(count, args)));
      return outcome;
    };
    const last = this.steps.length;
    const [before, after] = [await at(0), await at(last)];
    const changing = isSame(before, after)
      ? []
      : [...(await stepsThatChange(at, 0, this.first)), ...(await stepsThatChange(at, this.first, last))];
    const steps: AcrossStep[] = [];
    for (const count of changing) {
      const [a, b] = [await at(count - 1), await at(count)];
      const compared = compareOutcomes([a], b, undefined, BEFORE_AND_NOW);
      const { differences } = await withPlaces(compared, [a], b, () => this.places(count, b, args), BEFORE_AND_NOW);
      steps.push({ quirk: this.steps[count - 1].name, isBlank: isBlank(a, b), differences });
    }
    const proof = this.options.helms && (await this.prove(this.options.helms, [before, after], args, draws));
    return {
      set: set.name,
      args: args.map((arg) => (arg === inline ? 'values.yaml' : arg)),
      ...(set.inline === undefined ? {} : { values: set.inline }),
      status: statusOf(before, after),
      steps,
      ...(before.code === 0 ? {} : { before: splitStderr(before).error.trimEnd() }),
      ...(after.code === 0 ? {} : { after: splitStderr(after).error.trimEnd() }),
      ...(proof ? { proof } : {}),
    };
  }

  /** Asks the helms themselves: each must say what was said in its name. */
  private async prove(
    helms: readonly Helm[],
    ours: readonly Outcome[],
    args: readonly string[],
    draws: Draws,
  ): Promise<[AcrossProof, AcrossProof]> {
    const proofs: AcrossProof[] = [];
    for (const [i, helm] of helms.entries()) {
      const ask = () => helmTemplate(helm, args, dirname(this.path));
      const runs = [await ask()];
      const first = await compareRepeating(runs, ours[i], draws, ask);
      const count = i === 0 ? 0 : this.steps.length;
      const compared = await withPlaces(first, runs, ours[i], () => this.places(count, ours[i], args));
      const { status, differences, warnings } = compared;
      proofs.push({
        isProven: status !== 'different',
        differences,
        ...(warnings ? { warnings } : {}),
      });
    }
    return proofs as [AcrossProof, AcrossProof];
  }

  /** Who wrote what in an outcome of the Helm that has taken over `count` differences. */
  private async places(count: number, outcome: Outcome, args: readonly string[]) {
    const { subject, work } = await this.subject(count);
    const { seed, now } = this.options;
    return tracePlaces(subject, outcome, args, dirname(this.path), work, { seed, now });
  }

  private async outcome(count: number, args: readonly string[]): Promise<Outcome> {
    const { subject, work } = await this.subject(count);
    const { seed, now } = this.options;
    try {
      return await renderSubject(subject, args, dirname(this.path), work, { seed, now });
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
    return { subject: await convertSubject(this.path, profile, { schemaRefs, make: 'draft' }), work };
  }
}

/** The counts at which the outcome changes. Halves what differs; what changes nothing costs nothing. */
async function stepsThatChange(at: (count: number) => Promise<Outcome>, from: number, to: number): Promise<number[]> {
  if (from === to || isSame(await at(from), await at(to))) return [];
  if (to - from === 1) return [to];
  const middle = (from + to) >> 1;
  return [...(await stepsThatChange(at, from, middle)), ...(await stepsThatChange(at, middle, to))];
}

function isSame(a: Outcome, b: Outcome): boolean {
  return a.code === b.code && a.stdout.equals(b.stdout) && splitStderr(a).error === splitStderr(b).error;
}

/**
 * Do only blank lines move, spaces at the ends of lines, and documents that hold nothing, while each document means the same? At the end
 * of a `|+` text blank lines are part of it.
 */
function isBlank(a: Outcome, b: Outcome): boolean {
  if (a.code !== 0 || b.code !== 0) return false;
  const [before, after] = [a, b].map(({ stdout }) => splitDocuments(stdout.toString()));
  return (
    before.length === after.length &&
    before.every((text, i) => linesOf(text) === linesOf(after[i]) && meansTheSame(text, after[i]))
  );
}

/** Its lines, but for blank ones and what ends them. */
function linesOf(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t]+$/, ''))
    .filter(Boolean)
    .join('\n');
}

function meansTheSame(a: string, b: string): boolean {
  if (a === b) return true;
  try {
    return yamlToJson(a) === yamlToJson(b);
  } catch {
    // What helm prints is read before it is printed; what is read otherwise here is looked at as text.
    return a.trimEnd() === b.trimEnd();
  }
}

function statusOf(before: Outcome, after: Outcome): AcrossStatus {
  if (before.code !== 0 && after.code !== 0) return isSame(before, after) ? 'fails-alike' : 'fails-otherwise';
  if (before.code !== 0) return 'fails-before';
  if (after.code !== 0) return 'fails-after';
  if (isSame(before, after)) return 'same';
  return isBlank(before, after) ? 'blank-lines' : 'different';
}
