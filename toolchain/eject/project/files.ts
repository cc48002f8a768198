// Files of a draft.

import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolders } from '../../../runtime/host/node/folders';

/** Writes a file, and the folders above it. */
export function writeFile(path: string, data: string | Uint8Array): void {
  makeFolders(dirname(path));
  writeFileSync(path, data);
}

/** Files below `templates/` that stand for no template. */
const OURS = ['index', 'helpers'];

/**
 * The file of a template, without `.ts`, below `templates/`: a name that an import takes as it is, and a file system that does not know
 * capitals from small letters. `others`: those of other templates.
 */
export function moduleFor(path: string, others: Iterable<string> = []): string {
  const taken = new Set([...OURS, ...others].map((name) => name.toLowerCase()));
  const [, stem = '', ending = ''] = /^(.*?)(?:\.([^./]*))?$/s.exec(path.replace(/^templates\//, '')) ?? [];
  const name = plainName(stem);
  const names = [name, `${name}-${plainName(ending)}`];
  for (let n = 2; ; n++) {
    const free = names.find((one) => !taken.has(one.toLowerCase()));
    if (free !== undefined) return free;
    names.push(`${name}-${n}`);
  }
}

/** No punctuation but dashes: `x.d` would be a declaration, `x.test` a test, `x.json` data. */
const plainName = (path: string) =>
  path
    .split('/')
    .map((part) => part.replace(/[^\w\u{80}-\u{10ffff}]+/gu, '-').replace(/^-+|-+$/g, '') || 'template')
    .join('/');
