// The objects that `lookup` finds, from a file: YAML documents or JSON, single objects or lists as `kubectl get -o yaml`
// writes them.

import { defaultProfile } from '../../language/profiles';
import { splitDocuments } from '../../compiler/chart/values';
import { yamlToJson } from '../../runtime/bindings/values';
import { jsonText } from '../../runtime/host/core/json-text';
import { CommandError } from '../command';

/**
 * `data.lookups` of a MistInput from what an option gives: a file, or the objects. Throws CommandError where the file cannot be read or
 * `lookup` could never find one of the objects.
 */
export function knownLookups(given: string | readonly object[], readFile: (file: string) => Uint8Array): string {
  if (typeof given === 'string') {
    let text: Uint8Array;
    try {
      text = readFile(given);
    } catch (error) {
      throw new CommandError((error as Error).message);
    }
    return readLookups(given, text);
  }
  const problem = lookupProblem(given);
  if (problem !== undefined) throw new CommandError(`lookups: ${problem}`);
  return jsonText(given, 'lookups');
}

/** `data.lookups` of a MistInput, from a file's text. Throws CommandError where it holds anything but Kubernetes objects. */
export function readLookups(file: string, text: Uint8Array): string {
  const objects: unknown[] = [];
  try {
    for (const document of splitDocuments(text, defaultProfile)) {
      const value = JSON.parse(yamlToJson(document)) as { kind?: unknown; items?: unknown } | null;
      if (value === null) continue;
      if (Array.isArray(value)) objects.push(...value);
      // The list of a kind stands for it where it is empty; a List is of no kind.
      else if (Array.isArray(value.items) && (value.items.length > 0 || value.kind === 'List'))
        objects.push(...value.items);
      else objects.push(value);
    }
  } catch (error) {
    throw new CommandError(`failed to parse ${file}: ${(error as Error).message}`);
  }
  const problem = lookupProblem(objects);
  if (problem !== undefined) throw new CommandError(`${file}: ${problem}`);
  return JSON.stringify(objects);
}

/** What is wrong with the first object that `lookup` could never find; undefined where it may find each. */
export function lookupProblem(objects: readonly unknown[]): string | undefined {
  for (const [i, object] of objects.entries()) {
    const { apiVersion, kind, metadata } = (object ?? {}) as Record<string, unknown>;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
      return `object ${i + 1} is no Kubernetes object: it has no apiVersion and kind`;
    }
    // A list stands for its kind.
    if (kind.endsWith('List') || typeof (metadata as { name?: unknown } | undefined)?.name === 'string') continue;
    return `object ${i + 1} (${apiVersion} ${kind}) has no metadata.name, by which lookup finds it`;
  }
  return undefined;
}
