// `mistletoe verify`: from flags to a run, from its report to a terminal, files and an exit code. What it needs is loaded when the
// command runs, not when the program starts.

import { defaultProfile } from '../../language/profiles';
import type { Command } from 'commander';
import { addRunFlags, checkReport, linkRootOf, poolFlags, readCount, type RunFlags } from './rendering/run-flags';
import { describeError, EXIT_USAGE } from '../../actions/command';
import { append } from './options';
import { makeFolders } from '../../runtime/host/node/folders';
import { hasColours, isTerminal } from '../terminal';
import type { VerifyOptions } from '../../verify/run/run';
import { systemWords } from '../../gostd/os';

/** What the program collects of a command. */
export interface CommandOutput {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** Where the program runs. */
export interface ProgramOptions {
  /** relative paths start here; by default in the process's folder */
  cwd?: string;
}

interface Flags extends RunFlags {
  across?: string;
  against?: string;
  explain?: string;
  helmBinary: string[];
  values: string[];
  set: string[];
  setString: string[];
  releaseName: string;
  namespace?: string;
  kubeVersion?: string;
  apiVersions: string[];
  fuzz: string;
  seed?: string;
  locked?: string;
  report: string[];
  golden?: string;
  update?: boolean;
  shard?: string;
  shards?: string;
  resume?: boolean;
  journal?: string;
  strict?: boolean;
  quick?: boolean;
  all?: boolean;
  diffLines: string;
  color?: boolean;
}

/** Adds the command to a program. What it prints, but for its progress, goes to `output`. */
export function registerVerify(program: Command, output: CommandOutput, options: ProgramOptions = {}): void {
  const verify = addRunFlags(program.command('verify'))
    .summary('compare converted charts with helm, byte for byte')
    .description(
      'Converts charts, renders every value set with helm and with the module, and compares what they print.',
    )
    .enablePositionalOptions()
    .argument('[charts...]', 'chart folders, .tgz files, patterns, or folders with charts somewhere below')
    .option(
      '--helm-binary <path>',
      'the helm to compare with (default: helm on PATH); its version decides the semantics; twice with --across: they prove it',
      append,
      [],
    )
    .option('--across <versions>', 'needs no helm: what changes between two versions of Helm, such as 3.17,4.3')
    .option('--against <package>', 'needs no helm: does a package that was ejected render what the chart renders')
    .option('--explain <name>', 'tell what a difference between Helms means, and what to change')
    .option('-f, --values <file>', 'one more value set: this file', append, [])
    .option('--set <values>', 'values for every set, as in helm', append, [])
    .option('--set-string <values>', 'the same, as text', append, [])
    .option('--release-name <name>', 'name of the release', 'release-name')
    .option('-n, --namespace <name>', 'namespace of the release')
    .option('--kube-version <version>', 'Kubernetes version for every set')
    .option('-a, --api-versions <version>', 'API version for every set', append, [])
    .option('--fuzz <n>', 'add n generated value sets a chart', '0')
    .option('--seed <text>', 'what generated sets and our random values depend on')
    .option('--locked <file>', 'the lock file of migrate: charts and modules must be what it says')
    .option('--report <kind=file>', 'html=FILE, json=FILE, junit=FILE or github; may be repeated', append, [])
    .option('--golden <folder>', 'compare with recordings instead of helm; record what was never recorded')
    .option('--update', 'with --golden: record again and tell what changed')
    .option('--shard <i/n>', 'only this part of the charts')
    .option('--shards <n>', 'the part that JOB_COMPLETION_INDEX names (a Kubernetes Indexed Job), of n')
    .option('--resume', 'go on where an interrupted run stopped')
    .option('--journal <file>', 'where the run remembers what it finished')
    .option('--quick', 'render charts as those that come for the first time; no module is made, so none is proven')
    .option('--strict', 'warnings on standard error count as differences')
    .option('--all', 'list every chart in the table')
    .option('--diff-lines <n>', 'lines of differences shown a chart', '60')
    .option('--color', 'colours')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      '\nExit code: 0 everything as helm has it, 1 something differs, 2 not everything could be compared.',
    )
    .action((charts: string[], flags: Flags) => finish(output, () => run(charts, flags, output, options)));
  verify
    .command('merge')
    .description('make one report of several JSON reports')
    .argument('<reports...>', 'files that --report json=FILE wrote')
    .option('--report <kind=file>', 'html=FILE, json=FILE, junit=FILE or github; may be repeated', append, [])
    .option('--all', 'list every chart in the table')
    .option('--diff-lines <n>', 'lines of differences shown a chart', '60')
    .option('--color', 'colours')
    .option('--no-color', 'no colours')
    .action((files: string[], flags: Flags) => finish(output, () => merge(files, flags, output, options)));
}

