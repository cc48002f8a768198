// Applies one object, and says what stands in the way in words that tell what to do.

import { setTimeout as sleep } from 'node:timers/promises';
import type { KubeClient } from '../kube/client';
import { isKubeError, KubeError } from '../kube/errors';
import { migrateManagers } from '../kube/managers';
import { waitUntilGone } from '../kube/wait/wait';
import { type KubeObject, nameOf } from '../manifests/object';
import type { Step } from './build';

/** How objects are written. */
export interface ApplyOptions {
  /** take over fields that others manage */
  forceConflicts?: boolean;
  /** delete and make anew what cannot be changed */
  replace?: boolean;
  /** accept fields that the server does not know */
  lenient?: boolean;
  dryRun?: boolean;
  /** the namespace that needs no mention */
  home: string;
  timeoutMs: number;
  signal?: AbortSignal;
}

const ATTEMPTS = 6;
const SERVED_MS = 300;

/** Applies the object of a step. Throws KubeError that names the object. */
export async function applyStep(
  client: KubeClient,
  { resource, existing }: Step,
  options: ApplyOptions,
): Promise<KubeObject> {
  const { object, ref } = resource;
  const { dryRun, signal, home } = options;
  const write = {
    dryRun,
    force: options.forceConflicts,
    fieldValidation: options.lenient ? 'Ignore' : 'Strict',
    signal,
  } as const;
  if (object.metadata.name === undefined || object.metadata.name === '') return client.create(object, write);
  for (let attempt = 1; ; attempt++) {
    try {
      if (existing && !dryRun) await migrateManagers(client, existing);
      return await client.apply(object, write);
    } catch (error) {
      // The quota or the object changed between reading and writing: the server asks to try again.
      if (isMoved(error) && attempt < ATTEMPTS) continue;
      if (isNotServed(error) && attempt < ATTEMPTS) {
        await sleep(SERVED_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (!options.replace || !isImmutable(error) || dryRun) throw explained(error, object, home);
      await client.delete(ref, { propagation: 'Foreground', signal });
      await waitUntilGone(client, [ref], { timeoutMs: options.timeoutMs, signal, home });
      return client.apply(object, write);
    }
  }
}

/** A conflict that trying again resolves: not one about fields. */
function isMoved(error: unknown): boolean {
  return isKubeError(error, 'conflict') && !fieldConflicts(error).length;
}

/**
 * The server's words for a field that may not change. A bad value has the same reasons (FieldValueInvalid, FieldValueForbidden), so
 * nothing else tells. Source: k8s.io/apimachinery@v0.37.2 pkg/api/validation (`field is immutable`), k8s.io/kubernetes@v1.37.2
 * pkg/apis/{core,apps,rbac}/validation (`may not change once set`, `updates to … are forbidden`, `cannot change roleRef`).
 */
const UNCHANGEABLE = /immutable|may not (?:be )?change|cannot change|updates to .* are forbidden/i;

/** A kind is listed a moment before it is served; the answer until then is no Status. */
function isNotServed(error: unknown): boolean {
  return isKubeError(error, 'not-found') && error.status?.reason === undefined;
}

/** Does the server refuse to change a field that may not change? */
export function isImmutable(error: unknown): boolean {
  if (!isKubeError(error, 'invalid')) return false;
  const causes = error.status?.details?.causes ?? [];
  const words = causes.length > 0 ? causes.map(({ message = '' }) => message) : [error.message];
  return words.some((text) => UNCHANGEABLE.test(text));
}

interface FieldConflict {
  field: string;
  manager: string;
}

/**
 * The fields that others manage; none where a conflict is about something else. The manager's name stands in the message alone:
 * k8s.io/apimachinery@v0.37.2 pkg/util/managedfields.
 */
export function fieldConflicts(error: KubeError): FieldConflict[] {
  return (error.status?.details?.causes ?? [])
    .filter(({ reason }) => reason === 'FieldManagerConflict')
    .map(({ field = '', message = '' }) => ({ field, manager: /with "([^"]*)"/.exec(message)?.[1] ?? message }));
}

/** The same error, with the object's name and what to do. */
export function explained(error: unknown, object: KubeObject, home: string): unknown {
  if (!isKubeError(error)) return error;
  const name = nameOf(object, home);
  const conflicts = error.code === 'conflict' ? fieldConflicts(error) : [];
  const say = (text: string) => new KubeError(error.code, `${name}: ${text}`, error.status, { cause: error });
  if (conflicts.length > 0) {
    const list = conflicts.map(({ field, manager }) => `${field} is managed by ${manager}`).join(', ');
    return say(`${list}. --force-conflicts takes it over; or leave the field out of the package`);
  }
  if (isImmutable(error)) {
    return say(`${error.message}. --replace deletes the object and makes it anew`);
  }
  if (error.code === 'not-found' && error.status?.details?.kind === 'namespaces') {
    return say(`${error.message}. --create-namespace makes the release's own`);
  }
  return say(error.message);
}
