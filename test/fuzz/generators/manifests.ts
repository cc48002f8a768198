// Templates of whole manifests: long stretches of the chart's own text, which the compiler may prove to be YAML, between lines that
// are known only when rendered, in every way in which a text gets into a document. Each template is rendered many times with other
// lines around its text: by a module that knows such stretches and by one that knows none; the first time also by helm.

import { diagnosticText } from '../../../compiler/diagnostics';
import { profileById } from '../../../language/profiles';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileChartAt } from '../../../actions/chart/compile';
import { writeInput } from '../../../actions/render/input';
import { ChartInstance } from '../../../actions/render/render';
import { type LoadedModule, loadModule } from '../../../runtime/host';
import { type HelmId, helmTemplate } from '../../judge/helm';
import { OTHER_TIERS, readyChart } from '../../judge/tiers';
import type { ChartCase } from '../charts';
import type { Choices } from './choices';

/** Lines that values bring in; a template names them by number, and each rendering turns the list further. */
const lines = [
  'a: b',
  'more: 1',
  '  deeper: 1',
  '    deepest: 1',
  '      text in a block',
  '  continued',
  '- item',
  '  - item',
  '"quoted": 1',
  '    still in the block: |',
  '\ttab: 1',
  '  \ttab',
  ' text"',
  "  text'",
  'kind: Late',
  'metadata: {name: late}',
  'metadata:\n  name: later\n  annotations:\n    helm.sh/hook: post-install',
  '---',
  '--- # again',
  '---\nkind: Second',
  '\n---\n# a note\nkind: Third',
  '...',
  'ue>',
  '<no val',
  '<no value>',
  'a: <no value>',
  '[',
  '{x: y}',
  ']',
  '# a note',
  '  # a note',
  '',
  '  ',
  'a: |',
  'a: |\n  text',
  'a: >-\n\n  text\n',
  'a: |2\n   text',
  'a: words\n  and words',
  'a: "open',
  "a: 'open",
  'a:',
  'kind:',
  'metadata:\n  annotations:',
  'metadata:\n  annotations:\n    note:',
  'a: b\r',
  'a: &x 1',
  'b: *x',
  '? key',
  ': value',
  'a: .inf',
  '~: null',
  '<<: {a: 1}',
  'ἀ: é',
  'a: \u2028',
  'a: b # c',
  '!!map',
  '%YAML 1.1',
  '\ufeffa: 1',
  'a: {b',
  '  c}',
  '@a',
  'kInd: x',
  '{{ .Values.x }}',
  'a: \u0001',
];

/** One of those lines, or one that breaks nothing: a document must not have too many that break it. */
const line = (c: Choices) =>
  c.below(2) === 0
    ? c.pick(['{{ .Release.Name }}: 1', '# {{ .Release.Name }}', '{{ "" }}', 'ref: {{ .Release.Name | quote }}'])
    : `{{ index .Values.l ${c.below(lines.length)} }}`;

const words = [
  'a value of some length',
  'nginx:1.25',
  '8080',
  '"quoted: text"',
  "'it''s'",
  '/var/lib/data',
  'é – ü',
  'true',
];
const odd = [
  'http://x:80/a#b',
  'a: b',
  '',
  '|-',
  '"\\u00e9\\x41"',
  '[a, "b", c/d]',
  '[]',
  '{}',
  '{a: b}',
  '&x y',
  '*x',
  '!!str 1',
  '.inf',
  'a # b',
  'a\tb',
  '"a\n      b"',
  '-',
  '- a',
  '@',
  '<no value>',
  '<no val',
  '~',
  '"open',
  '>-',
  'a \\',
  'x'.repeat(140),
];
const outermost = ['spec', 'data', 'rules', 'status', 'stringData', 'webhooks', 'x-y', 'KInds', '_a', 'subjects'];
const unusual = [
  'kind',
  'metadata',
  'Kind',
  'apiVersion',
  '"spec"',
  'a.b/c',
  '1',
  '- spec',
  '  spec',
  '~',
  'y',
  '<<',
  'null',
  'spec ',
  '? spec',
  '---\nspec',
  '# note\nspec',
  '\nspec',
  'spec\t',
  '\u212aind',
];

function makeScalar(c: Choices): string {
  return c.chance(30) ? c.pick(odd) : c.pick(words);
}

function makeBlock(c: Choices, indent: string): string {
  const sign = c.pick(['|', '|-', '>', '>-', '|+', '>+', '|2', '| # c']);
  const some = c.many(1, 4, () =>
    c.pick([
      '#!/bin/sh',
      'echo "a: b"',
      '  more',
      '',
      '- x',
      '\ttab',
      '---',
      'kind: x',
      '<no value>',
      '# no',
      '   ',
      'a:',
    ]),
  );
  return `${sign}\n${some.map((text) => (text === '' ? '' : indent + text)).join('\n')}\n`;
}

