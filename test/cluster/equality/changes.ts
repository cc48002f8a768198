// Values for an upgrade of any chart: what its values.yaml has that people change, as far as the chart still renders.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseManifests } from '../../../manifests/manifest';
import { fieldOf, isRecord } from '../../../manifests/object';

/** What to change a value to, by its name; undefined where a value of that name is none of these. */
const CHANGES: Record<string, (path: string, value: unknown) => string[] | undefined> = {
  replicaCount: count,
  replicas: count,
  tag: (path, value) => (typeof value === 'string' ? ['--set-string', `${path}=changed`] : undefined),
  podAnnotations: pair,
  podLabels: pair,
  commonLabels: pair,
  commonAnnotations: pair,
  annotations: pair,
  labels: pair,
  enabled: (path, value) => (typeof value === 'boolean' ? ['--set', `${path}=${!value}`] : undefined),
};

const DEEPEST = 3;
/** So many changes make an upgrade; so many that are switches are tried. */
const MOST = 8;
const MOST_SWITCHES = 3;

/** What a server lets nobody change: both tools would be refused, and the rest would not be compared. */
const FIXED: Record<string, string[]> = {
  StatefulSet: ['selector', 'serviceName', 'podManagementPolicy', 'volumeClaimTemplates'],
  Deployment: ['selector'],
  DaemonSet: ['selector'],
};

function fixedParts(text: string): Map<string, string> {
  return new Map(
    parseManifests(text).flatMap(({ object }) =>
      (FIXED[object.kind] ?? []).map((field): [string, string] => [
        `${object.kind}/${object.metadata.name} ${field}`,
        JSON.stringify(fieldOf(object, 'spec', field) ?? null),
      ]),
    ),
  );
}

/** Changes that a chart renders with and a server takes. `render` gives the text with some flags; undefined where it fails. */
export async function changesFor(
  chart: string,
  render: (flags: string[]) => Promise<string | undefined>,
): Promise<string[]> {
  let before = new Map<string, string>();
  try {
    before = fixedParts((await render([])) ?? '');
  } catch {
    // What is no object is refused by both tools.
  }
  const renders = async (flags: string[]) => {
    const text = await render(flags);
    if (text === undefined) return false;
    try {
      return [...fixedParts(text)].every(([part, value]) => (before.get(part) ?? value) === value);
    } catch {
      return true;
    }
  };
  const path = join(chart, 'values.yaml');
  const values: unknown = existsSync(path) ? parse(readFileSync(path, 'utf8'), { logLevel: 'silent' }) : {};
  const found = candidates(values, '', 1);
  const isSwitch = ([, flag]: string[]) => /(?:^|\.)enabled=/.test(flag!);
  const wanted = [
    ...found.filter((flags) => !isSwitch(flags)).slice(0, MOST),
    ...found.filter(isSwitch).slice(0, MOST_SWITCHES),
  ];
  if (await renders(wanted.flat())) return wanted.flat();
  let chosen: string[] = [];
  for (const candidate of wanted) {
    if (await renders([...chosen, ...candidate])) chosen = [...chosen, ...candidate];
  }
  return chosen;
}

function candidates(value: unknown, path: string, depth: number): string[][] {
  if (!isRecord(value) || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (!/^[\w-]+$/.test(key)) return [];
    const below = path === '' ? key : `${path}.${key}`;
    const change = CHANGES[key]?.(below, item);
    return change ? [change] : candidates(item, below, depth + 1);
  });
}

function count(path: string, value: unknown): string[] | undefined {
  return typeof value === 'number' ? ['--set', `${path}=${value + 1}`] : undefined;
}

function pair(path: string, value: unknown): string[] | undefined {
  return isRecord(value) ? ['--set-string', `${path}.changed=yes`] : undefined;
}
