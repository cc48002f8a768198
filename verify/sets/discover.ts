// From the arguments of a command to charts: a chart is itself, an archive is one, a folder is walked, a pattern is expanded.
// A chart is never entered: what it holds in charts/ belongs to it.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
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
      for (const chart of walk(path, paths.length === 1)) {
        found.set(chart, { path: chart, name: relative(cwd, chart).split(sep).join('/') || '.' });
        count++;
      }
    }
    if (count === 0) throw new VerifyError(`${arg} holds no chart: none of its folders has a Chart.yaml`);
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The charts at or below a path. A file that a pattern caught may be no chart; one that was named is taken as it is. */
function* walk(path: string, named: boolean): Generator<string> {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return;
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
    if (entry.isDirectory()) yield* walk(join(path, entry.name), false);
    else if (entry.isFile() && entry.name.endsWith('.tgz')) yield join(path, entry.name);
  }
}

/** Paths that match a pattern of `*`, `?`, `[…]`, `{a,b}` and `**`. */
export function expand(pattern: string, cwd: string): string[] {
  const alternatives = braces(pattern);
  if (alternatives.length > 1) return [...new Set(alternatives.flatMap((one) => expand(one, cwd)))].sort();
  if (!/[*?[]/.test(pattern)) return existsSync(resolve(cwd, pattern)) ? [resolve(cwd, pattern)] : [];
  const absolute = resolve(cwd, pattern);
  const segments = absolute.split(sep);
  let paths = [segments[0] === '' ? sep : segments[0]];
  for (const segment of segments.slice(1)) {
    if (segment === '**') paths = paths.flatMap((path) => [...below(path)]);
    else if (/[*?[]/.test(segment)) {
      const matcher = segmentPattern(segment);
      paths = paths.flatMap((path) =>
        names(path)
          .filter((name) => matcher.test(name) && (segment.startsWith('.') || !SKIPPED.test(name)))
          .map((name) => join(path, name)),
      );
    } else paths = paths.map((path) => join(path, segment)).filter((path) => existsSync(path));
  }
  return [...new Set(paths)].sort();
}

function braces(pattern: string): string[] {
  const match = /\{([^{}]*,[^{}]*)\}/.exec(pattern);
  if (!match) return [pattern];
  const before = pattern.slice(0, match.index);
  const after = pattern.slice(match.index + match[0].length);
  return match[1].split(',').flatMap((choice) => braces(before + choice + after));
}

function names(path: string): string[] {
  try {
    return readdirSync(path).sort();
  } catch {
    return [];
  }
}

function* below(path: string): Generator<string> {
  yield path;
  for (const name of names(path)) {
    if (SKIPPED.test(name)) continue;
    const child = join(path, name);
    if (statSync(child, { throwIfNoEntry: false })?.isDirectory()) yield* below(child);
  }
}

function segmentPattern(segment: string): RegExp {
  const source = segment.replace(/\[!/g, '[^').replace(/[.+^$()|\\]|\*|\?/g, (char, at: number, all: string) => {
    if (char === '*') return '[^/]*';
    if (char === '?') return '[^/]';
    return char === '^' && all[at - 1] === '[' ? char : `\\${char}`;
  });
  return new RegExp(`^${source}$`);
}
