// Go's os and syscall packages: how failed system calls are worded.
// Follows go@1.26.8 src/os/error.go, go@1.26.8 src/syscall/zerrors_linux_amd64.go.

const SYSTEM_MESSAGES: Record<string, string> = {
  EACCES: 'permission denied',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EPERM: 'operation not permitted',
};

/** The words of a failed system call as Go's os package puts them: `open PATH: permission denied`. */
export function systemError(operation: string, path: string, error: unknown): string {
  const code = (error as { code?: string }).code;
  const words = (code && SYSTEM_MESSAGES[code]) || code || String((error as Error).message);
  // Reading a directory fails in Go only at the first read, not when it is opened.
  return `${code === 'EISDIR' ? 'read' : operation} ${path}: ${words}`;
}
