// The compiler's front door: a chart on disk in, a module out. Phases: chart → syntax trees → IR → wasm, one after the other.

import { PARSER_LIMITS } from '../runtime/abi/quirks';
import { type HelmChoice, type Profile, has, resolveProfile } from '../language/profiles';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findAsset } from '../runtime/host/node/assets';
import { hereOrDeep } from '../runtime/host/node/deep';
import { mergeValuesMap, parseYaml, proveLines, type YamlValue } from '../runtime/bindings/values';
import { type Chart, ChartError, checkDependencies, checkInstallable, loadChart } from './chart/load';
import { textSections } from './chart/texts';
import { Guest } from '../runtime/bindings/guest';
import { SchemaReferenceError } from './schema/missing';
import { ChartSchemas, type SchemaReads } from './schema/schema';
import type { Unit } from './ir/ir';
import { lowerFile } from './lower/go-template';
import { runPasses } from './passes/passes';
import { verifyUnit } from './ir/verify';
import { type Visitor, visit, visitCalls } from './ir/visit';
import { functionsByName, type TemplateFunction } from '../language/functions';
import { KnownFunctions } from '../language/known-functions';
import { Parser } from '../language/parser';
import { ImageMap, type ImageValue } from './image/image';
import { type DataUse, link } from './link/link';
import type { Program } from './link/program';
import { SplicedGuest } from './link/splice';
import { type Layout, placeCharts } from './chart/placement';
import { type CompiledFile, describeProgram } from './codegen/chart-description';

/** How a chart is converted; whatever is left out has its default. */
export interface ConvertOptions {
  /** Whose semantics the module has; those of the newest Helm 4 by default. */
  helm?: HelmChoice;
  /** Also give the module's text (`wat`) or the IR's (`ir`). */
  emit?: 'ir' | 'wat';
  /** Leave out the passes over the IR: for tests, which compare. */
  plain?: boolean;
  /**
   * Another front end: gives the unit of a template file that it recognises, null for others. Experimental: it is how
   * compiler/handlebars takes part.
   */
  frontEnd?(path: string, source: Uint8Array): Unit | null;
  /** Keep function names in the module, for profiles and stack traces. */
  names?: boolean;
  /**
   * Make the module at once instead of small, for a chart that is rendered once: the whole guest library is in it, and
   * nothing loads Binaryen. `names` and the text of `wat` are not to be had of it. It renders the same.
   */
  quick?: boolean;
  /** A directory with copies of the remote documents that schemas refer to: file path = host + path of the URL. */
  schemaRefs?: string;
  /**
   * Convert also where schemas refer to documents that nobody has; renders then fail unless they skip the check. Otherwise
   * SchemaReferenceError names them.
   */
  allowMissingReferences?: boolean;
  /** The folder in which the chart's symbolic links are followed; by default the git work tree around the chart. */
  linkRoot?: string;
  /** Where the chart lies, if it lies in a directory: schemas may refer to files in it by `file:` URLs. */
  chartPath?: string;
  /** Told what Helm would write to standard error while loading. */
  warn?(message: string): void;
}

/** A template function that takes randomness or the time from outside, and where the chart's templates call it. */
export interface Draw {
  name: string;
  from: 'entropy' | 'clock' | 'both';
  /** `chart/templates/file.yaml:line:column`, as errors have it */
  places: string[];
}

/** What is to say of a converted chart besides its module. */
export interface ConversionReport {
  name: string;
  version: string;
  /** Template files, and templates among them and in `define`s. */
  files: number;
  templates: number;
  /** Template functions that the module can call directly, by family. */
  families: string[];
  /** Is the evaluator behind `tpl` part of the module? */
  hasEvaluator: boolean;
  /** Calls of functions that draw; a text that `tpl` runs may draw besides. */
  draws: Draw[];
  /** Template files that Helm cannot parse: rendering fails at them if their chart is enabled. */
  parseErrors: string[];
  /** Documents that schemas refer to and nobody has: renders fail unless they skip the check. */
  missingReferences: string[];
}

/** A converted chart. */
export interface Conversion extends ConversionReport {
  wasm: Uint8Array;
  /** Text asked for with `emit`. */
  text?: string;
  /** What the module depends on besides the chart's own files. */
  reads: SchemaReads;
}

/** Loads, checks and compiles the chart at `path` (a directory or a .tgz). Throws ChartError with Helm's words. */
export async function convertChart(path: string, options: ConvertOptions = {}): Promise<Conversion> {
  const { warn, frontEnd, ...plain } = options;
  // A front end is a function, which no other thread can be given.
  const job = frontEnd ? null : ({ kind: 'convert', path: resolve(path), options: plain } as const);
  const work = (say: (line: string) => void) => convertHere(path, { ...options, warn: say });
  return hereOrDeep(work, job, (line) => warn?.(line)).catch(asChartError);
}

/** An error from another thread keeps only its name. */
function asChartError(error: Error): never {
  throw error.name === 'ChartError' && !(error instanceof ChartError) ? new ChartError(error.message) : error;
}

