// The render trace: which template line wrote which bytes of a manifest.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderChart } from '../../actions/render/render-chart';
import { placeAt } from '../../actions/render/trace';
import type { TemplatePlace } from '../../compiler/analysis/place';
import { convertChart } from '../../compiler/convert';
import { loadModule } from '../../runtime/host';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';

let chart: string;

beforeAll(() => {
  chart = mkdtempSync(join(tmpdir(), 'mistletoe-trace-'));
  mkdirSync(join(chart, 'templates'));
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: t\nversion: 1.0.0\n');
  writeFileSync(join(chart, 'values.yaml'), 'list: [x, z]\ntext: "{{ include \\"one\\" . }}!"\n');
  writeFileSync(
    join(chart, 'templates', '_helpers.tpl'),
    `{{- define "one" -}}
uno: {{ .Release.Name }}
due: 2
{{- end }}

{{- define "outer" -}}
outer:
{{- include "one" . | nindent 2 }}
  end: true
{{- end }}
`,
  );
  writeFileSync(
    join(chart, 'templates', 'a.yaml'),
    `# a comment
{{- $kept := include "one" . }}
kind: A
metadata:
  name: {{ include "one" . | trunc 3 }}
none: <no value>
missing: {{ .Values.missing }} and {{ .Values.missing }}.
{{- /* nothing */}}
nested: {{- include "outer" . | nindent 2 }}
list:
{{- range .Values.list }}
  - {{ . | quote }}
{{- end }}
run: {{ tpl .Values.text . | quote }}
word: {{ "constant" }}
more:
{{ toYaml .Values.list | indent 2 }}
last: {{ $kept | len }}
---
kind: B
metadata:
  name: b
{{ template "one" . }}
`,
  );
});

afterAll(() => rmSync(chart, { recursive: true, force: true }));

const short = ({ template, line, define, from }: TemplatePlace): string =>
  `${template.slice('t/templates/'.length)}:${line}${define ? ` ${define}` : ''}${from ? ` < ${short(from)}` : ''}`;

test('every line of a manifest has its template line', async () => {
  const { manifests } = await renderChart(chart, { trace: true, noCache: true });
  const lines = manifests.flatMap(({ bytes, trace }) => {
    let offset = 0;
    return bytes
      .toString()
      .split('\n')
      .map((line) => {
        const first = offset + line.length - line.trimStart().length;
        const last = offset + Math.max(line.length - 1, 0);
        offset += line.length + 1;
        const [begins, ends] = [first, last].map((at) => short(placeAt(trace!, at)!));
        return `${line} ← ${begins === ends ? begins : `${begins} … ${ends}`}`;
      });
  });
  expect(lines).toMatchInlineSnapshot(`
    [
      "# a comment ← a.yaml:1",
      "kind: A ← a.yaml:3",
      "metadata: ← a.yaml:4",
      "  name: uno ← a.yaml:5",
      "none:  ← a.yaml:6",
      "missing:  and . ← a.yaml:7",
      "nested: ← a.yaml:9",
      "  outer: ← _helpers.tpl:7 outer < a.yaml:9",
      "    uno: release-name ← _helpers.tpl:2 one < _helpers.tpl:8 outer < a.yaml:9",
      "    due: 2 ← _helpers.tpl:3 one < _helpers.tpl:8 outer < a.yaml:9",
      "    end: true ← _helpers.tpl:9 outer < a.yaml:9",
      "list: ← a.yaml:10",
      "  - "x" ← a.yaml:12",
      "  - "z" ← a.yaml:12",
      "run: "uno: release-name\\ndue: 2!" ← a.yaml:14",
      "word: constant ← a.yaml:15",
      "more: ← a.yaml:16",
      "  - x ← a.yaml:17",
      "  - z ← a.yaml:17",
      "last: 24 ← a.yaml:18",
      " ← a.yaml:18",
      "kind: B ← a.yaml:20",
      "metadata: ← a.yaml:21",
      "  name: b ← a.yaml:22",
      "uno: release-name ← _helpers.tpl:2 one < a.yaml:23",
      "due: 2 ← _helpers.tpl:3 one < a.yaml:23",
      " ← a.yaml:23",
    ]
  `);
});

test('the module without a trace has nothing of it, and prints the same', async () => {
  const [plain, traced] = [await convertChart(chart), await convertChart(chart, { trace: true })];
  const names = (wasm: Uint8Array) => WebAssembly.Module.exports(new WebAssembly.Module(new Uint8Array(wasm)));
  expect(names(plain.wasm).some(({ name }) => name === '__mistletoe_trace')).toBe(false);
  expect(names(traced.wasm).some(({ name }) => name === '__mistletoe_trace')).toBe(true);
  const input = writeInput({ name: 'r', namespace: 'n', entropy: 's', values: '{}', now: 0 });
  const [a, b] = [plain, traced].map(({ wasm }) => new ChartInstance(loadModule(wasm)));
  expect(b.render(input)).toEqual(a.render(input));
  // An instance forgets the trace of the render before.
  const once = b.manifests(input).manifests.map(({ trace }) => trace);
  expect(b.manifests(input).manifests.map(({ trace }) => trace)).toEqual(once);
  expect(a.manifests(input).manifests.every(({ trace }) => trace === undefined)).toBe(true);
});

test.each(['storefront', 'monitoring-stack', 'odd-text', 'tpl-heavy'])('%s: the bytes are the same', async (name) => {
  const options = { name: 'rel', seed: 's', now: '2026-01-02T03:04:05Z', noCache: true };
  const plain = await renderChart(`charts-fixtures/${name}`, options);
  const traced = await renderChart(`charts-fixtures/${name}`, { ...options, trace: true });
  expect(traced.output.equals(plain.output)).toBe(true);
  for (const { trace, isCrd } of traced.manifests) expect(isCrd || trace!.length > 0).toBe(true);
});
