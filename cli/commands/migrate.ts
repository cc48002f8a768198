// `mistletoe migrate`: from flags to a migration, its sum in a few lines. What it needs is loaded when the command runs.

import { namedHelm, unknownHelmWarning } from '../../actions/flags/helm';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { helmOption } from './options';
import { addRunFlags, checkReport, linkRootOf, poolFlags, type RunFlags } from './rendering/run-flags';
import { type CommandOutput, collectSignals, errorStream, finish, type ProgramOptions } from './verify/command';

interface Flags extends RunFlags {
  out: string;
  report?: string;
  json?: string;
  helm: string;
}

/** Adds the command to a program. What it prints goes to `output`. */
export function registerMigrate(program: Command, output: CommandOutput, options: ProgramOptions = {}): void {
  addRunFlags(program.command('migrate'))
    .summary('convert every chart of a repository')
    .description(
      'Converts all charts below a folder, those others depend on first, into modules named by their content, with a lock file and a report of what needs a person.',
    )
    .argument('<folder>', 'the repository')
    .requiredOption('-o, --out <folder>', 'where modules and the lock file go')
    .option('--report <file>', 'the Markdown report (default: migration.md in the folder of the modules)')
    .option('--json <file>', 'what there is to say of each chart for programs, diagnostics among it')
    .addOption(helmOption('whose semantics the modules have'))
    .addHelpText('after', '\nExit code: 0 all converted, 1 some charts could not be, 2 nothing was done.')
    .action((folder: string, flags: Flags) => finish(output, () => run(folder, flags, output, options)));
}

async function run(
  folder: string,
  flags: Flags,
  output: CommandOutput,
  { cwd = process.cwd() }: ProgramOptions,
): Promise<number> {
  const { migrate } = await import('../../verify/migrate/migrate');
  output.stderr += unknownHelmWarning(flags.helm);
  const pool = await poolFlags(flags);
  if (flags.report !== undefined) await checkReport(`--report ${flags.report}`, resolve(cwd, flags.report));
  if (flags.json !== undefined) await checkReport(`--json ${flags.json}`, resolve(cwd, flags.json));
  await checkReport(`--out ${flags.out}`, resolve(cwd, flags.out, 'migration.md'));
  if (flags.dependencyBuild) {
    const { buildAll } = await import('./packages/build-all');
    output.stderr += await buildAll([folder], namedHelm(flags.helm), { cwd });
  }
  const signals = collectSignals();
  try {
    const { lock, results, lockPath, reportPath, complete } = await migrate(folder, {
      cwd,
      helm: flags.helm,
      out: flags.out,
      report: flags.report,
      json: flags.json,
      schemaRefs: flags.schemaRefs,
      linkRoot: linkRootOf(flags, cwd),
      pool,
      progress: flags.quiet ? undefined : errorStream,
      signal: signals.signal,
    });
    const libraries = results.filter(({ isLibrary }) => isLibrary).length;
    const failed = results.filter(({ locked, isLibrary }) => !locked && !isLibrary);
    const lines = failed.map(({ path, error }) => `not converted: ${path}: ${error}`);
    lines.push(
      `${lock.charts.length} charts converted${libraries > 0 ? `, ${libraries} libraries` : ''}${failed.length > 0 ? `, ${failed.length} not converted` : ''}`,
      `lock file: ${lockPath}`,
      `what needs a person: ${reportPath}`,
    );
    if (!complete) lines.push('interrupted: not all charts are in there');
    output.stdout.push(Buffer.from(`${lines.join('\n')}\n`));
    return complete ? (failed.length > 0 ? 1 : 0) : 2;
  } finally {
    signals.end();
  }
}
