// The objects of a release as the cluster will have them: each in its namespace, marked as the release's.

import { toLowerAscii, trimSpace } from '../gostd/strings';
import type { KubeClient, ObjectRef } from '../kube/client';
import { groupOf, isRecord, type KubeObject } from '../manifests/object';
import { type Manifest, ManifestError } from '../manifests/manifest';

/** An object of a release. */
export interface Resource {
  /** group, kind, namespace and name: what stays the same when the version of its API changes */
  key: string;
  ref: ObjectRef;
  object: KubeObject;
  /** the template that wrote it */
  source: string;
}

/** Whose an object is. */
export interface Owner {
  name: string;
  namespace: string;
}

const MANAGED_BY = 'app.kubernetes.io/managed-by';
const HELM = 'Helm';
const RELEASE_NAME = 'meta.helm.sh/release-name';
const RELEASE_NAMESPACE = 'meta.helm.sh/release-namespace';

/** The paths of what {@link owned} adds, as differences name them. */
const MARKS: ReadonlySet<string> = new Set([
  `metadata.labels[${JSON.stringify(MANAGED_BY)}]`,
  ...[RELEASE_NAME, RELEASE_NAMESPACE].map((name) => `metadata.annotations[${JSON.stringify(name)}]`),
]);

/** Does a field of a difference only make an object the release's, which was nobody's? */
export function isMark({ path, before, after }: { path: string; before: unknown; after: unknown }): boolean {
  if (before !== undefined) return false;
  return (
    MARKS.has(path) ||
    (isRecord(after) && Object.keys(after).every((key) => MARKS.has(`${path}[${JSON.stringify(key)}]`)))
  );
}

/**
 * Says where each object goes. A kind that the cluster does not know yet may be defined by one of the objects. Throws
 * ManifestError for an object that stands twice, or KubeError `invalid` for a kind that nobody knows.
 */
export async function resolveResources(
  client: KubeClient,
  manifests: readonly Manifest[],
  namespace: string,
  /** definitions that will be made before */
  definitions: readonly Manifest[] = [],
): Promise<Resource[]> {
  const defined = definedScopes([...definitions, ...manifests]);
  const resources: Resource[] = [];
  const seen = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { object, source } = manifest;
    const { apiVersion, kind, metadata } = object;
    const scope = defined.get(`${groupOf(apiVersion)}/${kind}`);
    const type = scope === undefined ? await client.discovery.find(apiVersion, kind) : undefined;
    const isNamespaced = scope ?? type!.isNamespaced;
    const home = isNamespaced ? metadata.namespace || namespace : undefined;
    const name = metadata.name ?? '';
    const key = [groupOf(apiVersion), kind, home ?? '', name].join('/');
    const before = seen.get(key);
    if (before) {
      throw new ManifestError(
        `${kind} ${name} is rendered twice: by ${before.source || 'one'} and by ${source || 'another document'}`,
      );
    }
    seen.set(key, manifest);
    const { namespace: _, ...rest } = metadata;
    const placed = { ...object, metadata: home === undefined ? rest : { ...rest, namespace: home } };
    resources.push({ key, ref: { apiVersion, kind, namespace: home, name }, object: placed, source });
  }
  return resources;
}

/** Whether the kinds that definitions among the objects make are namespaced, by group and kind. */
function definedScopes(manifests: readonly Manifest[]): Map<string, boolean> {
  const scopes = new Map<string, boolean>();
  for (const { object } of manifests) {
    if (object.kind !== 'CustomResourceDefinition') continue;
    const spec = object['spec'] as { group?: string; scope?: string; names?: { kind?: string } } | undefined;
    scopes.set(`${spec?.group}/${spec?.names?.kind}`, spec?.scope !== 'Cluster');
  }
  return scopes;
}

/** An object with the label and annotations by which Helm knows its own. Source: helm.sh/helm/v4@v4.3.1 pkg/action/validate.go, setMetadataVisitor. */
export function owned(
  { object, ...resource }: Resource,
  { name, namespace }: Owner,
  labels: Record<string, string> = {},
): Resource {
  const { metadata } = object;
  return {
    ...resource,
    object: {
      ...object,
      metadata: {
        ...metadata,
        labels: { ...metadata.labels, ...labels, [MANAGED_BY]: HELM },
        annotations: { ...metadata.annotations, [RELEASE_NAME]: name, [RELEASE_NAMESPACE]: namespace },
      },
    },
  };
}

/** Why an object is not the release's, `it belongs to release x in y`; undefined where it is. Source: helm.sh/helm/v4@v4.3.1 pkg/action/validate.go, checkOwnership. */
export function foreignness({ metadata }: KubeObject, { name, namespace }: Owner): string | undefined {
  const { labels = {}, annotations = {} } = metadata;
  const releaseName = annotations[RELEASE_NAME];
  const releaseNamespace = annotations[RELEASE_NAMESPACE];
  if (labels[MANAGED_BY] !== HELM || releaseName === undefined || releaseNamespace === undefined) {
    const manager = labels[MANAGED_BY];
    return manager && manager !== HELM ? `it is managed by ${manager}` : 'it belongs to no release';
  }
  if (releaseName === name && releaseNamespace === namespace) return undefined;
  return `it belongs to release ${releaseName} in ${releaseNamespace}`;
}

/** Should an object stay when its release goes? */
export function isKept({ metadata }: KubeObject): boolean {
  return toLowerAscii(trimSpace(metadata.annotations?.['helm.sh/resource-policy'] ?? '')) === 'keep';
}
