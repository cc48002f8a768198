// What a plan changes, field by field, by the server's own word: a dry run knows its defaults and its webhooks.

import type { TemplatePlace } from '../compiler/analysis/place';
import { createHash } from 'node:crypto';
import type { KubeClient, ObjectRef } from '../kube/client';
import { isTakenOver } from '../kube/managers';
import { isKubeError } from '../kube/errors';
import { groupOf, type KubeObject, nameOf } from '../manifests/object';
import { explained, fieldConflicts, isImmutable } from './apply';
import type { Plan, Step } from './build';
import { comparable, differences } from './difference';
import type { Resource } from './resource';

/** Why a field changes. */
export type Origin =
  /** the package has changed */
  | 'package'
  /** the values have */
  | 'values'
  /** somebody changed the cluster */
  | 'drift';

/** One field that changes. */
export interface FieldChange {
  path: string;
  before: unknown;
  after: unknown;
  origins: Origin[];
  /** the template line that writes it, where that is known */
  place?: TemplatePlace;
}

/** One object that changes. */
export interface Change {
  action: 'create' | 'update' | 'replace' | 'delete' | 'keep';
  /** `Deployment web` */
  name: string;
  kind: string;
  /** the template */
  source: string;
  fields: FieldChange[];
  /** what would stop the command here, or why it leaves this alone, and what to do */
  problem?: string;
}

/** The release before and after, to tell why a field changes. */
export interface Origins {
  /** what was applied last, by key */
  previous: ReadonlyMap<string, Resource>;
  /** the package as it is now with the values as they were, by key; left out where only one of the two changed */
  between?: ReadonlyMap<string, Resource>;
  /** what changed, where only one did */
  only?: 'package' | 'values';
}

/** How a plan is compared. */
export interface CompareOptions {
  home: string;
  origins: Origins;
  replace?: boolean;
  /** show conflicts as errors, as an upgrade would meet them */
  forceConflicts?: boolean;
  lenient?: boolean;
  /** `group/kind` of those whose definitions change first: the server judges their objects by the old ones */
  redefined?: ReadonlySet<string>;
}

/** What a plan changes, in its order, and the state that it was compared with, by key. */
export async function comparePlan(
  client: KubeClient,
  plan: Plan,
  options: CompareOptions,
): Promise<{ changes: Change[]; state: Record<string, string> }> {
  const compared = await Promise.all(plan.steps.map((step) => compareStep(client, step, options)));
  return {
    changes: compared.flatMap(({ change }) => (change ? [change] : [])),
    state: Object.fromEntries(compared.map(({ key, digest }) => [key, digest])),
  };
}

/** What the objects of a plan are now, by key. */
export async function observe(client: KubeClient, plan: Plan): Promise<Record<string, string>> {
  const found = await Promise.all(
    plan.steps.map(async ({ resource: { key, ref } }) => [key, digestOf(await findKnown(client, ref))] as const),
  );
  return Object.fromEntries(found);
}

async function compareStep(client: KubeClient, { action, resource }: Step, options: CompareOptions) {
  const { key, ref, object, source } = resource;
  const { home, replace, lenient } = options;
  const change = (changed: Change['action'], fields: FieldChange[] = []): Change => ({
    action: changed,
    name: nameOf(object, home),
    kind: object.kind,
    source,
    fields,
  });
  const before = await findKnown(client, ref);
  const result = { key, digest: digestOf(before) };
  if (action === 'delete' || action === 'keep') return { ...result, change: before && change(action) };
  const write = { dryRun: true, fieldValidation: lenient ? 'Ignore' : 'Strict' } as const;
  let problem: string | undefined;
  const applied = () =>
    client.apply(object, { ...write, force: options.forceConflicts === true }).catch((error: unknown) => {
      // Fields that somebody else manages: the comparison goes on, and says so.
      if (!isKubeError(error, 'conflict')) throw error;
      // The fields of client-side apply become the release's before anything is applied.
      const conflicts = fieldConflicts(error);
      const isFree = conflicts.length > 0 && conflicts.every(({ manager }) => isTakenOver(manager));
      if (!isFree) problem = (explained(error, object, home) as Error).message;
      return client.apply(object, { ...write, force: true });
    });
  try {
    const after = await applied();
    if (!before) return { ...result, change: change('create') };
    const fields = differences(before, after).map((field) => ({
      ...field,
      origins: originsOf(resource, field.path, options.origins),
    }));
    const changed = fields.length > 0 ? change('update', fields) : undefined;
    return { ...result, change: changed && problem !== undefined ? { ...changed, problem } : changed };
  } catch (error) {
    // A namespace or a kind that the release itself makes is not there yet.
    if (!before && isKubeError(error, 'not-found', 'unknown-kind')) {
      return { ...result, change: change('create') };
    }
    const isRedefined = options.redefined?.has(`${groupOf(object.apiVersion)}/${object.kind}`) === true;
    const isReplaced = replace && isImmutable(error);
    if (!before || !(isReplaced || isRedefined)) throw explained(error, object, home);
    const fields = differences(before, object)
      .filter(({ after }) => after !== undefined)
      .map((field) => ({ ...field, origins: originsOf(resource, field.path, options.origins) }));
    return { ...result, change: change(isReplaced ? 'replace' : 'update', fields) };
  }
}

/** An object; a kind that the cluster does not know yet has none. */
async function findKnown(client: KubeClient, ref: ObjectRef): Promise<KubeObject | undefined> {
  const type = await client.discovery.lookUp(ref.apiVersion, ref.kind);
  return type && client.find(ref);
}

function digestOf(object: KubeObject | undefined): string {
  if (!object) return 'none';
  return createHash('sha256')
    .update(JSON.stringify(sorted(comparable(object))))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** Why a field of an object changes, as far as what was applied before tells. */
function originsOf({ key, object: target }: Resource, path: string, { previous, between, only }: Origins): Origin[] {
  const before = previous.get(key);
  if (!before) return only ? [only] : ['package'];
  const applied = differences(before.object, target);
  if (!touches(applied, path)) return ['drift'];
  if (only) return [only];
  // Where the new package cannot be rendered with the old values nobody can tell the two apart.
  if (!between) return ['package', 'values'];
  const middle = between.get(key);
  if (!middle) return ['package'];
  const origins: Origin[] = [];
  if (touches(differences(before.object, middle.object), path)) origins.push('package');
  if (touches(differences(middle.object, target), path)) origins.push('values');
  return origins.length > 0 ? origins : ['package'];
}

/** Does one of the differences stand at the path, above it or below it? */
function touches(found: { path: string }[], path: string): boolean {
  return found.some(
    (difference) => difference.path === path || isBelow(difference.path, path) || isBelow(path, difference.path),
  );
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(above) && /^[.[]/.test(path.slice(above.length));
}
