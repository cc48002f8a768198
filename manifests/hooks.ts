// What annotations say of a hook. Source: helm.sh/helm/v4@v4.3.1 pkg/release/v1/util/manifest_sorter.go.

import { atoi } from '../gostd/strconv';
import { toLowerAscii, trimSpace } from '../gostd/strings';
import type { KubeObject } from './object';

const EVENTS = [
  'pre-install',
  'post-install',
  'pre-delete',
  'post-delete',
  'pre-upgrade',
  'post-upgrade',
  'pre-rollback',
  'post-rollback',
  'test',
] as const;

/** When hooks run. */
export type HookEvent = (typeof EVENTS)[number];

/** The event of that name, or of the one that Helm 2 had for it. */
function eventOf(name: string): HookEvent | undefined {
  return name === 'test-success' ? 'test' : EVENTS.find((event) => event === name);
}

/** A hook as its annotations describe it. */
export interface HookAnnotations {
  events: HookEvent[];
  weight: number;
  deletePolicies: string[];
  outputLogPolicies: string[];
}

/** The hook that an object is; undefined where it is none, or where it names an event that does not exist. */
export function hookOf({ metadata }: KubeObject): HookAnnotations | undefined {
  return readHook(metadata.annotations ?? {});
}

/** What annotations say of a hook; undefined where they are those of none, or name an event that does not exist. */
export function readHook(annotations: Readonly<Record<string, string | undefined>>): HookAnnotations | undefined {
  const named = annotations['helm.sh/hook'];
  if (named === undefined) return undefined;
  const events = named.split(',').map((event) => eventOf(toLowerAscii(trimSpace(event))));
  if (events.some((event) => event === undefined)) return undefined;
  const weight = annotations['helm.sh/hook-weight'] ?? '';
  return {
    events: events as HookEvent[],
    // strconv.Atoi, whose errors Helm takes for 0.
    weight: atoi(weight) ?? 0,
    deletePolicies: list(annotations['helm.sh/hook-delete-policy']),
    outputLogPolicies: list(annotations['helm.sh/hook-output-log-policy']),
  };
}

/** Is an object meant to be a hook, valid or not? Such an object is never installed as a resource. */
export function isHook({ metadata }: KubeObject): boolean {
  return metadata.annotations?.['helm.sh/hook'] !== undefined;
}

function list(text: string | undefined): string[] {
  if (text === undefined) return [];
  return text
    .split(',')
    .map((item) => toLowerAscii(trimSpace(item)))
    .filter((item) => item !== '');
}
