// Where the documents come from that a schema refers to: meta-schemas, copies that the user gave, files. Nothing is fetched
// from a network, ever: a reference that would need one is remembered, and the conversion warns of it.

import { existsSync, isAbsolute, join, readFileSync, realpathSync, relative, resolve, statSync } from '#system/files';
import { GoUrl } from '../../gostd/net/url';

/** A schema that Helm refuses; the message is Helm's. */
export class SchemaProblem extends Error {}

export interface SourceOptions {
  /** A directory with copies of remote documents: file path = host + path of the URL. */
  directory?: string;
  /** The chart on disk: its own files may be read where Helm would read them. */
  chart?: string;
}

export class SchemaSources {
  /** References that need a copy. */
  readonly missing = new Set<string>();
  /** Files that were read or looked for in the directory of copies: their content, null where there is none. */
  readonly copies = new Map<string, Uint8Array | null>();
  /** Does what was compiled depend on where the chart lies, or on what lies around it? */
  dependsOnPlace = false;

  constructor(private readonly options: SourceOptions) {}

  /** The text behind an http(s) URL, or null where there is no copy of it: it is remembered then. */
  remote(url: string): Uint8Array | null {
    const { host, path, query } = partsOf(url);
    const copy = this.copy(host, path, query);
    if (copy) return copy;
    this.missing.add(url);
    return null;
  }

  /**
   * The text of a file that a `file:` URL names. What exists outside the chart is not read but remembered as missing (null);
   * what does not exist is Go's error.
   */
  file(path: string): Uint8Array | null {
    this.dependsOnPlace = true;
    const copy = this.copy('', path, '');
    if (copy) return copy;
    const absolute = resolve(path);
    const info = path === '' ? undefined : statSync(absolute, { throwIfNoEntry: false });
    if (!info) throw new SchemaProblem(`open ${path}: no such file or directory`);
    if (info.isDirectory()) throw new SchemaProblem(`read ${path}: is a directory`);
    if (this.isInChart(absolute)) return readFileSync(absolute);
    this.missing.add(`file://${absolute}`);
    return null;
  }

  private copy(host: string, path: string, query: string): Uint8Array | null {
    const { directory } = this.options;
    if (directory === undefined) return null;
    const root = resolve(directory);
    for (const name of query === '' ? [path] : [`${path}?${query}`, path]) {
      const file = join(root, host, name);
      const inside = relative(root, file);
      if (inside.startsWith('..') || isAbsolute(inside)) continue;
      for (const candidate of [file, `${file}.json`]) {
        const content =
          this.copies.get(candidate) ??
          (existsSync(candidate) && statSync(candidate).isFile() ? readFileSync(candidate) : null);
        this.copies.set(candidate, content);
        if (content) return content;
      }
    }
    return null;
  }

  private isInChart(file: string): boolean {
    const { chart } = this.options;
    if (chart === undefined || !statSync(chart, { throwIfNoEntry: false })?.isDirectory()) return false;
    const inside = relative(realpathSync(chart), realpathSync(file));
    return !inside.startsWith('..') && !isAbsolute(inside);
  }
}

function partsOf(url: string): { host: string; path: string; query: string } {
  const parsed = GoUrl.parse(url);
  return { host: parsed.host, path: parsed.pathText, query: parsed.rawQuery };
}
