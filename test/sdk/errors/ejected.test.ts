// The functions that a chart's templates become: what they may give.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nativeHere } from '../../../toolchain/typescript/native';
import { checkTypes } from '../../../toolchain/typescript/types';

(globalThis as { __mistletoe_native?: unknown }).__mistletoe_native = nativeHere;
const { renderChart } = await import('../../../sdk/chart/render');
const { DependencyError, InputError } = await import('../../../sdk/errors');

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-ejected-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a package gives whose one template is this. */
function rendered(template: () => unknown) {
  const known = '# Source: web/templates/mistletoe-context.yaml\ncontext: \'{"int64s": ""}\'\n';
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

const CONTEXT = 'web/templates/mistletoe-context.yaml';
const TEXTS = 'web/templates/_mistletoe-texts.tpl';
const HELPERS =
  'template: web/templates/_helpers.tpl:2:4: executing "web.note" at <tpl .Values.note .>: error calling tpl: x';
test.each([
  ['no: not "so"', `execution error at (${CONTEXT}:17:29): no: not "so"`],
  [
    HELPERS,
    `template: ${CONTEXT}:17:29: executing "${CONTEXT}" at <include "mistletoe.texts.a" $>: error calling include: template: ${TEXTS}:5:57: executing "mistletoe.texts.a" at <include "web.note" .>: error calling include: ${HELPERS}`,
  ],
  [
    'at <tpl .Values.note $>: error calling tpl: x',
    `template: ${CONTEXT}:17:29: executing "${CONTEXT}" at <include "mistletoe.texts.a" $>: error calling include: template: ${TEXTS}:5:57: executing "mistletoe.texts.a" at <tpl .Values.note $>: error calling tpl: x`,
  ],
  [
    'web/templates/_helpers.tpl:2:15\n  executing "web.note" at <.Values.note>:\n    wrong type',
    `${CONTEXT}:17:29\n  executing "${CONTEXT}" at <include "mistletoe.texts.a" $>:\n    error calling include:\n${TEXTS}:5:57\n  executing "mistletoe.texts.a" at <include "web.note" .>:\n    error calling include:\nweb/templates/_helpers.tpl:2:15\n  executing "web.note" at <.Values.note>:\n    wrong type`,
  ],
  [
    'at <.Values.note>:\n    wrong type',
    `${CONTEXT}:17:29\n  executing "${CONTEXT}" at <include "mistletoe.texts.a" $>:\n    error calling include:\n${TEXTS}:5:57\n  executing "mistletoe.texts.a" at <.Values.note>:\n    wrong type`,
  ],
  ['execution error at (web/templates/rest.yaml:6:11): x', 'execution error at (web/templates/rest.yaml:6:11): x'],
])('what the chart refuses begins with a file of its author: %j', (words, reason) => {
  const context = {
    renderFiles() {
      throw new DependencyError('chart', reason);
    },
  };
  expect(() => renderChart('chart', {}, context as never)).toThrow(new InputError(words));
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
