// Brings the dependencies of a chart into its charts/ folder, as `helm dependency build` and `update` do: the archives are fetched
// into a folder beside it first, so that a failure leaves charts/ as it was. Source: helm.sh/helm/v4@v4.3.1 pkg/downloader/manager.go.

import { defaultProfile, type Profile } from '../../language/profiles';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'fflate';
import { ChartDirectory } from '../../compiler/chart/directory';
import { type Chart, ChartError, type Dependency, loadChart } from '../../compiler/chart/load';
import { writeTar } from '../../gostd/archive/tar-writer';
import { parseYaml } from '../../runtime/bindings/values';
import { satisfies } from '../../runtime/bindings/versions';
import { parseReference, versionToTag } from '../../registry/oci/reference';
import { CommandError, type CommandOptions } from '../command';
import { type Access, type AccessFlags, chartRepositoryOptions, openAccess } from '../packages/access';
import { type LockedDependency, lockDigest, readLock, writeLock } from './lock';
import { localPath, type ResolveContext, Repositories, resolveDependencies } from './resolve';

export interface DependencyFlags extends AccessFlags {
  helm?: Profile;
}

export interface Built {
  /** lines for standard output, as Helm has them */
  out: string;
  /** lines for standard error */
  notices: string;
}

/** Rebuilds charts/ from Chart.lock; without one it is an update. Throws CommandError or ChartError in Helm's words. */
export async function buildDependencies(
  chartPath: string,
  flags: DependencyFlags,
  options: CommandOptions = {},
): Promise<Built> {
  const { folder, chart, helm } = open(chartPath, flags, options);
  const lock = readLock(chart);
  if (!lock) return updateDependencies(chartPath, flags, options);
  const wanted = chart.dependencies;
  if (lockDigest(wanted, lock.dependencies) !== lock.digest) {
    throw new CommandError(
      isLegacy(chart)
        ? 'the lock file (requirements.lock) is out of sync with the dependencies file (requirements.yaml). Please update the dependencies'
        : "the lock file (Chart.lock) is out of sync with the dependencies file (Chart.yaml). Please update the dependencies with 'helm dependency update'",
    );
  }
  return work({ folder, shown: chartPath, helm }, flags, options, async (manager) => {
    await manager.download(lock.dependencies, wanted);
  });
}

/** Resolves the dependencies anew, brings them into charts/ and writes Chart.lock where something changed. */
export async function updateDependencies(
  chartPath: string,
  flags: DependencyFlags,
  options: CommandOptions = {},
): Promise<Built> {
  const { folder, chart, helm } = open(chartPath, flags, options);
  const wanted = chart.dependencies;
  if (wanted.length === 0) return { out: '', notices: '' };
  return work({ folder, shown: chartPath, helm }, flags, options, async (manager) => {
    const locked = await manager.resolve(wanted);
    await manager.download(locked, wanted);
    const digest = lockDigest(wanted, locked);
    if (readLock(chart)?.digest === digest) return;
    writeLock(folder, { dependencies: locked, digest }, isLegacy(chart), new Date().toISOString());
  });
}

/** Brings in what a chart misses, if it is a folder that misses something. Gives the lines for standard error. */
export async function buildMissing(
  chartPath: string,
  flags: DependencyFlags,
  options: CommandOptions = {},
): Promise<string> {
  const { folder, chart } = open(chartPath, flags, options);
  if (!statSync(folder).isDirectory()) return '';
  const present = new Set(chart.subcharts.map(({ metadata }) => metadata.name));
  if (chart.dependencies.every(({ name }) => present.has(name))) return '';
  const { out, notices } = await buildDependencies(chartPath, flags, options);
  return notices + out;
}

function open(chartPath: string, { helm = defaultProfile }: DependencyFlags, { cwd = '.' }: CommandOptions) {
  const folder = resolve(cwd, chartPath);
  return { folder, helm, chart: loadChart(folder, { helm, parseYaml }) };
}

function isLegacy({ metadata }: Chart): boolean {
  return metadata.apiVersion === 'v1';
}

interface Place {
  folder: string;
  shown: string;
  helm: Profile;
}

async function work(
  place: Place,
  flags: DependencyFlags,
  options: CommandOptions,
  act: (manager: Manager) => Promise<void>,
): Promise<Built> {
  let notices = '';
  const access = openAccess(flags, options, (line) => {
    notices += line;
  });
  const manager = new Manager(place, access, flags);
  try {
    await act(manager);
    return { out: manager.out, notices };
  } finally {
    access.http.close();
  }
}

