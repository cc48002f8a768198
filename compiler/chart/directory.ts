/**
 * Reads a chart directory in Helm's order: lexical by byte, symbolic links followed, .helmignore obeyed.
 * As Helm, but for links that leave the chart: they are followed within the git
 * work tree that the chart lies in, or within a folder that the user names, and refused elsewhere.
 * Follows helm.sh/helm/v4@v4.3.1 pkg/chart/v2/loader/directory.go, helm.sh/helm/v4@v4.3.1 internal/sympath/walk.go.
 */

import { CHART_BUDGET, FILE_LIMIT } from '../../runtime/abi/quirks';
import { type Profile, has } from '../../language/profiles';
import {
  basename,
  dirname,
  existsSync,
  join,
  lstatSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  resolve,
  sep,
  type Stats,
  statSync,
  systemPath as systemBytes,
} from '#system/files';
import { bytesOf, hasBadBytes, textOf } from '../../gostd/bytes';
import type { Diagnostic } from '../diagnostics';
import { ChartError } from './errors';
import { quote } from '../../gostd/strconv';
import { sortedBy } from '../../gostd/strings';
import { systemError } from '../../gostd/os';
import { type ChartFile, MAX_CHART_BYTES, MAX_FILE_BYTES, stripByteOrderMark } from './file';
import { FileReader } from './file-reader';
import { IgnoreRules } from './ignore';

/** From here on a chart is worth some milliseconds of preparation. */
export const MANY_FILES = 100;

/** Links can make a small directory look endless; no chart comes near this. */
const MAX_ENTRIES = 100_000;

type Kind = 'file' | 'directory' | 'link' | 'other';

/** What an entry of a directory, or what a path leads to, is. */
function kindOf(entry: Pick<Stats, 'isFile' | 'isDirectory' | 'isSymbolicLink'>): Kind {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'directory';
  return entry.isSymbolicLink() ? 'link' : 'other';
}

/** A chart directory that is being read. */
export class ChartDirectory {
  private readonly realRoot: string;
  /** Links may lead to what is in here. */
  private readonly linkRoot: string;
  private readonly files: ChartFile[] = [];
  private entries = 0;
  private remaining = MAX_CHART_BYTES;
  private readonly reader = new FileReader();
  /** What {@link readTop} read. */
  private readonly tops = new Map<string, Uint8Array>();
  /** What a path in the chart has in front of it. */
  private readonly prefix: string;
  private rules = new IgnoreRules();
  private readonly isBudgeted: boolean;
  /** The largest file that is read. */
  private readonly fileLimit: number;
  private onMany: (() => void) | undefined;

  /** root is an absolute path, and so is linkRoot, whose default is the git work tree around the chart. */
  constructor(
    private readonly root: string,
    helm: Profile,
    private readonly report: (diagnostic: Diagnostic) => void,
    linkRoot?: string,
  ) {
    this.realRoot = realpathSync(root);
    this.isBudgeted = has(helm, CHART_BUDGET);
    this.fileLimit = has(helm, FILE_LIMIT) ? MAX_FILE_BYTES : Number.POSITIVE_INFINITY;
    this.prefix = root.endsWith('/') ? root : `${root}/`;
    this.linkRoot = linkRoot === undefined ? workTree(this.realRoot) : realpathSync(linkRoot);
  }

  /** Reads one file by its name at the top, whether ignored or not. Throws the system's error where there is none. */
  readTop(name: string): Uint8Array {
    const path = join(this.root, name);
    const real = realPath(path);
    this.insideRoot(name, real);
    const info = statSync(systemPath(real));
    // Reading a pipe or a device would wait for ever.
    if (!info.isFile() && !info.isDirectory()) throw irregularFile(path);
    const data = this.reader.read(systemPath(path), Number.POSITIVE_INFINITY)!;
    this.tops.set(name, data);
    return data;
  }

  /** Reads everything that is not ignored; `onMany` is called where it proves to be MANY_FILES or more. Throws ChartError in Helm's words. */
  readAll(onMany?: () => void): ChartFile[] {
    this.onMany = onMany;
    this.rules = this.readRules();
    this.rules.addDefaults();
    this.visitChildren('');
    return this.files;
  }

  private readRules(): IgnoreRules {
    const path = join(this.root, '.helmignore');
    try {
      statSync(path);
    } catch {
      return new IgnoreRules();
    }
    try {
      return IgnoreRules.parse(this.readTop('.helmignore'));
    } catch (error) {
      if (error instanceof ChartError) throw error;
      throw new ChartError(systemError('open', path, error));
    }
  }

  /** Visits what a directory holds; name is its path in the chart. */
  private visitChildren(name: string): void {
    const path = this.pathOf(name);
    const prefix = name === '' ? '' : `${name}/`;
    this.children(path).forEach(({ name: child, kind }) => {
      this.visit(prefix + child, kind);
    });
  }

