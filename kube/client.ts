// A cluster's objects: read, applied, deleted, watched. Thin: what an object means is for others to know.

import type { KubeObject } from '../manifests/object';
import type { ClusterAccess } from './config/kubeconfig';
import { Discovery, type ResourceType } from './discovery';
import { isKubeError } from './errors';
import { type RequestOptions, Requests } from './http/requests';

/** Who this program is in the metadata of objects. It is Helm's name, so that a release can go from one to the other. */
export const FIELD_MANAGER = 'helm';

/** Which object. */
export interface ObjectRef {
  apiVersion: string;
  kind: string;
  /** left out for objects of the cluster */
  namespace?: string;
  name: string;
}

/** How to apply or write. */
export interface WriteOptions {
  dryRun?: boolean;
  /** take over what others manage */
  force?: boolean;
  /** `Strict` (the default) refuses fields that the server does not know */
  fieldValidation?: 'Strict' | 'Warn' | 'Ignore';
  signal?: AbortSignal;
}

/** Which objects of a kind. */
export interface ListOptions {
  namespace?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
}

export type Propagation = 'Background' | 'Foreground' | 'Orphan';

interface List {
  metadata: { resourceVersion?: string; continue?: string };
  items?: KubeObject[];
}

const PAGE = 500;
const APPLY = 'application/apply-patch+yaml';

/** A client of one cluster. All methods throw KubeError. */
export class KubeClient {
  readonly requests: Requests;
  readonly discovery: Discovery;

  constructor(
    readonly access: ClusterAccess,
    options: RequestOptions = {},
  ) {
    this.requests = new Requests(access, options);
    this.discovery = new Discovery(this.requests);
  }

  /** The server's version, as `v1.37.2`. */
  async version(): Promise<string> {
    const { gitVersion } = await this.requests.json<{ gitVersion: string }>({ path: '/version' });
    return gitVersion;
  }

  async get(ref: ObjectRef, signal?: AbortSignal): Promise<KubeObject> {
    return this.requests.json({ path: await this.path(ref), signal });
  }

  /** The object; undefined where there is none. */
  async find(ref: ObjectRef, signal?: AbortSignal): Promise<KubeObject | undefined> {
    try {
      return await this.get(ref, signal);
    } catch (error) {
      if (isKubeError(error, 'not-found')) return undefined;
      throw error;
    }
  }

  /** All objects of a kind, in one namespace or in all. */
  async list(apiVersion: string, kind: string, options: ListOptions = {}): Promise<KubeObject[]> {
    return (await this.listFrom(await this.discovery.find(apiVersion, kind), options)).items;
  }

  /** The same, with the version of the list, from which a watch can go on. */
  async listFrom(
    type: ResourceType,
    { namespace, labelSelector, fieldSelector, signal }: ListOptions,
  ): Promise<{ items: KubeObject[]; resourceVersion: string }> {
    const { apiVersion, kind } = type;
    const items: KubeObject[] = [];
    let next: string | undefined;
    for (;;) {
      const list: List = await this.requests.json({
        path: pathOf(type, namespace),
        query: { labelSelector, fieldSelector, limit: PAGE, continue: next },
        signal,
      });
      for (const item of list.items ?? []) items.push({ ...item, apiVersion, kind });
      next = list.metadata.continue || undefined;
      if (!next) return { items, resourceVersion: list.metadata.resourceVersion ?? '' };
    }
  }

  /** Server-side apply: makes or changes the object. */
  async apply(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const { dryRun, force = false, fieldValidation = 'Strict', signal } = options;
    return this.requests.json({
      method: 'PATCH',
      path: await this.path(refOf(object)),
      query: { fieldManager: FIELD_MANAGER, force, fieldValidation, dryRun: dryRun ? 'All' : undefined },
      contentType: APPLY,
      body: object,
      signal,
    });
  }

  /** Makes an object that must not exist yet. */
  async create(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const { apiVersion, kind, metadata } = object;
    const type = await this.discovery.find(apiVersion, kind);
    const { dryRun, fieldValidation = 'Strict', signal } = options;
    return this.requests.json({
      method: 'POST',
      path: pathOf(type, type.isNamespaced ? metadata.namespace : undefined),
      query: { fieldManager: FIELD_MANAGER, fieldValidation, dryRun: dryRun ? 'All' : undefined },
      body: object,
      signal,
    });
  }

  /** Writes an object whole; where it has a resourceVersion, only if nobody changed it since. */
  async replace(object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    const { dryRun, signal } = options;
    return this.requests.json({
      method: 'PUT',
      path: await this.path(refOf(object)),
      query: { fieldManager: FIELD_MANAGER, dryRun: dryRun ? 'All' : undefined },
      body: object,
      signal,
    });
  }

  /** A JSON patch (RFC 6902). */
  async patch(ref: ObjectRef, operations: unknown[], options: WriteOptions = {}): Promise<KubeObject> {
    const { dryRun, signal } = options;
    return this.requests.json({
      method: 'PATCH',
      path: await this.path(ref),
      query: { fieldManager: FIELD_MANAGER, dryRun: dryRun ? 'All' : undefined },
      contentType: 'application/json-patch+json',
      body: operations,
      signal,
    });
  }

  /** Deletes an object; false where there was none. */
  async delete(
    ref: ObjectRef,
    {
      propagation = 'Background',
      uid,
      dryRun,
      signal,
    }: { propagation?: Propagation; uid?: string; dryRun?: boolean; signal?: AbortSignal } = {},
  ): Promise<boolean> {
    try {
      await this.requests.text({
        method: 'DELETE',
        path: await this.path(ref),
        body: {
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          propagationPolicy: propagation,
          ...(uid !== undefined && { preconditions: { uid } }),
          ...(dryRun && { dryRun: ['All'] }),
        },
        signal,
      });
      return true;
    } catch (error) {
      if (isKubeError(error, 'not-found')) return false;
      throw error;
    }
  }

  /** The last lines of a container's log. */
  async logs(namespace: string, pod: string, container: string, tailLines?: number): Promise<string> {
    return this.requests.text({
      path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(pod)}/log`,
      query: { container, tailLines },
      accept: '*/*',
    });
  }

  /** Is an object's kind one of namespaces? */
  async isNamespaced({ apiVersion, kind }: { apiVersion: string; kind: string }): Promise<boolean> {
    return (await this.discovery.find(apiVersion, kind)).isNamespaced;
  }

  close(): void {
    this.requests.close();
  }

  private async path({ apiVersion, kind, namespace, name }: ObjectRef): Promise<string> {
    const type = await this.discovery.find(apiVersion, kind);
    return `${pathOf(type, type.isNamespaced ? namespace : undefined)}/${encodeURIComponent(name)}`;
  }
}

/** The path of a kind's objects, in one namespace or in all. */
export function pathOf({ apiVersion, plural }: ResourceType, namespace?: string): string {
  const home = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}${home}/${plural}`;
}

/** What an object is called by. */
export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace: metadata.namespace, name: metadata.name ?? '' };
}
