// What a package looks up: it answers from what the host brings along, as a chart's `lookup` does, and says what it asked for.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';
import { fixturesFolder } from '../judge/fixtures';
import { testPackage } from './build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-looking-'));

/** Files below a folder that is made. */
function writeTree(root: string, files: Record<string, string>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

let instance: ReturnType<typeof openModule>;
beforeAll(async () => {
  instance = openModule((await testPackage('looking')).wasm);
});

const map = (name: string, data: Record<string, string>, namespace = 'ns') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});
const asked = (lookup: string, name: string) => ({ lookup, apiVersion: 'v1', namespace: 'ns', name });

function look(lookups?: unknown, more: object = {}) {
  const { data, reads } = instance.generate({ data: { name: 'x', namespace: 'ns', lookups, ...more } });
  const [text] = data.files.values();
  return { ...data, found: text && parse(text).data, reads };
}

test('nothing is found without a cluster, and what was asked for is said', () => {
  const { found, reads } = look();
  expect(found).toEqual({ second: 'nothing', services: 'unknown', home: 'unknown' });
  expect(reads).toEqual([asked('ConfigMap', 'known'), asked('Service', ''), asked('Namespace', 'ns')]);
});

test('a second render asks for what the first one found', () => {
  const { found, reads } = look([map('known', { next: 'other' }), map('other', { key: 'elsewhere' }, 'another')]);
  expect(found['second']).toBe('nothing');
  expect(reads[1]).toEqual(asked('ConfigMap', 'other'));
});

test('objects, lists and objects of the cluster are found as in a chart', () => {
  const service = (name: string, namespace: string) => ({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
  });
  const objects = [
    service('b', 'ns'),
    map('known', { next: 'other' }),
    map('other', { key: 'value' }),
    service('a', 'ns'),
    service('c', 'another'),
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ns' } },
  ];
  const expected = { second: 'value', services: 'a b', home: 'ns' };
  expect(look(objects).found).toEqual(expected);
  expect(look({ apiVersion: 'v1', kind: 'List', items: objects }).found).toEqual(expected);
  // A cluster that has none of a kind says so with an empty list of it.
  expect(look([{ apiVersion: 'v1', kind: 'ServiceList', metadata: {} }]).found['services']).toBe('');
});

test.each([
  ['a text', 'none', "the input's lookups is neither a list of Kubernetes objects nor an object with items"],
  ['an object', { a: 1 }, "the input's lookups is neither a list of Kubernetes objects nor an object with items"],
  [
    'no object',
    [map('known', {}), { kind: 'ConfigMap' }],
    "number 1 of the input's lookups is no Kubernetes object: it has no apiVersion and kind",
  ],
])('lookups that are %s are refused as in a chart', (_, lookups, message) => {
  expect(look(lookups)).toMatchObject({ result: 'Err', message });
});

test('a package that fails says what it asked for before', () => {
  const { result, message, reads } = look([], { needed: true });
  expect([result, message]).toEqual(['Err', 'the ConfigMap that known names is not there']);
  expect(reads).toEqual([asked('ConfigMap', 'known')]);
});

test('what a chart looks up counts where a package calls it, each time', async () => {
  const { wasm } = await convertChart(resolve(fixturesFolder, 'ledger-db'));
  writeFileSync(join(folder, 'ledger.wasm'), wasm);
  writeFileSync(
    join(folder, 'package.ts'),
    `import { definePackage } from '@mistletoe-dev/sdk';
export default definePackage<{ times: number }>({
  metadata: { name: 'calling' },
  dependencies: { ledger: './ledger.wasm' },
  generate: ({ times }, { render, name }) => Array.from({ length: times }, (_, i) => render('ledger', { name: name + i, values: {} })),
});`,
  );
  const calling = openModule((await buildPackage(join(folder, 'package.ts'), { cacheFolder: folder })).wasm);
  const data = { name: 'rel', namespace: 'ns', times: 2 };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'rel1-ledger-db', namespace: 'ns' },
    data: { password: 'c3RhbmRz' },
  };
  for (const lookups of [[], [secret], []]) {
    const { data: given, reads } = calling.generate({ data: { ...data, lookups } });
    expect(given.result).toBe('Ok');
    const names = new Set(reads.map((read) => 'lookup' in read && `${read.lookup} ${read.namespace} ${read.name}`));
    expect(names).toEqual(new Set(['Secret ns rel0-ledger-db', 'Secret ns rel1-ledger-db']));
    expect([...given.files.values()].filter((text) => text.includes('password: c3RhbmRz'))).toHaveLength(
      lookups.length,
    );
  }
});

