// The host's core loads where there is no Node: its bundle for browsers imports nothing of Node, and runs a module.

import { build } from 'esbuild';
import { expect, test } from 'vitest';
import type * as Browser from '../../runtime/host/browser';
import { moduleInC, modules } from '../modules/build';

async function bundle(entry: string): Promise<{ inputs: string[]; text: string }> {
  const { outputFiles, metafile } = await build({
    entryPoints: [`${modules}/../../runtime/host/${entry}.ts`],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'browser',
    minify: true,
  });
  return { inputs: Object.keys(metafile.inputs), text: outputFiles[0].text };
}

test('the core is small and needs nothing but the numbers of the abi, and what reads WebAssembly', async () => {
  const { inputs, text } = await bundle('core/core');
  expect(inputs.filter((path) => !/^runtime\/(?:host|abi|wasm)\//.test(path))).toEqual([]);
  expect(text).not.toMatch(/\bprocess\b|require\(/);
  expect(text.length).toBeLessThan(30_000);
});

test('the browser entry runs a module', async () => {
  const { text } = await bundle('browser');
  const host: typeof Browser = await import(
    /* @vite-ignore */ `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`
  );
  const instance = await host.openModule(moduleInC());
  expect(instance.info().metadata.name).toBe('namespace');
  expect(instance.generate({ data: { name: 'x' } }).data.files.get('namespace.yaml')).toContain('name: x\n');
  await expect(host.openModule(new Uint8Array(3))).rejects.toThrow('not a valid WebAssembly module');
});
