// Runs the recorded template vectors (test/vectors). Converting a chart for each of some 7000 vectors would take an hour, so
// vectors with the same values and files share a chart with a template file each, and --api-versions tells which one is
// wanted. The harness must not change what a template sees: what could notice it runs in a chart of its own.

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type CommandResult, type HelmId, helmTemplate, liveHelms, neighbours } from './helm';
import { onlyOwn, type TplErrors, tplError } from './tpl-errors';

/** What Helm did with a vector. */
export interface VectorAnswer {
  ok: boolean;
  out?: string;
  out_b64?: string;
  match?: string;
  stderr?: string;
  err?: string;
}

/** One recorded case; README.md in test/vectors tells what the fields mean. */
export interface Vector {
  area: string;
  name: string;
  kind?: 'cli';
  template?: string;
  tpath?: string;
  values?: string;
  files?: Record<string, string | { b64: string }>;
  args?: string[];
  /** Helm 3.17 and 4.1. */
  v3: VectorAnswer;
  v4: VectorAnswer;
  /** The others, each where it answers otherwise than its neighbour (helm.ts). */
  [id: `${3 | 4}.${number}`]: VectorAnswer | undefined;
  /** Where it fails, what Helm says of the text given to `tpl`; absent: it is recorded with those of test/vectors. */
  tpl?: TplErrors[string];
}

/** How a vector's template reaches the engine: as a file of the chart, or as text given to `tpl`. */
export type VectorForm = 'compiled' | 'tpl';

/** Something that renders one chart many times. */
export interface Renderer {
  render(args: readonly string[]): Promise<CommandResult>;
}

/** Makes a renderer of the chart in a folder; throws where the chart cannot be converted. */
export type MakeRenderer = (major: HelmId, chart: string) => Promise<Renderer>;

/** What came of a vector: `undefined` where it passed, otherwise what went wrong. */
export type Verdict = string | undefined;

const folder = resolve('test/vectors');

/** All vectors, by area. */
export function readVectors(): Vector[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const area = file.replace(/\.json$/, '');
      const rows = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<Vector, 'area'>[];
      return rows.map((row) => ({
        ...row,
        area,
        values: row.values === undefined || typeof row.values === 'string' ? row.values : JSON.stringify(row.values),
      }));
    });
}

const PICK = 'judge.example.com/';
export const COMMON = ['--kube-version', 'v1.33.0'];

/** The template that prints what another one gives, before documents are split: as an error's text, in base64. */
const printRaw = (name: string) => `{{ fail (printf "<<%s>>" (include ${name} $ | b64enc)) }}`;
const PRINT_PICKED = `{{ range .Capabilities.APIVersions }}{{ if hasPrefix "${PICK}" . }}${printRaw(
  `(printf "vec/templates/%s.txt" (trimPrefix "${PICK}" .))`,
)}{{ end }}{{ end }}`;

interface Batch {
  vectors: Vector[];
  isAlone: boolean;
}

/** What that helm did with a vector. */
export function expected(vector: Vector, id: HelmId): VectorAnswer {
  if (id === '3.17') return vector.v3;
  if (id === '4.1') return vector.v4;
  return vector[id as '4.3'] ?? expected(vector, neighbours[id]!);
}

/** Does some helm of that one's major version answer otherwise than its neighbour? */
export function isDisputed(vector: Vector, id: HelmId): boolean {
  return Object.keys(neighbours).some((other) => other[0] === id[0] && vector[other as '4.3'] !== undefined);
}

/** Would this template notice other templates beside it, or the flag that picks it, or could it not be parsed? */
function mustBeAlone(vector: Vector, major: HelmId, form: VectorForm): boolean {
  if (vector.kind === 'cli' || vector.tpath !== undefined) return true;
  const template = vector.template ?? '';
  if (/Capabilities|\b(define|block)\b/.test(template)) return true;
  const answer = expected(vector, major);
  if (answer.ok) return false;
  // Only what fails while templates run can share a chart with others; in a text for `tpl`, parsing is part of that.
  return form === 'compiled' && !/vec\/templates\/t\.txt:\d+:\d+/.test(answer.err ?? '');
}

