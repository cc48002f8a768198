// What the tests on a cluster share: the program as users run it, the real helms, a namespace of one's own, and what the cluster
// has afterwards.

import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { inject } from 'vitest';
import { KubeClient } from '../../kube/client';
import { loadAccess } from '../../kube/config/kubeconfig';
import type { KubeObject } from '../../manifests/object';
import { helmBinary, type HelmId } from '../judge/helm';

export interface Ran {
  code: number | null;
  out: string;
  err: string;
}

/** Runs a program to its end. */
export function run(program: string, args: readonly string[], env: Record<string, string> = {}): Ran {
  const options = { env: { ...process.env, KUBECONFIG: inject('kubeconfig'), ...env }, maxBuffer: 2 ** 28 };
  const { status, stdout, stderr } = spawnSync(program, args, options);
  return { code: status, out: String(stdout), err: String(stderr) };
}

const program = resolve('dist/cli/main.js');

/** The program under test. */
export const mistletoe = (...args: string[]): Ran => run(process.execPath, [program, ...args]);

/** The program under test, while the test goes on. */
export function startMistletoe(...args: string[]) {
  const env = { ...process.env, KUBECONFIG: inject('kubeconfig') };
  const child = spawn(process.execPath, [program, ...args], { env });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += String(data)));
  child.stderr.on('data', (data) => (err += String(data)));
  const ended = new Promise<Ran>((done) => child.once('close', (code) => done({ code, out, err })));
  return { child, ended };
}

/** A real helm, as test/judge finds it. */
export function helm(id: HelmId, ...args: string[]): Ran {
  return run(helmBinary(id), args);
}

/** Standard output of something that must succeed. */
export function succeed({ code, out, err }: Ran): string {
  if (code !== 0) throw new Error(`ended with ${code}: ${err || out}`);
  return out;
}

let counter = 0;

/** A name that no other test uses. */
export function freshName(prefix = 'test'): string {
  counter++;
  return `${prefix}-${process.pid}-${counter}-${Date.now().toString(36)}`;
}

export const client = (): KubeClient => new KubeClient(loadAccess({ kubeconfig: inject('kubeconfig') }));

/** Kinds that no release makes by itself. */
const INCIDENTAL = new Set([
  'Event',
  'EndpointSlice',
  'Endpoints',
  'ControllerRevision',
  'ReplicaSet',
  'Pod',
  'Lease',
  'PodMetrics',
]);

/** The objects of the cluster that releases of a namespace have, as {@link stateOf} gives those of the namespace. */
export async function clusterStateOf(namespace: string): Promise<KubeObject[]> {
  const kube = client();
  const found: KubeObject[] = [];
  try {
    for (const type of (await kube.discovery.all()).values()) {
      if (type.isNamespaced || !type.verbs.includes('list')) continue;
      const labelSelector = 'app.kubernetes.io/managed-by=Helm';
      for (const item of (await kube.listFrom(type, { labelSelector })).items) {
        if (item.metadata.annotations?.['meta.helm.sh/release-namespace'] !== namespace) continue;
        found.push(JSON.parse(JSON.stringify(stripped(item)).replaceAll(namespace, 'NAMESPACE')) as KubeObject);
      }
    }
  } finally {
    kube.close();
  }
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
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

/** Everything that a namespace has, but for what comes with it, what controllers make and what records a release. */
export async function stateOf(namespace: string): Promise<KubeObject[]> {
  const kube = client();
  const found: KubeObject[] = [];
  try {
    for (const type of (await kube.discovery.all()).values()) {
      if (!type.isNamespaced || !type.verbs.includes('list') || INCIDENTAL.has(type.kind)) continue;
      if (type.apiVersion.startsWith('events.') || type.apiVersion.startsWith('metrics.')) continue;
      const { items } = await kube.listFrom(type, { namespace });
      for (const item of items) if (!isGiven(item)) found.push(stripped(item));
    }
  } finally {
    kube.close();
  }
  return found.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

const keyOf = ({ apiVersion, kind, metadata }: KubeObject) => `${apiVersion}/${kind}/${metadata.name}`;

function isGiven({ kind, metadata, ...rest }: KubeObject): boolean {
  if (kind === 'ConfigMap' && metadata.name === 'kube-root-ca.crt') return true;
  if (kind === 'ServiceAccount' && metadata.name === 'default') return true;
  return kind === 'Secret' && String(rest['type']).startsWith('helm.sh/');
}

/** Without what no two objects have in common. */
function stripped({ metadata, status: _, ...rest }: KubeObject): KubeObject {
  const { managedFields, uid, resourceVersion, creationTimestamp, deletionTimestamp, generation, namespace, ...kept } =
    metadata;
  const annotations = Object.fromEntries(
    Object.entries(kept.annotations ?? {}).filter(([key]) => key !== 'deployment.kubernetes.io/revision'),
  );
  const object = { ...rest, metadata: { ...kept, annotations } } as KubeObject;
  const spec = object['spec'] as Record<string, unknown> | undefined;
  if (object.kind === 'Service' && spec) {
    object['spec'] = {
      ...spec,
      clusterIP: undefined,
      clusterIPs: undefined,
      ports: (spec['ports'] as Record<string, unknown>[] | undefined)?.map(({ nodePort: _n, ...port }) => port),
      healthCheckNodePort: undefined,
    };
  }
  if (object.kind === 'Job') {
    const text = JSON.stringify(object, (key, value: unknown) => (/controller-uid$/.test(key) ? undefined : value));
    return JSON.parse(text) as KubeObject;
  }
  return JSON.parse(JSON.stringify(object).replaceAll(namespace ?? '\0', 'NAMESPACE')) as KubeObject;
}
