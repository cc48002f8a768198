// Numbers that JavaScript does not tell apart: a package has the chart's objects, or refuses by name; never others.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

const TEMPLATE = `kind: A
metadata:
  name: {{ .Release.Name }}
data:
  bare: {{ .Values.bare }}
  quoted: {{ .Values.quoted | quote }}
  within: "a {{ .Values.quoted }}"
  kind: {{ kindOf .Values.quoted }}
  verb: {{ printf "%s" .Values.verb | quote }}
  some: {{ toYaml .Values.some | nindent 4 }}
  flow: [{{ .Values.flow }}]
`;
const STAYS = `kind: B
data:
  quoted: {{ .Values.quoted | quote }}
  text: {{ tpl "{{ .Values.quoted }}" . | quote }}
`;
const VALUES = 'bare: 1\nquoted: 2\nverb: a\nsome: {}\nflow: b\n';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-numbers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let sides: Sides;
beforeAll(async () => {
  const chart = join(folder, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: numbers\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'values.yaml'), VALUES);
  writeFileSync(join(chart, 'templates/a.yaml'), TEMPLATE);
  writeFileSync(join(chart, 'templates/b.yaml'), STAYS);
  const out = join(folder, 'out');
  await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['templates/a.yaml'] });
  const { wasm } = await convertChart(chart, { helm, quick: true });
  sides = { chart: moduleSide(wasm), package: await packageInNode(out) };
}, 120_000);

const inputOf = (values: string, name = 'rel') =>
  Buffer.from(writeInput({ name, namespace: 'default', now: 0, entropy: 'numbers', values })).toString();

const INT64 = 'may be a whole number of --set, which a package cannot tell from one of a file';
const BEYOND = 'a larger whole number than JavaScript has';

test.each<[set: string, refused?: string]>([
  ['bare=10485760'],
  ['quoted=5'],
  ['bare=5,some.a=10485760'],
  ['verb=5', `5 ${INT64}`],
  ['quoted=10485760', `10485760 ${INT64}`],
  ['flow=10485760', `10485760 ${INT64}`],
  ['some.a=123456789012345678', `123456789012345678, ${BEYOND}`],
  ['quoted: 10485760'],
  ['bare: 9007199254740993'],
  ['some: {a: 9007199254740993}'],
  ['bare: "123456789012345678"'],
  ['bare: "-9223372036854775808"'],
  ['bare: "18446744073709551615"'],
  ['quoted: "123456789012345678"'],
  ['flow: "123456789012345678"', `123456789012345678 is ${BEYOND}`],
  ['flow: "1e+17"'],
])('--set %s', (set, refused) => {
  const input = inputOf(writeValues(readData([], { set: [set] })));
  const [chart, made] = [sides.chart.render(input), sides.package.render(input)];
  if (refused === undefined) expect(compareRenders(chart, made).status).toMatch(/identical|equal/);
  else expect([chart.error, made.error]).toEqual([undefined, expect.stringContaining(refused)]);
});

test('a name of digits', () => {
  const input = inputOf('{}', '12345678901234567');
  const { files } = sides.package.render(input);
  expect(files.join('')).toContain('name: 12345678901234567\n');
});
