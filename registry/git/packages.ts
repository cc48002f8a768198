// Packages in git registries: PATH/NAME-VERSION.mist-pack.wasm in the clone. What is there is used without asking the remote; only
// what is missing makes it ask.

import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { compareVersions, constraintProblem, highestVersion, isVersion } from '../../runtime/bindings/versions';
import { quiet, RegistryError } from '../errors';
import type { GitRegistry, GitRegistryConfig } from './config';
import { updateClone } from './git';

const SUFFIX = '.mist-pack.wasm';
const MAX_PACKAGES = 100_000;

export interface GitPackage {
  registry: string;
  path: string;
  version: string;
  file: string;
}

/** Finds a package; asks the remote where it is not in the clone, unless `offline`. Throws `not-found`. */
export async function findGitPackage(
  config: GitRegistryConfig,
  { registry, path, version }: { registry: string; path: string; version: string },
  offline = false,
): Promise<GitPackage> {
  const found = config.list().find(({ name }) => name === registry);
  if (!found)
    throw new RegistryError(
      'not-found',
      `could not find registry with the name ${JSON.stringify(quiet(registry, 60))}`,
    );
  checkPath(path);
  const before = look(config, found, path, version);
  if (before) return before;
  const wanted = version === '*' ? path : `${path}:${version}`;
  const name = `${registry}/${wanted}`;
  if (offline)
    throw new RegistryError('offline', `${name}: not in the clone of ${registry}, and the network must not be used`);
  await updateClone(found.url, config.clone(registry));
  const after = look(config, found, path, version);
  if (after) return after;
  throw new RegistryError('not-found', `could not find package ${JSON.stringify(wanted)} in registry ${registry}`);
}

/** Brings the clones of all registries, or of one, to their remotes' state. */
export async function updateRegistries(config: GitRegistryConfig, only?: string): Promise<string[]> {
  const registries = config.list().filter(({ name }) => only === undefined || name === only);
  if (only !== undefined && registries.length === 0) {
    throw new RegistryError('not-found', `could not find registry with the name ${JSON.stringify(quiet(only, 60))}`);
  }
  const updated: string[] = [];
  const failed: RegistryError[] = [];
  // One that cannot be reached must not keep the others old.
  for (const { name, url } of registries) {
    try {
      await updateClone(url, config.clone(name));
      updated.push(name);
    } catch (error) {
      if (!(error instanceof RegistryError) || registries.length === 1) throw error;
      failed.push(new RegistryError(error.code, `${name}: ${error.message}`));
    }
  }
  if (failed.length === 0) return updated;
  const others = updated.length === 0 ? '' : `; updated: ${updated.join(', ')}`;
  throw new RegistryError(failed[0]!.code, `${failed.map(({ message }) => message).join('; ')}${others}`);
}

/** Every package whose path or name has the word in it, each with all its versions, the highest first. */
export function searchPackages(config: GitRegistryConfig, word: string): { name: string; versions: string[] }[] {
  const found = new Map<string, string[]>();
  for (const { name } of config.list()) {
    for (const { path, version } of packagesIn(config.clone(name))) {
      const key = `${name}/${path}`;
      if (key.toLowerCase().includes(word.toLowerCase())) found.set(key, [...(found.get(key) ?? []), version]);
    }
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, versions]) => ({ name, versions: versions.sort((a, b) => order(b, a)) }));
}

function order(a: string, b: string): number {
  if (isVersion(a) && isVersion(b)) return compareVersions(a, b);
  return isVersion(a) ? 1 : isVersion(b) ? -1 : a < b ? -1 : 1;
}

function look(config: GitRegistryConfig, { name }: GitRegistry, path: string, wanted: string): GitPackage | undefined {
  const folder = config.clone(name);
  const versions = versionsIn(join(folder, path), basename(path));
  let version = versions.find((each) => each === wanted);
  if (version === undefined) {
    const problem = constraintProblem(wanted);
    if (problem !== undefined) return undefined;
    version = highestVersion(versions, wanted);
  }
  if (version === undefined) return undefined;
  return { registry: name, path, version, file: join(folder, path, `${basename(path)}-${version}${SUFFIX}`) };
}

/** A package's bytes. A link that leads out of the clone is not followed. */
export function readGitPackage(config: GitRegistryConfig, { registry, file }: GitPackage): Buffer {
  const root = realpathSync(config.clone(registry));
  if (!lstatSync(file).isFile() || !realpathSync(file).startsWith(root + sep)) {
    throw new RegistryError('content', `${file}: no file of the registry`);
  }
  return readFileSync(file);
}

function versionsIn(folder: string, name: string): string[] {
  try {
    const prefix = `${name}-`;
    return readdirSync(folder)
      .filter((file) => file.startsWith(prefix) && file.endsWith(SUFFIX))
      .map((file) => file.slice(prefix.length, -SUFFIX.length));
  } catch {
    return [];
  }
}

function packagesIn(root: string): { path: string; version: string }[] {
  const found: { path: string; version: string }[] = [];
  const visit = (path: string) => {
    const name = basename(path);
    for (const version of path === '' ? [] : versionsIn(join(root, path), name)) found.push({ path, version });
    if (found.length > MAX_PACKAGES)
      throw new RegistryError('too-large', `${root}: more than ${MAX_PACKAGES} packages`);
    let entries: import('node:fs').Dirent[] = [];
    try {
      entries = readdirSync(join(root, path), { withFileTypes: true });
    } catch {
      // Not cloned yet.
    }
    for (const entry of entries) {
      if (entry.isDirectory() && entry.name !== '.git') visit(path === '' ? entry.name : `${path}/${entry.name}`);
    }
  };
  visit('');
  return found;
}

function checkPath(path: string): void {
  const isPlain = path.split('/').every((part) => part !== '' && part !== '.' && part !== '..' && part !== '.git');
  if (isPlain && !/[\\\u0000]/.test(path)) return;
  throw new RegistryError('reference', `${JSON.stringify(quiet(path, 100))} is no path of a package`);
}