function batches(vectors: readonly Vector[], major: HelmId, form: VectorForm): Batch[] {
  const groups = new Map<string, Batch>();
  const all: Batch[] = [];
  for (const vector of vectors) {
    const isAlone = mustBeAlone(vector, major, form);
    const { values, files, kind, template, tpath } = vector;
    // What is alone in its chart may be rendered in more ways than one.
    const own = isAlone ? [kind, template, tpath] : [];
    const key = JSON.stringify([isAlone, expected(vector, major).ok || kind === 'cli', values, files, ...own]);
    let batch = groups.get(key);
    if (!batch || batch.vectors.length >= 150) {
      batch = { vectors: [], isAlone };
      groups.set(key, batch);
      all.push(batch);
    }
    batch.vectors.push(vector);
  }
  return all;
}

/** The text of a vector's template file. */
function source(vector: Vector, form: VectorForm): string {
  const template = vector.template ?? '';
  return form === 'compiled' ? template : `{{ tpl (b64dec "${Buffer.from(template).toString('base64')}") . }}`;
}

export function writeChart(path: string, first: Vector, templates: Record<string, string>): void {
  const files: Record<string, string | { b64: string }> = {
    'Chart.yaml': 'apiVersion: v2\nname: vec\nversion: 0.1.0\nappVersion: "1.2.3"\n',
    ...(first.values === undefined ? {} : { 'values.yaml': first.values }),
    ...first.files,
    ...templates,
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof text === 'string' ? text : Buffer.from(text.b64, 'base64'));
  }
}

/**
 * Runs vectors in one form against one engine.
 * @param verdict told what came of each vector, in no particular order
 */
export async function runVectors(
  vectors: readonly Vector[],
  major: HelmId,
  form: VectorForm,
  make: MakeRenderer,
  verdict: (vector: Vector, verdict: Verdict) => void,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'mistletoe-vectors-'));
  let count = 0;
  try {
    for (const batch of batches(vectors, major, form)) await runBatch(batch);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }

  async function runBatch(batch: Batch): Promise<void> {
    const chart = join(root, `c${count++}`, 'vec');
    const { vectors, isAlone } = batch;
    const [first] = vectors;
    const isOk = expected(first, major).ok;
    const templates: Record<string, string> = {};
    if (batch.isAlone) {
      if (first.template !== undefined) templates[first.tpath ?? 'templates/t.txt'] = source(first, form);
      if (isOk && first.kind !== 'cli') templates['templates/zz.yaml'] = printRaw('"vec/templates/t.txt"');
    } else {
      for (const [i, vector] of batch.vectors.entries()) {
        const text = source(vector, form);
        // What fails is rendered as the file it stands in, one line down; the others must keep still.
        templates[`templates/t${i}.txt`] = isOk
          ? text
          : `{{ if .Capabilities.APIVersions.Has "${PICK}t${i}" }}\n${text}\n{{ end }}`;
      }
      if (isOk) templates['templates/zz.yaml'] = PRINT_PICKED;
    }
    writeChart(chart, first, templates);
    let renderer: Renderer;
    try {
      renderer = await make(major, chart);
    } catch (error) {
      rmSync(dirname(chart), { recursive: true, force: true });
      if (vectors.length === 1 || isAlone) {
        for (const vector of vectors)
          verdict(vector, isOk || isAlone ? `cannot be converted: ${describe(error)}` : `crashed: ${describe(error)}`);
        return;
      }
      const half = batch.vectors.length >> 1;
      await runBatch({ vectors: batch.vectors.slice(0, half), isAlone: false });
      await runBatch({ vectors: batch.vectors.slice(half), isAlone: false });
      return;
    }
    for (const [i, vector] of batch.vectors.entries()) {
      const args = ['rel', ...COMMON, ...(vector.args ?? []).map((arg) => arg.replaceAll('CHART/', `${chart}/`))];
      if (!batch.isAlone) args.push('--api-versions', `${PICK}t${i}`);
      let result: CommandResult;
      try {
        result = await renderer.render(args);
      } catch (error) {
        verdict(vector, `crashed: ${describe(error)}`);
        continue;
      }
      result = restore(result, chart, batch.isAlone ? undefined : i);
      const broken = /parse error at \(vec\/templates\/(t\d+)\.txt/.exec(result.stderr)?.[1];
      if (broken !== undefined && !batch.isAlone && batch.vectors.length > 1 && i === 0) {
        // One template that cannot be parsed spoils them all.
        await runBatch({ vectors: batch.vectors.filter((_, n) => `t${n}` === broken), isAlone: false });
        await runBatch({ vectors: batch.vectors.filter((_, n) => `t${n}` !== broken), isAlone: false });
        return;
      }
      verdict(vector, judge(vector, major, form, result));
    }
    rmSync(dirname(chart), { recursive: true, force: true });
  }
}

