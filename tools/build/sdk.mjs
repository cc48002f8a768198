// Makes dist/sdk what npm packs as @mistletoe-dev/sdk: `npm pack ./dist/sdk`. esbuild wrote its code there, tsc its types; the engine is copied
// where it is built.
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** Files of the package, and where they come from. */
const FILES = {
  'package.json': 'sdk/package.json',
  'README.md': 'sdk/README.md',
  NOTICE: 'sdk/NOTICE',
  LICENSE: 'LICENSE',
  'testing.js': 'sdk/testing.js',
  'testing.d.ts': 'sdk/testing.d.ts',
  'node/index.js': 'sdk/node/index.js',
  'node/chart.js': 'sdk/node/chart.js',
  'node/native.js': 'sdk/node/native.js',
  'engine.wasm': 'dist/engine.wasm',
  'engine.compiler.wasm': 'dist/engine.compiler.wasm',
  'engine.chart.wasm': 'dist/engine.chart.wasm',
  'engine.toolkit.wasm': 'dist/engine.toolkit.wasm',
  'engine.json': 'dist/engine.json',
};

export function assembleSdk() {
  mkdirSync('dist/sdk/types', { recursive: true });
  mkdirSync('dist/sdk/node', { recursive: true });
  copyFileSync('sdk/files.d.ts', 'dist/sdk/types/files.d.ts');
  for (const [name, source] of Object.entries(FILES)) {
    if (existsSync(source)) copyFileSync(source, `dist/sdk/${name}`);
  }
  const types = 'dist/sdk/types/index.d.ts';
  if (!existsSync(types)) return;
  // tsc refers to the declarations where they lie in the sources.
  const text = readFileSync(types, 'utf8').replace(/(<reference path=")[^"]*(files\.d\.ts")/, '$1./$2');
  writeFileSync(types, text);
}
