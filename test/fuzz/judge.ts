// Renders many template texts with the compiler, with the evaluator behind `tpl` and with the real helm, and tells where they
// differ. Texts share a chart and a run of helm; each gets its own copy of the values, so that none can notice another.

import { type Diagnostic, diagnosticText, withCode } from '../../compiler/diagnostics';
import { profileById } from '../../language/profiles';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compileChartAt } from '../../actions/chart/compile';
import { writeInput } from '../../actions/render/input';
import { ChartInstance } from '../../actions/render/render';
import { loadModule } from '../../runtime/host';
import { type HelmId, helmTemplate } from '../judge/helm';

/** One text with the values file it is rendered with. */
export interface TemplateCase {
  template: string;
  /** Text of values.yaml. Cases of one batch share it. */
  values: string;
}

/** What became of one rendering: the bytes in base64, or everything on standard error. */
export type Answer = { ok: true; out: string } | { ok: false; err: string };

/** A case on which somebody differs from helm, or one way to render from another. */
export interface Difference {
  index: number;
  form: 'compiled' | 'tpl';
  /** whose answer is the right one */
  by: string;
  wanted: Answer;
  ours: Answer;
}

/** Runs texts and compares. */
export type RunBatch = (major: HelmId, cases: readonly TemplateCase[]) => Promise<BatchResult>;

/** What a batch came to. */
export interface BatchResult {
  differences: Difference[];
  /** Renderings compared: each case counts once a form. */
  compared: number;
  /** Of these, those that helm ended in an error. */
  failed: number;
}

const PICK = 'fuzz.example.com/';
// Plain data only: Helm prints the addresses of its own objects, which differ in every run.
const root = `(dict "Values" (deepCopy .Values) "Chart" (dict "Name" "vec") "Release" .Release "Template" .Template)`;
export const forms = [
  { form: 'compiled', key: 'c', call: (i: number) => `include "vec/templates/_c${i}.txt" ${root}` },
  { form: 'tpl', key: 't', call: (i: number) => `tpl (.Files.Get "src/${i}") ${root}` },
] as const;

/** Renderings that fail are run by helm alone, which takes a process each: so many a batch, the rarest errors first. */
const ERRORS_PER_BATCH = 20;

/** The share of a batch's texts that may cost a process, where a batch is small. */
const ERRORS_SHARE = 0.15;

/** Texts that cannot be parsed take a conversion each, too. */
const BROKEN_PER_BATCH = 6;

/** How often an error of this kind was asked about so far. */
const asked = new Map<string, number>();

