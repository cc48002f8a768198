// Finds as files: a find is a vector (test/vectors/README.md) that the real helms have answered. A file is written once and
// never by hand; found.test.ts replays it.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type HelmId, helmTemplate, liveHelms } from '../judge/helm';
import { askTplErrors, expected, type Vector, type VectorAnswer, writeChart } from '../judge/vectors';
import { type ChartCase, rawBytes, runHelm } from './charts';
import type { TemplateCase } from './judge';

const folder = resolve('test/fuzz/found');

/** All finds so far. */
export function readFound(): Vector[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({ ...JSON.parse(readFileSync(join(folder, file), 'utf8')), area: 'found' }));
}

/** Asks the helms twice and writes the file; gives its name, or undefined where helm does not repeat itself. */
export async function writeFound(area: string, found: TemplateCase, helm: HelmId): Promise<string | undefined> {
  const template = found.template.replaceAll('@@', 'x');
  const hash = createHash('sha256').update(template).update(found.values).digest('hex').slice(0, 8);
  const name = `${area}-${hash}`;
  const values = found.values === '{}' ? undefined : found.values;
  const ask = () => answersOf(helm, (id) => record(id, template, values));
  const answers = await ask();
  if (JSON.stringify(await ask()) !== JSON.stringify(answers)) return undefined;
  const vector = { area: 'found', name, template, values, ...answers };
  const tpl = (await askTplErrors([vector], [...new Set([...liveHelms, helm])]))[name];
  const { area: _, ...row } = vector;
  return write(name, { ...row, ...(tpl && { tpl }) });
}

/** Writes a find about the command line: `out` is everything on standard output. */
export async function writeFoundCommand(
  area: string,
  template: string,
  values: string,
  args: string[],
  helm: HelmId,
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(args)).digest('hex').slice(0, 8);
  const name = `${area}-${hash}`;
  const answer = async (major: HelmId): Promise<VectorAnswer> => {
    const result = await inChart(template, values, false, (chart) => run(major, chart, args));
    return result.code === 0 ? { ok: true, out: result.stdout.toString() } : { ok: false, err: result.stderr };
  };
  return write(name, {
    name,
    kind: 'cli',
    tpath: 'templates/t.yaml',
    template,
    values,
    args,
    ...(await answersOf(helm, answer)),
  });
}

/** Writes a find about a whole chart; undefined where helm does not repeat itself. */
export async function writeFoundChart(area: string, made: ChartCase, helm: HelmId): Promise<string | undefined> {
  const hash = createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 8);
  const name = `${area}-${hash}`;
  const answer = async (major: HelmId): Promise<VectorAnswer> => {
    const result = await runHelm(major, made);
    if (/^(panic|runtime:|fatal error)/m.test(result.stderr)) return { ok: false, err: 'PANIC' };
    return result.code === 0 ? { ok: true, out: result.stdout.toString() } : { ok: false, err: result.stderr };
  };
  const ask = () => answersOf(helm, answer);
  const answers = await ask();
  if (JSON.stringify(await ask()) !== JSON.stringify(answers)) return undefined;
  const files = Object.fromEntries(
    Object.entries(made.files).map(([path, text]) => {
      const bytes = rawBytes(text);
      return [path, bytes.equals(Buffer.from(text)) ? text : { b64: bytes.toString('base64') }];
    }),
  );
  return write(name, { name, kind: 'cli', tpath: 'templates/t.yaml', files, args: made.args, ...answers });
}

type Answers = Pick<Vector, 'v3' | 'v4'> & Partial<Record<HelmId, VectorAnswer>>;

/** The two helms from whom all others differ. */
const isBase = (id: HelmId) => id === '4.1' || id === '3.17';

/** What the two helms answer from whom all others differ; the other recorded ones and the one whose case it is, where they answer otherwise. */
async function answersOf(helm: HelmId, ask: (id: HelmId) => Promise<VectorAnswer>): Promise<Answers> {
  const answers: Answers = { v4: await ask('4.1'), v3: await ask('3.17') };
  for (const id of new Set([...liveHelms, helm])) {
    if (isBase(id)) continue;
    const own = await ask(id);
    if (JSON.stringify(own) !== JSON.stringify(expected({ ...answers, area: '', name: '' } as Vector, id)))
      answers[id] = own;
  }
  return answers;
}

