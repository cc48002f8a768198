// Which cluster, who asks, and in which namespace: the kubeconfig files and the flags that change what they say.
// Source: k8s.io/client-go@v0.37.2 tools/clientcmd (loader.go, client_config.go).

import { yamlProblem } from '../../runtime/host/core/documents';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { KubeError } from '../errors';
import { systemWords } from '../../gostd/os';
import { trimSpace } from '../../gostd/strings';
import { kubeconfigPaths } from './files';

/** The flags of a command that choose a cluster. */
export interface AccessFlags {
  kubeconfig?: string;
  kubeContext?: string;
  namespace?: string;
  kubeApiserver?: string;
  kubeToken?: string;
  kubeCaFile?: string;
  kubeTlsServerName?: string;
  kubeInsecureSkipTlsVerify?: boolean;
  as?: string;
  asGroup?: string[];
}

/** A program that hands out credentials. Source: k8s.io/client-go@v0.37.2 pkg/apis/clientauthentication/types.go. */
export interface ExecConfig {
  apiVersion: string;
  command: string;
  args?: string[];
  env?: { name: string; value: string }[];
  installHint?: string;
  interactiveMode?: string;
  provideClusterInfo?: boolean;
}

/** How somebody says who he is. Each may be empty. */
export interface UserAccess {
  token?: string;
  /** read again for every request: it changes while pods run */
  tokenFile?: string;
  certificate?: Buffer;
  key?: Buffer;
  username?: string;
  password?: string;
  exec?: ExecConfig;
}

/** Everything a client needs to reach a cluster. */
export interface ClusterAccess {
  /** the context's name; empty within a cluster */
  context: string;
  server: URL;
  ca?: Buffer;
  insecure: boolean;
  tlsServerName?: string;
  proxy?: string;
  /** the namespace of the context, or of the flag */
  namespace: string;
  user: UserAccess;
  impersonate?: { user: string; groups: string[] };
}

interface Named {
  name: string;
  /** the folder that relative paths start in */
  folder: string;
  value: Record<string, unknown>;
}

/** Where a process finds its configuration; tests give their own. */
export interface ConfigEnvironment {
  env: Record<string, string | undefined>;
  home: string;
}

const here: ConfigEnvironment = { env: process.env, home: homedir() };

const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Reads the configuration. Throws KubeError `configuration`, which says what to give. */
export function loadAccess(flags: AccessFlags = {}, environment: ConfigEnvironment = here): ClusterAccess {
  const config = readFiles(flags, environment);
  const wanted = flags.kubeContext || environment.env['HELM_KUBECONTEXT'] || config.current;
  if (config.files.length === 0 && !flags.kubeApiserver) {
    const inCluster = serviceAccount(environment, flags);
    if (inCluster) return withFlags(inCluster, flags, environment);
    throw new KubeError(
      'configuration',
      `no cluster is configured: there is no kubeconfig at ${config.looked.join(', ')}. Give --kubeconfig, or set KUBECONFIG`,
    );
  }
  const context = wanted === '' ? undefined : config.contexts.get(wanted);
  if (wanted !== '' && !context) {
    const known = [...config.contexts.keys()].join(', ') || 'none';
    throw new KubeError('configuration', `context ${JSON.stringify(wanted)} does not exist (there are: ${known})`);
  }
  if (!context && !flags.kubeApiserver) {
    throw new KubeError('configuration', 'the kubeconfig names no current-context: give --kube-context');
  }
  const cluster = pick(config.clusters, context, 'cluster', wanted);
  const user = pick(config.users, context, 'user', wanted);
  const address = flags.kubeApiserver || text(cluster?.value, 'server');
  return withFlags(
    {
      context: wanted,
      server: serverOf(address, wanted),
      ca: data(cluster, 'certificate-authority'),
      insecure: cluster?.value['insecure-skip-tls-verify'] === true,
      tlsServerName: text(cluster?.value, 'tls-server-name') || undefined,
      proxy: text(cluster?.value, 'proxy-url') || undefined,
      namespace: text(context?.value, 'namespace') || 'default',
      user: userOf(user),
      impersonate: impersonated(user),
    },
    flags,
    environment,
  );
}

