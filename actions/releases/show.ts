// How releases are shown: Helm's tables, JSON and YAML. Source: helm.sh/helm/v4@v4.3.1 pkg/cmd/{status,list,history,get_*}.go.

import { table } from '../tables/table';
import { stringify } from 'yaml';
import { compare, trimSpace } from '../../gostd/strings';
import { ansic, rfc3339, rfc3339Nano, timeString } from '../../gostd/time/format';
import { hooksFor } from '../../plan/hooks';
import { chartName, ownFiles, type Release, type ReleaseHook } from '../../releases/record';
import { allValues } from './read';

export type Format = 'table' | 'json' | 'yaml';

/** A value as JSON or YAML. */
export function encode(value: unknown, format: 'json' | 'yaml'): string {
  return format === 'json' ? `${JSON.stringify(value)}\n` : stringify(value, { lineWidth: 0 });
}

/** What install, upgrade and status print. */
export function showRelease(
  release: Release,
  format: Format,
  { hideNotes, isDryRun, isLong }: { hideNotes?: boolean; isDryRun?: boolean; isLong?: boolean } = {},
): string {
  if (format !== 'table') return encode(plain(release), format);
  const { info, chart, hooks = [], manifest = '' } = release;
  const lines = [
    `NAME: ${release.name}`,
    ...(info.last_deployed ? [`LAST DEPLOYED: ${ansic(info.last_deployed)}`] : []),
    `NAMESPACE: ${release.namespace}`,
    `STATUS: ${info.status}`,
    `REVISION: ${release.version}`,
  ];
  if (isLong) {
    lines.push(`CHART: ${chart.metadata.name}`, `VERSION: ${chart.metadata.version}`);
    lines.push(`APP_VERSION: ${chart.metadata.appVersion ?? ''}`);
  }
  lines.push(`DESCRIPTION: ${info.description ?? ''}`, ...testLines(release));
  if (isLong) {
    // A record without values has no field for them, and Go prints such a map as null.
    const own = Object.keys(release.config ?? {}).length > 0 ? release.config : null;
    lines.push('USER-SUPPLIED VALUES:', encode(own, 'yaml'));
    lines.push('COMPUTED VALUES:', encode(allValues(release), 'yaml'));
  }
  if (isLong || isDryRun) lines.push('HOOKS:', ...hooks.map(showHook), 'MANIFEST:', manifest);
  if (!hideNotes && info.notes) lines.push('NOTES:', trimSpace(info.notes));
  return `${lines.join('\n')}\n`;
}

const showHook = ({ path, manifest }: ReleaseHook) => `---\n# Source: ${path}\n${manifest}`;

/** The hooks as `helm get hooks` prints them. */
export function showHooks({ hooks = [] }: Release): string {
  return hooks.map((hook) => `${showHook(hook)}\n`).join('');
}

function testLines(release: Release): string[] {
  const tests = hooksFor(release, 'test');
  if (tests.length === 0) return ['TEST SUITE: None'];
  return tests.filter((test) => test.last_run.started_at).flatMap(testLine);
}

function testLine({ name, last_run: { started_at, completed_at, phase } }: ReleaseHook): string[] {
  return [
    `TEST SUITE:     ${name}`,
    `Last Started:   ${ansic(started_at)}`,
    `Last Completed: ${ansic(completed_at)}`,
    `Phase:          ${phase}`,
  ];
}

export function showList(
  releases: readonly Release[],
  format: Format,
  { short, headers = true }: { short?: boolean; headers?: boolean } = {},
): string {
  if (short) {
    const names = releases.map(({ name }) => name);
    return format === 'table' ? names.map((name) => `${name}\n`).join('') : encode(names, format);
  }
  const rows = releases.map((release) => ({
    name: release.name,
    namespace: release.namespace,
    revision: String(release.version),
    updated: release.info.last_deployed ? timeString(release.info.last_deployed) : '-',
    status: release.info.status,
    chart: chartName(release.chart),
    app_version: release.chart.metadata.appVersion ?? '',
  }));
  if (format !== 'table') return encode(rows, format);
  const head = ['NAME', 'NAMESPACE', 'REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION'];
  return tableLines([...(headers ? [head] : []), ...rows.map((row) => Object.values(row))]);
}

export function showHistory(releases: readonly Release[], format: Format): string {
  const rows = releases.map(({ version, info, chart }) => ({
    revision: version,
    ...(info.last_deployed && { updated: rfc3339Nano(info.last_deployed) }),
    status: info.status,
    chart: chartName(chart),
    app_version: chart.metadata.appVersion ?? '',
    ...(info.rollback_revision && { rollback_revision: info.rollback_revision }),
    description: info.description ?? '',
  }));
  if (format !== 'table') return encode(rows, format);
  const head = ['REVISION', 'UPDATED', 'STATUS', 'CHART', 'APP VERSION', 'DESCRIPTION'];
  return tableLines([
    head,
    ...rows.map((row) => [
      String(row.revision),
      ansic(row.updated),
      row.status,
      row.chart,
      row.app_version,
      oneLine(row.description),
    ]),
  ]);
}

/** The first line, and where it only announces what follows, the second. */
function oneLine(text: string): string {
  const [first = '', second = ''] = text.split('\n', 2);
  return first.endsWith(':') ? `${first} ${second.trim()}` : first;
}

export function showMetadata(release: Release, format: Format): string {
  const { chart, info } = release;
  const { metadata } = chart;
  const value = {
    name: release.name,
    chart: metadata.name,
    version: metadata.version,
    appVersion: metadata.appVersion ?? '',
    ...(metadata.annotations && { annotations: metadata.annotations }),
    ...(release.labels && Object.keys(release.labels).length > 0 && { labels: release.labels }),
    ...(metadata.dependencies && { dependencies: metadata.dependencies }),
    namespace: release.namespace,
    revision: release.version,
    status: info.status,
    deployedAt: rfc3339(info.last_deployed || undefined),
    ...(release.apply_method && { applyMethod: release.apply_method }),
  };
  if (format !== 'table') return encode(value, format);
  const pairs = (map: Record<string, string> = {}) =>
    Object.entries(map)
      .map(([key, text]) => `${key}=${text}`)
      .sort(compare)
      .join(',');
  const { apply_method: applyMethod = '' } = release;
  const methods: Record<string, string> = {
    '': 'client-side apply (defaulted)',
    csa: 'client-side apply',
    ssa: 'server-side apply',
  };
  return [
    `NAME: ${value.name}`,
    `CHART: ${value.chart}`,
    `VERSION: ${value.version}`,
    `APP_VERSION: ${value.appVersion}`,
    `ANNOTATIONS: ${pairs(metadata.annotations)}`,
    `LABELS: ${pairs(release.labels)}`,
    `DEPENDENCIES: ${(metadata.dependencies ?? []).map(({ name }) => name).join(',')}`,
    `NAMESPACE: ${value.namespace}`,
    `REVISION: ${value.revision}`,
    `STATUS: ${value.status}`,
    `DEPLOYED_AT: ${value.deployedAt}`,
    `APPLY_METHOD: ${methods[applyMethod] ?? applyMethod}`,
    '',
  ].join('\n');
}

/** The record without what this program keeps in it: entropy is a secret. */
function plain(release: Release): Release {
  return { ...release, chart: { ...release.chart, files: ownFiles(release.chart) } };
}

/** Helm's table, and the end of its last line. */
export const tableLines = (rows: readonly string[][]) => `${table(rows)}\n`;