/** Asks a helm about all finds and writes what it answers otherwise than its neighbour. Gives the names of those. */
export async function askAgain(id: HelmId): Promise<string[]> {
  const differing: string[] = [];
  for (const vector of readFound()) {
    const { area: _, [id as '4.3']: __, ...row } = vector;
    const own = await answerAgain(vector, id);
    if (JSON.stringify(own) === JSON.stringify(expected({ ...row, area: 'found' }, id))) continue;
    if (JSON.stringify(await answerAgain(vector, id)) !== JSON.stringify(own)) continue;
    differing.push(vector.name);
    const tpl = (await askTplErrors([{ ...vector, [id]: own }], [id], { [vector.name]: vector.tpl ?? {} }))[
      vector.name
    ];
    write(vector.name, { ...row, [id]: own, ...(tpl && { tpl }) });
  }
  return differing;
}

async function answerAgain(vector: Vector, id: HelmId): Promise<VectorAnswer> {
  if (vector.kind !== 'cli') return record(id, vector.template!, vector.values);
  const root = mkdtempSync(join(tmpdir(), 'mistletoe-found-'));
  try {
    const chart = join(root, 'vec');
    writeChart(chart, vector, vector.template === undefined ? {} : { [vector.tpath!]: vector.template });
    const result = await run(
      id,
      chart,
      (vector.args ?? []).map((arg) => arg.replaceAll('CHART/', `${chart}/`)),
    );
    if (/^(panic|runtime:|fatal error)/m.test(result.stderr)) return { ok: false, err: 'PANIC' };
    return result.code === 0 ? { ok: true, out: result.stdout.toString() } : { ok: false, err: result.stderr };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Helms that some find has an answer of its own of. */
export function helmsOfFound(found: readonly Vector[]): HelmId[] {
  return [...new Set(found.flatMap((vector) => Object.keys(vector).filter((key) => /^[34]\.\d+$/.test(key))))].sort();
}

function write(name: string, vector: object): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(vector, undefined, 2)}\n`);
  return `${name}.json`;
}

async function record(major: HelmId, template: string, values: string | undefined): Promise<VectorAnswer> {
  const printed = await inChart(template, values, true, (chart) => run(major, chart, []));
  const raw = /<<([A-Za-z0-9+/=]*)>>/.exec(printed.stderr)?.[1];
  if (raw !== undefined) {
    const bytes = Buffer.from(Buffer.from(raw, 'base64').toString('latin1').replaceAll('<no value>', ''), 'latin1');
    const isText = Buffer.from(bytes.toString()).equals(bytes);
    return isText ? { ok: true, out: bytes.toString() } : { ok: true, out_b64: bytes.toString('base64') };
  }
  const { stderr } = await inChart(template, values, false, (chart) => run(major, chart, []));
  return { ok: false, err: /^(panic|runtime:|fatal error)/m.test(stderr) ? 'PANIC' : stderr };
}

async function run(major: HelmId, chart: string, args: readonly string[]) {
  const result = await helmTemplate(major, ['rel', chart, '--kube-version', 'v1.33.0', ...args]);
  return { ...result, stderr: result.stderr.replaceAll(chart, 'CHART') };
}

async function inChart<T>(
  template: string,
  values: string | undefined,
  prints: boolean,
  work: (chart: string) => Promise<T>,
): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'mistletoe-found-'));
  try {
    const chart = join(root, 'vec');
    mkdirSync(join(chart, 'templates'), { recursive: true });
    writeFileSync(join(chart, 'Chart.yaml'), 'apiVersion: v2\nname: vec\nversion: 0.1.0\nappVersion: "1.2.3"\n');
    if (values !== undefined) writeFileSync(join(chart, 'values.yaml'), values);
    writeFileSync(join(chart, 'templates/t.txt'), template);
    if (prints) {
      writeFileSync(
        join(chart, 'templates/zz.yaml'),
        '{{ fail (printf "<<%s>>" (include "vec/templates/t.txt" $ | b64enc)) }}',
      );
    }
    return await work(chart);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