async function convertHere(path: string, options: ConvertOptions): Promise<Conversion> {
  const helm = resolveProfile(options.helm);
  const linkRoot = options.linkRoot === undefined ? undefined : resolve(options.linkRoot);
  const chart = loadChart(path, { helm, parseYaml, warn: options.warn, linkRoot });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  return compileChart(chart, { chartPath: path, ...options });
}

/** Compiles a chart that was loaded and checked. */
export async function compileChart(chart: Chart, options: ConvertOptions = {}): Promise<Conversion> {
  const helm = resolveProfile(options.helm);
  const guestBytes = readFileSync(findAsset('guest.wasm'));
  const guest = new Guest(guestBytes);
  const layout = placeCharts(chart, (constraint, version) => guest.inRange(constraint, version), helm);

  const schemas = new ChartSchemas(helm, guestBytes, {
    directory: options.schemaRefs,
    chart: options.chartPath,
  });
  schemas.add(layout.sources.map((source) => source.chart));
  if (schemas.missing.length > 0 && !options.allowMissingReferences) throw new SchemaReferenceError(schemas.missing);

  const { compiled, units, parseErrors } = compileFiles(layout, helm, options);
  const calls = collectCalls(units);
  const uses: Program['uses'] = {
    tpl: calls.has('tpl'),
    time:
      calls.has('tpl') ||
      [...calls].some((name) => ['dates', 'durations', 'toml'].includes(functionsByName.get(name)!.family)),
    version: calls.has('tpl') || calls.has('semver'),
    kubeVersion: chart.metadata.kubeVersion !== '',
    regex: calls.has('tpl') || [...calls].some((name) => functionsByName.get(name)!.family === 'regex'),
    ...schemas.uses,
  };
  const families = [...new Set([...calls].map((name) => functionsByName.get(name)!.family))].sort();
  const draws = collectDraws(units);
  const templateNames = new Map<string, Uint8Array>();
  for (const file of layout.files) templateNames.set(file.path, Buffer.from(file.path));
  for (const unit of units) {
    for (const definition of unit.definitions) {
      templateNames.set(Buffer.from(definition.name!).toString('latin1'), definition.name!);
    }
  }

  let text: string | undefined;
  if (options.emit === 'ir') {
    const { printUnits } = await import('./ir/print');
    text = printUnits(units);
  }
  const valuesOf = new Map<Chart, ImageValue>();
  const program: Program = {
    helm,
    units,
    names: [...templateNames.values()],
    prove: options.plain || options.quick ? null : proveLines,
    sections: textSections(chart),
    packageDocument: Buffer.from(packageDocument(chart, helm, { families, draws, hasEvaluator: uses.tpl })),
    uses,
    describe: (image, tables) =>
      describeProgram(image, tables, {
        helm,
        layout,
        compiled,
        schema: (of, writer) => schemas.describe(of, writer),
        values: (of) => {
          let value = valuesOf.get(of);
          if (value === undefined) {
            value = of.values ? chartValues(of.values, helm) : {};
            valuesOf.set(of, value);
          }
          return value;
        },
      }),
  };
  let wasm: Uint8Array;
  if (options.quick) {
    wasm = new SplicedGuest(guestBytes).link(guest.heapStart, program);
  } else {
    const { emit, names } = options;
    const linked = await link(guestBytes, guest.heapStart, dataUse(guestBytes), program, {
      text: emit === 'wat',
      names,
    });
    wasm = linked.wasm;
    text ??= linked.text;
  }
  return {
    name: chart.metadata.name,
    version: chart.metadata.version,
    wasm,
    text,
    files: layout.files.length,
    templates: units.reduce((sum, unit) => sum + 1 + unit.definitions.length, 0),
    families,
    hasEvaluator: uses.tpl,
    draws,
    parseErrors,
    missingReferences: schemas.missing,
    reads: schemas.reads,
  };
}

let knownDataUse: DataUse | undefined;

/** The list of what guest functions need, which must be of the same build as the guest. */
function dataUse(guest: Uint8Array): DataUse {
  knownDataUse ??= JSON.parse(readFileSync(findAsset('guest-data.json'), 'utf8')) as DataUse;
  if (createHash('sha256').update(guest).digest('hex') !== knownDataUse.guest) {
    throw new Error('guest.wasm and guest-data.json are of different builds: build the package again (npm run build)');
  }
  return knownDataUse;
}

