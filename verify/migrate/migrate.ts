// A whole migration: every chart of a repository, converted in the order in which they depend on each other, with a lock file that
// says exactly what came of what. The same charts give the same bytes.

import { LOCK_FORMAT } from '../../actions/packages/locked';
import { type HelmChoice, type Profile, resolveProfile } from '../../language/profiles';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { availableParallelism } from 'node:os';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { loadChart } from '../../compiler/chart/load';
import { COMPILER_VERSION } from '../../compiler/convert';
import { parseYaml } from '../../runtime/bindings/values';
import { makeFolders } from '../../runtime/host/node/folders';
import { discoverCharts, type FoundChart } from '../sets/discover';
import { VerifyError } from '../errors';
import { type LockedChart, localDependency, type MigrateResult } from './migrate-chart';
import { migrationReport } from './report';
import { defaultPool, Pool } from '../run/pool';
import type { PoolOptions } from '../run/pool-options';
import { type ProgressStream, showProgress } from '../run/progress';

/** How to migrate. */
export interface MigrateOptions {
  cwd?: string;
  helm?: HelmChoice;
  /** folder for the modules and the lock file */
  out: string;
  /** folder with copies of remote documents that schemas refer to, as for a conversion */
  schemaRefs?: string;
  /** the folder in which charts' symbolic links are followed; by default the git work tree around each */
  linkRoot?: string;
  /** the Markdown report; by default in `out` */
  report?: string;
  /** the same for programs: JSON, what there is to say of each chart in the form of {@link MigrateResult} */
  json?: string;
  pool?: Partial<PoolOptions>;
  progress?: ProgressStream;
  signal?: AbortSignal;
}

/** The lock file. */
export interface MigrationLock {
  format: typeof LOCK_FORMAT;
  compiler: string;
  /** Helm whose semantics the modules have */
  helm: string;
  charts: LockedChart[];
}

/** A finished migration. */
export interface Migration {
  lock: MigrationLock;
  results: MigrateResult[];
  lockPath: string;
  reportPath: string;
  complete: boolean;
}

/** Name of the lock file. */
const LOCK_FILE = 'mistletoe.lock.json';

/** Converts all charts below a folder. Throws VerifyError where there are none. */
export async function migrate(folder: string, options: MigrateOptions): Promise<Migration> {
  const cwd = options.cwd ?? process.cwd();
  const helm = resolveProfile(options.helm);
  const out = resolve(cwd, options.out);
  const found = chartsBelow(folder, cwd, out);
  const ordered = inDependencyOrder(found, helm);
  makeFolders(out);
  const converted = await convertAll(ordered, helm, { ...options, cwd, out });
  const results = found.flatMap(({ name }) => converted.get(name) ?? []);
  const lock: MigrationLock = {
    format: LOCK_FORMAT,
    compiler: COMPILER_VERSION,
    helm: helm.build.version.slice(1),
    charts: results.flatMap(({ locked }) => locked ?? []),
  };
  const order = ordered.map(({ name }) => name);
  const paths = writeMigration({ lock, results, order }, { ...options, cwd, out });
  return { lock, results, ...paths, complete: results.length === found.length };
}

/** The charts, but for what lies in the folder of the modules. */
function chartsBelow(folder: string, cwd: string, out: string): FoundChart[] {
  const found = discoverCharts([folder], cwd, resolve(cwd, folder)).filter(
    ({ path }) => !`${path}/`.startsWith(`${out}/`),
  );
  if (found.length === 0) throw new VerifyError(`${folder} holds no chart`);
  return found;
}

/** The options with what they leave out. */
type Settled = MigrateOptions & { cwd: string };

