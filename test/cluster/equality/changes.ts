// Values for an upgrade of any chart: what its values.yaml has that people change, as far as the chart still renders.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { isRecord } from '../../../manifests/object';

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

/** What ends up in a StatefulSet's claims, which cannot change: both tools are refused then, and the rest would not be compared. */
const UNCHANGEABLE = /^(?:persistence|persistentVolume|persistentVolumeClaim|volumeClaimTemplates?|storage)$/i;

const DEEPEST = 3;
/** So many changes make an upgrade; so many that are switches are tried. */
const MOST = 8;
const MOST_SWITCHES = 3;

/** Changes that a chart renders with, by `renders`. */
export async function changesFor(chart: string, renders: (flags: string[]) => Promise<boolean>): Promise<string[]> {
  const path = join(chart, 'values.yaml');
  const values: unknown = existsSync(path) ? parse(readFileSync(path, 'utf8'), { logLevel: 'silent' }) : {};
  const found = candidates(values, '', 1);
  const isSwitch = ([, flag]: string[]) => /(?:^|\.)enabled=/.test(flag!);
  let chosen: string[] = [];
  for (const candidate of [
    ...found.filter((flags) => !isSwitch(flags)).slice(0, MOST),
    ...found.filter(isSwitch).slice(0, MOST_SWITCHES),
  ]) {
    if (await renders([...chosen, ...candidate])) chosen = [...chosen, ...candidate];
  }
  return chosen;
}

function candidates(value: unknown, path: string, depth: number): string[][] {
  if (!isRecord(value) || depth > DEEPEST) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    if (!/^[\w-]+$/.test(key) || UNCHANGEABLE.test(key)) return [];
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
