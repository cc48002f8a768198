// `mistletoe generate`: runs any module and gives its files, in the ways the Mistletoe command line gives them.

import { resolve } from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { API_VERSION, type Limits, loadModuleFile, type MistResult, writeFiles } from '../../runtime/host';
import { mergeValues } from '../../runtime/bindings/values';
import { CommandError, type CommandOptions, type CommandResult, EXIT_ERROR, EXIT_OK } from '../../actions/command';
import { type Data, readData, writeData } from '../../actions/package/data';
import { readInput } from '../../actions/files';
import { writeInput } from '../../actions/render/input';
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
  namespace: string;
  includeCrds: boolean;
  now: string | number;
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
  const helm = helmOf(instance);
  if (helm !== undefined && flags.manifests !== undefined) {
    throw new CommandError(
      'a converted chart takes no --manifests: they are for packages that change what others made',
    );
  }
  const read = (file: string) => readInput(file, options);
  if (helm !== undefined) {
    const values = attempt(() => mergeValues({ helm, files: flags.inputfile, set: flags.set, readFile: read }));
    return writeInput({
      name,
      namespace: flags.namespace || 'default',
      values,
      includeCRDs: flags.includeCrds,
      now: flags.now,
      entropy: flags.seed ?? randomHex(),
    });
  }
  const files = flags.inputfile.map((file) => ({
    name: file,
    text: attempt(() => Buffer.from(read(file)).toString()),
  }));
  const data = readData(files, flags.set);
  data.delete('name');
  const given = new Map<string, Data>([['name', name]]);
  const taken = takenBy(instance);
  const give = (key: string, value: Data) => taken.has(key) && given.set(key, value);
  give('namespace', flags.namespace || 'default');
  give('now', flags.now);
  give('entropy', flags.seed ?? randomHex());
  const { kubeVersion, apiVersions = [] } = flags;
  if (kubeVersion !== undefined || apiVersions.length > 0) {
    const known: [string, Data][] = kubeVersion === undefined ? [] : [['kubeVersion', kubeVersion]];
    give('capabilities', new Map<string, Data>([...known, ['apiVersions', apiVersions]]));
  }
  // A convention of pipelines, which a package that says nothing of what it takes may follow too.
  const { manifests } = flags;
  if (manifests !== undefined)
    given.set(
      'manifests',
      attempt(() => Buffer.from(read(manifests)).toString()),
    );
  const text = writeData(new Map([...given, ...data]));
  return Buffer.from(`{"apiVersion":"${API_VERSION}","kind":"MistInput","data":${text}}\n`);
}

/** What a package takes besides its own data, by its own word (the label of its MistPackage). */
function takenBy(instance: ChartInstance): Set<string> {
  const { labels } = instance.info().metadata;
  return new Set(labels[TAKES_LABEL]?.split(',') ?? []);
}

const TAKES_LABEL = 'mistletoe.dev/takes';

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

/** Adds the installation's label to every resource of a file. Values stay as they are written; the layout does not. */
function labelResources(file: string, text: string, name: string): string {
  const documents = parseAllDocuments(text, { version: '1.1', logLevel: 'error' });
  if (!Array.isArray(documents)) return text;
  return documents
    .map((document) => {
      if (document.errors.length > 0) {
        throw new CommandError(`${file} is not YAML: ${document.errors[0].message.split('\n', 1)[0]}`);
      }
      if (document.contents === null) return document.toString();
      try {
        // Without this a missing mapping would become an ordered one.
        for (const path of [['metadata'], ['metadata', 'labels']]) {
          if (!document.hasIn(path)) document.setIn(path, document.createNode({}));
        }
        document.setIn(['metadata', 'labels', INSTALL_LABEL], name);
      } catch {
        throw new CommandError(`${file} is no Kubernetes resource: it cannot be given a label`);
      }
      return document.toString({ lineWidth: 0 });
    })
    .join('---\n');
}
