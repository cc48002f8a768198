// The library's render: a chart or a module in, manifests out. It does what `mistletoe template` does, with options in place of flags.

import { defaultProfile, resolveProfile } from '../../language/profiles';
import { mergeValuesMap } from '../../runtime/bindings/values';
import { loadModuleFile, readModule } from '../../runtime/host';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import type { CommandOptions } from '../command';
import { readInput } from '../flags/files';
import { inputOf } from '../package/input';
import { inputAt } from '../package/named';
import { refusalOf } from '../package/taken';
import { type RenderedManifest, RenderError, readHead } from './manifests';
import { outputOf } from './output';
import { ChartInstance, helmOf } from './render';
import type { RenderRequest, RenderValues } from './request';
import { RequestedRender } from './requested';

/** How a chart is rendered; whatever is left out is as `helm template` has it without the flag. */
export interface RenderChartOptions
  extends Omit<RenderRequest, 'chart' | 'helm' | 'access' | 'dependencyUpdate' | 'values' | 'lookups'> {
  /** an object, or YAML; over `valuesFiles` */
  values?: object | string;
  valuesFiles?: string[];
  /** as the flags of the same names, each in its order: `a.b=1` */
  setJson?: string[];
  set?: string[];
  setString?: string[];
  setFile?: string[];
  setLiteral?: string[];
  /** the objects that `lookup` finds */
  lookups?: object[];
  /** whose semantics a chart is compiled with; a module has its own */
  helm?: RenderRequest['helm'];
  /** relative paths start here */
  cwd?: string;
  /** where compiled charts are kept */
  cacheFolder?: string;
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
 * Renders a chart (a folder or a .tgz) or a module, given by its path. A chart is rendered at once the first time; the second time it
 * is compiled and kept in the cache.
 * Rejects with RenderError in Helm's words where the render fails, ChartError where the chart is refused, HostError where a module
 * breaks the contract or reaches a limit.
 */
export async function renderChart(chart: string, options: RenderChartOptions = {}): Promise<RenderedChart> {
  const warnings: string[] = [];
  const say = (lines: string) => warnings.push(...lines.split('\n').filter((line) => line !== ''));
  let instance: ChartInstance | undefined;
  try {
    const prepared = await prepare(chart, options, say);
    instance = prepared.instance;
    const result = instance.manifests(prepared.input);
    return {
      manifests: result.manifests.map(withHead),
      notes: result.notes,
      warnings: [...warnings, ...result.warnings],
      output: Buffer.concat(outputOf(result.manifests)),
    };
  } catch (error) {
    if (ranOutOfStack(error)) throw new RenderError('input', 'the chart or its values nest too deeply');
    if (error instanceof RenderError) error.warnings.unshift(...warnings);
    throw error;
  } finally {
    instance?.close();
  }
}

/** What a definition's head says, and each document's namespace, is read here. */
function withHead(manifest: RenderedManifest): ChartManifest {
  const { apiVersion, kind, name, namespace } = readHead(manifest.bytes);
  const head = manifest.kind === '' ? { apiVersion, kind, name } : {};
  return { ...manifest, ...head, namespace, text: manifest.bytes.toString() };
}

async function prepare(
  chart: string,
  options: RenderChartOptions,
  say: (lines: string) => void,
): Promise<{ instance: ChartInstance; input: Uint8Array }> {
  const { cwd, cacheFolder } = options;
  const found = inputAt(chart, 'package', { cwd });
  const refusal = refusalOf(found, 'package');
  if (refusal !== undefined) throw new RenderError('input', refusal);
  const { given, kind, path } = found;
  const request: RenderRequest = { ...options, chart: path, values: valuesOf(options) };
  const context: CommandOptions = { cwd, cacheFolder };
  if (kind !== 'module') {
    const source = { helm: resolveProfile(options.helm), fetched: path };
    return new RequestedRender(request, source, context, say).prepare();
  }
  const instance = new ChartInstance(loadModuleFile(given, options.limits, readModule(path, options.limits)));
  const helm = helmOf(instance);
  if (helm === undefined) return { instance, input: inputOfPackage(instance, request, options) };
  return new RequestedRender(request, { helm, instance }, context, say).prepare();
}

/** Files, and what was given as a value behind them. */
function valuesOf({ values, valuesFiles = [], ...sets }: RenderChartOptions): RenderValues {
  const { setJson, set, setString, setFile, setLiteral } = sets;
  const own = { name: 'values', text: typeof values === 'string' ? values : JSON.stringify(values) };
  return {
    files: values === undefined ? valuesFiles : [...valuesFiles, own],
    setJson,
    set,
    setString,
    setFile,
    setLiteral,
  };
}

/** The input of a module that is no converted chart: its data are the values, and of the rest it gets what it asks for. */
function inputOfPackage(
  instance: ChartInstance,
  { name = 'release-name', namespace, values, kubeVersion, apiVersions, seed, now }: RenderRequest,
  { lookups, cwd }: RenderChartOptions,
): Uint8Array {
  try {
    const readFile = (path: string) => readInput(path, { cwd });
    const data = mergeValuesMap({ ...values!, helm: defaultProfile, readFile });
    return inputOf(instance, undefined, {
      name,
      values: data,
      now,
      entropy: seed,
      namespace,
      lookups: lookups && JSON.stringify(lookups),
      kubeVersion,
      apiVersions,
    });
  } catch (error) {
    if (ranOutOfStack(error)) throw error;
    throw new RenderError('input', (error as Error).message);
  }
}
