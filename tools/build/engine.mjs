// Builds QuickJS as an empty package (toolchain/engine), with and without its compiler, and what is prepared of it for packages that call a
// chart: dist/engine*.wasm, and dist/engine.json. Needs dist/toolkit.wasm. Does nothing where what they are made of has not changed.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import binaryen from 'binaryen';
import { assembleSdk } from './sdk.mjs';
import { bundleTypeScript, importTypeScript } from './typescript.mjs';

const require = createRequire(import.meta.url);
const quickjs = readFileSync(require.resolve('quickjs-wasi/quickjs.wasm'));
const toolkit = readFileSync('dist/toolkit.wasm');

const { ENGINE_FILES, PREPARED_FILES } = await importTypeScript('toolchain/engine/facts.ts');
const digest = createHash('sha256');
for (const part of [quickjs, toolkit, readFileSync(await bundleTypeScript('toolchain/engine/assemble.ts'))])
  digest.update(part);
const madeOf = digest.digest('hex');
const facts = existsSync('dist/engine.json') ? JSON.parse(readFileSync('dist/engine.json', 'utf8')) : {};
if (
  facts.madeOf !== madeOf ||
  [...Object.values(ENGINE_FILES), ...Object.values(PREPARED_FILES)].some((file) => !existsSync(`dist/${file}`))
) {
  const { assembleEngine, ONE_CHART, prepareEngine } = await importTypeScript('toolchain/engine/assemble.ts');
  const tools = join(dirname(require.resolve('binaryen/package.json')), 'bin');
  const write = (file, wasm) => {
    writeFileSync(`dist/${file}`, wasm);
    console.log(`${file}: ${Math.round(wasm.length / 1024)} KiB`);
  };
  let found;
  for (const [kind, file] of Object.entries(ENGINE_FILES)) {
    const { wasm, facts } = assembleEngine({ binaryen, tools, quickjs, toolkit, compiles: kind === 'compiles' });
    write(file, wasm);
    found = facts;
  }
  const prepared = prepareEngine({ binaryen, tools, quickjs, toolkit, compiles: false }, ONE_CHART);
  for (const [part, file] of Object.entries(PREPARED_FILES)) write(file, prepared[part]);
  writeFileSync('dist/engine.json', `${JSON.stringify({ ...found, madeOf })}\n`);
}
assembleSdk();
