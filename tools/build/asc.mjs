// The AssemblyScript compiler with this project's runtime in place of its stub runtime.

import { readFileSync } from 'node:fs';
import asc, { libraryFiles } from 'assemblyscript/asc';

const STUB = 'rt/index-stub';
const heap = readFileSync(new URL('../../runtime/guest/core/assemblyscript/heap.as.ts', import.meta.url), 'utf8');

/** As asc's main: one call at a time. */
export async function compileGuest(options) {
  const stub = libraryFiles[STUB];
  libraryFiles[STUB] = heap;
  try {
    return await asc.main(options);
  } finally {
    libraryFiles[STUB] = stub;
  }
}
