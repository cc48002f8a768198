// The functions that a chart's templates become: what they may give.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nativeHere } from '../../../toolchain/typescript/native';
import { checkTypes } from '../../../toolchain/typescript/types';

(globalThis as { __mistletoe_native?: unknown }).__mistletoe_native = nativeHere;
const { renderChart } = await import('../../../sdk/chart/render');

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-ejected-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a package gives whose one template is this. */
function rendered(template: () => unknown) {
  const known = '# Source: web/templates/mistletoe-context.yaml\ncontext: "{}"\n';
  const context = { renderFiles: () => ({ files: { 'web/templates/mistletoe-context.yaml': known } }) };
  return renderChart('chart', {}, context as never, { 'templates/a.yaml': template as never }).files;
}

test.each<[string, () => unknown, string]>([
  ['a promise that nobody awaited', async () => ({ kind: 'Service' }), 'an async function'],
  ['a promise that nobody awaited', () => [Promise.resolve({})], 'a list with a promise'],
  ['a text', () => 'kind: Service', 'a text'],
  ['a number', () => [[1]], 'a number'],
  ['a function', () => () => ({}), 'a function'],
])('%s is refused', (what, template) => {
  expect(() => rendered(template)).toThrow(
    new TypeError(`web/templates/a.yaml: its function gave ${what}: give an object, several, or none`),
  );
});

test('objects, lists of them, and nothing are taken', () => {
  expect(rendered(() => [{ kind: 'A' }, null, [{ kind: 'B' }, false]])).toEqual({
    'web/templates/a.yaml': '# Source: web/templates/a.yaml\nkind: A\n',
    'web/templates/a-2.yaml': '# Source: web/templates/a.yaml\nkind: B\n',
  });
});

test('the compiler knows that a template waits for nothing', async () => {
  mkdirSync(join(folder, 'node_modules/@mistletoe-dev'), { recursive: true });
  symlinkSync(resolve('dist/sdk'), join(folder, 'node_modules/@mistletoe-dev/sdk'));
  symlinkSync(resolve('node_modules/typescript'), join(folder, 'node_modules/typescript'));
  const file = join(folder, 'package.ts');
  writeFileSync(
    file,
    `import type { Chart, Rendered, Template } from '@mistletoe-dev/sdk/chart';
interface Values { name: string }
interface Service { kind: string; spec?: { port: number } }
const one = ({ values }: Chart<Values>) => ({ kind: 'Service', metadata: { name: values.name } });
const service: Service = { kind: 'Service' };
const several = ({ values }: Chart<Values>): Rendered => [values.name === '' && service, [{ then: undefined }], null];
const waiting = async (_: Chart<Values>) => service;
export const right: Template<Values>[] = [one, several, () => service, () => undefined, () => [service, one]];
// @ts-expect-error: a promise
export const wrong: Template<Values> = waiting;
`,
  );
  expect(await checkTypes(file)).toMatch(/^\d/);
});
