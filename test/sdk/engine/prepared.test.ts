// What is prepared of the engine for packages that call one chart: it is what their builds would make, and theirs need not.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import binaryen from 'binaryen';
import { expect, test } from 'vitest';
import { convertChart } from '../../../compiler/convert';
import { findAsset } from '../../../runtime/host/node/assets';
import { ONE_CHART, prepareEngine } from '../../../toolchain/engine/assemble';
import { buildPackage } from '../../../toolchain/typescript/build';
import { loadTools } from '../../../toolchain/typescript/tools';
import { writePackage } from '../build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-prepared-'));

test('a package around a chart uses it, and its cache holds the whole engine alone', async () => {
  try {
    const { wasm } = await convertChart('charts-fixtures/unlisted-parts', { quick: true });
    const source = `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'x' }, dependencies: { chart: './chart.wasm' }, generate: () => [] });`;
    const place = writePackage(folder, { 'package.ts': source, 'chart.wasm': wasm });
    await buildPackage(join(place, 'package.ts'), { cacheFolder: join(folder, 'engines') });
    expect(readdirSync(join(folder, 'engines'))).toEqual([expect.stringMatching(/^[0-9a-f]{64}\.wasm$/)]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('it is what a build would make', async () => {
  const tools = await loadTools(import.meta.dirname);
  const { main, toolkit } = tools.prepared();
  const made = prepareEngine(
    {
      binaryen,
      tools: join(dirname(createRequire(import.meta.url).resolve('binaryen/package.json')), 'bin'),
      quickjs: tools.quickjsWasm,
      toolkit: readFileSync(findAsset('toolkit.wasm')),
      compiles: false,
    },
    ONE_CHART,
  );
  expect(Buffer.compare(main, made.main) || Buffer.compare(toolkit, made.toolkit)).toBe(0);
});
