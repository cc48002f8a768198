// The compiler's front door: a chart's path in, a module out. What a deep chart needs more stack for is done in another thread.

import { resolve } from '#system/files';
import { resolveProfile } from '../language/profiles';
import { parseYaml } from '../runtime/bindings/values';
import { ChartError, checkDependencies, checkInstallable, loadChart } from './chart/load';
import { compileChart } from './compile';
import type { Conversion, ConvertOptions } from './conversion';
import { chartWork } from './deep';
import type { Diagnostic } from './diagnostics';

export type { Draw } from './analysis/calls';
export { COMPILER_VERSION } from './codegen/package-document';
export type { Conversion, ConversionReport, ConvertOptions } from './conversion';
export { ChartError };

/** Loads, checks and compiles the chart at `path` (a directory or a .tgz). Throws ChartError with Helm's words. */
export async function convertChart(path: string, options: ConvertOptions = {}): Promise<Conversion> {
  const { report, frontEnd, ...plain } = options;
  // A front end is a function, which no other thread can be given.
  const job = frontEnd ? null : ({ kind: 'convert', path: resolve(path), options: plain } as const);
  const work = (say: (found: Diagnostic) => void) => convertHere(path, { ...options, report: say });
  return chartWork(work, job, (found) => report?.(found));
}

async function convertHere(path: string, options: ConvertOptions): Promise<Conversion> {
  const helm = resolveProfile(options.helm);
  const linkRoot = options.linkRoot === undefined ? undefined : resolve(options.linkRoot);
  const found: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => {
    found.push(diagnostic);
    options.report?.(diagnostic);
  };
  const chart = loadChart(path, { helm, parseYaml, report, linkRoot });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  const conversion = await compileChart(chart, { chartPath: path, ...options });
  return { ...conversion, diagnostics: [...found, ...conversion.diagnostics] };
}
