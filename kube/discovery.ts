// What kinds a cluster knows and where they are. Source: k8s.io/api@v0.37.2 apidiscovery/v2 and the older lists.

import { isKubeError, KubeError } from './errors';
import type { Requests } from './http/requests';

/** A kind of a cluster. */
export interface ResourceType {
  /** `apps/v1`, `v1` */
  apiVersion: string;
  kind: string;
  /** the plural name in paths */
  plural: string;
  isNamespaced: boolean;
  verbs: string[];
}

interface AggregatedList {
  kind: string;
  items?: {
    metadata?: { name?: string };
    versions?: {
      version: string;
      freshness?: string;
      resources?: {
        resource: string;
        responseKind?: { group?: string; version?: string; kind?: string };
        scope: string;
        verbs?: string[];
      }[];
    }[];
  }[];
  /** of an APIGroupList */
  groups?: { name: string; versions: { groupVersion: string }[] }[];
  /** of APIVersions */
  versions?: string[];
}

const AGGREGATED = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .concat('application/json')
  .join(',');

/** The kinds of a cluster, asked for once and again where one is missing. */
export class Discovery {
  private types?: Promise<Map<string, ResourceType>>;

  constructor(private readonly requests: Requests) {}

  /** The type of an object. Throws KubeError `unknown-kind` where the cluster has none. */
  async find(apiVersion: string, kind: string): Promise<ResourceType> {
    const type = await this.lookUp(apiVersion, kind);
    if (type) return type;
    const others = [...(await this.all()).values()]
      .filter((other) => other.kind === kind)
      .map((other) => other.apiVersion);
    const hint =
      others.length > 0
        ? `; it knows ${kind} in ${others.join(', ')}`
        : '; is the CustomResourceDefinition missing, or is the cluster too old or too new for it?';
    throw new KubeError('unknown-kind', `the cluster does not know the kind ${kind} in ${apiVersion}${hint}`);
  }

  /** The same, undefined where the cluster has none. It asks the cluster again before it says so. */
  async lookUp(apiVersion: string, kind: string): Promise<ResourceType | undefined> {
    const key = `${apiVersion}/${kind}`;
    const known = this.types;
    const found = (await this.all()).get(key);
    if (found || !known) return found;
    this.forget();
    return (await this.all()).get(key);
  }

  /** All kinds, by `apiVersion/kind`. */
  all(): Promise<Map<string, ResourceType>> {
    this.types ??= this.load().catch((error: unknown) => {
      this.types = undefined;
      throw error;
    });
    return this.types;
  }

  /** The next question asks the cluster. */
  forget(): void {
    this.types = undefined;
  }

  /** What `.Capabilities.APIVersions` lists: versions, and versions with kinds. Source: helm.sh/helm/v4@v4.3.1 pkg/action/action.go, GetVersionSet. */
  async apiVersions(): Promise<string[]> {
    const versions = new Set<string>();
    for (const [key, { apiVersion }] of await this.all()) {
      versions.add(apiVersion);
      versions.add(key);
    }
    return [...versions].sort();
  }

  private async load(): Promise<Map<string, ResourceType>> {
    const lists = await Promise.all(
      ['/api', '/apis'].map((path) => this.requests.json<AggregatedList>({ path, accept: AGGREGATED })),
    );
    const types = new Map<string, ResourceType>();
    for (const list of lists) {
      if (list.kind === 'APIGroupDiscoveryList') addAggregated(types, list);
      else await this.addOlder(types, list);
    }
    return types;
  }

  /** A server before 1.27 tells each version apart. */
  private async addOlder(types: Map<string, ResourceType>, { versions, groups }: AggregatedList): Promise<void> {
    const apiVersions =
      versions ?? (groups ?? []).flatMap((group) => group.versions.map((entry) => entry.groupVersion));
    await Promise.all(
      apiVersions.map(async (apiVersion) => {
        const path = `${apiVersion.includes('/') ? '/apis' : '/api'}/${apiVersion}`;
        try {
          const list = await this.requests.json<{
            resources: { name: string; kind: string; namespaced: boolean; verbs?: string[] }[];
          }>({ path });
          for (const { name, kind, namespaced, verbs = [] } of list.resources) {
            if (name.includes('/')) continue;
            types.set(`${apiVersion}/${kind}`, { apiVersion, kind, plural: name, isNamespaced: namespaced, verbs });
          }
        } catch (error) {
          // An extension server that is down takes nothing else with it.
          if (!isKubeError(error, 'server', 'not-found', 'timeout')) throw error;
        }
      }),
    );
  }
}

function addAggregated(types: Map<string, ResourceType>, { items = [] }: AggregatedList): void {
  for (const { metadata, versions = [] } of items) {
    const group = metadata?.name ?? '';
    for (const { version, resources = [] } of versions) {
      const apiVersion = group === '' ? version : `${group}/${version}`;
      for (const { resource, responseKind, scope, verbs = [] } of resources) {
        const kind = responseKind?.kind;
        if (!kind) continue;
        types.set(`${apiVersion}/${kind}`, {
          apiVersion,
          kind,
          plural: resource,
          isNamespaced: scope === 'Namespaced',
          verbs,
        });
      }
    }
  }
}
