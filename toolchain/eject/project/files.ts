// Files of a draft.

import { writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolders } from '../../../runtime/host/node/folders';

/** Writes a file, and the folders above it. */
export function writeFile(path: string, data: string | Uint8Array): void {
  makeFolders(dirname(path));
  writeFileSync(path, data);
}

/** The file of a template, without `.ts`, below `templates/`. */
export const moduleOf = (path: string) => path.replace(/^templates\//, '').replace(/\.[^./]+$/, '');