/** Parses and lowers every template file; files with the same text share one unit. */
function compileFiles(
  layout: Layout,
  helm: Profile,
  { frontEnd, plain }: ConvertOptions,
): { compiled: Map<Layout['files'][number], CompiledFile>; units: Unit[]; parseErrors: string[] } {
  const functions = new KnownFunctions(helm);
  const byText = new Map<string, CompiledFile>();
  const compiled = new Map<Layout['files'][number], CompiledFile>();
  const units: Unit[] = [];
  const parseErrors: string[] = [];
  for (const file of layout.files) {
    const { data } = file.file;
    const key = Buffer.from(data.buffer, data.byteOffset, data.length).toString('latin1');
    const finish = (unit: Unit): { unit: Unit } => {
      if (!plain) runPasses(unit);
      verifyUnit(unit);
      units.push(unit);
      return { unit };
    };
    const foreign = frontEnd?.(file.path, data);
    if (foreign) {
      compiled.set(file, finish(foreign));
      continue;
    }
    let result = byText.get(key);
    if (!result) {
      const parser = new Parser(data, Buffer.from(file.path), functions, has(helm, PARSER_LIMITS));
      if (parser.parse()) {
        result = finish(lowerFile(file.path, data, parser.root, parser.definitions));
      } else {
        const message = Buffer.from(parser.errorMessage).toString();
        // Helm shows what follows the last colon.
        result = {
          error: message.slice(message.lastIndexOf(': ') + 1).trimStart(),
          line: parser.errorLine,
          column: columnOf(data, parser),
        };
      }
      byText.set(key, result);
    }
    if ('error' in result) {
      const { line, column, error } = result;
      parseErrors.push(`${file.path}:${line}:${column === undefined ? '' : `${column}:`} ${error}`);
    }
    compiled.set(file, result);
  }
  return { compiled, units, parseErrors };
}

/** The column of a parse error in bytes from 0, where the token that it was found at stands in the line that Go names. */
function columnOf(source: Uint8Array, { errorLine, errorOffset }: Parser): number | undefined {
  let line = 1;
  let start = 0;
  for (let i = source.indexOf(10); i >= 0 && i < errorOffset; i = source.indexOf(10, i + 1)) {
    line++;
    start = i + 1;
  }
  return line === errorLine ? errorOffset - start : undefined;
}

/** Names of the template functions that units call. */
function collectCalls(units: Unit[]): Set<string> {
  const calls = new Set<string>();
  const visitor: Visitor = {
    expression(e) {
      if (e.op === 'call') calls.add(e.function.name);
      if (e.op === 'include') calls.add('include');
    },
    statement(s) {
      if (s.op === 'printInclude' || s.op === 'printIncludeIndented') calls.add('include');
      if (s.op === 'printYamlIndented') calls.add('toYaml');
      if (s.op === 'write') calls.add(s.function.name);
    },
  };
  for (const unit of units) {
    for (const template of [unit.main, ...unit.definitions]) visit(template, visitor);
  }
  return calls;
}

/** The calls of functions that draw, by the functions' names. */
function collectDraws(units: Unit[]): Draw[] {
  const draws = new Map<string, Draw>();
  for (const unit of units) {
    const add = ({ name, draws: from }: TemplateFunction, position: number) => {
      if (from === undefined) return;
      const { line, column } = unit.positions[position];
      const place = `${unit.path}:${line}:${column}`;
      const draw = draws.get(name) ?? { name, from, places: [] };
      if (!draw.places.includes(place)) draw.places.push(place);
      draws.set(name, draw);
    };
    for (const template of [unit.main, ...unit.definitions]) visitCalls(template, add);
  }
  return [...draws.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A chart's values.yaml as its templates see it. */
function chartValues(text: Uint8Array, helm: Profile): ImageValue {
  const toImage = (value: YamlValue): ImageValue => {
    if (Array.isArray(value)) return value.map(toImage);
    if (value instanceof Map) {
      return new ImageMap(
        0,
        [...value].map(([key, item]): [string, ImageValue] => [key, toImage(item)]),
      );
    }
    return typeof value === 'bigint' ? Number(value) : value;
  };
  return toImage(mergeValuesMap({ helm, files: [{ name: 'values.yaml', text }] }));
}

function packageDocument(
  chart: Chart,
  helm: Profile,
  { families, draws, hasEvaluator }: Pick<ConversionReport, 'families' | 'draws' | 'hasEvaluator'>,
): string {
  const m = chart.metadata;
  const drawing = (what: 'entropy' | 'clock') =>
    draws.flatMap(({ name, from }) => (from === what || from === 'both' ? [name] : [])).join(',');
  return `${JSON.stringify({
    apiVersion: 'mistletoe.dev/v1alpha1',
    kind: 'MistPackage',
    metadata: {
      name: m.name,
      labels: {
        'mistletoe.dev/converted-from': 'helm-chart',
        'mistletoe.dev/chart-name': m.name,
        'mistletoe.dev/chart-version': m.version,
        'mistletoe.dev/app-version': m.appVersion,
        'mistletoe.dev/compiler-version': COMPILER_VERSION,
        'mistletoe.dev/helm-semantics': helm.label,
        'mistletoe.dev/functions': families.join(','),
        'mistletoe.dev/draws-entropy': drawing('entropy'),
        'mistletoe.dev/draws-clock': drawing('clock'),
        'mistletoe.dev/calls-tpl': String(hasEvaluator),
        'mistletoe.dev/deprecated': String(m.deprecated),
      },
    },
  })}\n`;
}

/** Version of this compiler, which converted modules name. */
export const COMPILER_VERSION = '0.1.0';

export { ChartError };
