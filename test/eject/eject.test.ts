// `mistletoe eject`: every fixture chart becomes a package that renders the same, checked by TypeScript.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runProgram } from '../../cli/program';
import { convertToModule } from '../../actions/convert';
import { convertChart } from '../../compiler/convert';
import { defaultProfile, findProfile } from '../../language/profiles';
import { describeEjected } from '../../toolchain/eject/describe';
import { ejectChart } from '../../toolchain/eject/eject';
import { ADVICE } from '../../toolchain/eject/reasons';
import { compareSides, moduleSide, packageSources, verifyAgainst } from '../../verify/against/against';
import { describeAgainst } from '../../verify/against/describe';
import { proofOver } from '../../verify/against/prove';
import { fixturesFolder } from '../judge/fixtures';
import { packageInNode } from './in-node';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-eject-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const helm = defaultProfile;
const sets = { release: 'rel', kubeVersion: 'v1.33.0', apiVersions: [], args: [], files: [] };

/** Charts that no Helm installs. */
const refused = new Set(['corekit-alone']);
const charts = readdirSync(fixturesFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(fixturesFolder, entry.name, 'Chart.yaml')))
  .map(({ name }) => name)
  .filter((name) => !refused.has(name));

/** Charts whose own values hold what a package refuses (docs/eject.md): only the proof finds which templates are concerned. */
const PROVEN = new Set(['odd-text']);

function edit(file: string, from: string, to: string): void {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

/** Every template that can be becomes TypeScript, and nothing is compared yet. */
const ALL = { helm, version: '0.1.0', quick: true, templates: ['all'] };

function chartOf(files: Record<string, string>): string {
  const place = mkdtempSync(join(folder, 'chart-'));
  const all = { 'Chart.yaml': 'apiVersion: v2\nname: small\nversion: 1.0.0\n', ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(join(place, name, '..'), { recursive: true });
    writeFileSync(join(place, name), text);
  }
  return place;
}

/** Value sets with which a package and its chart differ: half of the generated ones have values of other kinds, which are told apart. */
async function differing(chart: string, out: string, fuzz = 12) {
  const { wasm } = await convertChart(chart, { helm, quick: true });
  const sides = { chart: moduleSide(wasm), package: await packageInNode(out) };
  const results = compareSides(chart, sides, { helm, sets, fuzz, seed: 'eject' });
  const different = results.filter(({ status }) => status === 'different');
  return { results, bad: different.filter(({ isOdd }) => !isOdd), odd: different.filter(({ isOdd }) => isOdd) };
}

describe('a whole chart through the dependency', () => {
  test('takes the program and the SDK from where the folder above has them', async () => {
    const place = mkdtempSync(join(folder, 'packed-'));
    writeFileSync(
      join(place, 'package.json'),
      JSON.stringify({ dependencies: { '@mistletoe-dev/sdk': 'file:packs/sdk.tgz' } }),
    );
    const out = join(place, 'apps/small');
    const chart = chartOf({});
    const ejected = await ejectChart(chart, { out, helm, version: '0.1.0', quick: true });
    expect(JSON.parse(readFileSync(join(out, 'package.json'), 'utf8')).devDependencies).toMatchObject({
      '@mistletoe-dev/mistletoe': expect.stringMatching(/^file:.*\/mistletoe-dev-mistletoe-\d[\d.]*\.tgz$/),
      '@mistletoe-dev/sdk': 'file:../../packs/sdk.tgz',
    });
    // What is to be typed next: in the command's last words and in the README.
    const verify = `npx mistletoe verify ${relative(out, chart).replaceAll('\\', '/')} --against . --fuzz 20`;
    const note = '../../packs/sdk.tgz, as a package.json above says, is not there';
    for (const text of [describeEjected(ejected, 'apps/small'), readFileSync(join(out, 'README.md'), 'utf8')]) {
      expect(text).toMatch(/^ *npm pack .* --pack-destination .*\n *npm install\n *npm run build .*\n *npm test /m);
      expect(text).toContain(verify);
      expect(text).toContain(note);
    }
    expect(describeEjected(ejected, 'apps/small')).toContain('\n\n  cd apps/small\n');
    expect(readFileSync(join(out, '.gitignore'), 'utf8')).toBe('node_modules/\nsmall.wasm\n');
  });

  test('of a chart that is called chart the module has another name than the package', async () => {
    const chart = chartOf({ 'Chart.yaml': 'apiVersion: v2\nname: chart\nversion: 1.0.0\n' });
    const out = join(folder, 'called-chart');
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true });
    const { scripts } = JSON.parse(readFileSync(join(out, 'package.json'), 'utf8'));
    expect(scripts.build).toBe('npm run chart && mistletoe build package.ts -o chart-package.wasm');
    expect(readFileSync(join(out, '.gitignore'), 'utf8')).toBe('node_modules/\nchart-package.wasm\n');
  });

  test.each(['storefront', 'portal', 'policy-guard'])('%s renders the same bytes', async (name) => {
    const chart = resolve(fixturesFolder, name);
    const out = join(folder, `whole-${name}`);
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true });
    const { results } = await differing(chart, out);
    expect(results.filter(({ status, words }) => (status !== 'identical' && status !== 'refused') || words)).toEqual(
      [],
    );
  });

  test('the built module renders the same as the package in Node', async () => {
    const chart = chartOf({
      'values.yaml': 'on: true\n',
      'templates/a.yaml':
        'kind: A\n{{ if .Values.on }}on: yes{{ end }}\nid: {{ randAlphaNum 8 }}\nat: {{ now | unixEpoch }}\n',
      'templates/NOTES.txt': 'Hello {{ .Release.Name }}',
    });
    const out = join(folder, 'built');
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true });
    const results = await verifyAgainst(chart, { helm, against: out, sets, fuzz: 1, seed: 's', cwd: folder });
    expect(results.map(({ status }) => status)).toEqual(['identical', 'identical']);
  });
});

