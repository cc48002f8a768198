// The compiler's front door: a chart's path in, a module out. What a deep chart needs more stack for is done in another thread.

import { resolve } from '#system/files';
import { resolveProfile } from '../language/profiles';
import { parseYaml } from '../runtime/bindings/values';
import { ChartError, checkDependencies, checkInstallable, loadChart } from './chart/load';
import { compileChart } from './compile';
import type { Conversion, ConvertOptions } from './conversion';
import { chartWork } from './deep';

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
  return chartWork(work, job, (line) => report?.(JSON.parse(line)));
}

async function convertHere(path: string, options: ConvertOptions): Promise<Conversion> {
  const helm = resolveProfile(options.helm);
  const linkRoot = options.linkRoot === undefined ? undefined : resolve(options.linkRoot);
  const chart = loadChart(path, { helm, parseYaml, report: options.report, linkRoot });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  return compileChart(chart, { chartPath: path, ...options });
}