/** What kind of error a text is: its last part, without names and numbers. */
function errorKind(err: string): string {
  const last = err
    .replace(/\n\nUse --debug.*\n$/, '')
    .split(/(?:>: |: (?=error calling))/)
    .at(-1)!;
  return last.replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`|\d+/g, '#').slice(0, 100);
}

/** Those of `tasks` whose errors were asked about least, `count` of them. */
function rarest<T>(tasks: readonly T[], count: number, errorOf: (task: T) => string): T[] {
  const chosen: T[] = [];
  const kinds = tasks.map((task) => ({ task, kind: errorKind(errorOf(task)) }));
  while (chosen.length < count && kinds.length > 0) {
    let least = 0;
    for (const [i, { kind }] of kinds.entries()) {
      if ((asked.get(kind) ?? 0) < (asked.get(kinds[least].kind) ?? 0)) least = i;
    }
    const [{ task, kind }] = kinds.splice(least, 1);
    asked.set(kind, (asked.get(kind) ?? 0) + 1);
    chosen.push(task);
  }
  return chosen;
}

/** The text with its own names in place of `@@`. */
function named(template: string, index: number): string {
  return template.replaceAll('@@', `n${index}`);
}

/** Writes the chart of a batch below a folder: which texts it renders, API versions say. */
export function writeChart(folder: string, cases: readonly TemplateCase[]): string {
  const chart = join(folder, 'vec');
  const collector = cases.flatMap((_, i) =>
    forms.map(
      ({ key, call }) =>
        `{{- if .Capabilities.APIVersions.Has "${PICK}${key}${i}" }}\n${key}${i}: "{{ ${call(i)} | b64enc }}"\n{{- end }}`,
    ),
  );
  const files: Record<string, string> = {
    'Chart.yaml': 'apiVersion: v2\nname: vec\nversion: 0.1.0\nappVersion: "1.2.3"\n',
    'values.yaml': cases[0].values,
    'templates/collect.yaml': `all: true\n${collector.join('\n')}\n`,
  };
  for (const [i, { template }] of cases.entries()) {
    files[`templates/_c${i}.txt`] = named(template, i);
    // In a text of its own, so that a name it defines does not end the compiled one's.
    files[`src/${i}`] = template.replaceAll('@@', `t${i}`);
  }
  for (const [name, text] of Object.entries(files)) {
    const path = join(chart, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return chart;
}

const common = ['rel', '--kube-version', 'v1.33.0'];

async function runHelm(major: HelmId, chart: string, keys: readonly string[]): Promise<Map<string, string> | string> {
  const args = [common[0], chart, ...common.slice(1), ...keys.flatMap((key) => ['--api-versions', PICK + key])];
  const { stdout, stderr, code } = await helmTemplate(major, args);
  return code === 0 ? readAnswers(stdout) : stderr.replaceAll(chart, 'CHART');
}

function readAnswers(stdout: Buffer): Map<string, string> {
  const answers = new Map<string, string>();
  for (const [, key, text] of stdout.toString('latin1').matchAll(/^([ct]\d+): "(.*)"$/gm)) answers.set(key, text);
  return answers;
}

/** Runs texts through everybody and compares. */
export async function runBatch(major: HelmId, cases: readonly TemplateCase[]): Promise<BatchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-fuzz-'));
  try {
    return await judge(major, cases, writeChart(folder, cases));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judge(major: HelmId, cases: readonly TemplateCase[], chart: string): Promise<BatchResult> {
  const result: BatchResult = { differences: [], compared: 0, failed: 0 };
  const compiled = await compileChartAt(chart, profileById(major), () => {});
  let instance = new ChartInstance(loadModule(compiled.wasm));
  const parseErrors = withCode(compiled.diagnostics, 'template-parse');
  if (parseErrors.length > 0) {
    if (cases.length > 1) return await withoutBroken(major, cases, parseErrors);
    // Helm parses the file before it runs anything; as a text for `tpl` it fails only when it runs.
    for (const { form, key } of forms) {
      if (form === 'tpl') {
        writeFileSync(join(chart, 'templates/_c0.txt'), '');
        instance = new ChartInstance(loadModule((await compileChartAt(chart, profileById(major), () => {})).wasm));
      }
      const answer = await runHelm(major, chart, [`${key}0`]);
      const helm: Answer =
        typeof answer === 'string' ? { ok: false, err: answer } : { ok: true, out: answer.get(`${key}0`) ?? '' };
      const mine = render(instance, `${key}0`);
      result.compared++;
      if (!helm.ok) result.failed++;
      if (!isSame(helm, mine)) result.differences.push({ index: 0, form, by: 'helm', wanted: helm, ours: mine });
    }
    return result;
  }
  const ours = new Map<string, Answer>();
  const tasks = cases.flatMap((_, index) => forms.map(({ form, key }) => ({ index, form, key: `${key}${index}` })));
  for (const task of tasks) ours.set(task.key, render(instance, task.key));

  const compare = (task: (typeof tasks)[number], helm: Answer) => {
    const mine = ours.get(task.key)!;
    result.compared++;
    if (!helm.ok) result.failed++;
    if (isSame(helm, mine)) return;
    result.differences.push({ index: task.index, form: task.form, by: 'helm', wanted: helm, ours: mine });
  };

  let together = tasks.filter((task) => ours.get(task.key)!.ok);
  while (together.length > 0) {
    const answers = await runHelm(
      major,
      chart,
      together.map((task) => task.key),
    );
    if (typeof answers !== 'string') {
      for (const task of together) compare(task, { ok: true, out: answers.get(task.key) ?? '' });
      break;
    }
    // One that only helm refuses stops them all: the error names the line of the collector, or the file.
    const line = /vec\/templates\/collect\.yaml:(\d+):/.exec(answers)?.[1];
    const culprit = line === undefined ? undefined : together.find((task) => lineOf(task.key) === Number(line));
    if (culprit === undefined) return cases.length > 1 ? await halves(major, cases) : wholeFails(result, answers);
    compare(culprit, { ok: false, err: answers });
    together = together.filter((task) => task !== culprit);
  }
  const alone = tasks.filter((task) => !ours.get(task.key)!.ok);
  const errorOf = ({ key }: { key: string }) => (ours.get(key) as { err: string }).err;
  await Promise.all(
    rarest(alone, Math.min(ERRORS_PER_BATCH, Math.ceil(cases.length * ERRORS_SHARE)), errorOf).map(async (task) => {
      const answer = await runHelm(major, chart, [task.key]);
      compare(
        task,
        typeof answer === 'string' ? { ok: false, err: answer } : { ok: true, out: answer.get(task.key) ?? '' },
      );
    }),
  );
  return result;
}

/** One text that cannot be parsed spoils a chart: the others go on without it, and of these a few are asked about alone. */
async function withoutBroken(
  major: HelmId,
  cases: readonly TemplateCase[],
  errors: readonly Diagnostic[],
): Promise<BatchResult> {
  const brokenIndex = ({ path = '' }: Diagnostic) => Number(/^vec\/templates\/_c(\d+)\.txt$/.exec(path)?.[1]);
  const broken = new Set(errors.map(brokenIndex));
  const groups = [
    cases.map((_, i) => i).filter((i) => !broken.has(i)),
    ...rarest(errors, Math.min(BROKEN_PER_BATCH, Math.ceil(cases.length * ERRORS_SHARE)), diagnosticText)
      .map(brokenIndex)
      .map((i) => [i]),
  ];
  const total: BatchResult = { differences: [], compared: 0, failed: 0 };
  for (const group of groups.filter((indices) => indices.length > 0)) {
    const part = await runBatch(
      major,
      group.map((i) => cases[i]),
    );
    total.differences.push(...part.differences.map((d) => ({ ...d, index: group[d.index] })));
    total.compared += part.compared;
    total.failed += part.failed;
  }
  return total;
}

/** The line of the collector with a task's call: three a task, the first after `all: true`. */
function lineOf(key: string): number {
  const index = Number(key.slice(1)) * 2 + (key[0] === 't' ? 1 : 0);
  return 1 + index * 3 + 2;
}

function wholeFails(result: BatchResult, err: string): BatchResult {
  result.compared++;
  const wanted: Answer = { ok: false, err };
  result.differences.push({ index: 0, form: 'compiled', by: 'helm', wanted, ours: { ok: true, out: '' } });
  return result;
}

async function halves(major: HelmId, cases: readonly TemplateCase[]): Promise<BatchResult> {
  const half = cases.length >> 1;
  const first = await runBatch(major, cases.slice(0, half));
  const second = await runBatch(major, cases.slice(half));
  return {
    differences: [...first.differences, ...second.differences.map((d) => ({ ...d, index: d.index + half }))],
    compared: first.compared + second.compared,
    failed: first.failed + second.failed,
  };
}

/** The answer of an instance of the chart to one task. */
export function render(instance: ChartInstance, key: string): Answer {
  const input = writeInput({
    name: 'rel',
    namespace: 'default',
    values: '{}',
    kubeVersion: 'v1.33.0',
    apiVersions: [PICK + key],
    now: '2024-05-06T07:08:09Z',
    entropy: 'fuzz',
  });
  try {
    const { status, bytes, hintsDebug } = instance.render(input);
    if (status === 'ok') return { ok: true, out: readAnswers(bytes).get(key) ?? '' };
    return {
      ok: false,
      err: `Error: ${bytes}${hintsDebug ? '\n\nUse --debug flag to render out invalid YAML' : ''}\n`,
    };
  } catch (error) {
    return { ok: false, err: `CRASH ${error}` };
  }
}

function isSame(helm: Answer, ours: Answer): boolean {
  return helm.ok && ours.ok ? helm.out === ours.out : !helm.ok && !ours.ok && sameError(helm.err, ours.err);
}

/** Are two errors the same? Where helm itself crashes, any error will do, but never a crash of ours. */
function sameError(helm: string, ours: string): boolean {
  if (ours.startsWith('CRASH')) return false;
  if (/^(panic|runtime:|fatal error|goroutine )/m.test(helm)) return true;
  return helm === ours;
}