/** Runs a command's work; its failure, and be it one of what it stands on, is a message and 2: 1 says that something differs. */
export async function finish(output: CommandOutput, work: () => Promise<number>): Promise<void> {
  try {
    output.code = await work();
  } catch (error) {
    output.stderr += `Error: ${describeError(error)}\n`;
    output.code = EXIT_USAGE;
  }
}

/** Turns the first interrupt into a signal; the second one ends the program as it always does. */
export function collectSignals(): { signal: AbortSignal; end(): void } {
  const interrupt = new AbortController();
  const end = () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  const onSignal = () => {
    end();
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { signal: interrupt.signal, end };
}

async function run(
  charts: string[],
  flags: Flags,
  output: CommandOutput,
  { cwd = process.cwd() }: ProgramOptions,
): Promise<number> {
  const [{ VerifyError }, { resolve }] = await Promise.all([import('../../verify/errors'), import('node:path')]);
  if (flags.explain !== undefined) return explain(flags.explain, output);
  if (charts.length === 0) throw new VerifyError('give at least one chart, or a folder with charts');
  if (flags.update && flags.golden === undefined) throw new VerifyError('--update goes with --golden FOLDER');
  const reports = flags.report.map(parseReportFlag(VerifyError));
  await checkReports(reports, cwd);
  const pool = await poolFlags(flags);
  const fuzz = await readCount('fuzz', flags.fuzz, 0);
  await readCount('diff-lines', flags.diffLines, 0);
  if (flags.quick) {
    for (const flag of ['against', 'locked'] as const) {
      if (flags[flag] !== undefined)
        throw new VerifyError(`--quick makes no modules, so it does not go with --${flag}`);
    }
  }
  if (flags.against !== undefined) return against(charts, flags, flags.against, output, cwd);
  const { parseShard, verify } = await import('../../verify/run/run');
  let shard = flags.shard === undefined ? undefined : parseShard(flags.shard);
  if (flags.shards !== undefined) {
    const index = process.env['JOB_COMPLETION_INDEX'];
    if (index === undefined || !/^\d+$/.test(index)) {
      throw new VerifyError('--shards needs JOB_COMPLETION_INDEX in the environment: give --shard I/N elsewhere');
    }
    shard = parseShard(`${Number(index) + 1}/${await readCount('shards', flags.shards, 1)}`);
  }
  if (flags.across !== undefined) return across(charts, flags, flags.across, { reports, shard }, output, cwd);
  if (flags.helmBinary.length > 1) throw new VerifyError('--helm-binary twice goes with --across A,B');
  if (flags.locked !== undefined) {
    const [{ lockProblems }, { discoverCharts }] = await Promise.all([
      import('../../actions/packages/locked'),
      import('../../verify/sets/discover'),
    ]);
    const problems = lockProblems(discoverCharts(charts, cwd), flags.locked, { cwd });
    output.stderr += problems.map((problem) => `Error: ${problem}\n`).join('');
    if (problems.length > 0) return 1;
  }
  if (flags.dependencyBuild) {
    const { buildAll } = await import('./packages/build-all');
    output.stderr += await buildAll(charts, defaultProfile, { cwd });
  }
  const signals = collectSignals();
  const options: VerifyOptions = {
    cwd,
    helmBinary: flags.helmBinary[0],
    seed: flags.seed,
    schemaRefs: flags.schemaRefs,
    linkRoot: linkRootOf(flags, cwd),
    fuzz,
    sets: setOptions(flags, cwd, resolve),
    golden: flags.golden === undefined ? undefined : { folder: flags.golden, update: flags.update ?? false },
    shard,
    resume: flags.resume,
    journal: flags.journal && resolve(cwd, flags.journal),
    strict: flags.strict,
    quick: flags.quick,
    pool,
    progress: flags.quiet ? undefined : process.stderr,
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

/** --against: the objects of a package and those of the chart that it was made of. */
async function against(
  charts: string[],
  flags: Flags,
  reference: string,
  output: CommandOutput,
  cwd: string,
): Promise<number> {
  const [
    { VerifyError },
    { resolve },
    { packageHelm, verifyAgainst },
    { describeAgainst, isNothingCompared },
    { DEFAULT_SEED },
  ] = await Promise.all([
    import('../../verify/errors'),
    import('node:path'),
    import('../../verify/against/against'),
    import('../../verify/against/describe'),
    import('../../verify/run/run'),
  ]);
  const [chart, ...others] = charts;
  if (chart === undefined || others.length > 0) throw new VerifyError('--against compares one package with one chart');
  const results = await verifyAgainst(chart, {
    helm: packageHelm(resolve(cwd, reference)),
    against: reference,
    sets: setOptions(flags, cwd, resolve),
    fuzz: await readCount('fuzz', flags.fuzz, 0),
    seed: flags.seed ?? DEFAULT_SEED,
    ...(flags.schemaRefs === undefined ? {} : { schemaRefs: flags.schemaRefs }),
    cwd,
    ...(flags.quiet || !isTerminal(2)
      ? {}
      : { progress: (line: string) => void process.stderr.write(`\r\x1b[K${line}`) }),
  });
  output.stdout.push(Buffer.from(describeAgainst(results)));
  if (results.some(({ status }) => status === 'different')) return 1;
  return isNothingCompared(results) ? 2 : 0;
}

/** What the flags say about every value set. */
function setOptions(flags: Flags, cwd: string, resolve: (...paths: string[]) => string) {
  return {
    release: flags.releaseName,
    namespace: flags.namespace,
    kubeVersion: flags.kubeVersion,
    apiVersions: flags.apiVersions,
    files: flags.values.map((file) => resolve(cwd, file)),
    args: [
      ...flags.set.flatMap((value) => ['--set', value]),
      ...flags.setString.flatMap((value) => ['--set-string', value]),
    ],
  };
}

/** `--explain NAME`. */
async function explain(name: string, output: CommandOutput): Promise<number> {
  const [{ VerifyError }, { explainQuirk }] = await Promise.all([
    import('../../verify/errors'),
    import('../../verify/across/report'),
  ]);
  const text = explainQuirk(name);
  if (text === undefined) {
    const { quirks } = await import('../../language/differences/differences');
    throw new VerifyError(
      `--explain ${name}: there is no such difference; there are ${quirks.map((quirk) => quirk.name).join(', ')}`,
    );
  }
  output.stdout.push(Buffer.from(text));
  return 0;
}

/** `--across A,B`: both versions must be known ones. */
async function across(
  charts: string[],
  flags: Flags,
  versions: string,
  { reports, shard }: { reports: ReportFlag[]; shard: { index: number; of: number } | undefined },
  output: CommandOutput,
  cwd: string,
): Promise<number> {
  const [{ VerifyError }, { findProfile, profiles }, { verifyAcross }, model, { DEFAULT_SEED }, { resolve }] =
    await Promise.all([
      import('../../verify/errors'),
      import('../../language/profiles'),
      import('../../verify/across/across'),
      import('../../verify/across/model'),
      import('../../verify/run/run'),
      import('node:path'),
    ]);
  const found = versions.split(',').map(findProfile);
  const [from, to] = found;
  if (found.length !== 2 || !from || !to || from.isNearest || to.isNearest) {
    throw new VerifyError(
      `--across ${versions}: give two versions of Helm, such as 3.17,4.3 (known are ${profiles()
        .map(({ id }) => id)
        .join(', ')})`,
    );
  }
  checkAcrossReports(reports, VerifyError);
  for (const flag of ['golden', 'resume', 'journal', 'locked', 'strict', 'quick'] as const) {
    if (flags[flag] !== undefined) throw new VerifyError(`--${flag} does not go with --across`);
  }
  const helms = await provingHelms(flags.helmBinary, [from.profile.id, to.profile.id], VerifyError);
  const { unknownHelmWarning } = await import('../../actions/flags/helm');
  // Helms that are at hand say themselves whether it is so.
  if (!helms) output.stderr += versions.split(',').map(unknownHelmWarning).join('');
  const signals = collectSignals();
  try {
    const result = await verifyAcross(charts, {
      // Of another patch than was named, what it calls itself is known from itself.
      from: helms?.[0].profile ?? from.profile,
      to: helms?.[1].profile ?? to.profile,
      helms,
      cwd,
      seed: flags.seed ?? DEFAULT_SEED,
      fuzz: await readCount('fuzz', flags.fuzz, 0),
      schemaRefs: flags.schemaRefs,
      sets: setOptions(flags, cwd, resolve),
      shard,
      pool: await poolFlags(flags),
      signal: signals.signal,
      progress: flags.quiet ? undefined : (chart, done, of) => process.stderr.write(`[${done}/${of}] ${chart.path}\n`),
    });
    await writeAcross(result, reports, flags, output, cwd);
    return model.acrossExitCode(result);
  } finally {
    signals.end();
  }
}

/** The helms that --helm-binary names twice, one of each version. */
async function provingHelms(
  binaries: readonly string[],
  ids: readonly [string, string],
  VerifyError: new (message: string) => Error,
) {
  if (binaries.length === 0) return undefined;
  if (binaries.length !== 2) {
    throw new VerifyError('--across takes no helm, or two that prove it: --helm-binary OLDER --helm-binary NEWER');
  }
  const { findHelm } = await import('../../verify/judge/helm');
  const [from, to] = [await findHelm(binaries[0]), await findHelm(binaries[1])];
  for (const [i, helm] of [from, to].entries()) {
    if (helm.profile.id === ids[i] && !helm.isNearest) continue;
    throw new VerifyError(`--helm-binary ${binaries[i]} is Helm ${helm.version}, not ${ids[i]}`);
  }
  return [from, to] as [typeof from, typeof to];
}

type AcrossReport = import('../../verify/across/model').AcrossReport;

async function writeAcross(
  result: AcrossReport,
  reports: ReportFlag[],
  flags: Flags,
  output: CommandOutput,
  cwd: string,
): Promise<void> {
  const diffLines = await readCount('diff-lines', flags.diffLines, 0);
  const [report, { acrossHtml }] = await Promise.all([
    import('../../verify/across/report'),
    import('../../verify/across/html'),
  ]);
  output.stdout.push(Buffer.from(report.acrossTerminal(result, { all: flags.all ?? false, diffLines })));
  for (const { kind, file } of reports) {
    const text =
      kind === 'html'
        ? acrossHtml(result)
        : kind === 'junit'
          ? report.acrossJunit(result)
          : `${JSON.stringify(result, null, 1)}\n`;
    await writeReport(kind, file, text, cwd);
  }
}

async function merge(
  files: string[],
  flags: Flags,
  output: CommandOutput,
  { cwd = process.cwd() }: ProgramOptions,
): Promise<number> {
  const [{ VerifyError }, { mergeReports }, { parseReport }, { parseAcrossReport }, { readFileSync }, { resolve }] =
    await Promise.all([
      import('../../verify/errors'),
      import('../../verify/run/merge'),
      import('../../verify/report/json'),
      import('../../verify/across/model'),
      import('node:fs'),
      import('node:path'),
    ]);
  const reports = flags.report.map(parseReportFlag(VerifyError));
  await readCount('diff-lines', flags.diffLines, 0);
  await checkReports(reports, cwd);
  const texts = files.map((file) => {
    try {
      return readFileSync(resolve(cwd, file), 'utf8');
    } catch (cause) {
      throw new VerifyError(`${file} cannot be read: ${systemWords(cause)}`, { cause });
    }
  });
  const acrossReports = texts.flatMap((text) => parseAcrossReport(text) ?? []);
  if (acrossReports.length > 0) {
    if (acrossReports.length < files.length) throw new VerifyError('reports of --across and others do not go together');
    checkAcrossReports(reports, VerifyError);
    const [{ mergeAcross }, { acrossExitCode }] = await Promise.all([
      import('../../verify/across/across'),
      import('../../verify/across/model'),
    ]);
    const merged = mergeAcross(acrossReports);
    await writeAcross(merged, reports, flags, output, cwd);
    return partCode(merged.shards, acrossExitCode(merged), output);
  }
  const merged = mergeReports(texts.map((text, i) => parseReport(text, files[i])));
  const code = await writeReports(merged, reports, flags, output, cwd);
  return partCode(merged.shards, code, output);
}

/** The exit code of merged reports; says what is missing. */
function partCode(shards: { of: number; done: number[] } | undefined, code: number, output: CommandOutput): number {
  if (!shards) return code;
  const { of, done } = shards;
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((shard) => !done.includes(shard));
  output.stderr += `Error: no report of shard ${missing.join(', ')} of ${of}: this is a part\n`;
  return code === 0 ? 2 : code;
}

interface ReportFlag {
  kind: 'html' | 'json' | 'junit' | 'github';
  file: string;
}

const parseReportFlag =
  (VerifyError: new (message: string) => Error) =>
  (text: string): ReportFlag => {
    const [, kind, file] = /^(\w+)(?:=(.+))?$/s.exec(text) ?? [];
    if (kind === 'github' && file === undefined) return { kind, file: '' };
    if ((kind === 'html' || kind === 'json' || kind === 'junit') && file !== undefined) return { kind, file };
    throw new VerifyError(`--report ${text}: give html=FILE, json=FILE, junit=FILE or github`);
  };

async function checkReports(reports: readonly ReportFlag[], cwd: string): Promise<void> {
  const { resolve } = await import('node:path');
  for (const { kind, file } of reports) {
    if (kind !== 'github') await checkReport(`--report ${kind}=${file}`, resolve(cwd, file));
  }
}

function checkAcrossReports(reports: readonly ReportFlag[], VerifyError: new (message: string) => Error): void {
  if (reports.every(({ kind }) => kind !== 'github')) return;
  throw new VerifyError('--report github does not go with --across: give html=, json= or junit=');
}

type Report = import('../../verify/model').Report;

async function writeReports(
  report: Report,
  reports: ReportFlag[],
  flags: Flags,
  output: CommandOutput,
  cwd: string,
): Promise<number> {
  const diffLines = await readCount('diff-lines', flags.diffLines, 0);
  const [{ exitCode }, { terminalReport }] = await Promise.all([
    import('../../verify/model'),
    import('../../verify/report/terminal'),
  ]);
  const colour = hasColours(1, flags.color);
  output.stdout.push(Buffer.from(terminalReport(report, { colour, all: flags.all ?? false, diffLines })));
  const { nearestNote } = await import('../../verify/report/summary');
  for (const line of nearestNote(report)) output.stderr += `Warning: ${line}\n`;
  for (const { kind, file } of reports) {
    const text = await reportText(kind, report);
    if (kind === 'github') output.stdout.push(Buffer.from(text));
    else await writeReport(kind, file, text, cwd);
  }
  return exitCode(report);
}

async function writeReport(kind: string, file: string, text: string, cwd: string): Promise<void> {
  const [{ VerifyError }, { replaceFile }, { dirname, resolve }] = await Promise.all([
    import('../../verify/errors'),
    import('../../runtime/host/node/replace-file'),
    import('node:path'),
  ]);
  const path = resolve(cwd, file);
  try {
    makeFolders(dirname(path));
    replaceFile(path, text);
  } catch (cause) {
    throw new VerifyError(`--report ${kind}=${file} cannot be written: ${systemWords(cause)}`, { cause });
  }
}

async function reportText(kind: ReportFlag['kind'], report: Report): Promise<string> {
  switch (kind) {
    case 'html':
      return (await import('../../verify/report/html')).htmlReport(report);
    case 'json':
      return (await import('../../verify/report/json')).jsonReport(report);
    case 'junit':
      return (await import('../../verify/report/junit')).junitReport(report);
    case 'github':
      return (await import('../../verify/report/github')).githubReport(report);
  }
}
