// Tells what may be somewhere else than on this machine's disk, without loading what fetches it: most commands get a path.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** Does the text name something that has to be fetched, or read from standard input? */
export function mayBeRemote(text: string, { repo = '', cwd = '.' }: { repo?: string; cwd?: string } = {}): boolean {
  const name = text.trim();
  if (repo !== '' || name === '-' || /^(?:oci|https?):\/\//i.test(name)) return true;
  // NAME/…: a chart of a repository that Helm knows, or NAME/…:VERSION of a git registry. What exists is a path.
  if (!/^[A-Za-z0-9][\w.-]*\/[^/]/.test(name) || /\.(?:wasm|tgz)$/.test(name)) return false;
  const path = resolve(cwd, name);
  return !existsSync(path) && !existsSync(`${path}.wasm`);
}
