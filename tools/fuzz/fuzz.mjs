// `npm run fuzz`: random cases in every area until the time is over, counts at the end. `--minutes N` (1), `--seed N`,
// `--only AREA[,AREA]`, `--helm ID` a profile and its helm (those at hand in turn), `--size N` cases a round, `--rounds N`, `--no-keep` neither shrinks nor
// writes finds, `--tiers` compares the ways in which a chart comes to be rendered with one another and needs no helm, `--verbose`. Round N of a run with seed S is the first round of a run with seed S+N.
import { importTypeScript } from '../build/typescript.mjs';

const option = (name) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const { helmBinary, liveHelms } = await importTypeScript('test/judge/helm.ts');
const { findProfile } = await importTypeScript('language/profiles.ts');
const { areaNames, runRound } = await importTypeScript('test/fuzz/areas.ts');

const only = option('only')?.split(',') ?? areaNames;
const unknown = only.filter((area) => !areaNames.includes(area));
if (unknown.length > 0) {
  console.error(`no area ${unknown.join(', ')}: there are ${areaNames.join(', ')}`);
  process.exit(2);
}
const given = option('helm');
const named = given === undefined ? undefined : findProfile(given);
if (given !== undefined && (!named || named.isNearest)) {
  console.error(`--helm ${given}: give a version of Helm with a profile, such as 4.3`);
  process.exit(2);
}
const judge = process.argv.includes('--tiers') ? 'tiers' : 'helm';
// Says how to get the judge where it is not there.
if (named && judge === 'helm') helmBinary(named.profile.id);
const helms = named ? [named.profile.id] : liveHelms;
const first = Number(option('seed') ?? Math.floor(Math.random() * 2 ** 30));
const deadline = Date.now() + Number(option('minutes') ?? 1) * 60_000;
const rounds = Number(option('rounds') ?? Number.POSITIVE_INFINITY);
const keep = !process.argv.includes('--no-keep');

const totals = new Map(only.map((area) => [area, { cases: 0, compared: 0, failed: 0, finds: 0 }]));
const sizes = {
  functions: 250,
  strings: 250,
  sets: 60,
  bytes: 60,
  templates: 80,
  trees: 30,
  documents: 30,
  schemas: 30,
  objects: 30,
  manifests: 60,
};
let round = 0;
for (; round < rounds && Date.now() < deadline; round++) {
  const seed = first + round;
  const major = helms[seed % helms.length];
  for (const area of only) {
    if (Date.now() >= deadline) break;
    const size = Number(option('size') ?? sizes[area] ?? 150);
    const begun = performance.now();
    const result = await runRound(area, { seed, major, judge, size, keep });
    if (process.argv.includes('--verbose')) {
      console.log(`${area}, seed ${seed}: ${result.cases} cases, ${((performance.now() - begun) / 1000).toFixed(0)} s`);
    }
    const total = totals.get(area);
    total.cases += result.cases;
    total.compared += result.compared ?? 0;
    total.failed += result.failed;
    total.finds += result.finds.length;
    for (const find of result.finds)
      console.log(`${area}, seed ${seed}${find.file ? `, ${find.file}` : ''}\n  ${find.text}`);
  }
}
console.log(`seed ${first}, ${round} rounds`);
for (const [area, { cases, compared, failed, finds }] of totals) {
  console.log(
    `${area.padEnd(10)} ${String(cases).padStart(7)} cases, ${String(failed).padStart(6)} end in an error, ${finds} finds${compared ? `, ${compared} renderings compared without helm` : ''}`,
  );
}
if ([...totals.values()].some(({ finds }) => finds > 0)) process.exitCode = 1;