/**
 * The namespace of the context that would be used, for who renders and asks no cluster: `default` wherever the configuration
 * cannot be used. Mirrors helm@v4.1.4 pkg/cli/environment.go, EnvSettings.Namespace, without a namespace of its own.
 */
export function contextNamespace(flags: AccessFlags = {}, environment: ConfigEnvironment = here): string {
  try {
    const config = readFiles(flags, environment);
    if (config.files.length === 0) return serviceAccount(environment, flags)?.namespace || 'default';
    const wanted = flags.kubeContext || environment.env['HELM_KUBECONTEXT'] || config.current;
    return text(config.contexts.get(wanted)?.value, 'namespace') || 'default';
  } catch (error) {
    if (error instanceof KubeError) return 'default';
    throw error;
  }
}

function withFlags(access: ClusterAccess, flags: AccessFlags, { env }: ConfigEnvironment): ClusterAccess {
  const result = { ...access, user: { ...access.user } };
  const caFile = flags.kubeCaFile || env['HELM_KUBECAFILE'];
  if (caFile) result.ca = readBytes(caFile, '--kube-ca-file');
  if (flags.kubeTlsServerName) result.tlsServerName = flags.kubeTlsServerName;
  if (flags.kubeInsecureSkipTlsVerify) {
    result.insecure = true;
    result.ca = undefined;
  }
  const token = flags.kubeToken || env['HELM_KUBETOKEN'];
  if (token) result.user = { token };
  const as = flags.as || env['HELM_KUBEASUSER'];
  if (as) result.impersonate = { user: as, groups: flags.asGroup ?? [] };
  else if (flags.asGroup?.length) throw new KubeError('configuration', '--as-group needs --as: whose groups are they?');
  const namespace = flags.namespace || env['HELM_NAMESPACE'];
  if (namespace) result.namespace = namespace;
  return result;
}

function readFiles(flags: AccessFlags, { env, home }: ConfigEnvironment) {
  const explicit = flags.kubeconfig;
  const looked = kubeconfigPaths(explicit, env['KUBECONFIG'], () => home);
  const config = {
    looked,
    files: [] as string[],
    current: '',
    clusters: new Map<string, Named>(),
    users: new Map<string, Named>(),
    contexts: new Map<string, Named>(),
  };
  for (const path of looked) {
    if (!existsSync(path)) {
      if (explicit) throw new KubeError('configuration', `--kubeconfig ${path}: there is no such file`);
      continue;
    }
    config.files.push(path);
    const document = readDocument(path);
    config.current ||= text(document, 'current-context');
    const folder = dirname(resolve(path));
    const add = (to: Map<string, Named>, list: string, key: string) => {
      const entries = document[list] ?? [];
      if (!Array.isArray(entries)) throw new KubeError('configuration', `${path}: ${list} is no list`);
      for (const entry of entries as Record<string, unknown>[]) {
        const name = text(entry, 'name');
        // The first file that has a name wins.
        if (!to.has(name)) to.set(name, { name, folder, value: (entry?.[key] ?? {}) as Record<string, unknown> });
      }
    };
    add(config.clusters, 'clusters', 'cluster');
    add(config.users, 'users', 'user');
    add(config.contexts, 'contexts', 'context');
  }
  return config;
}

function readDocument(path: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = parse(readFileSync(path, 'utf8'), { logLevel: 'error' });
  } catch (error) {
    throw new KubeError(
      'configuration',
      `the kubeconfig ${path} cannot be read: ${yamlProblem(systemWords(error))}`,
      undefined,
      { cause: error },
    );
  }
  if (value === null || value === undefined) return {};
  if (typeof value !== 'object' || Array.isArray(value)) {
    throw new KubeError('configuration', `the kubeconfig ${path} is no mapping`);
  }
  return value as Record<string, unknown>;
}

