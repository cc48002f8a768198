// Migrates one chart: converts it, puts the module where its content says, and collects what a person should look at. Runs in a
// worker, as verification does.

import type { Profile } from '../../language/profiles';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describeHostError } from '../../actions/flags/limits';
import { renderChart } from '../../actions/render/render-chart';
import { RenderError, type RenderFailure } from '../../actions/render/manifests';
import type { Diagnostic } from '../../compiler/diagnostics';
import { missingReference, SchemaReferenceError } from '../../compiler/schema/missing';
import { HostError } from '../../runtime/host';
import {
  type Chart,
  ChartError,
  checkDependencies,
  checkInstallable,
  type LoadOptions,
  loadChart,
} from '../../compiler/chart/load';
import { compileLowered } from '../../compiler/compile';
import type { Conversion } from '../../compiler/conversion';
import { lowerChart } from '../../compiler/lower/chart';
import { compare } from '../../gostd/strings';
import { parseYaml } from '../../runtime/bindings/values';
import { makeFolders } from '../../runtime/host/node/folders';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { digestOfFiles } from '../../actions/chart/source-digest';
import { readFiles } from '../../actions/chart/cache';
import { type Findings, findFindings } from '../../compiler/analysis/findings';
import { analyseUnits } from '../../compiler/analysis/reads';
import { unitsOf } from '../../compiler/analysis/units';

/** One chart to migrate. */
export interface MigrateJob {
  path: string;
  name: string;
  helm: Profile;
  /** folder for modules; absolute */
  out: string;
  /** copies of the documents that schemas refer to; absolute */
  schemaRefs?: string;
  /** the folder in which symbolic links are followed; absolute */
  linkRoot?: string;
}

/** A dependency, and where it came from. */
export interface LockedDependency {
  name: string;
  version: string;
  /** `charts/` or the path in Chart.yaml */
  from: string;
}

/** A chart in the lock file. */
export interface LockedChart {
  chart: string;
  name: string;
  version: string;
  appVersion: string;
  source: string;
  module: string;
  digest: string;
  bytes: number;
  dependencies: LockedDependency[];
}

/** What came of a chart. */
export interface MigrateResult {
  path: string;
  name: string;
  version: string;
  /** absent: not converted */
  locked?: LockedChart;
  isLibrary: boolean;
  /** why it was not converted */
  error?: string;
  diagnostics: Diagnostic[];
  findings?: Findings;
  /** why it does not render with its own values alone */
  defaultsError?: { kind: RenderFailure | 'host'; message: string };
  /** how long it took; in no report */
  ms: number;
}

/** Converts a chart and looks at it. Throws only for what is no chart's fault. */
export async function migrateChart(job: MigrateJob): Promise<MigrateResult> {
  const start = performance.now();
  const result: MigrateResult = {
    path: job.name,
    name: '',
    version: '',
    isLibrary: false,
    diagnostics: [],
    ms: 0,
  };
  const report = (found: Diagnostic) => void result.diagnostics.push(found);
  try {
    const { chart, source } = readChart(job.path, { helm: job.helm, report, linkRoot: job.linkRoot });
    result.name = chart.metadata.name;
    result.version = chart.metadata.version;
    const sources = [source];
    const local = addLocalDependencies(chart, job.path, { helm: job.helm, report }, sources, []);
    if (chart.metadata.type === 'library') {
      result.isLibrary = true;
      return result;
    }
    checkInstallable(chart);
    checkDependencies(chart, job.helm);
    const lowered = lowerChart(chart, job.helm);
    result.findings = findFindings(analyseUnits(unitsOf(lowered)));
    const conversion = await compileLowered(lowered, {
      helm: job.helm,
      schemaRefs: job.schemaRefs,
      chartPath: statSync(job.path).isDirectory() ? job.path : undefined,
    });
    result.diagnostics.push(...conversion.diagnostics);
    const all = sources.length === 1 ? source : combine(sources);
    result.locked = keepModule(job, chart, conversion, { source: all, local });
    result.defaultsError = await renderFailure(join(job.out, result.locked.module));
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'ChartError' && name !== 'SchemaReferenceError') throw error;
    result.error = message;
    result.diagnostics.push(
      ...(error instanceof SchemaReferenceError
        ? error.references.map((url) => missingReference(url, 'error'))
        : [{ code: 'chart-refused', severity: 'error', message } as const]),
    );
  } finally {
    result.ms = performance.now() - start;
  }
  return result;
}

