// examples/typescript-policy: a vendor's chart, changed by a team's rules in typed code.

import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { convertChart } from '../../compiler/convert';
import { openModule } from '../../runtime/host';
import { buildPackage } from '../../toolchain/typescript/build';
import { checkTypes } from '../../toolchain/typescript/types';
import { fixturesFolder } from '../judge/fixtures';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-policy-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entry = join(folder, 'package.ts');
let alone: ReturnType<typeof openModule>;
let policy: ReturnType<typeof openModule>;

beforeAll(async () => {
  cpSync('examples/typescript-policy/package.ts', entry);
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const chart = await convertChart(join(fixturesFolder, 'storefront'));
  writeFileSync(join(folder, 'storefront.wasm'), chart.wasm);
  alone = openModule(chart.wasm);
  policy = openModule((await buildPackage(entry, { cacheFolder: join(folder, 'engines') })).wasm);
});

const given = { name: 'shop', namespace: 'apps', now: 1, entropy: 'e' };
const render = (data: object) => policy.generate({ data: { ...given, ...data } }).data;

test('passes a strict check of its types', async () => {
  expect(await checkTypes(entry)).toMatch(/^\d+\.\d+\./);
});

test('changes what its rules say, and nothing else', () => {
  const values = { replicaCount: 3 };
  const { result, message, files } = render({ team: 'web', values });
  expect({ result, message }).toEqual({ result: 'Ok', message: undefined });
  const ours = [...files.values()].map((text) => parse(text));
  const theirs = [...alone.generate({ data: { ...given, values } }).data.files.values()].map((text) => parse(text));
  expect(ours.at(-1)).toMatchObject({ kind: 'PodDisruptionBudget', metadata: { name: 'shop-policy' } });
  const expected = theirs.map((object) => {
    object.metadata.labels = { ...object.metadata.labels, team: 'web' };
    if (object.kind !== 'Deployment') return object;
    for (const container of object.spec.template.spec.containers) {
      container.image = container.image.replace('registry.example.com/', 'mirror.example.com/');
      Object.assign(container.securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true });
    }
    return object;
  });
  expect(ours.slice(0, -1)).toEqual(expected);
  expect(theirs.some(({ kind }) => kind === 'Deployment')).toBe(true);
});

test.each([
  ['no team', {}, 'team is missing: whose is it?'],
  ['a tag that moves', { image: { tag: 'latest' } }, /^storefront runs .*:latest: a tag that stays is needed$/],
  ['a service to the outside', { service: { type: 'LoadBalancer' } }, /is a LoadBalancer: ClusterIP alone is allowed$/],
  ['what the chart itself refuses', { image: 'text' }, /^storefront: .*storefront\/templates\/deployment\.yaml/],
])('refuses %s', (_, values, message) => {
  const answer = render(Object.keys(values).length === 0 ? {} : { team: 'web', values });
  expect(answer.result).toBe('Err');
  if (typeof message === 'string') expect(answer.message).toBe(message);
  else expect(answer.message).toMatch(message);
});
