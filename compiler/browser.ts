// The compiler in a browser: there are no files, so the chart's files and the package's own wasm files are given. What comes out is
// what Node gives, byte for byte (test/compiler/browser.test.ts).

import * as yaml from 'yaml';
import { resolveProfile } from '../language/profiles';
import { RENDER_STATUS, STATUS_HAS_WARNINGS, STATUS_MASK, STATUS_OK } from '../runtime/abi/result';
import { ChartMemory, loadImage, loadRenderer } from '../runtime/bindings/renderer';
import { parseYaml } from '../runtime/bindings/values';
import { RENDER_EXPORT } from '../runtime/host/core/contract';
import { encodeInput, type MistInput } from '../runtime/host/core/documents';
import { ModuleInstance } from '../runtime/host/core/instance';
import type { Limits } from '../runtime/host/core/limits';
import { yamlParser } from '../runtime/host/core/yaml';
import type { ChartFiles } from './chart/files';
import { type Chart, checkDependencies, checkInstallable, type LoadOptions, loadChart } from './chart/load';
import { compileChart } from './compile';
import type { Conversion, ConvertOptions } from './conversion';
import type { Diagnostic } from './diagnostics';
import { quickChart, valuesReader } from './quick';

export type { ChartFile } from './chart/file';
export type { ChartFiles } from './chart/files';
export { ChartError } from './chart/load';
export type { Conversion, ConversionReport, ConvertOptions } from './conversion';
export type { Limits } from '../runtime/host/core/limits';
export type { MistInput } from '../runtime/host/core/documents';
export { provideAssets } from '../runtime/host/browser/assets';

/**
 * Loads, checks and compiles a chart: the bytes of a `.tgz`, or its files, in bytewise order of their paths. provideAssets must have
 * been given guest.wasm and toolkit.wasm, and guest-data.json. Rejects with ChartError in Helm's words.
 */
export async function convertFiles(files: ChartFiles, options: ConvertOptions = {}): Promise<Conversion> {
  const found: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic) => {
    found.push(diagnostic);
    options.report?.(diagnostic);
  };
  const conversion = await compileChart(load(files, { ...options, report }), options);
  return { ...conversion, diagnostics: [...found, ...conversion.diagnostics] };
}

/**
 * Loads and checks a chart, and opens it to be rendered as it is: nothing is compiled, and Binaryen is not loaded. provideAssets must
 * have been given renderer.wasm and toolkit.wasm. Rejects
 * with ChartError in Helm's words, with HostError where it is larger than the limits. A page cannot interrupt a render in its own
 * thread: charts that you do not trust belong into a Worker, which can be ended.
 */
export async function openChart(files: ChartFiles, { limits, ...options }: OpenOptions = {}): Promise<BrowserChart> {
  const { module } = loadRenderer(limits);
  const memory = new ChartMemory(resolveProfile(options.helm), module);
  const chart = load(files, options, valuesReader(memory));
  return new BrowserChart(
    loadImage(quickChart(chart, memory, options).image, limits, memory),
    yamlParser(() => yaml),
  );
}

/** How a chart is opened. */
export interface OpenOptions extends Pick<ConvertOptions, 'helm' | 'allowMissingReferences' | 'report'> {
  limits?: Partial<Limits>;
}

/** A chart that renders. `generate` gives the files of a package, `render` what `helm template` prints. */
export class BrowserChart extends ModuleInstance {
  /** Renders a MistInput. Throws BrowserRenderError where Helm would fail, HostError where a limit is reached. */
  render(input: MistInput | string | Uint8Array): BrowserRender {
    const { bytes, status } = this.callStatus(RENDER_EXPORT, encodeInput(input), RENDER_STATUS);
    // The bytes lie in the instance's memory until the next call.
    const output = bytes.slice();
    const warnings = status & STATUS_HAS_WARNINGS ? this.warnings() : [];
    if ((status & STATUS_MASK) === STATUS_OK) return { output, warnings };
    throw new BrowserRenderError(new TextDecoder().decode(output), warnings);
  }
}

/** What a render gave. */
export interface BrowserRender {
  /** the bytes that `helm template` prints */
  output: Uint8Array;
  /** what Helm would write to standard error, line by line */
  warnings: string[];
}

/** The render failed; the message is Helm's. */
export class BrowserRenderError extends Error {
  override name = 'BrowserRenderError';

  constructor(
    message: string,
    /** what Helm would write to standard error before the error */
    readonly warnings: readonly string[],
  ) {
    super(message);
  }
}

function load(files: ChartFiles, options: ConvertOptions, readValues?: LoadOptions['readValues']): Chart {
  const helm = resolveProfile(options.helm);
  const chart = loadChart('chart', { helm, parseYaml, report: options.report, files, readValues });
  checkInstallable(chart);
  checkDependencies(chart, helm);
  return chart;
}
