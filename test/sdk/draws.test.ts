// What packages draw at random: from the input's entropy alone, and by name whatever else is drawn.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-draws-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a package draws, as its body says it. */
async function drawing(body: string) {
  const file = join(mkdtempSync(join(folder, 'package-')), 'package.ts');
  writeFileSync(
    file,
    `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage({ metadata: { name: 'x' }, generate: (_, { randomText, randomBytes }) => ({ 'a.json': JSON.stringify(${body}) }) });`,
  );
  const instance = openModule((await buildPackage(file)).wasm);
  return (entropy: string) => {
    const { message, files } = instance.generate({ data: { name: 'x', entropy } }).data;
    expect(message).toBeUndefined();
    return JSON.parse(files.get('a.json')!) as unknown;
  };
}

test('are what they always were: releases keep their secrets', async () => {
  const draw = await drawing("[randomText(12), randomText(5), [...randomBytes(4)], randomText(12, 'password')]");
  expect(draw('e')).toEqual(['dKuy5C0WtCcc', 'CHtmI', [113, 66, 178, 161], 'AMMr2OtIeHpF']);
  expect(draw('e')).toEqual(draw('e'));
});

test('by name are the same at each call, and stay when another draw comes before them', async () => {
  const before = await drawing("({ password: randomText(20, 'password'), key: [...randomBytes(8, 'key')] })");
  const after = await drawing(
    "({ token: randomText(9), other: randomText(20, 'other'), key: [...randomBytes(8, 'key')], password: randomText(20, 'password'), again: randomText(20, 'password') })",
  );
  const first = before('e') as { password: string; key: number[] };
  const second = after('e') as typeof first & Record<string, unknown>;
  expect(second).toMatchObject(first);
  expect(second['again']).toBe(first.password);
  expect(new Set([first.password, second['other'], (before('f') as typeof first).password]).size).toBe(3);
});

test('letters and digits come up equally often', async () => {
  const draw = await drawing('randomText(62000)');
  const counts = new Map<string, number>();
  for (const letter of draw('e') as string) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  expect(counts.size).toBe(62);
  expect(Math.min(...counts.values())).toBeGreaterThan(850);
  expect(Math.max(...counts.values())).toBeLessThan(1150);
});
