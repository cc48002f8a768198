// The AssemblyScript compiler with this project's runtime in place of its stub runtime. Where FILE.as.ts lies beside FILE.ts, it is compiled
// in its place: FILE.ts is for JavaScript, and both do the same.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import asc, { libraryFiles } from 'assemblyscript/asc';

const STUB = 'rt/index-stub';
const heap = readFileSync(new URL('../../runtime/guest/core/assemblyscript/heap.as.ts', import.meta.url), 'utf8');

function readFile(name, folder) {
  const file = join(folder, name);
  const own = file.replace(/\.ts$/, '.as.ts');
  if (existsSync(own)) return readFileSync(own, 'utf8');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** As asc's main: one call at a time. */
export async function compileGuest(options) {
  const stub = libraryFiles[STUB];
  libraryFiles[STUB] = heap;
  try {
    return await asc.main(options, { readFile });
  } finally {
    libraryFiles[STUB] = stub;
  }
}
