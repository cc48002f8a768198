// The lock file of `mistletoe migrate`, read: which module a chart became. What it names is used only as it was: the module's digest is
// compared, and the chart's sources where they are at hand.

import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { defaultProfile, findProfile, type Profile } from '../../language/profiles';
import { isRecord } from '../../manifests/object';
import { sha256 } from '../../registry/digest';
import { sourceDigest } from '../chart/source-digest';
import { CommandError, type CommandOptions } from '../command';
import { systemWords } from '../../gostd/os';

interface LockedChart {
  chart: string;
  name: string;
  version: string;
  source: string;
  module: string;
  digest: string;
  dependencies: { from: string }[];
}

interface LockFile {
  path: string;
  shown: string;
  helm: Profile;
  charts: LockedChart[];
}

/** What a lock file says it is. */
export const LOCK_FORMAT = 'mistletoe.dev/lock/v1';

/** The module that the lock file has for a chart: its folder, its path in the lock, or its name. Throws CommandError. */
export function lockedModule(reference: string, lockFile: string, options: CommandOptions): string {
  const lock = readLockFile(lockFile, options);
  const path = resolve(options.cwd ?? '.', reference);
  const exists = statSync(path, { throwIfNoEntry: false }) !== undefined;
  const found = exists
    ? lock.charts.filter((entry) => isChartAt(entry, path))
    : lock.charts.filter(({ chart, name }) => chart === reference || name === reference);
  if (found.length === 0) throw new CommandError(`${lockFile} has no chart ${reference}`);
  if (found.length > 1) {
    throw new CommandError(
      `${lockFile} has ${found.length} charts ${reference}: name one by its path (${found.map(({ chart }) => chart).join(', ')})`,
    );
  }
  const problem = moduleProblem(lock, found[0]!) ?? (exists ? sourceProblem(lock, found[0]!, path) : undefined);
  if (problem !== undefined) throw new CommandError(problem);
  return join(dirname(lock.path), found[0]!.module);
}

/** What is wrong between charts and the lock file, a line each. Throws CommandError where the file cannot be read. */
export function lockProblems(
  charts: readonly { path: string; name: string }[],
  lockFile: string,
  options: CommandOptions,
): string[] {
  const lock = readLockFile(lockFile, options);
  return charts.flatMap(({ path, name }) => {
    const entry = lock.charts.find((each) => isChartAt(each, path));
    if (!entry) return [`${lockFile} has no chart ${name}`];
    return [moduleProblem(lock, entry), sourceProblem(lock, entry, path)].filter((problem) => problem !== undefined);
  });
}

/** A chart is named by its path below the folder that was migrated. */
function isChartAt({ chart }: LockedChart, path: string): boolean {
  return chart === '.' || `${sep}${path}`.endsWith(`${sep}${chart.split('/').join(sep)}`);
}

function moduleProblem({ path, shown }: LockFile, { module, digest, chart }: LockedChart): string | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(dirname(path), module));
  } catch (error) {
    return `${module}, which ${shown} has for ${chart}, cannot be read: ${systemWords(error)}`;
  }
  const found = sha256(bytes);
  return found === digest ? undefined : `${module} is not what ${shown} has for ${chart}: want ${digest}, got ${found}`;
}

function sourceProblem(
  { shown, helm }: LockFile,
  { chart, source, dependencies }: LockedChart,
  path: string,
): string | undefined {
  // Dependencies outside of the chart are part of that digest; only migrate reads them.
  if (dependencies.some(({ from }) => from !== 'charts/')) return undefined;
  return sourceDigest(path, helm) === source
    ? undefined
    : `${chart} has changed since ${shown} was written: run mistletoe migrate again`;
}

function readLockFile(shown: string, { cwd = '.' }: CommandOptions): LockFile {
  const path = resolve(cwd, shown);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandError(`${shown}: ${code === undefined ? 'not JSON' : systemWords(error)}`);
  }
  const broken = (why: string) => new CommandError(`${shown}: ${why}`);
  if (!isRecord(value) || value['format'] !== LOCK_FORMAT || !Array.isArray(value['charts']))
    throw broken(`no lock file of mistletoe migrate (${LOCK_FORMAT})`);
  const charts = value['charts'].map((entry: unknown) => {
    const texts = ['chart', 'name', 'version', 'source', 'module', 'digest'];
    if (!isRecord(entry) || !texts.every((field) => typeof entry[field] === 'string'))
      throw broken('a chart in it is not complete');
    // The file names modules beside itself and nothing else.
    if (/[\\/]|^\.\.?$/.test(entry['module'] as string))
      throw broken(`${JSON.stringify(entry['module'])} is no file beside it`);
    return {
      ...entry,
      dependencies: Array.isArray(entry['dependencies']) ? entry['dependencies'] : [],
    } as unknown as LockedChart;
  });
  return { path, shown, helm: findProfile(String(value['helm']))?.profile ?? defaultProfile, charts };
}
