// Files of a package that import each other in a circle. The bundler makes variables of their constants, and whoever reads one too early gets
// undefined; here it is an error, as where such files are loaded one by one.

import { readFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { decode } from '@jridgewell/sourcemap-codec';
import type { Metafile } from 'esbuild';
import { BuildError } from '../errors';

/** For each file that is part of one, a shortest way from it to itself. */
export type Circles = ReadonlyMap<string, readonly string[]>;

/** The circles among the files that `isAuthors` accepts; all paths are absolute. */
export function circlesOf({ inputs }: Metafile, folder: string, isAuthors: (path: string) => boolean): Circles {
  const imported = new Map<string, string[]>();
  for (const [file, { imports }] of Object.entries(inputs)) {
    const path = resolve(folder, file);
    if (!isAuthors(path)) continue;
    const statements = imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
    imported.set(path, statements.map(({ path }) => resolve(folder, path)).filter(isAuthors));
  }
  const circles = new Map<string, readonly string[]>();
  for (const file of imported.keys()) {
    const way = wayBack(file, imported);
    if (way !== undefined) circles.set(file, way);
  }
  return circles;
}

function wayBack(start: string, imported: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const seen = new Set<string>();
  let ways = [[start]];
  while (ways.length > 0) {
    const next: string[][] = [];
    for (const way of ways) {
      for (const file of imported.get(way.at(-1)!) ?? []) {
        if (file === start) return [...way, file];
        if (seen.has(file)) continue;
        seen.add(file);
        next.push([...way, file]);
      }
    }
    ways = next;
  }
  return undefined;
}

/** What the bundler makes a `var` of, as far as nothing may read it before its place. */
const CONSTANT = /^(?:export\s+default\b|(?:export\s+)?(?:(?:const|let)\b(?!\s+enum\b)|(?:abstract\s+)?class\b))/;
const AT_THE_TOP = '  var ';

/** The script with the constants of these files as constants again; no place in it changes. `map`: its source map, as JSON. */
export function withConstants(script: string, map: string, circles: Circles): string {
  if (circles.size === 0) return script;
  const { sources, mappings } = JSON.parse(map) as { sources: string[]; mappings: string };
  const texts = sources.map((source) => {
    const path = resolve('/', decodeURIComponent(source));
    return circles.has(path) ? readFileSync(path, 'utf8').split('\n') : undefined;
  });
  const segments = decode(mappings);
  return script
    .split('\n')
    .map((line, i) => {
      if (!line.startsWith(AT_THE_TOP)) return line;
      // A line within a text has no place of its own.
      const [generated, source, sourceLine, column] = segments[i]?.[0] ?? [];
      if (generated !== 0) return line;
      const text = source === undefined ? undefined : texts[source]?.[sourceLine!];
      return text !== undefined && CONSTANT.test(text.slice(column)) ? line.replace('var', 'let') : line;
    })
    .join('\n');
}

/** The error of a top level that read a constant too early, with the circle that is behind it. */
export function withCircle(error: unknown, folder: string, circles: Circles): unknown {
  if (!(error instanceof BuildError) || !/ReferenceError: .* is not initialized/.test(error.message)) return error;
  const [, named] = /\n {4}at .*?([^ (]+?):\d+:\d+\)?/.exec(error.message) ?? [];
  const way = circles.get(resolve(folder, named ?? '')) ?? [...circles.values()][0];
  if (way === undefined) return error;
  const shown = way.map((file) => relative(folder, file).replaceAll('\\', '/')).join(' → ');
  return new BuildError(
    `${error.message}\nfiles import each other in a circle (${shown}): one of them is loaded before what it reads; move that into a file of its own`,
    { cause: error },
  );
}
