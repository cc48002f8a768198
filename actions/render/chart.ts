// The library's render: a chart or a module in, manifests out. It does what `mistletoe template` does, with options in place of flags.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConvertOptions } from '../../compiler/compile';
import { defaultProfile, resolveProfile } from '../../language/profiles';
import { mergeValues, mergeValuesMap, type ValueFlags } from '../../runtime/bindings/values';
import { type Limits, loadModuleFile, moduleAt } from '../../runtime/host';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import type { TemplatePlace } from '../../compiler/analysis/place';
import { renderableChart } from '../chart/compiled';
import { kubeVersionProblem, releaseNameProblem } from '../helm-template/checks';
import { trimSpaceBytes } from '../helm-template/output';
import { chartLimits } from '../limits';
import { readInput } from '../files';
import { packageInput } from '../package/input';
import { writeInput } from './input';
import { printed, type RenderedManifest, RenderError, readHead } from './manifests';
import { randomHex } from './random';
import { ChartInstance, helmOf } from './render';
import { placeAt } from './trace';
import { readTime } from './time';

/** How a chart is rendered; whatever is left out is as `helm template` has it without the flag. */
export interface RenderChartOptions {
  /** the release's name; `release-name` by default */
  name?: string;
  namespace?: string;
  /** an object, or YAML; over `valuesFiles` */
  values?: object | string;
  valuesFiles?: string[];
  /** as the flags of the same names, each in its order: `a.b=1` */
  setJson?: string[];
  set?: string[];
  setString?: string[];
  setFile?: string[];
  setLiteral?: string[];
  isUpgrade?: boolean;
  /** `.Release.Revision`; 1 by default */
  revision?: number;
  kubeVersion?: string;
  apiVersions?: string[];
  /** definitions from crds/ folders too */
  includeCrds?: boolean;
  skipHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  /** the same text, the same random values: for tests and comparisons only */
  seed?: string;
  /** the clock: RFC 3339, or seconds since 1970; the machine's by default */
  now?: string | number;
  /** the objects that `lookup` finds */
  lookups?: object[];
  /** whose semantics a chart is compiled with; a module has its own */
  helm?: ConvertOptions['helm'];
  /** copies of documents that schemas refer to: a folder */
  schemaRefs?: string;
  /** relative paths start here */
  cwd?: string;
  limits?: Partial<Limits>;
  /** also say which template line wrote what: `trace` of each manifest. Of charts only, which are compiled for it */
  trace?: boolean;
  /** where compiled charts are kept; and whether */
  cacheFolder?: string;
  noCache?: boolean;
}

/** A manifest of the library's render. */
export interface ChartManifest extends RenderedManifest {
  /** what the document says itself; empty where it says nothing */
  namespace: string;
  /** `bytes` as text; what is no UTF-8 is replaced */
  text: string;
}

/** What {@link renderChart} gives. */
export interface RenderedChart {
  /** in the order that `helm template` prints them: definitions of kinds, manifests in the order of installation, hooks */
  manifests: ChartManifest[];
  /** the text of NOTES.txt; empty where there is none */
  notes: string;
  /** what Helm would write to standard error, line by line */
  warnings: string[];
  /** the bytes that `helm template` prints */
  output: Buffer;
}

/**
 * Renders a chart (a folder or a .tgz) or a module, given by its path. A chart is compiled first, or taken from the cache.
 * Rejects with RenderError in Helm's words where the render fails, ChartError where the chart is refused, HostError where a module
 * breaks the contract or reaches a limit.
 */
export async function renderChart(chart: string, options: RenderChartOptions = {}): Promise<RenderedChart> {
  try {
    return await render(chart, options);
  } catch (error) {
    if (!ranOutOfStack(error)) throw error;
    throw new RenderError('input', 'the chart or its values nest too deeply');
  }
}

async function render(chart: string, options: RenderChartOptions): Promise<RenderedChart> {
  const warnings: string[] = [];
  const instance = await open(chart, options, (lines) =>
    warnings.push(...lines.split('\n').filter((line) => line !== '')),
  );
  try {
    const result = instance.manifests(inputOf(instance, options));
    const manifests = result.manifests.map((manifest): ChartManifest => {
      const { apiVersion, kind, name, namespace } = readHead(manifest.bytes);
      const head = manifest.kind === '' ? { apiVersion, kind, name } : {};
      return { ...manifest, ...head, namespace, text: manifest.bytes.toString() };
    });
    const [plain, hooks] = outputOf(result.manifests);
    return {
      manifests,
      notes: result.notes,
      warnings: [...warnings, ...result.warnings],
      output: Buffer.concat([plain, hooks]),
    };
  } catch (error) {
    if (error instanceof RenderError) error.warnings.unshift(...warnings);
    throw error;
  } finally {
    instance.close();
  }
}

