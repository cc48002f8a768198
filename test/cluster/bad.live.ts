// Bad clusters: one clear error, a code that is not zero, and what stands is said.

import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parse, stringify } from 'yaml';
import type { KubeClient } from '../../kube/client';
import { parseManifests } from '../../manifests/manifest';
import { client, freshName, helm, mistletoe, type Ran, startMistletoe, succeed } from './kit';
import { startServer } from './server';

const chart = 'test/cluster/charts/shop';
const folder = mkdtempSync(join(tmpdir(), 'mistletoe-bad-'));
const servers: (Server | TlsServer)[] = [];

let kube: KubeClient;
beforeAll(() => {
  kube = client();
});
afterAll(() => {
  kube.close();
  for (const server of servers) server.close();
  rmSync(folder, { recursive: true, force: true });
});

async function newNamespace(labels: Record<string, string> = {}): Promise<string> {
  const name = freshName('bad');
  await kube.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  return name;
}

/** One error and nothing that only programmers understand. */
function failure({ code, err }: Ran): string {
  expect(code).toBe(1);
  expect(err.match(/^Error: /gm)).toHaveLength(1);
  expect(err).not.toMatch(/^\s+at .*:\d+/m);
  return err;
}

/** The newest revision's status and description. */
function stateOfRelease(namespace: string): string {
  const rows = JSON.parse(succeed(mistletoe('history', 'web', '-n', namespace, '-o', 'json'))) as {
    status: string;
    description: string;
  }[];
  return `${rows.at(-1)!.status}: ${rows.at(-1)!.description}`;
}

interface Cluster {
  server: string;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
}

/** A kubeconfig like the suite's with another cluster in it. */
function kubeconfigWith(change: (cluster: Cluster) => Cluster): string {
  const config = parse(readFileSync(inject('kubeconfig'), 'utf8')) as { clusters: { cluster: Cluster }[] };
  for (const entry of config.clusters) entry.cluster = change(entry.cluster);
  const path = join(folder, `${freshName('kubeconfig')}.yaml`);
  writeFileSync(path, stringify(config));
  return path;
}

async function listen<T extends Server | TlsServer>(server: T): Promise<T> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return server;
}

const portOf = (server: Server | TlsServer) => (server.address() as AddressInfo).port;

/** A certificate for 127.0.0.1, as the real helm makes it; one of less than no days has expired. */
function certificate(days: number): { cert: string; key: string } {
  const path = join(folder, freshName('cert'));
  mkdirSync(join(path, 'templates'), { recursive: true });
  writeFileSync(join(path, 'Chart.yaml'), 'apiVersion: v2\nname: cert\nversion: 1.0.0\n');
  writeFileSync(
    join(path, 'templates', 'cert.yaml'),
    `{{- $c := genSelfSignedCert "127.0.0.1" (list "127.0.0.1") nil ${days} }}
apiVersion: v1
kind: ConfigMap
metadata: {name: cert}
data: {cert: {{ $c.Cert | quote }}, key: {{ $c.Key | quote }}}
`,
  );
  const [manifest] = parseManifests(succeed(helm('4.3', 'template', 'cert', path)));
  return manifest!.object['data'] as { cert: string; key: string };
}

