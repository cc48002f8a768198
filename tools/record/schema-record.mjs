// Asks both real helms about every case of test/compiler/schema/cases.json and writes their answers into that file. `--check` writes
// nothing and ends with 1 where an answer differs from the recorded one.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTypeScript } from '../build/typescript.mjs';

const { liveHelms, helmTemplate } = await importTypeScript('test/judge/helm.ts');
const { answersOf, casesPath, readCases, writeSuiteChart } = await importTypeScript('test/compiler/schema/suite.ts');

const check = process.argv.includes('--check');
const folder = mkdtempSync(join(tmpdir(), 'schema-record-'));
const cases = readCases();
let changes = 0;
for (const major of liveHelms) {
  writeSuiteChart(folder, cases, major);
  const { stderr, code } = await helmTemplate(major, ['release', folder]);
  if (code !== 0 && !stderr.includes("values don't meet the specifications")) throw new Error(stderr.slice(0, 2000));
  answersOf(stderr, cases.length).forEach((answer, i) => {
    const key = `helm${major}`;
    if (cases[i].only !== undefined && cases[i].only !== major) return;
    if (JSON.stringify(cases[i][key]) === JSON.stringify(answer)) return;
    changes++;
    console.log(`${cases[i].name} (${key}): ${JSON.stringify(cases[i][key])} → ${JSON.stringify(answer)}`);
    cases[i][key] = answer;
  });
}
rmSync(folder, { recursive: true });
if (!check) writeFileSync(casesPath, `[\n${cases.map((each) => `  ${JSON.stringify(each)}`).join(',\n')}\n]\n`);
console.log(`${cases.length} cases, ${changes} answers changed`);
if (check && changes) process.exitCode = 1;
