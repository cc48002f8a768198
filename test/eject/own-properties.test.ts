// Fields that a chart's values do not have, and every object of JavaScript has: an ejected package finds those of the values alone.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readData, writeValues } from '../../actions/package/data';
import { writeInput } from '../../actions/render/input';
import { convertChart } from '../../compiler/convert';
import { defaultProfile as helm } from '../../language/profiles';
import { ejectChart } from '../../toolchain/eject/eject';
import { compareRenders, moduleSide, type Sides } from '../../verify/against/against';
import { packageInNode } from './in-node';

const NAMES = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'];

/** Lines of a template about a field `NAME` of a mapping, of a list's items, and of mappings of the template's own. */
const LINES = `hole: {{ .Values.m.NAME }}
quoted: {{ .Values.m.NAME | quote }}
default: {{ .Values.m.NAME | default "z" }}
text: "a{{ .Values.m.NAME }}"
{{- if .Values.m.NAME }}
if: 1
{{- end }}
{{- with .Values.m.NAME }}
with: {{ . }}
{{- end }}
{{- with .Values.m }}
within: {{ .NAME | quote }}
{{- end }}
parentheses: {{ (.Values.open).NAME | quote }}
defaulted: {{ (.Values.none | default dict).NAME | quote }}
index: {{ index .Values.m "NAME" | quote }}
hasKey: {{ hasKey .Values.m "NAME" }}
get: {{ get .Values.m "NAME" | quote }}
dig: {{ dig "NAME" "z" .Values.m | quote }}
pick: {{ pick .Values.m "NAME" | toJson }}
omit: {{ omit .Values.m "NAME" | toJson }}
merge: {{ merge (dict) .Values.m (dict "NAME" "z") | toJson }}
field: {{ (merge (dict) .Values.m).NAME | quote }}
range:
{{- range .Values.list }}
- {{ .NAME | quote }}
{{- end }}
- z
NAME: {{ dict "NAME" "z" | toJson }}
below:
  a: b
  {{- toYaml .Values.open | nindent 4 }}
`;
const VALUES = 'm: {a: b}\nopen: {c: d}\nlist: [{a: b}]\n';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-own-properties-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let sides: Sides;
beforeAll(async () => {
  const chart = join(folder, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: names\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.yaml'), VALUES);
  for (const [i, name] of NAMES.entries()) {
    const lines = LINES.replaceAll('NAME', name).replaceAll('\n', '\n  ');
    writeFileSync(join(chart, `templates/a${i}.yaml`), `kind: A\nmetadata:\n  name: a\ndata:\n  ${lines}`);
  }
  const out = join(folder, 'out');
  await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['all'] });
  for (const i of NAMES.keys())
    expect(readFileSync(join(out, `templates/a${i}.ts`), 'utf8')).not.toMatch(/texts\.(?!none)/);
  const { wasm } = await convertChart(chart, { helm, quick: true });
  sides = { chart: moduleSide(wasm), package: await packageInNode(out) };
}, 120_000);

const given = (value: string) => {
  const fields = `{${NAMES.map((name) => `${name}: ${value}`).join(', ')}}`;
  return [`m: ${fields}`, `open: ${fields}`, `list: [${fields}, {}]`];
};

test.each([
  ['nothing', []],
  ['a text', given('x')],
  ['null', given('null')],
  ['a mapping', ['open: {constructor: {name: x}, __proto__: {constructor: y}}']],
])('%s', (_, settings) => {
  const values = writeValues(readData([], { set: settings }));
  const input = Buffer.from(writeInput({ name: 'rel', namespace: 'default', now: 0, entropy: 'names', values }));
  const compared = compareRenders(sides.chart.render(input.toString()), sides.package.render(input.toString()));
  expect(compared.differences).toEqual([]);
  expect(compared.status).toMatch(/identical|equal/);
});
