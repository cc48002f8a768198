// The library's render: a chart or a module in, manifests out. It does what `mistletoe template` does, with options in place of flags.

import { isAskedFor, type Profile } from '../../language/profiles';
import { jsonText } from '../../runtime/host/core/json-text';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import { checkGiven, checkOptions, helmOfOption, type OptionKinds } from '../call';
import { CommandError, type CommandOptions } from '../command';
import { unknownHelmWarning } from '../flags/helm';
import { type GivenModule, loadGiven } from '../package/module';
import { localInput } from '../package/taken';
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
  /** whose semantics a chart is compiled with: a version of Helm. A module has its own, and another one is refused */
  helm?: RenderRequest['helm'];
  /** relative paths start here */
  cwd?: string;
  /** where compiled charts are kept */
  cacheFolder?: string;
}

const OPTIONS: OptionKinds<RenderChartOptions> = {
  name: 'text',
  namespace: 'text',
  isUpgrade: 'switch',
  revision: 'count',
  values: 'data',
  valuesFiles: 'texts',
  setJson: 'texts',
  set: 'texts',
  setString: 'texts',
  setFile: 'texts',
  setLiteral: 'texts',
  kubeVersion: 'text',
  apiVersions: 'texts',
  includeCrds: 'switch',
  skipHooks: 'switch',
  skipTests: 'switch',
  skipSchemaValidation: 'switch',
  seed: 'text',
  now: 'moment',
  lookups: 'objects',
  trace: 'switch',
  helm: 'helm',
  schemaRefs: 'text',
  linkRoot: 'text',
  limits: 'limits',
  cwd: 'text',
  cacheFolder: 'text',
  noCache: 'switch',
};

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
 * Renders a chart (a folder or a .tgz), given by its path, or a module, given by its path, as its bytes or loaded. A chart is rendered at once
 * the first time; the second time it is compiled and kept in the cache.
 * Rejects with CommandError where the call is wrong: a path, an option, a value that JSON cannot hold; RenderError in Helm's words where the
 * render fails; ChartError where the chart is refused, and SchemaReferenceError where its schemas refer to what nobody has; HostError where a
 * module breaks the contract or reaches a limit.
 */
export async function renderChart(chart: GivenModule, options: RenderChartOptions = {}): Promise<RenderedChart> {
  const warnings: string[] = [];
  const say = (lines: string) => warnings.push(...lines.split('\n').filter((line) => line !== ''));
  let instance: ChartInstance | undefined;
  try {
    checkGiven('renderChart', 'the chart or module', chart, 'module');
    checkOptions('renderChart', options, OPTIONS);
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
  chart: GivenModule,
  options: RenderChartOptions,
  say: (lines: string) => void,
): Promise<{ instance: ChartInstance; input: Uint8Array }> {
  const { cwd, cacheFolder } = options;
  const wanted = helmOfOption(options.helm);
  const named = typeof chart === 'string' ? localInput(chart, 'package', { cwd }) : undefined;
  const path = named?.path ?? '';
  const request: RenderRequest = { ...options, chart: path, values: valuesOf(options) };
  const context: CommandOptions = { cwd, cacheFolder };
  if (named && named.kind !== 'module') {
    say(unknownHelmWarning(options.helm));
    const source = { helm: wanted, fetched: path };
    return new RequestedRender(request, source, context, say).prepare();
  }
  const instance = new ChartInstance(loadGiven(named ? named.given : chart, options.limits, { cwd }));
  const helm = helmOf(instance);
  const module = typeof chart === 'string' ? chart : 'the module';
  if (helm === undefined) throw new CommandError(`${module} is not a converted chart: run it with runPackage`);
  checkHelm(module, helm, options.helm, wanted);
  return new RequestedRender(request, { helm, instance }, context, say).prepare();
}

/** A module renders as the Helm does that it was converted for. Throws CommandError. */
function checkHelm(module: string, helm: Profile, given: RenderRequest['helm'], wanted: Profile): void {
  if (given === undefined || isAskedFor(helm, given, wanted)) return;
  throw new CommandError(
    `${module} renders as Helm ${helm.id} does: leave out the option helm, or convert the chart again for Helm ${wanted.id}`,
  );
}

/** Files, and what was given as a value behind them. Throws CommandError for what JSON cannot hold. */
function valuesOf({ values, valuesFiles = [], ...sets }: RenderChartOptions): RenderValues {
  const { setJson, set, setString, setFile, setLiteral } = sets;
  const text = values === undefined || typeof values === 'string' ? values : jsonOf(values, 'values');
  return {
    files: text === undefined ? valuesFiles : [...valuesFiles, { name: 'values', text }],
    setJson,
    set,
    setString,
    setFile,
    setLiteral,
  };
}

function jsonOf(value: unknown, name: string): string {
  try {
    return jsonText(value, name);
  } catch (error) {
    if (ranOutOfStack(error)) throw error;
    throw new CommandError((error as Error).message);
  }
}
