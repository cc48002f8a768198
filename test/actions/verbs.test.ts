// convertToModule, inspectModule and runPackage: what the commands do, as functions.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { convertToModule, diagnosticText, inspectModule, runPackage } from '../../index';

let folder: string;

function write(chart: string, files: Record<string, string>): string {
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, chart, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return join(folder, chart);
}

const yaml = (name: string) => `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mistletoe-verbs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a chart converts, and the module can be looked at and run', async () => {
  const chart = write('web', {
    'Chart.yaml': yaml('web'),
    'values.yaml': 'size: 1\n',
    'templates/a.yaml': 'kind: A\nsize: {{ .Values.size }}\n',
  });
  const { wasm, name, version, helm, diagnostics } = await convertToModule(chart, { helm: '3.17', noCache: true });
  expect([name, version, helm.id, diagnostics]).toEqual(['web', '1.0.0', '3.17', []]);
  const module = join(folder, 'web.wasm');
  writeFileSync(module, wasm);
  const { converted, module: parts } = inspectModule(module);
  expect(converted).toMatchObject({ chart: 'web 1.0.0', helm: '3.17', tpl: false });
  expect(parts.bytes).toBe(wasm.length);
  expect(parts.exports['__mistletoe_manifests']).toBe('(i32, i32) -> i32');
  const { files } = runPackage(module, 'rel', { set: ['size=5'] });
  expect([...files]).toEqual([['web/templates/a.yaml', '# Source: web/templates/a.yaml\nkind: A\nsize: 5\n']]);
  expect(() => runPackage(module, 'Not_A_Name')).toThrow('invalid release name');
});

test('what there is to say has codes and places', async () => {
  const chart = write('above', {
    'Chart.yaml': yaml('above'),
    'charts/below/Chart.yaml': yaml('below'),
    'charts/below/templates/b.yaml': 'a: 1\nb: {{ nothing }}\n',
    'values.schema.json': '{"$ref": "https://schemas.example.com/a.json"}',
  });
  const { diagnostics } = await convertToModule(chart, { allowMissingReferences: true, noCache: true });
  expect(diagnostics).toMatchObject([
    { code: 'template-parse', severity: 'warning', path: 'above/charts/below/templates/b.yaml', line: 2, column: 6 },
    {
      code: 'schema-reference',
      severity: 'warning',
      message: 'values.schema.json refers to https://schemas.example.com/a.json, of which there is no copy',
      reference: 'https://schemas.example.com/a.json',
    },
  ]);
  expect(diagnosticText(diagnostics[0])).toBe(
    'above/charts/below/templates/b.yaml:2:6: warning: function "nothing" not defined [template-parse]',
  );
  expect(diagnosticText(diagnostics[1])).toBe(
    'warning: values.schema.json refers to https://schemas.example.com/a.json, of which there is no copy [schema-reference]',
  );
  await expect(convertToModule(chart, { noCache: true })).rejects.toMatchObject({
    name: 'SchemaReferenceError',
    message: expect.stringMatching(/--schema-refs \(in the library, the option schemaRefs\)\.$/),
    diagnostics: [diagnostics[0], { ...diagnostics[1], severity: 'error' }],
  });
});

test('a template of the chart itself that cannot be parsed is an error', async () => {
  const chart = write('broken', { 'Chart.yaml': yaml('broken'), 'templates/b.yaml': '{{ if }}\n' });
  await expect(convertToModule(chart, { noCache: true })).rejects.toThrow('broken/templates/b.yaml:1');
  await expect(convertToModule(chart, { noCache: true })).rejects.toMatchObject({
    diagnostics: [{ code: 'template-parse', severity: 'error', line: 1 }],
  });
  await expect(convertToModule('no-such-chart')).rejects.toMatchObject({ name: 'CommandError' });
});
