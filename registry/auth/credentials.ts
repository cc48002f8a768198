// Who we are to a registry, as docker, helm, podman and oras keep it: config.json with accounts, credential helpers and stores.
// Sources: github.com/docker/cli cli/config, github.com/docker/docker-credential-helpers client, containers-auth.json(5).
// A secret is never part of a message.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { quiet, RegistryError } from '../errors';
import { systemWords } from '../../gostd/os';

/** What a registry can be shown. All absent: nobody in particular. */
export interface Credential {
  username?: string;
  password?: string;
  /** exchanged for an access token (OAuth 2 refresh token) */
  identityToken?: string;
  /** shown as it is */
  registryToken?: string;
}

/** Finds the credential for a registry. */
export type CredentialSource = (registry: string, repository?: string) => Promise<Credential | undefined>;

interface AuthEntry {
  auth?: string;
  username?: string;
  password?: string;
  identitytoken?: string;
  registrytoken?: string;
}

interface ConfigFile {
  auths?: Record<string, AuthEntry>;
  credHelpers?: Record<string, string>;
  credsStore?: string;
}

/** Docker Hub's account stands under this name, whatever its servers are called. */
const HUB_KEY = 'https://index.docker.io/v1/';
const HUB = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const MAX_CONFIG_BYTES = 4 * 1024 * 1024;
const HELPER_MS = 60_000;

/** Files that may hold credentials, those asked first in front: a given one stands alone. */
export function configFiles(given?: string, environment: NodeJS.ProcessEnv = process.env): string[] {
  if (given !== undefined) return [given];
  const home = homedir();
  const docker = join(environment['DOCKER_CONFIG'] || join(home, '.docker'), 'config.json');
  const helm =
    environment['HELM_REGISTRY_CONFIG'] ||
    join(
      environment['HELM_CONFIG_HOME'] || join(environment['XDG_CONFIG_HOME'] || join(home, '.config'), 'helm'),
      'registry',
      'config.json',
    );
  const runtime = environment['XDG_RUNTIME_DIR'];
  const podman = environment['REGISTRY_AUTH_FILE'] || (runtime ? join(runtime, 'containers', 'auth.json') : undefined);
  return [helm, docker, ...(podman ? [podman] : [])];
}

/** Reads credentials from files; a `given` one must exist. Files are read when the first registry asks. */
export function fileCredentials(given?: string, environment: NodeJS.ProcessEnv = process.env): CredentialSource {
  let files: { path: string; config: ConfigFile }[] | undefined;
  return async (registry, repository) => {
    files ??= configFiles(given, environment)
      .filter((path) => path === given || existsSync(path))
      .map((path) => ({ path, config: readConfig(path) }));
    for (const { path, config } of files) {
      const found = await lookUp(config, registry, repository, path);
      if (found) return found;
    }
    return undefined;
  };
}

function readConfig(path: string): ConfigFile {
  const fail = (why: string) => new RegistryError('configuration', `${path}: ${why}`);
  let text: Buffer;
  try {
    text = readFileSync(path);
  } catch (error) {
    throw fail(quiet(systemWords(error)));
  }
  if (text.length > MAX_CONFIG_BYTES) throw fail(`larger than ${MAX_CONFIG_BYTES} bytes`);
  if (text.toString().trim() === '') return {};
  let config: unknown;
  try {
    config = JSON.parse(text.toString());
  } catch {
    // The parser's message would quote the text.
    throw fail('not JSON');
  }
  if (typeof config !== 'object' || config === null || Array.isArray(config)) throw fail('no JSON object');
  const { auths = {}, credHelpers = {}, credsStore } = config as ConfigFile;
  if (!isRecord(auths) || !isRecord(credHelpers)) throw fail('"auths" and "credHelpers" are JSON objects');
  return { auths, credHelpers, ...(typeof credsStore === 'string' && credsStore !== '' && { credsStore }) };
}

