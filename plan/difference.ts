// What differs between two objects, field by field. What the server keeps for itself does not count.

import { isRecord, type KubeObject } from '../manifests/object';

/** One field. */
export interface Difference {
  /** `spec.template.spec.containers[0].image` */
  path: string;
  /** undefined: it is not there */
  before: unknown;
  after: unknown;
}

/** Metadata that changes by itself. */
const OWN = ['managedFields', 'resourceVersion', 'generation', 'uid', 'creationTimestamp', 'selfLink'];

/** All fields that differ, without status and what the server keeps in the metadata. */
export function differences(before: KubeObject, after: KubeObject): Difference[] {
  const found: Difference[] = [];
  compare('', comparable(before), comparable(after), found);
  return found;
}

/** An object without status and what the server keeps in the metadata. */
export function comparable({ status: _, metadata, ...rest }: KubeObject): Record<string, unknown> {
  return { ...rest, metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !OWN.includes(key))) };
}

function compare(path: string, before: unknown, after: unknown, found: Difference[]): void {
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
      compare(
        path === '' ? key : `${path}${/^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`}`,
        before[key],
        after[key],
        found,
      );
    }
  } else if (Array.isArray(before) && Array.isArray(after)) {
    for (let i = 0; i < Math.max(before.length, after.length); i++)
      compare(`${path}[${i}]`, before[i], after[i], found);
  } else if (before !== after) {
    found.push({ path, before, after });
  }
}
