// The functions of WASI preview 1, with their types, and what a package gets of each.

import { WASI_MODULES } from '../../runtime/host/core/contract';
import type { FunctionType, ValueType, WasmBinary } from '../../runtime/host/core/binary';
import { BuildError } from '../errors';

/** What they take (wasi_snapshot_preview1.witx); all give an error number but `proc_exit`. */
const PARAMETERS: Readonly<Record<string, string>> = {
  args_get: 'i32 i32',
  args_sizes_get: 'i32 i32',
  clock_res_get: 'i32 i32',
  clock_time_get: 'i32 i64 i32',
  environ_get: 'i32 i32',
  environ_sizes_get: 'i32 i32',
  fd_advise: 'i32 i64 i64 i32',
  fd_allocate: 'i32 i64 i64',
  fd_close: 'i32',
  fd_datasync: 'i32',
  fd_fdstat_get: 'i32 i32',
  fd_fdstat_set_flags: 'i32 i32',
  fd_fdstat_set_rights: 'i32 i64 i64',
  fd_filestat_get: 'i32 i32',
  fd_filestat_set_size: 'i32 i64',
  fd_filestat_set_times: 'i32 i64 i64 i32',
  fd_pread: 'i32 i32 i32 i64 i32',
  fd_prestat_dir_name: 'i32 i32 i32',
  fd_prestat_get: 'i32 i32',
  fd_pwrite: 'i32 i32 i32 i64 i32',
  fd_read: 'i32 i32 i32 i32',
  fd_readdir: 'i32 i32 i32 i64 i32',
  fd_renumber: 'i32 i32',
  fd_seek: 'i32 i64 i32 i32',
  fd_sync: 'i32',
  fd_tell: 'i32 i32',
  fd_write: 'i32 i32 i32 i32',
  path_create_directory: 'i32 i32 i32',
  path_filestat_get: 'i32 i32 i32 i32 i32',
  path_filestat_set_times: 'i32 i32 i32 i32 i64 i64 i32',
  path_link: 'i32 i32 i32 i32 i32 i32 i32',
  path_open: 'i32 i32 i32 i32 i32 i64 i64 i32 i32',
  path_readlink: 'i32 i32 i32 i32 i32 i32',
  path_remove_directory: 'i32 i32 i32',
  path_rename: 'i32 i32 i32 i32 i32 i32',
  path_symlink: 'i32 i32 i32 i32 i32',
  path_unlink_file: 'i32 i32 i32',
  poll_oneoff: 'i32 i32 i32 i32',
  proc_exit: 'i32',
  proc_raise: 'i32',
  random_get: 'i32 i32',
  sched_yield: '',
  sock_accept: 'i32 i32 i32',
  sock_recv: 'i32 i32 i32 i32 i32 i32',
  sock_send: 'i32 i32 i32 i32 i32',
  sock_shutdown: 'i32 i32',
};

/** Those that wasi.as.ts answers. */
export const ANSWERED: ReadonlySet<string> = new Set([
  'args_get',
  'args_sizes_get',
  'clock_res_get',
  'clock_time_get',
  'environ_sizes_get',
  'fd_close',
  'fd_fdstat_get',
  'fd_read',
  'fd_seek',
  'fd_write',
  'poll_oneoff',
  'proc_exit',
  'random_get',
]);

const NOTHING_TO_DO = new Set(['environ_get', 'sched_yield', 'fd_fdstat_set_flags', 'fd_datasync', 'fd_sync']);
const SUCCESS = 0;
const BADF = 8;
const NOSYS = 52;

/** What one of the others gives: nothing to do; no such file, since no descriptor but the three is open; no such function. */
export function answerOf(name: string): number {
  if (NOTHING_TO_DO.has(name)) return SUCCESS;
  return /^(?:fd|path)_/.test(name) ? BADF : NOSYS;
}

export const [WASI, OLDER_WASI] = WASI_MODULES;
const NAMES: ReadonlySet<string> = new Set(WASI_MODULES);

/** Laid out otherwise in the older WASI; what else differs (the file's size, seeking) has no meaning here. */
const ONLY_NEWER = new Set(['poll_oneoff']);

/** Throws BuildError for an import that is nothing of WASI's, or has another type. */
export function checkImports({ imports, types }: WasmBinary): void {
  for (const { module, name, kind, type } of imports) {
    if (kind === 'memory') throw new BuildError('the program imports its memory: build it as a plain WASI program');
    const parameters = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
    if (!NAMES.has(module) || kind !== 'function' || parameters === undefined) {
      throw new BuildError(`the program imports ${module}.${name}, which is nothing of WASI preview 1`);
    }
    if (module === OLDER_WASI && ONLY_NEWER.has(name)) {
      throw new BuildError(`the program imports ${module}.${name}: build it for WASI preview 1, which is ${WASI}`);
    }
    const params = parameters.split(' ').filter(Boolean) as ValueType[];
    checkType(`the program's import ${module}.${name}`, types[type!], {
      params,
      results: name === 'proc_exit' ? [] : ['i32'],
    });
  }
}

/** Throws BuildError where a function is none, or of another type. */
export function checkType(what: string, actual: FunctionType | undefined, wanted: FunctionType): void {
  if (actual !== undefined && written(actual) === written(wanted)) return;
  const is = actual === undefined ? 'no function' : written(actual);
  throw new BuildError(`${what} is ${is}, not ${written(wanted)}`);
}

const written = ({ params, results }: FunctionType) => `(${params.join(', ')}) -> (${results.join(', ')})`;
