// Both ways to render a chart give one semantics: what the renderer prints that was given the chart's texts is what the module
// prints that the chart was compiled to. Every fixture with every value set, in the newest and in the oldest semantics.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { compileChartAt } from '../../../actions/chart/compile';
import { quickChartAt } from '../../../actions/chart/quick';
import { templateCommand } from '../../../actions/helm-template/template';
import { ChartInstance } from '../../../actions/render/render';
import { profileById } from '../../../language/profiles';
import { openModule } from '../../../runtime/host';
import { ChartMemory, loadImage } from '../../../runtime/bindings/renderer';
import { NodeInstance } from '../../../runtime/host/node/node';
import { fixtureCases, fixturesFolder } from '../../judge/fixtures';
import { inEveryTier } from '../../judge/tiers';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-tiers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Draws come from outside, so that they are the same in both. */
const FIXED = ['--now', '2026-01-02T03:04:05Z', '--seed', 'tiers'];

const cases = fixtureCases();
const charts = [...new Set(cases.map((fixture) => fixture.chart))];

describe.each(['4.3', '3.17'] as const)('as Helm %s', (id) => {
  test.each(charts)('%s', async (chart) => {
    const path = join(fixturesFolder, chart);
    const options = { allowMissingReferences: true };
    const made = await Promise.allSettled([
      quickChartAt(path, profileById(id), () => {}, options),
      compileChartAt(path, profileById(id), () => {}, options),
    ]);
    const [quickly, compiled] = made;
    if (quickly.status === 'rejected' || compiled.status === 'rejected') {
      // A chart that Helm cannot load cannot be rendered in either way, for the same reason.
      expect(made.map((result) => result.status === 'rejected' && String(result.reason))).toEqual([
        expect.stringMatching(/^ChartError: /),
        quickly.status === 'rejected' && String(quickly.reason),
      ]);
      return;
    }
    const module = join(folder, `${chart}-${id}.wasm`);
    writeFileSync(module, compiled.value.wasm);
    const openModule = () => new ChartInstance(loadImage(quickly.value.image));
    for (const { chart: of, args } of cases) {
      if (of !== chart) continue;
      const rest = [args[0], module, ...args.slice(2), ...FIXED];
      const [small, quick] = await Promise.all([
        templateCommand(rest, { cwd: fixturesFolder, stdin: '' }),
        templateCommand(rest, { cwd: fixturesFolder, stdin: '', openModule }),
      ]);
      expect({ ...quick, stdout: quick.stdout.toString('latin1') }).toEqual({
        ...small,
        stdout: small.stdout.toString('latin1'),
      });
    }
  });
});

// The emitter cuts them (compiler/codegen/weight.ts), so that a template is several functions.
describe('templates too large for one function', () => {
  const line = (i: number) => `{{ if .Values.a.b }}k${i}: {{ .Values.a.b | upper | quote }}{{ end }}\n`;
  const lines = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => line(from + i)).join('');
  const charts: Record<string, string> = {
    'one after another': lines(0, 5000),
    'in a loop that is left': `{{ range $i, $_ := until 3 }}{{ if eq $i 2 }}{{ break }}{{ end }}{{ $x := $i }}\n${lines(0, 5000).replaceAll('.Values', '$.Values').replaceAll('k', 'k{{ $x }}-')}{{ end }}`,
    'among others': `{{ define "a" }}x{{ end }}${lines(0, 5000)}{{ define "b" }}${lines(5000, 10_000)}{{ end }}z: {{ include "a" . }}\n{{ include "b" . }}`,
  };
  test.each(Object.entries(charts))('%s', async (name, template) => {
    const chart = join(folder, name);
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: large\nversion: 1.0.0\n');
    writeFileSync(join(chart, 'values.yaml'), 'a: {b: x}\n');
    writeFileSync(join(chart, 'templates/a.yaml'), template);
    writeFileSync(join(chart, 'templates/b.yaml'), 'b: 1\n');
    const { wanted, others } = await inEveryTier('4.3', chart, [['rel', chart]]);
    for (const [other] of others) expect(other!.stdout.equals(wanted[0]!.stdout)).toBe(true);
    const text = wanted[0]!.stdout.toString();
    expect([wanted[0]!.stderr, text.split('\n').filter((one) => /^k.*: "X"$/.test(one)).length]).toEqual([
      '',
      name === 'one after another' ? 5000 : 10_000,
    ]);
    expect(text).toContain('b: 1\n');
  });
});