describe('templates as TypeScript', () => {
  test.each(charts)('%s renders the same objects', async (name) => {
    const chart = resolve(fixturesFolder, name);
    const out = join(folder, `all-${name}`);
    const prove = PROVEN.has(name) ? { prove: proofOver({ sets, fuzz: 0, seed: '' }) } : {};
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['all'], ...prove });
    const { bad, odd } = await differing(chart, out);
    expect([...bad, ...odd]).toEqual([]);
  });

  test('most of a scaffold becomes TypeScript, as a person would write it', async () => {
    const out = join(folder, 'scaffold');
    const ejected = await ejectChart(resolve(fixturesFolder, 'storefront'), {
      out,
      helm,
      version: '0.1.0',
      quick: true,
      templates: ['all'],
    });
    expect(ejected.translated.length).toBe(11);
    expect(ejected.kept).toEqual([]);
    const text = ['deployment', 'service', 'ingress', 'helpers'].map((file) =>
      readFileSync(join(out, `templates/${file}.ts`), 'utf8'),
    );
    await expect(text.join('\n')).toMatchFileSnapshot('snapshots/storefront.ts.txt');
    expect(existsSync(join(out, 'chart/templates/service.yaml'))).toBe(false);
    // What a values text renders with tpl only the chart can say, so it is asked for that.
    const asked = readFileSync(join(out, 'chart/templates/_mistletoe-texts.tpl'), 'utf8');
    await expect(asked).toMatchFileSnapshot('snapshots/storefront-texts.tpl.txt');
  });

  test('one follows the other, and what was written before stays', async () => {
    const chart = resolve(fixturesFolder, 'storefront');
    const out = join(folder, 'steps');
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['templates/service.yaml'] });
    const service = join(out, 'templates/service.ts');
    writeFileSync(service, `// mine\n${readFileSync(service, 'utf8')}`);
    const second = await ejectChart(out, { helm, version: '0.1.0', quick: true, templates: ['templates/pdb.yaml'] });
    expect(second.translated).toEqual(['templates/pdb.yaml']);
    expect(readFileSync(service, 'utf8')).toMatch(/^\/\/ mine\n/);
    const index = readFileSync(join(out, 'templates/index.ts'), 'utf8');
    expect(index).toContain("'templates/pdb.yaml': pdb,");
    expect(index).toContain("'templates/service.yaml': service,");
    expect((await differing(chart, out, 24)).bad).toEqual([]);
    await expect(
      ejectChart(out, { helm, version: '0.1.0', quick: true, templates: ['templates/pdb.yaml'] }),
    ).rejects.toThrow('templates/pdb.yaml is TypeScript already');
  });

  test("one whose TypeScript was deleted is the chart's again, or is written again, where the chart has it", async () => {
    const template = (name: string) => `kind: A\nmetadata:\n  name: ${name}-{{ .Release.Name }}\n`;
    const chart = chartOf({
      'templates/a.yaml': template('a'),
      'templates/b.yaml': `${template('b')}sum: {{ include (print $.Template.BasePath "/a.yaml") . | sha256sum }}\n`,
      'templates/c.yaml': template('c'),
    });
    const out = join(folder, 'deleted');
    const options = { helm, version: '0.1.0', quick: true };
    const list = () => readFileSync(join(out, 'templates/index.ts'), 'utf8').match(/'templates.*?'/g);
    await ejectChart(chart, { ...options, out, templates: ['all'] });
    expect(list()).toHaveLength(3);

    // The chart has it, since another template wants its text.
    rmSync(join(out, 'templates/a.ts'));
    const again = await ejectChart(out, { ...options, templates: ['templates/a.yaml'] });
    expect(again).toMatchObject({ translated: ['templates/a.yaml'], returned: [] });
    expect(existsSync(join(out, 'templates/a.ts'))).toBe(true);
    rmSync(join(out, 'templates/a.ts'));
    writeFileSync(join(out, 'templates/index.ts'), `// mine\n${readFileSync(join(out, 'templates/index.ts'), 'utf8')}`);
    const returned = await ejectChart(out, options);
    expect(returned).toMatchObject({ translated: [], returned: ['templates/a.yaml'] });
    expect(describeEjected(returned, 'x')).toContain(
      "  templates/a.yaml is the chart's again, since its TypeScript is",
    );
    expect(list()).toEqual(["'templates/b.yaml'", "'templates/c.yaml'"]);
    expect(readFileSync(join(out, 'templates/index.ts'), 'utf8')).toMatch(/^\/\/ mine\n/);
    expect((await differing(chart, out)).bad).toEqual([]);

    // The chart has it no longer: neither side would render it.
    rmSync(join(out, 'templates/c.ts'));
    const before = readFileSync(join(out, 'package.json'), 'utf8');
    for (const templates of [['templates/c.yaml'], ['all'], []]) {
      await expect(ejectChart(out, { ...options, templates })).rejects.toThrow(
        'templates/c.ts is not there, and chart/ has no templates/c.yaml any more: bring the TypeScript back, or copy the template of the chart that was ejected to chart/templates/c.yaml',
      );
    }
    expect(readFileSync(join(out, 'package.json'), 'utf8')).toBe(before);
    writeFileSync(join(out, 'chart/templates/c.yaml'), template('c'));
    expect(await ejectChart(out, { ...options, templates: ['all'] })).toMatchObject({
      translated: ['templates/a.yaml', 'templates/c.yaml'],
      returned: [],
    });
    expect((await differing(chart, out)).bad).toEqual([]);

    // A function that its author keeps somewhere else is there.
    renameSync(join(out, 'templates/c.ts'), join(out, 'templates/mine.ts'));
    edit(join(out, 'templates/index.ts'), "'./c'", "'./mine'");
    expect(await ejectChart(out, options)).toMatchObject({ translated: [], returned: [] });
    expect(list()).toHaveLength(3);
  });

  test.each<[string, string, number, RegExp]>([
    [
      'a variable that lasts behind a condition among lines',
      '{{- $x := 1 }}\na:\n  {{- range .Values.list }}\n  - {{ $x }}\n  {{- if . }}{{ $x = 2 }}{{ end }}\n  {{- end }}\n',
      5,
      /\$x is assigned anew/,
    ],
    [
      'a mapping that is changed among lines',
      '{{- $x := dict "a" 1 }}\nb:\n  {{- if .Values.y }}\n  c: d\n  {{- $_ := set $x "a" 2 }}\n  {{- end }}\na: {{ $x.a }}\n',
      5,
      /changed among lines/,
    ],
    ['a first line that is indented twice', 'a:\n    {{ toYaml .Values.m | indent 4 }}\nb: c\n', 2, /indented/],
    [
      'further lines that are indented otherwise',
      'a:\n    {{ toYaml .Values.m | indent 4 }}\n    b: c\n',
      2,
      /indented/,
    ],
    ['what is drawn', 'a: {{ randAlphaNum 8 | quote }}\n', 1, /^randAlphaNum/],
    [
      'a changed value',
      '{{- $_ := set .Values "x" "z" }}\na: {{ .Values.x }}\n',
      1,
      /set changes a mapping that others/,
    ],
    [
      'half an object',
      'a:\n  {{- if .Values.x }}\n  b: 1\n{{- end }}\n  c: 2\nd: {{ .Values.y }}x\n- e\n',
      7,
      /goes on in further lines/,
    ],
    ['a text that keeps its last lines', 'a: |+\n  x\n\nb: 1\n', 1, /keeps its last lines/],
    [
      'a text that keeps its last lines, with expressions',
      'a: |+\n  x{{ range .Values.list }}\n  {{ . }}{{ end }}\n',
      1,
      /keeps its last lines/,
    ],
    [
      'a definition of several lines behind a text',
      '{{- define "more" }}\nb: 1{{ end }}\na: x{{ include "more" . }}\n',
      3,
      /more has several lines and stands within one/,
    ],
    [
      'a computed include',
      'a: {{ include .Values.x . }}\n',
      1,
      /an include of a name that is computed: include \.Values\.x \./,
    ],
    ['an unknown definition', 'a: {{ include "nobody" . }}\n', 1, /no chart defines nobody/],
    [
      'the text of a template that nobody has',
      'a: 1\n{{- if .Values.a }}\nb: {{ include (print $.Template.BasePath "/b.yaml") . | quote }}\n{{- end }}\n',
      3,
      /the chart has no template templates\/b\.yaml/,
    ],
    [
      'a variable that changes among lines',
      '{{- $x := 1 }}\n{{- if .Values.a }}\n{{- $x = 2 }}\nb: 1\n{{- end }}\na: {{ $x }}\n',
      3,
      /\$x is assigned anew/,
    ],
    ['a tab that indents a line', 'a:\n  b: 1\n\tc: {{ .Values.x }}\n', 3, /a tab among the white space/],
    [
      'the end of all rounds',
      'a:\n{{- range .Values.list }}\n{{- if eq . "x" }}{{ break }}{{ end }}\n- {{ . }}\n{{- end }}\n',
      3,
      /^break, which leaves out all further rounds/,
    ],
    [
      'the end of a round in two conditions',
      'a:\n{{- range .Values.list }}\n{{- if . }}\n{{- if eq . "x" }}{{ continue }}{{ end }}\n{{- end }}\n- {{ . }}\n{{- end }}\n',
      4,
      /^continue elsewhere than at the end of an if/,
    ],
  ])('%s stays in the chart, with the line that is in the way', async (name, template, line, reason) => {
    const chart = chartOf({ 'templates/a.yaml': template, 'values.yaml': 'x: y\ny: z\na: false\nlist: []\n' });
    const out = join(folder, `kept-${name.replaceAll(' ', '-')}`);
    const { kept } = await ejectChart(chart, { ...ALL, out }).catch((error: Error) => {
      // Charts that no value set renders have no test of their own, and are ejected all the same.
      throw error;
    });
    expect(kept).toMatchObject([{ path: 'templates/a.yaml', line, reason: expect.stringMatching(reason) }]);
    expect(existsSync(join(out, 'chart/templates/a.yaml'))).toBe(true);
  });

  test('structures of all kinds', async () => {
    const chart = chartOf({
      'values.yaml': `name: ""
port: 8080
big: 1000000
labels: {}
list: [b, a]
pairs: {b: 1, a: "2"}
hosts: [{host: a.example, paths: [/, /x]}, {host: b.example}]
flag: true
nested: {}
`,
      'templates/_helpers.tpl': `{{- define "small.name" -}}
{{- if .Values.name }}{{ .Values.name }}{{ else }}{{ printf "%s-%d" .Release.Name (len .Values.list) }}{{ end }}
{{- end }}
{{- define "small.labels" -}}
app: {{ include "small.name" . }}
{{- with .Values.labels }}
{{ toYaml . }}
{{- end }}
{{- end }}
{{- define "small.host" -}}
- host: {{ .entry.host | quote }}
  owner: {{ include "small.name" .context }}
{{- end }}`,
      'templates/a.yaml': `{{- $name := include "small.name" . -}}
apiVersion: v1
kind: ConfigMap
metadata:
  # Who it is
  name: {{ $name }}
  labels: {{- include "small.labels" . | nindent 4 }}
    port-{{ .Values.port }}: "{{ .Values.port }}"
data:
  plain: {{ .Values.port }}
  text: "{{ .Values.big }}/{{ .Values.name }}"
  single: 'it''s {{ .Values.name }}'
  flow: [{{ .Values.port }}, {{ .Values.name | quote }}]
  empty: {{ .Values.name }}
  nothing: {{ .Values.missing }}
  inline: {{ if .Values.flag }}yes{{ else }}no{{ end }}
  sorted:
    {{- range $key, $value := .Values.pairs }}
    {{ $key }}: {{ $value }}
    {{- end }}
  none:
    {{- range .Values.nested }}
    - {{ . }}
    {{- end }}
  script: |
    #!/bin/sh
    {{- if .Values.flag }}
    echo {{ .Values.name | default "nobody" }}
    {{- end }}
      exit {{ .Values.port }}
  choice:
    {{- if and .Values.flag (eq .Values.name "") }}
    a: 1
    {{- else }}
    b: 2
    {{- end }}
---
{{- range $i, $entry := .Values.hosts }}
---
apiVersion: v1
kind: Host
metadata: {name: "h{{ $i }}"}
paths:
  {{- range .paths }}
  - {{ . }}
  {{- end }}
{{- end }}
`,
      'templates/b.yaml': `apiVersion: v1
kind: Hosts
metadata: {name: b}
hosts:
{{- range .Values.hosts }}
{{ include "small.host" (dict "entry" . "context" $) }}
{{- end }}
{{- if not .Values.flag }}
off: true
{{- end }}
`,
      'ci/one-values.yaml': 'name: "12"\nlabels: {x: "y"}\nflag: false\nmissing: [1]\n',
      'ci/two-values.yaml': 'name: "a\\\\b"\nport: "0x10"\nnested: [1, "x"]\n',
    });
    const out = join(folder, 'structures');
    const { translated, kept } = await ejectChart(chart, {
      out,
      helm,
      version: '0.1.0',
      quick: true,
      templates: ['all'],
    });
    const { bad, results } = await differing(chart, out, 20);
    expect(bad).toEqual([]);
    expect(results.some(({ status }) => status === 'equal')).toBe(true);
    expect({ translated, kept }).toEqual({ translated: ['templates/a.yaml', 'templates/b.yaml'], kept: [] });
  });
});

