// From the arguments of a command to charts: a chart is itself, an archive is one, a folder is walked, a pattern is expanded.
// A chart is never entered: what it holds in charts/ belongs to it.

import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { inputAt } from '../../actions/package/named';
import { refusalOf } from '../../actions/package/taken';
import { VerifyError } from '../errors';

/** A chart that was found. */
export interface FoundChart {
  /** absolute */
  path: string;
  /** relative to the base of the run, '/' separated: its name in every report */
  name: string;
}

/** Folders that hold no charts of their own. */
const SKIPPED = /^(?:\.|node_modules$)/;

/**
 * All charts that the arguments mean, each once, in the order of their names. Throws VerifyError for an argument that means none.
 * @param base the folder from which charts have their names
 */
export function discoverCharts(args: readonly string[], cwd: string, base = cwd): FoundChart[] {
  const found = new Map<string, FoundChart>();
  for (const arg of args) {
    const paths = pathsOf(arg, cwd);
    let count = 0;
    for (const path of paths) {
      for (const chart of new Walk().below(path, paths.length === 1)) {
        found.set(chart, { path: chart, name: relative(base, chart).split(sep).join('/') || '.' });
        count++;
      }
    }
    if (count === 0) throw new VerifyError(`${arg} holds no chart: none of its folders has a Chart.yaml`);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The paths that an argument means: itself, or what matches it as a pattern. Throws VerifyError where that is none, or can be no chart. */
function pathsOf(arg: string, cwd: string): string[] {
  const isPath = arg !== '' && existsSync(resolve(cwd, arg));
  const paths = isPath ? [resolve(cwd, arg)] : expand(arg, cwd);
  const [only] = paths;
  if (only === undefined) throw new VerifyError(refusalOf({ given: arg, kind: 'nothing', path: '' }, 'chart')!);
  if (paths.length > 1) return paths;
  const { kind } = inputAt(only, 'chart');
  // A folder is walked, whatever it is; an archive that is broken is compared: helm has words for it.
  if (kind === 'chart' || statSync(only, { throwIfNoEntry: false })?.isDirectory()) return paths;
  throw new VerifyError(
    refusalOf({ given: arg, kind, path: only }, 'chart') ??
      `${arg} is no chart: give a chart's folder or .tgz, or a pattern`,
  );
}

/**
 * The charts at or below a path, each once by where it really is: what is there before what links lead to. A file that a pattern caught
 * may be no chart; one that was named is taken as it is. Links are followed to charts, not to folders, which may be anywhere and any size.
 */
class Walk {
  private readonly seen = new Set<string>();
  private readonly links: string[] = [];

  *below(path: string, named: boolean): Generator<string> {
    yield* this.at(path, named);
    for (const link of this.links) {
      if (existsSync(join(link, 'Chart.yaml')) || statSync(link, { throwIfNoEntry: false })?.isFile()) {
        yield* this.at(link, false);
      }
    }
  }

  private *at(path: string, named: boolean): Generator<string> {
    const info = statSync(path, { throwIfNoEntry: false });
    if (!info) return;
    const real = realpathSync(path);
    if (this.seen.has(real)) return;
    this.seen.add(real);
    if (!info.isDirectory()) {
      if (named || path.endsWith('.tgz')) yield path;
      return;
    }
    if (existsSync(join(path, 'Chart.yaml'))) {
      yield path;
      return;
    }
    for (const entry of readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (SKIPPED.test(entry.name)) continue;
      const inside = join(path, entry.name);
      if (entry.isSymbolicLink()) this.links.push(inside);
      else if (entry.isDirectory()) yield* this.at(inside, false);
      else if (entry.isFile() && entry.name.endsWith('.tgz')) yield* this.at(inside, false);
    }
  }
}

/** Paths that match a pattern of `*`, `?`, `[…]`, `{a,b}` and `**`. What is hidden, and node_modules, only where the pattern names it. */
export function expand(pattern: string, cwd: string): string[] {
  // What is no pattern is a path, and there is nothing at it.
  if (!/[*?[{]/.test(pattern)) return [];
  const ignore = pattern.includes('node_modules') ? [] : ['**/node_modules/**'];
  // A negated class would match a leading dot.
  if (!/(?:^|[/{,])\.[^./]/.test(pattern)) ignore.push('**/.*', '**/.*/**');
  const found = globSync(pattern, { cwd, absolute: true, onlyFiles: false, expandDirectories: false, ignore });
  // Folders come with a slash behind them.
  return [...new Set(found.map((path) => resolve(path)))].sort();
}
