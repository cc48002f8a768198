// `mistletoe verify CHART --against PACKAGE`: does a package render what a chart renders? Every value set of the chart goes through both,
// and what they give is compared: as bytes, else as objects. The chart as a module is the judge; verify without --against proves that
// one with helm.

import { API_VERSION } from '../../runtime/abi/contract';
import { MAX_PAGES, PAGE_BYTES } from '../../runtime/abi/values';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ParsedFlags } from '../../actions/helm-template/pflag';
import { templateFlags } from '../../actions/helm-template/flags';
import { type Data, writeData } from '../../actions/package/data';
import { analyseChart, overlay } from '../../compiler/analysis/reads';
import { convertChart } from '../../compiler/compile';
import { defaultProfile, findProfile, type Profile } from '../../language/profiles';
import { mergeValuesMap, parseYaml } from '../../runtime/bindings/values';
import { type NodeInstance, openModule } from '../../runtime/host';
import { readState } from '../../toolchain/eject/project/state';
import { buildPackage } from '../../toolchain/typescript/build';
import { VerifyError } from '../errors';
import { fuzzSets } from '../sets/fuzz';
import { defaultSet, discoverSets, type SetOptions, setArguments, type ValueSet } from '../sets/sets';
import { compareObjects, type ObjectDifference } from './objects';

/** What came of one value set. */
export interface AgainstResult {
  set: string;
  /** `equal`: the same objects in other bytes; `refused`: both refuse */
  status: 'identical' | 'equal' | 'refused' | 'different';
  /** the values of a generated set */
  values?: string;
  differences: ObjectDifference[];
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
  render(data: string): { error?: string; message?: string; files: string[] };
}

/** Verifies. Throws VerifyError, ChartError or BuildError where there is nothing to compare. */
export async function verifyAgainst(chart: string, options: AgainstOptions): Promise<AgainstResult[]> {
  const { cwd, helm, schemaRefs, progress } = options;
  const path = resolve(cwd, chart);
  if (!statSync(path, { throwIfNoEntry: false })) throw new VerifyError(`there is no chart ${chart}`);
  progress?.(`compiling ${chart} …`);
  const { wasm } = await convertChart(path, {
    helm,
    allowMissingReferences: true,
    ...(schemaRefs === undefined ? {} : { schemaRefs: resolve(cwd, schemaRefs) }),
  });
  progress?.(`building ${options.against} …`);
  const module = await packageModule(resolve(cwd, options.against), options.against, progress);
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

async function packageModule(path: string, shown: string, progress?: (line: string) => void): Promise<Uint8Array> {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info)
    throw new VerifyError(
      `there is no package ${shown}: give a module, a TypeScript file, or a folder with package.ts`,
    );
  if (path.endsWith('.wasm')) return readFileSync(path);
  const built = await buildPackage(info.isDirectory() ? join(path, 'package.ts') : path, progress ? { progress } : {});
  return built.wasm;
}

/** Time and memory for what a slow machine takes: a limit is no difference. */
const LIMITS = {
  timeMs: 120_000,
  memoryBytes: (MAX_PAGES - 1) * PAGE_BYTES,
  outputBytes: 2 ** 30,
  moduleBytes: 2 ** 30,
};

/** A module as a side of a comparison. */
export function moduleSide(wasm: Uint8Array): Renders {
  const instance: NodeInstance = openModule(wasm, LIMITS);
  return {
    render(text) {
      const { data } = instance.generate(text);
      if (data.result !== 'Ok') return { error: data.message ?? '', files: [] };
      return { ...(data.message === undefined ? {} : { message: data.message }), files: [...data.files.values()] };
    },
  };
}

