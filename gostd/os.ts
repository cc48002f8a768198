// Go's os and syscall packages: how failed system calls are worded.
// Follows go@1.26.8 src/os/error.go, go@1.26.8 src/syscall/zerrors_linux_amd64.go.

/** A function: most processes ask for none. */
const systemMessages = (): Record<string, string> => ({
  EACCES: 'permission denied',
  EADDRNOTAVAIL: 'cannot assign requested address',
  EBUSY: 'device or resource busy',
  ECONNREFUSED: 'connection refused',
  ECONNRESET: 'connection reset by peer',
  EDQUOT: 'disk quota exceeded',
  EEXIST: 'file exists',
  EFBIG: 'file too large',
  EHOSTUNREACH: 'no route to host',
  EINVAL: 'invalid argument',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENETUNREACH: 'network is unreachable',
  ENFILE: 'too many open files in system',
  ENODEV: 'no such device',
  ENOENT: 'no such file or directory',
  ENOMEM: 'cannot allocate memory',
  ENOSPC: 'no space left on device',
  ENOTDIR: 'not a directory',
  ENOTEMPTY: 'directory not empty',
  ENOTFOUND: 'no such host',
  ENXIO: 'no such device or address',
  EPERM: 'operation not permitted',
  EPIPE: 'broken pipe',
  EROFS: 'read-only file system',
  ETIMEDOUT: 'connection timed out',
  ETXTBSY: 'text file busy',
  EXDEV: 'invalid cross-device link',
});

/** Node's own form: `ENOSPC: no space left on device, write` or `…, open 'PATH'`. */
const NODE_FORM = /^[A-Z][A-Z0-9]*: (.*?), \w+(?: '.*)?$/s;

/** Why a system call failed, without its name and its path; the message of an error of any other kind. */
export function systemWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code && systemMessages()[code]) || (NODE_FORM.exec(message)?.[1] ?? (message || code || String(error)));
}

/** The words of a failed system call as Go's os package puts them: `open PATH: permission denied`. */
export function systemError(operation: string, path: string, error: unknown): string {
  const { code } = error as NodeJS.ErrnoException;
  // Reading a directory fails in Go only at the first read, not when it is opened.
  return `${code === 'EISDIR' ? 'read' : operation} ${path}: ${systemWords(error)}`;
}

/** A failed system call as it came from node:fs, in the same form; undefined for an error of another kind. */
export function failedSystemCall(error: unknown): string | undefined {
  const { code, syscall, path, dest } = error as NodeJS.ErrnoException & { dest?: string };
  if (code === undefined || syscall === undefined) return undefined;
  const places = [path, dest].filter((place) => place !== undefined);
  return `${[syscall, ...places].join(' ')}: ${systemWords(error)}`;
}
