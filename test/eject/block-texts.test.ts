// Block texts, quotes and keys of ejected templates, with values that YAML reads otherwise than they are written: as the chart has them, or refused.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { convertChart } from '../../compiler/convert';
import { defaultProfile, profileById } from '../../language/profiles';
import { ejectChart } from '../../toolchain/eject/eject';
import { type AgainstResult, compareSides, moduleSide } from '../../verify/against/against';
import { packageInNode } from './in-node';

const folder = mkdtempSync(join(tmpdir(), 'mistletoe-block-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Texts with what ends lines, white space and signs of YAML. */
const ODD = [
  ...[
    '',
    ' ',
    '\n',
    '\n\n',
    '  \n',
    'a',
    'a\n',
    'a\n\n',
    '\na',
    'a\nb',
    'a\nb\n',
    'a\n\nb',
    'a \n',
    ' a',
    '  a\n  b',
    '  a\nb',
    'a\n  b',
    'a\n\n\n',
    ' a\n',
    '\ta',
    'a\t',
  ],
  ...[
    'a\r\nb\r\n',
    'a\r\n',
    'a\rb',
    'a\r',
    'a\r\r\n',
    'a\u0085b',
    'a\u0085',
    'a\u2028b',
    'a\u2028',
    'a\u00a0',
    '\u00a0a',
    'a\u0007b',
    'a\u007fb',
    '\ufeffa',
  ],
  ...[
    '# a',
    'a # b',
    'a: b',
    'a: b\nc: d',
    '- a\n- b',
    '---',
    'a\n---\nb',
    '---\na: 1',
    '...',
    '|',
    "it's",
    'say "a"',
    'a\\nb',
    '\\',
    '{a: 1}',
    '{a: 1}\n  b: 2',
  ],
  ...['010', '0x1F', '1_000', 'no', '~', 'null', '1e3', '.5', '<<', '=', '*x', '&x', '? a', '2001-01-01', '\u{1f600}'],
];

let number = 0;

/** What comes of a template with each of the values, for `.Values.x`. */
async function renders(
  template: string,
  values: readonly unknown[] = ODD,
  fileEnd = '\nlast: 1\n',
  own: unknown = 'word',
  helm = defaultProfile,
) {
  const chart = mkdtempSync(join(folder, 'chart-'));
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: small\nversion: 1.0.0\n',
    'values.yaml': inYaml({ x: own }),
    'templates/a.yaml': `kind: A\n${template}${fileEnd}`,
    ...Object.fromEntries(values.map((x, i) => [`ci/${String(i).padStart(2, '0')}-values.yaml`, inYaml({ x })])),
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(chart, name, '..'), { recursive: true });
    writeFileSync(join(chart, name), text);
  }
  const out = join(folder, `out-${number++}`);
  const { kept } = await ejectChart(chart, { out, helm, version: '0.1.0', quick: true, templates: ['all'] });
  expect(kept).toEqual([]);
  const { wasm } = await convertChart(chart, { helm, quick: true });
  const sides = { chart: moduleSide(wasm), package: await packageInNode(out) };
  const options = { helm, sets: { release: 'rel', apiVersions: [], args: [], files: [] }, fuzz: 0, seed: '' };
  const results = compareSides(chart, sides, options);
  const [defaults, ...others] = results;
  expect(defaults!.status).toMatch(/identical|equal/);
  return { code: readFileSync(join(out, 'templates/a.ts'), 'utf8'), others };
}