  /** The entries of a directory in Helm's order. */
  private children(path: string): { name: string; kind: Kind }[] {
    try {
      const entries = readdirSync(systemPath(path), { withFileTypes: true });
      // A name that is no UTF-8 has to be read as bytes.
      const names = entries.some(({ name }) => name.includes('\ufffd'))
        ? readdirSync(systemPath(path), { withFileTypes: true, encoding: 'buffer' }).map((entry) => ({
            name: textOf(entry.name),
            kind: kindOf(entry),
          }))
        : entries.map((entry) => ({ name: entry.name, kind: kindOf(entry) }));
      return sortedBy(names, ({ name }) => name);
    } catch (error) {
      throw new ChartError(systemError('open', path, error));
    }
  }

  private pathOf(name: string): string {
    return sep === '/' ? this.prefix + name : join(this.root, name);
  }

  private visit(name: string, entry: Kind): void {
    if (++this.entries > MAX_ENTRIES) {
      throw new ChartError(`chart has more than ${MAX_ENTRIES} files and directories`);
    }
    const path = this.pathOf(name);
    let real = path;
    let kind = entry;
    if (entry === 'link') {
      real = resolveLink(path);
      const message = `found symbolic link in path: ${path} resolves to ${real}. Contents of linked file included and used`;
      this.report({ code: 'symbolic-link', severity: 'info', path, resolved: real, message });
      kind = kindOf(lstat(real));
    }
    if (this.rules.ignores(name, kind === 'directory')) return;
    if (entry === 'link') this.insideRoot(name, real);
    // A link that leads back ends where the system follows no more links in one path.
    if (kind === 'directory') {
      this.visitChildren(name);
      return;
    }
    if (kind !== 'file') throw irregularFile(path);
    if (this.files.push({ name, data: stripByteOrderMark(this.readFile(name, path, real)) }) === MANY_FILES)
      this.onMany?.();
  }

  /** Reads a file, and of one that is too large no more than tells that. */
  private readFile(name: string, path: string, real: string): Uint8Array {
    const limit = this.isBudgeted ? this.remaining : this.fileLimit;
    let data: Uint8Array | null;
    try {
      const known = this.tops.get(name);
      data = known === undefined ? this.reader.read(systemPath(path), limit) : known.length > limit ? null : known;
    } catch (error) {
      throw new ChartError(`error reading ${name}: ${systemError('open', path, error)}`);
    }
    if (data === null) {
      throw new ChartError(
        this.isBudgeted
          ? `error reading ${name}: chart exceeds maximum decompressed size of ${MAX_CHART_BYTES} bytes`
          : `chart file ${quote(basename(real))} is larger than the maximum file size ${MAX_FILE_BYTES}`,
      );
    }
    this.remaining -= data.length;
    return data;
  }

  private insideRoot(name: string, real: string): void {
    if (isInside(real, this.realRoot) || isInside(real, this.linkRoot)) return;
    throw new ChartError(
      `symbolic link ${quote(name)} leads to ${real}, which is outside ${this.linkRoot}: give --link-root DIR to follow it`,
    );
  }
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The git work tree that a folder lies in, or the folder itself. */
function workTree(folder: string): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
  }
  return folder;
}

function irregularFile(path: string): ChartError {
  return new ChartError(`cannot load irregular file ${path} as it has file mode type bits set`);
}

/** A path as Node's functions take it: bytes where it is no UTF-8. */
function systemPath(path: string): string | Buffer {
  return hasBadBytes(path) ? systemBytes(bytesOf(path)) : path;
}

function realPath(path: string): string {
  return textOf(realpathSync(systemPath(path), 'buffer'));
}

function linkTarget(path: string): string {
  return textOf(readlinkSync(systemPath(path), 'buffer'));
}

function lstat(path: string): Stats {
  try {
    return lstatSync(systemPath(path));
  } catch (error) {
    throw new ChartError(systemError('lstat', path, error));
  }
}

function resolveLink(path: string): string {
  try {
    return realPath(path);
  } catch (error) {
    const isLoop = (error as NodeJS.ErrnoException).code === 'ELOOP';
    const words = isLoop ? 'EvalSymlinks: too many links' : systemError('lstat', missingPart(path), error);
    throw new ChartError(`error evaluating symlink ${path}: ${words}`);
  }
}

/** The first path on the way of a symbolic link that cannot be looked at: what Go names for a link that leads nowhere. */
function missingPart(link: string): string {
  let part = link;
  try {
    let parts = resolve(dirname(link), linkTarget(link)).split(sep);
    for (let i = 1; i <= parts.length; i++) {
      part = parts.slice(0, i).join(sep) || sep;
      if (!lstatSync(systemPath(part)).isSymbolicLink()) continue;
      parts = [...resolve(dirname(part), linkTarget(part)).split(sep), ...parts.slice(i)];
      i = 0;
    }
  } catch {
    // Found.
  }
  return part;
}
