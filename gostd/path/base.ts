// Go's path/filepath, on a system whose separator is a slash.
// Follows go@1.26.8 src/internal/filepathlite/path.go.

/** Go's filepath.Base. */
export function baseName(path: string): string {
  if (path === '') return '.';
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return end === 0 ? '/' : path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

/** Go's filepath.Ext: from the last dot of the last element on. */
export function extension(path: string): string {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') ? path.slice(dot) : '';
}
