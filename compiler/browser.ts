// The compiler in a browser: there are no files, so the chart's files and the package's own wasm files are given. What comes out is
// what Node gives, byte for byte (test/host/browser-compiler.test.ts).

import { resolveProfile } from '../language/profiles';
import { parseYaml } from '../runtime/bindings/values';
import type { ChartFiles } from './chart/files';
import { checkDependencies, checkInstallable, loadChart } from './chart/load';
import { compileChart } from './compile';
import type { Conversion, ConvertOptions } from './conversion';

export type { ChartFile } from './chart/file';
export type { ChartFiles } from './chart/files';
export { ChartError } from './chart/load';
export type { Conversion, ConversionReport, ConvertOptions } from './conversion';
export { provideAssets } from '../runtime/host/browser/assets';

/**
 * Loads, checks and compiles a chart: the bytes of a `.tgz`, or its files, in bytewise order of their paths. provideAssets must have
 * been given guest.wasm and toolkit.wasm, and guest-data.json. Rejects with ChartError in Helm's words.
 */
export async function convertFiles(files: ChartFiles, options: ConvertOptions = {}): Promise<Conversion> {
  const helm = resolveProfile(options.helm);
  const chart = loadChart('chart', { helm, parseYaml, report: options.report, files });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  return compileChart(chart, options);
}
