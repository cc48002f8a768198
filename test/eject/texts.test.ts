// Odd texts at every position of a template: a package has the chart's objects, or refuses; never others. All positions stand in one chart, each
// in a template of its own that only its own renders reach.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeData } from '../../actions/package/data';
import { writeInput } from '../../actions/render/input';
import { convertChart } from '../../compiler/convert';
import { defaultProfile, profileById } from '../../language/profiles';
import { ejectChart } from '../../toolchain/eject/eject';
import { compareRenders, moduleSide, type Sides } from '../../verify/against/against';
import { ODD_KEYS, ODD_TEXTS } from '../../verify/sets/odd';
import { packageInNode } from './in-node';

const TEXTS = [...new Set(['two words', 'a-b.c/d', ...ODD_TEXTS, ...ODD_KEYS])];

/** The texts that a position is tried with: a few of them, other ones than the next position's. MISTLETOE_TEXTS=all tries every one. */
const textsFor = (position: number) =>
  process.env['MISTLETOE_TEXTS'] === 'all' ? TEXTS : TEXTS.filter((_, i) => (i + position) % 8 === 0);

const STATIC = Array.from({ length: 40 }, (_, i) => `b${i}: 1\n`).join('');

/** Lines of a template below `kind: A`; `X` is `.Values.x`, a text. `m`: a mapping with it; `k`: one with it as a key; `l`: a list with it. */
const POSITIONS: Record<string, readonly string[]> = {
  'a value': [
    'a: {{ X }}',
    'a: {{ X }} # c',
    'a: b {{ X }}',
    'a: {{ X }} b',
    'a: b{{ X }}c',
    'a: {{ X }}{{ X }}',
    'a: {{ X }}:80',
    'a: http://{{ X }}/b',
    'a:   {{ X }}',
    'a: {{ X }}\n\nb: 1',
    'a: {{ X | trim }}',
    'a: {{ X | upper }}',
    'a: {{ X | default "b" }}',
    'a: {{ printf "%s-b" X }}',
    'a: {{ toYaml X }}',
    'a: {{ X | toJson }}',
    'a: {{ X | trunc 5 }}',
    'a: {{ X | replace "a" "b" }}',
    'a: {{ .Values.untyped }}',
    'a: {{ if X }}{{ X }}{{ else }}b{{ end }}',
    'a: {{ include "told" . }}',
    'a: {{ template "told" . }}',
    'a:\n  b:\n    c: {{ X }}\n  d: 1',
    'metadata:\n  name: {{ X }}',
    'metadata:\n  annotations:\n    a: {{ X }}',
  ],
  'within quotes': [
    'a: "{{ X }}"',
    'a: "b {{ X }} c"',
    'a: "{{ X }}{{ X }}"',
    'a: "{{ X }}" # c',
    'a: "{{ .Values.untyped }}"',
    "a: '{{ X }}'",
    "a: 'b {{ X }} c'",
    'a: {{ X | quote }}',
    'a: {{ X | squote }}',
    'a: {{ printf "%q" X }}',
    'a: {{ printf "%s" X | quote }}',
    'a: {{ quote X }} # c',
    'a: "{{ if X }}{{ X }}{{ end }}"',
    "a: '{{ toJson .Values.m }}'",
    'a: {{ toJson .Values.m | quote }}',
    'a: {{ toYaml .Values.m | quote }}',
    'a: {{ include "told" . | quote }}',
    'a: "{{ include "told" . }}"',
    'metadata:\n  annotations:\n    a: {{ X | quote }}',
  ],
  'an item': [
    'a:\n  - {{ X }}',
    'a:\n  - b\n  - {{ X }}\n  - c',
    'a:\n- {{ X }}\nb: 1',
    'a:\n  - "{{ X }}"',
    'a:\n  - {{ X | quote }}',
    'a:\n  - b={{ X }}',
    'a:\n  - --b={{ X }}',
    'a:\n  - b: {{ X }}\n    c: 1',
    'a:\n  - - {{ X }}',
    'a:\n  {{- range .Values.l }}\n  - {{ . }}\n  {{- end }}',
    'a:\n  {{- range .Values.l }}\n  - {{ . | quote }}\n  {{- end }}',
    'a:\n  {{- range .Values.l }}\n  - b: {{ . }}\n  {{- end }}\nb: 1',
    'a:\n  {{- range .Values.l }}\n  - {{ toYaml . }}\n  {{- end }}',
  ],
  'within brackets': [
    'a: [{{ X }}]',
    'a: [b, {{ X }}]',
    'a: [ {{ X }} , b]',
    'a: ["{{ X }}"]',
    "a: ['{{ X }}', b]",
    'a: [{{ X | quote }}, b]',
    'a: {b: {{ X }}}',
    'a: { b: {{ X }} }',
    'a: {b: "{{ X }}", c: 1}',
    'a: {{ toJson .Values.m }}',
    'a: [{{ join "," .Values.l }}]',
    'a: {{ toJson .Values.l }}',
  ],
  'a key': [
    'a:\n  {{ X }}: 1',
    'a:\n  "{{ X }}": 1',
    "a:\n  '{{ X }}': 1",
    'a:\n  {{ X | quote }}: 1',
    'a:\n  b/{{ X }}: 1',
    'a:\n  {{ X }}-b: 1',
    'a:\n  {{ X }}:\n    b: 1',
    'a:\n  b: 1\n  {{ X }}: 2',
    'a:\n  {{- range $k, $v := .Values.k }}\n  {{ $k }}: {{ $v }}\n  {{- end }}',
    'a:\n  {{- range $k, $v := .Values.k }}\n  {{ $k | quote }}: {{ $v | quote }}\n  {{- end }}',
    'a:\n  {{- range $k, $v := .Values.k }}\n  "{{ $k }}": "{{ $v }}"\n  {{- end }}',
    'a:\n  {{- range $k, $v := .Values.k }}\n  - name: {{ $k }}\n    value: {{ $v | quote }}\n  {{- end }}',
    'a:\n  {{- range $k, $v := .Values.k }}\n  {{ $k }}: |-\n    {{ $v }}\n  {{- end }}',
    '{{ X }}: 1',
  ],
  'a block text': [
    'a: |\n  {{ X }}',
    'a: |\n  {{ X }}\nb: 1',
    'a: |-\n  {{ X }}\nb: 1',
    'a: |\n  b {{ X }}\nb: 1',
    'a: |\n  {{ X }} b\nb: 1',
    'a: |\n  b\n  {{ X }}\n  c\nb: 1',
    'a: |\n  b\n    {{ X }}\n  c\nb: 1',
    'a: |\n\n  {{ X }}\nb: 1',
    'a: >\n  {{ X }}\nb: 1',
    'a: >-\n  b {{ X }}\n  c\nb: 1',
    'a: |\n  {{- X | nindent 2 }}\nb: 1',
    'a: |-\n  {{- X | nindent 2 }}\nb: 1',
    'a: |\n  b:\n    {{- X | nindent 4 }}\nb: 1',
    'a: |\n{{ X | indent 2 }}\nb: 1',
    'a: |-\n{{ X | indent 2 }}\nb: 1',
    'a:\n  b: |\n{{ X | indent 4 }}',
    'a: |\n  {{- range .Values.l }}\n  {{ . }}\n  {{- end }}\nb: 1',
    'a: |\n  {{- if X }}\n  b {{ X }}\n  {{- end }}\nb: 1',
    'a:\n  - |\n    {{ X }}\n  - b',
    'a:\n  {{- range $k, $v := .Values.k }}\n  {{ $k | quote }}: |\n    {{- $v | nindent 4 }}\n  {{- end }}',
    'a: | # c\n  {{ X }}\nb: 1',
    'a: |\n  {{- toYaml .Values.m | nindent 2 }}\nb: 1',
    'a: |\n  {{ toJson .Values.m }}\nb: 1',
    'a: |\n  b={{ X | quote }}\nb: 1',
    'a: |\n  # {{ X }}\n  b\nb: 1',
  ],
  'lines of YAML': [
    'a:\n  {{- X | nindent 2 }}',
    'a:\n{{ X | indent 2 }}\nb: 1',
    'a:\n  {{- toYaml .Values.m | nindent 2 }}\nb: 1',
    'a:\n{{ toYaml .Values.m | indent 2 }}\nb: 1',
    'a:\n  b: 1\n  {{- toYaml .Values.m | nindent 2 }}',
    'a:\n  {{- toYaml .Values.m | nindent 2 }}\n  b: 1',
    'a:\n  {{- with .Values.m }}\n  {{- toYaml . | nindent 2 }}\n  {{- end }}\n  b: 1',
    'a:\n  {{- toYaml .Values.k | nindent 2 }}\nb: 1',
    'a:\n  {{- toYaml .Values.l | nindent 2 }}\nb: 1',
    'a:\n  - b\n  {{- toYaml .Values.l | nindent 2 }}\nb: 1',
    'a:\n  - {{- toYaml .Values.m | nindent 4 }}\nb: 1',
    'a:\n  {{- toYaml (dict "b" X) | nindent 2 }}\nb: 1',
    'a:\n  {{- include "lines" . | nindent 2 }}\nb: 1',
    'a:\n  b: 1\n  {{- include "lines" . | nindent 2 }}',
    '{{ toYaml .Values.m }}',
    'a: {{ toYaml .Values.m | nindent 2 }}',
    // A key in a condition and what belongs to it in another are the chart's text, with the lines before them.
    `${STATIC}a:\n  {{- toYaml .Values.m | nindent 2 }}\n  {{- if not X }}\n  c:\n  {{- end }}\n  {{- if not X }}\n    d: 1\n  {{- end }}\n  e: 1`,
    'a:\n  {{- range .Values.l }}\n  {{- toYaml (list .) | nindent 2 }}\n  {{- end }}',
  ],
  'a comment': ['a: 1 # {{ X }}\nb: 1', 'a:\n  # b {{ X }}\n  c: 1', 'a: 1 # {{ X | quote }}\nb: 1'],
  'several documents': [
    'a: {{ X }}\n---\nkind: B\na: {{ X }}',
    'a: |\n  {{ X }}\n---\nkind: B\na: 1',
    'a: {{ X | quote }}\n---\n# c\nkind: B\na: "{{ X }}"',
    'a:\n  {{- toYaml .Values.m | nindent 2 }}\n---\nkind: B\na: 1',
    'a: 1\n{{- range .Values.docs }}\n---\n{{ toYaml . }}\n{{- end }}',
  ],
};