describe('what differs from the chart', () => {
  test("is told with the TypeScript that it comes from, or as the chart's", async () => {
    const object = (name: string) => `kind: A\nmetadata:\n  name: ${name}\ndata: 1\n`;
    const chart = chartOf({ 'templates/a.yaml': object('a'), 'templates/sub/b.yaml': object('b') });
    const out = join(folder, 'named');
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['templates/sub/b.yaml'] });
    edit(join(out, 'templates/sub/b.ts'), 'data: 1', 'data: 2');
    edit(join(out, 'chart/templates/a.yaml'), 'data: 1', 'data: 2');
    const { wasm } = await convertChart(join(out, 'chart'), { helm, quick: true });
    writeFileSync(join(out, 'chart.wasm'), wasm);
    const told = async (against: string) =>
      describeAgainst(
        await verifyAgainst(chart, { helm, against, sets, fuzz: 0, seed: 's', cwd: folder }),
        packageSources(against, folder),
      );
    const expected = [
      'A/a data: chart 1, package 2 (small/templates/a.yaml, which the chart renders)',
      'A/b data: chart 1, package 2 (named/templates/sub/b.ts, which stands for small/templates/sub/b.yaml)',
    ];
    for (const against of ['named', 'named/package.ts'])
      expect((await told(against)).match(/^ {4}.*/gm)).toEqual(expected.map((line) => `    ${line}`));
    renameSync(join(out, 'templates/sub/b.ts'), join(out, 'templates/mine.ts'));
    edit(join(out, 'templates/index.ts'), './sub/b', './mine');
    expect(await told('named')).toContain('(named/templates/mine.ts, which stands for');
    expect(packageSources('nothing.wasm', folder)).toEqual(new Map());
  });
});

describe('what draws', () => {
  test('is a call: neither a word in a text nor a field or a variable of that name', async () => {
    const chart = chartOf({
      'values.yaml': 'htpasswd: "a:{{ .Release.Name }}"\nshuffle: {set: "x-{{ .Release.Name }}"}\n',
      'templates/_h.tpl': `{{- define "conf" -}}
include mime.types; {{ .Values.htpasswd | camelcase }}; auth_basic_user_file .htpasswd; set .x
{{- end }}
`,
      'templates/a.yaml': `kind: A
data:
  nginx.conf: |
    include /etc/nginx/mime.types;
    auth_basic_user_file .htpasswd;
    {{- "shuffle" | nindent 4 }}
`,
      'templates/b.yaml': `{{- $genCA := "x" }}
kind: B
sum: {{ include (print $.Template.BasePath "/a.yaml") . | sha256sum }}
pass: {{ tpl .Values.htpasswd $ | quote }}
conf: {{ tpl (include "conf" .) $ | quote }}
of: {{ tpl .Values.shuffle.set . }}-{{ $genCA }}
`,
      'templates/c.yaml': 'kind: C\npass: {{ htpasswd "a" "b" | quote }}\n',
      'templates/d.yaml': "kind: D\na: {{ print '\"' }}\npass: {{ randAlphaNum 5 | quote }}\n",
      'templates/f.yaml': 'kind: F\npass: {{ tpl "{{ htpasswd `a` `b` }}" . | quote }}\n',
      'templates/e.yaml': 'kind: E\nsum: {{ include (print $.Template.BasePath "/d.yaml") . | sha256sum }}\n',
    });
    const out = join(folder, 'draws');
    const options = { ...ALL, out };
    const { translated, kept } = await ejectChart(chart, options);
    expect(translated).toEqual(['templates/a.yaml', 'templates/b.yaml']);
    expect(kept.map(({ path, kind }) => [path, kind])).toEqual([
      ['templates/c.yaml', 'draws'],
      ['templates/d.yaml', 'draws'],
      ['templates/e.yaml', 'draws'],
      ['templates/f.yaml', 'unknown'],
    ]);
    const { results, bad } = await differing(chart, out);
    expect(bad).toEqual([]);
    expect(results.every(({ status, isOdd }) => isOdd || status === 'equal')).toBe(true);
  });
});

describe('reasons', () => {
  test('say what is in the way, what stands there, why the chart cannot be asked, and once what one can do', async () => {
    const chart = chartOf({
      'values.yaml': 'on: true\nname: a-b\n',
      'templates/_h.tpl': `{{- define "camel" -}}
{{ .component | camelcase }}{{ $_ := set . "component" "x" }}
{{- end }}
{{- define "changed" -}}
{{- $_ := set . "key" "x" -}}
{{ .key }}
{{- end }}
`,
      'templates/a.yaml': 'a: {{ include "camel" (dict "component" "a-b") }}\n',
      'templates/b.yaml': 'a: {{ include "changed" . }}\n',
      'templates/c.yaml': 'a: {{ include "changed" . }}\n',
      'templates/d.yaml': '{{- range .Files.Glob "x/*" }}\na: {{ . | trim | quote }}\n{{- end }}\n',
    });
    const out = join(folder, 'reasons');
    const ejected = await ejectChart(chart, { ...ALL, out });
    const described = describeEjected(ejected, 'x');
    expect(described.slice(described.indexOf('\n') + 1, described.indexOf('\n\n'))).toBe(`\
  templates/a.yaml stays in the chart: templates/_h.tpl, line 2: a package has no camelcase: … | camelcase; the chart cannot be asked for it in a definition that is given something else than $
      {{ .component | camelcase }}{{ $_ := set . "component" "x" }}
      ${ADVICE.unknown}
  templates/b.yaml stays in the chart: templates/_h.tpl, line 5: set changes a mapping that others may see
      {{- $_ := set . "key" "x" -}}
      ${ADVICE.changes}
  templates/c.yaml stays in the chart: templates/_h.tpl, line 5: set changes a mapping that others may see
      {{- $_ := set . "key" "x" -}}
  templates/d.yaml stays in the chart: line 1: a package has nothing like .Files.Glob "x/*"
      {{- range .Files.Glob "x/*" }}
  0 of 4 templates are TypeScript`);
    expect(ejected.kept[1]).toEqual({
      path: 'templates/b.yaml',
      reason: 'set changes a mapping that others may see',
      kind: 'changes',
      file: 'templates/_h.tpl',
      line: 5,
      code: '{{- $_ := set . "key" "x" -}}',
      advice: ADVICE.changes,
    });
  });

  test('of a mapping that has a key twice', async () => {
    const chart = chartOf({ 'templates/a.yaml': 'a: 1\nb: {{ .Release.Name }}\na: 2\n' });
    const out = join(folder, 'twice');
    const { kept } = await ejectChart(chart, { ...ALL, out });
    expect(kept).toMatchObject([{ reason: 'a mapping has a key twice', kind: 'broken', advice: ADVICE.broken }]);
  });

  test('what they advise becomes TypeScript', async () => {
    const chart = chartOf({
      'values.yaml': 'on: true\nname: a-b\nm: {a: 1}\nn: {a: 2, b: 3}\n',
      'templates/_h.tpl': '{{- define "named" -}}\n{{ .context.Values.name }}-{{ .key }}\n{{- end }}\n',
      'templates/changes.yaml': `a: {{ include "named" (dict "context" . "key" "value") }}
m:
  {{- mustMerge (dict) (.Values.m | default dict) (.Values.n | default dict) | toYaml | nindent 2 }}
o:
  {{- mergeOverwrite (dict) (.Values.m | default dict) (.Values.n | default dict) | toYaml | nindent 2 }}
`,
      'templates/assigned.yaml': `{{- $x := ternary "a" "b" .Values.on }}
{{- $y := .Values.name | default "b" }}
a: {{ $x }}-{{ $y }}
`,
      'templates/unknown.yaml': 'a: {{ .Values.name | camelcase }}\n',
      'templates/structure.yaml':
        'a:\n  {{- if .Values.on }}\n  b: 1\n  {{- end }}\n  {{- toYaml .Values | nindent 2 }}\n',
    });
    const out = join(folder, 'advised');
    const { kept } = await ejectChart(chart, { ...ALL, out });
    expect(kept).toEqual([]);
    expect((await differing(chart, out)).bad).toEqual([]);
  });
});

describe('what definitions change', () => {
  test('is asked for where it is their own, and stays the chart where it is the values', async () => {
    const chart = chartOf({
      'values.yaml': 'name: a-b\nlabels: {x: y}\nnp: {ingress: [a], labels: {p: q}}\n',
      'templates/_h.tpl': `{{- define "own" -}}
{{- if not .name }}{{ fail "invalid template data, include one" }}{{ end -}}
{{- $labels := dict "name" (.name | camelcase) -}}
{{- $labels = dict "more" "1" | toYaml | fromYaml | merge $labels -}}
{{- $_ := set $labels "last" "2" -}}
{{- $_ := set (.name | printf "n: %s" | fromYaml) "m" "3" -}}
{{- toJson $labels -}}
{{- end -}}
{{- define "foreign" -}}
{{- $labels := .labels | default dict -}}
{{- $_ := set $labels "name" (.name | camelcase) -}}
{{- toJson $labels -}}
{{- end -}}
`,
      'templates/a.yaml': 'own: {{ include "own" .Values | quote }}\n',
      'templates/b.yaml': 'foreign: {{ include "foreign" .Values | quote }}\n',
      'templates/c.yaml': `{{- $np := .Values.np }}
{{- $ctx := dict "name" "x" }}
{{- $of := dict "ctx" $ctx }}
{{- $_ := set $ctx "labels" $np.labels }}
ingress: {{ toYaml $np.ingress | nindent 2 }}
labels: {{ toYaml $np.labels | nindent 2 }}
of: {{ $of.ctx.labels.p | quote }}
`,
    });
    const out = join(folder, 'changes');
    const options = { ...ALL, out };
    const { translated, kept } = await ejectChart(chart, options);
    expect(translated).toEqual(['templates/a.yaml', 'templates/c.yaml']);
    expect(kept.map(({ path, kind }) => [path, kind])).toEqual([['templates/b.yaml', 'changes']]);
    expect(readFileSync(join(out, 'templates/c.ts'), 'utf8')).toContain('values.np.ingress');
    const { results, bad } = await differing(chart, out);
    expect(bad).toEqual([]);
    expect(results.some(({ status }) => status === 'equal')).toBe(true);
  });
});