describe('no way to the server', () => {
  test('nothing listens there', () => {
    const kubeconfig = kubeconfigWith((cluster) => ({ ...cluster, server: 'https://127.0.0.1:1' }));
    for (const command of [
      ['install', 'web', chart],
      ['upgrade', 'web', chart],
      ['uninstall', 'web'],
    ]) {
      expect(failure(mistletoe(...command, '--kubeconfig', kubeconfig))).toMatch(
        /cannot reach https:\/\/127\.0\.0\.1:1: nothing listens there: is the cluster running\?/,
      );
    }
  });

  test.each([
    ['has expired', -1, true, /is not trusted: the server's certificate has expired/],
    ['is not the one of the kubeconfig', 30, false, /is not trusted: /],
  ])('its certificate %s', async (_, days, isNamed, words) => {
    const { cert, key } = certificate(days);
    const server = await listen(createTlsServer({ cert, key }, (_request, response) => response.end('{}')));
    const data = Buffer.from(cert).toString('base64');
    const kubeconfig = kubeconfigWith(({ 'certificate-authority': own, ...cluster }) => ({
      ...cluster,
      server: `https://127.0.0.1:${portOf(server)}`,
      ...(isNamed ? { 'certificate-authority-data': data } : { 'certificate-authority': own }),
    }));
    const { ended } = startMistletoe('install', 'web', chart, '--kubeconfig', kubeconfig);
    expect(failure(await ended)).toMatch(words);
  });

  test('a token that the server does not know', () => {
    expect(failure(mistletoe('list', '--kube-token', 'wrong'))).toMatch(/Unauthorized/);
  });

  test('a slow one takes its time', async () => {
    const { server } = (parse(readFileSync(inject('kubeconfig'), 'utf8')) as { clusters: { cluster: Cluster }[] })
      .clusters[0]!.cluster;
    const { hostname, port } = new URL(server);
    const proxy = await listen(
      createServer((socket) => {
        const through = connect(Number(port), hostname);
        socket.on('error', () => through.destroy()).pipe(through);
        through.on('error', () => socket.destroy()).on('end', () => socket.end());
        through.on('data', (data) => setTimeout(() => socket.write(data), 150));
      }),
    );
    const namespace = await newNamespace();
    const kubeconfig = kubeconfigWith((cluster) => ({ ...cluster, server: `https://127.0.0.1:${portOf(proxy)}` }));
    const { ended } = startMistletoe('install', 'web', chart, '-n', namespace, '--kubeconfig', kubeconfig);
    expect(await ended).toMatchObject({ code: 0 });
    expect(stateOfRelease(namespace)).toBe('deployed: Install complete');
  });

  test('one that dies in the middle', async () => {
    const server = await startServer();
    const hang = ['--set-json', 'podAnnotations={"kubetest/outcome":"never"}', '--wait', '--timeout', '90s'];
    const { child, ended } = startMistletoe('install', 'web', chart, '--kubeconfig', server.kubeconfig, ...hang);
    let err = '';
    child.stderr.on('data', (data) => {
      err += String(data);
      if (err.includes('ready: ')) server.kill();
    });
    const failed = failure(await ended);
    server.close();
    expect(failed).toMatch(/cannot reach https:\/\/127\.0\.0\.1:\d+: nothing listens there|the connection broke/);
    expect(failed).toMatch(/what stands of revision 1: \d+ made, 0 changed, 0 deleted/);
    expect(failed).toMatch(/the record of revision 1 could not be written: /);
  });
});

describe('the server refuses', () => {
  /** Rules that allow everything but some verbs of a kind. */
  const rulesWithout = (resource: string, verbs: readonly string[]) => {
    const all = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];
    const kinds: [string, string[]][] = [
      ['', ['secrets', 'configmaps', 'services', 'pods']],
      ['apps', ['deployments']],
      ['coordination.k8s.io', ['leases']],
    ];
    return kinds.flatMap(([group, resources]) =>
      resources.map((name) => ({
        apiGroups: [group],
        resources: [name],
        verbs: name === resource ? all.filter((verb) => !verbs.includes(verb)) : all,
      })),
    );
  };

  /** Lets a user of that namespace do everything but that. */
  async function without(namespace: string, resource: string, verbs: readonly string[]): Promise<string[]> {
    const user = freshName('user');
    const rbac = 'rbac.authorization.k8s.io/v1';
    const metadata = { name: user, namespace };
    await kube.apply({ apiVersion: rbac, kind: 'Role', metadata, rules: rulesWithout(resource, verbs) });
    await kube.apply({
      apiVersion: rbac,
      kind: 'RoleBinding',
      metadata,
      subjects: [{ kind: 'User', name: user, apiGroup: 'rbac.authorization.k8s.io' }],
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: user },
    });
    return ['-n', namespace, '--as', user, '--crds=skip'];
  }

  test.each([
    ['a lock may not be looked at', 'leases', ['get'], 'leases', 'get'],
    ['a lock may not be taken', 'leases', ['create'], 'leases', 'create'],
    ['records may not be listed', 'secrets', ['list'], 'secrets', 'list'],
    ['records may not be made', 'secrets', ['create'], 'secrets', 'create'],
    ['objects may not be looked at', 'configmaps', ['get', 'list'], 'configmaps', 'get'],
    ['objects may not be made', 'configmaps', ['patch', 'create'], 'configmaps', 'patch'],
  ])('an installation: %s', async (_, resource, verbs, named, verb) => {
    const namespace = await newNamespace();
    const as = await without(namespace, resource, verbs);
    const err = failure(mistletoe('install', 'web', chart, ...as));
    expect(err).toMatch(
      new RegExp(`cannot ${verb} resource "${named}" in API group ".*" in the namespace "${namespace}"`),
    );
    if (resource === 'configmaps' && verb === 'patch') {
      expect(err).toMatch(/Error: ConfigMap web-\w+: /);
      // Secrets come before ConfigMaps.
      expect(err).toMatch(/what stands of revision 1: 1 made, 0 changed, 0 deleted/);
      expect(stateOfRelease(namespace)).toMatch(/^failed: Release "web" failed: ConfigMap web-/);
    } else {
      expect(mistletoe('status', 'web', '-n', namespace).code).toBe(1);
    }
  });

  test.each([
    [
      'what left the package may not be deleted',
      'configmaps',
      ['delete'],
      ['upgrade', 'web', chart, '--set', 'extra=false'],
      'delete',
    ],
    [
      'waiting may not watch',
      'deployments',
      ['watch'],
      ['upgrade', 'web', chart, '--set', 'replicas=2', '--wait'],
      'watch',
    ],
    [
      'waiting may not list',
      'deployments',
      ['list'],
      ['upgrade', 'web', chart, '--set', 'replicas=2', '--wait'],
      'list',
    ],
    ['a removal may not delete', 'deployments', ['delete'], ['uninstall', 'web'], 'delete'],
    ['a rollback may not write its record', 'secrets', ['update', 'create'], ['rollback', 'web'], 'create'],
  ])('%s', async (_, resource, verbs, command, verb) => {
    const namespace = await newNamespace();
    succeed(mistletoe('install', 'web', chart, '-n', namespace));
    if (command[0] === 'rollback') succeed(mistletoe('upgrade', 'web', chart, '-n', namespace));
    const as = (await without(namespace, resource, verbs)).filter(
      (flag) => command[0] === 'upgrade' || !flag.startsWith('--crds'),
    );
    const err = failure(mistletoe(...command, ...as));
    expect(err).toMatch(new RegExp(`cannot ${verb} resource "${resource}"`));
    // Whoever may do it takes it up: nothing is stuck.
    if (command[0] === 'uninstall') {
      succeed(mistletoe('uninstall', 'web', '-n', namespace));
      expect(mistletoe('status', 'web', '-n', namespace).code).toBe(1);
      return;
    }
    succeed(mistletoe('upgrade', 'web', chart, '-n', namespace));
    expect(stateOfRelease(namespace)).toBe('deployed: Upgrade complete');
  });

  test('a quota is exceeded', async () => {
    const namespace = await newNamespace();
    const quota = { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small', namespace } };
    await kube.apply({ ...quota, spec: { hard: { 'count/configmaps': '2' } } });
    await expect
      .poll(async () => (await kube.get({ ...quota, name: 'small', namespace }))['status'], { timeout: 120_000 })
      .toHaveProperty('used');
    const err = failure(mistletoe('install', 'web', chart, '-n', namespace));
    expect(err).toMatch(/Error: ConfigMap web-\w+: .*exceeded quota: small, requested: count\/configmaps=1/);
    expect(err).toMatch(/what stands of revision 1: \d+ made, 0 changed, 0 deleted/);
    expect(stateOfRelease(namespace)).toMatch(/^failed: .*exceeded quota/s);
  });

  test('a namespace that is not there, or is going', async () => {
    const missing = freshName('missing');
    expect(failure(mistletoe('install', 'web', chart, '-n', missing))).toMatch(
      new RegExp(`namespaces? "${missing}" not found.*--create-namespace`),
    );
    const going = await newNamespace();
    const metadata = { name: 'stays', namespace: going, finalizers: ['example.com/stays'] };
    await kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
    await kube.delete({ apiVersion: 'v1', kind: 'Namespace', name: going });
    expect(failure(mistletoe('install', 'web', chart, '-n', going))).toMatch(/is being terminated/);
    await kube.apply({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...metadata, finalizers: [] } });
  });
});

