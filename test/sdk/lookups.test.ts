// What a package looks up: it answers from what the host brings along, as a chart's `lookup` does, and says what it asked for.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';
import { fixturesFolder } from '../judge/fixtures';
import { testPackage } from './build';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-looking-'));
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
