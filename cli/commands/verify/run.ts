// `mistletoe verify CHARTS`: from flags to a run, from its report to a terminal, files and an exit code.

import { resolve } from 'node:path';
import { lockProblems } from '../../../actions/packages/locked';
import { defaultProfile } from '../../../language/profiles';
import { VerifyError } from '../../../verify/errors';
import { type VerifyOptions, verify } from '../../../verify/run/run';
import { discoverCharts } from '../../../verify/sets/discover';
import { linkRootOf, poolFlags, readCount } from '../rendering/run-flags';
import { type CommandOutput, collectSignals, errorStream } from './command';
import { type Flags, setOptions, shardOf } from './flags';
import { type ReportFlag, readReports, writeReports } from './reports';

/** Does what the flags ask for and gives the exit code. Throws VerifyError. */
export async function runVerify(charts: string[], flags: Flags, output: CommandOutput, cwd: string): Promise<number> {
  if (flags.explain !== undefined) return (await import('./across')).explain(flags.explain, output);
  checkFlags(charts, flags);
  const reports = await readReports(flags.report, cwd);
  await readCount('fuzz', flags.fuzz, 0);
  await readCount('diff-lines', flags.diffLines, 0);
  await poolFlags(flags);
  await shardOf(flags);
  if (flags.against !== undefined) return (await import('./against')).against(charts, flags, output, cwd);
  if (flags.across !== undefined) return (await import('./across')).across(charts, flags, reports, output, cwd);
  if (flags.helmBinary.length > 1) throw new VerifyError('--helm-binary twice goes with --across A,B');
  if (flags.locked !== undefined) {
    const problems = lockProblems(discoverCharts(charts, cwd), flags.locked, { cwd });
    output.stderr += problems.map((problem) => `Error: ${problem}\n`).join('');
    if (problems.length > 0) return 1;
  }
  if (flags.dependencyBuild) {
    const { buildAll } = await import('../packages/build-all');
    output.stderr += await buildAll(charts, defaultProfile, { cwd });
  }
  return compare(charts, flags, reports, output, cwd);
}

/** Flags that do not go together. Throws VerifyError. */
function checkFlags(charts: readonly string[], flags: Flags): void {
  if (charts.length === 0) throw new VerifyError('give at least one chart, or a folder with charts');
  if (flags.update && flags.golden === undefined) throw new VerifyError('--update goes with --golden FOLDER');
  for (const flag of ['against', 'locked'] as const) {
    if (flags.quick && flags[flag] !== undefined) {
      throw new VerifyError(`--quick makes no modules, so it does not go with --${flag}`);
    }
  }
}

/** The run itself: an interrupt ends it, and what was finished is reported. */
async function compare(
  charts: string[],
  flags: Flags,
  reports: readonly ReportFlag[],
  output: CommandOutput,
  cwd: string,
): Promise<number> {
  const signals = collectSignals();
  const options: VerifyOptions = {
    cwd,
    helmBinary: flags.helmBinary[0],
    seed: flags.seed,
    schemaRefs: flags.schemaRefs,
    linkRoot: linkRootOf(flags, cwd),
    fuzz: await readCount('fuzz', flags.fuzz, 0),
    sets: setOptions(flags, cwd),
    golden: flags.golden === undefined ? undefined : { folder: flags.golden, update: flags.update ?? false },
    shard: await shardOf(flags),
    resume: flags.resume,
    journal: flags.journal && resolve(cwd, flags.journal),
    strict: flags.strict,
    quick: flags.quick,
    pool: await poolFlags(flags),
    progress: flags.quiet ? undefined : errorStream,
    signal: signals.signal,
  };
  try {
    const { report, recorded, resumed } = await verify(charts, options);
    if (resumed > 0) output.stderr += `${resumed} charts were finished before\n`;
    if (flags.update || recorded.length > 0) {
      const changed = recorded.length === 0 ? ['the recordings are as they were'] : recorded;
      output.stdout.push(Buffer.from(`${changed.join('\n')}\n\n`));
    }
    return await writeReports(report, reports, flags, output, cwd);
  } finally {
    signals.end();
  }
}
