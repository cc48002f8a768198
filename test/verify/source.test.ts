// The template line behind a line of output, by its looks.

import { describe, expect, it } from 'vitest';
import { sourceFinder, templateLines } from '../../verify/compare/source';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "x.name" . }}
  labels:
    {{- include "x.labels" . | nindent 4 }}
spec:
  {{- if .Values.on }}
  replicas: {{ .Values.replicas }}
  {{- end }}
  template:
    spec:
      containers:
        {{- range .Values.ports }}
        - containerPort: {{ .number }}
          name: {{ .name | quote }}
        {{- end }}
`;
const helpers = `{{- define "x.name" -}}
{{ .Release.Name }}
{{- end }}
{{- define "x.labels" -}}
app: {{ include "x.name" . }}
{{/* a comment
over lines */}}
team: {{ .Values.team }}
{{- end }}
`;
const output = `---
# Source: x/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: rel
  labels:
    app: rel
    team: shop
spec:
  replicas: 3
  template:
    spec:
      containers:
        - containerPort: 80
          name: "http"
        - containerPort: 443
          name: "https"
`.split('\n');

describe('sourceFinder', () => {
  const find = sourceFinder(
    () =>
      new Map([
        ['x/templates/deployment.yaml', deployment],
        ['x/templates/_helpers.tpl', helpers],
      ]),
  );
  const place = (text: string, from = 0) =>
    find(
      output,
      output.findIndex((line, i) => i >= from && line.includes(text)),
    );

  it.each([
    ['kind: Deployment', 2],
    ['name: rel', 4],
    ['replicas: 3', 9],
    ['containerPort: 80', 15],
    ['name: "http"', 16],
    ['containerPort: 443', 15],
    ['name: "https"', 16],
  ])('%s', (text, line) => {
    expect(place(text)).toEqual({ template: 'x/templates/deployment.yaml', line });
  });

  it('names the helper and the line that includes it', () => {
    expect(place('team: shop')).toEqual({
      template: 'x/templates/_helpers.tpl',
      line: 8,
      from: { template: 'x/templates/deployment.yaml', line: 6 },
    });
  });

  it('knows nothing of lines without a source, and the file of an unknown one', () => {
    expect(find(['a', 'b'], 1)).toBeUndefined();
    expect(find(['---', '# Source: y/templates/a.yaml', 'b'], 2)).toEqual({ template: 'y/templates/a.yaml', line: 0 });
  });

  it('gives no place where the templates cannot be read', () => {
    const broken = sourceFinder(() => {
      throw new Error('unreadable');
    });
    expect(broken(output, 4)).toEqual({ template: 'x/templates/deployment.yaml', line: 0 });
  });
});

describe('templateLines', () => {
  it('keeps the fixed text and the names of includes', () => {
    expect(templateLines('  a: {{ .b }}-{{ include "c" . }} d')[0]).toMatchObject({
      literals: ['a: ', '-', ' d'],
      includes: ['c'],
      hasAction: true,
    });
  });

  it('ends in reasonable time for an action that never closes', () => {
    const start = performance.now();
    templateLines(`{{ ${'"a" '.repeat(2000)}`);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