const SEPARATOR = Buffer.from('---\n');

/** What `helm template` prints: what is no hook, and the hooks. */
export function outputOf(manifests: readonly RenderedManifest[]): [plain: Buffer, hooks: Buffer] {
  const join = (list: readonly RenderedManifest[]) => Buffer.concat(list.flatMap((item) => [SEPARATOR, printed(item)]));
  const plain = join(manifests.filter(({ hook }) => hook === undefined));
  // Helm trims the manifests, and not the hooks, as one text.
  return [
    Buffer.from(`${trimSpaceBytes(plain.toString('latin1'))}\n`, 'latin1'),
    join(manifests.filter(({ hook }) => hook !== undefined)),
  ];
}

/** Finds the template line that wrote a byte of what {@link outputOf} gives. */
export function outputPlaces(manifests: readonly RenderedManifest[]): (offset: number) => TemplatePlace | undefined {
  const parts: { from: number; manifest: RenderedManifest }[] = [];
  const lay = (list: readonly RenderedManifest[], start: number) => {
    let at = start;
    for (const manifest of list) {
      at += SEPARATOR.length + printed(manifest).length;
      parts.push({ from: at - manifest.bytes.length - 1, manifest });
    }
  };
  lay(
    manifests.filter(({ hook }) => hook === undefined),
    0,
  );
  lay(
    manifests.filter(({ hook }) => hook !== undefined),
    outputOf(manifests)[0].length,
  );
  return (offset) => {
    const part = parts.findLast(({ from }) => from <= offset);
    if (!part || offset > part.from + part.manifest.bytes.length) return undefined;
    const { source, bytes, isCrd, trace = [] } = part.manifest;
    if (!isCrd) return placeAt(trace, offset - part.from);
    return { template: source, line: bytes.subarray(0, offset - part.from).filter((b) => b === 0x0a).length + 1 };
  };
}

async function open(
  chart: string,
  options: RenderChartOptions,
  notice: (lines: string) => void,
): Promise<ChartInstance> {
  const path = resolve(options.cwd ?? '.', chart);
  const module = moduleAt(path);
  if (module !== undefined) return new ChartInstance(loadModuleFile(module, options.limits));
  if (!existsSync(path))
    throw new RenderError('input', `there is no chart ${chart}: give a folder, a .tgz or a module`);
  const { skipSchemaValidation: allowMissingReferences, schemaRefs, cwd, cacheFolder, noCache, trace } = options;
  const settings = {
    helm: resolveProfile(options.helm),
    allowMissingReferences,
    schemaRefs,
    cwd,
    cacheFolder,
    noCache,
    trace,
  };
  const limits = { ...chartLimits, ...options.limits };
  return new ChartInstance(await renderableChart(path, settings, limits, notice));
}

function inputOf(instance: ChartInstance, options: RenderChartOptions): Uint8Array {
  const { name = 'release-name', namespace = 'default', kubeVersion = '', seed, now, lookups } = options;
  const helm = helmOf(instance);
  const refuse = (message: string) => new RenderError('input', message);
  const flags: ValueFlags = { ...options, helm: helm ?? defaultProfile, files: valueFiles(options) };
  flags.readFile = (path) => readInput(path, { cwd: options.cwd });
  try {
    if (helm === undefined) {
      return packageInput(instance, name, mergeValuesMap(flags), {
        now,
        entropy: seed,
        namespace: options.namespace,
        lookups: lookups && JSON.stringify(lookups),
        ...(kubeVersion !== '' && { kubeVersion }),
        ...(options.apiVersions && { apiVersions: options.apiVersions }),
      });
    }
    const problem = releaseNameProblem(name);
    if (problem !== undefined) throw refuse(problem);
    const versionProblem = kubeVersion === '' ? undefined : kubeVersionProblem(kubeVersion, helm);
    if (versionProblem !== undefined) throw refuse(versionProblem);
    return writeInput({
      ...options,
      name,
      namespace,
      values: mergeValues(flags),
      includeCRDs: options.includeCrds,
      now: typeof now === 'number' ? now : readTime(now ?? ''),
      entropy: seed ?? randomHex(),
      lookups: lookups && JSON.stringify(lookups),
    });
  } catch (error) {
    if (error instanceof RenderError || ranOutOfStack(error)) throw error;
    throw refuse((error as Error).message);
  }
}

/** Files, and what was given as a value behind them. */
function valueFiles({ values, valuesFiles = [] }: RenderChartOptions): ValueFlags['files'] {
  if (values === undefined) return valuesFiles;
  return [...valuesFiles, { name: 'values', text: typeof values === 'string' ? values : JSON.stringify(values) }];
}
