// Compiled charts in one instance: 10,000 renders leave the memory where 100 left it, whatever the values were, and none of
// them sees what an earlier one has left.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host/node/node';
import { helm } from '../judge/helm';

let root: string;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'mistletoe-memory-'));
  const made = await helm('4.1', ['create', join(root, 'web')]);
  if (made.code !== 0) throw new Error(made.stderr);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

const now = '2026-01-02T03:04:05Z';

/** Values of many shapes and sizes, and now and then some that make the render fail. */
const values = (i: number) => ({
  replicaCount: i,
  fullnameOverride: i % 3 === 0 ? `web-${'x'.repeat(i % 40)}` : '',
  podAnnotations: Object.fromEntries(Array.from({ length: i % 17 }, (_, n) => [`a${n}`, 'y'.repeat((i * n) % 200)])),
  ingress: { enabled: i % 2 === 0, ...(i % 100 === 99 ? { hosts: 'none' } : {}) },
});

test.each(['the scaffold', 'tpl-heavy', 'function-garden'])('%s', async (chart) => {
  const path = chart === 'the scaffold' ? join(root, 'web') : resolve('charts-fixtures', chart);
  const { wasm } = await convertChart(path);
  const instance = openModule(wasm, { timeMs: 10 * 60_000 });
  expect(WebAssembly.Module.imports(instance.loaded.module)).toEqual([]);
  const input = (i: number) => ({ data: { name: `r${i}`, now, entropy: 'same', values: values(i) } });
  const text = (i: number) => JSON.stringify([...instance.generate(input(i)).data.files]);
  instance.batch(() => {
    const first = text(7);
    const render = (from: number, to: number) => {
      for (let i = from; i < to; i++) instance.generate(input(i));
      return instance.memoryBytes();
    };
    const after100 = render(0, 100);
    expect(render(100, 10_000)).toBe(after100);
    expect(text(7)).toBe(first);
  });
});
