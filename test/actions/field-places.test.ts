// The template line behind a field of a manifest, as `diff` shows it.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { placeOfField } from '../../actions/releases/places';
import { renderChart } from '../../actions/render/render-chart';
import { showChanges } from '../../plan/show';

test('a field has the line of its value', async () => {
  const chart = mkdtempSync(join(tmpdir(), 'mistletoe-places-'));
  try {
    mkdirSync(join(chart, 'templates'));
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: p\nversion: 1.0.0\n');
    writeFileSync(
      join(chart, 'templates', 'a.yaml'),
      `{{- define "labels" -}}
app: {{ .Chart.Name }}
a.b/c: "é"
{{- end -}}
kind: A
metadata:
  name: a
  labels:
    {{- include "labels" . | nindent 4 }}
spec:
  list:
    - image: "x"
      tag: {{ .Release.Name | quote }}
`,
    );
    const { manifests } = await renderChart(chart, { trace: true });
    const line = (path: string) => placeOfField(manifests[0], path);
    expect(line('spec.list[0].tag')).toEqual({ template: 'p/templates/a.yaml', line: 13 });
    expect(line('metadata.labels["a.b/c"]')).toEqual({
      template: 'p/templates/a.yaml',
      line: 3,
      define: 'labels',
      from: { template: 'p/templates/a.yaml', line: 9 },
    });
    // What is not there has the line of what is around it.
    expect(line('spec.list[0].other')?.line).toBe(12);
    const field = { path: 'spec.x', before: 1, after: 2, origins: [], place: line('metadata.labels.app') };
    expect(
      showChanges([{ action: 'update', name: 'A a', kind: 'A', source: 'p/templates/a.yaml', fields: [field] }]),
    ).toContain('spec.x: 1 → 2  []  (p/templates/a.yaml:2 < p/templates/a.yaml:9)');
  } finally {
    rmSync(chart, { recursive: true, force: true });
  }
});
