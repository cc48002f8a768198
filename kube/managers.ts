// Who manages which fields. Client-side apply (Helm 3, kubectl) leaves its fields with an Update entry; server-side apply would
// then never remove a field that left the chart. Source: k8s.io/client-go@v0.37.2 util/csaupgrade/upgrade.go.

import { isRecord, type KubeObject, type ManagedFields } from '../manifests/object';
import { FIELD_MANAGER, type KubeClient, refOf } from './client';
import { isKubeError } from './errors';

/** Managers that wrote a release's objects by client-side apply. */
const CLIENT_SIDE = new Set([FIELD_MANAGER, 'Helm', 'helm-cli', 'kubectl-client-side-apply', 'kubectl-create']);

const ATTEMPTS = 5;

/** Does the next change of an object take over what that manager has? */
export const isTakenOver = (manager: string): boolean => CLIENT_SIDE.has(manager);

/**
 * The entries after every field of a client-side manager became one that we apply; undefined where nothing has to change.
 * Status and other subresources are left alone.
 */
export function migrated(entries: readonly ManagedFields[] = []): ManagedFields[] | undefined {
  const isClientSide = ({ manager = '', operation, subresource = '' }: ManagedFields) =>
    operation === 'Update' && subresource === '' && CLIENT_SIDE.has(manager);
  const isOurs = ({ manager, operation, subresource = '' }: ManagedFields) =>
    operation === 'Apply' && subresource === '' && manager === FIELD_MANAGER;
  const theirs = entries.filter(isClientSide);
  if (theirs.length === 0) return undefined;
  const own = entries.find(isOurs);
  const [newest] = [...theirs].sort((a, b) => ((a.time ?? '' < (b.time ?? '')) ? 1 : -1));
  const base: ManagedFields = own ?? { ...newest!, manager: FIELD_MANAGER, operation: 'Apply' };
  let fieldsV1 = base.fieldsV1 ?? {};
  for (const entry of theirs) {
    // Fields of another version may have other names.
    if (entry.apiVersion === base.apiVersion) fieldsV1 = union(fieldsV1, entry.fieldsV1 ?? {});
  }
  return [{ ...base, fieldsV1 }, ...entries.filter((entry) => !isClientSide(entry) && entry !== own)];
}

/** Makes an object's fields ours to apply, as {@link migrated} says. Gives the object as it is then. */
export async function migrateManagers(client: KubeClient, object: KubeObject): Promise<KubeObject> {
  let at = object;
  for (let attempt = 1; ; attempt++) {
    const managedFields = migrated(at.metadata.managedFields);
    if (!managedFields) return at;
    try {
      return await client.patch(refOf(at), [
        { op: 'replace', path: '/metadata/managedFields', value: managedFields },
        { op: 'replace', path: '/metadata/resourceVersion', value: at.metadata.resourceVersion },
      ]);
    } catch (error) {
      if (!isKubeError(error, 'conflict') || attempt === ATTEMPTS) throw error;
      at = await client.get(refOf(at));
    }
  }
}

function union(a: Record<string, unknown>, b: Record<string, unknown>): Record<string, unknown> {
  const result = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = result[key];
    result[key] = isRecord(other) && isRecord(value) ? union(other, value) : (other ?? value);
  }
  return result;
}