class Manager {
  out = '';
  private readonly repositories: Repositories;
  private readonly context: ResolveContext;

  constructor(
    private readonly place: Place,
    private readonly access: Access,
    flags: DependencyFlags,
  ) {
    const charts = chartRepositoryOptions(flags, access.http);
    this.repositories = new Repositories(charts);
    this.context = { ...place, fetcher: access.fetcher, charts };
  }

  resolve(wanted: readonly Dependency[]): Promise<LockedDependency[]> {
    return resolveDependencies(wanted, this.context, this.repositories);
  }

  /** Fetches everything, then puts it into charts/ and takes outdated archives away. */
  async download(locked: readonly LockedDependency[], wanted: readonly Dependency[]): Promise<void> {
    const target = join(this.place.folder, 'charts');
    if (existsSync(target) && !statSync(target).isDirectory()) throw new CommandError(`${target} is not a directory`);
    const aside = join(this.place.folder, `.charts-${process.pid}.partial`);
    this.out += `Saving ${locked.length} charts\n`;
    try {
      mkdirSync(aside, { recursive: true });
      for (const dependency of locked) await this.fetch(dependency, aside, target);
      mkdirSync(target, { recursive: true });
      const names = readdirSync(aside);
      for (const name of names) renameSync(join(aside, name), join(target, name));
      this.out += 'Deleting outdated charts\n';
      this.removeOutdated(target, new Set(names), wanted);
    } finally {
      rmSync(aside, { recursive: true, force: true });
    }
  }

  private async fetch({ name, version, repository }: LockedDependency, aside: string, target: string): Promise<void> {
    if (repository === '') {
      this.out += `Dependency ${name} did not declare a repository. Assuming it exists in the charts directory\n`;
      const { metadata } = this.load(join(target, name));
      if (satisfies(version, metadata.version)) return;
      throw new CommandError(
        `dependency ${name} at version ${metadata.version} does not satisfy the constraint ${version}`,
      );
    }
    if (repository.startsWith('file://')) {
      this.out += `Archiving ${name} from repo ${repository}\n`;
      const archive = this.archive(localPath(repository, this.place.folder, this.place.shown), name, version);
      writeFileSync(join(aside, `${name}-${version}.tgz`), archive);
      return;
    }
    this.out += `Downloading ${name} from repo ${repository}\n`;
    writeFileSync(
      join(aside, `${name}-${version}.tgz`),
      await this.fetchRemote(name, version, this.repositories.address(repository)),
    );
  }

  private async fetchRemote(name: string, version: string, address: string): Promise<Buffer> {
    if (!address.startsWith('oci://')) {
      const fetched = await this.access.fetcher.fetch({ kind: 'repository', repository: address, name, version });
      return fetched.data;
    }
    const reference = parseReference(`${address.replace(/\/+$/, '')}/${name}:${versionToTag(version)}`);
    return (await this.access.fetcher.fetch({ kind: 'oci', reference })).data;
  }

  private load(path: string): Chart {
    try {
      return loadChart(path, { helm: this.place.helm, parseYaml });
    } catch (error) {
      if (!(error instanceof ChartError)) throw error;
      throw new CommandError(`unable to load chart '${path}': ${error.message}`);
    }
  }

  /** A folder as an archive, with all that it has in its own charts/. */
  private archive(path: string, name: string, version: string): Uint8Array {
    const { metadata } = loadChart(path, { helm: this.place.helm, parseYaml });
    if (!satisfies(version, metadata.version)) {
      throw new CommandError(`can't get a valid version for dependency ${name}`);
    }
    const files = new ChartDirectory(path, this.place.helm, () => undefined).readAll();
    const tar = writeTar(files.map((file) => ({ name: `${name}/${file.name}`, data: file.data })));
    return gzipSync(tar, { level: 9, mtime: 0 });
  }

  private removeOutdated(target: string, fresh: Set<string>, wanted: readonly Dependency[]): void {
    for (const file of readdirSync(target)) {
      const path = join(target, file);
      if (fresh.has(file) || statSync(path).isDirectory()) continue;
      let chart: Chart;
      try {
        chart = loadChart(path, { helm: this.place.helm, parseYaml });
      } catch (error) {
        this.out += `Could not verify ${path} for deletion: ${(error as Error).message} (Skipping)\n`;
        continue;
      }
      // One that Chart.yaml names without a repository is the user's own.
      if (wanted.some(({ name, repository }) => name === chart.metadata.name && repository === '')) continue;
      rmSync(path);
    }
  }
}
