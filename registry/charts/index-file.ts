// The index of a chart repository, as Helm reads it. Source: helm.sh/helm/v4@v4.3.1 pkg/repo/v1/index.go.

import { parseYaml, type YamlValue } from '../../runtime/bindings/values';
import { compareVersions, constraintProblem, isVersion, satisfies } from '../../runtime/bindings/versions';
import { quiet, RegistryError } from '../errors';

/** A version of a chart in a repository. */
export interface ChartVersion {
  name: string;
  version: string;
  appVersion: string;
  description: string;
  deprecated: boolean;
  /** absolute, or relative to the repository */
  urls: string[];
  /** hexadecimal sha256 of the archive; empty: not told */
  digest: string;
}

export interface IndexFile {
  /** by chart, the highest version first */
  entries: Map<string, ChartVersion[]>;
}

/** Reads index.yaml. Entries that are no charts are passed over, as in Helm. Throws `content`; `where` names the repository. */
export function readIndex(text: Uint8Array, where: string): IndexFile {
  const fail = (why: string) => new RegistryError('content', `${where}: ${why}`);
  let document: YamlValue;
  try {
    document = parseYaml(text);
  } catch (error) {
    throw fail(`index.yaml is not YAML: ${quiet((error as Error).message)}`);
  }
  if (document === null) throw fail('empty index.yaml file');
  if (!(document instanceof Map)) throw fail('index.yaml is no mapping');
  if (string(document.get('apiVersion')) === '') throw fail('no API version specified');
  const entries = new Map<string, ChartVersion[]>();
  const list = document.get('entries');
  for (const [name, versions] of list instanceof Map ? list : []) {
    if (!Array.isArray(versions)) continue;
    const charts = versions.flatMap((entry) => readEntry(entry, name));
    charts.sort((a, b) => compareVersions(b.version, a.version));
    entries.set(name, charts);
  }
  return { entries };
}

/**
 * The version that a constraint means: the very one where there is it, else the highest that satisfies it; without one the
 * highest that is no prerelease. Throws `not-found`, or `reference` for what is no constraint.
 */
export function findVersion(index: IndexFile, name: string, version: string, where: string): ChartVersion {
  const versions = index.entries.get(name);
  const wanted = version === '' ? '*' : version;
  const exact = versions?.find((entry) => entry.version === version);
  if (exact) return exact;
  const problem = constraintProblem(wanted);
  if (problem !== undefined) throw new RegistryError('reference', `${where}: ${problem}`);
  const found = versions?.find((entry) => satisfies(wanted, entry.version));
  if (found) return found;
  const which = version === '' ? '' : ` version ${JSON.stringify(version)}`;
  throw new RegistryError('not-found', `chart ${JSON.stringify(name)}${which} not found in ${where} repository`);
}

function readEntry(entry: YamlValue, name: string): ChartVersion[] {
  if (!(entry instanceof Map)) return [];
  const version = string(entry.get('version'));
  if (!isVersion(version)) return [];
  const urls = entry.get('urls');
  return [
    {
      name: string(entry.get('name')) || name,
      version,
      appVersion: string(entry.get('appVersion')),
      description: string(entry.get('description')),
      deprecated: entry.get('deprecated') === true,
      urls: Array.isArray(urls) ? urls.filter((url) => typeof url === 'string') : [],
      digest: string(entry.get('digest')),
    },
  ];
}

function string(value: YamlValue | undefined): string {
  return value === null || value === undefined || value instanceof Map || Array.isArray(value) ? '' : String(value);
}
