// The charts in charts-fixtures, their value sets, and where the recorded answers stand. Shared by the golden suites and
// by tools/record/golden-update.mjs, so that what is recorded is what is compared.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type CommandResult, type HelmId, neighbours } from './helm';

/** The folder of charts; every command runs there, so that no path of a machine gets into a message. */
export const fixturesFolder = resolve('charts-fixtures');

/** The folder of recorded answers: `4.1/CHART/SET.out`, `.err`. */
export const expectedFolder = resolve('test/golden/expected');

/** The arguments that every run starts with. */
export const commonArguments = ['--kube-version', 'v1.33.0'];

/** One chart with one value set. */
export interface FixtureCase {
  chart: string;
  set: string;
  /** what follows `helm template`; to run in `fixturesFolder` */
  args: string[];
}

/**
 * Every chart × value set. A set NAME of a chart is `ci/NAME-values.yaml`, `ci/NAME.args` (further arguments, one a line, with
 * `CHART/` for the chart's folder), or both.
 */
export function fixtureCases(): FixtureCase[] {
  const cases: FixtureCase[] = [];
  for (const chart of readdirSync(fixturesFolder).sort()) {
    const folder = join(fixturesFolder, chart, 'ci');
    if (!existsSync(folder)) continue;
    const sets = new Set<string>();
    for (const file of readdirSync(folder).sort()) {
      const name = /^(.+?)(-values\.yaml|\.args)$/.exec(file)?.[1];
      if (name) sets.add(name);
    }
    for (const set of [...sets].sort()) {
      const args = ['rel', chart, ...commonArguments];
      if (existsSync(join(folder, `${set}-values.yaml`))) args.push('-f', `${chart}/ci/${set}-values.yaml`);
      const more = join(folder, `${set}.args`);
      if (existsSync(more)) {
        for (const line of readFileSync(more, 'utf8').split('\n')) {
          if (line !== '') args.push(line.replaceAll('CHART/', `${chart}/`));
        }
      }
      cases.push({ chart, set, args });
    }
  }
  return cases;
}

/** Where the answer to that case stands, without `.out` or `.err`. */
export function expectedPath(id: HelmId, fixture: FixtureCase): string {
  return join(expectedFolder, id, fixture.chart, fixture.set);
}

/** The text of an `.err` file: exit code and messages; empty for a run that succeeded without a word. */
export function errorText(result: CommandResult): string {
  return result.code === 0 && result.stderr === '' ? '' : `exit ${result.code}\n${result.stderr}`;
}

/** Has that helm an answer of its own to the case: another one than its neighbour? */
export function hasOwnAnswer(id: HelmId, fixture: FixtureCase): boolean {
  const path = expectedPath(id, fixture);
  return existsSync(`${path}.out`) || existsSync(`${path}.err`);
}

/** One part of an answer: a file that is not there stands for that of the helm's neighbour, and where there is none for nothing. */
function readPart(id: HelmId, fixture: FixtureCase, end: '.out' | '.err'): Buffer {
  const path = expectedPath(id, fixture) + end;
  if (existsSync(path)) return readFileSync(path);
  const other = neighbours[id];
  return other === undefined ? Buffer.alloc(0) : readPart(other, fixture, end);
}

/** What is recorded for that case. */
export function readExpected(id: HelmId, fixture: FixtureCase): { out: Buffer; err: string } {
  return { out: readPart(id, fixture, '.out'), err: readPart(id, fixture, '.err').toString() };
}

/**
 * What of an `.err` text a user relies on: the exit code and the error. Helm's warnings come before it; they are recorded,
 * but what a module cannot know of (the line of Helm's source they name) is not compared.
 */
export function failureText(err: string): string {
  if (err === '' || err.startsWith('exit 0\n')) return '';
  const at = err.search(/^Error: /m);
  return `${err.slice(0, err.indexOf('\n') + 1)}${at < 0 ? '' : err.slice(at)}`;
}
