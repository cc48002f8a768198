// The guest scans templates with WebAssembly's own instructions (language/scan/scan.as.ts), sixteen bytes at a time, the compiler byte by byte
// (language/scan/scan.ts): both find the same, wherever something stands.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compileChartAt } from '../../actions/chart/compile';
import { quickChartAt } from '../../actions/chart/quick';
import { KnownFunctions } from '../../language/known-functions';
import { NEWEST_RULES, Parser } from '../../language/parser';
import { profileById } from '../../language/profiles';
import { loadImage } from '../../runtime/bindings/renderer';
import { openModule } from '../../runtime/host';
import { NodeInstance } from '../../runtime/host/node/node';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-scan-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const helm = profileById('4.3');

function makeChart(name: string, templates: Record<string, string>): string {
  const chart = join(folder, name);
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`);
  writeFileSync(join(chart, 'values.yaml'), 'wörld_9: w\n');
  for (const [file, text] of Object.entries(templates)) writeFileSync(join(chart, 'templates', file), text);
  return chart;
}

const input = (values: object) => ({ data: { name: 'rel', values } });
const lengths = Array.from({ length: 36 }, (_, i) => i);

test('actions, single braces and names', async () => {
  const templates: Record<string, string> = {};
  for (const n of lengths) {
    const pad = `${'é{x'.repeat(n).slice(0, n)}.`;
    templates[`a${n}.yaml`] =
      `#${pad}{{ "{" }}${pad}{{- /* ${pad} */ -}}  ${pad}{ {{ 1 -}}\n #}{{ .Values.wörld_9 }}${pad}\n${'\n'.repeat(n)}k: {{ len "${'}'.repeat(n)}" }}\n#{`;
    const name = `$${'aB_9z'.repeat(8).slice(0, n)}é${'0_Q'.repeat(6).slice(0, n >> 1)}`;
    templates[`b${n}.yaml`] = `{{${name}:=${n}}}v: {{${name}}}\n#{{print ${name} .Values.wörld_9|quote}}`;
  }
  const chart = makeChart('braces', templates);
  const { image } = await quickChartAt(chart, helm, () => {});
  const { wasm } = await compileChartAt(chart, helm, () => {});
  const quick = new NodeInstance(loadImage(image)).generate(input({}));
  expect(quick).toEqual(openModule(wasm).generate(input({})));
  expect(quick.data).toMatchObject({ result: 'Ok' });
});

test('lines of errors', async () => {
  const { image } = await quickChartAt(makeChart('lines', { 'a.yaml': 'k: {{ tpl .Values.text . }}' }), helm, () => {});
  const instance = new NodeInstance(loadImage(image));
  for (const n of lengths) {
    const pad = 'x\n{'.repeat(n).slice(0, n);
    for (const end of [
      '{{',
      '{{ gone }}',
      '{{/* \n',
      '{{ "\n',
      '{{ $x }}',
      '{{ 1 }',
      '{{ (',
      '{{ a\u00d7 }}',
      '{{if\n1}}\n',
    ]) {
      const text = `${pad}{{ \`\n${pad}\` }}\n{{/* ${pad} */}}${pad}${end}`;
      const bytes = new TextEncoder().encode(text);
      const parser = new Parser(bytes, new TextEncoder().encode('gotpl'), new KnownFunctions(helm), NEWEST_RULES);
      expect(parser.parse()).toBe(false);
      const { data } = instance.generate(input({ text }));
      const message = `template: gotpl:${parser.errorLine}: ${new TextDecoder().decode(parser.errorMessage)}`;
      expect(data).toMatchObject({ result: 'Err', message: expect.stringContaining(message) });
    }
  }
});
