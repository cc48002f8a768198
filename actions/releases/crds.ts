// Definitions of kinds from crds/ folders. Helm makes them once and never looks at them again; here an upgrade says what would
// change, and changes it when asked.

import { isKubeError } from '../../kube/errors';
import type { Manifest } from '../../manifests/manifest';
import { fieldOf, type KubeObject, nameOf } from '../../manifests/object';
import { applyStep } from '../../plan/apply';
import type { Step } from '../../plan/build';
import { type Change, comparePlan } from '../../plan/compare';
import { establish } from '../../plan/execute';
import { type Resource, resolveResources } from '../../plan/resource';
import { differences } from '../../plan/difference';
import type { Session } from './session';

/** `create` makes those that are missing (the default), `update` also changes the others, `skip` does nothing. */
export type CrdPolicy = 'create' | 'update' | 'skip';

/** What may be done with definitions. */
export interface CrdRules {
  policy: CrdPolicy;
  /** Helm's upgrade makes no kinds: there, `create` only tells */
  isUpgrade: boolean;
}

/** The definitions that will be there when the release's objects are made: what of them the cluster does not know yet, it will. */
export function definitionsToCome(crds: readonly Manifest[], rules: CrdRules): readonly Manifest[] {
  return mayCreate(rules) ? crds : [];
}

const mayCreate = ({ policy, isUpgrade }: CrdRules) => policy === 'update' || (policy === 'create' && !isUpgrade);

/** Makes or changes definitions, and waits until the kinds can be used. */
export async function applyCrds(
  session: Session,
  manifests: readonly Manifest[],
  { isDryRun, ...rules }: CrdRules & { isDryRun: boolean },
): Promise<void> {
  const { policy } = rules;
  if (policy === 'skip' || manifests.length === 0) return;
  const { client, namespace: home, note, signal } = session;
  const options = { home, signal, timeoutMs: 60_000, forceConflicts: policy === 'update', lenient: true };
  const changed: Resource[] = [];
  for (const resource of await resolveResources(client, manifests, home)) {
    const existing = await client.find(resource.ref);
    if (!existing) {
      if (isDryRun) continue;
      if (!mayCreate(rules)) {
        note(`${resource.ref.name} is missing: --crds=update makes it`);
        continue;
      }
      await applyStep(client, { action: 'create', resource }, options);
      changed.push(resource);
      continue;
    }
    const after = await client
      .apply(resource.object, { dryRun: true, force: true, fieldValidation: 'Ignore' })
      .catch((error: unknown) => {
        // Who may not change it may still use it.
        if (isKubeError(error, 'forbidden')) return existing;
        throw error;
      });
    const fields = differences(existing, after).map(({ path }) => path);
    if (fields.length === 0) continue;
    if (policy !== 'update') {
      note(
        `${resource.ref.name} differs from the package in ${fields.length} field(s), ${fields[0]}: --crds=update changes it`,
      );
      continue;
    }
    if (isDryRun) continue;
    await applyStep(client, { action: 'update', resource, existing }, options);
    changed.push(resource);
  }
  if (changed.length > 0) await establish(client, changed, options);
}

/** What would become of definitions, and what they are now, as {@link comparePlan} tells it of objects. */
export async function compareCrds(
  { client, namespace }: Session,
  crds: readonly Manifest[],
  rules: CrdRules,
): Promise<{ changes: Change[]; state: Record<string, string>; redefined: Set<string> }> {
  if (rules.policy === 'skip') return { changes: [], state: {}, redefined: new Set() };
  const steps = await crdSteps(client, crds, namespace);
  const compared = await comparePlan(
    client,
    { owner: { name: '', namespace }, steps },
    { home: namespace, origins: { previous: new Map(), only: 'package' }, forceConflicts: true, lenient: true },
  );
  const changes = compared.changes.map((change): Change => {
    const isDone = change.action === 'create' ? mayCreate(rules) : rules.policy === 'update';
    if (isDone) return change;
    const verb = change.action === 'create' ? 'makes' : 'changes';
    return { ...change, action: 'keep', problem: `it is left as it is: --crds=update ${verb} it` };
  });
  const redefined = steps
    .filter(({ resource }) =>
      changes.some(({ action, name }) => action === 'update' && name === nameOf(resource.object)),
    )
    .map(({ resource }) => kindOf(resource.object));
  return { ...compared, changes, redefined: new Set(redefined) };
}

/** `group/kind` of the objects that a definition is of. */
function kindOf(definition: KubeObject): string {
  return `${fieldOf(definition, 'spec', 'group')}/${fieldOf(definition, 'spec', 'names', 'kind')}`;
}

/** Definitions as steps of a plan. */
export async function crdSteps(
  client: Session['client'],
  crds: readonly Manifest[],
  namespace: string,
): Promise<Step[]> {
  return (await resolveResources(client, crds, namespace)).map((resource) => ({ action: 'update', resource }));
}
