// `helm dependency list`: which dependencies a chart has and what lies in its charts/ folder.
// Source: helm.sh/helm/v4@v4.3.1 pkg/action/dependency.go.

import { table } from '../tables/table';
import type { Profile } from '../../language/profiles';
import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Chart, type Dependency, loadChart } from '../../compiler/chart/load';
import { quote } from '../../gostd/strconv';
import { compare } from '../../gostd/strings';
import { parseYaml } from '../../runtime/bindings/values';
import { constraintProblem, isVersion, satisfies } from '../../runtime/bindings/versions';
import type { CommandOptions } from '../command';

const MAX_COLUMN = 80;

/** What Helm prints. Throws ChartError. */
export function listDependencies(chartPath: string, helm: Profile, { cwd = '.' }: CommandOptions = {}): string {
  const folder = resolve(cwd, chartPath);
  const chart = loadChart(folder, { helm, parseYaml });
  if (chart.dependencies.length === 0) return `WARNING: no dependencies at ${join(chartPath, 'charts')}\n`;
  const rows = chart.dependencies.map((dependency) => [
    dependency.name,
    dependency.version,
    dependency.repository,
    statusOf(folder, dependency, chart, helm),
  ]);
  return `${table([['NAME', 'VERSION', 'REPOSITORY', 'STATUS'], ...rows], MAX_COLUMN)}\n\n${strangers(folder, chart, helm)}`;
}

function statusOf(folder: string, dependency: Dependency, { subcharts }: Chart, helm: Profile): string {
  const { name } = dependency;
  const isMatch = (file: string) => file.startsWith(`${name}-`) && file.endsWith('.tgz');
  let archives = entries(folder).filter(isMatch);
  if (archives.length > 1) {
    archives = archives.filter((file) => isStrictVersion(file.slice(name.length + 1, -'.tgz'.length)));
    if (archives.length !== 1) return 'too many matches';
  }
  if (archives.length === 1) {
    let chart: Chart;
    try {
      chart = loadChart(join(folder, 'charts', archives[0]!), { helm, parseYaml });
    } catch {
      return 'corrupt';
    }
    if (chart.metadata.name !== name) return 'misnamed';
    return versionProblem(dependency, chart.metadata.version) ?? 'ok';
  }
  const subchart = subcharts.find(({ metadata }) => metadata.name === name);
  if (!subchart) return 'missing';
  return versionProblem(dependency, subchart.metadata.version) ?? 'unpacked';
}

function versionProblem({ version: wanted }: Dependency, version: string): string | undefined {
  if (version === wanted) return undefined;
  if (constraintProblem(wanted) !== undefined || !isVersion(version)) return 'invalid version';
  return satisfies(wanted, version) ? undefined : 'wrong version';
}

function isStrictVersion(text: string): boolean {
  return /^\d+\.\d+\.\d+(?:[-+]|$)/.test(text) && isVersion(text);
}

/** What lies in charts/ and is not in Chart.yaml. */
function strangers(folder: string, { dependencies }: Chart, helm: Profile): string {
  const names = new Set(dependencies.map(({ name }) => name));
  let out = '';
  for (const file of entries(folder)) {
    const path = join(folder, 'charts', file);
    // A folder or an archive; the rest is no chart to Helm either.
    if (!statSync(path).isDirectory() && !file.endsWith('.tgz')) continue;
    try {
      const { metadata } = loadChart(path, { helm, parseYaml });
      if (!names.has(metadata.name)) out += `WARNING: ${quote(path)} is not in Chart.yaml.\n`;
    } catch {
      out += `WARNING: ${quote(path)} is not a chart.\n`;
    }
  }
  return out;
}

function entries(folder: string): string[] {
  try {
    return readdirSync(join(folder, 'charts')).sort(compare);
  } catch {
    return [];
  }
}