/** Converts charts in workers, each when those that it depends on are done; gives what came of them by their names. */
async function convertAll(
  ordered: readonly FoundChart[],
  helm: Profile,
  { cwd, out, schemaRefs, linkRoot, ...options }: Settled,
): Promise<Map<string, MigrateResult>> {
  const results = new Map<string, MigrateResult>();
  const progress = showProgress(options.progress, ordered.length, 'not converted');
  const pool = new Pool({ ...defaultPool, workers: availableParallelism(), ...options.pool });
  const stop = () => pool.stop();
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const shared = {
      kind: 'migrate' as const,
      helm,
      out,
      schemaRefs: schemaRefs && resolve(cwd, schemaRefs),
      linkRoot: linkRoot && resolve(cwd, linkRoot),
    };
    const jobs = ordered.map(({ path, name }, id) => ({ ...shared, id, path, name }));
    await pool.run(jobs, ({ id, migrated, error }) => {
      const { name } = ordered[id];
      const result = migrated ?? unconverted(name, error);
      results.set(name, result);
      const isGood = result.locked !== undefined || result.isLibrary;
      progress.step({ chart: name, words: outcomeOf(result), isGood, ms: migrated?.ms ?? 0 });
    });
  } finally {
    progress.end();
    pool.stop();
    options.signal?.removeEventListener('abort', stop);
  }
  return results;
}

/** A chart whose worker did not come back. */
function unconverted(path: string, error = 'no answer'): MigrateResult {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return { path, name, version: '', isLibrary: false, error: error.split('\n')[0], diagnostics: [], ms: 0 };
}

function outcomeOf({ locked, isLibrary, error }: MigrateResult): string {
  if (locked) return 'converted';
  return isLibrary ? 'a library' : `not converted: ${error}`;
}

/** Writes the lock file and the reports, and takes away modules that only the lock file before this one named. */
function writeMigration(
  { lock, results, order }: { lock: MigrationLock; results: readonly MigrateResult[]; order: string[] },
  { cwd, out, report, json, signal }: Settled,
): { lockPath: string; reportPath: string } {
  const lockPath = join(out, LOCK_FILE);
  const reportPath = report === undefined ? join(out, 'migration.md') : resolve(cwd, report);
  const before = signal?.aborted ? [] : modulesOf(lockPath);
  const write = (path: string, text: string) => {
    makeFolders(dirname(path));
    replaceFile(path, text);
  };
  write(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
  write(reportPath, migrationReport(results, order, lock));
  if (json !== undefined) write(resolve(cwd, json), migrationJson(results, lock));
  // What the lock file before named and this one does not is nobody's any more; nothing else in the folder is touched.
  const named = new Set(lock.charts.map(({ module }) => module));
  for (const module of before) if (!named.has(module)) rmSync(join(out, module), { force: true });
  return { lockPath, reportPath };
}

/** The results without the times, which are others each time. */
function migrationJson(results: readonly MigrateResult[], { compiler, helm }: MigrationLock): string {
  const charts = results.map(({ ms: _, ...result }) => result);
  return `${JSON.stringify({ format: 'mistletoe.dev/migration/v1', compiler, helm, charts }, null, 1)}\n`;
}

/** The modules that the lock file of an earlier run names. */
function modulesOf(lockPath: string): string[] {
  try {
    const { charts } = JSON.parse(readFileSync(lockPath, 'utf8')) as Partial<MigrationLock>;
    return (charts ?? []).flatMap(({ module }) => (/^[^/\\]+\.wasm$/.test(module) ? module : []));
  } catch {
    return []; // there is none yet, or it is none
  }
}

/** Charts after those they depend on; otherwise by name. A chart that cannot be read depends on nothing. */
export function inDependencyOrder(charts: readonly FoundChart[], helm: Profile): FoundChart[] {
  const byPath = new Map(charts.map((chart) => [chart.path, chart]));
  const ordered: FoundChart[] = [];
  const state = new Map<FoundChart, 'open' | 'done'>();
  const visit = (chart: FoundChart) => {
    // A circle is cut where it is found; the chart itself says what is wrong with it.
    if (state.has(chart)) return;
    state.set(chart, 'open');
    for (const path of dependencyPaths(chart.path, helm)) {
      const other = byPath.get(path);
      if (other) visit(other);
    }
    state.set(chart, 'done');
    ordered.push(chart);
  };
  for (const chart of charts) visit(chart);
  return ordered;
}

function dependencyPaths(path: string, helm: Profile): string[] {
  try {
    return loadChart(path, { helm, parseYaml }).dependencies.flatMap(
      ({ repository }) => localDependency(path, repository) ?? [],
    );
  } catch {
    return [];
  }
}