/** A chart, and the digest of its sources: the files are read once. Throws ChartError. */
function readChart(
  path: string,
  options: Pick<LoadOptions, 'helm' | 'report' | 'linkRoot'>,
): {
  chart: Chart;
  source: string;
} {
  const files = readFiles(resolve(path), options.helm, options.linkRoot);
  // The loader refuses what cannot be read.
  const source = files === undefined ? '' : digestOfFiles(files);
  return { chart: loadChart(path, { ...options, parseYaml, ...(files && { files }) }), source };
}

/** Writes the module where its content says; gives what the lock file has of the chart. */
function keepModule(
  job: MigrateJob,
  chart: Chart,
  { name, version, wasm }: Conversion,
  { source, local }: { source: string; local: ReadonlyMap<string, string> },
): LockedChart {
  const digest = createHash('sha256').update(wasm).digest('hex');
  const module = `${safeName(name)}-${safeName(version)}-${digest.slice(0, 16)}.wasm`;
  writeModule(join(job.out, module), wasm);
  return {
    chart: job.name,
    name,
    version,
    appVersion: chart.metadata.appVersion,
    source,
    module,
    digest: `sha256:${digest}`,
    bytes: wasm.length,
    dependencies: chart.dependencies.map((dependency) => ({
      name: dependency.alias || dependency.name,
      version:
        chart.subcharts.find(({ metadata }) => metadata.name === dependency.name)?.metadata.version ??
        dependency.version,
      from: local.get(dependency.name) ?? 'charts/',
    })),
  };
}

/** What goes wrong where a module renders with the chart's own values alone. */
async function renderFailure(module: string): Promise<MigrateResult['defaultsError']> {
  try {
    await renderChart(module, { seed: 'mistletoe' });
    return undefined;
  } catch (error) {
    const message = (error as Error).message;
    if (error instanceof RenderError) return { kind: error.kind, message };
    if (error instanceof HostError) return { kind: 'host', message: describeHostError(error) };
    throw error;
  }
}

function combine(digests: readonly string[]): string {
  return `sha256:${createHash('sha256').update(digests.join('\n')).digest('hex')}`;
}

function safeName(text: string): string {
  return text.replace(/[^A-Za-z0-9._+-]+/g, '_');
}

/** Whole or not at all: somebody may read the folder meanwhile. */
function writeModule(path: string, wasm: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(wasm)) return;
  makeFolders(dirname(path));
  replaceFile(path, wasm);
}

/** The path that a dependency on this machine names; undefined for one that is elsewhere. */
export function localDependency(chartPath: string, repository: string): string | undefined {
  return repository.startsWith('file://') ? resolve(chartPath, repository.slice('file://'.length)) : undefined;
}

/**
 * Adds what Chart.yaml names by file:// and charts/ does not hold, as `helm dependency build` does. Gives the names of those
 * with their paths.
 */
function addLocalDependencies(
  chart: Chart,
  path: string,
  { helm, report }: Pick<LoadOptions, 'helm' | 'report'>,
  sources: string[],
  above: readonly string[],
): Map<string, string> {
  const added = new Map<string, string>();
  const present = new Set(chart.subcharts.map(({ metadata }) => metadata.name));
  for (const { name, repository } of chart.dependencies) {
    const place = localDependency(path, repository);
    if (present.has(name) || place === undefined || !existsSync(place)) continue;
    if (above.includes(place)) throw new ChartError(`${name} depends on itself: ${[...above, place].join(' → ')}`);
    const { chart: child, source } = readChart(place, { helm, report });
    sources.push(source);
    addLocalDependencies(child, place, { helm, report }, sources, [...above, path]);
    chart.subcharts.push(child);
    present.add(name);
    added.set(name, repository.slice('file://'.length));
  }
  chart.subcharts.sort((a, b) => compare(a.metadata.name, b.metadata.name));
  return added;
}
