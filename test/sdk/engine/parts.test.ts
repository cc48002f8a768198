// A module has of the SDK what its package can use, and keeps to its size.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { openModule } from '../../../runtime/host';
import { buildPackage } from '../../../toolchain/typescript/build';
import { testPackage, writePackage } from '../build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-parts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = (more: string, generate: string) =>
  buildPackage(
    join(
      writePackage(folder, {
        'package.ts': `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'x' }, ${more}
generate: ${generate} });`,
      }),
      'package.ts',
    ),
  );

test.each([
  ['', false],
  ['dependencies: {},', true],
])('the words of calls are where a package names dependencies: %s', async (more, has) => {
  const { wasm } = await build(more, "() => ({ 'a.txt': 'a' })");
  expect(Buffer.from(wasm).includes('a chart does not take')).toBe(has);
});

test('who has no dependencies is told so', async () => {
  const { wasm } = await build('', "(_, { render }) => render('chart', {})");
  expect(openModule(wasm).generate({ data: { name: 'x' } }).data.message).toBe(
    "Error: chart is none of the package's dependencies: it has none\n    at generate (package.ts:3:30)",
  );
});

test('dependencies that no search finds are refused', async () => {
  await expect(build("[['depend', 'encies'].join('')]: { a: './a.wasm' },", '() => []')).rejects.toThrow(
    'the package has dependencies that its sources do not name: write dependencies: { … } there',
  );
});

test('a small package is within 800 KB, 340 compressed', async () => {
  const { wasm } = await testPackage('web');
  expect(wasm.length).toBeLessThan(800_000);
  expect(gzipSync(wasm, { level: 9 }).length).toBeLessThan(340_000);
});
