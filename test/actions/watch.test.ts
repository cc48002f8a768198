// What the watcher says of changes to files, made in the ways in which editors and tools make them.

import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Watching, watchPaths } from '../../actions/watch/watch';

let folder: string;
let watching: Watching | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-watch-'));
  mkdirSync(at('chart/templates'), { recursive: true });
  writeFileSync(at('chart/templates/a.yaml'), 'a');
  writeFileSync(at('values.yaml'), 'v');
});
afterEach(() => {
  watching?.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string) => join(folder, path);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Watches; `next` gives the paths of the next change, as seen from the folder. */
function start(paths: string[], options = {}) {
  const found: string[][] = [];
  let waiting: ((changed: string[]) => void) | undefined;
  watching = watchPaths(
    () => paths.map(at),
    (changed) => {
      const names = changed.map((path) => path.slice(folder.length + 1)).sort();
      if (waiting) waiting(names);
      else found.push(names);
      waiting = undefined;
    },
    // Without a beat, so that it is the events that are seen.
    { beatMs: 60_000, ...options },
  );
  return {
    found,
    next: () => (found.length > 0 ? found.shift()! : new Promise<string[]>((resolve) => (waiting = resolve))),
  };
}

test('a file written in place, and one written beside and renamed', async () => {
  const { next } = start(['chart', 'values.yaml']);
  writeFileSync(at('values.yaml'), 'other');
  expect(await next()).toEqual(['values.yaml']);
  writeFileSync(at('.values.yaml.draft'), 'third');
  renameSync(at('.values.yaml.draft'), at('values.yaml'));
  expect(await next()).toEqual(['values.yaml']);
  // The new file is watched as the old one was.
  writeFileSync(at('values.yaml'), 'fourth');
  expect(await next()).toEqual(['values.yaml']);
});

test('a file written while it was read, before anybody watched', async () => {
  await pause(50);
  const began = Date.now();
  await pause(50);
  writeFileSync(at('values.yaml'), 'saved meanwhile');
  const { next, found } = start(['chart', 'values.yaml'], { readSince: () => began });
  expect(await next()).toEqual(['values.yaml']);
  // Once: it is known from here on.
  await pause(100);
  expect(found).toEqual([]);
});

test('files that come and go, in folders that come and go', async () => {
  const { next } = start(['chart']);
  mkdirSync(at('chart/charts/sub/templates'), { recursive: true });
  writeFileSync(at('chart/charts/sub/templates/b.yaml'), 'b');
  expect(await next()).toEqual(['chart/charts/sub/templates/b.yaml']);
  writeFileSync(at('chart/charts/sub/templates/b.yaml'), 'bb');
  expect(await next()).toEqual(['chart/charts/sub/templates/b.yaml']);
  rmSync(at('chart/charts'), { recursive: true });
  expect(await next()).toEqual(['chart/charts/sub/templates/b.yaml']);
});

test('a folder that is replaced as a whole', async () => {
  const { next } = start(['chart']);
  mkdirSync(at('new/templates'), { recursive: true });
  writeFileSync(at('new/templates/a.yaml'), 'new');
  renameSync(at('chart'), at('old'));
  renameSync(at('new'), at('chart'));
  expect(await next()).toEqual(['chart/templates/a.yaml']);
  writeFileSync(at('chart/templates/a.yaml'), 'newer');
  expect(await next()).toEqual(['chart/templates/a.yaml']);
});

test('a file that is not there yet, nor its folder', async () => {
  const { next } = start(['later/deep/values.yaml']);
  mkdirSync(at('later/deep'), { recursive: true });
  await pause(100);
  writeFileSync(at('later/deep/values.yaml'), 'v');
  expect(await next()).toEqual(['later/deep/values.yaml']);
});

test('a link changes where it leads to, and where what it leads to changes', async () => {
  mkdirSync(at('shared'));
  writeFileSync(at('shared/one'), '1');
  writeFileSync(at('shared/two'), '2');
  symlinkSync('../shared/one', at('chart/linked'));
  const { next } = start(['chart']);
  writeFileSync(at('shared/one'), '11');
  expect(await next()).toEqual(['chart/linked']);
  symlinkSync('../shared/two', at('link'));
  renameSync(at('link'), at('chart/linked'));
  expect(await next()).toEqual(['chart/linked']);
});

test('what happens together is one change; what editors keep for themselves is none', async () => {
  const { next, found } = start(['chart']);
  for (let i = 0; i < 50; i++) writeFileSync(at(`chart/templates/${i}`), '');
  for (const name of ['.a.yaml.swp', 'a.yaml~', '.#a.yaml', '#a.yaml#', '4913']) {
    writeFileSync(at(`chart/templates/${name}`), '');
  }
  expect(await next()).toHaveLength(50);
  writeFileSync(at('chart/templates/.a.yaml.swp'), 'more');
  await pause(100);
  expect(found).toEqual([]);
});

test('a change while the one before is dealt with is told afterwards', async () => {
  const seen: string[][] = [];
  let running = 0;
  watching = watchPaths(
    () => [at('values.yaml')],
    async (changed) => {
      expect(++running).toBe(1);
      seen.push(changed);
      if (seen.length === 1) writeFileSync(at('values.yaml'), 'meanwhile');
      await pause(50);
      running--;
    },
    { beatMs: 60_000 },
  );
  writeFileSync(at('values.yaml'), 'first');
  await pause(400);
  expect(seen).toHaveLength(2);
});

test('without events the beat finds it: links make a loop, and a mount may send none', async () => {
  symlinkSync('.', at('chart/loop'));
  const { next } = start(['chart'], { beatMs: 30 });
  writeFileSync(at('chart/templates/a.yaml'), 'changed');
  expect(await next()).toEqual(['chart/templates/a.yaml']);
});
