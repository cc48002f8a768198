// What `lookup` finds among the objects that the input brings along: the same as in a chart (runtime/guest/functions/helm/lookups.ts).

import { InputError } from '../errors';
import type { Manifest } from '../types';
import { whatIs } from '../values';

/** What is asked for; an empty name: all, in a namespace or, if that is empty too, everywhere. */
export interface Question {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** Throws TypeError where an argument is no text: what nobody checked may be anything. */
export function checkQuestion(question: Question): void {
  for (const [argument, given] of Object.entries(question)) {
    if (typeof given === 'string') continue;
    const hint = argument === 'name' || argument === 'namespace' ? ", '' for all" : '';
    throw new TypeError(
      `lookup(apiVersion, kind, namespace, name): ${argument} is ${whatIs(given)}: give a text${hint}`,
    );
  }
}

/**
 * The object, or a `KINDList` with `items` in the order of namespace and name; undefined where there is none of that kind. Each is a copy: a
 * cluster gives a fresh object each time. Throws InputError where `given` is no list of objects: it comes from the user.
 */
export function findObjects(given: unknown, { apiVersion, kind, namespace, name }: Question): object | undefined {
  const known = listOf(given).filter((object) => object.apiVersion === apiVersion);
  // An object without a namespace is the cluster's: it is found in every one.
  const found = known.filter(
    ({ kind: own, metadata }) =>
      own === kind && (!metadata?.namespace || metadata.namespace === namespace || (namespace === '' && name === '')),
  );
  if (name !== '') return copyOf(found.find(({ metadata }) => metadata?.name === name));
  if (!known.some((object) => object.kind === kind || object.kind === `${kind}List`)) return undefined;
  const place = ({ metadata }: Manifest) => `${metadata?.namespace ?? ''}\0${metadata?.name ?? ''}`;
  const items = found.sort((a, b) => (place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0));
  return copyOf({ apiVersion, kind: `${kind}List`, metadata: { resourceVersion: '0' }, items });
}

function copyOf<T extends object>(object: T | undefined): T | undefined {
  return object && (JSON.parse(JSON.stringify(object)) as T);
}

/** The objects. Throws InputError in the words of charts. */
function listOf(given: unknown): Manifest[] {
  if (given === undefined || given === null) return [];
  const all = Array.isArray(given) ? given : (given as { items?: unknown }).items;
  if (!Array.isArray(all)) {
    throw new InputError("the input's lookups is neither a list of Kubernetes objects nor an object with items");
  }
  for (const [i, object] of all.entries()) {
    const { apiVersion, kind } = (object ?? {}) as Partial<Record<string, unknown>>;
    if (typeof apiVersion === 'string' && apiVersion !== '' && typeof kind === 'string' && kind !== '') continue;
    throw new InputError(`number ${i} of the input's lookups is no Kubernetes object: it has no apiVersion and kind`);
  }
  return all as Manifest[];
}