/** JSON that YAML reads as JSON does. */
const inYaml = (value: unknown) =>
  JSON.stringify(value).replace(
    /[\x7f-\xa0\u2028\u2029\ufeff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** What the package renders otherwise, and what it refuses alone. */
function judged(results: readonly AgainstResult[]) {
  const bad = results.flatMap(({ status, differences }, i) =>
    status === 'different' ? [{ x: ODD[i], differences }] : [],
  );
  const isRefusal = (one: (typeof bad)[number]) => one.differences[0]!.package?.startsWith('refuses: ');
  return { wrong: bad.filter((one) => !isRefusal(one)), refused: bad.filter(isRefusal).map(({ x }) => x) };
}

describe('with odd values', () => {
  test.each([
    ['a line of a block text', 'a: |\n  {{ .Values.x }}', 10],
    ['the last line of a document', 'a: |-\n  b\n  {{ .Values.x }}', 12, ''],
    ['a line among others', 'a: |\n  b\n  c: {{ .Values.x }} d\n  e', 10],
    ['lines that are indented', 'a: |\n  {{- .Values.x | nindent 2 }}', 10],
    ['lines at the end of a document', 'a:\n  b: |\n{{ .Values.x | indent 4 }}', 10, '\n'],
    ['lines that are indented deeper', 'a: |\n  b:\n    {{- .Values.x | nindent 4 }}\n  c', 10],
    ['a condition among lines', 'a: |\n  {{- if .Values.x }}\n  b {{ .Values.x }}\n  {{- end }}\n  c', 10],
    ['folded lines', 'a: >\n  b\n  {{ .Values.x }}\n  c', 10],
    ['comments, which are lines', 'a: |\n  b {{ .Values.x }}\n  # c', 10],
    ['a value', 'a: {{ .Values.x }}', 10],
    ['a value with more', 'a: b{{ .Values.x }}c', 10],
    ['a value in double quotes', 'a: "{{ .Values.x }}"', 10],
    ['a value with more in double quotes', 'a: "b {{ .Values.x }} \\"c\\" {{ .Values.x }}"', 10],
    ['a value in single quotes', "a: 'it''s {{ .Values.x }} {{ .Values.x }}'", 10],
    ['a quoted value', 'a: {{ .Values.x | quote }}', 0],
    ['a key', 'a:\n  {{ .Values.x }}: 1', 10],
    ['a key with more', 'a:\n  b{{ .Values.x }}c: 1', 22],
    ['a key in quotes', 'a:\n  "b {{ .Values.x }}": 1', 10],
    ['an item', 'a:\n  - {{ .Values.x }}', 20],
    ['a list in brackets', 'a: [{{ .Values.x }}, b]', 10],
    ['lines of YAML', 'a:\n  {{- .Values.x | nindent 2 }}', 10],
    ['lines of YAML that begin in the line of their key', 'a: {{ .Values.x | nindent 2 }}', 10],
    ['lines of toYaml', 'a:\n  {{- toYaml .Values.x | nindent 2 }}', 10],
    ['lines of toYaml, if there are any', '{{- with .Values.x }}\na:\n  {{- toYaml . | nindent 2 }}\n{{- end }}', 10],
    ['lines of toYaml, trimmed', 'a:\n  {{- toYaml .Values.x | trim | nindent 2 }}', 15],
    ['lines of toYaml in the line of their key', 'a: {{ toYaml .Values.x | nindent 2 }}', 10],
    ['a list that has it', 'a: {{ toYaml (list .Values.x) | nindent 2 }}', 10],
    ['lines that the chart gives', 'a:\n  {{- tpl (toYaml .Values.x) . | nindent 2 }}', 10],
    ['lines that the chart gives below a key', 'a:\n  {{- tpl (toYaml (dict "b" .Values.x)) . | nindent 2 }}', 10],
    [
      'lines that the chart gives among others',
      'a:\n  b: 1\n  {{- tpl (toYaml (dict "c" .Values.x)) . | nindent 2 }}',
      10,
    ],
    [
      'lines that the chart gives before others',
      'a:\n  {{- tpl (toYaml (dict "c" .Values.x)) . | nindent 2 }}\n  b: 1',
      10,
    ],
    ['lines that the chart gives last', 'a:\n  {{- tpl (toYaml (dict "c" .Values.x)) . | nindent 2 }}', 10, ''],
    ['a value that the chart gives', 'a: {{ tpl .Values.x . }}', 10],
    ['a value that the chart gives in quotes', 'a: {{ tpl .Values.x . | quote }}', 0],
    ['toYaml in a block text', 'a: |\n  {{- toYaml (dict "b" .Values.x) | nindent 2 }}', 10],
    ['lines of YAML among others', 'a:\n  z: 1\n  {{- .Values.x | nindent 2 }}', 20, undefined, 'b: 1'],
  ])('%s', async (_, template, mostRefused, fileEnd?: string, own?: string) => {
    const { others } = await renders(template, ODD, fileEnd, own);
    const { wrong, refused } = judged(others);
    expect(wrong).toEqual([]);
    expect(refused.length, `refused: ${JSON.stringify(refused)}`).toBeLessThanOrEqual(mostRefused);
    expect(others.filter(({ status }) => status === 'equal' || status === 'identical').length).toBeGreaterThan(
      own ? 2 : 5,
    );
  });

  test.each([
    ['toYaml', 'a:\n  {{- toYaml .Values.x | nindent 2 }}', 10],
    ['toYaml of a field', 'a:\n  {{- toYaml .Values.x.b | nindent 2 }}', 10],
    [
      'toYaml of each field',
      '{{- range $k, $v := .Values.x }}\n{{ $k }}:\n  {{- toYaml $v | nindent 2 }}\n{{- end }}',
      10,
    ],
    ['toYaml among others', 'a:\n  z: 1\n  {{- toYaml .Values.x | nindent 2 }}', 5],
    ['toYaml, trimmed', 'a:\n  {{- toYaml .Values.x | trim | nindent 2 }}', 10],
    ['toYaml, indented and trimmed', 'a:\n  {{ toYaml .Values.x | indent 2 | trim }}\n  z: 1', 10],
    ['toYaml, trimmed, among others', 'a:\n  {{- toYaml .Values.x | trim | nindent 2 }}\n  z: 1', 10],
    ['a part of it', 'a:\n  {{- toYaml (omit .Values.x "c") | nindent 2 }}', 10],
  ])('%s of a mapping that has them', async (_, template, mostRefused) => {
    const { others } = await renders(
      template,
      ODD.map((b) => ({ b })),
      undefined,
      { b: 'word' },
    );
    const { wrong, refused } = judged(others);
    expect(wrong).toEqual([]);
    expect(refused.length, `refused: ${JSON.stringify(refused)}`).toBeLessThanOrEqual(mostRefused);
  });

  test.each([
    ['the last line of a document', 'a: |-\n  b\n  c {{ .Values.x }}', 10],
    ['lines at the end of a document', 'a:\n  b: |\n{{ .Values.x | indent 4 }}', 10],
    ['folded lines at the end of a document', 'a: >\n  b\n  {{ .Values.x }}', 10],
    [
      'lines that may be the end',
      'a: |\n  b\n  {{- .Values.x | nindent 2 }}\n{{- if eq .Values.x "a" }}\nc: 1\n{{- end }}',
      15,
    ],
  ])('%s, for Helm 3, which takes white space away', async (_, template, mostRefused) => {
    const { others } = await renders(template, ODD, '', 'word', profileById('3.17'));
    const { wrong, refused } = judged(others);
    expect(wrong).toEqual([]);
    expect(refused.length, `refused: ${JSON.stringify(refused)}`).toBeLessThanOrEqual(mostRefused);
  });

  test('conditions and ranges stand in lines where the chart has lines', async () => {
    const condition =
      '  {{- if .Values.x }}\n    b {{ .Values.x }}\n\n    e\n    {{- range .Values.y }}\n    - {{ . }}\n    {{- end }}\n  {{- else }}\n  c\n  {{- end }}';
    const { code, others } = await renders(`a: |\n  # all\n${condition}\n\n  d`, ['', 'a', 'a\nb', true, 1e6]);
    expect(judged(others).wrong).toEqual([]);
    expect(code).toContain(`a: block\`
      # all
      \${values.x
        ? lines\`
            b \${values.x}

            e
          \${allLines(items(values.y).map((item) => lines\`  - \${item}\\n\`))}
          \`
        : lines\`c\\n\`}

      d
    \` + '\\n',`);
  });

  test('line ends of Windows in a block text', async () => {
    const { others } = await renders('a: |\n  {{- .Values.x | nindent 2 }}', ['a\r\nb\r\n', 'a\n\n']);
    expect(others.map(({ status }) => status)).toEqual(['equal', 'equal']);
  });
});
