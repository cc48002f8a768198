// The charts in charts-fixtures, their value sets, and where the recorded answers stand. Shared by the golden suites and
// by tools/record/golden-update.mjs, so that what is recorded is what is compared.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CommandResult, HelmId } from './helm';

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

/** The helm whose answers stand for those of another where the other's own are not recorded. */
export const sameAs: Record<HelmId, HelmId> = { '3.22': '3.17' };

/** What is recorded for that case. A file that is not there stands for an empty one, or for that of another helm. */
export function readExpected(id: HelmId, fixture: FixtureCase): { out: Buffer; err: string } {
  const path = expectedPath(id, fixture);
  const other = sameAs[id];
  if (other !== undefined && !existsSync(`${path}.out`) && !existsSync(`${path}.err`))
    return readExpected(other, fixture);
  return {
    out: existsSync(`${path}.out`) ? readFileSync(`${path}.out`) : Buffer.alloc(0),
    err: existsSync(`${path}.err`) ? readFileSync(`${path}.err`, 'utf8') : '',
  };
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
