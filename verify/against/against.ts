// `mistletoe verify CHART --against PACKAGE`: does a package render what a chart renders? Every value set of the chart goes through both,
// and what they give is compared: as bytes, else as objects. The chart as a module is the judge; verify without --against proves that
// one with helm.

import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Input, inputAt, type Taken } from '../../actions/package/named';
import { refusalOf } from '../../actions/package/taken';
import { convertChart } from '../../compiler/convert';
import { defaultProfile, findProfile, type Profile } from '../../language/profiles';
import { type NodeInstance, openModule } from '../../runtime/host';
import { templateFiles } from '../../toolchain/eject/project/standing';
import { readState } from '../../toolchain/eject/project/state';
import { LIMITS, type Rendered, withinLimits } from '../../toolchain/eject/proof';
import { buildPackage } from '../../toolchain/typescript/build';
import { VerifyError } from '../errors';
import type { SetOptions } from '../sets/sets';
import { compareObjects, type ObjectDifference } from './objects';
import { visitInputs } from './sets';

/** What came of one value set. */
export interface AgainstResult {
  set: string;
  /**
   * `equal`: the same objects in other bytes; `refused`: both refuse; `stricter`: the package alone refuses, with values of another kind than
   * the chart's own, which is no difference
   */
  status: 'identical' | 'equal' | 'refused' | 'stricter' | 'different';
  /** the values of a generated set, and its arguments */
  values?: string;
  /** generated: some values are of another kind than the chart's own */
  isOdd?: true;
  differences: ObjectDifference[];
  /** the templates that the chart rendered something of */
  templates?: readonly string[];
  /** where both refuse: the chart's words */
  refusal?: string;
  /** where both refuse with other words: the chart's and the package's */
  words?: { chart: string; package: string };
}

/** How a package is verified against a chart. */
export interface AgainstOptions {
  helm: Profile;
  /** the package: a module, a TypeScript file, or a folder with package.ts */
  against: string;
  sets: SetOptions;
  fuzz: number;
  seed: string;
  schemaRefs?: string;
  cwd: string;
  progress?(line: string): void;
}

/** Both sides of a comparison. */
export interface Sides {
  chart: Renders;
  package: Renders;
}

/** Something that takes a chart's input and gives files. */
export interface Renders {
  render(data: string): Rendered;
}

/** Verifies. Throws VerifyError, ChartError or BuildError where there is nothing to compare. */
export async function verifyAgainst(chart: string, options: AgainstOptions): Promise<AgainstResult[]> {
  const { cwd, helm, schemaRefs, progress } = options;
  const path = resolve(cwd, chart);
  refuse(chart, 'chart', cwd);
  progress?.(`compiling ${chart} …`);
  const { wasm } = await convertChart(path, {
    helm,
    allowMissingReferences: true,
    ...(schemaRefs === undefined ? {} : { schemaRefs: resolve(cwd, schemaRefs) }),
  });
  progress?.(`building ${options.against} …`);
  const module = await packageModule(options.against, cwd, progress);
  try {
    return compareSides(path, { chart: moduleSide(wasm), package: moduleSide(module) }, options);
  } finally {
    progress?.('');
  }
}

/** The Helm whose semantics a package has that was ejected; the newest where it does not say. */
export function packageHelm(path: string): Profile {
  const state = statSync(path, { throwIfNoEntry: false })?.isDirectory() ? readState(path) : undefined;
  return (state && findProfile(state.helm)?.profile) ?? defaultProfile;
}

/** The files of a package that was ejected, as a user would name them, by the templates that they stand for. */
export function packageSources(shown: string, cwd: string): Map<string, string> {
  const path = resolve(cwd, shown);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const [folder, shownFolder] = isFolder ? [path, shown] : [dirname(path), dirname(shown)];
  const state = readState(folder, shownFolder);
  if (state === undefined) return new Map();
  return new Map([...templateFiles(folder, state)].map(([template, file]) => [template, join(shownFolder, file)]));
}