test('a chart that a package calls and the package itself see the same cluster', async () => {
  const place = join(folder, 'same');
  writeTree(place, {
    'chart/Chart.yaml': 'apiVersion: v2\nname: asks\nversion: 1.0.0\n',
    'chart/templates/found.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: chart}\ndata: {{ dict' +
      ' "one" (lookup "v1" "Secret" "ns" "b") "all" (lookup "v1" "Secret" "ns" "") "everywhere" (lookup "v1" "Secret" "" "")' +
      ' "empty" (lookup "v1" "Service" "ns" "") "none" (lookup "v1" "Pod" "ns" "") "missing" (lookup "v1" "Secret" "ns" "x") | toJson }}\n',
    'package.ts': `import { definePackage } from '@mistletoe-dev/sdk';
import type { Secret, Service } from 'kubernetes-types/core/v1';
export default definePackage({
  metadata: { name: 'same' },
  dependencies: { asks: './asks.wasm' },
  generate(_, { lookup, render }) {
    const all = lookup<Secret>('v1', 'Secret', 'ns', '');
    const data = {
      one: lookup<Secret>('v1', 'Secret', 'ns', 'b') ?? {},
      all: copyOf(all) ?? {},
      everywhere: lookup<Secret>('v1', 'Secret', '', '') ?? {},
      empty: lookup<Service>('v1', 'Service', 'ns', '') ?? {},
      none: lookup('v1', 'Pod', 'ns', '') ?? {},
      missing: lookup<Secret>('v1', 'Secret', 'ns', 'x') ?? {},
    };
    // What a package does to an answer is not what the next one finds.
    for (const { metadata } of all?.items ?? []) metadata.name = 'changed';
    const [chart] = render('asks', { namespace: 'ns' });
    return { 'a.yaml': { data, again: lookup<Secret>('v1', 'Secret', 'ns', '') ?? {}, chart: chart?.['data'] } };
  },
});
const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value ?? null)) ?? undefined;
`,
  });
  const { wasm } = await convertChart(join(place, 'chart'));
  writeFileSync(join(place, 'asks.wasm'), wasm);
  const { wasm: built } = await buildPackage(join(place, 'package.ts'), { cacheFolder: folder });
  const instance = openModule(built);
  const secret = (name: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, ...(namespace && { namespace }) },
    data: { n: 3 },
  });
  const lookups = [
    secret('b', 'ns'),
    secret('a', 'ns'),
    secret('c', 'other'),
    secret('d'),
    { apiVersion: 'v1', kind: 'ServiceList', metadata: {} },
  ];
  for (const given of [lookups, [], undefined]) {
    const { result, message, files } = instance.generate({ data: { name: 'x', namespace: 'ns', lookups: given } }).data;
    expect({ result, message }).toEqual({ result: 'Ok', message: undefined });
    const { data, again, chart } = parse(files.get('a.yaml')!);
    expect(data).toEqual(chart);
    expect(again).toEqual(data.all);
    expect(data.missing).toEqual({});
    if (given !== lookups) continue;
    expect(data.all).toEqual({
      apiVersion: 'v1',
      kind: 'SecretList',
      metadata: { resourceVersion: '0' },
      items: [secret('d'), secret('a', 'ns'), secret('b', 'ns')],
    });
    expect(data.empty.items).toEqual([]);
    expect(data.none).toEqual({});
  }
});
