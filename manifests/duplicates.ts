// Objects that stand twice in what was rendered: whoever applies them, the later one wins, and an installation refuses them.

import { isHook } from './hooks';
import { groupOf, isRecord, type KubeObject, nameOf } from './object';

/** A document of a rendered file. */
export interface PlacedDocument {
  /** Where it stands, as errors say it: the file, perhaps its document. */
  where: string;
  value: unknown;
}

/**
 * What to say of objects of one group, kind, namespace and name: `ConfigMap web stands twice: in a.yaml and in b.yaml`. `namespace`: that of
 * objects that name none. Hooks are made one after the other, and may be the same object; what has no name of its own is never another.
 */
export function duplicateObjects(documents: readonly PlacedDocument[], namespace = ''): string[] {
  const found = new Map<string, { name: string; places: string[] }>();
  for (const { where, value } of documents) {
    for (const object of objectsIn(value)) {
      if (isHook(object)) continue;
      const { apiVersion, kind, metadata } = object;
      const key = JSON.stringify([groupOf(apiVersion), kind, metadata.namespace || namespace, metadata.name]);
      const known = found.get(key) ?? { name: nameOf(object, namespace), places: [] };
      known.places.push(where);
      found.set(key, known);
    }
  }
  return [...found.values()].flatMap(({ name, places }) => {
    if (places.length === 1) return [];
    const times = places.length === 2 ? 'twice' : `${places.length} times`;
    return [`${name} stands ${times}: in ${places.join(' and in ')}`];
  });
}

/** The objects of a document, also of a list, that have what tells them apart. */
function objectsIn(value: unknown): KubeObject[] {
  if (!isRecord(value)) return [];
  const { apiVersion, kind, metadata, items } = value;
  if (kind === 'List' && Array.isArray(items)) return items.flatMap(objectsIn);
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || !isRecord(metadata)) return [];
  return typeof metadata['name'] === 'string' ? [value as unknown as KubeObject] : [];
}
