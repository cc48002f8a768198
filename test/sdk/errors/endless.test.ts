// A package whose top level never ends: the build does.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import type * as watchdog from '../../../runtime/host/node/watchdog';
import { buildPackage } from '../../../toolchain/typescript/build';

vi.mock('../../../runtime/host/node/watchdog', async (importOriginal) => {
  const { within, ...others } = await importOriginal<typeof watchdog>();
  return { ...others, within: <T>(_: number, work: () => T) => within(200, work) };
});

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-endless-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['a loop', 'for (;;);'],
  ['promises without end', 'const again = () => { Promise.resolve().then(again); }; again();'],
])('%s', async (_, code) => {
  const path = join(folder, 'package.ts');
  writeFileSync(
    path,
    `import { definePackage } from '@mistletoe-dev/sdk';
${code}
export default definePackage({ metadata: { name: 'endless' }, generate: () => [] });`,
  );
  await expect(buildPackage(path)).rejects.toThrow(
    "the package's top level did not end within 30 s: what takes long, or waits, belongs in generate()",
  );
});
