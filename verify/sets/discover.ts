// From the arguments of a command to charts: a chart is itself, an archive is one, a folder is walked, a pattern is expanded.
// A chart is never entered: what it holds in charts/ belongs to it.

import { isGzip } from '../../gostd/compress/head';
import { isWebAssembly, MAGIC_BYTES } from '../../runtime/wasm/head';
import { closeSync, existsSync, openSync, readdirSync, readSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { globSync } from 'tinyglobby';
import { VerifyError } from '../errors';

/** A chart that was found. */
export interface FoundChart {
  /** absolute */
  path: string;
  /** relative to the folder of the run, '/' separated: its name in every report */
  name: string;
}

/** Folders that hold no charts of their own. */
const SKIPPED = /^(?:\.|node_modules$)/;

/** All charts that the arguments mean, each once, in the order of their names. Throws VerifyError for an argument that means none. */
export function discoverCharts(args: readonly string[], cwd: string): FoundChart[] {
  const found = new Map<string, FoundChart>();
  for (const arg of args) {
    const paths = existsSync(resolve(cwd, arg)) ? [resolve(cwd, arg)] : expand(arg, cwd);
    if (paths.length === 0) throw new VerifyError(`there is no chart ${arg}: give a folder, a .tgz or a pattern`);
    let count = 0;
    for (const path of paths) {
      if (paths.length === 1) checkNamed(path, arg);
      for (const chart of new Walk().below(path, paths.length === 1)) {
        found.set(chart, { path: chart, name: relative(cwd, chart).split(sep).join('/') || '.' });
        count++;
      }
    }
    if (count === 0) throw new VerifyError(`${arg} holds no chart: none of its folders has a Chart.yaml`);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** Throws VerifyError for a file that was named and can be no chart. */
function checkNamed(path: string, arg: string): void {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return;
  const head = Buffer.alloc(MAGIC_BYTES);
  const file = openSync(path, 'r');
  try {
    readSync(file, head, 0, head.length, 0);
  } finally {
    closeSync(file);
  }
  if (isWebAssembly(head)) {
    throw new VerifyError(
      `${arg} is a module: give the chart it was made of, which is converted and compared with helm`,
    );
  }
  // An archive that is broken is compared: helm has words for it.
  if (isGzip(head) || /\.(?:tgz|tar\.gz)$/.test(path)) return;
  throw new VerifyError(`${arg} is no chart: give a folder, a .tgz or a pattern`);
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
