// Definitions of kinds from crds/ folders. Helm makes them once and never looks at them again; here an upgrade says what would
// change, and changes it when asked.

import { isKubeError } from '../../kube/errors';
import type { Manifest } from '../../manifests/manifest';
import { applyStep } from '../../plan/apply';
import { establish } from '../../plan/execute';
import { type Resource, resolveResources } from '../../plan/resource';
import { differences } from '../../plan/difference';
import type { Session } from './session';

/** `create` makes those that are missing (the default), `update` also changes the others, `skip` does nothing. */
export type CrdPolicy = 'create' | 'update' | 'skip';

/** Makes or changes definitions, and waits until the kinds can be used. */
export async function applyCrds(
  session: Session,
  manifests: readonly Manifest[],
  { policy, isUpgrade, isDryRun }: { policy: CrdPolicy; isUpgrade: boolean; isDryRun: boolean },
): Promise<void> {
  if (policy === 'skip' || manifests.length === 0) return;
  const { client, namespace: home, note, signal } = session;
  const options = { home, signal, timeoutMs: 60_000, forceConflicts: policy === 'update', lenient: true };
  const changed: Resource[] = [];
  for (const resource of await resolveResources(client, manifests, home)) {
    const existing = await client.find(resource.ref);
    if (!existing) {
      if (isDryRun) continue;
      // Helm's upgrade makes no kinds; with --crds=update it is asked for.
      if (isUpgrade && policy !== 'update') {
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