/** Renders every value set of a chart with both sides and compares. */
export function compareSides(
  chart: string,
  sides: Sides,
  { helm, sets, fuzz, seed, progress }: Pick<AgainstOptions, 'helm' | 'sets' | 'fuzz' | 'seed' | 'progress'>,
): AgainstResult[] {
  const work = mkdtempSync(join(tmpdir(), 'mistletoe-verify-'));
  try {
    const isFolder = statSync(chart).isDirectory();
    const found = isFolder ? discoverSets(chart, chart, basename(chart), sets) : [defaultSet(chart, sets)];
    const results = found.map((set) => compareSet(set));
    if (fuzz > 0) {
      const analysis = analyseChart(chart, helm);
      const rendered =
        found.find(({ inline }, i) => inline === undefined && results[i]!.status !== 'refused') ?? found[0];
      const base: ValueSet = { ...(rendered ?? defaultSet(chart, sets)), fails: undefined };
      for (const file of base.files) {
        analysis.values = overlay(analysis.values, parseYaml(readFileSync(resolve(dirname(chart), file))) ?? new Map());
      }
      results.push(
        ...fuzzSets(analysis, { count: fuzz, seed, chart: basename(chart), base }).map((set) => compareSet(set)),
      );
    }
    return results;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }

  function compareSet(set: ValueSet): AgainstResult {
    progress?.(set.name);
    let inline: string | undefined;
    if (set.inline !== undefined) {
      inline = join(work, 'values.yaml');
      writeFileSync(inline, set.inline);
    }
    const data = inputOf(setArguments(set, basename(chart), inline), helm, dirname(chart), seed);
    const result = { set: set.name, ...(set.inline === undefined ? {} : { values: set.inline }) };
    return { ...result, ...compareRenders(sides.chart.render(data), sides.package.render(data)) };
  }
}

type Outcome = ReturnType<Renders['render']>;

function compareRenders(chart: Outcome, other: Outcome): Pick<AgainstResult, 'status' | 'differences' | 'words'> {
  if (chart.error !== undefined && other.error !== undefined) {
    const words = chart.error === other.error ? {} : { words: { chart: chart.error, package: other.error } };
    return { status: 'refused', differences: [], ...words };
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
    return { status: 'different', differences: [one('', 'renders', `refuses: ${other.error}`)] };
  const message = chart.message === other.message ? [] : [one('message', chart.message, other.message)];
  if (message.length === 0 && chart.files.join('\0') === other.files.join('\0'))
    return { status: 'identical', differences: [] };
  const differences = [...message, ...compareObjects(chart.files, other.files)];
  return { status: differences.length === 0 ? 'equal' : 'different', differences };
}

const STANDING_CLOCK = 946_684_800;

/** What follows `helm template` as a MistInput, in JSON: a package reads nothing else. */
function inputOf(args: readonly string[], helm: Profile, cwd: string, seed: string): string {
  const flags = new ParsedFlags(() => templateFlags(helm), args);
  const values = mergeValuesMap({
    helm,
    files: flags.list('values'),
    setJson: flags.list('set-json'),
    set: flags.list('set'),
    setString: flags.list('set-string'),
    setFile: flags.list('set-file'),
    setLiteral: flags.list('set-literal'),
    readFile: (path) => readFileSync(resolve(cwd, path)),
  });
  const kubeVersion = flags.text('kube-version');
  const data = {
    name: flags.arguments[0],
    namespace: flags.text('namespace') || 'default',
    release: { isUpgrade: flags.flag('is-upgrade'), revision: 1 },
    capabilities: { apiVersions: flags.list('api-versions'), ...(kubeVersion === '' ? {} : { kubeVersion }) },
    includeCRDs: flags.flag('include-crds'),
    skipHooks: flags.flag('no-hooks'),
    skipTests: flags.flag('skip-tests'),
    skipSchemaValidation: flags.flag('skip-schema-validation'),
    now: STANDING_CLOCK,
    entropy: seed,
  };
  return `{"apiVersion":"${API_VERSION}","kind":"MistInput","data":{${JSON.stringify(data).slice(1, -1)},"values":${writeData(values as Data)}}}`;
}
