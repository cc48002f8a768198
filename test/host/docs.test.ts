// The example that docs/module-contract.md gives compiles as the page says and keeps the contract.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openModule } from '../../runtime/host/node/node';
import { compileAssemblyScript, modules } from '../modules/build';

test('the minimal package of docs/module-contract.md runs', async () => {
  const page = readFileSync(join(modules, '../../docs/module-contract.md'), 'utf8');
  const example = /## A minimal package\n[^`]*`(asc [^`]*)`[^`]*```ts\n(.*?)```/s.exec(page)!;
  expect(example[1]).toBe('asc package.ts --runtime stub --use abort= --optimize -o package.wasm');
  const instance = openModule(await compileAssemblyScript(example[2]));
  expect(instance.info().metadata.name).toBe('hello');
  expect(instance.generate({ data: { name: 'x' } }).data.message).toBe('hello');
  const before = instance.memoryBytes();
  for (let i = 0; i < 500; i++) instance.generate({ data: { name: 'x' } });
  expect(instance.memoryBytes()).toBe(before);
});
