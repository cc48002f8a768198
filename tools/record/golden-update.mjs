// Records the answers of the real helms for every fixture chart and value set under test/golden/expected, each where it is
// otherwise than its neighbour's, and prints what changed. `--only REGEX` limits it to some cases, `--helm 3.14,4.2` to some helms
// (by default those of test/judge/helm.ts that are here), `--check` writes nothing and ends with 1 where something differs.
// `--tpl-errors` records instead what helm says of the failing vectors where their text is given to `tpl`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { importTypeScript } from '../build/typescript.mjs';

const { HELMS_BETWEEN, helmBinary, helmTemplate, liveHelms, neighbours } = await importTypeScript('test/judge/helm.ts');
const { errorText, expectedFolder, expectedPath, fixtureCases, fixturesFolder, readExpected } =
  await importTypeScript('test/judge/fixtures.ts');

if (process.argv.includes('--tpl-errors')) {
  const { askTplErrors, readVectors } = await importTypeScript('test/judge/vectors.ts');
  const { tplErrorsPath } = await importTypeScript('test/judge/tpl-errors.ts');
  const errors = await askTplErrors(readVectors());
  const lines = Object.entries(errors).map((entry) => entry.map((part) => JSON.stringify(part)).join(':'));
  writeFileSync(tplErrorsPath, `{\n${lines.join(',\n')}\n}\n`);
  console.log(`${lines.length} vectors that fail`);
  process.exit(0);
}

const check = process.argv.includes('--check');
const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : new RegExp(process.argv[at + 1]);

const changes = [];
const kept = new Set();

/** Keeps a part of an answer where it is otherwise than the neighbour's, or than nothing. */
function record(path, text, known = Buffer.alloc(0)) {
  const name = relative(expectedFolder, path);
  const old = existsSync(path) ? readFileSync(path) : undefined;
  if (text.equals(known)) {
    if (old) {
      changes.push(`removed  ${name}`);
      if (!check) rmSync(path);
    }
    return;
  }
  kept.add(path);
  if (old?.equals(text)) return;
  changes.push(`${old ? 'changed' : 'new    '}  ${name}${old ? firstDifference(old, text) : ''}`);
  if (check) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function firstDifference(a, b) {
  const x = a.toString().split('\n');
  const y = b.toString().split('\n');
  const i = x.findIndex((line, n) => line !== y[n]);
  const n = i < 0 ? x.length : i;
  return `\n    line ${n + 1}\n    - ${x[n] ?? '(end)'}\n    + ${y[n] ?? '(end)'}`;
}

/** Who stands for others comes before them. */
const depth = (id) => (neighbours[id] === undefined ? 0 : 1 + depth(neighbours[id]));
const helmsAt = process.argv.indexOf('--helm');
const helms = (
  helmsAt < 0 ? [...liveHelms, ...HELMS_BETWEEN.filter(isHere)] : process.argv[helmsAt + 1].split(',')
).sort((a, b) => depth(a) - depth(b));

function isHere(id) {
  try {
    return existsSync(helmBinary(id));
  } catch {
    return false;
  }
}

const cases = fixtureCases();
let runs = 0;
for (const id of helms) {
  await Promise.all(
    cases.map(async (fixture) => {
      const path = expectedPath(id, fixture);
      if (only && !only.test(`${fixture.chart}/${fixture.set}`)) {
        for (const end of ['.out', '.err']) kept.add(path + end);
        return;
      }
      const first = await helmTemplate(id, fixture.args, { cwd: fixturesFolder });
      const second = await helmTemplate(id, fixture.args, { cwd: fixturesFolder });
      runs++;
      if (!first.stdout.equals(second.stdout) || errorText(first) !== errorText(second)) {
        changes.push(`UNSTABLE ${id}/${fixture.chart}/${fixture.set}: two runs of helm differ; nothing recorded`);
        for (const end of ['.out', '.err']) kept.add(path + end);
        return;
      }
      // What another helm says too stands there.
      const other = neighbours[id] && readExpected(neighbours[id], fixture);
      record(`${path}.out`, first.stdout, other?.out);
      record(`${path}.err`, Buffer.from(errorText(first)), other && Buffer.from(other.err));
    }),
  );
}

// Answers to cases that are no more.
function sweep(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sweep(path);
    else if (!kept.has(path) && helms.includes(relative(expectedFolder, path).split('/')[0])) {
      changes.push(`removed  ${relative(expectedFolder, path)}`);
      if (!check) rmSync(path);
    }
  }
  if (!check && readdirSync(folder).length === 0) rmdirSync(folder);
}
sweep(expectedFolder);

for (const line of changes.sort()) console.log(line);
console.log(`${cases.length} cases, ${runs} answers recorded twice, ${changes.length} changes`);
if (changes.some((line) => line.startsWith('UNSTABLE')) || (check && changes.length > 0)) process.exitCode = 1;