function isRecord(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The names under which a registry's account may stand, the closest first: podman knows accounts of repositories too. */
function keysOf(registry: string, repository = ''): string[] {
  const parts = repository === '' ? [] : repository.split('/');
  const nested = parts.map((_, index) => `${registry}/${parts.slice(0, parts.length - index).join('/')}`);
  const names = HUB.has(registry) ? [HUB_KEY, ...HUB] : [registry];
  return [...nested, ...names];
}

async function lookUp(
  { auths = {}, credHelpers = {}, credsStore }: ConfigFile,
  registry: string,
  repository: string | undefined,
  path: string,
): Promise<Credential | undefined> {
  const keys = keysOf(registry, repository);
  const helper = keys.map((key) => (Object.hasOwn(credHelpers, key) ? credHelpers[key] : undefined)).find(Boolean);
  if (helper) return askHelper(helper, HUB.has(registry) ? HUB_KEY : registry, path);
  if (credsStore) {
    const found = await askHelper(credsStore, HUB.has(registry) ? HUB_KEY : registry, path);
    if (found) return found;
  }
  const bare = new Map(Object.entries(auths).map(([key, entry]) => [bareKey(key), entry]));
  for (const key of keys) {
    const entry = Object.hasOwn(auths, key) ? auths[key] : bare.get(bareKey(key));
    const credential = entry && readEntry(entry, key, path);
    if (credential) return credential;
  }
  return undefined;
}

/** Old files have whole addresses: https://HOST/v1/ is HOST. */
function bareKey(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/v[12]\/?$|\/$/, '');
}

function readEntry(entry: AuthEntry, key: string, path: string): Credential | undefined {
  const credential: Credential = {};
  if (entry.username) credential.username = entry.username;
  if (entry.password) credential.password = entry.password;
  if (entry.auth) {
    const text = Buffer.from(String(entry.auth), 'base64').toString();
    const colon = text.indexOf(':');
    if (colon < 0)
      throw new RegistryError('configuration', `${path}: "auth" of ${quiet(key)} is not USER:PASSWORD in base64`);
    credential.username = text.slice(0, colon);
    // docker pads what it writes with zero bytes.
    credential.password = text.slice(colon + 1).replace(/\u0000+$/, '');
  }
  if (entry.identitytoken) credential.identityToken = entry.identitytoken;
  if (entry.registrytoken) credential.registryToken = entry.registrytoken;
  return Object.keys(credential).length > 0 ? credential : undefined;
}

/** Asks docker-credential-NAME, which speaks JSON over its standard streams. */
async function askHelper(name: string, server: string, path: string): Promise<Credential | undefined> {
  const program = `docker-credential-${name}`;
  const fail = (why: string) => new RegistryError('configuration', `${program} (${path}): ${why}`);
  if (!/^[\w.-]+$/.test(name))
    throw new RegistryError(
      'configuration',
      `${path}: ${JSON.stringify(quiet(name, 60))} is no name of a credential helper`,
    );
  const { code, output } = await run(program, server).catch((error: NodeJS.ErrnoException) => {
    throw fail(error.code === 'ENOENT' ? 'no such program in PATH' : quiet(error.message));
  });
  if (code !== 0) {
    // The protocol's own words for "none".
    if (/credentials not found|no credentials|missing service url|item not found/i.test(output)) return undefined;
    throw fail(code === null ? `no answer in ${HELPER_MS / 1000} s` : `ended with ${code}`);
  }
  let answer: { Username?: unknown; Secret?: unknown };
  try {
    answer = JSON.parse(output) as typeof answer;
  } catch {
    throw fail('its answer is not JSON');
  }
  const { Username: username, Secret: secret } = answer ?? {};
  if (typeof username !== 'string' || typeof secret !== 'string') throw fail('its answer has no Username and Secret');
  if (secret === '') return undefined;
  return username === '<token>' ? { identityToken: secret } : { username, password: secret };
}

function run(program: string, input: string): Promise<{ code: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['get'], { stdio: ['pipe', 'pipe', 'ignore'], timeout: HELPER_MS });
    let output = '';
    child.on('error', reject);
    child.stdout.on('data', (chunk: Buffer) => {
      if (output.length < MAX_CONFIG_BYTES) output += chunk.toString();
    });
    child.on('close', (code) => resolve({ code, output }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${input}\n`);
  });
}
