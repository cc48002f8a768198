// Builds dist/guest.wasm, the library that every compiled chart is linked with, dist/renderer.wasm and dist/toolkit.wasm.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { compileGuest } from './asc.mjs';
import binaryen from 'binaryen';
import { glob } from 'tinyglobby';
import { buildToolkit } from './values.mjs';
import { buildWasi } from './wasi.mjs';
import { generateExports, generateFunctions } from '../generate/functions.mjs';
import { readDataUse } from './guest-data.mjs';
import { makeRenderer, RENDERER_ABI } from './renderer.mjs';
import { importTypeScript } from './typescript-module.mjs';

mkdirSync('dist', { recursive: true });
// What an older state of the sources generated elsewhere would be read as a part of the guest.
for (const old of await glob('runtime/guest/**/*.generated.ts')) rmSync(old);
await generateFunctions('runtime/guest/template/functions.generated.ts');
await generateExports('runtime/guest/entry/functions.generated.ts');

// The classes lie where runtime/abi says.
const layout = await compileGuest(['runtime/guest/entry/layout.ts', '--runtime', 'stub', '--noEmit']);
if (layout.error) {
  console.error(layout.stderr.toString());
  process.exit(1);
}

// biome-ignore format: an option and its value a line
const { error, stderr } = await compileGuest([
  'runtime/guest/entry/library.ts',
  '--runtime', 'stub',
  '--use', 'abort=runtime/guest/core/assemblyscript/abort/abort',
  '--enable', 'bulk-memory',
  '--enable', 'sign-extension',
  '--enable', 'nontrapping-f2i',
  '--enable', 'simd',
  '--disableWarning',
  '--debug',
  '--transform', './tools/build/keep-plain.mjs',
  '-O3',
  '-o', 'dist/guest.wasm',
]);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const plain = readFileSync('dist/guest-plain.wasm');
const plainText = readFileSync('dist/guest-plain.wat', 'utf8');
rmSync('dist/guest-plain.wasm');
rmSync('dist/guest-plain.wat');
// The two files belong together: dropping data by the wrong list would make wrong modules.
const guest = createHash('sha256').update(readFileSync('dist/guest.wasm')).digest('hex');
writeFileSync('dist/guest-data.json', JSON.stringify({ guest, ...readDataUse(binaryen, plain, plainText) }));

// What the linker binds and keeps is what the guest imports and exports: runtime/abi/{features,contract}.ts.
checkInterface(
  await importTypeScript(['runtime/abi/contract', 'runtime/abi/features']),
  new WebAssembly.Module(readFileSync('dist/guest.wasm')),
);

// The linker puts the chart's image where the heap begins, so nothing may be allocated when the library starts.
const module = new WebAssembly.Module(readFileSync('dist/guest.wasm'));
const mist = Object.fromEntries(WebAssembly.Module.imports(module).map(({ name }) => [name, () => 0]));
const { memory, heapStart } = new WebAssembly.Instance(module, { mist }).exports;
if (new Uint8Array(memory.buffer, heapStart.value).some((byte) => byte !== 0)) {
  console.error('the guest library allocates at start-up: look for module-level sums of strings, arrays or objects');
  process.exit(1);
}

const abi = await importTypeScript(RENDERER_ABI);
writeFileSync('dist/renderer.wasm', makeRenderer(binaryen, readFileSync('dist/guest.wasm'), heapStart.value, abi));

await buildToolkit('dist/toolkit.wasm');
await buildWasi('dist/wasi.wasm');

/** Ends the build where the guest and the lists differ. */
function checkInterface(abi, module) {
  const imported = WebAssembly.Module.imports(module).map(({ name }) => name);
  const exported = WebAssembly.Module.exports(module).map(({ name }) => name);
  const contract = [...abi.CHART_EXPORTS, abi.TRACE_EXPORT];
  const problems = [
    ...imported.flatMap((name) =>
      name in abi.guestImports ? [] : [`the guest imports ${name}, features.ts lacks it`],
    ),
    ...Object.entries(abi.guestImports).flatMap(([name, { is }]) => [
      ...(imported.includes(name) ? [] : [`features.ts has ${name}, the guest does not import it`]),
      ...(is !== 'feature' || exported.includes(name) ? [] : [`features.ts has ${name}, the guest does not export it`]),
    ]),
    ...contract.flatMap((name) =>
      exported.includes(name) ? [] : [`contract.ts has ${name}, the guest does not export it`],
    ),
    ...exported.flatMap((name) =>
      !name.startsWith('__mistletoe_') || contract.includes(name)
        ? []
        : [`the guest exports ${name}, contract.ts lacks it`],
    ),
  ];
  if (problems.length === 0) return;
  console.error(problems.join('\n'));
  process.exit(1);
}