describe('texts that the chart is asked for in rounds', () => {
  test('render the same objects', async () => {
    const chart = chartOf({
      'values.yaml': `list: [a, "{{ .Release.Name }}", c]
hosts: [{name: x, paths: ["{{ .Chart.Name }}", "/b"]}, {name: w, paths: []}, {name: z, paths: [q]}]
none: []
m: {a: 1, b: two}
missing: {k: null}
`,
      'templates/a.yaml': `{{- $pre := "p-" }}
{{- $root := . }}
apiVersion: v1
kind: A
metadata: {name: a}
list:
  {{- range .Values.list }}
  - {{ tpl . $ }}
  {{- end }}
hosts:
  {{- range $n, $h := .Values.hosts }}
  - name: {{ $h.name }}{{ $pre }}
    {{- if ne .name "z" }}
    paths:
      {{- range .paths }}
      - {{ $n }}-{{ $pre }}{{ tpl (print "$1" .) $root | quote }}
      {{- else }}
      - nothing
      {{- end }}
    {{- end }}
  {{- else }}
  - none
  {{- end }}
map:
  {{- range $k, $v := .Values.m }}
  {{ $k }}: {{ tpl (toString $v) $ | quote }}
  {{- end }}
none:
  {{- range .Values.none }}
  - {{ tpl . $ }}
  {{- else }}
  - empty: true
  {{- end }}
nothing: {{ tpl "{{ .Values.missing.k }}" $ }}
scripts:
  {{- range .Values.list }}
  - |
    echo $1 $(date) {{ tpl . $ }}
    {{- tpl "x" $ | nindent 4 }}
  {{- end }}
`,
      'ci/one-values.yaml': 'hosts: []\nnone: ["{{ .Release.Name }}", "<&>"]\nlist: [""]\n',
    });
    const out = join(folder, 'rounds');
    const { translated } = await ejectChart(chart, { ...ALL, out });
    const { bad, results } = await differing(chart, out, 20);
    expect(bad).toEqual([]);
    expect(results.filter(({ status }) => status === 'equal').length).toBeGreaterThan(2);
    expect(translated).toEqual(['templates/a.yaml']);
    const text = readFileSync(join(out, 'templates/a.ts'), 'utf8');
    expect(text).toContain('items(values.list).map((_, i) => plain(round(texts.list, i)))');
    // Ejecting another template reads the definitions back as they are.
    const asked = readFileSync(join(out, 'chart/templates/_mistletoe-texts.tpl'), 'utf8');
    writeFileSync(join(out, 'chart/templates/b.yaml'), 'kind: B\n{{ tpl "a: b" . }}\n');
    await ejectChart(out, { helm, version: '0.1.0', quick: true, templates: ['templates/b.yaml'] });
    expect(readFileSync(join(out, 'chart/templates/_mistletoe-texts.tpl'), 'utf8').startsWith(asked)).toBe(true);
  });
});

describe('lines, numbers and quotes as the chart prints them', () => {
  test('render the same objects', async () => {
    const chart = chartOf({
      'values.yaml': `big: 1000000
empty:
rules: []
custom: false
script: "x"
list: [{from: a}]
beside: []
`,
      'rules.txt': '- a\n- b\n',
      'templates/_helpers.tpl': `{{- define "small.affinity" -}}
{{- if eq .Values.script "hard" }}
a: 1
{{- else if eq .Values.script "soft" }}
b: 1
{{- end }}
{{- end -}}
`,
      'templates/a.yaml': `apiVersion: v1
kind: A
metadata: {name: a}
quotes: "{{ .Values.empty }}"
included: {{- include "small.affinity" . | nindent 2 }}
number: -Xmx{{ int .Values.big }}m
quoted: {{ int .Values.big | quote }}
text: {{ toString .Values.empty }}
version: "{{ .Capabilities.KubeVersion }}"
affinity:
  {{- if eq .Values.script "hard" }}
  a: 1
  {{- else if eq .Values.script "soft" }}
  b: 1
  {{- end }}
message: "several

  lines"
rules:
  {{- if .Values.custom }}
  {{- toYaml .Values.rules | nindent 2 }}
  {{- else }}
  - own
  {{- end }}
annotations: {{- tpl (toYaml .Values.beside) $ | nindent 2 }}
  {{- if .Values.custom }}
  {{- tpl "c: d" $ | nindent 2 }}
  {{- end }}
key:
{{ tpl (toYaml .Values.list) $ }}
script: |-
    {{ .Files.Get "rules.txt" | nindent 4 }}
    {{- range .Values.list }}
    {{ .from }}
    {{- end }}
`,
      'ci/one-values.yaml': 'custom: true\nbeside: {x: y}\nlist: {m: {from: b}}\n',
      'ci/two-values.yaml': 'custom: true\nlist: ["a"]\n',
      'ci/three-values.yaml': 'script: true\nlist: []\n',
      'ci/four-values.yaml': 'script: soft\n',
    });
    const out = join(folder, 'lines');
    const { kept } = await ejectChart(chart, { ...ALL, out });
    const { bad, results } = await differing(chart, out, 20);
    expect(bad).toEqual([]);
    expect(results.some(({ status }) => status === 'equal')).toBe(true);
    expect(kept).toEqual([]);
  });
});

test('lists at the indent of their keys, and definitions that are one range', async () => {
  const chart = chartOf({
    'values.yaml': 'people: [{name: x}]\nmore: [c]\nlabels: {}\n',
    'templates/_helpers.tpl': `{{- define "small.labels" -}}
{{ range $key, $value := .Values.labels }}
{{ $key }}: {{ $value | quote }}
{{ end }}
{{- end }}`,
    'templates/a.yaml': `kind: A
people:
{{- toYaml .Values.people | nindent 0 }}
{{- toYaml .Values.more | nindent 0 }}
more:
{{- range .Values.more }}
- {{ . }}
{{- end }}
{{- toYaml .Values.people | nindent 0 }}
labels:
  {{- include "small.labels" . | nindent 2 }}
script: |
  a
  # a line of the text
# none
last: 1
`,
    // An empty list stands at the indent of its key as [], which is no item, and neither is null.
    'ci/nobody-values.yaml': 'people: []\n',
    'ci/nothing-values.yaml': 'people: null\n',
    'ci/none-values.yaml': 'more: null\n',
    'ci/labels-values.yaml': 'labels: {b: 1, a: x}\nmore: [1, 2]\n',
  });
  const out = join(folder, 'beside');
  const { kept } = await ejectChart(chart, { ...ALL, out });
  expect(kept).toEqual([]);
  const { bad, results } = await differing(chart, out, 0);
  expect(bad).toEqual([]);
  expect(results.map(({ status }) => status)).toEqual(['equal', 'equal', 'refused', 'refused', 'refused']);
});

describe('lines that keep to no structure', () => {
  const template = (weird: string) => `apiVersion: v1
kind: A
metadata:
  name: a
  labels: {x: z}
spec:
  replicas: 1
  template:
    a: 1
    b: {{ .Values.x }}
    c: 3
    d: 4
    e: 5
    f: 6
    g: 7
    h: 8
    i: 9
    list:
      - j
      - k
      - l
      - m
      - n
      - o
  short: 1
${weird}
  last: true
`;

  test.each([
    [
      'deeper lines behind a condition',
      `  {{- if .Values.hard }}
  affinity:
  {{- end }}
  {{- if .Values.hard }}
    pod: {{ tpl "{{ .Release.Name }}" . }}
  {{- end }}`,
      'parsedMapping(texts.short, 2)',
    ],
    ['a comment with an expression', `  list2: x\n  # was {{ .Values.x }}`, 'parsedMapping(texts.list2, 2)'],
    [
      'an item in pieces',
      `  env:
    - name: A
    {{- if .Values.hard }}
      value: b
    - name: B
    {{- end }}
      value: {{ .Values.x }}
    - name: D`,
      'parsedList(texts.env, 4)',
    ],
  ])('%s stay the chart\u2019s, and the rest of the template becomes TypeScript', async (_, weird, code) => {
    const chart = chartOf({
      'values.yaml': 'x: word\nhard: false\n',
      'templates/a.yaml': template(weird),
      'ci/one-values.yaml': 'hard: true\nx: "1"\n',
    });
    const out = mkdtempSync(join(folder, 'regions-'));
    rmSync(out, { recursive: true });
    const ejected = await ejectChart(chart, { ...ALL, out });
    expect(ejected.kept).toEqual([]);
    expect(describeEjected(ejected, out)).toMatch(
      /templates\/a\.yaml is TypeScript, but for [1-9] texts? of the chart \(\d+ lines\)\n/,
    );
    const { bad, results } = await differing(chart, out, 4);
    expect(bad).toEqual([]);
    expect(results.some(({ status }) => status === 'equal')).toBe(true);
    expect(readFileSync(join(out, 'templates/a.ts'), 'utf8')).toContain(code);
  });

  test.each([
    ['quotes that go on in further lines', '  text: "a {{ .Values.x }}\n  b: c"', /quotes that do not end/],
    ['most of a template', `${'  {{- if .Values.hard }}\n  x:\n  {{- end }}\n    y: 1\n'.repeat(9)}`, /indented by 4/],
  ])('%s stay with the whole template', async (_, weird, reason) => {
    const chart = chartOf({ 'values.yaml': 'x: word\nhard: true\n', 'templates/a.yaml': template(weird) });
    const out = mkdtempSync(join(folder, 'whole-'));
    rmSync(out, { recursive: true });
    const { kept } = await ejectChart(chart, { ...ALL, out });
    expect(kept).toMatchObject([{ path: 'templates/a.yaml', reason: expect.stringMatching(reason) }]);
  });
});

