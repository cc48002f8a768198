// Numbers that JavaScript does not tell apart: a package has the chart's objects, or refuses by name; never others.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readData, writeValues } from '../../actions/package/data';
import { readValues } from '../../actions/releases/rendering/values';
import { writeInput } from '../../actions/render/input';
import { convertChart } from '../../compiler/convert';
import { defaultProfile as helm } from '../../language/profiles';
import { mergeValuesMap } from '../../runtime/bindings/values';
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
  key-{{ .Values.quoted }}: {{ kindOf .Values.quoted }}
  default: {{ .Values.quoted | default "z" | quote }}
  lines: |
    a {{ .Values.quoted }}
  verb: {{ printf "%s" .Values.verb | quote }}
  digits: {{ printf "%d" .Values.verb | quote }}
  value: {{ printf "%v" .Values.verb | quote }}
  some: {{ toYaml .Values.some | nindent 4 }}
  json: {{ toJson .Values.some }}
  flow: [{{ .Values.flow }}]
  equal: {{ eq .Values.pair.a .Values.pair.b }}
  less: {{ lt .Values.pair.a .Values.pair.b }}
  join: {{ join "," .Values.list | quote }}
  list: {{ .Values.list | quote }}
  uniq: {{ uniq .Values.list | toJson }}
  int: {{ add .Values.sum 1 }}
  sub: {{ .Values.sub.max | quote }}
  global: {{ .Values.sub.global.size | quote }}
  imported: {{ .Values.imported.size | quote }}
`;
const STAYS = `kind: B
data:
  quoted: {{ .Values.quoted | quote }}
  text: {{ tpl "{{ .Values.quoted }}" . | quote }}
`;
const VALUES = `bare: 1
quoted: 2
verb: a
sum: 2
some: {}
flow: b
pair: {a: 3, b: 4}
list: [7, 7]
twin: 20000000
imported: {size: 8}
global: {size: 9}
`;
const DEPENDENCY = 'dependencies: [{name: sub, version: 0.1.0, import-values: [{child: inner, parent: imported}]}]\n';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-numbers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let sides: Sides;
beforeAll(async () => {
  const chart = join(folder, 'chart');
  mkdirSync(join(chart, 'templates'), { recursive: true });
  writeFileSync(join(chart, 'Chart.yaml'), `apiVersion: v2\nname: numbers\nversion: 0.1.0\n${DEPENDENCY}`);
  mkdirSync(join(chart, 'charts/sub'), { recursive: true });
  writeFileSync(join(chart, 'charts/sub/Chart.yaml'), 'apiVersion: v2\nname: sub\nversion: 0.1.0\n');
  writeFileSync(join(chart, 'charts/sub/values.yaml'), 'max: 6\ninner: {size: 8}\n');
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

const BOTH = 'is a whole number of --set, and of a file elsewhere';
const BEYOND = 'a larger whole number than JavaScript has';

/** Settings of --set, or a values file. */
const valuesOf = (given: string) =>
  mergeValuesMap({ helm, ...(/^\w+:/.test(given) ? { files: [{ name: 'f', text: given }] } : { set: [given] }) });

test.each<[given: string, refused?: string]>([
  ['bare=10485760'],
  ['quoted=5'],
  ['quoted=10485760'],
  ['quoted=-10485760'],
  ['quoted=0'],
  ['quoted=1234567890123456789'],
  ['verb=5'],
  ['verb=10485760'],
  ['flow=10485760'],
  ['bare=5,some.a=10485760,some.b.c=5'],
  ['some={1,10485760}'],
  ['some.a=123456789012345678'],
  ['list={1000000,1000000,1}'],
  ['list[1]=1000000'],
  ['pair.a=5,pair.b=5'],
  ['pair.a=11,pair.b=5000000'],
  ['sub.max=2000000'],
  ['global.size=2000000'],
  ['sub.inner.size=2000000'],
  // The number stands in a file too.
  ['quoted=20000000'],
  ['quoted=20000000,verb=20000000,sub.max=20000000'],
  ['pair.a=20000000,pair.b=20000000'],
  ['list={20000000,20000000}'],
  ['quoted=9,sum=9'],
  ['verb=7', `7 ${BOTH}`],
  ['pair.a=7,pair.b=7', `7 ${BOTH}`],
  ['list={6,6}', `6 ${BOTH}`],
  ['quoted: 10485760'],
  ['bare: 9007199254740993'],
  ['some: {a: 9007199254740993}'],
  ['some: {a: !!int 10485760}'],
  ['quoted: !!int 10485760'],
  ['bare: "123456789012345678"'],
  ['bare: "-9223372036854775808"'],
  ['bare: "18446744073709551615"'],
  ['quoted: "123456789012345678"'],
  ['flow: "123456789012345678"', `123456789012345678 is ${BEYOND}`],
  ['flow: "1e+17"'],
])('%s', (given, refused) => {
  const input = inputOf(writeValues(valuesOf(given)));
  const [chart, made] = [sides.chart.render(input), sides.package.render(input)];
  if (refused === undefined) expect(compareRenders(chart, made)).toMatchObject({ differences: [] });
  else expect([chart.error, made.error]).toEqual([undefined, expect.stringContaining(refused)]);
});

test.each(['pair.a=11', 'pair.b=12', 'pair.a=20000000'])('numbers of different kinds are not compared: %s', (given) => {
  const input = inputOf(writeValues(valuesOf(given)));
  for (const side of [sides.chart, sides.package])
    expect(side.render(input).error).toContain('incompatible types for comparison');
});

test.each<[set: string[], read: string]>([
  [['a=5'], '{"a":!!int 5}'],
  [['a=5', 'b: 5'], '{"a":!!int 5,"b":5}'],
  [['a=5', 'a: 6', 'c={7}'], '{"a":6,"c":[!!int 7]}'],
  [['a: 6', 'a=5'], '{"a":!!int 5}'],
])('settings keep their order and their int64s: %j', (set, read) => {
  expect(writeValues(readData([], { set }))).toBe(read);
  // As install, upgrade and the commands that publish have them.
  expect(readValues({ set }, {}, undefined).yaml).toBe(read);
});

test('a name of digits', () => {
  const input = inputOf('{}', '12345678901234567');
  const { files } = sides.package.render(input);
  expect(files.join('')).toContain('name: 12345678901234567\n');
});
