// renderChart: the bytes of `mistletoe template`, and every manifest with what the module read of it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { writeInput } from '../../actions/render/input';
import { renderChart } from '../../actions/render/render-chart';
import { SchemaReferenceError } from '../../compiler/schema/missing';
import { parseYaml } from '../../runtime/bindings/values';
import { templateCommand } from '../../actions/helm-template/template';

const fixture = (name: string) => `charts-fixtures/${name}`;
const fixed = { name: 'rel', seed: 's', now: '2026-01-02T03:04:05Z', noCache: true };
const FLAGS = ['--seed', 's', '--now', fixed.now, '--no-cache'];

test.each(['lifecycle-hooks', 'beacon-operator', 'odd-text'])('%s: the bytes of template', async (name) => {
  const { stdout, code } = await templateCommand(['rel', fixture(name), '--include-crds', ...FLAGS]);
  expect(code).toBe(0);
  const { output, manifests } = await renderChart(fixture(name), { ...fixed, includeCrds: true });
  expect(output.equals(stdout)).toBe(true);
  expect(manifests.length).toBeGreaterThan(0);
});

test('a hook has its events, weight and policies', async () => {
  const { manifests } = await renderChart(fixture('lifecycle-hooks'), fixed);
  expect(manifests.find(({ kind, name }) => kind === 'Job' && name === 'migrate')).toMatchObject({
    source: 'lifecycle-hooks/templates/migrate.yaml',
    apiVersion: 'batch/v1',
    isCrd: false,
    hook: {
      events: ['pre-install', 'pre-upgrade'],
      weight: -5,
      deletePolicies: ['before-hook-creation', 'hook-succeeded'],
    },
  });
});

test('definitions from crds/ come first and are marked', async () => {
  const { manifests } = await renderChart(fixture('beacon-operator'), { ...fixed, includeCrds: true });
  const crds = manifests.filter(({ isCrd }) => isCrd);
  expect(crds.length).toBe(3);
  expect(manifests.slice(0, 3)).toEqual(crds);
  expect(crds[0]?.kind).toBe('CustomResourceDefinition');
});

test('a failure says what it failed at', async () => {
  await expect(renderChart(fixture('bank-gateway'), fixed)).rejects.toMatchObject({
    name: 'RenderError',
    kind: 'template',
    hintsDebug: true,
  });
  await expect(renderChart(fixture('storefront'), { ...fixed, name: 'Not_A_Name' })).rejects.toMatchObject({
    name: 'CommandError',
  });
  await expect(renderChart('no-such-chart', fixed)).rejects.toThrow('there is no package no-such-chart');
});

test('a schema that refers to what nobody has is told with what it refers to', async () => {
  const chart = mkdtempSync(join(tmpdir(), 'mistletoe-refers-'));
  onTestFinished(() => rmSync(chart, { recursive: true, force: true }));
  const url = 'https://example.invalid/x.json';
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: refers\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.schema.json'), JSON.stringify({ $ref: url }));
  for (const noCache of [true, false]) {
    const rendered = renderChart(chart, { ...fixed, noCache });
    await expect(rendered).rejects.toBeInstanceOf(SchemaReferenceError);
    await expect(rendered).rejects.toMatchObject({ references: [url] });
  }
});

test('an input is JSON and YAML alike, whatever its texts are', () => {
  const entropy = 'a"b\\c\t\u0001\u007f\u0085\u2028é\ufeff🫩\ud800.';
  const bytes = writeInput({ name: 'r', namespace: 'n', values: '{"a":1}', now: 0, entropy });
  const expected = entropy.replace('\ud800', '\ufffd');
  expect(JSON.parse(Buffer.from(bytes).toString())).toMatchObject({ data: { entropy: expected, values: { a: 1 } } });
  const read = parseYaml(bytes) as Map<string, Map<string, unknown>>;
  expect(read.get('data')?.get('entropy')).toBe(expected);
});
