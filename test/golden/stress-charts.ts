// Charts of extreme size and depth, made by a few lines each. What they have in common: helm answers them, so we do.

/** Files of a chart by their paths. */
export type ChartFiles = Record<string, string>;

/** One chart. */
export interface StressChart {
  name: string;
  files(): ChartFiles;
  /** Whose semantics; both where this is absent. */
  helm?: 3 | 4;
  /** Render it also with the template's text given to `tpl`. */
  alsoAsTpl?: boolean;
  /** helm takes long over this: its answer is recorded as a digest. */
  isRecorded?: boolean;
}

const chartYaml = 'apiVersion: v2\nname: big\nversion: 0.1.0\n';
const head = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const MIB = 1024 * 1024;

const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const lines = (count: number, make: (i: number) => string): string => many(count, make).join('');

/** A chart with one template; `body` follows the head of a ConfigMap. */
const one = (body: string, values = 'a: b\n', more: ChartFiles = {}): ChartFiles => ({
  'Chart.yaml': chartYaml,
  'values.yaml': values,
  'templates/t.yaml': head + body,
  ...more,
});

/** The same chart, its template given to `tpl` as a text. */
export function throughTpl(files: ChartFiles): ChartFiles {
  return {
    ...files,
    'source.txt': files['templates/t.yaml'],
    'templates/t.yaml': '{{ tpl (.Files.Get "source.txt") . }}',
  };
}

const deepMap = (depth: number) => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`;
const deepList = (depth: number) => `${'['.repeat(depth)}1${']'.repeat(depth)}`;
const parentheses = (depth: number) => `data: {a: {{ ${'('.repeat(depth)}.Values.a${')'.repeat(depth)} }}}\n`;
const calls = (depth: number) => `data: {a: {{ ${'(not '.repeat(depth)}.Values.a${')'.repeat(depth)} }}}\n`;
const countdown = (call: string) =>
  `{{ define "r" }}{{ if gt (int .n) 1 }}{{ ${call} "r" (dict "n" (sub (int .n) 1)) }}{{ else }}end{{ end }}{{ end }}`;

/** A file of some 86 bytes a line, each with an action. */
const longTemplate = (bytes: number) =>
  `data:\n${lines(Math.floor(bytes / 86), (i) => `  key${i}: {{ .Values.a | quote }} # ${`a text that is literal ${i}`.padEnd(46, '.')}\n`)}`;

const nested = (depth: number, open: string, body = 'x') =>
  `data: {a: ${`{{ ${open} }}`.repeat(depth)}${body}${'{{ end }}'.repeat(depth)}}\n`;

/** Charts in each other, `depth` of them, with values handed down. */
function subcharts(depth: number): ChartFiles {
  const files: ChartFiles = {};
  for (let i = 0, path = ''; i < depth; path += `charts/c${++i}/`) {
    const next = i < depth - 1 ? `dependencies: [{name: c${i + 1}, version: 0.1.0, condition: c${i + 1}.on}]\n` : '';
    files[`${path}Chart.yaml`] = `apiVersion: v2\nname: c${i}\nversion: 0.1.0\n${next}`;
    files[`${path}values.yaml`] = `v: ${i}\nglobal: {g${i}: ${i}}\nc${i + 1}: {w: ${i}, on: true}\n`;
    files[`${path}templates/t.yaml`] =
      head.replace('name: a', `name: m${i}`) +
      'data: {v: "{{ .Values.v }}", w: "{{ .Values.w }}", g: {{ .Values.global | toJson | quote }}}\n';
  }
  return files;
}

/** A loop whose body is too large for one function, left from its middle and from deep inside. */
const largeLoop = `data:
{{- $seen := "" }}{{ $last := 0 }}
{{- range $i, $v := .Values.l }}
{{- ${nested(150, 'if $v.deep', '{{ continue }}').slice(10, -2)} }}
${lines(4000, (n) => `  {{ if eq $v.at ${n} }}{{ $seen = printf "%s.%d" $seen $i }}{{ if $v.stop }}{{ break }}{{ end }}{{ continue }}{{ end }}k{{ $i }}-${n}: {{ add $i ${n} }}{{ $last = ${n} }}\n`)}
{{- else }}
  none: true
{{- end }}
  seen: {{ $seen | quote }}
  last: {{ $last }}