async function packageModule(shown: string, cwd: string, progress?: (line: string) => void): Promise<Uint8Array> {
  const { kind, path } = refuse(shown, 'source', cwd);
  if (kind === 'module') return readFileSync(path);
  const isFolder = statSync(path).isDirectory();
  if (isFolder && kind !== 'source') throw new VerifyError(`${shown} is no package: it has no package.ts`);
  const built = await buildPackage(isFolder ? join(path, 'package.ts') : path, progress ? { progress } : {});
  return built.wasm;
}

/** What a name means, where a comparison takes it. Throws VerifyError. */
function refuse(given: string, taken: Taken, cwd: string): Input {
  const input = inputAt(given, taken, { cwd });
  const refusal = refusalOf(input, taken);
  if (refusal !== undefined) throw new VerifyError(refusal);
  return input;
}

/** A module as a side of a comparison. */
export function moduleSide(wasm: Uint8Array): Renders {
  const instance: NodeInstance = openModule(wasm, LIMITS);
  return {
    render: (text) =>
      withinLimits(() => {
        const { data } = instance.generate(text);
        if (data.result !== 'Ok') return { error: data.message ?? '', files: [] };
        return { ...(data.message === undefined ? {} : { message: data.message }), files: [...data.files.values()] };
      }),
  };
}

/** The template that gave a document, by its path in the chart. */
export const templateOf = (text: string) => /^# Source: [^/\n]+\/(.*)/.exec(text)?.[1] ?? '';

/** Renders every value set of a chart with both sides and compares. */
export function compareSides(
  chart: string,
  sides: Sides,
  options: Pick<AgainstOptions, 'helm' | 'sets' | 'fuzz' | 'seed' | 'progress'>,
): AgainstResult[] {
  const results: AgainstResult[] = [];
  visitInputs(chart, options, ({ name, inline, args, isOdd }, input) => {
    options.progress?.(name);
    const chartSide = sides.chart.render(input);
    const compared = compareRenders(chartSide, sides.package.render(input), isOdd);
    const templates = chartSide.error === undefined ? [...new Set(chartSide.files.map(templateOf))] : undefined;
    const values = inline === undefined ? {} : { values: [inline, ...args].join(' ') };
    const generated = { ...values, ...(isOdd ? { isOdd } : {}) };
    results.push({ set: name, ...generated, ...compared, ...(templates && { templates }) });
    return compared.status !== 'refused';
  });
  return results;
}

/**
 * Compares what both sides make of an input.
 * @param isOdd the input has values of another kind than the chart's own
 */
export function compareRenders(
  chart: Rendered,
  other: Rendered,
  isOdd = false,
): Pick<AgainstResult, 'status' | 'differences' | 'refusal' | 'words'> {
  if (chart.error !== undefined && other.error !== undefined) {
    const words = chart.error === other.error ? {} : { words: { chart: chart.error, package: other.error } };
    return { status: 'refused', differences: [], refusal: chart.error, ...words };
  }
  const one = (path: string, a?: string, b?: string): ObjectDifference => ({
    object: 'the render',
    path,
    ...(a === undefined ? {} : { chart: a }),
    ...(b === undefined ? {} : { package: b }),
  });
  if (chart.error !== undefined)
    return { status: 'different', differences: [one('', `refuses: ${chart.error}`, 'renders')] };
  if (other.error !== undefined)
    return { status: isOdd ? 'stricter' : 'different', differences: [one('', 'renders', `refuses: ${other.error}`)] };
  const message = chart.message === other.message ? [] : [one('message', chart.message, other.message)];
  if (message.length === 0 && chart.files.join('\0') === other.files.join('\0'))
    return { status: 'identical', differences: [] };
  const differences = [...message, ...compareObjects(chart.files, other.files)];
  return { status: differences.length === 0 ? 'equal' : 'different', differences };
}
