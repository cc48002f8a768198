import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ChartCache } from '../../cli/cache';
import { Folder, mirror } from './cli-charts';

let folder: Folder;
let chart: string;
let store: string;
beforeEach(() => {
  folder = new Folder().write(mirror);
  chart = join(folder.path, 'mirror');
  store = join(folder.path, 'store');
});
afterEach(() => folder.remove());

const cache = (build = 'a', maxBytes?: number) => new ChartCache(store, build, maxBytes);
const wasm = (size: number) => new Uint8Array(size).fill(7);

it('names a chart by its content, the compiler and the options', () => {
  const key = cache().key(chart, 4);
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(cache().key(chart, 4)).toBe(key);
  expect(cache().key(chart, 3)).not.toBe(key);
  expect(cache('b').key(chart, 4)).not.toBe(key);
  folder.write({ 'mirror/values.yaml': 'color: blue\n' });
  expect(cache().key(chart, 4)).not.toBe(key);
});

it('names a chart not by what it ignores', () => {
  folder.write({ 'mirror/.helmignore': '*.bak\n' });
  const key = cache().key(chart, 4);
  folder.write({ 'mirror/a.bak': 'x' });
  expect(cache().key(chart, 4)).toBe(key);
});

it('does not mistake one file for another', () => {
  folder.write({ 'one/a': 'x', 'one/b': '', 'two/a': '', 'two/b': 'x' });
  expect(cache().key(join(folder.path, 'one'), 4)).not.toBe(cache().key(join(folder.path, 'two'), 4));
});

it('names no chart that cannot be read', () => {
  expect(cache().key(join(folder.path, 'gone'), 4)).toBeUndefined();
  symlinkSync('/', join(chart, 'out'));
  expect(cache().key(chart, 4)).toBeUndefined();
});

it('is not used without a build', () => {
  expect(new ChartCache(store).key(chart, 4)).toBeUndefined();
});

it('keeps modules with what Helm says about their charts', () => {
  cache().set('k', { wasm: wasm(1000), notices: 'a warning ü\n' });
  const entry = cache().get('k')!;
  expect(Buffer.from(entry.wasm)).toEqual(Buffer.from(wasm(1000)));
  expect(entry.notices).toBe('a warning ü\n');
  expect(readdirSync(store)).toEqual(['k.chart']);
  cache().drop('k');
  expect(cache().get('k')).toBeUndefined();
});

it('lets what was not used for longest go first', () => {
  const small = cache('a', 2500);
  for (const [i, key] of ['x', 'y'].entries()) {
    small.set(key, { wasm: wasm(1000), notices: '' });
    utimesSync(join(store, `${key}.chart`), 1000 + i, 1000 + i);
  }
  small.get('x');
  small.set('z', { wasm: wasm(1000), notices: '' });
  expect(readdirSync(store).sort()).toEqual(['x.chart', 'z.chart']);
});

it('fails nobody', () => {
  writeFileSync(store, 'not a folder');
  cache().set('k', { wasm: wasm(10), notices: '' });
  expect(cache().get('k')).toBeUndefined();
  cache().drop('k');
});

it('survives a damaged entry', () => {
  mkdirSync(store);
  writeFileSync(join(store, 'k.chart'), 'x');
  expect(cache().get('k')).toBeUndefined();
  writeFileSync(join(store, 'k.chart'), Buffer.from([1, 2, 255, 255, 255, 255]));
  expect(cache().get('k')?.wasm.length ?? 0).toBe(0);
});