`;

/** Every chart of the suite. */
export const stressCharts: StressChart[] = [
  // Size.
  { name: 'a template of 10 MiB', files: () => one(longTemplate(10 * MIB)) },
  { name: 'a template of 6 MiB', files: () => one(longTemplate(6 * MIB)) },
  {
    name: '5,000 templates',
    helm: 4,
    files: () => ({
      'Chart.yaml': chartYaml,
      'values.yaml': 'a: b\n',
      ...Object.fromEntries(
        many(5000, (i) => [
          `templates/t${i}.yaml`,
          `${head.replace('name: a', `name: c${i}`)}data: {a: {{ .Values.a | quote }}}\n`,
        ]),
      ),
    }),
  },
  {
    name: '20,000 definitions',
    helm: 4,
    files: () =>
      one('data: {a: "{{ include "d0" . }}{{ include "d19999" . }}"}\n', '', {
        'templates/_h.tpl': lines(20_000, (i) => `{{ define "d${i}" }}${i}{{ end }}\n`),
      }),
  },
  {
    name: 'values of 4.9 MiB',
    files: () =>
      one(
        'data: {a: {{ toYaml .Values.m | sha256sum }}, b: {{ toJson .Values.m | sha256sum }}}\n',
        `m:\n${lines(28_000, (i) => `- name: n${i}\n  list: [1, 2.5, true, null, "text ${i}", {a: b, c: [d, e]}]\n  text: |\n    line one\n    line two of ${i} with some length to it ${'.'.repeat(40)}\n`)}`,
      ),
  },
  {
    name: 'a list of 100,000',
    helm: 4,
    files: () =>
      one(
        'data:\n{{- range $i, $v := .Values.l }}\n  k{{ $i }}: {{ $v | quote }}\n{{- end }}\n',
        `l:\n${lines(100_000, (i) => `- v${i}\n`)}`,
      ),
    alsoAsTpl: true,
  },
  {
    name: 'until 100000',
    files: () => one('data:\n{{- range $i := until 100000 }}\n  k{{ $i }}: v{{ mul $i 2 }}\n{{- end }}\n'),
    alsoAsTpl: true,
  },
  {
    name: '50 MB of output',
    helm: 4,
    files: () => one(`data:\n{{- range $i := until 480000 }}\n  k{{ $i }}: ${'z'.repeat(95)}\n{{- end }}\n`),
    isRecorded: true,
  },
  {
    name: '5,000 documents of one template',
    helm: 4,
    files: () => ({
      'Chart.yaml': chartYaml,
      'templates/t.yaml': `{{ range $i := until 5000 }}---\n${head.replace('name: a', 'name: c{{ $i }}')}{{ end }}`,
    }),
  },
  {
    name: 'literals of 4 MB',
    helm: 4,
    files: () =>
      one(
        `data: {a: {{ "${'abcdefghij'.repeat(200_000)}" | sha256sum }}, b: {{ \`${'abc\n'.repeat(500_000)}\` | len }}}\n`,
      ),
    alsoAsTpl: true,
  },
  {
    name: 'a dict of 100,000',
    helm: 4,
    files: () =>
      one(
        '{{ $d := dict }}{{ range until 100000 }}{{ $_ := set $d (printf "k%d" .) . }}{{ end }}data: {a: {{ len $d }}, b: {{ keys $d | sortAlpha | join "," | sha256sum }}}\n',
      ),
    alsoAsTpl: true,
  },
  {
    name: 'a list appended to 5,000 times',
    helm: 4,
    files: () =>
      one(
        '{{ $l := list }}{{ range until 5000 }}{{ $l = append $l . }}{{ end }}data: {a: {{ len $l }}, b: {{ last $l }}}\n',
      ),
    alsoAsTpl: true,
  },
  {
    name: '3,000 calls of tpl',
    helm: 4,
    files: () =>
      one(
        'data:\n{{- range $i := until 3000 }}\n  k{{ $i }}: {{ tpl "{{ .Values.a }}-{{ .Release.Name }}" $ }}\n{{- end }}\n',
      ),
  },
  {
    name: '60,000 variables',
    helm: 4,
    files: () => one(`${lines(60_000, (i) => `{{ $v${i} := ${i} }}`)}data: {a: {{ add $v0 $v59999 }}}\n`),
  },
  {
    name: '10,000 arguments',
    helm: 4,
    files: () =>
      one(
        `data: {a: {{ list ${many(10_000, String).join(' ')} | len }}, b: {{ and ${'1 '.repeat(10_000)} }}, c: {{ or ${'"" '.repeat(10_000)} .Values.a }}, d: {{ print ${'.Values.a '.repeat(10_000)}}}}\n`,
      ),
    alsoAsTpl: true,
  },
  // Depth of templates.
  {
    name: 'include 1,000 deep',
    files: () =>
      one('data: {a: {{ include "r" (dict "n" 1000) }}}\n', '', { 'templates/_h.tpl': countdown('include') }),
  },
  {
    name: 'include too deep',
    files: () =>
      one('data: {a: {{ include "r" (dict "n" 1002) }}}\n', '', { 'templates/_h.tpl': countdown('include') }),
  },
  {
    name: 'template 5,000 deep',
    files: () =>
      one('data: {a: {{ template "r" (dict "n" 5000) }}}\n', '', { 'templates/_h.tpl': countdown('template') }),
  },
  {
    name: 'include of 5,000 names in each other',
    helm: 4,
    files: () =>
      one('data: {a: {{ include "r0" . }}}\n', '', {
        'templates/_h.tpl': `${lines(5000, (i) => `{{ define "r${i}" }}{{ include "r${i + 1}" . }}{{ end }}\n`)}{{ define "r5000" }}end{{ end }}`,
      }),
  },
  {
    name: 'tpl 2,000 deep',
    helm: 4,
    files: () =>
      one(
        'data: {a: {{ tpl .Values.t (dict "n" 2000 "Template" .Template "t" .Values.t) }}}\n',
        `t: '{{ if gt (int .n) 1 }}{{ tpl .t (dict "n" (sub (int .n) 1) "Template" .Template "t" .t) }}{{ else }}end{{ end }}'\n`,
      ),
  },
  ...[900, 1100].map((depth) => ({
    name: `tpl and include in turn, ${depth} deep`,
    files: () =>
      one(`data: {a: {{ include "r" (dict "n" ${depth} "Template" .Template) }}}\n`, '', {
        'templates/_h.tpl':
          '{{ define "r" }}{{ if gt (int .n) 1 }}{{ tpl "{{ include \\"r\\" (dict \\"n\\" (sub (int .n) 1) \\"Template\\" .Template) }}" . }}{{ else }}end{{ end }}{{ end }}',
      }),
  })),
  { name: '50 levels of subcharts', helm: 4, files: () => subcharts(50) },
  // Depth of values.
  ...[1000, 5000, 9998].flatMap((depth) => [
    { name: `maps ${depth} deep`, files: () => one('data: {a: {{ kindOf .Values.a }}}\n', `a: ${deepMap(depth)}\n`) },
    { name: `lists ${depth} deep`, files: () => one('data: {a: {{ kindOf .Values.a }}}\n', `a: ${deepList(depth)}\n`) },
  ]),
  { name: 'maps 20,000 deep', files: () => one('data: {a: {{ kindOf .Values.a }}}\n', `a: ${deepMap(20_000)}\n`) },
  {
    name: 'block maps 2,000 deep',
    helm: 4,
    files: () =>
      one(
        'data: {a: {{ kindOf .Values.a }}}\n',
        `${lines(2000, (i) => `${' '.repeat(i)}a:\n`)}${' '.repeat(2000)}a: 1\n`,
      ),
  },
  {
    name: 'values 1,500 deep, written',
    helm: 4,
    files: () =>
      one(
        'data: {a: {{ toYaml .Values.a | sha256sum }}, b: {{ toJson .Values.a | sha256sum }}, c: {{ len (toPrettyJson .Values.a) }}, d: {{ len (toYamlPretty .Values.a) }}, e: {{ len (toString .Values.a) }}, f: {{ deepEqual .Values.a (deepCopy .Values.a) }}, g: {{ len (toToml .Values) }}, h: {{ merge (dict) .Values.a | toJson | len }}}\n',
        `a: ${deepMap(1500)}\n`,
      ),
    alsoAsTpl: true,
  },
  ...[9998, 9999, 10_000, 10_001, 20_000].map((depth) => ({
    name: `fromYaml and fromJson ${depth} deep`,
    files: () =>
      one(
        `data: {a: {{ fromYaml (printf "a: %s1%s" (repeat ${depth} "[") (repeat ${depth} "]")) | toJson | trunc 200 | quote }}, b: {{ fromJson (printf "{\\"a\\": %s1%s}" (repeat ${depth} "[") (repeat ${depth} "]")) | toJson | trunc 200 | quote }}}\n`,
      ),
  })),
  { name: 'a manifest 9,990 deep', files: () => one(`data: ${deepMap(9990)}\n`) },
  { name: 'a manifest 10,005 deep', files: () => one(`data: ${deepMap(10_005)}\n`) },
  // Depth of expressions.
  { name: '10,000 parentheses', files: () => one(parentheses(10_000)), alsoAsTpl: true },
  { name: '10,001 parentheses', files: () => one(parentheses(10_001)), alsoAsTpl: true },
  { name: '10,000 calls in each other', helm: 4, files: () => one(calls(10_000)), alsoAsTpl: true },
  {
    name: '10,000 else if',
    helm: 4,
    files: () =>
      one(
        `data: {a: {{ if eq .Values.a "x0" }}0${lines(10_000, (i) => `{{ else if eq .Values.a "x${i + 1}" }}${i + 1}`)}{{ else }}none{{ end }}}\n`,
        'a: x9999\n',
      ),
    alsoAsTpl: true,
  },
  {
    name: '10,000 pipes',
    helm: 4,
    files: () => one(`data: {a: {{ .Values.a${' | upper | lower'.repeat(5000)} }}}\n`),
    alsoAsTpl: true,
  },
  // Binaryen's own stack is too small for these: our assembler writes them.
  { name: '40,000 pipes', helm: 4, files: () => one(`data: {a: {{ 1${' | toString'.repeat(40_000)} }}}\n`) },
  {
    name: '60,000 definitions',
    helm: 4,
    files: () =>
      one('data: {a: {{ include "d59999" . }}, b: {{ include "d7" . }}}\n', 'a: b\n', {
        'templates/_d.tpl': lines(60_000, (i) => `{{ define "d${i}" }}${i}{{ .Values.a }}{{ end }}\n`),
      }),
  },
  {
    name: '10,000 fields',
    helm: 4,
    files: () => one(`data: {a: {{ .Values${'.a'.repeat(10_000)} }}}\n`),
    alsoAsTpl: true,
  },
  { name: '10,000 if in each other', helm: 4, files: () => one(nested(10_000, 'if $.Values.a')), alsoAsTpl: true },
  {
    name: '10,000 with in each other',
    helm: 4,
    files: () => one(nested(10_000, 'with $.Values', '{{ .a }}')),
    alsoAsTpl: true,
  },
  {
    name: '3,000 range in each other',
    helm: 4,
    files: () => one(nested(3000, 'range $i, $v := $.Values.l', '{{ add $i $v }}'), 'l: [1]\n'),
    alsoAsTpl: true,
  },
  {
    name: 'a large loop',
    files: () =>
      one(largeLoop, 'l: [{at: 3000}, {at: 2, deep: true}, {at: 17}, {at: -1}, {at: 3999, stop: true}, {at: 1}]\n'),
    alsoAsTpl: true,
  },
  { name: 'a large loop over nothing', helm: 4, files: () => one(largeLoop, 'l: []\n'), alsoAsTpl: true },
];
