// What `lookup` finds among the objects that the input brings along: the same as in a chart (runtime/guest/functions/helm/lookups.ts).

import type { Manifest } from '../types';

/** What is asked for; an empty name: all, in a namespace or, if that is empty too, everywhere. */
export interface Question {
  apiVersion: string;
  kind: string;
  namespace: string;
  name: string;
}

/** The object, or a `KINDList` with `items` in the order of namespace and name; undefined where there is none of that kind. */
export function findObjects(
  given: readonly Manifest[] | { items?: readonly Manifest[] } = [],
  { apiVersion, kind, namespace, name }: Question,
): Manifest | undefined {
  const all = 'items' in given ? (given.items ?? []) : (given as readonly Manifest[]);
  const known = all.filter((object) => object.apiVersion === apiVersion);
  // An object without a namespace is the cluster's: it is found in every one.
  const found = known.filter(
    ({ kind: own, metadata }) =>
      own === kind && (!metadata?.namespace || metadata.namespace === namespace || (namespace === '' && name === '')),
  );
  if (name !== '') return found.find(({ metadata }) => metadata?.name === name);
  if (!known.some((object) => object.kind === kind || object.kind === `${kind}List`)) return undefined;
  const place = ({ metadata }: Manifest) => `${metadata?.namespace ?? ''}\0${metadata?.name ?? ''}`;
  const items = found.sort((a, b) => (place(a) < place(b) ? -1 : 1));
  return { apiVersion, kind: `${kind}List`, metadata: {}, items } as Manifest;
}
