// The flags with which commands reach registries, and what fetches with them. The names are Helm's where Helm has them.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type CredentialSource, fileCredentials } from '../../registry/auth/credentials';
import type { ChartRepositoryOptions } from '../../registry/charts/repository';
import { ContentCache } from '../../registry/cache/content';
import { RegistryError } from '../../registry/errors';
import { Fetcher } from '../../registry/fetch';
import { GitRegistryConfig } from '../../registry/git/config';
import { HttpClient } from '../../registry/http/client';
import { Transport, type TransportOptions } from '../../registry/http/transport';
import { Registry } from '../../registry/oci/repository';
import { type CommandOptions, UsageError } from '../command';
import { openGate } from './gate';
import { systemWords } from '../../gostd/os';

export interface AccessFlags {
  /** speak plain http with OCI registries */
  plainHttp?: boolean;
  /** PEM files */
  caFile?: string;
  certFile?: string;
  keyFile?: string;
  insecureSkipTlsVerify?: boolean;
  /** a config.json as docker and helm write it */
  registryConfig?: string;
  username?: string;
  password?: string;
  /** send user and password to other hosts too, as an index names them */
  passCredentials?: boolean;
  /** a chart repository's address */
  repo?: string;
  /** an exact version, or a range */
  version?: string;
  /** use the cache alone */
  offline?: boolean;
  /** the lock file of `migrate`: use the module that it has for the chart */
  locked?: string;
  /** a file that says which repositories need whose signature */
  policy?: string;
}

export interface Access {
  fetcher: Fetcher;
  cache: ContentCache;
  git: GitRegistryConfig;
  http: HttpClient;
}

/** Opens what fetches with the flags. `notice` gets lines for standard error. Throws RegistryError. */
export function openAccess(flags: AccessFlags, options: CommandOptions, notice: (line: string) => void): Access {
  const http = new HttpClient(new Transport(readTransport(flags, options)));
  const given = flags.registryConfig || undefined;
  const credentials = accountOf(flags) ?? fileCredentials(given && resolve(options.cwd ?? '.', given));
  const cache = new ContentCache(options.contentFolder);
  const git = new GitRegistryConfig(options.mistletoeHome);
  const { plainHttp, offline } = flags;
  const fetcher = new Fetcher({
    openRegistry: (name) =>
      new Registry(name, { http, credentials, plainHttp, warn: (text) => notice(`WARNING: ${text}\n`) }),
    cache,
    git,
    charts: chartRepositoryOptions(flags, http),
    gate: openGate(flags.policy, options, cache),
    offline,
  });
  return { fetcher, cache, git, http };
}

/** How the flags reach chart repositories. */
export function chartRepositoryOptions(flags: AccessFlags, http: HttpClient): ChartRepositoryOptions {
  const { plainHttp, username, password, passCredentials } = flags;
  return { http, plainHttp, passCredentials, ...(username && { username }), ...(password && { password }) };
}

function accountOf({ username, password }: AccessFlags): CredentialSource | undefined {
  if (!username && !password) return undefined;
  if (!username || !password) throw new UsageError('--username and --password go together');
  return async () => ({ username, password });
}

function readTransport(flags: AccessFlags, { cwd = '.' }: CommandOptions): TransportOptions {
  const pem = (flag: string, path: string | undefined): string | undefined => {
    if (!path) return undefined;
    const text = readText(flag, resolve(cwd, path), path);
    if (!/-----BEGIN [A-Z ]+-----/.test(text))
      throw new RegistryError('configuration', `--${flag} ${path}: no PEM file`);
    return text;
  };
  const { caFile, certFile, keyFile, insecureSkipTlsVerify } = flags;
  if (Boolean(certFile) !== Boolean(keyFile)) throw new UsageError('--cert-file and --key-file go together');
  return {
    ca: pem('ca-file', caFile),
    cert: pem('cert-file', certFile),
    key: pem('key-file', keyFile),
    insecureSkipVerify: insecureSkipTlsVerify,
  };
}

function readText(flag: string, path: string, shown: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new RegistryError('configuration', `--${flag} ${shown}: ${systemWords(error)}`);
  }
}
