// The objects that `lookup` finds, from a file: YAML documents or JSON, single objects or lists as `kubectl get -o yaml`
// writes them.

import { defaultProfile } from '../../language/profiles';
import { splitDocuments } from '../../compiler/chart/values';
import { yamlToJson } from '../../runtime/bindings/values';
import { CommandError } from '../command';

/** `data.lookups` of a MistInput, from a file's text. Throws CommandError where it holds anything but Kubernetes objects. */
export function readLookups(file: string, text: Uint8Array): string {
  const objects: unknown[] = [];
  try {
    for (const document of splitDocuments(text, defaultProfile)) {
      const value = JSON.parse(yamlToJson(document)) as { items?: unknown } | null;
      if (value === null) continue;
      if (Array.isArray(value)) objects.push(...value);
      else if (Array.isArray(value.items)) objects.push(...value.items);
      else objects.push(value);
    }
  } catch (error) {
    throw new CommandError(`failed to parse ${file}: ${(error as Error).message}`);
  }
  for (const [i, object] of objects.entries()) {
    const { apiVersion, kind } = (object ?? {}) as Record<string, unknown>;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
      throw new CommandError(`${file}: object ${i + 1} is no Kubernetes object: it has no apiVersion and kind`);
    }
  }
  return JSON.stringify(objects);
}