function pick(entries: Map<string, Named>, context: Named | undefined, kind: string, wanted: string) {
  const name = text(context?.value, kind);
  if (name === '') return undefined;
  const entry = entries.get(name);
  if (!entry) {
    throw new KubeError(
      'configuration',
      `context ${JSON.stringify(wanted)} names the ${kind} ${JSON.stringify(name)}, which no kubeconfig has`,
    );
  }
  return entry;
}

function serverOf(address: string, context: string): URL {
  if (address === '') {
    throw new KubeError('configuration', `the cluster of context ${JSON.stringify(context)} has no server`);
  }
  const full = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  if (!URL.canParse(full)) throw new KubeError('configuration', `the server ${JSON.stringify(address)} is no URL`);
  return new URL(full);
}

function userOf(user: Named | undefined): UserAccess {
  if (!user) return {};
  const { value } = user;
  const tokenFile = text(value, 'tokenFile');
  if (value['auth-provider'] !== undefined) {
    throw new KubeError(
      'configuration',
      `user ${JSON.stringify(user.name)} has an auth-provider, which Kubernetes 1.26 removed: use an exec plugin`,
    );
  }
  return {
    token: text(value, 'token') || undefined,
    tokenFile: tokenFile === '' ? undefined : resolve(user.folder, tokenFile),
    certificate: data(user, 'client-certificate'),
    key: data(user, 'client-key'),
    username: text(value, 'username') || undefined,
    password: text(value, 'password') || undefined,
    exec: execOf(user),
  };
}

function execOf({ name, folder, value }: Named): ExecConfig | undefined {
  const exec = value['exec'] as ExecConfig | undefined;
  if (!exec) return undefined;
  if (typeof exec.command !== 'string' || exec.command === '') {
    throw new KubeError('configuration', `the exec plugin of user ${JSON.stringify(name)} has no command`);
  }
  // A path is relative to the kubeconfig, a bare name is searched in PATH.
  const command = /[/\\]/.test(exec.command) ? resolve(folder, exec.command) : exec.command;
  return { ...exec, command };
}

function impersonated(user: Named | undefined): ClusterAccess['impersonate'] {
  const as = text(user?.value, 'as');
  if (as === '') return undefined;
  return { user: as, groups: (user?.value['as-groups'] as string[] | undefined) ?? [] };
}

/** A file's content, given by path or as base64; the data wins, as in client-go. */
function data(entry: Named | undefined, key: string): Buffer | undefined {
  const inline = text(entry?.value, `${key}-data`);
  if (inline !== '') return Buffer.from(inline, 'base64');
  const path = text(entry?.value, key);
  return path === '' || !entry ? undefined : readBytes(resolve(entry.folder, path), key);
}

function readBytes(path: string, what: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new KubeError('configuration', `${what}: cannot read ${path}: ${systemWords(error)}`, undefined, {
      cause: error,
    });
  }
}

function text(value: Record<string, unknown> | undefined, key: string): string {
  const found = value?.[key];
  return typeof found === 'string' ? found : '';
}

/** What every pod is given. */
function serviceAccount({ env }: ConfigEnvironment, flags: AccessFlags): ClusterAccess | undefined {
  const host = env['KUBERNETES_SERVICE_HOST'];
  const port = env['KUBERNETES_SERVICE_PORT'];
  const tokenFile = join(SERVICE_ACCOUNT, 'token');
  if (!host || !port || flags.kubeContext || !existsSync(tokenFile)) return undefined;
  const namespaceFile = join(SERVICE_ACCOUNT, 'namespace');
  return {
    context: '',
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    ca: readBytes(join(SERVICE_ACCOUNT, 'ca.crt'), 'the service account'),
    insecure: false,
    namespace: existsSync(namespaceFile) ? trimSpace(readFileSync(namespaceFile, 'utf8')) : 'default',
    user: { tokenFile },
  };
}
