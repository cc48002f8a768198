// Builds the toolkit (runtime/guest/entry/values.ts): Helm's YAML and value flags for the compiler and the command line.

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileGuest } from './asc.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Compiles the toolkit to `outFile`. Throws with the compiler's messages when it does not compile. */
export async function buildToolkit(outFile) {
  mkdirSync(dirname(outFile), { recursive: true });
  // biome-ignore format: an option and its value a line
  const { error, stderr } = await compileGuest([
    'runtime/guest/entry/values.ts',
    'runtime/guest/core/assemblyscript/abort.ts',
    '--baseDir', root,
    '--runtime', 'stub',
    '--use', 'abort=runtime/guest/core/assemblyscript/abort/abort',
    '--enable', 'bulk-memory',
    '--enable', 'sign-extension',
    '--enable', 'nontrapping-f2i',
    '--enable', 'simd',
    '-O3',
    '--outFile', outFile,
  ]);
  if (error) throw new Error(`the toolkit does not compile: ${error.message}\n${stderr.toString()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildToolkit(join(root, 'dist/toolkit.wasm'));
