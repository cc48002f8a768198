// `mistletoe generate`: runs any module and gives its files, in the ways the Mistletoe command line gives them.

import { resolve } from 'node:path';
import { stringify } from 'yaml';
import { type CommandOptions, type CommandResult, EXIT_ERROR, EXIT_OK, UsageError } from '../../../actions/command';
import { generateResult, runPackage } from '../../../actions/package/run';
import { type Settings, settingsOf } from '../../../actions/package/data';
import type { OutputPart } from '../../../actions/render/output';
import { separatorBefore } from '../../../manifests/separators';
import { type Limits, type MistResult, writeFiles } from '../../../runtime/host';

/** The flags of `generate`. */
export interface GenerateFlags extends Settings {
  package: string;
  inputfile: string[];
  /** `yaml`, `raw` or `dir=DIR` */
  output: string;
  process: boolean;
  namespace?: string;
  isUpgrade?: boolean;
  includeCrds: boolean;
  /** false: --no-hooks */
  hooks?: boolean;
  skipTests?: boolean;
  skipSchemaValidation?: boolean;
  now?: string | number;
  seed?: string;
  /** clock and randomness of `dev`, which stand still */
  assumed?: { now: string | number; seed: string };
  /** what a pipeline hands over: a file, or - for standard input */
  manifests?: string;
  /** what `lookup` finds: a file, or - for standard input */
  lookups?: string;
  kubeVersion?: string;
  apiVersions?: string[];
  watch?: true | string;
  limits: Partial<Limits>;
}

/** What `generate` printed. */
export interface GenerateResult extends CommandResult {
  /** where in the output each file begins */
  parts?: readonly OutputPart[];
}

/** Runs a module for the installation `name`. Throws CommandError (UsageError for the flags) or HostError. */
export function generateCommand(name: string, flags: GenerateFlags, options: CommandOptions = {}): GenerateResult {
  const { output, process, package: module } = flags;
  const directory = /^dir=(.+)$/s.exec(output)?.[1];
  if (directory === undefined && output !== 'yaml' && output !== 'raw') {
    throw new UsageError(`unknown output ${JSON.stringify(output)}: give yaml, raw or dir=DIRECTORY`);
  }
  if (process && output === 'raw') throw new UsageError('-r/--process cannot go with -o raw: it changes the files');
  const { namespace, kubeVersion, apiVersions, now, seed, assumed, manifests, lookups, limits } = flags;
  const { includeCrds, isUpgrade, hooks, skipTests, skipSchemaValidation } = flags;
  const run = {
    ...{ ...settingsOf(flags), files: flags.inputfile, label: process, limits },
    ...{ namespace, kubeVersion, apiVersions, now, seed, assumed, manifests, lookups },
    ...{ includeCrds, isUpgrade, skipHooks: hooks === false, skipTests, skipSchemaValidation },
  };
  const lines = (warnings: readonly string[]) => warnings.map((line) => `${line}\n`).join('');
  if (output === 'raw') {
    const { result } = generateResult(module, name, run, options);
    return {
      stdout: Buffer.from(writeResult(result)),
      stderr: lines(result.warnings),
      code: result.data.result === 'Ok' ? EXIT_OK : EXIT_ERROR,
    };
  }
  const { files, message, warnings } = runPackage(module, name, run, options);
  const stderr = lines(warnings) + (message === undefined ? '' : `${message.replace(/\n$/, '')}\n`);
  if (directory !== undefined) {
    writeFiles([...files], options.cwd === undefined ? directory : resolve(options.cwd, directory));
    return { stdout: Buffer.alloc(0), stderr, code: EXIT_OK };
  }
  const parts: OutputPart[] = [];
  const texts: string[] = [];
  let at = 0;
  const print = (text: string) => {
    texts.push(text);
    at += Buffer.byteLength(text);
  };
  for (const [source, text] of files) {
    // Empty lines say nothing before a document. At its end they may be a text's, as white space may.
    const body = text.replace(/^(?:[ \t\r]*\n)+/, '');
    if (parts.length > 0) print(separatorBefore(body));
    parts.push({ at, source });
    print(body.endsWith('\n') ? body : `${body}\n`);
  }
  return { stdout: Buffer.from(texts.join('')), stderr, code: EXIT_OK, parts };
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
