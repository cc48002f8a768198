// A chart's module, compiled now or before. The compiler is large, so it is loaded only when the cache has nothing.

import type { Profile } from '../../language/profiles';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConversionReport } from '../../compiler/compile';
import type { EmitForm } from '../../compiler/conversion';
import { withCode } from '../../compiler/diagnostics';
import { missingReferencesText } from '../../compiler/schema/missing';
import type { CacheEntry } from './cache';
import { CommandError } from '../command';

/** What a module is compiled with. */
export interface CompileOptions {
  helm: Profile;
  /** keep the names of functions */
  names?: boolean;
  emit?: EmitForm;
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
  /**
   * The module is to be rendered now: that of a chart which comes for the first time is made at once (ConvertOptions.quick)
   * and not kept. The second time it is compiled for the cache.
   */
  forRender?: boolean;
  /** where compiled charts are kept */
  cacheFolder?: string;
  /** relative paths start here */
  cwd?: string;
}

/** A module and what is to say of it. */
export interface Compiled {
  wasm: Uint8Array;
  text?: string;
  report: ConversionReport;
}

/**
 * The module of the chart at an absolute path; `notice` gets lines for standard error, also where this throws. Throws
 * ChartError in Helm's words, or CommandError.
 */
export async function compiledChart(
  path: string,
  options: CompileOptions,
  notice: (line: string) => void,
): Promise<Compiled> {
  const compiled = await compiledAnyway(path, options, notice);
  const missing = withCode(compiled.report.diagnostics, 'schema-reference').map(({ message }) => message);
  if (missing.length > 0 && !options.allowMissingReferences) {
    throw new CommandError(missingReferencesText(missing));
  }
  return compiled;
}

/** The same, also where schemas refer to documents that nobody has. */
async function compiledAnyway(
  path: string,
  options: CompileOptions,
  notice: (line: string) => void,
): Promise<Compiled> {
  const { helm, names, emit, trace, cwd = '.' } = options;
  const schemaRefs = options.schemaRefs === undefined ? undefined : resolve(cwd, options.schemaRefs);
  if (schemaRefs !== undefined && !statSync(schemaRefs, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError(`--schema-refs ${options.schemaRefs}: there is no such folder`);
  }
  const linkRoot = options.linkRoot === undefined ? undefined : resolve(cwd, options.linkRoot);
  if (linkRoot !== undefined && !statSync(linkRoot, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CommandError(`--link-root ${options.linkRoot}: there is no such folder`);
  }
  const { ChartCache, digestOf } = await import('./cache');
  const cache = new ChartCache(options.cacheFolder);
  // Text and traces are asked for rarely and are large: they are made anew.
  const isCached = !options.noCache && emit === undefined && !trace;
  const { key, files } = (isCached && cache.read(path, { helm, names, schemaRefs, linkRoot })) || {};
  const entry = key && cache.get(key);
  if (entry) {
    notice(entry.notices);
    return entry;
  }

  const quick = trace || (options.forRender && (key === undefined || !cache.hasSeen(key)));
  const { compileChartAt } = await import('./chart');
  let notices = '';
  try {
    const { wasm, text, reads, ...report } = await compileChartAt(
      path,
      helm,
      (line) => {
        notices += line;
      },
      { emit, trace, names, schemaRefs, linkRoot, allowMissingReferences: true, quick },
      files,
    );
    if (key && quick) {
      cache.see(key);
    } else if (key && !reads.dependsOnPlace) {
      const copies: CacheEntry['copies'] = [...reads.copies].map(([copy, data]) => [copy, data && digestOf(data)]);
      cache.set(key, { wasm, notices, report, copies });
    }
    return { wasm, text, report };
  } finally {
    notice(notices);
  }
}
