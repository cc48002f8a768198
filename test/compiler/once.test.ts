// A conversion reads each of a chart's files once and its values.yaml once, and all conversions of a process ask one instance of the
// guest; a first render reads both once, too. Counted where Node opens files, where values are read, and where instances are made.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { renderChart } from '../../actions/render/render-chart';
import { convertChart } from '../../compiler/convert';
import { ChartMemory } from '../../runtime/bindings/renderer';
import * as values from '../../runtime/bindings/values';

const opened = vi.hoisted(() => [] as string[]);

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  const counted = {
    ...fs,
    openSync: (...all: Parameters<typeof fs.openSync>) => {
      opened.push(String(all[0]));
      return fs.openSync(...all);
    },
    readFileSync: (...all: Parameters<typeof fs.readFileSync>) => {
      opened.push(String(all[0]));
      return fs.readFileSync(...all);
    },
  };
  return { ...counted, default: counted };
});
vi.mock('../../runtime/bindings/values', { spy: true });

const FILES: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\nkubeVersion: ">=1.20"\n',
  'values.yaml': 'replicas: 1\nunlikely: {text: only here}\n',
  'templates/a.yaml': 'a: {{ .Values.replicas }}\n',
  'templates/_helpers.tpl': '{{ define "x" }}x{{ end }}\n',
  'files/text.txt': 'text\n',
  '.helmignore': '*.bak\n',
};

let folder: string;
let chart: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-once-'));
  chart = join(folder, 'web');
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(chart, name)), { recursive: true });
    writeFileSync(join(chart, name), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Instances of the guest library, by their exports. */
let guests = 0;
const { Instance } = WebAssembly;
beforeEach(() => {
  opened.length = 0;
  vi.clearAllMocks();
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]) {
      const names = new Set(WebAssembly.Module.exports(module as WebAssembly.Module).map(({ name }) => name));
      if (names.has('versionInRange') && names.has('heapStart')) guests++;
      return Reflect.construct(target, [module, imports]) as WebAssembly.Instance;
    },
  });
});
afterEach(() => {
  WebAssembly.Instance = Instance;
});

/** How often each file of the chart was opened. */
function openings(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const path of opened.filter((name) => name.startsWith(chart))) {
    const name = relative(chart, path);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const ONCE = Object.fromEntries(Object.keys(FILES).map((name) => [name, 1]));

/** How often the default values were read, by whoever reads them. */
const readings = () =>
  [values.readValuesFile, values.parseYaml].flatMap((read) =>
    vi.mocked(read).mock.calls.filter(([text]) => Buffer.from(text).toString() === FILES['values.yaml']),
  ).length;

test('a conversion', async () => {
  await convertChart(chart);
  expect(openings()).toEqual(ONCE);
  expect(readings()).toBe(1);
  await convertChart(chart, { withoutBinaryen: true });
  expect(guests).toBe(1);
});

test.each(['first', 'second', 'third'])('the %s render of a chart', async () => {
  const inMemory = vi.spyOn(ChartMemory.prototype, 'readValues');
  const { manifests } = await renderChart(chart, { cacheFolder: join(folder, 'cache') });
  expect(manifests.map(({ source }) => basename(source))).toEqual(['a.yaml']);
  expect(openings()).toEqual(ONCE);
  expect(readings() + inMemory.mock.calls.length).toBeLessThanOrEqual(1);
});