describe('a webhook', () => {
  const label = freshName('judged');
  /** Judges the ConfigMaps of namespaces with the label. */
  const webhook = (url: string, caBundle: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: label },
    webhooks: [
      {
        name: 'judge.example.com',
        clientConfig: { url, caBundle },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }],
        namespaceSelector: { matchLabels: { [label]: 'yes' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        timeoutSeconds: 30,
      },
    ],
  });
  afterAll(async () => {
    const { apiVersion, kind } = webhook('', '');
    await kube.delete({ apiVersion, kind, name: label });
  });

  test('refuses, or is not there', async () => {
    const { cert, key } = certificate(30);
    const judge = await listen(
      createTlsServer({ cert, key }, (request, response) => {
        let text = '';
        request.on('data', (data) => (text += String(data)));
        request.on('end', () => {
          const { request: asked } = JSON.parse(text) as { request: { uid: string; name: string } };
          const status = { message: 'the colour is wrong' };
          const answer = { uid: asked.uid, allowed: asked.name !== 'web-config', status };
          response.setHeader('content-type', 'application/json');
          response.end(
            JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: answer }),
          );
        });
      }),
    );
    const bundle = Buffer.from(cert).toString('base64');
    await kube.apply(webhook(`https://127.0.0.1:${portOf(judge)}/judge`, bundle));
    const namespace = await newNamespace({ [label]: 'yes' });
    const install = async () => startMistletoe('install', 'web', chart, '-n', namespace).ended;
    let err = '';
    // The server needs a moment to learn of it.
    await expect
      .poll(
        async () => {
          const ran = await install();
          if (ran.code === 0) succeed(mistletoe('uninstall', 'web', '-n', namespace));
          err = ran.err;
          return ran.code;
        },
        { timeout: 120_000 },
      )
      .toBe(1);
    expect(err).toMatch(
      /^Error: ConfigMap web-config: admission webhook "judge.example.com" denied the request: the colour is wrong$/m,
    );
    expect(err).toMatch(/what stands of revision 1: \d+ made/);
    expect(stateOfRelease(namespace)).toMatch(/^failed: .*the colour is wrong/);

    judge.closeAllConnections();
    judge.close();
    expect(failure(await install())).toMatch(/ConfigMap web-\w+: .*failed calling webhook "judge.example.com"/);
  });
});
