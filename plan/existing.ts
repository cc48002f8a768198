// What there is of a list of objects. Of one kind, many are asked for in one list, few each for itself.

import { type KubeClient, pathOf } from '../kube/client';
import { isKubeError } from '../kube/errors';
import type { KubeObject } from '../manifests/object';
import type { Resource } from './resource';

/** From so many of a kind and namespace on, a list costs less than single questions. */
const ENOUGH_FOR_LIST = 8;
const PAGE = 500;
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** The metadata of those objects that exist, by key. A kind that the cluster does not know has none. */
export async function findExisting(
  client: KubeClient,
  resources: readonly Resource[],
): Promise<Map<string, KubeObject>> {
  const groups = new Map<string, Resource[]>();
  for (const resource of resources) {
    const { apiVersion, kind, namespace } = resource.ref;
    const name = [apiVersion, kind, namespace ?? ''].join(' ');
    groups.set(name, [...(groups.get(name) ?? []), resource]);
  }
  const found = new Map<string, KubeObject>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [{ ref }] = group as [Resource];
      const type = await client.discovery.lookUp(ref.apiVersion, ref.kind);
      if (!type) return;
      if (group.length < ENOUGH_FOR_LIST || !type.verbs.includes('list')) return findEach(client, group, found);
      try {
        const byName = new Map(group.map((resource) => [resource.ref.name, resource]));
        await listMetadata(client, pathOf(type, ref.namespace), (object) => {
          const resource = byName.get(object.metadata.name ?? '');
          if (resource) found.set(resource.key, { ...object, apiVersion: ref.apiVersion, kind: ref.kind });
        });
      } catch (error) {
        // Who may read objects by name may not list them.
        if (!isKubeError(error, 'forbidden')) throw error;
        await findEach(client, group, found);
      }
    }),
  );
  return found;
}

async function findEach(client: KubeClient, group: Resource[], found: Map<string, KubeObject>): Promise<void> {
  await Promise.all(
    group.map(async ({ key, ref }) => {
      const object = await client.find(ref);
      if (object) found.set(key, object);
    }),
  );
}

async function listMetadata(client: KubeClient, path: string, take: (object: KubeObject) => void): Promise<void> {
  let next: string | undefined;
  do {
    const list: { metadata: { continue?: string }; items?: KubeObject[] } = await client.requests.json({
      path,
      query: { limit: PAGE, continue: next },
      accept: METADATA,
    });
    for (const item of list.items ?? []) take(item);
    next = list.metadata.continue || undefined;
  } while (next);
}
