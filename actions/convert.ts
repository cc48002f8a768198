// Converting a chart: what `mistletoe convert` does, with typed options and a typed result. Nothing is printed.

import { dirname, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  convertChart as convertAlone,
  type Conversion,
  type ConversionReport,
  type ConvertOptions,
} from '../compiler/convert';
import type { EmitForm } from '../compiler/conversion';
import { brokenTemplates, type Diagnostic } from '../compiler/diagnostics';
import { systemWords } from '../gostd/os';
import type { HelmChoice, Profile } from '../language/profiles';
import { makeFolders } from '../runtime/host/node/folders';
import { replaceFile } from '../runtime/host/node/replace-file';
import { checkReferences, compiledChart } from './chart/compiled';
import { checkNamed, checkOptions, helmOfOption, type OptionKinds } from './call';
import { CommandError } from './command';
import { unknownHelm } from './flags/helm';
import { localInput } from './package/taken';

/** How a chart is converted; whatever is left out is as `mistletoe convert` has it without the flag. */
export interface ConvertToModuleOptions {
  /** whose semantics the module has */
  helm?: HelmChoice;
  /** the text of the IR or of the module too */
  emit?: EmitForm;
  /** keep the names of functions, for profiles and stack traces */
  names?: boolean;
  /** copies of documents that schemas refer to: a folder */
  schemaRefs?: string;
  /** the folder in which symbolic links are followed; by default the git work tree around the chart */
  linkRoot?: string;
  /** convert also where schemas refer to documents that nobody has */
  allowMissingReferences?: boolean;
  /** compile in any case */
  noCache?: boolean;
  cacheFolder?: string;
  /** relative paths start here */
  cwd?: string;
}

const OPTIONS: OptionKinds<ConvertToModuleOptions> = {
  helm: 'helm',
  emit: 'text',
  names: 'switch',
  schemaRefs: 'text',
  linkRoot: 'text',
  allowMissingReferences: 'switch',
  noCache: 'switch',
  cacheFolder: 'text',
  cwd: 'text',
};

/** A chart that was converted. */
export interface ConvertedChart extends ConversionReport {
  wasm: Uint8Array;
  /** what `emit` asked for */
  text?: string;
  helm: Profile;
  /** what Helm would write to standard error while it loads the chart; empty, or lines */
  notices: string;
}

/** What a conversion that fails had to say: properties of the error. */
export interface ConversionFailure {
  diagnostics: Diagnostic[];
  notices: string;
}

/**
 * Converts the chart at a path (a folder or a .tgz). Template files of subcharts that cannot be parsed are among the diagnostics, as
 * are documents that schemas lack. Rejects with CommandError where the call is wrong, or a template of the chart itself cannot be parsed,
 * since no render of it could work; with ChartError in Helm's words where the chart is refused; with SchemaReferenceError where schemas lack
 * documents and nobody allowed it. Such an error has what {@link ConversionFailure} names.
 */
export async function convertToModule(chart: string, options: ConvertToModuleOptions = {}): Promise<ConvertedChart> {
  const failure: ConversionFailure = { diagnostics: [], notices: '' };
  try {
    checkNamed('convertToModule', 'the chart', chart);
    checkOptions('convertToModule', options, OPTIONS);
    return await convert(chart, options, failure);
  } catch (error) {
    const { name, message } = error as Error;
    // By name: the compiler is bundled apart, with its own copies of the classes.
    if (name === 'ChartError') failure.diagnostics.push({ code: 'chart-refused', severity: 'error', message });
    throw Object.assign(error as Error, failure);
  }
}

async function convert(
  chart: string,
  { cwd = '.', helm: choice, ...rest }: ConvertToModuleOptions,
  told: ConversionFailure,
): Promise<ConvertedChart> {
  const helm = helmOfOption(choice);
  const { path } = localInput(chart, 'chart', { cwd });
  const words = unknownHelm(choice);
  const known: Diagnostic[] = words === '' ? [] : [{ code: 'unknown-helm', severity: 'warning', message: words }];
  told.diagnostics.push(...known);
  // References that lead nowhere are looked at here, so that the error has the diagnostics too.
  const { wasm, text, report } = await compiledChart(
    path,
    { ...rest, cwd, helm, allowMissingReferences: true },
    (lines, diagnostic) => {
      told.notices += lines;
      if (diagnostic) told.diagnostics.push(diagnostic);
    },
  );
  const found = rest.allowMissingReferences ? report.diagnostics : report.diagnostics.map(refused);
  told.diagnostics = [...known, ...found];
  checkReferences(report, rest);
  const broken = brokenTemplates(report.diagnostics);
  if (broken !== undefined) throw new CommandError(broken);
  return { ...report, diagnostics: told.diagnostics, wasm, text, helm, notices: told.notices };
}

/**
 * Compiles the chart at a path without the cache. Rejects with CommandError where the call is wrong, ChartError in Helm's words,
 * SchemaReferenceError. Template files that cannot be parsed are among the diagnostics, those of the chart itself too.
 */
export async function convertChart(path: string, options: ConvertOptions = {}): Promise<Conversion> {
  checkNamed('convertChart', 'the chart', path);
  const helm = helmOfOption(options.helm);
  return convertAlone(localInput(path, 'chart').path, { ...options, helm });
}

/** A diagnostic of a chart whose schemas must be whole. */
function refused(diagnostic: Diagnostic): Diagnostic {
  return diagnostic.code === 'schema-reference' ? { ...diagnostic, severity: 'error' } : diagnostic;
}

/** Writes a module, or a text that was made of one, whole or not at all. Throws CommandError. */
export function writeOutput(file: string, content: Uint8Array, cwd = '.'): void {
  try {
    const target = resolve(cwd, file);
    makeFolders(dirname(target));
    replaceFile(target, content);
  } catch (error) {
    throw new CommandError(`cannot write ${file}: ${systemWords(error)}: choose another file with -o`);
  }
}

/** Bytes that something takes when it is compressed. */
export function compressedBytes(content: Uint8Array): number {
  return gzipSync(content).length;
}
