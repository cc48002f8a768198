// Compares every profile with its own helm (tools/helms): the scaffold of that helm with the value sets of the golden suite, and the
// fixtures with all their sets. Prints a line a profile and what differs; ends with 1 where something does.
//
//     node tools/record/check-profiles.mjs [3.18 4.2 …] [--only scaffold|fixtures]
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { importTypeScript } from '../build/typescript.mjs';

const { helm, helmTemplate } = await importTypeScript('test/judge/helm.ts');
const { fixtureCases, fixturesFolder, errorText, failureText } = await importTypeScript('test/judge/fixtures.ts');
const { oursTemplate } = await importTypeScript('test/judge/ours.ts');
const { profiles } = await importTypeScript('language/profiles.ts');

const at = process.argv.indexOf('--only');
const only = at < 0 ? undefined : process.argv[at + 1];
const given = process.argv.slice(2).filter((arg) => /^\d\.\d+$/.test(arg));
const ids = given.length > 0 ? given : profiles().map(({ id }) => id);
const sets = readdirSync('test/golden/scaffold-values').map((file) => resolve('test/golden/scaffold-values', file));
const root = mkdtempSync(join(tmpdir(), 'mistletoe-profiles-'));
let isGood = true;

/** What of a run counts. */
const shown = (result) => `${result.stdout.toString()}\0${failureText(errorText(result))}`;

for (const id of ids) {
  const cases = [];
  if (only !== 'fixtures') {
    const chart = join(root, id, 'web');
    mkdirSync(dirname(chart), { recursive: true });
    const { code, stderr } = await helm(id, ['create', chart]);
    if (code !== 0) throw new Error(stderr);
    for (const set of sets) cases.push({ name: `scaffold ${set}`, args: ['rel', chart, '-f', set], cwd: root });
  }
  if (only !== 'scaffold') {
    for (const { chart, set, args } of fixtureCases())
      cases.push({ name: `${chart}/${set}`, args, cwd: fixturesFolder });
  }
  let same = 0;
  for (const { name, args, cwd } of cases) {
    const wanted = await helmTemplate(id, args, { cwd });
    const actual = await oursTemplate(id, args, { cwd, stdin: '' });
    if (shown(wanted) === shown(actual)) same++;
    else console.log(`${id} ${name}\n${firstDifference(shown(wanted), shown(actual))}`);
  }
  console.log(`${id}: ${same} of ${cases.length}`);
  isGood &&= same === cases.length;
}
rmSync(root, { recursive: true, force: true });
process.exitCode = isGood ? 0 : 1;

function firstDifference(wanted, actual) {
  const [a, b] = [wanted.split('\n'), actual.split('\n')];
  const i = a.findIndex((line, n) => line !== b[n]);
  const n = i < 0 ? a.length : i;
  return `    helm ${JSON.stringify(a[n])}\n    ours ${JSON.stringify(b[n])}`;
}
