// Builds dist/wasi.wasm, what `mistletoe link` puts between a WASI program and the module contract (toolchain/link/wasi.as.ts). It lives in the
// program's memory, so it may have no data of its own.
import { mkdirSync, readFileSync } from 'node:fs';
import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';

export async function buildWasi(output) {
  mkdirSync('dist', { recursive: true });
  // biome-ignore format: an option and its value a line
  const { error, stderr } = await asc.main([
    'toolchain/link/wasi.as.ts',
    '--runtime', 'stub',
    '--use', 'abort=',
    '--importMemory',
    '--enable', 'bulk-memory',
    '--enable', 'sign-extension',
    '--enable', 'nontrapping-f2i',
    '--disableWarning',
    '-O3',
    '-o', output,
  ]);
  if (error) throw new Error(stderr.toString());
  const module = binaryen.readBinary(readFileSync(output));
  const hasData = /^ \(data /m.test(module.emitText());
  module.dispose();
  if (hasData) throw new Error('wasi.as.ts has data: it may have no strings, lists or objects');
}
