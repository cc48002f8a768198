// `mistletoe verify --across A,B` and `--explain NAME`: what two versions of Helm make of the same charts.

import { unknownHelmWarning } from '../../../actions/flags/helm';
import { quirks } from '../../../language/differences/differences';
import { findProfile, profiles } from '../../../language/profiles';
import { verifyAcross } from '../../../verify/across/across';
import { acrossHtml } from '../../../verify/across/html';
import { type AcrossReport, acrossExitCode } from '../../../verify/across/model';
import { acrossJunit, acrossTerminal, explainQuirk } from '../../../verify/across/report';
import { VerifyError } from '../../../verify/errors';
import { findHelm } from '../../../verify/judge/helm';
import { DEFAULT_SEED } from '../../../verify/run/run';
import { poolFlags, readCount } from '../rendering/run-flags';
import { type CommandOutput, collectSignals, errorStream } from './command';
import { type Flags, setOptions, shardOf } from './flags';
import { type ReportFlag, writeReport } from './reports';

/** `--explain NAME`. Throws VerifyError for what is no difference. */
export function explain(name: string, output: CommandOutput): number {
  const text = explainQuirk(name);
  if (text === undefined) {
    throw new VerifyError(
      `--explain ${name}: there is no such difference; there are ${quirks.map((quirk) => quirk.name).join(', ')}`,
    );
  }
  output.stdout.push(Buffer.from(text));
  return 0;
}

/** Compares, writes the reports, and gives the exit code. Throws VerifyError. */
export async function across(
  charts: string[],
  flags: Flags,
  reports: readonly ReportFlag[],
  output: CommandOutput,
  cwd: string,
): Promise<number> {
  const versions = flags.across!;
  const { from, to } = knownHelms(versions);
  checkAcrossReports(reports);
  for (const flag of ['golden', 'resume', 'journal', 'locked', 'strict', 'quick'] as const) {
    if (flags[flag] !== undefined) throw new VerifyError(`--${flag} does not go with --across`);
  }
  const helms = await provingHelms(flags.helmBinary, [from.id, to.id]);
  // Helms that are at hand say themselves whether it is so.
  if (!helms) output.stderr += versions.split(',').map(unknownHelmWarning).join('');
  const signals = collectSignals();
  try {
    const result = await verifyAcross(charts, {
      // Of another patch than was named, what it calls itself is known from itself.
      from: helms?.[0].profile ?? from,
      to: helms?.[1].profile ?? to,
      helms,
      cwd,
      seed: flags.seed ?? DEFAULT_SEED,
      fuzz: await readCount('fuzz', flags.fuzz, 0),
      schemaRefs: flags.schemaRefs,
      sets: setOptions(flags, cwd),
      shard: await shardOf(flags),
      pool: await poolFlags(flags),
      signal: signals.signal,
      progress: flags.quiet ? undefined : (chart, done, of) => errorStream.write(`[${done}/${of}] ${chart.path}\n`),
    });
    await writeAcross(result, reports, flags, output, cwd);
    return acrossExitCode(result);
  } finally {
    signals.end();
  }
}

/** The two versions that --across names, both of which must be known. */
function knownHelms(versions: string) {
  const found = versions.split(',').map(findProfile);
  const [from, to] = found;
  if (found.length === 2 && from && to && !from.isNearest && !to.isNearest) {
    return { from: from.profile, to: to.profile };
  }
  const ids = profiles().map(({ id }) => id);
  throw new VerifyError(
    `--across ${versions}: give two versions of Helm, such as 3.17,4.3 (known are ${ids.join(', ')})`,
  );
}

/** The helms that --helm-binary names twice, one of each version. */
async function provingHelms(binaries: readonly string[], ids: readonly [string, string]) {
  if (binaries.length === 0) return undefined;
  if (binaries.length !== 2) {
    throw new VerifyError('--across takes no helm, or two that prove it: --helm-binary OLDER --helm-binary NEWER');
  }
  const [from, to] = [await findHelm(binaries[0]), await findHelm(binaries[1])];
  for (const [i, helm] of [from, to].entries()) {
    if (helm.profile.id === ids[i] && !helm.isNearest) continue;
    throw new VerifyError(`--helm-binary ${binaries[i]} is Helm ${helm.version}, not ${ids[i]}`);
  }
  return [from, to] as [typeof from, typeof to];
}

/** Refuses reports that there are not of two Helms. */
export function checkAcrossReports(reports: readonly ReportFlag[]): void {
  if (reports.every(({ kind }) => kind !== 'github')) return;
  throw new VerifyError('--report github does not go with --across: give html=, json= or junit=');
}

/** Shows the report on the terminal and writes what was asked for. */
export async function writeAcross(
  result: AcrossReport,
  reports: readonly ReportFlag[],
  flags: Flags,
  output: CommandOutput,
  cwd: string,
): Promise<void> {
  const diffLines = await readCount('diff-lines', flags.diffLines, 0);
  output.stdout.push(Buffer.from(acrossTerminal(result, { all: flags.all ?? false, diffLines })));
  for (const { kind, file } of reports) {
    const text =
      kind === 'html'
        ? acrossHtml(result)
        : kind === 'junit'
          ? acrossJunit(result)
          : `${JSON.stringify(result, null, 1)}\n`;
    writeReport(kind, file, text, cwd);
  }
}
