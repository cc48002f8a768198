// What a command installs: a chart or a module, opened, with what a record says of it.

import {
  APP_VERSION_LABEL,
  CHART_NAME_LABEL,
  CHART_VERSION_LABEL,
  PACKAGE_VERSION_LABEL,
} from '../../../runtime/abi/labels';
import type { Profile } from '../../../language/profiles';
import { namedHelm, unknownHelmWarning } from '../../flags/helm';
import { createHash } from 'node:crypto';
import type { Chart, ChartFile } from '../../../compiler/chart/load';
import type { Metadata } from '../../../compiler/chart/metadata';
import { isRecord } from '../../../manifests/object';
import type { RecordedChart, RecordedFile, RecordedMetadata } from '../../../releases/record';
import { parseYaml, yamlToJson } from '../../../runtime/bindings/values';
import { type Limits, loadModule, loadModuleFile, readModule } from '../../../runtime/host';
import { compiledChart } from '../../chart/compiled';
import type { CommandOptions } from '../../command';
import { chartLimits } from '../../flags/limits';
import type { AccessFlags as RegistryFlags } from '../../packages/access';
import { findInput } from '../../package/taken';
import { ChartInstance, helmOf } from '../../render/render';

/** An open package. */
export interface OpenPackage {
  /** the reference as it was given */
  reference: string;
  instance: ChartInstance;
  /** undefined: a hand-written module */
  helm: Profile | undefined;
  chart: RecordedChart;
  /** SHA-256 of the module */
  digest: string;
  /** of a chart: compiles it once more, with a trace */
  traced?(): Promise<ChartInstance>;
}

/** The flags that say what a reference means. */
export interface PackageFlags extends RegistryFlags {
  helm?: string;
  /** bring missing dependencies into the chart's folder first */
  dependencyBuild?: boolean;
  limits: Partial<Limits>;
}

/** Opens a chart's folder or archive, a module, or what a registry has. Throws CommandError, ChartError or HostError. */
export async function openPackage(
  reference: string,
  flags: PackageFlags,
  options: CommandOptions,
  note: (line: string) => void,
): Promise<OpenPackage> {
  const notices = (lines: string) => lines.split('\n').filter(Boolean).forEach(note);
  const { given, kind, path } = await findInput(reference, 'package', flags, options, notices);
  if (kind === 'module') {
    const bytes = readModule(path, flags.limits);
    const instance = new ChartInstance(loadModuleFile(given, flags.limits, bytes));
    return { reference, instance, helm: helmOf(instance), chart: chartOfModule(instance), digest: sha256(bytes) };
  }
  const helm = namedHelm(flags.helm);
  notices(unknownHelmWarning(flags.helm));
  if (flags.dependencyBuild) {
    const { buildMissing } = await import('../../dependencies/manager');
    notices(await buildMissing(path, { ...flags, helm }, options));
  }
  options.progress?.(`compiling ${reference} …`);
  const { wasm } = await compiledChart(path, { ...options, helm }, notices);
  options.progress?.('');
  const instance = new ChartInstance(loadModule(wasm, { ...chartLimits, ...flags.limits }));
  const { loadChart } = await import('../../../compiler/chart/load');
  const chart = recordChart(loadChart(path, { helm, parseYaml }));
  const traced = async () => {
    const { wasm: other } = await compiledChart(path, { ...options, helm, trace: true }, () => undefined);
    return new ChartInstance(loadModule(other, { ...chartLimits, ...flags.limits }));
  };
  return { reference, instance, helm, chart, digest: sha256(wasm), traced };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The record of a module: what its labels say. */
function chartOfModule(instance: ChartInstance): RecordedChart {
  const { name, labels } = instance.info().metadata;
  const metadata: RecordedMetadata = {
    name: labels[CHART_NAME_LABEL] ?? name,
    version:
      labels[CHART_VERSION_LABEL] ?? labels[PACKAGE_VERSION_LABEL] ?? labels['app.kubernetes.io/version'] ?? '0.0.0',
    apiVersion: 'v2',
    ...(labels[APP_VERSION_LABEL] && { appVersion: labels[APP_VERSION_LABEL] }),
  };
  return { metadata, lock: null, templates: [], values: {}, schema: null, files: [] };
}

/** The record of a chart, as Helm writes it: its own templates, files and values, without those of subcharts. */
function recordChart(chart: Chart): RecordedChart {
  const files = (list: ChartFile[]): RecordedFile[] =>
    list.map(({ name, data }) => ({ name, data: Buffer.from(data).toString('base64') }));
  const values: unknown = chart.values === null ? {} : JSON.parse(yamlToJson(chart.values));
  return {
    metadata: recordMetadata(chart.metadata),
    lock: null,
    templates: files(chart.templates),
    values: isRecord(values) ? values : {},
    schema: chart.schema === null ? null : Buffer.from(chart.schema).toString('base64'),
    files: files(chart.files),
  };
}

/** Chart.yaml without what it leaves empty, as Go's omitempty does. */
function recordMetadata(metadata: Metadata): RecordedMetadata {
  const kept = Object.entries(metadata).filter(([, value]) => !isEmpty(value));
  const { dependencies } = metadata;
  return {
    ...(Object.fromEntries(kept) as RecordedMetadata),
    ...(dependencies.length > 0 && {
      dependencies: dependencies.map(({ importValues, ...dependency }) => ({
        ...(Object.fromEntries(Object.entries(dependency).filter(([, value]) => !isEmpty(value))) as { name: string }),
        repository: dependency.repository,
        ...(importValues.length > 0 && { 'import-values': importValues }),
      })),
    }),
  };
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return value === '' || value === false || value === null || value === undefined;
}
