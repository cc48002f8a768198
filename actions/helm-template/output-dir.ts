// --output-dir: every document into the file of its template, as Helm writes them. A path that leaves the directory is refused.

import { mkdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemError } from '../../gostd/os';
import { checkPath } from '../../runtime/host';
import { replaceFile } from '../../runtime/host/node/replace-file';
import { printed, type RenderedManifest } from '../render/manifests';

/** Where documents go. */
export interface OutputDirectory {
  /** as given: custom resource definitions go here */
  directory: string;
  /** as given, with the release's name where that was asked for: everything else goes here */
  target: string;
  /** makes a path absolute */
  path(path: string): string;
  /** told of every document that was written */
  wrote(path: string): void;
}

/**
 * Writes the documents of a render. A file's first document replaces what was
 * there; a hook is added where a file is there already, even from an earlier run. Throws an Error in Go's words, with
 * `isHook` where a hook could not be written.
 */
export function writeDocuments(manifests: readonly RenderedManifest[], to: OutputDirectory): void {
  const written = new Set<string>();
  for (const manifest of manifests) {
    const isHook = manifest.hook !== undefined;
    const name = manifest.source;
    checkPath(name);
    const file = `${manifest.isCrd ? to.directory : to.target}/${name}`;
    try {
      const path = to.path(file);
      makeDirectory(dirname(file), to);
      const exists = statSync(path, { throwIfNoEntry: false }) !== undefined;
      const append = written.has(file) || (isHook && exists);
      const before = append ? readFileSync(path) : Buffer.alloc(0);
      attempt('open', file, () =>
        replaceFile(path, Buffer.concat([before, Buffer.from('---\n'), printed(manifest)]), { durable: false }),
      );
    } catch (error) {
      throw Object.assign(error as Error, { isHook });
    }
    written.add(file);
    to.wrote(file);
  }
}

/** Go's os.MkdirAll, with its errors. */
function makeDirectory(path: string, to: OutputDirectory): void {
  let info: Stats | undefined;
  try {
    info = statSync(to.path(path), { throwIfNoEntry: false });
  } catch (error) {
    throw new Error(systemError('stat', path, error), { cause: error });
  }
  if (info?.isDirectory()) return;
  if (info) throw new Error(`mkdir ${path}: not a directory`);
  const parent = dirname(path);
  if (parent !== path) makeDirectory(parent, to);
  attempt('mkdir', path, () => mkdirSync(to.path(path), 0o755));
}

function attempt(operation: string, path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Error(systemError(operation, path, error), { cause: error });
  }
}
