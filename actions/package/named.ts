// What a name on a command line means: the one place that tells charts, modules and sources from one another, so that a name is the same to
// every verb. What a verb does not take is refused in taken.ts; the start of `template` needs only this file.

import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isGzip } from '../../gostd/compress/head';
import { trimSpace } from '../../gostd/strings';
import { findModule } from '../../runtime/host';
import { isWebAssembly, MAGIC_BYTES } from '../../runtime/wasm/head';
import type { CommandOptions } from '../command';
import type { AccessFlags } from '../packages/access';

/**
 * `chart`: a folder with Chart.yaml, or an archive. `module`: a file that begins as WebAssembly does, or is called .wasm. `source`: what
 * `mistletoe build` makes a module of. `folder` and `file`: something else, of which a chart's loader says why it is no chart. `nothing`: no
 * such path, or no name at all.
 */
export type InputKind = 'chart' | 'module' | 'source' | 'folder' | 'file' | 'nothing';

/** What a name on this machine means. */
export interface Input {
  /** as the user wrote it; of a module with the `.wasm` that was left out */
  given: string;
  kind: InputKind;
  /** absolute; of a module its file, where `.wasm` was left out too */
  path: string;
}

/**
 * What a verb takes: charts alone; modules alone, for which NAME is NAME.wasm where no file is called NAME; a package, which is either; or
 * sources, a folder of which may be templates.
 */
export type Taken = 'chart' | 'module' | 'package' | 'source';

const SOURCE_FILES = ['package.ts', 'src/package.ts'];

/** What is at the path that a name means, and what of it counts for a verb. */
export function inputAt(given: string, taken: Taken, { cwd = '.' }: CommandOptions = {}): Input {
  const name = trimSpace(given);
  const path = resolve(cwd, name);
  if (name === '') return { given, kind: 'nothing', path };
  const kind = kindOf(path);
  // Where a chart may be meant, what exists under that very name is what is meant.
  if (kind === 'nothing' || (taken === 'module' && (kind === 'chart' || kind === 'folder' || kind === 'source'))) {
    const module = findModule(path);
    if (module !== undefined && module !== path) return { given: `${given}.wasm`, kind: 'module', path: module };
  }
  return { given, kind, path };
}

function kindOf(path: string): InputKind {
  const info = statSync(path, { throwIfNoEntry: false });
  if (!info) return 'nothing';
  if (info.isDirectory()) {
    if (existsSync(join(path, 'Chart.yaml'))) return 'chart';
    return SOURCE_FILES.some((file) => existsSync(join(path, file))) ? 'source' : 'folder';
  }
  if (!info.isFile()) return 'file';
  if (path.endsWith('.wasm')) return 'module';
  const head = headOf(path);
  if (isWebAssembly(head)) return 'module';
  if (isGzip(head) || path.endsWith('.tgz') || path.endsWith('.tar.gz')) return 'chart';
  return isSourceName(path) ? 'source' : 'file';
}

/** Is a file of that name a program's source? */
export function isSourceName(name: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(name);
}

/** What is said of a source where it is to be rendered. */
export const unbuilt = (name: string) => `${name} is the source of a package: build it first, mistletoe build ${name}`;

/** The first bytes of a file; empty where it cannot be read: whoever reads it says why. */
function headOf(path: string): Uint8Array {
  const start = new Uint8Array(MAGIC_BYTES);
  try {
    const file = openSync(path, 'r');
    try {
      return start.subarray(0, readSync(file, start, 0, start.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}

/** Does the text name something that has to be fetched, or read from standard input? Most commands get a path. */
export function mayBeRemote(
  text: string,
  { repo, locked }: Pick<AccessFlags, 'repo' | 'locked'> = {},
  { cwd = '.' }: CommandOptions = {},
): boolean {
  const name = text.trim();
  if (repo || locked || name === '-') return true;
  // Before any regular expression, which takes longer to compile than all of this to run.
  if (!name.includes('/') || name.startsWith('/') || name.startsWith('.')) return false;
  if (/^(?:oci|https?):\/\//i.test(name)) return true;
  // NAME/…: a chart of a repository that Helm knows, or NAME/…:VERSION of a git registry. What exists is a path.
  if (!/^[A-Za-z0-9][\w.-]*\/[^/]/.test(name) || /\.(?:wasm|tgz)$/.test(name)) return false;
  const path = resolve(cwd, name);
  return !existsSync(path) && !existsSync(`${path}.wasm`);
}

/** The path of what a reference names that is no path; undefined: it is one. What fetches is loaded only where it is needed. */
export async function fetchReference(
  reference: string,
  access: AccessFlags,
  options: CommandOptions,
  say: (lines: string) => void,
): Promise<string | undefined> {
  if (access.policy) {
    const { checkPolicy } = await import('../packages/locate');
    checkPolicy(access, options);
  }
  if (!mayBeRemote(reference, access, options)) return undefined;
  const { locatePackage } = await import('../packages/locate');
  const { path, notices } = await locatePackage(reference, access, options);
  say(notices);
  return path === reference ? undefined : path;
}