test('texts of one key have names that say what they are about, and a number where nothing else tells them apart', async () => {
  const chart = chartOf({
    'values.yaml': 'a: x\nb: y\n',
    'templates/a.yaml': `kind: A\ntwo:\n  name: {{ tpl .Values.a . }}\nthree:\n  name: {{ tpl .Values.b . }}
four:\n  name: {{ tpl .Values.b $ }}\nfive:\n  name: {{ tpl .Values.b $ | upper }}\nsix:\n  name: {{ tpl .Values.b . | lower }}\n`,
  });
  const out = join(folder, 'text-names');
  const ejected = await ejectChart(chart, { ...ALL, out });
  expect(describeEjected(ejected, 'x')).toContain('  templates/a.yaml is TypeScript, but for 5 texts of the chart\n');
  const names = readFileSync(join(out, 'templates/a.ts'), 'utf8').matchAll(/texts\.(\w+)/g);
  expect([...names].map(([, name]) => name)).toEqual(['name', 'aName', 'nameB', 'aNameB', 'aNameB2']);
});

test('printf of a text alone is that text', async () => {
  const chart = chartOf({
    'values.yaml': 'a: x\n',
    'templates/_a.tpl': '{{ define "n" }}{{ .Release.Name }}-{{ .Values.a }}{{ end }}',
    'templates/a.yaml': 'kind: A\nname: {{ printf "%s" (include "n" .) }}\nother: {{ printf "%s" .Values.a }}\n',
  });
  const out = join(folder, 'printf-alone');
  await ejectChart(chart, { ...ALL, out });
  expect(readFileSync(join(out, 'templates/a.ts'), 'utf8')).toContain('name: plain(n(chart)),');
  expect((await differing(chart, out, 4)).bad).toEqual([]);
});

test.each([
  [
    'in a list',
    'a:\n  {{- range .Values.list }}\n  {{- if eq . "b" }}\n  {{- continue }}\n  {{- end }}\n  - {{ . | quote }}\n  {{- end }}\n',
  ],
  [
    'behind an item, and in an else',
    'a:\n  {{- range $i, $x := .Values.list }}\n  {{- if eq $x "b" }}\n  - first\n  {{- continue }}\n  {{- else }}\n  - other\n  {{- end }}\n  - {{ $x | quote }}\n  {{- end }}\n',
  ],
  [
    'twice, before documents',
    'a: 1\n{{- range .Values.list }}\n{{- if eq . "b" }}{{ continue }}{{ end }}\n{{- if eq . "c" }}{{ continue }}{{ end }}\n---\nkind: B\nname: {{ . }}\n{{- end }}\n',
  ],
  ['in a text', 'a: "{{ range .Values.list }}{{ if eq . "b" }}{{ continue }}{{ end }}{{ . }},{{ end }}"\n'],
])('continue leaves out the rest of a round %s', async (_, template) => {
  const chart = chartOf({ 'values.yaml': 'list: [a, b, c, d]\n', 'templates/a.yaml': `kind: A\n${template}` });
  const out = mkdtempSync(join(folder, 'continue-'));
  rmSync(out, { recursive: true });
  const { kept } = await ejectChart(chart, { ...ALL, out });
  expect(kept).toEqual([]);
  const { bad, results } = await differing(chart, out, 4);
  expect(bad).toEqual([]);
  expect(results[0]!.status).toBe('equal');
});

describe('documents, lines and variables that take some thought', () => {
  /** Ejects a template, and gives its functions. */
  async function translated(files: Record<string, string>, template: string): Promise<string> {
    const chart = chartOf({ ...files, 'templates/a.yaml': template });
    const out = mkdtempSync(join(folder, 'thought-'));
    rmSync(out, { recursive: true });
    const { kept } = await ejectChart(chart, { ...ALL, out });
    expect(kept).toEqual([]);
    const { bad, results } = await differing(chart, out, 6);
    expect(bad).toEqual([]);
    expect(results.filter(({ status }) => status === 'equal').length).toBeGreaterThan(1);
    return readFileSync(join(out, 'templates/a.ts'), 'utf8');
  }

  test('a document that is a text of the values, or several', async () => {
    const values = `extra:
  - {kind: A, metadata: {name: "{{ .Release.Name }}-a"}}
  - |
    kind: Second
    metadata: {name: b}
    ---
    # nothing
    --- # the third
    kind: First
    metadata: {name: "c"}
more: |

  kind: More
`;
    const code = await translated(
      {
        'values.yaml': values,
        'ci/list-values.yaml': 'extra: [[1]]\n',
        'ci/text-values.yaml': 'extra: [no object]\n',
        'ci/none-values.yaml': 'extra: []\nmore: ""\n',
      },
      `{{- range .Values.extra }}
---
{{- if typeIs "string" . }}
{{ tpl . $ }}
{{- else }}
{{ tpl (toYaml .) $ }}
{{- end }}
{{- end }}
---
  {{ tpl .Values.more . }}
`,
    );
    expect(code).toContain('documents(round(texts.');
    expect(code).toContain('documents(texts.more)');
  });

  test('a condition around lines of two levels, with an else', async () => {
    const code = await translated(
      { 'values.yaml': 'flag: true\nport: 80\n', 'ci/off-values.yaml': 'flag: false\n' },
      `kind: A
egress:
  - ports:
    {{- if .Values.flag }}
      - port: {{ .Values.port }}
    to:
      - name: x
    {{- else }}
      - port: 1
    {{- end }}
  - ports: []
`,
    );
    expect(code).toContain('ports: values.flag ? [{ port: plain(values.port) }] : [{ port: 1 }]');
  });

  test('rounds of a range of which only a render knows what they print', async () => {
    await translated(
      {
        'values.yaml': 'annotations: {a: "{{ .Release.Name }}", b: "2"}\n',
        'ci/none-values.yaml': 'annotations: null\n',
        'ci/odd-values.yaml': 'annotations: {"c.d/e": "x: y"}\n',
      },
      `kind: A
metadata:
  annotations:
    {{- range $key, $value := .Values.annotations }}
    {{- printf "%s: %s" $key (tpl $value $ | quote) | nindent 4 }}
    {{- end }}
`,
    );
  });

  test('one key in both branches, texts of several lines, rounds that ignore their item', async () => {
    const code = await translated(
      {
        'values.yaml': 'secure: true\nlist: [a, b]\nname: word\n',
        'ci/off-values.yaml': 'secure: false\nlist: []\n',
        'ci/more-values.yaml': 'list: {x: y}\n',
      },
      `kind: A
  {{- if .Values.secure }}
scheme: HTTPS
  {{- else }}
scheme: HTTP
  {{- end }}
script: |
  #!/bin/sh
  echo "\`date\` \\ \${HOME}"

    exit 0
kept: |-
  a
    b
  c
ends: "a\\nb\\nc "
same:
  {{- range .Values.list }}
  - {{ $.Values.name }}
  {{- end }}
`,
    );
    expect(code).toContain("scheme: values.secure ? 'HTTPS' : 'HTTP'");
    expect(code).toContain(`script: block\`
      #!/bin/sh
      echo "\\\`date\\\` \\\\ \\\${HOME}"

        exit 0
    \` + '\\n',`);
    expect(code).toContain('items(values.list).map(() => plain(values.name))');
  });

  test('lines that may be none at all', async () => {
    const code = await translated(
      {
        'values.yaml': 'text: ""\nlist: []\nentries: {}\n',
        'ci/some-values.yaml': 'text: "a\\nb"\nlist: [{name: "{{ .Release.Name }}"}]\nentries: {a: b}\n',
        'templates/_helpers.tpl': `{{- define "small.items" -}}
{{- if .Values.list }}{{ tpl (toYaml .Values.list) . }}{{ end }}
{{- end }}
{{- define "small.entries" -}}
{{- with .Values.entries }}{{ tpl (toYaml .) $ }}{{ end }}
{{- end }}`,
      },
      `kind: A
ini: |
  {{- if .Values.text }}
  {{- .Values.text | nindent 2 }}
  {{- end }}
items:
  {{- if .Values.list }}
  - name: first
  {{- end }}
  {{- include "small.items" . | nindent 2 }}
both:
  {{- include "small.entries" . | nindent 2 }}
  {{- include "small.entries" . | nindent 2 }}
`,
    );
    expect(code).toContain('ini: clipped(');
  });

  test('a variable that gets another value at its own level', async () => {
    const code = await translated(
      {
        'values.yaml': 'common: {size: 1, name: c}\nengines: [{name: a, over: {size: 2}}, {name: b, over: {}}]\n',
        'ci/none-values.yaml': 'engines: []\n',
        'ci/more-values.yaml': 'engines: [{name: z, over: {name: q, size: "8"}}]\n',
      },
      `{{- range $engine := .Values.engines }}
{{- $name := $engine.name }}
{{- $name = printf "%s-x" $name }}
{{- $own := deepCopy $.Values.common }}
{{- $own = mustMergeOverwrite $own $engine.over }}
---
kind: A
metadata: {name: {{ $name }}}
size: {{ $own.size }}
of: {{ $own.name }}
{{- end }}
`,
    );
    expect(code).toContain("printf('%s-x', engine.name)");
  });
});

