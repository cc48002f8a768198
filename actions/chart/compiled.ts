// A chart's module, compiled now or before, or made at once for one render. The compiler is large, so it is loaded only when the
// cache has nothing.

import type { Profile } from '../../language/profiles';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { MANY_FILES } from '../../compiler/chart/directory';
import type { ChartFiles } from '../../compiler/chart/files';
import type { ConversionReport, EmitForm } from '../../compiler/conversion';
import { withCode } from '../../compiler/diagnostics';
import { SchemaReferenceError } from '../../compiler/schema/missing';
import { type Limits, type LoadedModule, loadModule } from '../../runtime/host';
import { ranOutOfStack } from '../../runtime/host/core/stack';
import type { CacheEntry, ChartCache } from './cache';
import { CommandError } from '../command';
import type { Notice } from './open';

/** What the module of a chart depends on besides the chart. */
export interface ChartOptions {
  helm: Profile;
  /** a directory with copies of documents that schemas refer to */
  schemaRefs?: string;
  /** the folder in which symbolic links are followed */
  linkRoot?: string;
  /** also where schemas refer to documents that nobody has */
  allowMissingReferences?: boolean;
  /** the module says which template line wrote what (ConvertOptions.trace); it is made anew */
  trace?: boolean;
  /** neither read nor write the cache */
  noCache?: boolean;
  /** where compiled charts are kept */
  cacheFolder?: string;
  /** renderableChart compiles also what comes for the first time */
  compilesAtOnce?: boolean;
  /** relative paths start here */
  cwd?: string;
  /** called before the compiler is loaded */
  beforeCompiler?(): void;
  /** called while a chart is read that has many files */
  onManyFiles?(): void;
  /** called before a large chart is rendered from its sources, and what does that is loaded */
  beforeLargeRender?(): void;
}

/** What a module is compiled with. */
export interface CompileOptions extends ChartOptions {
  /** keep the names of functions */
  names?: boolean;
  emit?: EmitForm;
  /** ConvertOptions.withoutBinaryen */
  withoutBinaryen?: boolean;
}

/** A module and what is to say of it. */
export interface Compiled {
  wasm: Uint8Array;
  text?: string;
  report: ConversionReport;
}

/**
 * The module of the chart at an absolute path; `notice` gets what Helm says meanwhile, also where this throws; of a chart that was
 * compiled before, only lines. Throws ChartError in Helm's words, SchemaReferenceError, or CommandError.
 */
export async function compiledChart(path: string, options: CompileOptions, notice: Notice): Promise<Compiled> {
  const place = await open(path, options);
  const compiled = place.cached(notice) ?? (await compile(path, options, place, notice));
  checkReferences(compiled.report, options);
  return compiled;
}

/**
 * A module to render the chart at an absolute path with: one of the cache, or, for a chart that comes for the first time, the
 * renderer with the chart laid out for it. The second time it is compiled for the cache. Otherwise as `compiledChart`; throws
 * HostError too.
 */
export async function renderableChart(
  path: string,
  options: ChartOptions,
  limits: Partial<Limits>,
  notice: (line: string) => void,
): Promise<LoadedModule> {
  const place = await open(path, { ...options, withoutBinaryen: true });
  // How large its module is, is no matter of the chart.
  const ownLimits = { ...limits, moduleBytes: Number.POSITIVE_INFINITY };
  const isRefused = place.isRefused();
  const kept = place.isSeen() && !isRefused ? place.cached(notice) : undefined;
  if (kept) {
    checkReferences(kept.report, options);
    return loadModule(kept.wasm, ownLimits);
  }
  // A traced module is compiled, but not for good.
  const isWanted = options.trace || options.compilesAtOnce;
  const isCompiled = isWanted || (place.isSeen() && !isRefused && place.hasRoom());
  if (isCompiled) {
    let notices = '';
    const said = isWanted ? notice : (line: string) => void (notices += line);
    try {
      const compiled = await compile(path, { ...options, withoutBinaryen: true }, place, said);
      checkReferences(compiled.report, options);
      const loaded = loadModule(compiled.wasm, ownLimits);
      notice(notices);
      return loaded;
    } catch (error) {
      if (isWanted || isForUsers(error)) {
        notice(notices);
        throw error;
      }
      // What is beyond the compiler or the engine renders as it did the first time, and is not tried again.
      place.refuse();
    }
  }
  if (!isCompiled && isLarge(place.files)) options.beforeLargeRender?.();
  const { quickModuleAt } = await import('./quick');
  const { helm, linkRoot, schemaRefs } = { ...options, ...place.paths };
  const quick = await quickModuleAt(path, { helm, linkRoot, schemaRefs, files: place.files }, limits, notice);
  // What cannot be kept need not be compiled.
  if (!quick.dependsOnPlace) place.see();
  checkReferences(quick, options);
  return quick.loaded;
}