// The evaluator parses equal texts once, and its trees keep what their nodes came to: values of names and constants, the place of a key
// in the map before, what an include named.
describe('what trees keep is right wherever they are evaluated next', () => {
  const part = {
    'templates/_lib.tpl':
      '{{ define "lib.pick" }}{{ .k }}-{{ .list.k | default "none" }}-{{ . | len }}{{ end }}{{ define "lib.bad" }}{{ .k.x.y }}{{ end }}',
    'templates/a.yaml':
      '{{ range $i, $_ := .Values.maps }}k{{ $i }}: x{{ include "lib.pick" . }} {{ .k }} {{ .missing }} {{ $.Values.maps | len }} {{ $.Values.AsMap | len }}\n{{ end }}',
    'templates/b.yaml':
      '{{ range $i, $n := list "lib.pick" "own" "lib.pick" "own" }}{{ if eq $i 2 }}t: {{ tpl `{{ define "own" }}tpl{{ end }}{{ include "own" . }}` $ }}\n{{ end }}k{{ $i }}: x{{ include $n (dict "k" $i "list" dict) }}\n{{ end }}',
    'templates/c.yaml':
      '{{ range $i, $_ := until 3 }}{{ $l := append (list 1 2) 3 }}{{ $_ := set $.Values "x" (append $l $i) }}k{{ $i }}: x{{ $.Values.x }} {{ add 1 $i 0x10 }} {{ repeat 2 "ab" }} {{ mulf 1.5 $i }}\n{{ end }}',
  };
  const values = [
    'maps: [{k: 1, list: {}}, {a: 0, k: 2, list: {k: a}}, {list: {b: 1, k: c}, k: 3, b: 1, c: 2, d: 1, e: 1, f: 1, g: 1, h: 1}, {list: {}}]\n',
    'maps: [{list: {k: z}, zz: 1, k: y}, {k: 1, list: {}}]\nfirst: 1\n',
  ];
  const charts: Record<string, Record<string, string>> = {
    'values of other shapes': {},
    'an error in what both define': { 'templates/d.yaml': '{{ include "lib.bad" (dict "k" (dict "x" "text")) }}' },
    'a name that nothing has': { 'templates/d.yaml': '{{ range list "own" "nobody" }}{{ include . $ }}{{ end }}' },
    'a literal of the wrong type': { 'templates/d.yaml': '{{ range until 2 }}{{ repeat "x" "y" }}{{ end }}' },
    'a text that cannot be parsed': { 'templates/d.yaml': 'a\n{{ if }}' },
    'too few arguments': { 'templates/d.yaml': '{{ range until 2 }}{{ and }}{{ end }}' },
  };
  test.each(Object.entries(charts))('%s', async (name, more) => {
    const chart = join(folder, name);
    const files: Record<string, string> = { 'Chart.yaml': 'apiVersion: v2\nname: top\nversion: 1.0.0\n' };
    for (const [i, text] of values.entries()) {
      const own = { 'templates/_own.tpl': `{{ define "own" }}own${i}{{ end }}`, 'values.yaml': text };
      const meta = { 'Chart.yaml': `apiVersion: v2\nname: part${i}\nversion: 1.0.0\n` };
      for (const [file, content] of Object.entries({ ...part, ...more, ...own, ...meta }))
        files[`charts/part${i}/${file}`] = content;
    }
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(chart, file, '..'), { recursive: true });
      writeFileSync(join(chart, file), text);
    }
    const { wanted, others } = await inEveryTier('4.3', chart, [['rel', chart]]);
    for (const [other] of others)
      expect({ ...other, stdout: String(other!.stdout) }).toEqual({ ...wanted[0], stdout: String(wanted[0]!.stdout) });
    const failed = Object.keys(more).length > 0;
    expect(wanted[0]!.code).toBe(failed ? 1 : 0);
    if (!failed) expect(String(wanted[0]!.stdout)).toContain('k0: x1-none-2 1');
  });
});

// The instance in which a chart was laid out renders it first, and keeps no copy of what that changes.
test('a chart renders again in the memory that it was laid out in, and elsewhere', async () => {
  const chart = join(folder, 'again');
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: again\nversion: 1.0.0\ndependencies: [{name: part, version: 1.x}]\n',
    'values.yaml': 'a: {b: x}\npart: {c: {d: mine}, list: [1]}\n',
    'templates/a.yaml':
      '{{ $_ := set .Values.a "b" (printf "%s!" .Values.a.b) }}{{ $_ := set .Values "new" 1 }}a: {{ toJson .Values }}\n',
    'charts/part/Chart.yaml': 'apiVersion: v2\nname: part\nversion: 1.0.0\nmaintainers: [{name: x}]\n',
    'charts/part/values.yaml': 'c: {d: theirs, e: 2}\nf: y\n',
    'charts/part/templates/b.yaml':
      '{{ $_ := set .Values.c "e" (add 1 .Values.c.e) }}{{ $_ := unset .Values "f" }}b: {{ toJson .Values }}\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(chart, name, '..'), { recursive: true });
    writeFileSync(join(chart, name), text);
  }
  const helm = profileById('4.3');
  const memory = new ChartMemory(helm);
  const { image } = await quickChartAt(chart, helm, () => {}, {}, { memory });
  const here = new NodeInstance(loadImage(image, undefined, memory));
  const input = { data: { name: 'rel', values: {} } };
  const given = { data: { name: 'rel', values: { a: { b: 'z' }, part: { c: { d: null } } } } };
  const results = [here.generate(input), here.generate(given), here.generate(input)];
  here.close();
  results.push(here.generate(input));
  const { wasm } = await compileChartAt(chart, helm, () => {});
  const compiled = openModule(wasm);
  const expected = [input, given, input, input].map((one) => compiled.generate(one));
  expect(results).toEqual(expected);
  const texts = results.map(({ data }) => ('files' in data ? [...(data.files as Map<string, string>).values()] : []));
  expect(texts[0]!.join('')).toContain('{"a":{"b":"x!"}');
  expect(texts[1]!.join('')).toContain('{"a":{"b":"z!"}');
  expect(texts.slice(2)).toEqual([texts[0], texts[0]]);
});
