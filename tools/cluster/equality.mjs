// Compares what the real helm and this program leave in a cluster for every chart of a folder, as test/cluster/equality.live.ts says, and
// prints how many were installed by both and are equal: `node tools/cluster/equality.mjs FOLDER [PATTERN]`. Charts must have their dependencies.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [charts, pattern] = process.argv.slice(2);
if (!charts || !existsSync(charts)) {
  console.error('usage: node tools/cluster/equality.mjs FOLDER [PATTERN]');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'mistletoe-equality-'));
const report = join(folder, 'report');
const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/cluster/cluster.config.ts', 'equality.live.ts'].concat(
    pattern ? ['-t', pattern] : [],
  ),
  {
    stdio: 'inherit',
    env: { ...process.env, MISTLETOE_CLUSTER: 'all', MISTLETOE_TEST_CHARTS: charts, MISTLETOE_EQUALITY_REPORT: report },
  },
);
const rows = existsSync(report)
  ? readFileSync(report, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  : [];
const isThrough = ({ helm }) => helm.length === 4 && helm.every((step) => step.endsWith(': ok'));
const through = rows.filter(isThrough);
const count = (list, is) => list.filter(is).length;
console.log(`${rows.length} charts; helm led ${through.length} through install, upgrade, rollback and uninstall`);
console.log(
  `${count(through, ({ isEqual }) => isEqual)} of these are equal after every step; ${count(through, ({ isChanged }) => isChanged)} of these were changed by the upgrade, ${count(through, ({ hooks }) => hooks > 0)} have hooks`,
);
for (const { chart, helm, isEqual: same, refusals } of rows) {
  if (isThrough({ helm }) && same) continue;
  console.log(
    `${same ? 'refused by both' : 'DIFFERENT'}: ${chart}: ${helm.at(-1)}: ${(refusals[0] ?? refusals[1] ?? '').split('\n').at(-1)}`,
  );
}
rmSync(folder, { recursive: true, force: true });
process.exit(status ?? 1);
