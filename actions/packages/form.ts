// Tells what may be somewhere else than on this machine's disk, without loading what fetches it: most commands get a path.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Where {
  /** a chart repository's address */
  repo?: string;
  /** a lock file that says which module a chart became */
  locked?: string;
  cwd?: string;
}

/** Does the text name something that has to be fetched, or read from standard input? */
export function mayBeRemote(text: string, { repo, locked, cwd = '.' }: Where = {}): boolean {
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