describe('the proof', () => {
  const proof = (files: string[] = [], fuzz = 2) => proofOver({ sets: { ...sets, files }, fuzz, seed: 'eject' });
  const files = {
    'values.yaml': 'text: abc\nnumber: 1\n',
    'templates/a.yaml': 'kind: A\nnumber: {{ .Values.number }}\n',
    'templates/cut.yaml': 'kind: Cut\ntext: {{ .Values.text | trunc 4 | quote }}\n',
    'templates/yaml.yaml': 'kind: Yaml\n{{ toYaml .Values | indent 0 }}\n',
  };

  test('documents of odd kinds stand in the order of the chart, and a number that Helm may put in two places is refused', async () => {
    const kinds = ['<<', 1000, '1.30', true, 'yes', 'y', null, 'null', '~', '', '0x1f', 0.5, 'Zebra', '\ufffd', '😀'];
    const template = (kind: string) =>
      `{{- range $i, $kind := .Values.kinds }}\n---\nkind: ${kind}\nmetadata: {name: "{{ $i }}"}\n{{- end }}\n`;
    const chart = chartOf({
      'values.yaml': JSON.stringify({ kinds }),
      'ci/large-values.yaml': 'kinds: [1000000]\n',
      'templates/a.yaml': template('{{ $kind }}'),
      'templates/b.yaml': template('{{ $kind | quote }}'),
    });
    const options = { ...ALL, out: join(folder, 'odd-kinds') };
    const { kept } = await ejectChart(chart, { ...options, prove: proof([], 0) });
    const refusal =
      /^with ci.large-values.yaml .*a.yaml: kind is the number 1000000, whose place .*: a text is needed$/;
    expect(kept).toMatchObject([
      { path: 'templates/a.yaml', reason: expect.stringMatching(refusal) },
      { path: 'templates/b.yaml', reason: expect.stringMatching(refusal) },
    ]);
    rmSync(join(chart, 'ci'), { recursive: true });
    expect(await ejectChart(chart, { ...options, prove: proof([], 0), force: true })).toMatchObject({ kept: [] });
  });

  test('of a mapping that the user takes away a field in parentheses is nothing', async () => {
    const chart = chartOf({
      'values.yaml': 'global: {class: x, inner: {class: y}}\nsize: 1\n',
      'ci/global-values.yaml': 'global: null\n',
      'ci/inner-values.yaml': 'global: {inner: null}\n',
      'templates/_a.tpl': '{{ define "class" }}{{ coalesce ((.global).class) .own "z" }}{{ end }}',
      'templates/a.yaml': `kind: A
class: {{ include "class" (dict "global" .Values.global "own" .Values.size) }}
inner: {{ ((.Values.global).inner).class | quote }}
deep: {{ (.Values.global).inner | toJson }}
`,
    });
    const out = join(folder, 'taken-away');
    const options = { ...ALL, out };
    expect(await ejectChart(chart, { ...options, prove: proof([], 0) })).toMatchObject({ kept: [] });
  });

  test('fields of a mapping that stands in a comment of values.yaml are read within conditions on them, and refused without it', async () => {
    const chart = chartOf({
      'values.yaml': 'storage: file\n# s3:\n#   region: a\n#   endpoint: b\n#   deep: {bucket: c}\n',
      'ci/there-values.yaml': 'storage: s3\ns3: {region: a, endpoint: b, deep: {bucket: c}}\n',
      'ci/empty-values.yaml': 'storage: s3\ns3: {deep: {}}\n',
      'ci/nothing-values.yaml': 'storage: s3\n',
      'templates/a.yaml': `kind: A
{{- if eq .Values.storage "s3" }}
{{- if .Values.s3.endpoint }}
endpoint: {{ .Values.s3.endpoint }}
region: {{ .Values.s3.region }}
{{- end }}
{{- if .Values.s3.deep.bucket }}
bucket: {{ .Values.s3.deep.bucket }}
{{- end }}
{{- end }}
`,
    });
    const out = join(folder, 'in-a-comment');
    const options = { ...ALL, out };
    expect(await ejectChart(chart, { ...options, prove: proof([], 0) })).toMatchObject({ kept: [] });
    const { results } = await differing(chart, out, 0);
    expect(results.map(({ status }) => status).sort()).toEqual(['equal', 'equal', 'equal', 'refused']);
  });

  test('what renders otherwise with a value set stays the chart, with the set and what differs', async () => {
    const chart = chartOf({
      ...files,
      'ci/two-values.yaml': 'text: "日本"\n',
      'values-del.yaml': 'text: "\\x01\\e[0m\\x7f"\n',
    });
    const out = join(folder, 'proven');
    const ejected = await ejectChart(chart, {
      ...ALL,
      out,
      prove: proof(),
    });
    expect(ejected.translated).toEqual(['templates/a.yaml']);
    expect(ejected.kept).toMatchObject([
      {
        path: 'templates/cut.yaml',
        file: 'templates/cut.yaml',
        reason: expect.stringMatching(
          /^with ci.two-values.yaml it would render otherwise: .*trunc cuts a character of "日本"/,
        ),
      },
      {
        path: 'templates/yaml.yaml',
        file: 'templates/yaml.yaml',
        reason: expect.stringMatching(
          /^with values-del.yaml it would render otherwise: .*the control character .u007f/,
        ),
      },
    ]);
    expect(describeEjected(ejected, 'x')).toContain('  templates/cut.yaml stays in the chart: with ci/two-values.yaml');
    expect(readdirSync(join(out, 'templates')).sort()).toEqual(['a.ts', 'index.ts']);
    expect(readdirSync(out)).not.toContain('mistletoe-proof.ts');
    expect((await differing(chart, out)).bad).toEqual([]);
  });

  test('of a package that is there it asks about the next template only, with files that are given', async () => {
    const chart = chartOf(files);
    const out = join(folder, 'proven-next');
    const options = { helm, version: '0.1.0', quick: true };
    await ejectChart(chart, { ...options, out, templates: ['templates/a.yaml'], prove: proof() });
    const own = join(out, 'templates/a.ts');
    writeFileSync(own, readFileSync(own, 'utf8').replace("kind: 'A'", "kind: 'Mine'"));
    const values = join(folder, 'two.yaml');
    writeFileSync(values, 'text: "日本"\n');
    const next = await ejectChart(out, { ...options, templates: ['all'], prove: proof([values]) });
    expect(next.translated).toEqual(['templates/yaml.yaml']);
    expect(next.kept).toMatchObject([
      { path: 'templates/cut.yaml', reason: expect.stringContaining('with two.yaml it') },
    ]);
    expect(readFileSync(own, 'utf8')).toContain("kind: 'Mine'");
    // What somebody changed shows, with the template that it stands for.
    expect(describeAgainst((await differing(chart, out, 0)).results)).toContain(
      '    A: chart is there, package has none (small/templates/a.yaml)\n    Mine: chart has none, package is there (small/templates/a.yaml)\n',
    );
    expect(existsSync(join(out, 'chart/templates/cut.yaml'))).toBe(true);
  });

  test('a template that refuses what the chart takes is the one to blame', async () => {
    const chart = chartOf({
      'values.yaml': files['values.yaml'],
      'templates/a.yaml': files['templates/a.yaml'],
      'templates/told.yaml': 'kind: Told\ntext: {{ tpl .Values.text . | quote }}\n',
      'ci/bytes-values.yaml': `text: '{{ "\\xff" }}'\n`,
    });
    const out = join(folder, 'proven-refusal');
    const { kept } = await ejectChart(chart, {
      ...ALL,
      out,
      prove: proof(),
    });
    expect(kept).toMatchObject([
      {
        path: 'templates/told.yaml',
        reason: expect.stringMatching(
          /chart renders, TypeScript refuses: the text text holds bytes that are no characters, .*$/,
        ),
      },
    ]);
  });

  test('where the chart renders with no value set it says that nothing was compared, and so does verify', async () => {
    const chart = chartOf({ 'templates/a.yaml': 'kind: A\nname: {{ required "a name, please" .Values.name }}\n' });
    const out = join(folder, 'unproven');
    const options = { helm, version: '0.1.0', quick: true, templates: ['all'], force: true, out };
    const ejected = await ejectChart(chart, { ...options, prove: proof([], 0) });
    expect(describeEjected(ejected, 'x')).toMatch(/Nothing was compared, .*-f FILE\n.*: a name, please$/m);
    expect(describeAgainst((await differing(chart, out, 0)).results)).toMatch(
      /Nothing was compared: .*\n.*a name, please/,
    );
    const values = join(folder, 'name.yaml');
    writeFileSync(values, 'name: x\n');
    expect(await ejectChart(chart, { ...options, prove: proof([values]) })).not.toHaveProperty('unproven');
  });

  test('that the chart renders with no value set it says of a package without templates too', async () => {
    const chart = chartOf({ 'templates/a.yaml': 'kind: A\nname: {{ required "a name, please" .Values.name }}\n' });
    const options = { helm, version: '0.1.0', quick: true, force: true, out: join(folder, 'refusing') };
    const ejected = await ejectChart(chart, { ...options, prove: proof([], 0) });
    expect(describeEjected(ejected, 'x')).toMatch(/\nThe chart renders with none .*-f FILE\n.*: a name, please$/m);
    const values = join(folder, 'named.yaml');
    writeFileSync(values, 'name: x\n');
    expect(await ejectChart(chart, { ...options, prove: proof([values]) })).not.toHaveProperty('unproven');
  });

  test('a template that the chart has off is compared with what turns it on, and named where nothing does', async () => {
    const chart = chartOf({
      'values.yaml': 'a: {enabled: false, b: {enabled: false}}\ntext: abc\n',
      'templates/a.yaml': 'kind: A\n',
      'templates/b.yaml':
        '{{- if and .Values.a.enabled .Values.a.b.enabled }}\nkind: B\ntext: {{ .Values.text | trunc 4 | quote }}\n{{- end }}\n',
      'templates/c.yaml': '{{- if eq .Values.text "never" "nowhere" }}\nkind: C\n{{- end }}\n',
      'templates/d.yaml': '{{- if .Values.a.enabled }}\nkind: D\ntext: {{ .Values.text | quote }}\n{{- end }}\n',
    });
    const out = join(folder, 'switched');
    const options = { helm, version: '0.1.0', quick: true, templates: ['all'], out, prove: proof([], 0) };
    const ejected = await ejectChart(chart, options);
    expect(ejected).toMatchObject({ kept: [], unrendered: ['templates/c.yaml'] });
    const words = (count: number, paths: string) =>
      `${count} of the 4 .*were compared with nothing, since no value set renders them: ${paths}; give one that does, -f FILE, or --api-versions VERSION`;
    expect(describeEjected(ejected, 'x')).toMatch(new RegExp(words(1, 'templates/c.yaml')));
    const { results } = await differing(chart, out, 0);
    expect(describeAgainst(results, packageSources(out, folder))).toMatch(
      new RegExp(words(3, 'templates/b.yaml, templates/c.yaml, templates/d.yaml')),
    );
  });

  test('a template that API versions of the cluster decide about is compared where they are given', async () => {
    const chart = chartOf({
      'templates/a.yaml': '{{- if .Capabilities.APIVersions.Has "a.example/v1" }}\nkind: A\n{{- end }}\n',
    });
    const options = { helm, version: '0.1.0', quick: true, templates: ['all'], force: true };
    for (const [apiVersions, unrendered] of [
      [[], ['templates/a.yaml']],
      [['a.example/v1'], []],
    ] as string[][][]) {
      const prove = proofOver({ sets: { ...sets, apiVersions: apiVersions! }, fuzz: 0, seed: 'eject' });
      const ejected = await ejectChart(chart, { ...options, out: join(folder, 'capable'), prove });
      expect(ejected).toMatchObject({ kept: [], unrendered });
    }
    const place = mkdtempSync(join(folder, 'flag-'));
    const args = ['eject', chart, '--out', 'out', '--template', 'all', '--api-versions', 'a.example/v1'];
    const { stdout, code } = await runProgram(args, { cwd: place });
    expect([code, stdout.toString()]).toEqual([0, expect.not.stringContaining('compared with nothing')]);
  });

  test('that a package alone refuses an odd value is told apart, and is no difference', async () => {
    const chart = chartOf({
      'values.yaml': 'text: abc\n',
      'templates/a.yaml': 'kind: A\nlines: |\n  {{ .Values.text }}\n',
      'ci/lines-values.yaml': 'text: "a\\nb: 1"\n',
    });
    const out = join(folder, 'stricter');
    await ejectChart(chart, { ...ALL, out });
    const { results, bad } = await differing(chart, out, 80);
    // Whoever wrote a value set wants it rendered.
    expect(bad.map(({ set }) => set)).toEqual(['ci/lines-values.yaml']);
    const stricter = results.filter(({ status }) => status === 'stricter');
    expect(stricter.length).toBeGreaterThan(0);
    expect(stricter.every(({ set, differences }) => set.startsWith('fuzz-') && differences.length === 1)).toBe(true);
    const told = describeAgainst(results);
    expect(told).toContain(`${stricter[0]!.set.padEnd(20)}  the package alone refuses an odd value\n    the render: `);
    expect(told).toContain(`, ${stricter.length} the package alone refuses an odd value, 1 DIFFERENT\n`);
  });

  test('a values file that is not there is an error, and nothing is written', async () => {
    const out = join(folder, 'proven-nothing');
    await expect(
      ejectChart(chartOf(files), {
        ...ALL,
        out,
        prove: proof(['/nowhere.yaml']),
      }),
    ).rejects.toThrow('there is no values file /nowhere.yaml');
    expect(existsSync(out)).toBe(false);
  });
});