/** Does the error tell of the chart, of limits, or of a call stack that a thread can have larger? */
function isForUsers(error: unknown): boolean {
  return /^(Chart|SchemaReference|Command|Host)Error$/.test((error as Error).name) || ranOutOfStack(error);
}

/** In bytes. */
const LARGE_ARCHIVE = 100_000;

function isLarge(read: ChartFiles | undefined): boolean {
  if (read === undefined) return false;
  return read.kind === 'directory' ? read.files.length >= MANY_FILES : read.data.length >= LARGE_ARCHIVE;
}

/** Throws SchemaReferenceError where schemas refer to documents that nobody has, unless that is allowed. */
export function checkReferences(
  { diagnostics }: Pick<ConversionReport, 'diagnostics'>,
  { allowMissingReferences }: Pick<ChartOptions, 'allowMissingReferences'>,
): void {
  const missing = withCode(diagnostics, 'schema-reference').flatMap(({ reference }) => reference ?? []);
  if (missing.length > 0 && !allowMissingReferences) throw new SchemaReferenceError(missing);
}

/** A chart that was read, and its place in the cache. */
interface Place {
  /** absolute, where they are given */
  paths: Pick<ChartOptions, 'schemaRefs' | 'linkRoot'>;
  files?: ChartFiles;
  /** Was it rendered or compiled before? */
  isSeen(): boolean;
  see(): void;
  /** Was it beyond the compiler? */
  isRefused(): boolean;
  refuse(): void;
  /** Can something be kept? */
  hasRoom(): boolean;
  cached(notice: (line: string) => void): CacheEntry | undefined;
  keep(entry: Omit<CacheEntry, 'copies'>, copies: ReadonlyMap<string, Uint8Array | null>): void;
}

async function open(path: string, options: CompileOptions): Promise<Place> {
  const { helm, names, emit, trace, withoutBinaryen, onManyFiles, cwd = '.' } = options;
  const folder = (flag: string, value: string | undefined) => {
    const found = value === undefined ? undefined : resolve(cwd, value);
    if (found !== undefined && !statSync(found, { throwIfNoEntry: false })?.isDirectory()) {
      throw new CommandError(`${flag} ${value}: there is no such folder`);
    }
    return found;
  };
  const schemaRefs = folder('--schema-refs', options.schemaRefs);
  const linkRoot = folder('--link-root', options.linkRoot);
  const { ChartCache, digestOf, readFiles } = await import('./cache');
  const cache: ChartCache = new ChartCache(options.cacheFolder);
  // Text and traces are asked for rarely and are large: they are made anew.
  const isCached = !options.noCache && emit === undefined && !trace;
  const known = isCached
    ? cache.read(path, { helm, names, withoutBinaryen, schemaRefs, linkRoot }, onManyFiles)
    : undefined;
  return {
    paths: { schemaRefs, linkRoot },
    // What may not be kept is read here, too: how large a chart is decides how it is rendered.
    files: known?.files ?? (isCached ? undefined : readFiles(path, helm, linkRoot, onManyFiles)),
    isSeen: () => known !== undefined && cache.hasSeen(known.mark),
    see: () => known && cache.see(known.mark),
    isRefused: () => known !== undefined && cache.hasRefused(known.mark),
    refuse: () => known && cache.refuse(known.mark),
    hasRoom: () => known !== undefined && cache.hasRoom(),
    cached(notice) {
      const entry = known && cache.get(known.key);
      if (entry) notice(entry.notices);
      return entry;
    },
    keep(entry, copies) {
      if (!known) return;
      const digests: CacheEntry['copies'] = [...copies].map(([copy, data]) => [copy, data && digestOf(data)]);
      cache.set(known.key, { ...entry, copies: digests });
      if (!cache.hasSeen(known.mark)) cache.see(known.mark);
    },
  };
}

async function compile(
  path: string,
  { helm, names, emit, trace, withoutBinaryen, beforeCompiler }: CompileOptions,
  { paths, files, keep }: Place,
  notice: Notice,
): Promise<Compiled> {
  beforeCompiler?.();
  const { compileChartAt } = await import('./compile');
  let notices = '';
  const { wasm, text, reads, ...report } = await compileChartAt(
    path,
    helm,
    (line, diagnostic) => {
      notices += line;
      notice(line, diagnostic);
    },
    { emit, names, trace, quick: trace, withoutBinaryen, ...paths, allowMissingReferences: true },
    files,
  );
  if (!reads.dependsOnPlace) keep({ wasm, notices, report }, reads.copies);
  return { wasm, text, report };
}
