// `mistletoe generate`: runs any module and gives its files, in the ways the Mistletoe command line gives them.

import { resolve } from 'node:path';
import { type Document, isSeq, parseAllDocuments, stringify } from 'yaml';
import { type Limits, loadModuleFile, type MistResult, RENDER_EXPORT, writeFiles } from '../../runtime/host';
import { mergeValues, yamlToJson } from '../../runtime/bindings/values';
import { splitDocuments } from '../../compiler/chart/values';
import { defaultProfile } from '../../language/profiles';
import { kubeVersionProblem, releaseNameProblem } from '../../actions/helm-template/checks';
import { CommandError, type CommandOptions, type CommandResult, EXIT_ERROR, EXIT_OK } from '../../actions/command';
import { readData } from '../../actions/package/data';
import { packageInput, refuseUntaken } from '../../actions/package/input';
import { readInput } from '../../actions/files';
import { writeInput } from '../../actions/render/input';
import { readTime } from '../../actions/render/time';
import { randomHex } from '../../actions/render/random';
import { ChartInstance, helmOf } from '../../actions/render/render';

/** The flags of `generate`. */
export interface GenerateFlags {
  package: string;
  inputfile: string[];
  set: string[];
  /** `yaml`, `raw` or `dir=DIR` */
  output: string;
  process: boolean;
  namespace?: string;
  includeCrds: boolean;
  now?: string | number;
  seed?: string;
  /** what a pipeline hands over: a file, or - for standard input */
  manifests?: string;
  kubeVersion?: string;
  apiVersions?: string[];
  watch?: true | string;
  limits: Partial<Limits>;
}

/** Says which installation a resource belongs to. */
const INSTALL_LABEL = 'mistletoe.dev/tied-to-install-name';

/** Runs a module for the installation `name`. Throws CommandError or HostError. */
export function generateCommand(name: string, flags: GenerateFlags, options: CommandOptions = {}): CommandResult {
  const { output, process } = flags;
  const directory = /^dir=(.+)$/s.exec(output)?.[1];
  if (directory === undefined && output !== 'yaml' && output !== 'raw') {
    throw new CommandError(`unknown output ${JSON.stringify(output)}: give yaml, raw or dir=DIRECTORY`);
  }
  if (process && output === 'raw') throw new CommandError('-r/--process cannot go with -o raw: it changes the files');
  const path = (file: string) => (options.cwd === undefined ? file : resolve(options.cwd, file));
  for (const name of [flags.package, `${flags.package}.wasm`]) options.reads?.(path(name));
  const module = path(flags.package);
  const instance =
    options.openModule?.(module, flags.limits) ?? new ChartInstance(loadModuleFile(module, flags.limits));
  const result = instance.generate(inputFor(name, instance, flags, options));

  const { data } = result;
  const warnings = result.warnings.map((line) => `${line}\n`).join('');
  if (output === 'raw') {
    return {
      stdout: Buffer.from(writeResult(result)),
      stderr: warnings,
      code: data.result === 'Ok' ? EXIT_OK : EXIT_ERROR,
    };
  }
  if (data.result === 'Err') throw new CommandError(data.message ?? 'the module failed and does not say why');
  const stderr = warnings + (data.message === undefined ? '' : `${data.message.replace(/\n$/, '')}\n`);
  if (instance.loaded.isPairExport(RENDER_EXPORT) === false)
    for (const [file, text] of data.files) checkYaml(file, text);
  const files = [...data.files].map(([file, text]): [string, string] => [
    file,
    process ? labelResources(file, text, name) : text,
  ]);
  if (directory !== undefined) {
    writeFiles(files, path(directory));
    return { stdout: Buffer.alloc(0), stderr, code: EXIT_OK };
  }
  const documents = files.map(([, text]) => `${text.trim()}\n`);
  return { stdout: Buffer.from(documents.join('---\n')), stderr, code: EXIT_OK };
}

/** For a converted chart -f and --set are the chart's values, for any other module they are the data itself. */
function inputFor(name: string, instance: ChartInstance, flags: GenerateFlags, options: CommandOptions): Uint8Array {
  const problem = releaseNameProblem(name);
  if (problem !== undefined) throw new CommandError(problem);
  const helm = helmOf(instance);
  if (helm !== undefined && flags.manifests !== undefined) {
    throw new CommandError(
      'a converted chart takes no --manifests: they are for packages that change what others made',
    );
  }
  const readFile = (file: string) => readInput(file, options);
  const { namespace, kubeVersion, apiVersions = [], seed, now, manifests } = flags;
  const versionProblem =
    kubeVersion === undefined ? undefined : kubeVersionProblem(kubeVersion, helm ?? defaultProfile);
  if (versionProblem !== undefined) throw new CommandError(`invalid kube version '${kubeVersion}': ${versionProblem}`);
  if (helm !== undefined) {
    const values = attempt(() => mergeValues({ helm, files: flags.inputfile, set: flags.set, readFile }));
    return writeInput({
      name,
      namespace: namespace || 'default',
      values,
      kubeVersion,
      apiVersions,
      includeCRDs: flags.includeCrds,
      now: now ?? readTime(''),
      entropy: seed ?? randomHex(),
    });
  }
  if (flags.includeCrds) throw new CommandError('--include-crds is for converted charts: this package is none');
  refuseUntaken(instance, {
    namespace: namespace && '--namespace',
    now: now === undefined ? undefined : '--now',
    entropy: seed === undefined ? undefined : '--seed',
    kubeVersion: kubeVersion && '--kube-version',
    apiVersions: apiVersions.length > 0 ? '--api-versions' : undefined,
  });
  const data = readData(flags.inputfile, flags.set, readFile);
  return packageInput(instance, name, data, {
    now,
    entropy: seed,
    ...(namespace && { namespace }),
    ...(kubeVersion && { kubeVersion }),
    ...(apiVersions.length > 0 && { apiVersions }),
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

/** The whole result, for people: texts as block scalars, in the order the module gave. */
function writeResult({ apiVersion, kind, data }: MistResult): string {
  const { result, message, files } = data;
  const document = {
    apiVersion,
    kind,
    data: { result, ...(message === undefined ? {} : { message }), ...(files.size === 0 ? {} : { files }) },
  };
  return stringify(document, { lineWidth: 0 });
}

/** Throws CommandError where a file that a cluster is to be given is no YAML. */
function checkYaml(file: string, text: string): void {
  try {
    for (const document of splitDocuments(Buffer.from(text), defaultProfile)) yamlToJson(document);
  } catch (error) {
    throw new CommandError(`the package gave ${file}, which is not YAML: ${(error as Error).message}`);
  }
}

/** Adds the installation's label to every resource of a file. Values stay as they are written; the layout does not. */
function labelResources(file: string, text: string, name: string): string {
  const isJson = file.endsWith('.json');
  const documents = parseAllDocuments(text, { version: '1.1', intAsBigInt: true, logLevel: 'error' });
  if (!Array.isArray(documents)) return text;
  return documents
    .map((document) => {
      if (document.errors.length > 0) {
        throw new CommandError(`${file} is not YAML: ${document.errors[0].message.split('\n', 1)[0]}`);
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
    .join('---\n');
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
