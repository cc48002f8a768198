// Builds dist/engine.wasm, QuickJS as an empty package (toolchain/engine), and dist/engine.json. Needs dist/toolkit.wasm. Does nothing
// where what it is made of has not changed.
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

const digest = createHash('sha256');
for (const part of [quickjs, toolkit, readFileSync(await bundleTypeScript('toolchain/engine/assemble.ts'))])
  digest.update(part);
const madeOf = digest.digest('hex');
const facts = existsSync('dist/engine.json') ? JSON.parse(readFileSync('dist/engine.json', 'utf8')) : {};
if (facts.madeOf !== madeOf || !existsSync('dist/engine.wasm')) {
  const { assembleEngine } = await importTypeScript('toolchain/engine/assemble.ts');
  const tools = join(dirname(require.resolve('binaryen/package.json')), 'bin');
  const engine = assembleEngine({ binaryen, tools, quickjs, toolkit });
  writeFileSync('dist/engine.wasm', engine.wasm);
  writeFileSync('dist/engine.json', `${JSON.stringify({ ...engine.facts, madeOf })}\n`);
  console.log(`engine: ${Math.round(engine.wasm.length / 1024)} KiB`);
}
assembleSdk();