/** Lines of a mapping below a key. */
function makeLines(c: Choices, indent: string, depth: number): string {
  return c
    .many(1, 4, (i) => {
      const key = `${indent}field${i}:`;
      switch (c.below(depth > 0 ? 10 : 6)) {
        case 3:
          return `${key} ${makeBlock(c, `${indent}${c.pick(['  ', '    ', ' '])}`)}`;
        case 4:
          return c.pick([
            `${indent}# a note\n`,
            `${key} one\n${indent}  and more\n`,
            `${key}\n`,
            `${key} "over\n${indent}  lines"\n`,
            `${key} # note\n${indent}  text\n`,
            '\n',
            `#\n`,
            `${key} a  \n`,
            `${key}\n${indent}- a\n${indent}- b: c\n${indent}  d: e\n${indent}-\n`,
          ]);
        case 5:
          return c.chance(6)
            ? c.pick([`${key}\t a\n`, `${indent}\t# tab\n`, `\t\n`, `${key} a\t\n`])
            : `${key} ${makeScalar(c)}\n`;
        case 6:
        case 7:
          return `${key}\n${makeLines(c, `${indent}${c.pick(['  ', '    ', ' '])}`, depth - 1)}`;
        case 8:
          return `${key}\n${c
            .many(1, 3, () => {
              const below = makeLines(c, `${indent}  `, depth - 1);
              return below.startsWith(`${indent}  f`)
                ? `${indent}- ${below.slice(indent.length + 2)}`
                : `${indent}- x\n`;
            })
            .join('')}`;
        case 9:
          return `${key}\n${c.many(1, 3, () => `${indent}  - ${makeScalar(c)}\n`).join('')}`;
        default:
          return `${key} ${makeScalar(c)}\n`;
      }
    })
    .join('');
}

/** What Helm reads of a document, in the midst of a text. */
const headLines = [
  'kind: Late\n',
  'metadata:\n  name: x\n  annotations:\n    helm.sh/hook: pre-install\n',
  'apiVersion: v1\nkind: Pod\nmetadata:\n  name: y\n',
  'metadata:\n  name: z\n',
  'kind: Namespace\n',
  'KIND: Pod\n',
  '"kind": Zz\n',
  'kind:\n',
  '---\nkind: B\n',
];

/** Documents of every chart, so that it shows where others are put among them. */
const companions = ['ServiceAccount', 'Pod', 'A', 'L', 'Zz', '']
  .map((kind) => `kind: ${kind}\nmetadata:\n  name: companion\n`)
  .concat('kind: Pod\nmetadata: {name: hook, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: "1"}}\n')
  .join('---\n');

/** Text that is mostly long enough to be worth proving. */
function makeStretch(c: Choices): string {
  const parts = c.many(1, 3, () => {
    const key = c.chance(10) ? c.pick(unusual) : c.pick(outermost);
    const indent = c.pick(['  ', '  ', '  ', ' ', '    ']);
    let text = `${c.chance(4) ? c.pick(headLines) : ''}${key}:\n${makeLines(c, indent, 2)}`;
    while (text.length < 140 && !c.chance(12)) text += `${indent}filler${text.length}: ${c.pick(words)}\n`;
    return text;
  });
  let text =
    parts.join('') +
    c.pick([
      () => '',
      () => '',
      () => `  script: ${makeBlock(c, '    ')}`,
      () => `script: ${makeBlock(c, '  ')}`,
      () => '  last:\n',
      () => 'last:\n',
      () => '  last: begins\n',
      () => '  list:\n  -\n',
      () => 'list:\n- a\n- b:\n    c\n',
      () => '# a note\n',
      () => '  # a note\n',
      () => (c.chance(3) ? '  text: "over\n' : ''),
      () => '\n\n',
      () => '  \t\n',
      () => '  deep:\n    - - c:\n          d: e\n',
      () => '  text: >-\n\n    one\n\n\n',
      () => '---\n',
      () => '  half: <no val',
      () => '  half',
      () => 'ke',
    ])();
  if (c.chance(14)) text = text.replaceAll('\n', '\r\n');
  return text;
}

const heads = [
  '{{ L }}\n',
  'apiVersion: v1\nkind: Thing\nmetadata:\n  name: {{ .Release.Name }}\n',
  'kind: {{ .Release.Name }}\nmetadata:\n  annotations:\n    helm.sh/hook: {{ "post-install" }}\n    n: "1"\n',
  'apiVersion: v1\nkind: Thing\n{{ L }}\n{{ L }}\n',
  '# note\n---\nkind: ConfigMap\nmetadata:\n  labels: {{- toYaml .Values.m | nindent 4 }}\n',
  '',
  '{{ L }}',
  '\n',
  'kind: A\n---\n',
];