const HELPERS =
  '{{- define "told" -}}\n{{ .Values.x }}\n{{- end }}\n{{- define "lines" -}}\nc: {{ .Values.x }}\nd: {{ .Values.x | quote }}\n{{- end }}\n';

const all = Object.values(POSITIONS).flat();
const nameOf = (template: string) => `p${all.indexOf(template)}`;
const folder = mkdtempSync(join(tmpdir(), 'mistletoe-texts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a render of one position alone is given. */
const inputOf = (template: string, x: string) =>
  Buffer.from(
    writeInput({
      name: 'rel',
      namespace: 'default',
      now: 0,
      entropy: 'texts',
      values: writeData(
        new Map<string, never>(
          Object.entries({
            ...{ at: nameOf(template), x, untyped: x, l: [x] },
            ...{ m: new Map([['a', x]]), k: new Map([[x, 'word']]) },
            docs: [
              new Map([
                ['kind', 'B'],
                ['x', x],
              ]),
            ],
          }) as [string, never][],
        ),
      ),
    }),
  ).toString();

describe.each([
  ['4', defaultProfile],
  ['3', profileById('3.17')],
])('Helm %s', (major, helm) => {
  let sides: Sides;
  let translated: readonly string[];

  beforeAll(async () => {
    const chart = join(folder, `chart-${major}`);
    const files: Record<string, string> = {
      'Chart.yaml': 'apiVersion: v2\nname: texts\nversion: 1.0.0\n',
      'values.yaml': 'at: none\nx: word\nm: {a: word}\nk: {}\nl: [word]\ndocs: []\n',
      'templates/_helpers.tpl': HELPERS,
    };
    for (const template of all) {
      const name = nameOf(template);
      const lines = template.replaceAll(/\bX\b/g, '.Values.x');
      files[`templates/${name}.yaml`] = `{{- if eq .Values.at "${name}" }}\nkind: A\n${lines}\n{{- end }}\n`;
    }
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(chart, name, '..'), { recursive: true });
      writeFileSync(join(chart, name), text);
    }
    const out = join(folder, `out-${major}`);
    ({ translated } = await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['all'] }));
    const { wasm } = await convertChart(chart, { helm, quick: true });
    sides = { chart: moduleSide(wasm), package: await packageInNode(out) };
  }, 120_000);

  test.each(Object.keys(POSITIONS))('%s', (place) => {
    for (const template of POSITIONS[place]!) {
      const compare = (x: string) => {
        const input = inputOf(template, x);
        return compareRenders(sides.chart.render(input), sides.package.render(input), true);
      };
      expect(compare('word').status, template).toMatch(/identical|equal/);
      const wrong = textsFor(all.indexOf(template)).flatMap((x) => {
        const { status, differences } = compare(x);
        return status === 'different' ? [{ template, x, differences }] : [];
      });
      expect.soft(wrong).toEqual([]);
    }
  });

  test('positions are TypeScript', () => {
    const kept = all.filter((template) => !translated.includes(`templates/${nameOf(template)}.yaml`));
    expect(kept).toEqual([]);
  });
});
