// A Kubernetes object as JSON has it: what every object has, and everything else untyped.

/** The metadata that this program reads or writes. */
export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  finalizers?: string[];
  managedFields?: ManagedFields[];
  ownerReferences?: { kind: string; name: string; uid: string }[];
}

/** Which fields of an object somebody manages. */
export interface ManagedFields {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  time?: string;
  subresource?: string;
  fieldsType?: string;
  fieldsV1?: Record<string, unknown>;
}

/** Any object of a cluster. */
export interface KubeObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

/** The group of an apiVersion; empty for the core. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** The object in the words that errors and lists use: `Deployment web`, `Namespace/shop Service web`. */
export function nameOf({ kind, metadata }: KubeObject, home?: string): string {
  const { name = metadata.generateName ?? '', namespace } = metadata;
  return namespace === undefined || namespace === home ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** The value at a path of fields; undefined where one is missing. */
export function fieldOf(value: unknown, ...path: (string | number)[]): unknown {
  let at = value;
  for (const field of path) {
    if (at === null || typeof at !== 'object') return undefined;
    at = (at as Record<string | number, unknown>)[field];
  }
  return at;
}

/** Is it an object of JSON, and no list? */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
