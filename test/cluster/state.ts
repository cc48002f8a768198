// What the cluster has after a command, in a form that two namespaces can be compared in.

import { pathOf } from '../../kube/client';
import type { ResourceType } from '../../kube/discovery';
import { isKubeError } from '../../kube/errors';
import type { KubeObject } from '../../manifests/object';
import { client } from './kit';

/** Kinds that controllers make for objects of other kinds. */
const INCIDENTAL = new Set(['Event', 'EndpointSlice', 'Endpoints', 'ControllerRevision', 'Lease', 'PodMetrics']);

const DEFINITION = 'CustomResourceDefinition';

/** The field managers of controllers: the judge is one process, elsewhere they have their own. */
const CONTROLLERS = new Set(['kubetest', 'kube-controller-manager', 'kube-apiserver']);

/** The same text in both, where a namespace's name stands. */
export const NAMESPACE = 'NAMESPACE';

/** The definitions of kinds that the cluster has, by name. */
export async function definitions(): Promise<Set<string>> {
  const kube = client();
  try {
    const found = await kube.list('apiextensions.k8s.io/v1', DEFINITION);
    return new Set(found.map(({ metadata }) => metadata.name ?? ''));
  } finally {
    kube.close();
  }
}

/** The objects of the cluster that releases of a namespace have, and the definitions that were not there `before`. */
export function clusterStateOf(namespace: string, before: ReadonlySet<string> = new Set()): Promise<KubeObject[]> {
  return listAll(
    namespace,
    undefined,
    ({ isNamespaced }) => !isNamespaced,
    (object) =>
      object.kind === DEFINITION
        ? !before.has(object.metadata.name ?? '')
        : object.metadata.annotations?.['meta.helm.sh/release-namespace'] === namespace,
  );
}

/** Everything that a namespace has, but for what comes with it, what controllers make and what records a release. */
export function stateOf(namespace: string): Promise<KubeObject[]> {
  return listAll(
    namespace,
    namespace,
    ({ isNamespaced }) => isNamespaced,
    (object) => !isGiven(object),
  );
}

async function listAll(
  namespace: string,
  within: string | undefined,
  isAsked: (type: ResourceType) => boolean,
  isMeant: (object: KubeObject) => boolean,
): Promise<KubeObject[]> {
  const kube = client();
  try {
    const types = [...(await kube.discovery.all()).values()].filter(
      (type) =>
        isAsked(type) &&
        type.verbs.includes('list') &&
        !INCIDENTAL.has(type.kind) &&
        !/^(?:events|metrics)\./.test(type.apiVersion),
    );
    const lists = await Promise.all(
      types.map((type) =>
        kube.listFrom(type, { namespace: within }).catch((error: unknown) => {
          // A kind that goes is listed a moment longer than it is served.
          if (!isKubeError(error, 'not-found')) throw error;
          return { items: [] };
        }),
      ),
    );
    return lists
      .flatMap(({ items }) => items.filter(isMeant).map((object) => stripped(object, namespace)))
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  } finally {
    kube.close();
  }
}

/** Passwords and keys are drawn: of Secrets the keys are compared; what says how they hash is left out. */
export function withoutRandom(objects: KubeObject[]): KubeObject[] {
  return objects.map((object) => {
    const data = Object.keys((object['data'] as object | undefined) ?? {}).sort();
    if (object.kind === 'Secret') return { ...object, data };
    const hash = /("checksum\/secret":)"[0-9a-f]{64}"/g;
    return JSON.parse(JSON.stringify(object).replace(hash, '$1"of what was drawn"')) as KubeObject;
  });
}

const keyOf = ({ apiVersion, kind, metadata }: KubeObject) => `${apiVersion}/${kind}/${metadata.name}`;

function isGiven({ kind, metadata, ...rest }: KubeObject): boolean {
  if ((metadata.ownerReferences?.length ?? 0) > 0) return true;
  // Such as the claims of a StatefulSet, which come one by one, when the pods before are ready.
  const managers = (metadata.managedFields as { manager?: string }[] | undefined) ?? [];
  if (managers.length > 0 && managers.every(({ manager = '' }) => CONTROLLERS.has(manager))) return true;
  if (kind === 'ConfigMap' && metadata.name === 'kube-root-ca.crt') return true;
  if (kind === 'ServiceAccount' && metadata.name === 'default') return true;
  return kind === 'Secret' && String(rest['type']).startsWith('helm.sh/');
}

/** Without what no two objects have in common. */
function stripped({ metadata, status: _, ...rest }: KubeObject, home: string): KubeObject {
  const { managedFields, uid, resourceVersion, creationTimestamp, deletionTimestamp, generation, namespace, ...kept } =
    metadata;
  const annotations = Object.fromEntries(
    Object.entries(kept.annotations ?? {}).filter(([key]) => key !== 'deployment.kubernetes.io/revision'),
  );
  const object = { ...rest, metadata: { ...kept, annotations } } as KubeObject;
  const spec = object['spec'] as Record<string, unknown> | undefined;
  if (object.kind === 'Service' && spec) {
    const isHeadless = spec['clusterIP'] === 'None';
    const ports = spec['ports'] as Record<string, unknown>[] | undefined;
    object['spec'] = {
      ...spec,
      ...(!isHeadless && { clusterIP: undefined, clusterIPs: undefined }),
      ports: ports?.map(({ nodePort: _n, ...port }) => port),
      healthCheckNodePort: undefined,
    };
  }
  const text = JSON.stringify(object, (key, value: unknown) => (/controller-uid$/.test(key) ? undefined : value));
  // A Pod's token is mounted under a name that the server draws.
  return JSON.parse(
    text.replaceAll(home, NAMESPACE).replace(/kube-api-access-\w{5}/g, 'kube-api-access'),
  ) as KubeObject;
}

/** Forgets what a life left: definitions of kinds that were not there `before`, and the namespace. */
export async function forget(namespace: string, before: ReadonlySet<string>): Promise<void> {
  const kube = client();
  try {
    const type = await kube.discovery.find('apiextensions.k8s.io/v1', DEFINITION);
    const left = [...(await definitions())].filter((name) => !before.has(name));
    for (const name of left) await kube.requests.text({ method: 'DELETE', path: `${pathOf(type)}/${name}` });
    for (const { kind, apiVersion, metadata } of await clusterObjects(namespace)) {
      await kube.delete({ apiVersion, kind, name: metadata.name ?? '' });
    }
    await kube.delete({ apiVersion: 'v1', kind: 'Namespace', name: namespace });
    while ((await definitions()).size > before.size) await new Promise((done) => setTimeout(done, 200));
  } finally {
    kube.close();
  }
}

const clusterObjects = async (namespace: string) =>
  (await clusterStateOf(namespace, new Set(await definitions()))).filter(({ kind }) => kind !== DEFINITION);