describe('conditions on calls, and documents that are JSON', () => {
  test('render the same objects', async () => {
    const chart = chartOf({
      'values.yaml': 'mode: Quick\nlabels: {a: b}\n',
      'templates/a.yaml': `apiVersion: v1
kind: A
metadata: {name: a}
{{- if (lower .Values.mode) }}
mode: {{ lower .Values.mode }}
{{- end }}
{{- with (default (dict) .Values.labels) }}
labels: {{ toYaml . | nindent 2 }}
{{- end }}
`,
      'templates/z.json': '{"apiVersion": "v1", "kind": "Zebra", "metadata": {"name": {{ toJson .Values.mode }}}}\n',
      'ci/one-values.yaml': 'mode: SLOW\nlabels: {c: d}\n',
    });
    const out = join(folder, 'calls');
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['templates/a.yaml'] });
    const { bad, results } = await differing(chart, out, 4);
    expect(bad).toEqual([]);
    expect(results.map(({ status }) => status)).toContain('equal');
  });
});

describe('Values', () => {
  test('have the types and comments of values.yaml, the schema, and what templates read', async () => {
    const chart = chartOf({
      'values.yaml': `# How many pods
replicas: 1
image:
  # -- (string) The tag
  tag: ""
  # @default -- see below
  pullPolicy: Always
service: {type: ClusterIP}
## Names and more
## @param hosts [array] Names
## @param more.deep Of no importance
## @param nobody Is not there
hosts: []
more:
  deep: 1
"odd key": true
nothing:
list:
  - {name: a}
  - {name: b, port: 1}
resources: {}
#  limits: {}
`,
      'values.schema.json': JSON.stringify({
        properties: {
          service: { properties: { type: { enum: ['ClusterIP', 'NodePort'], description: 'of the Service' } } },
          nothing: { type: ['integer', 'null'] },
        },
      }),
      'templates/a.yaml': `a: {{ .Values.extra.name }}
{{- range .Values.hosts }}
b: {{ .host }}
{{- end }}
c: {{ toYaml .Values.resources | nindent 2 }}
`,
    });
    const out = join(folder, 'values');
    await ejectChart(chart, { out, helm, version: '0.1.0', quick: true });
    await expect(readFileSync(join(out, 'values.ts'), 'utf8')).toMatchFileSnapshot('snapshots/values.ts.txt');
  });
});

