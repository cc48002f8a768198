// The part of a bundle's source map that is the author's: errors of a package name positions in its sources, not in the bundle, and
// nothing of libraries or of the SDK.

import { relative, resolve } from 'node:path';
import { decode, encode, type SourceMapSegment } from '@jridgewell/sourcemap-codec';

/** A source map without what nobody reads in a module. Sources are relative to the package's folder. */
export interface AuthorMap {
  sources: string[];
  mappings: string;
  /** What functions are called that the bundler renamed, since another file has one of that name, by their new names. */
  renamed?: Record<string, string>;
}

/** Keeps the segments of sources that `isAuthors` accepts (absolute paths); the others become gaps. `script` is what the map is of. */
export function authorMap(
  map: string,
  script: string,
  folder: string,
  isAuthors: (path: string) => boolean,
): AuthorMap {
  const parsed = JSON.parse(map) as { sources: string[]; mappings: string; names: string[] };
  const { sources, mappings } = parsed;
  const scriptLines = script.split('\n');
  const renamed: Record<string, string> = {};
  const numbers = new Map<number, number>();
  const names: string[] = [];
  sources.forEach((source, i) => {
    const path = resolve('/', decodeURIComponent(source));
    if (/(?:^|\/)mistletoe:/.test(source) || !isAuthors(path)) return;
    numbers.set(i, names.length);
    names.push(relative(folder, path).replaceAll('\\', '/'));
  });
  const lines = decode(mappings).map((line, i) => {
    const kept: SourceMapSegment[] = [];
    for (const segment of line) {
      const source = segment.length > 1 ? numbers.get(segment[1]!) : undefined;
      if (source !== undefined) {
        kept.push([segment[0], source, segment[2]!, segment[3]!]);
        const given = segment.length === 5 ? /^[\w$]+/.exec(scriptLines[i]!.slice(segment[0])) : null;
        if (given) renamed[given[0]] = parsed.names[segment[4]!]!;
      } else if (kept.length > 0 && kept.at(-1)!.length > 1) kept.push([segment[0]]);
    }
    return kept;
  });
  const found = { sources: names, mappings: encode(lines).replace(/;+$/, '') };
  return Object.keys(renamed).length === 0 ? found : { ...found, renamed };
}

/**
 * The first place of the author's behind that of a stack's innermost frame, as `    at file:line:column`: of a loop that names nothing the engine
 * knows what was before it, which may be nobody's.
 */
export function placeBehind(stack: string, map: AuthorMap): string[] {
  const [, line, column] = /package\.js:(\d+):(\d+)/.exec(stack) ?? [];
  const segments = decode(map.mappings).flatMap((list, i) => {
    const isBehind = ([generated]: SourceMapSegment) => i >= Number(line) || generated >= Number(column) - 1;
    return i < Number(line) - 1 ? [] : list.filter((segment) => segment.length > 1 && isBehind(segment));
  });
  const [first] = segments;
  return first === undefined ? [] : [`    at ${map.sources[first[1]!]}:${first[2]! + 1}:${first[3]! + 1}`];
}
