// Which file paths of a result are accepted: relative ones that stay below the directory they are written to, on every
// system. Whatever passes here may be joined to a directory as it is.

import { HostError } from './errors';

function refuse(path: string, why: string): never {
  const shown = JSON.stringify(path.length > 80 ? `${path.slice(0, 80)}…` : path);
  throw new HostError(
    'path',
    `the module gave a file with the path ${shown}, which ${why}; a path must be relative and stay below the output directory, so nothing was written`,
  );
}

/** Throws HostError `path` unless the path is relative, has no `..` and names a file. */
export function checkPath(path: string): void {
  if (path === '') refuse(path, 'is empty');
  if (/[\u0000-\u001f\u007f]/.test(path)) refuse(path, 'has a control character');
  if (path.includes('\\')) refuse(path, 'has a backslash');
  if (path.startsWith('/')) refuse(path, 'is absolute');
  if (/^[A-Za-z]:/.test(path)) refuse(path, 'starts with a drive letter');
  const segments = path.split('/');
  if (segments.includes('..')) refuse(path, 'climbs out of its directory');
  const last = segments[segments.length - 1];
  if (last === '' || last === '.') refuse(path, 'names a directory');
}
