// Records what one more released helm answers to the vectors of test/vectors, where it answers otherwise than its neighbour
// (test/judge/helm.ts). An answer that does not repeat is not recorded.
//
//     node tools/record/vectors.mjs 4.2 [--area toml,semver] [--disputed] [--from FOLDER --column NAME]
//     node tools/record/vectors.mjs 4.2 --like 4.2.5 [--area …] [--disputed]     writes nothing: does another patch answer so too?
//
// 3.17 and 4.1, from whom the others differ, are asked for vectors that have no answer of theirs yet. --disputed asks only for vectors
// that some other helm of the major version answers otherwise than its neighbour; --from takes the answers of a folder of vectors
// that has them in a column. Vectors that fail are also asked as texts given to `tpl` (test/golden/tpl-errors.json). What is expected to
// succeed is asked a hundred a process first; who answers otherwise there, and who fails, is asked alone.
import { readFileSync, readdirSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { importTypeScript } from '../build/typescript.mjs';

const { helmTemplate, neighbours } = await importTypeScript('test/judge/helm.ts');
const { askTplErrors, COMMON, expected, isDisputed, readVectors, writeChart } =
  await importTypeScript('test/judge/vectors.ts');
const { tplErrorsPath } = await importTypeScript('test/judge/tpl-errors.ts');

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const id = process.argv[2];
const own = { 3.17: 'v3', 4.1: 'v4' }[id];
if (neighbours[id] === undefined && own === undefined) {
  const ids = [...Object.keys(neighbours), '3.17', '4.1'];
  console.error(`usage: node tools/record/vectors.mjs ${ids.join('|')} [--area A,B] [--disputed]`);
  process.exit(2);
}
// Who is asked: the helm of the profile, or another patch of its minor version.
const judge = option('like') ?? id;
const areas = option('area')?.split(',');
const base = id?.startsWith('3') ? 'v3' : 'v4';
const root = mkdtempSync(join(tmpdir(), 'mistletoe-record-'));
let count = 0;

const RAW = /^out: ?([A-Za-z0-9+/=]*)$/m;

/**
 * One run of helm over a vector.
 * @param mayFail it is thought to fail: rendered as it is first
 */
async function ask(vector, mayFail = false) {
  const folder = join(root, `c${count++}`);
  const chart = join(folder, 'c');
  const path = vector.tpath ?? 'templates/t.txt';
  const templates = vector.template === undefined ? {} : { [path]: vector.template };
  const isCommand = vector.kind === 'cli';
  const args = ['rel', chart, ...COMMON, ...(vector.args ?? []).map((arg) => arg.replaceAll('CHART/', `${chart}/`))];
  try {
    if (!isCommand && mayFail) {
      writeChart(chart, vector, templates);
      const { code, stderr } = await helmTemplate(judge, args, { cwd: folder });
      if (code !== 0) return { ok: false, err: crash(stderr.replaceAll(chart, 'CHART')) };
    }
    if (!isCommand) {
      templates['templates/zz.yaml'] = `out: {{ include "vec/${path}" . | b64enc }}\n`;
      writeChart(chart, vector, templates);
      const { code, stdout, stderr } = await helmTemplate(judge, [...args, '--debug'], { cwd: folder });
      const raw = RAW.exec(stdout.toString('latin1'))?.[1];
      if (
        raw !== undefined &&
        (code === 0 || /YAML parse error|error converting YAML|Error: error unmarshaling/.test(stderr))
      ) {
        return packed(Buffer.from(raw, 'base64'));
      }
      rmSync(join(chart, 'templates/zz.yaml'));
    } else {
      writeChart(chart, vector, templates);
    }
    const { code, stdout, stderr } = await helmTemplate(judge, args, { cwd: folder });
    const text = (data) => crash(data.toString().replaceAll(chart, 'CHART'));
    if (code !== 0)
      return { ok: false, err: text(stderr), ...(isCommand && stdout.length ? { stdout: text(stdout) } : {}) };
    return {
      ok: true,
      out: text(stdout),
      ...((own && !option('like')) || vector[base].stderr !== undefined ? { stderr: text(stderr) } : {}),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A crash's stack says nothing that could be compared. */
function crash(text) {
  const at = text.startsWith('panic: ') || text.includes('\ngoroutine 1 [') ? text.indexOf('panic: ') : -1;
  return at < 0 ? text : `PANIC ${text.slice(at).split('\n')[0]}\n`;
}

function packed(bytes) {
  const clean = Buffer.from(bytes.toString('latin1').replaceAll('<no value>', ''), 'latin1');
  const text = clean.toString();
  return Buffer.from(text).equals(clean) ? { ok: true, out: text } : { ok: true, out_b64: clean.toString('base64') };
}

const given = new Map();
if (option('from')) {
  for (const file of readdirSync(option('from')).filter((name) => name.endsWith('.json'))) {
    for (const row of JSON.parse(readFileSync(join(option('from'), file), 'utf8'))) {
      if (row[option('column')]) given.set(row.name, row[option('column')]);
    }
  }
}

/** Is the answer what is known, which may be a pattern? */
function isAs(known, answer) {
  if (known.match !== undefined) return answer.ok && new RegExp(`^(?:${known.match})$`, 'su').test(answer.out);
  return isDeepStrictEqual(answer, known);
}

/** Could this vector notice others beside it? */
function mustBeAlone({ kind, tpath, args, template }) {
  return (
    kind === 'cli' || tpath !== undefined || args !== undefined || /Capabilities|\b(define|block)\b/.test(template)
  );
}

const BATCH = 100;

/** Those of the vectors, all with the same values and files, that this helm answers as is known, by one process for many. */
async function confirmed(vectors) {
  const folder = join(root, `c${count++}`);
  const chart = join(folder, 'c');
  const templates = Object.fromEntries(vectors.map(({ template }, i) => [`templates/_t${i}.txt`, template]));
  const line = (_, i) => `t${i}: {{ include "vec/templates/_t${i}.txt" . | b64enc }}\n`;
  writeChart(chart, vectors[0], { ...templates, 'templates/zz.yaml': vectors.map(line).join('') });
  const { code, stdout } = await helmTemplate(judge, ['rel', chart, ...COMMON], { cwd: folder });
  rmSync(folder, { recursive: true, force: true });
  if (code !== 0) {
    if (vectors.length === 1) return [];
    const half = vectors.length >> 1;
    return [...(await confirmed(vectors.slice(0, half))), ...(await confirmed(vectors.slice(half)))];
  }
  const answers = new Map(
    [...stdout.toString().matchAll(/^(t\d+): ?([A-Za-z0-9+/=]*)$/gm)].map(([, key, raw]) => [key, raw]),
  );
  return vectors.filter((vector, i) => {
    const raw = answers.get(`t${i}`);
    return raw !== undefined && isAs(knownOf(vector), packed(Buffer.from(raw, 'base64')));
  });
}

/** What stands for this helm's answer until it is asked. */
function knownOf(vector) {
  return expected(vector, option('like') ? id : neighbours[id]);
}

/** The answer, or undefined where it does not repeat. */
async function answerOf(vector) {
  if (own && !option('like')) {
    const first = await ask(vector);
    return isDeepStrictEqual(await ask(vector), first) ? first : undefined;
  }
  const known = knownOf(vector);
  if (option('from')) return given.get(vector.name) ?? known;
  const first = await ask(vector, !known.ok);
  if (isAs(known, first)) return known;
  return isDeepStrictEqual(await ask(vector, !known.ok), first) ? first : undefined;
}

const wanted = readVectors().filter(
  (vector) =>
    (!areas || areas.includes(vector.area)) &&
    (!process.argv.includes('--disputed') || isDisputed(vector, id)) &&
    // What the two answer from whom all others differ is recorded once, where it is missing.
    (own === undefined || vector[own] === undefined || option('like') !== undefined),
);
const answers = new Map();
if (!option('from') && (own === undefined || option('like'))) {
  const alike = new Map();
  for (const vector of wanted) {
    if (mustBeAlone(vector) || !knownOf(vector).ok) continue;
    const key = JSON.stringify([vector.values, vector.files]);
    alike.set(key, [...(alike.get(key) ?? []), vector]);
  }
  for (const list of alike.values()) {
    for (let i = 0; i < list.length; i += BATCH) {
      for (const vector of await confirmed(list.slice(i, i + BATCH))) answers.set(vector.name, knownOf(vector));
    }
  }
}
const alone = wanted.filter(({ name }) => !answers.has(name));
let next = 0;
await Promise.all(
  Array.from({ length: 4 }, async () => {
    while (next < alone.length) {
      const vector = alone[next++];
      answers.set(vector.name, await answerOf(vector));
    }
  }),
);
rmSync(root, { recursive: true, force: true });

if (option('like')) {
  const differing = wanted.filter(({ name }, i) => !isDeepStrictEqual(answers.get(name), expected(wanted[i], id)));
  for (const vector of differing) {
    const [a, b] = [expected(vector, id), answers.get(vector.name)].map((answer) =>
      JSON.stringify(answer)?.slice(0, 300),
    );
    console.log(`${vector.name} ${vector.template ?? vector.args}\n    helm ${id}: ${a}\n    helm ${judge}: ${b}`);
  }
  console.log(`helm ${judge}: ${wanted.length} vectors, ${differing.length} otherwise than helm ${id}`);
  process.exit(differing.length > 0 ? 1 : 0);
}

// Who has this helm for a neighbour keeps its answers.
const followers = Object.keys(neighbours).filter((other) => neighbours[other] === id);
const differing = [];
for (const file of readdirSync('test/vectors').filter((name) => name.endsWith('.json'))) {
  const path = resolve('test/vectors', file);
  const before = readFileSync(path, 'utf8');
  const rows = JSON.parse(before);
  for (const row of rows) {
    if (!answers.has(row.name)) continue;
    const answer = answers.get(row.name);
    if (answer === undefined) {
      console.log(`not repeatable: ${row.name}`);
      continue;
    }
    if (own) {
      row[own] = answer;
      differing.push(row.name);
      continue;
    }
    const kept = followers.map((other) => [other, expected(row, other)]);
    delete row[id];
    if (!isDeepStrictEqual(answer, expected(row, id))) row[id] = answer;
    for (const [other, own] of kept) {
      delete row[other];
      if (!isDeepStrictEqual(own, expected(row, other))) row[other] = own;
    }
    if (row[id]) differing.push(row.name);
  }
  const text = `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
  if (text !== before) writeFileSync(path, text);
}
console.log(`${id}: ${answers.size} vectors, ${differing.length} ${own ? 'new' : `otherwise than ${neighbours[id]}`}`);

const failing = readVectors().filter(
  (vector) => differing.includes(vector.name) && vector[own ?? id]?.ok === false && vector.v3 && vector.v4,
);
const all = JSON.parse(readFileSync(tplErrorsPath, 'utf8'));
for (const [name, row] of Object.entries(await askTplErrors(failing, own ? ['3.17', '4.1'] : [id], all)))
  all[name] = row;
const lines = Object.entries(all).map((entry) => entry.map((part) => JSON.stringify(part)).join(':'));
writeFileSync(tplErrorsPath, `{\n${lines.join(',\n')}\n}\n`);
