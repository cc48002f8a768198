// A browser's file system: there is none. Paths are those of a POSIX system whose folder is /.

import type * as node from '../node/files';

export type { Stats } from '../node/files';

/** Says that there is no such file, as Node would. */
function none(syscall: string) {
  return (path: unknown): never => {
    const error = new Error(`ENOENT: a browser has no files, ${syscall} '${String(path)}'`);
    throw Object.assign(error, { code: 'ENOENT', syscall, path: String(path) });
  };
}

export const closeSync: typeof node.closeSync = () => {};
export const existsSync: typeof node.existsSync = () => false;
export const lstatSync = none('lstat') as unknown as typeof node.lstatSync;
export const openSync = none('open') as unknown as typeof node.openSync;
export const readdirSync = none('scandir') as unknown as typeof node.readdirSync;
export const readFileSync = none('open') as unknown as typeof node.readFileSync;
export const readSync = none('read') as unknown as typeof node.readSync;
export const readlinkSync = none('readlink') as unknown as typeof node.readlinkSync;
export const realpathSync = none('realpath') as unknown as typeof node.realpathSync;
export const statSync = ((path: unknown, options?: { throwIfNoEntry?: boolean }) =>
  options?.throwIfNoEntry === false ? undefined : none('stat')(path)) as unknown as typeof node.statSync;

export const sep: typeof node.sep = '/';

export const isAbsolute: typeof node.isAbsolute = (path) => path.startsWith('/');

export const resolve: typeof node.resolve = (...paths) => {
  let path = '';
  for (const part of paths) path = isAbsolute(part) ? part : `${path}/${part}`;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
};

export const join: typeof node.join = (...paths) => {
  const path = paths.filter((part) => part !== '').join('/');
  return isAbsolute(path) ? resolve(path) : resolve(path).slice(1);
};

export const relative: typeof node.relative = (from, to) => {
  const [a, b] = [from, to].map((path) => resolve(path).split('/').slice(1)) as [string[], string[]];
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
};

export const dirname: typeof node.dirname = (path) => resolve(path, '..');

export const basename: typeof node.basename = (path) => path.slice(path.lastIndexOf('/') + 1);

export const systemPath = (bytes: Uint8Array): Uint8Array => bytes;
