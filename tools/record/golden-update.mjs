// Records the answers of both real helms for every fixture chart and value set under test/golden/expected, and prints
// what changed. `--only REGEX` limits it to some cases, `--check` writes nothing and ends with 1 where something differs.
// `--tpl-errors` records instead what helm says of the failing vectors where their text is given to `tpl`.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { importTypeScript } from '../build/typescript.mjs';

const { liveHelms, helmTemplate } = await importTypeScript('test/judge/helm.ts');
const { errorText, expectedFolder, expectedPath, fixtureCases, fixturesFolder, readExpected, sameAs } =
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

function record(path, text) {
  const name = relative(expectedFolder, path);
  const old = existsSync(path) ? readFileSync(path) : undefined;
  if (text.length === 0) {
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

const cases = fixtureCases();
let runs = 0;
await Promise.all(
  cases.flatMap((fixture) =>
    liveHelms.map(async (id) => {
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
      // An answer that another helm gives too stands there.
      const other = sameAs[id] && readExpected(sameAs[id], fixture);
      if (other && first.stdout.equals(other.out) && errorText(first) === other.err) return;
      record(`${path}.out`, first.stdout);
      record(`${path}.err`, Buffer.from(errorText(first)));
    }),
  ),
);

// Answers to cases that are no more.
function sweep(folder) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) sweep(path);
    else if (!kept.has(path)) {
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