describe('what cannot be ejected', () => {
  const options = { helm, version: '0.1.0', quick: true };

  test('says where the package is to go', async () => {
    const chart = chartOf({});
    await expect(ejectChart(chart, options)).rejects.toThrow('Give --out FOLDER');
    await expect(ejectChart(join(folder, 'nowhere'), options)).rejects.toThrow('not found');
  });

  test.each([[[]], [['all']], [['templates/a.yaml']]])(
    'says where a template cannot be parsed, as convert does, and writes nothing (templates: %s)',
    async (templates) => {
      const chart = chartOf({ 'templates/a.yaml': 'kind: A\n', 'templates/b.yaml': 'kind: B\n{{ if }}\n' });
      const out = join(folder, 'unparsed');
      const words = await convertToModule(chart, { helm: helm.id, noCache: true }).catch(
        ({ message }: Error) => message,
      );
      expect(words).toContain('small/templates/b.yaml:2');
      await expect(ejectChart(chart, { ...options, out, templates })).rejects.toThrow(
        expect.objectContaining({ message: words }),
      );
      expect(existsSync(out)).toBe(false);
    },
  );

  test('says what a library chart, another Helm and a chart in its own place want instead', async () => {
    const library = chartOf({ 'Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n' });
    const out = join(folder, 'instead');
    const options = { helm, version: '0.1.0', quick: true };
    await expect(ejectChart(library, { ...options, out })).rejects.toThrow(
      'lib is a library chart, which renders nothing by itself: eject the charts that depend on it',
    );
    const chart = chartOf({ 'templates/a.yaml': 'kind: A\n' });
    await expect(ejectChart(chart, { ...options, out: chart })).rejects.toThrow(/ is the chart itself: give a folder/);
    expect(existsSync(out)).toBe(false);
    await ejectChart(chart, { ...options, out });
    const other = { ...options, helm: findProfile('3.17')!.profile, templates: ['all'] };
    await expect(ejectChart(out, { ...other, isHelmGiven: true })).rejects.toThrow(
      /instead renders as Helm 4\.3 does: leave --helm away, or eject its chart anew with --helm 3\.17 --force/,
    );
    expect((await ejectChart(out, other)).translated).toEqual(['templates/a.yaml']);
    const again = await ejectChart(out, { ...options, templates: ['all'] });
    expect(describeEjected(again, 'x')).toContain('\n  whatever can be TypeScript is\n');
  });

  test('says where nothing could become TypeScript, and why', async () => {
    const umbrella = chartOf({
      'Chart.yaml': 'apiVersion: v2\nname: umbrella\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.0.0}]\n',
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/templates/a.yaml': 'kind: A\n',
    });
    const first = await ejectChart(umbrella, { ...ALL, out: join(folder, 'umbrella') });
    expect(first.limits).toBe(
      'it has no templates of its own: those of its subcharts (sub) stay theirs, and each of these can be ejected by itself',
    );
    const both = chartOf({
      'Chart.yaml':
        'apiVersion: v2\nname: both\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.0.0}, {name: lib, version: 1.0.0}]\n',
      'templates/a.yaml': 'kind: A\n',
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/templates/a.yaml': 'kind: A\n',
      'charts/lib/Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ntype: library\n',
      'charts/lib/templates/_a.yaml': '{{ define "a" }}{{ end }}\n',
    });
    const told = await ejectChart(both, { ...ALL, out: join(folder, 'both') });
    expect(describeEjected(told, 'x')).toContain(
      '\n  those of its subcharts (sub) stay theirs, and each of these can be ejected by itself\n',
    );
    const empty = await ejectChart(chartOf({}), { ...ALL, out: join(folder, 'nothing-there') });
    expect(empty.limits).toBe('it has no templates that could become TypeScript');
  });

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'says which folder it may not write',
    async () => {
      const place = mkdtempSync(join(folder, 'sealed-'));
      chmodSync(place, 0o500);
      const out = join(place, 'p');
      await expect(ejectChart(chartOf({}), { out, helm, version: '0.1.0', quick: true })).rejects.toThrow(
        `cannot write ${out}: permission denied: give another folder, or mend that`,
      );
    },
  );

  test('files get names that imports, file systems and test runners take for what they are', async () => {
    const names = [
      ...[
        '1-foo.bar.yaml',
        'FOO-bar.yaml',
        'foo-bar.yaml',
        'foo-bar.yml',
        'a/x.yaml',
        'X.yaml',
        'class.yaml',
        'new.yaml',
      ],
      ...['index.yaml', 'helpers.yaml', 'templates.yaml', 'values.yaml', 'chart.yaml', "it's.yaml", 'white space.yaml'],
      ...['package.test.yaml', 'x.d.yaml', 'data.json.yaml', 'Ünï.yaml', 'sub/deep/x.yaml'],
    ];
    const template = (name: string) => `kind: A\nmetadata:\n  name: ${JSON.stringify(name)}\nof: {{ .Values.a }}\n`;
    const chart = chartOf({
      'values.yaml': 'a: 1\n',
      ...Object.fromEntries(names.map((name) => [`templates/${name}`, template(name)])),
    });
    const out = join(folder, 'odd-names');
    const options = { helm, version: '0.1.0', quick: true };
    // What is TypeScript already keeps its file.
    await ejectChart(chart, { ...options, out, templates: ['templates/foo-bar.yml', "templates/it's.yaml"] });
    const { kept, translated } = await ejectChart(out, { ...options, templates: ['all'] });
    expect(kept).toEqual([]);
    expect(translated).toHaveLength(names.length - 2);
    const files = readdirSync(join(out, 'templates'), { recursive: true, encoding: 'utf8' })
      .map((file) => file.replaceAll('\\', '/'))
      .filter((file) => file.endsWith('.ts'));
    expect(files).toHaveLength(names.length + 1);
    expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(files.length);
    expect(files.filter((file) => !/^[\p{L}\p{N}_/-]+\.ts$/u.test(file))).toEqual([]);
    expect((await differing(chart, out)).bad).toEqual([]);
  });

  test('writes into no chart', async () => {
    const chart = chartOf({});
    await expect(ejectChart(chart, { ...options, out: join(chart, 'package') })).rejects.toThrow('is inside the chart');
  });

  test('writes into no folder that holds something else', async () => {
    const out = join(folder, 'full');
    mkdirSync(out);
    writeFileSync(join(out, 'precious.txt'), '');
    await expect(ejectChart(chartOf({}), { ...options, out })).rejects.toThrow('is no package that was ejected');
    expect(readdirSync(out)).toEqual(['precious.txt']);
  });

  test('overwrites nothing that somebody changed, unless forced', async () => {
    const chart = chartOf({
      'values.yaml': 'a: b\n',
      'templates/a.yaml': 'kind: A\nb: {{ .Values.a }}\n',
      'templates/b.yaml': 'kind: B\nc: {{ .Values.extra.c }}\n',
      'templates/c.yaml': 'kind: C\nd: {{ .Values.a }}\n',
    });
    const out = join(folder, 'mine');
    const read = (file: string) => readFileSync(join(out, file), 'utf8');
    const change = (file: string, text: (before: string) => string) => writeFileSync(join(out, file), text(read(file)));
    await ejectChart(chart, { ...options, out, templates: ['templates/b.yaml'] });
    await expect(ejectChart(chart, { ...options, out })).rejects.toThrow('is a package already');
    change('values.ts', (text) => `// mine\n${text}`);
    change('README.md', (text) => `${text}\nMine.\n`);
    change('templates/index.ts', (text) => `// mine\n${text}`);
    change('package.json', (text) => JSON.stringify({ ...JSON.parse(text), license: 'MIT' }));
    await ejectChart(out, { ...options, templates: ['templates/a.yaml'] });
    // What b.yaml reads is not in the chart any more: the type has it still.
    expect(read('values.ts')).toMatch(/^\/\/ mine\n[\s\S]*extra\?: /);
    expect(read('README.md')).toContain('\nMine.\n');
    expect(read('templates/index.ts')).toMatch(
      /^import \{ a \}[\s\S]*\/\/ mine\n[\s\S]*'templates\/a\.yaml': a,\n\};\n$/,
    );
    expect(JSON.parse(read('package.json'))).toMatchObject({
      license: 'MIT',
      mistletoe: { ejected: ['templates/a.yaml', 'templates/b.yaml'] },
    });
    writeFileSync(join(out, 'templates/c.ts'), '// mine\n');
    const third = { ...options, templates: ['templates/c.yaml'] };
    await expect(ejectChart(out, third)).rejects.toThrow('templates/c.ts is there already');
    expect(read('templates/c.ts')).toBe('// mine\n');
    await ejectChart(out, { ...third, force: true });
    expect(read('templates/c.ts')).toContain('export function c(chart: Chart)');
    expect((await differing(chart, out)).bad).toEqual([]);
    // Anew: the package is as if it were the first time, but for what is nobody's.
    writeFileSync(join(out, 'notes.md'), 'mine');
    await ejectChart(chart, { ...options, out, force: true });
    expect(readdirSync(join(out, 'templates'))).toEqual(['index.ts']);
    expect(read('values.ts')).not.toContain('// mine');
    expect(read('notes.md')).toBe('mine');
    expect(existsSync(join(out, 'chart/templates/a.yaml'))).toBe(true);
    expect((await differing(chart, out)).bad).toEqual([]);
  });

  test('a helper of the same name for another kind of argument gets a name of its own', async () => {
    const chart = chartOf({
      'templates/_helpers.tpl':
        '{{- define "small.one" -}}\na: {{ .Release.Name }}\n{{- end }}\n{{- define "other.one" -}}\nb: {{ .Release.Name }}\n{{- end }}\n',
      'templates/a.yaml': 'kind: A\ndata:\n  {{- include "small.one" . | nindent 2 }}\n',
      'templates/b.yaml': 'kind: B\ndata:\n  {{- include "other.one" . | nindent 2 }}\n',
      'templates/c.yaml': 'kind: C\ndata:\n  {{- include "small.one" . | nindent 2 }}\n',
    });
    const out = join(folder, 'names');
    await ejectChart(chart, { ...options, out, templates: ['templates/a.yaml'] });
    await ejectChart(out, { ...options, templates: ['templates/b.yaml'] });
    await ejectChart(out, { ...options, templates: ['templates/c.yaml'] });
    expect((await differing(chart, out)).bad).toEqual([]);
    const names = readFileSync(join(out, 'templates/helpers.ts'), 'utf8').matchAll(/function (\w+)/g);
    expect([...names].map(([, name]) => name)).toEqual(['one', 'one2']);
  });

  test('tells which template was meant', async () => {
    const chart = chartOf({
      'templates/a.yaml': 'kind: A\n',
      'templates/_helpers.tpl': '{{ define "small.x" }}x{{ end }}',
      'templates/NOTES.txt': 'Hello',
      'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n',
      'charts/sub/templates/b.yaml': 'kind: B\n',
    });
    const out = join(folder, 'meant');
    const eject = (template: string) => ejectChart(chart, { ...options, out, templates: [template] });
    await expect(eject('a.yaml')).rejects.toThrow('the chart has no template a.yaml: it is templates/a.yaml');
    await expect(eject('templates/x.yaml')).rejects.toThrow('it has templates/a.yaml');
    await expect(eject('charts/sub/templates/b.yaml')).rejects.toThrow(
      'a template of the subchart sub: eject that chart',
    );
    await expect(eject('templates/_helpers.tpl')).rejects.toThrow('prints nothing itself');
    await expect(eject('NOTES.txt')).rejects.toThrow('the notes');
    expect(existsSync(out)).toBe(false);
  });

  test('leaves nothing of a chart that cannot be compiled', async () => {
    const out = join(folder, 'broken');
    const chart = chartOf({
      'Chart.yaml': 'apiVersion: v2\nname: lib\nversion: 1.0.0\ndependencies: [{name: gone, version: 1.0.0}]\n',
    });
    await expect(ejectChart(chart, { ...options, out })).rejects.toThrow('missing in charts/ directory: gone');
    expect(readdirSync(folder).filter((name) => name.includes('broken'))).toEqual([]);
  });
});
