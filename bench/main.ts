// The harness: makes the charts, measures helm and us side by side, prints tables and writes JSON. Exit code 1 where an
// output differs or a program fails; a goal that is missed is only said, since times depend on the machine.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { helmBinary } from '../test/judge/helm';
import { caseNames, makeCases, quickNames } from './charts/cases';
import { measureCollection } from './charts/collection';
import { writeChart } from './charts/files';
import { type Comparison, compareBuilds } from './against';
import { abilitiesOf, emptyProcess, type Measurement, measure, programPath, type Setting } from './measure';
import { timeProcess } from './process';
import { checkGoals, describe, describeCollection, describeComparisons, fitCurves, type Results } from './report';
import { median } from './statistics';
import { measureWatch } from './watch';

const usage = `Usage: npm run bench -- [flags]

  --quick        the most telling cases only, less than a minute
  --only REGEX   only cases whose names match
  --charts DIR   instead: the sums over all charts below a folder, each rendered for the first time
  --json FILE    where the numbers go (.cache/bench.json)
  --dist DIR     the built program to measure (dist)
  --against DIR  instead: its ratios to another built program, measured in turn with it
  --helm PATH    the helm to measure against (default: the development dependency's 4.1)
  --node20 PATH  a Node 20 (default: the first on the PATH)
  --keep         leave the charts and modules where they are, and say where
`;

export async function main(args: string[], bundles: { warm: string; node24: string }): Promise<number> {
  const { values: flags } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      charts: { type: 'string' },
      json: { type: 'string', default: '.cache/bench.json' },
      dist: { type: 'string', default: 'dist' },
      against: { type: 'string' },
      helm: { type: 'string' },
      node20: { type: 'string' },
      keep: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (flags.help) {
    process.stdout.write(usage);
    return 0;
  }
  const only = new RegExp(flags.only);
  const hasFew = flags.quick || (flags.against !== undefined && flags.only === '');
  const names = (hasFew ? quickNames : caseNames()).filter((name) => only.test(name));
  const folder = mkdtempSync(join(tmpdir(), 'mistletoe-bench-'));
  try {
    const program = programPath(flags.dist);
    const { watch, firstTier } = abilitiesOf(program, bundles.node24);
    const setting: Setting = {
      folder: join(folder, 'work'),
      helm: flags.helm ?? helmBinary('4.1'),
      program,
      hasFirstTier: firstTier,
      warm: bundles.warm,
      node24: bundles.node24,
      node20: flags.node20 ?? findNode20(),
      budget: flags.quick ? 700 : 6_000,
      seconds: flags.quick ? 0.15 : 0.6,
    };
    mkdirSync(setting.folder, { recursive: true });
    const note = (line: string) => void process.stderr.write(`${line}\n`);
    if (flags.charts !== undefined) {
      const collection = measureCollection(flags.charts, setting, note);
      process.stdout.write(describeCollection(collection));
      mkdirSync(dirname(resolve(flags.json)), { recursive: true });
      writeFileSync(flags.json, `${JSON.stringify(collection, undefined, 2)}\n`);
      return collection.differing.length > 0 ? 1 : 0;
    }
    const cases = await makeCases(names, folder);
    if (flags.against !== undefined) {
      const builds = { before: programPath(flags.against), now: program };
      const comparisons: Comparison[] = [];
      const failures: string[] = [];
      for (const one of cases) {
        note(`${one.name} …`);
        try {
          comparisons.push(...compareBuilds(one, builds, setting, flags.quick ? 6 : 16));
        } catch (error) {
          failures.push(`${one.name}: ${(error as Error).message}`);
        }
      }
      process.stdout.write(describeComparisons(comparisons, failures));
      mkdirSync(dirname(resolve(flags.json)), { recursive: true });
      writeFileSync(flags.json, `${JSON.stringify({ builds, comparisons, failures }, undefined, 2)}\n`);
      return failures.length > 0 ? 1 : 0;
    }
    if (!firstTier) note(`${flags.dist} compiles every chart: unseen charts are left out`);
    const results: Results = { empty: {}, cases: [], watch: [], curves: [], goals: [], failures: [] };
    const rounds = flags.quick ? 3 : 11;
    results.empty['Node 24'] = emptyProcess(setting.node24, folder, rounds);
    if (setting.node20) results.empty['Node 20'] = emptyProcess(setting.node20, folder, rounds);
    for (const one of cases) {
      note(`${one.name} …`);
      try {
        results.cases.push(measure(one, setting));
      } catch (error) {
        results.failures.push(`${one.name}: ${(error as Error).message}`);
      }
    }
    if (only.test('watch') && !watch) note(`${flags.dist} has no --watch: it is left out`);
    if (only.test('watch') && watch) {
      note('watch …');
      try {
        results.watch = await measureWatch(setting);
      } catch (error) {
        results.failures.push(`watch: ${(error as Error).message}`);
      }
    }
    const helmStart = median(Array.from({ length: rounds }, () => timeHelmStart(setting.helm, folder)));
    results.empty['helm, a chart without templates'] = helmStart;
    finish(results, helmStart);
    process.stdout.write(describe(results));
    mkdirSync(dirname(resolve(flags.json)), { recursive: true });
    writeFileSync(flags.json, `${JSON.stringify(results, undefined, 2)}\n`);
    process.stdout.write(`\nThe numbers as JSON: ${flags.json}\n`);
    return results.failures.length > 0 ? 1 : 0;
  } finally {
    if (flags.keep) process.stdout.write(`Kept: ${folder}\n`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

/** A Node 20: the one that runs this, or one on the PATH. */
function findNode20(): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, 'node'));
  return [process.execPath, ...onPath.filter((path) => existsSync(path))].find((path) => {
    const { stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
    return stdout?.startsWith('v20.');
  });
}

function timeHelmStart(helm: string, folder: string): number {
  const chart = writeChart(join(folder, 'empty'), { 'Chart.yaml': 'apiVersion: v2\nname: empty\nversion: 0.1.0\n' });
  return timeProcess({ file: helm, args: ['template', 'rel', chart], env: { HOME: folder } }, join(folder, 'nothing'));
}

function finish(results: Results, helmStart: number): void {
  const cases: readonly Measurement[] = results.cases;
  results.curves = fitCurves(cases, helmStart);
  results.goals = checkGoals(cases, results.curves, results.watch);
}
