// From what a user wrote to a file on this machine: whatever is not a path is fetched, checked and kept, and the commands go on
// with the path of what was kept.

import { isWebAssembly } from '../../runtime/wasm/head';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ContentCache } from '../../registry/cache/content';
import { readRepositories, type RepositoryEntry } from '../../registry/charts/repositories-file';
import { sha256 } from '../../registry/digest';
import { RegistryError } from '../../registry/errors';
import type { FetchedPackage } from '../../registry/fetch';
import { GitRegistryConfig } from '../../registry/git/config';
import { type PackageReference, readPackageReference } from '../../registry/package-reference';
import type { CommandOptions } from '../command';
import { type AccessFlags, openAccess } from './access';
import { lockedModule } from './locked';

export { checkPolicy } from './gate';

export interface Located {
  /** a path that commands can read: the user's own, or of what was fetched */
  path: string;
  /** what it is, where it was fetched */
  fetched?: FetchedPackage;
  /** lines for standard error */
  notices: string;
}

/** Finds a package. What is a path stays as it is. Throws RegistryError. */
export async function locatePackage(text: string, flags: AccessFlags, options: CommandOptions = {}): Promise<Located> {
  if (flags.locked) return { path: lockedModule(text, flags.locked, options), notices: '' };
  const git = new GitRegistryConfig(options.mistletoeHome);
  const context = { repo: flags.repo || undefined, version: flags.version || undefined };
  // Without a version a repository that Helm knows comes first.
  const alias = GIT_VERSION.test(text.trim()) ? undefined : repositoryAlias(text);
  let reference = readPackageReference(text, { ...context, gitRegistries: alias ? [] : gitRegistries(git, text) });
  if (reference.kind === 'stdin') return { path: keep(readStdin(options), options), notices: '' };
  let access = flags;
  if (reference.kind === 'path') {
    const entry = alias ?? repositoryAlias(text);
    if (!entry) return { path: text, notices: '' };
    ({ reference, access } = fromAlias(entry, text, flags));
  }
  let notices = '';
  const notice = (line: string) => {
    notices += line;
  };
  const { fetcher, http } = openAccess(access, options, notice);
  try {
    const fetched = await fetcher.fetch(reference);
    return { path: fetched.path ?? keepAside(fetched.data), fetched, notices: notices + fetched.notices };
  } finally {
    http.close();
  }
}

/** REGISTRY/PATH/NAME:VERSION */
const GIT_VERSION = /^[^/:]+\/[^:]+:/;

/** The names are asked for only where one could be meant: the file may be broken, and is no business of a path. */
function gitRegistries(git: GitRegistryConfig, text: string): string[] {
  return /^[^/:]+\/[^:]+/.test(text.trim()) ? git.list().map(({ name }) => name) : [];
}

/** The chart repository that Helm knows by the first part of NAME/CHART. */
function repositoryAlias(text: string): RepositoryEntry | undefined {
  const [name, chart] = text.trim().split('/', 2);
  return chart ? readRepositories().find((entry) => entry.name === name) : undefined;
}

function fromAlias(entry: RepositoryEntry, text: string, flags: AccessFlags) {
  const name = text.trim().slice(entry.name.length + 1);
  const reference: Exclude<PackageReference, { kind: 'path' | 'stdin' }> = entry.url.startsWith('oci://')
    ? (readPackageReference(`${entry.url.replace(/\/+$/, '')}/${name}`, { version: flags.version }) as never)
    : { kind: 'repository', repository: entry.url, name, version: flags.version };
  const access: AccessFlags = {
    ...flags,
    caFile: flags.caFile || entry.caFile,
    certFile: flags.certFile || entry.certFile,
    keyFile: flags.keyFile || entry.keyFile,
    insecureSkipTlsVerify: flags.insecureSkipTlsVerify || entry.insecureSkipTlsVerify,
    passCredentials: flags.passCredentials || entry.passCredentialsAll,
    ...(!flags.username && !flags.password && entry.username && { username: entry.username, password: entry.password }),
  };
  return { reference, access };
}

function readStdin({ stdin }: CommandOptions): Buffer {
  const data = stdin === undefined ? readFileSync(0) : Buffer.from(stdin as Uint8Array);
  if (isWebAssembly(data)) return data;
  throw new RegistryError('content', 'standard input holds no WebAssembly module');
}

function keep(data: Buffer, { contentFolder }: CommandOptions): string {
  return new ContentCache(contentFolder).put(sha256(data), data) ?? keepAside(data);
}

/** Where nothing can be kept: a file for as long as the process runs. */
function keepAside(data: Uint8Array): string {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, 'package');
  writeFileSync(path, data, { mode: 0o600 });
  return path;
}
