// Chart.lock as Helm writes it: what each dependency was resolved to, and a digest that tells whether it still fits Chart.yaml.
// Sources: helm.sh/helm/v4@v4.3.1 internal/resolver/resolver.go (HashReq), pkg/downloader/manager.go (writeLock).

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Chart, Dependency } from '../../compiler/chart/load';
import { parseYaml } from '../../runtime/bindings/values';
import { replaceFile } from '../../runtime/host/node/replace-file';

/** A dependency, resolved. */
export interface LockedDependency {
  name: string;
  version: string;
  repository: string;
}

export interface Lock {
  dependencies: LockedDependency[];
  digest: string;
}

/** The digest over what Chart.yaml wants and what the lock has: the SHA-256 of both as Go's JSON. */
export function lockDigest(wanted: readonly Dependency[], locked: readonly LockedDependency[]): string {
  const text = goJson([
    wanted.map(asGo),
    locked.map(({ name, version, repository }) => ({ name, ...(version && { version }), repository })),
  ]);
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The struct chart.Dependency, whose fields but two are left out where they are empty. */
function asGo({
  name,
  version,
  repository,
  condition,
  tags,
  enabled,
  importValues,
  alias,
}: Dependency): Record<string, unknown> {
  return {
    name,
    ...(version && { version }),
    repository,
    ...(condition && { condition }),
    ...(tags.length > 0 && { tags }),
    ...(enabled && { enabled }),
    ...(importValues.length > 0 && { 'import-values': importValues.map(sortKeys) }),
    ...(alias && { alias }),
  };
}

/** A mapping as Go prints it: by key. */
function sortKeys(value: unknown): unknown {
  const entries =
    value instanceof Map
      ? [...(value as Map<string, unknown>)]
      : typeof value === 'object' && value !== null && !Array.isArray(value)
        ? Object.entries(value)
        : undefined;
  return entries
    ? Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, item]) => [key, sortKeys(item)]))
    : value;
}

/** JSON as encoding/json writes it: safe in HTML. */
function goJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The lock of a chart; undefined: it has none. */
export function readLock({ lock }: Chart): Lock | undefined {
  if (lock === null) return undefined;
  const document = parseYaml(lock);
  const field = (map: unknown, name: string): string => {
    const value = map instanceof Map ? (map.get(name) as unknown) : undefined;
    return typeof value === 'string' ? value : value === null || value === undefined ? '' : String(value);
  };
  const list = document instanceof Map ? document.get('dependencies') : undefined;
  const dependencies = (Array.isArray(list) ? list : []).map((entry) => ({
    name: field(entry, 'name'),
    version: field(entry, 'version'),
    repository: field(entry, 'repository'),
  }));
  return { dependencies, digest: field(document, 'digest') };
}

/** Writes the lock beside itself and renames it. `generated` is the time, RFC 3339. */
export function writeLock(folder: string, { dependencies, digest }: Lock, isLegacy: boolean, generated: string): void {
  const rows = dependencies.map(
    ({ name, repository, version }) =>
      `- name: ${scalar(name)}\n  repository: ${scalar(repository)}\n${version === '' ? '' : `  version: ${scalar(version)}\n`}`,
  );
  const text = `dependencies:${rows.length > 0 ? `\n${rows.join('')}` : ' []\n'}digest: ${digest}\ngenerated: "${generated}"\n`;
  const path = join(folder, isLegacy ? 'requirements.lock' : 'Chart.lock');
  replaceFile(path, text);
}

/** A text as go-yaml writes it: in double quotes where it would be read as something else, in single ones where it cannot stand bare. */
function scalar(text: string): string {
  const written = stringify(text, { version: '1.1', lineWidth: 0 }).trimEnd();
  if (!/^["']/.test(written)) return written;
  const isSomethingElse = text === '' || (PLAIN.test(text) && typeof parse(text, { version: '1.1' }) !== 'string');
  return isSomethingElse || /[\u0000-\u001f\u007f]/.test(text)
    ? JSON.stringify(text)
    : `'${text.replaceAll("'", "''")}'`;
}

/** Numbers, times and words for true, false and null have nothing else in them. */
const PLAIN = /^[\w.:+~-]+$/;
