// What the dependencies of a chart are, exactly. Source: helm.sh/helm/v4@v4.3.1 internal/resolver/resolver.go.

import type { Profile } from '../../language/profiles';
import { existsSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { type Dependency, loadChart } from '../../compiler/chart/load';
import { quote } from '../../gostd/strconv';
import { constraintProblem, highestVersion, isVersion, satisfies } from '../../runtime/bindings/versions';
import { parseYaml } from '../../runtime/bindings/values';
import { ChartRepository, type ChartRepositoryOptions } from '../../registry/charts/repository';
import { readRepositories, type RepositoryEntry } from '../../registry/charts/repositories-file';
import { RegistryError } from '../../registry/errors';
import type { Fetcher } from '../../registry/fetch';
import { parseReference } from '../../registry/oci/reference';
import { CommandError } from '../command';
import type { LockedDependency } from './lock';

export interface ResolveContext {
  /** the chart's folder, absolute */
  folder: string;
  /** the folder as the user gave it */
  shown: string;
  helm: Profile;
  fetcher: Fetcher;
  charts: ChartRepositoryOptions;
}

/** The repositories of a command, each index fetched once. */
export class Repositories {
  private readonly opened = new Map<string, ChartRepository>();
  private known?: RepositoryEntry[];

  constructor(private readonly options: ChartRepositoryOptions) {}

  /** Opens a repository with the account that Helm's list has for it. */
  open(address: string): ChartRepository {
    let repository = this.opened.get(address);
    if (!repository) {
      const entry = this.entries().find(({ url }) => url.replace(/\/+$/, '') === address.replace(/\/+$/, ''));
      const account = entry?.username ? { username: entry.username, password: entry.password } : {};
      repository = new ChartRepository(address, { ...account, ...this.options });
      this.opened.set(address, repository);
    }
    return repository;
  }

  /** `@NAME` and `alias:NAME` stand for a repository of Helm's list. */
  address(repository: string): string {
    const alias = /^(?:@|alias:)(.*)$/.exec(repository)?.[1];
    if (alias === undefined) return repository;
    const entry = this.entries().find(({ name }) => name === alias);
    if (entry) return entry.url;
    throw new CommandError(
      `no repository definition for ${repository}. Please add the missing repos via 'helm repo add'`,
    );
  }

  private entries(): RepositoryEntry[] {
    this.known ??= readRepositories();
    return this.known;
  }
}

/** The folder that `file://…` or a path names, relative to the chart. Throws CommandError where there is none. */
export function localPath(repository: string, folder: string, shown = folder): string {
  const path = repository.replace(/^file:\/\//, '');
  const absolute = isAbsolute(path) ? path : join(folder, path);
  if (existsSync(absolute)) return absolute;
  throw new CommandError(`directory ${isAbsolute(path) ? path : join(shown, path)} not found`);
}

/** Resolves every dependency. Throws CommandError in Helm's words, or RegistryError. */
export async function resolveDependencies(
  wanted: readonly Dependency[],
  context: ResolveContext,
  repositories: Repositories,
): Promise<LockedDependency[]> {
  const locked: LockedDependency[] = [];
  const missing: string[] = [];
  for (const dependency of wanted) {
    const { name, repository } = dependency;
    const problem = constraintProblem(dependency.version);
    if (problem !== undefined) {
      throw new CommandError(`dependency ${quote(name)} has an invalid version/constraint format: ${problem}`);
    }
    const version = await resolveVersion(dependency, context, repositories);
    if (version === undefined)
      missing.push(`${quote(name)} (repository ${quote(repository)}, version ${quote(dependency.version)})`);
    locked.push({ name, repository, version: version ?? '' });
  }
  if (missing.length > 0) {
    throw new CommandError(
      `can't get a valid version for ${missing.length} subchart(s): ${missing.join(', ')}. Make sure a matching chart version exists in the repo, or change the version constraint in Chart.yaml`,
    );
  }
  return locked;
}

async function resolveVersion(
  { name, version, repository }: Dependency,
  { folder, shown, helm, fetcher }: ResolveContext,
  repositories: Repositories,
): Promise<string | undefined> {
  if (repository === '') {
    localPath(join('charts', name), folder, shown);
    return version;
  }
  if (repository.startsWith('file://')) {
    const { metadata } = loadChart(localPath(repository, folder, shown), { helm, parseYaml });
    return isVersion(metadata.version) && satisfies(version, metadata.version) ? metadata.version : undefined;
  }
  const address = repositories.address(repository);
  if (address.startsWith('oci://')) {
    if (isVersion(version)) return version;
    const tags = await fetcher.repository(parseReference(`${address.replace(/\/+$/, '')}/${name}`)).listTags();
    return highestVersion(
      tags.map((tag) => tag.replaceAll('_', '+')),
      version,
    );
  }
  const { entries } = await repositories.open(address).loadIndex();
  const versions = entries.get(name);
  if (!versions) throw new RegistryError('not-found', `${name} chart not found in repo ${repository}`);
  return versions.find((entry) => entry.urls.length > 0 && satisfies(version, entry.version))?.version;
}
