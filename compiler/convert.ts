// The compiler's front door: a chart's path in, a module out. What a deep chart needs more stack for is done in another thread.

import { hereOrDeep } from '#system/deep';
import { resolve } from '#system/files';
import { resolveProfile } from '../language/profiles';
import { parseYaml } from '../runtime/bindings/values';
import { ChartError, checkDependencies, checkInstallable, loadChart } from './chart/load';
import { compileChart } from './compile';
import type { Conversion, ConvertOptions } from './conversion';

export type { Draw } from './analysis/calls';
export { COMPILER_VERSION } from './codegen/package-document';
export type { Conversion, ConversionReport, ConvertOptions } from './conversion';
export { ChartError };

/** Loads, checks and compiles the chart at `path` (a directory or a .tgz). Throws ChartError with Helm's words. */
export async function convertChart(path: string, options: ConvertOptions = {}): Promise<Conversion> {
  const { report, frontEnd, ...plain } = options;
  // A front end is a function, which no other thread can be given.
  const job = frontEnd ? null : ({ kind: 'convert', path: resolve(path), options: plain } as const);
  // The other thread tells lines.
  const work = (say: (line: string) => void) =>
    convertHere(path, { ...options, report: (diagnostic) => say(JSON.stringify(diagnostic)) });
  return hereOrDeep(work, job, (line) => report?.(JSON.parse(line))).catch(asChartError);
}

/** An error from another thread keeps only its name and code. */
function asChartError(error: Error & { code?: ChartError['code'] }): never {
  const isForeign = error.name === 'ChartError' && !(error instanceof ChartError);
  throw isForeign ? new ChartError(error.message, { code: error.code }) : error;
}

async function convertHere(path: string, options: ConvertOptions): Promise<Conversion> {
  const helm = resolveProfile(options.helm);
  const linkRoot = options.linkRoot === undefined ? undefined : resolve(options.linkRoot);
  const chart = loadChart(path, { helm, parseYaml, report: options.report, linkRoot });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  return compileChart(chart, { chartPath: path, ...options });
}