function describe(error: unknown): string {
  return String((error as Error)?.message ?? error).split('\n')[0];
}

/** The helm with whose message a vector fails through `tpl`: that of the neighbour where both say the same of it as a file. */
function tplHelm(vector: Vector, id: HelmId): HelmId {
  const own = id as '4.3';
  return vector[own] !== undefined || id === '3.17' || id === '4.1' ? id : tplHelm(vector, neighbours[id]!);
}

/** Asks the real helms what they say of the vectors that fail, where their text is given to `tpl`. */
export async function askTplErrors(
  vectors: readonly Vector[],
  helms: readonly HelmId[] = liveHelms,
  known: TplErrors = {},
): Promise<TplErrors> {
  const root = mkdtempSync(join(tmpdir(), 'mistletoe-tpl-errors-'));
  const errors: TplErrors = {};
  const ask = async (vector: Vector, id: HelmId) => {
    const chart = join(root, `${vector.name}-${id}`, 'vec');
    writeChart(chart, vector, { [vector.tpath ?? 'templates/t.txt']: source(vector, 'tpl') });
    const args = (vector.args ?? []).map((arg) => arg.replaceAll('CHART/', `${chart}/`));
    const { stderr } = await helmTemplate(id, ['rel', chart, ...COMMON, ...args]);
    errors[vector.name] ??= { ...known[vector.name] };
    errors[vector.name][id] = stderr.replaceAll(chart, 'CHART');
  };
  try {
    for (const vector of vectors) {
      if (vector.kind !== 'cli' && vector.template !== undefined) {
        // Where a helm answers as another does for the file, it does so for the text too.
        const failing = helms.filter((id) => !expected(vector, id).ok && tplHelm(vector, id) === id);
        await Promise.all(failing.map((id) => ask(vector, id)));
        const row = errors[vector.name];
        if (row) errors[vector.name] = onlyOwn(row);
      }
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return errors;
}

/** The result as it would be, had the template stood alone in `templates/t.txt` of a chart in CHART. */
function restore(result: CommandResult, chart: string, index: number | undefined): CommandResult {
  let stderr = result.stderr.replaceAll(chart, 'CHART');
  if (index !== undefined) {
    const name = `vec/templates/t${index}.txt`;
    stderr = stderr
      .replaceAll(
        new RegExp(`${name.replaceAll('.', '\\.')}:(\\d+)`, 'g'),
        (_, line) => `vec/templates/t.txt:${line - 1}`,
      )
      .replaceAll(name, 'vec/templates/t.txt');
  }
  return { ...result, stderr };
}

function judge(vector: Vector, major: HelmId, form: VectorForm, result: CommandResult): Verdict {
  const answer = expected(vector, major);
  if (!answer.ok) {
    if (result.code === 0) return `should fail: ${answer.err}`;
    if (!result.stderr.includes('Error: ')) return `fails without an error: ${result.stderr}`;
    if (answer.err?.startsWith('PANIC')) return undefined;
    const wanted = form === 'tpl' ? tplError(tplHelm(vector, major), vector.name, vector.tpl) : answer.err;
    return result.stderr === wanted ? undefined : difference('error', wanted ?? '(none recorded)', result.stderr);
  }
  const wanted = answer.out_b64 === undefined ? Buffer.from(answer.out ?? '') : Buffer.from(answer.out_b64, 'base64');
  let actual: Buffer;
  if (vector.kind === 'cli') {
    if (result.code !== 0) return `fails: ${result.stderr.trim()}`;
    if (answer.stderr !== undefined && result.stderr !== answer.stderr) {
      return difference('standard error', answer.stderr, result.stderr);
    }
    actual = result.stdout;
  } else {
    const raw = /<<([A-Za-z0-9+/=]*)>>/.exec(result.stderr)?.[1];
    if (raw === undefined) return result.code === 0 ? 'the harness was not reached' : `fails: ${result.stderr.trim()}`;
    const text = Buffer.from(raw, 'base64').toString('latin1').replaceAll('<no value>', '');
    actual = Buffer.from(text, 'latin1');
  }
  if (answer.match !== undefined) {
    return new RegExp(`^(?:${answer.match})$`, 'su').test(actual.toString())
      ? undefined
      : difference('output (a pattern)', answer.match, actual.toString());
  }
  return actual.equals(wanted) ? undefined : difference('output', wanted.toString(), actual.toString());
}

function difference(what: string, wanted: string, actual: string): string {
  return `${what}\n    wanted ${JSON.stringify(wanted)}\n    got    ${JSON.stringify(actual)}`;
}
