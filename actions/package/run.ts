// Running any module for an installation: what `mistletoe generate` does, with typed options and a typed result. Nothing is printed.

import { yamlProblem } from '../../runtime/host/core/documents';
import { INSTALL_LABEL } from '../../runtime/abi/labels';
import { resolve } from 'node:path';
import { type Document, isSeq, parseAllDocuments } from 'yaml';
import { duplicateObjects } from '../../manifests/duplicates';
import { isRecord } from '../../manifests/object';
import { separatorBefore } from '../../manifests/separators';
import { defaultProfile } from '../../language/profiles';
import { mergeValues } from '../../runtime/bindings/values';
import { type Limits, type MistResult, RENDER_EXPORT } from '../../runtime/host';
import { checkGiven, checkNamed, checkOptions, type OptionKinds } from '../call';
import { CommandError, type CommandOptions } from '../command';
import { readInput } from '../flags/files';
import { type GivenModule, loadGiven } from './module';
import { kubeVersionProblem, releaseNameProblem } from '../render/checks';
import { knownLookups } from '../render/lookups';
import { readPackageFile } from '../render/package-files';
import { ChartInstance, helmOf } from '../render/render';
import { dataFlags, readData, type Settings, settingsOf } from './data';
import { inputOf, refuseUntaken } from './input';
import { takesValues } from './takes';

/** How a module is run; whatever is left out is as `mistletoe generate` has it without the flag. */
export interface RunPackageOptions extends Settings {
  /** YAML files over one another: of a converted chart its values, of any other module its data; settings lie over them, as in `helm template` */
  files?: string[];
  namespace?: string;
  /** of a converted chart: its custom resource definitions too */
  includeCrds?: boolean;
  /** of a converted chart: `.Release.IsUpgrade` is true */
  isUpgrade?: boolean;
  /** of a converted chart: no hooks, no tests among them, its schema not looked at */
  skipHooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  kubeVersion?: string;
  apiVersions?: string[];
  /** the clock: RFC 3339, or seconds since 1970 */
  now?: string | number;
  /** the same text, the same random values: for tests and comparisons only */
  seed?: string;
  /** what a package that takes it gets where neither flags nor data say it */
  assumed?: { now: string | number; seed: string };
  /** a file with what a pipeline hands over */
  manifests?: string;
  /** what `lookup` finds: a file of Kubernetes objects (YAML documents, JSON, lists), or the objects */
  lookups?: string | readonly object[];
  /** give every resource the installation's label */
  label?: boolean;
  limits?: Partial<Limits>;
  /** relative paths start here */
  cwd?: string;
}

const OPTIONS: OptionKinds<RunPackageOptions> = {
  files: 'texts',
  setJson: 'texts',
  set: 'texts',
  setString: 'texts',
  setFile: 'texts',
  setLiteral: 'texts',
  namespace: 'text',
  includeCrds: 'switch',
  isUpgrade: 'switch',
  skipHooks: 'switch',
  skipTests: 'switch',
  skipSchemaValidation: 'switch',
  kubeVersion: 'text',
  apiVersions: 'texts',
  now: 'moment',
  seed: 'text',
  assumed: 'object',
  manifests: 'text',
  lookups: 'found',
  label: 'switch',
  limits: 'limits',
  cwd: 'text',
};

/** The switches that mean something to charts alone, as flags. */
const OF_CHARTS = {
  includeCrds: '--include-crds',
  isUpgrade: '--is-upgrade',
  skipHooks: '--no-hooks',
  skipTests: '--skip-tests',
  skipSchemaValidation: '--skip-schema-validation',
} as const satisfies Partial<Record<keyof RunPackageOptions, string>>;

/** What a module gave. */
export interface PackageRun {
  /** by path, in the order the module gave */
  files: Map<string, string>;
  /** a chart's notes, or what the module has to say */
  message?: string;
  /** what Helm would write to standard error, line by line */
  warnings: string[];
}

/**
 * Runs a module, given by its path, as its bytes or loaded, for the installation `name`. Throws CommandError where the call is wrong, and where the module says that it
 * failed or gives what is no YAML; HostError where it breaks the contract or reaches a limit.
 */
export function runPackage(
  module: GivenModule,
  name: string,
  run: RunPackageOptions = {},
  options: CommandOptions = {},
): PackageRun {
  const { instance, result } = generateResult(module, name, run, options);
  const { data } = result;
  const warnings = [...result.warnings];
  if (data.result === 'Err')
    throw Object.assign(new CommandError(data.message ?? 'the module failed and does not say why'), {
      printed: warnings,
    });
  if (!instance.loaded.isPairExport(RENDER_EXPORT)) {
    const documents = attempt(() => [...data.files].flatMap(([file, text]) => readPackageFile(file, text)));
    for (const { where, value } of documents) {
      if (!isRecord(value)) warnings.push(`Warning: ${where} has ${wordsFor(value)} for an object`);
    }
    for (const line of duplicateObjects(documents, run.namespace)) {
      warnings.push(`Warning: ${line}; a cluster would have the last of them, and install refuses them`);
    }
  }
  const files = [...data.files].map(([file, text]): [string, string] => [
    file,
    run.label ? labelResources(file, text, name) : text,
  ]);
  return { files: new Map(files), message: data.message, warnings };
}