/** A template, its names ending in `@@`. */
export interface Manifest {
  definitions: string;
  body: string;
}

/** One template. */
export function makeManifest(c: Choices): Manifest {
  const definitions: string[] = [];
  const define = (body: string) => {
    const name = `n${definitions.length}-@@`;
    definitions.push(
      `{{ define "${name}" ${c.pick([' ', ' ', '-'])}}}${body}${c.pick(['{{ end }}', '{{ end }}', '{{- end }}'])}\n`,
    );
    return name;
  };
  const fill = (text: string) => text.replaceAll('{{ L }}', () => line(c));
  const part = (depth: number): string => {
    const body = () =>
      (depth > 0 && c.chance(3) ? part(depth - 1) : makeStretch(c)) + (c.chance(4) ? `${line(c)}\n` : '');
    switch (c.below(17)) {
      case 1:
        return `{{ template "${define(`\n${body()}`)}" . }}`;
      case 2:
        return `{{ include "${define(`\n${body()}`)}" . }}\n`;
      case 3:
        return `in:{{ include "${define(body())}" . | nindent ${c.pick([2, 4, 0, 1])} }}\n`;
      case 4:
        return `{{ include "${define(`\n${body()}`)}" . | ${c.pick(['trim', 'indent 0', 'nindent 0', 'replace "a value" "[a"', 'trimSuffix "\\n"', 'replace "spec" "  spec"', 'upper', 'quote', 'fromYaml | toYaml', 'trunc 150', 'print', 'printf "%s"', 'trimAll "\\n"', 'abbrev 140', 'default "x"', 'nospace', 'toString'])} }}\n`;
      case 5:
        return `{{ range .Values.n }}\n${body()}{{ . }}: 1\n{{ end }}`;
      case 6:
        return `{{ if .Values.yes }}\n${body()}{{ else }}\n${body()}{{ end }}`;
      case 7:
        return `{{ $x := include "${define(`\n${body()}`)}" . }}{{ ${c.pick(['$x', 'print $x $x', '$x | len', '"a: b"', 'printf "%s%s" "a: b\\n" $x'])} }}\n`;
      case 8:
        return `{{ tpl (include "${define(`\n${body()}`)}" .) . }}\n`;
      case 9:
        return `{{ tpl ${JSON.stringify(`{{ template "${define(`\n${body()}`)}" . }}${c.pick(['', '<no value>', '{{ .Values.none }}'])}`)} . }}\n`;
      case 10:
        return `{{- with .Values.m }}\n${body().replaceAll('.Values', '$.Values')}{{- end }}\n`;
      case 11:
        return `{{ .Values.none }}\n${body()}`;
      case 12:
        return `{{- /* note */}}\n${body()}{{- /* note */ -}}\n`;
      case 13:
        return `labels: {{- toYaml .Values.m | nindent 2 }}\n${body()}`;
      case 14:
        return `{{ with include "${define(`\n${body()}`)}" . }}{{ . }}{{ end }}\n`;
      case 15:
        return `---\nkind: ${c.pick(['A', 'Pod', 'Service', '{{ .Release.Name }}'])}\n${body()}`;
      default:
        return `\n${body()}`;
    }
  };
  const pieces = [fill(c.pick(heads))];
  for (let n = c.between(1, 3); n > 0; n--) {
    pieces.push(part(1));
    if (c.chance(2))
      pieces.push(
        fill(c.pick(['{{ L }}\n', '{{ L }}', '\n{{ L }}\n', 'more: {{ L }}\n', '\n{{- /* */}}{{ L }}{{- /* */ -}}\n'])),
      );
  }
  return { definitions: definitions.join(''), body: pieces.join('') };
}

const values = (turn: number) => ({
  l: lines.map((_, i) => lines[(i + turn * 7) % lines.length]),
  m: { app: 'x', tier: 'a: b' },
  n: ['one', 'two'],
  yes: turn % 2 === 0,
});

const chartFile = 'apiVersion: v2\nname: vec\nversion: 0.1.0\n';
const PICK = 'fuzz.example.com/';

/** The chart of one rendering. */
export function manifestChart({ definitions, body }: Manifest, turn: number): ChartCase {
  return {
    files: {
      'Chart.yaml': chartFile,
      'values.yaml': `${JSON.stringify(values(turn))}\n`,
      'templates/companions.yaml': companions,
      'templates/t.yaml': (definitions + body).replaceAll('@@', '0'),
    },
    args: [],
  };
}

/** What a batch came to. */
export interface ManifestBatch {
  /** Renderings that modules, or tiers, were compared in. */
  compared: number;
  /** Renderings that helm was asked about, and how many of them end in an error. */
  judged: number;
  failed: number;
  /** Texts, and turns of the lines, that somebody should look at. */
  suspects: { index: number; turn: number; text: string }[];
}

