// The one place where verification meets the product: a chart converted once, then rendered as the arguments that helm gets ask for.

import { unknownHelmWarning } from '../../actions/flags/helm';
import type { Profile } from '../../language/profiles';
import { createHash } from 'node:crypto';
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileChartAt } from '../../actions/chart/compile';
import type { Notice } from '../../actions/chart/open';
import { quickChartAt } from '../../actions/chart/quick';
import { outputOf, outputPlaces } from '../../actions/render/output';
import type { TemplatePlace } from '../../compiler/analysis/place';
import type { Diagnostic } from '../../compiler/diagnostics';
import type { ConvertOptions } from '../../compiler/convert';
import { describeError } from '../../actions/command';
import { readArguments, type TemplateArguments } from '../../actions/helm-template/arguments';
import { renderTemplate, type TemplateResult } from '../../actions/helm-template/render';
import type { Limits } from '../../runtime/host';
import type { Outcome } from '../compare/compare';

/** A chart that was converted, or could not be. */
export interface Subject {
  /** absolute path of the chart */
  chart: string;
  helm: Profile;
  wasm?: Uint8Array;
  module?: { digest: string; bytes: number };
  /** what helm says on standard error while it loads the chart */
  notices: string;
  conversionError?: string;
  diagnostics: Diagnostic[];
  /** is it a chart that Helm refuses too, rather than one that is beyond the compiler? */
  refused: boolean;
  convertMs: number;
  options?: ConvertOptions;
  /** rendered as it is, without a module (`--quick`) */
  isQuick?: boolean;
  /** compiled with a trace, when somebody asked for a place */
  traced?: Promise<Uint8Array>;
}

/** How a chart is made ready. */
export interface SubjectOptions {
  /** absolute */
  schemaRefs?: string;
  /** absolute, where the chart's links may lead */
  linkRoot?: string;
  /**
   * `module`: what users get. `draft`: for a few renders and nothing else, made at once, without the optimiser (ConvertOptions.quick).
   * `nothing`: the chart is rendered as one that comes for the first time
   */
  make?: 'module' | 'draft' | 'nothing';
}

/** Converts the chart at an absolute path. Never throws for a chart. */
export async function convertSubject(
  chart: string,
  helm: Profile,
  { schemaRefs, linkRoot, make = 'module' }: SubjectOptions = {},
): Promise<Subject> {
  const start = performance.now();
  const subject: Subject = { chart, helm, notices: '', diagnostics: [], refused: false, convertMs: 0 };
  try {
    const notice: Notice = (line, diagnostic) => {
      subject.notices += line;
      if (diagnostic) subject.diagnostics.push(diagnostic);
    };
    const chartPath = statSync(chart).isDirectory() ? chart : undefined;
    const quick = make === 'draft';
    subject.options = { schemaRefs, linkRoot, chartPath, allowMissingReferences: true, quick };
    if (make === 'nothing') {
      subject.isQuick = true;
      subject.diagnostics = (await quickChartAt(chart, helm, notice, { ...subject.options, parses: true })).diagnostics;
      subject.convertMs = performance.now() - start;
      return subject;
    }
    const { wasm, diagnostics } = await compileChartAt(chart, helm, notice, subject.options);
    subject.diagnostics = diagnostics;
    subject.wasm = wasm;
    subject.module = { digest: `sha256:${createHash('sha256').update(wasm).digest('hex')}`, bytes: wasm.length };
  } catch (error) {
    const { name, message, stack } = error as Error;
    subject.refused = name === 'ChartError';
    if (subject.refused) subject.diagnostics.push({ code: 'chart-refused', severity: 'error', message });
    subject.conversionError = subject.refused ? message : `${message}${place(stack)}`;
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
const LIMITS: Partial<Limits> = { timeMs: 120_000, memoryBytes: 2 ** 32, outputBytes: 2 ** 30, moduleBytes: 2 ** 30 };

/** What makes a render of ours repeatable. */
export interface Draws {
  seed: string;
  /** RFC 3339; by default the time of the render */
  now?: string;
}

/**
 * The render that helm's arguments ask for, `args[1]` being the chart.
 * @param cwd folder the arguments are relative to
 * @param work folder for the module, which is the same for all renders there
 */
export async function renderSubject(
  subject: Subject,
  args: readonly string[],
  cwd: string,
  work: string,
  draws: Draws,
): Promise<Outcome> {
  const now = draws.now ?? new Date().toISOString();
  const start = performance.now();
  const module = subject.wasm && moduleIn(work, 'chart.wasm', subject.wasm);
  const result = await render(subject, args, cwd, { ...draws, now }, { chart: module });
  const ms = performance.now() - start;
  const stderr = subject.wasm === undefined ? result.stderr : subject.notices + result.stderr;
  return { ...result, stderr, ms, now };
}

function moduleIn(work: string, name: string, wasm: Uint8Array): string {
  const path = join(work, name);
  if (!existsSync(path)) writeFileSync(path, wasm);
  return path;
}

/** Renders what helm's arguments say, with `given` in place of what they say of it. */
async function render(
  { helm, options }: Subject,
  args: readonly string[],
  cwd: string,
  { seed, now }: Draws,
  { chart, manifests }: { chart?: string; manifests?: boolean },
): Promise<TemplateResult> {
  let read: TemplateArguments;
  try {
    read = readArguments(args, helm);
    read.checkUsage();
  } catch (error) {
    return { stdout: Buffer.alloc(0), stderr: `Error: ${describeError(error)}\n`, code: 1 };
  }
  const { request, notices } = read;
  const result = await renderTemplate(
    {
      ...request,
      chart: chart ?? request.chart,
      namespace: request.namespace ?? 'default',
      // By its own name where that is known: what is to be said of another one, the reports say.
      helm: unknownHelmWarning(helm.label) === '' ? helm.label : helm.id,
      seed,
      now,
      limits: LIMITS,
      noCache: true,
      // A module has what it needs of them.
      schemaRefs: options?.schemaRefs,
      linkRoot: options?.linkRoot,
      manifests,
    },
    { cwd, stdin: '' },
  );
  return { ...result, stderr: notices + result.stderr };
}

/**
 * Renders the same once more, by a module that says which template line wrote what; gives the finder of places in the standard
 * output of `ours`. Undefined where there is none: the chart could not be converted, or the render failed.
 */
export async function tracePlaces(
  subject: Subject,
  ours: Outcome,
  args: readonly string[],
  cwd: string,
  work: string,
  { seed }: Draws,
): Promise<((offset: number) => TemplatePlace | undefined) | undefined> {
  if (subject.conversionError !== undefined || ours.code !== 0 || ours.now === undefined) return undefined;
  subject.traced ??= compileChartAt(subject.chart, subject.helm, () => undefined, {
    ...subject.options,
    trace: true,
    quick: true,
  }).then(({ wasm }) => wasm);
  const chart = moduleIn(work, 'traced.wasm', await subject.traced);
  const result = await render(subject, args, cwd, { seed, now: ours.now }, { chart, manifests: true });
  const { stdout, code, manifests = [] } = result;
  // Flags such as --show-only print less than was rendered.
  const isWhole = Buffer.concat(outputOf(manifests)).equals(stdout);
  return code === 0 && isWhole && stdout.equals(ours.stdout) ? outputPlaces(manifests) : undefined;
}
