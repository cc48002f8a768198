// `mistletoe inspect install`, as the existing Mistletoe has it: the objects that an installation has in the cluster. They are known by the
// release's record; without one, by the label that Mistletoe puts on what modules make.

import type { KubeClient } from '../../kube/client';
import { isKubeError } from '../../kube/errors';
import { parseManifests } from '../../manifests/manifest';
import type { KubeObject } from '../../manifests/object';
import { INSTALL_LABEL } from '../../runtime/abi/labels';
import { provenanceOf, type Release, type ReleaseStatus } from '../../releases/record';
import { CommandError, type CommandOptions } from '../command';
import { knownResources } from './history';
import { listReleases } from './read';
import { type ClusterFlags, inSession } from './session';

/** An installation in a list. */
export interface Install {
  name: string;
  namespace: string;
  revision: number;
  status: ReleaseStatus;
  package: { name: string; version: string; digest?: string };
  /** how many objects were rendered */
  resources: number;
}

/** The installations of a namespace. */
export async function listInstalls(flags: ClusterFlags, options: CommandOptions): Promise<Install[]> {
  return (await listReleases({ ...flags, max: 0, offset: 0 }, options)).map(installOf);
}

function installOf(release: Release): Install {
  const { metadata } = release.chart;
  const digest = provenanceOf(release)?.module;
  return {
    name: release.name,
    namespace: release.namespace,
    revision: release.version,
    status: release.info.status,
    package: {
      name: metadata.name,
      version: metadata.version,
      ...(digest !== undefined && { digest: `sha256:${digest}` }),
    },
    resources: parseManifests(release.manifest ?? '').length,
  };
}

/** The objects of an installation that are in the cluster. Throws CommandError where there are none. */
export function objectsOfInstall(name: string, flags: ClusterFlags, options: CommandOptions): Promise<KubeObject[]> {
  return inSession(flags, options, async ({ client, store, namespace, note }) => {
    const release = await store.last(name);
    const found = release
      ? await recorded(client, release, note)
      : await labelled(client, name, flags.namespace === undefined ? undefined : namespace);
    if (found.length === 0) throw new CommandError(`no resources found for installation name "${name}"`);
    return found;
  });
}

async function recorded(client: KubeClient, release: Release, note: (line: string) => void): Promise<KubeObject[]> {
  const manifests = parseManifests(release.manifest ?? '');
  const resources = await knownResources(client, manifests, release.namespace, note);
  const found = await Promise.all(resources.map(({ ref }) => client.find(ref)));
  return found.filter((object) => object !== undefined);
}

async function labelled(client: KubeClient, name: string, namespace?: string): Promise<KubeObject[]> {
  const types = [...(await client.discovery.all()).values()].filter(
    ({ verbs, isNamespaced }) => verbs.includes('list') && (namespace === undefined || isNamespaced),
  );
  const labelSelector = `${INSTALL_LABEL}=${name}`;
  const lists = await Promise.all(
    types.map(async (type) => {
      try {
        return (await client.listFrom(type, { namespace, labelSelector })).items;
      } catch (error) {
        // Who may not list a kind, or whose server is down, still learns of the others.
        if (isKubeError(error, 'forbidden', 'server', 'not-found')) return [];
        throw error;
      }
    }),
  );
  // One object may be told in several versions of its kind.
  const byId = new Map(lists.flat().map((object) => [object.metadata.uid, object]));
  return [...byId.values()];
}

/** `deployment.v1/web (in namespace shop)`, as the existing Mistletoe lists objects. */
export function listLine({ apiVersion, kind, metadata }: KubeObject): string {
  const version = apiVersion.includes('/') ? `.${apiVersion.slice(apiVersion.indexOf('/') + 1)}` : '';
  const where = metadata.namespace === undefined ? 'not namespaced' : `in namespace ${metadata.namespace}`;
  return `${kind.toLowerCase()}${version}/${metadata.name} (${where})`;
}