/** Renderings of a template with other lines around it. */
const TURNS = 24;

/** Renderings that end in an error take a process of helm each: so many a batch. */
const ERRORS = 10;

/**
 * Renders texts with both modules, and with helm as they stand in the chart; or, where tiers are compared, with the module that knows
 * and in the other ways.
 */
export async function runManifests(
  major: HelmId,
  manifests: readonly Manifest[],
  judge: 'helm' | 'tiers' = 'helm',
): Promise<ManifestBatch> {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-manifests-'));
  try {
    const chart = join(folder, 'vec');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), chartFile);
    writeFileSync(join(chart, 'values.yaml'), `${JSON.stringify(values(0))}\n`);
    writeFileSync(join(chart, 'templates/companions.yaml'), companions);
    for (const [i, { definitions, body }] of manifests.entries()) {
      const gate = `{{ if .Capabilities.APIVersions.Has "${PICK}${i}" }}`;
      const text = `${definitions}${gate}${body}{{ end }}`.replaceAll('@@', String(i));
      writeFileSync(join(chart, `templates/t${i}.yaml`), text);
    }
    return await judgeManifests(major, chart, manifests.length, judge);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judgeManifests(
  major: HelmId,
  chart: string,
  count: number,
  judge: 'helm' | 'tiers',
): Promise<ManifestBatch> {
  const batch: ManifestBatch = { compared: 0, judged: 0, failed: 0, suspects: [] };
  const compiled = async (isPlain: boolean) => {
    const { wasm, diagnostics } = await compileChartAt(chart, profileById(major), () => {}, { plain: isPlain });
    if (diagnostics.length > 0) throw new Error(`a manifest that cannot be parsed: ${diagnosticText(diagnostics[0])}`);
    return loadModule(wasm);
  };
  const knowing = new ChartInstance(await compiled(false));
  const loaded: LoadedModule[] = [];
  if (judge === 'helm') loaded.push(await compiled(true));
  else for (const tier of OTHER_TIERS) loaded.push((await readyChart(major, chart, tier)).loaded);
  const others = loaded.map((module) => new ChartInstance(module));
  const good: number[] = [];
  const bad: { index: number; text: string }[] = [];
  for (let index = 0; index < count; index++) {
    for (let turn = 0; turn < TURNS; turn++) {
      const text = render(knowing, [index], turn);
      batch.compared++;
      if (others.some((other) => text !== render(other, [index], turn))) batch.suspects.push({ index, turn, text });
      if (turn > 0) continue;
      if (text.startsWith('ok ')) good.push(index);
      else bad.push({ index, text });
    }
  }
  if (judge === 'tiers') return { ...batch, judged: count, failed: bad.length };
  const ask = async (indices: readonly number[]) => {
    const args = ['rel', chart, '--kube-version', 'v1.33.0'];
    const { stdout, stderr, code } = await helmTemplate(major, [
      ...args,
      ...indices.flatMap((i) => ['--api-versions', `${PICK}${i}`]),
    ]);
    return code === 0 ? `ok ${stdout.toString('latin1')}` : `error ${stderr}`;
  };
  /** Helm about texts that ours renders: together, and where that is not the same, in halves. */
  const compare = async (indices: readonly number[]): Promise<void> => {
    if (indices.length === 0) return;
    if ((await ask(indices)) === render(knowing, indices, 0)) {
      batch.judged += indices.length;
    } else if (indices.length === 1) {
      batch.judged++;
      batch.suspects.push({ index: indices[0], turn: 0, text: 'helm' });
    } else {
      const half = indices.length >> 1;
      await compare(indices.slice(0, half));
      await compare(indices.slice(half));
    }
  };
  await compare(good);
  for (const { index, text } of bad.slice(0, ERRORS)) {
    batch.judged++;
    batch.failed++;
    if ((await ask([index])) !== text) batch.suspects.push({ index, turn: 0, text });
  }
  return batch;
}

function render(instance: ChartInstance, indices: readonly number[], turn: number): string {
  const { status, bytes, hintsDebug } = instance.render(
    writeInput({
      name: 'rel',
      namespace: 'default',
      values: turn === 0 ? '{}' : JSON.stringify(values(turn)),
      kubeVersion: 'v1.33.0',
      apiVersions: indices.map((i) => `${PICK}${i}`),
      now: '2026-01-02T03:04:05Z',
      entropy: 'fuzz',
    }),
  );
  const text = Buffer.from(bytes).toString('latin1');
  if (status === 'ok') return `ok ${text}`;
  return `error Error: ${Buffer.from(bytes)}${hintsDebug ? '\n\nUse --debug flag to render out invalid YAML' : ''}\n`;
}