/** The whole MistResult, also one that says Err. Throws CommandError where the module cannot be given what was asked for; HostError. */
export function generateResult(
  module: GivenModule,
  name: string,
  run: RunPackageOptions,
  surroundings: CommandOptions,
): { instance: ChartInstance; result: MistResult } {
  checkGiven('runPackage', 'the module', module, 'module');
  checkNamed('runPackage', 'the name', name);
  checkOptions('runPackage', run, OPTIONS);
  const options = run.cwd === undefined ? surroundings : { ...surroundings, cwd: run.cwd };
  const instance = openNamed(module, run.limits, options) ?? new ChartInstance(loadGiven(module, run.limits, options));
  return { instance, result: instance.generate(inputFor(name, instance, run, options)) };
}

/** The instance that a caller keeps for a path. */
function openNamed(
  module: GivenModule,
  limits: Partial<Limits> = {},
  { cwd = '.', reads, openModule }: CommandOptions,
): ChartInstance | undefined {
  if (typeof module !== 'string') return undefined;
  const named = resolve(cwd, module);
  for (const file of [named, `${named}.wasm`]) reads?.(file);
  return openModule?.(named, limits);
}

/** For a converted chart -f and --set are the chart's values, for any other module they are the data itself. */
function inputFor(name: string, instance: ChartInstance, run: RunPackageOptions, options: CommandOptions): Uint8Array {
  const problem = releaseNameProblem(name);
  if (problem !== undefined) throw new CommandError(problem);
  const helm = helmOf(instance);
  if (helm !== undefined && run.manifests !== undefined) {
    throw new CommandError(
      'a converted chart takes no --manifests: they are for packages that change what others made',
    );
  }
  const readFile = (file: string) => readInput(file, options);
  const { namespace, kubeVersion, apiVersions = [], seed, now, manifests } = run;
  const { includeCrds: includeCRDs, isUpgrade, skipHooks, skipTests, skipSchemaValidation } = run;
  const ofCharts = { includeCRDs, isUpgrade, skipHooks, skipTests, skipSchemaValidation };
  const asked = { name, namespace, kubeVersion, apiVersions, ...ofCharts };
  const versionProblem =
    kubeVersion === undefined ? undefined : kubeVersionProblem(kubeVersion, helm ?? defaultProfile);
  if (versionProblem !== undefined) throw new CommandError(versionProblem);
  const lookups = run.lookups === undefined ? undefined : knownLookups(run.lookups, readFile);
  if (helm !== undefined) {
    const values = attempt(() => mergeValues(dataFlags(run.files ?? [], settingsOf(run), helm, readFile)));
    return inputOf(instance, helm, { ...asked, values, now, entropy: seed, lookups });
  }
  const [, unfit] = Object.entries(OF_CHARTS).find(([key]) => run[key as keyof typeof OF_CHARTS]) ?? [];
  if (unfit !== undefined && !takesValues(instance))
    throw new CommandError(`${unfit} is for converted charts: this package is none`);
  refuseUntaken(instance, {
    namespace: namespace && '--namespace',
    now: now === undefined ? undefined : '--now',
    entropy: seed === undefined ? undefined : '--seed',
    kubeVersion: kubeVersion && '--kube-version',
    apiVersions: apiVersions.length > 0 ? '--api-versions' : undefined,
    lookups: lookups && '--lookups',
  });
  const data = readData(run.files ?? [], settingsOf(run), readFile);
  return inputOf(instance, undefined, {
    ...asked,
    values: data,
    now: now ?? (data.has('now') ? undefined : run.assumed?.now),
    entropy: seed ?? (data.has('entropy') ? undefined : run.assumed?.seed),
    lookups,
    ...(manifests !== undefined && { manifests: attempt(() => Buffer.from(readFile(manifests)).toString()) }),
  });
}

function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

/** What stands where an object should: `a list`, or the value. */
function wordsFor(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Adds the installation's label to every resource of a file. Values stay as they are written; the layout does not. */
function labelResources(file: string, text: string, name: string): string {
  const isJson = file.endsWith('.json');
  const documents = parseAllDocuments(text, { version: '1.1', intAsBigInt: true, logLevel: 'error' });
  if (!Array.isArray(documents)) return text;
  return documents
    .map((document) => {
      if (document.errors.length > 0) {
        throw new CommandError(`${file} is not YAML: ${yamlProblem(document.errors[0].message)}`);
      }
      if (document.contents === null) return document.toString();
      try {
        const items = document.get('kind') === 'List' ? document.get('items') : undefined;
        if (isSeq(items)) for (const i of items.items.keys()) label(document, ['items', i], name);
        else label(document, [], name);
      } catch {
        throw new CommandError(`${file} is no Kubernetes resource: it cannot be given a label`);
      }
      // What is new stands in quotes there; what the package wrote keeps its form.
      const form = isJson ? ({ defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'QUOTE_DOUBLE' } as const) : {};
      return document.toString({ lineWidth: 0, ...form });
    })
    .map((text, i) => (i === 0 ? text : separatorBefore(text) + text))
    .join('');
}

/** Labels the resource at a place of a document. Throws an Error where none can stand there. */
function label(document: Document.Parsed, at: readonly (string | number)[], name: string): void {
  // Without this a missing mapping would become an ordered one.
  for (const path of [
    [...at, 'metadata'],
    [...at, 'metadata', 'labels'],
  ]) {
    if (document.getIn(path) === null || !document.hasIn(path)) document.setIn(path, document.createNode({}));
  }
  document.setIn([...at, 'metadata', 'labels', INSTALL_LABEL], name);
}
