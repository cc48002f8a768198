import { profileById } from '../../language/profiles';
import { mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type CacheEntry, ChartCache, digestOf } from '../../actions/chart/cache';
import type { ConversionReport } from '../../compiler/convert';
import { Folder, mirror } from './charts';

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
const keyOf = (...of: Parameters<ChartCache['read']>) => cache().read(...of)?.key;
const wasm = (size: number) => new Uint8Array(size).fill(7);
const report: ConversionReport = {
  name: 'mirror',
  version: '1.2.3',
  files: 1,
  templates: 1,
  families: ['engine'],
  hasEvaluator: false,
  draws: [],
  diagnostics: [],
};
const entry = (size: number, notices = ''): CacheEntry => ({ wasm: wasm(size), notices, report, copies: [] });

it('names a chart by its content, the compiler and the options', () => {
  const key = keyOf(chart, { helm: profileById('4.1') });
  expect(key).toMatch(/^[0-9a-f]{64}$/);
  expect(keyOf(chart, { helm: profileById('4.1') })).toBe(key);
  expect(keyOf(chart, { helm: profileById('3.17') })).not.toBe(key);
  expect(cache('b').read(chart, { helm: profileById('4.1') })?.key).not.toBe(key);
  folder.write({ 'mirror/values.yaml': 'color: blue\n' });
  expect(keyOf(chart, { helm: profileById('4.1') })).not.toBe(key);
});

it('names a chart not by what it ignores', () => {
  folder.write({ 'mirror/.helmignore': '*.bak\n' });
  const key = keyOf(chart, { helm: profileById('4.1') });
  folder.write({ 'mirror/a.bak': 'x' });
  expect(keyOf(chart, { helm: profileById('4.1') })).toBe(key);
});

it('does not mistake one file for another', () => {
  folder.write({ 'one/a': 'x', 'one/b': '', 'two/a': '', 'two/b': 'x' });
  expect(keyOf(join(folder.path, 'one'), { helm: profileById('4.1') })).not.toBe(
    keyOf(join(folder.path, 'two'), { helm: profileById('4.1') }),
  );
});

it('names no chart that cannot be read', () => {
  expect(keyOf(join(folder.path, 'gone'), { helm: profileById('4.1') })).toBeUndefined();
  symlinkSync('/', join(chart, 'out'));
  expect(keyOf(chart, { helm: profileById('4.1') })).toBeUndefined();
});

it('is not used without a build', () => {
  expect(new ChartCache(store).read(chart, { helm: profileById('4.1') })).toBeUndefined();
});

it('keeps modules with what Helm says about their charts', () => {
  cache().set('k', entry(1000, 'a warning ü\n'));
  const { wasm: kept, ...rest } = cache().get('k')!;
  expect(Buffer.from(kept)).toEqual(Buffer.from(wasm(1000)));
  expect(rest).toEqual({ notices: 'a warning ü\n', report, copies: [] });
  expect(readdirSync(store)).toEqual(['k.chart']);
});

it('lets what was not used for longest go first', () => {
  const small = cache('a', 3500);
  for (const [i, key] of ['x', 'y'].entries()) {
    small.set(key, entry(1000));
    utimesSync(join(store, `${key}.chart`), 1000 + i, 1000 + i);
  }
  small.get('x');
  small.set('z', entry(1000));
  expect(readdirSync(store).sort()).toEqual(['x.chart', 'z.chart']);
});

it('fails nobody', () => {
  writeFileSync(store, 'not a folder');
  cache().set('k', entry(10));
  expect(cache().get('k')).toBeUndefined();
});

it('survives a damaged entry', () => {
  mkdirSync(store);
  writeFileSync(join(store, 'k.chart'), 'x');
  expect(cache().get('k')).toBeUndefined();
  cache().set('k', entry(1000));
  const path = join(store, 'k.chart');
  const whole = readFileSync(path);
  for (const at of [0, 1001, whole.length - 40, whole.length - 1]) {
    const damaged = Buffer.from(whole);
    damaged[at] ^= 1;
    writeFileSync(path, damaged);
    expect(cache().get('k')).toBeUndefined();
  }
  writeFileSync(path, whole.subarray(0, -1));
  expect(cache().get('k')).toBeUndefined();
  writeFileSync(path, whole);
  expect(cache().get('k')).toBeDefined();
});

it('keeps a module only as long as the copies that its schemas refer to', () => {
  folder.write({ 'copies/a.json': '{}' });
  const present = join(folder.path, 'copies/a.json');
  const absent = join(folder.path, 'copies/b.json');
  const set = () =>
    cache().set('k', {
      ...entry(10),
      copies: [
        [present, digestOf('{}')],
        [absent, null],
      ],
    });
  set();
  expect(cache().get('k')).toBeDefined();
  folder.write({ 'copies/a.json': '{"type": "object"}' });
  expect(cache().get('k')).toBeUndefined();
  folder.write({ 'copies/a.json': '{}', 'copies/b.json': '{}' });
  expect(cache().get('k')).toBeUndefined();
});

it('tells options apart', () => {
  const key = keyOf(chart, { helm: profileById('4.1') });
  expect(keyOf(chart, { helm: profileById('4.1'), names: true })).not.toBe(key);
  expect(keyOf(chart, { helm: profileById('4.1'), schemaRefs: '/copies' })).not.toBe(key);
});

it('remembers which charts were rendered, and forgets the oldest', () => {
  const key = (i: number) => digestOf(String(i));
  expect(cache().hasSeen(key(0))).toBe(false);
  for (let i = 0; i < 2100; i++) cache().see(key(i));
  expect(cache().hasSeen(key(0))).toBe(false);
  expect(cache().hasSeen(key(2000))).toBe(true);
  expect(cache().hasSeen(key(2099))).toBe(true);
  expect(readFileSync(join(store, 'seen')).length).toBeLessThan(140_000);
  expect(readdirSync(store)).toEqual(['seen']);
});

it('remembers nothing where it cannot write, and fails nobody', () => {
  expect(cache().hasRoom()).toBe(true);
  expect(readdirSync(store)).toEqual([]);
  rmSync(store, { recursive: true });
  writeFileSync(store, 'not a folder');
  expect(cache().hasRoom()).toBe(false);
  cache().see('k');
  expect(cache().hasSeen('k')).toBe(false);
});
