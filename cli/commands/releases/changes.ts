// The commands that change a release: install, upgrade, rollback, uninstall, test, unlock.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { type CommandOptions, EXIT_ERROR } from '../../../actions/command';
import { isSourceName } from '../../../actions/package/named';
import type { RollbackFlags } from '../../../actions/releases/rollback';
import type { TestFlags } from '../../../actions/releases/test';
import type { UninstallFlags } from '../../../actions/releases/uninstall';
import type { UpgradeFlags, UpgradeMode } from '../../../actions/releases/upgrade';
import type { ClusterFlags } from '../../../actions/releases/session';
import type { Format } from '../../../actions/releases/show';
import { addAccessFlags } from '../packages/access-flags';
import { append, appendOf, dryRunOption, waitOption } from '../options';
import { installExamples, rollbackExamples, testExamples, uninstallExamples, upgradeExamples } from './examples';
import {
  actionFlags,
  addClusterFlags,
  addDeployFlags,
  addValuesFlags,
  formatOption,
  timeoutOption,
  toCount,
  toPairs,
} from './flags';
import type { Registration } from './register';

const reference = "a chart's folder or .tgz, a module, oci://…, or NAME with --repo";

/** Adds the commands that change a cluster. */
export function registerChanges(registration: Registration): void {
  registerInstalls(registration);
  registerRollback(registration);
  registerUninstall(registration);
  registerTest(registration);
  registerUnlock(registration);
}

function registerInstalls(registration: Registration): void {
  const { program, options, print } = registration;

  const install = program
    .command('install')
    .summary('install a package into a cluster')
    .description('Renders a chart or a module and installs it as a release, with the records that Helm keeps.')
    .argument('<name>', 'the name of the release')
    .argument('<reference>', reference)
    .option('--create-namespace', 'make the namespace where it is missing')
    .addHelpText('after', installExamples);
  addUpgradeFlags(install, registration).action(async (name: string, ref: string, flags: Record<string, unknown>) =>
    run('install', name, ref, flags),
  );

  const upgrade = program
    .command('upgrade')
    .summary('change a release')
    .description('Renders a chart or a module anew and changes the release to it; what left the package is deleted.')
    .argument('<name>', 'the name of the release')
    .argument('<reference>', reference)
    .option('-i, --install', 'install it where there is no such release')
    .option('--create-namespace', 'with --install: make the namespace where it is missing')
    .option('--reset-values', "start from the package's own values")
    .option('--reuse-values', "keep the release's values and its old chart's, and merge the given ones over them")
    .option(
      '--reset-then-reuse-values',
      "start from the package's values, merge the release's and the given ones over them",
    )
    .addHelpText('after', upgradeExamples);
  addUpgradeFlags(upgrade, registration).action(async (name: string, ref: string, flags: Record<string, unknown>) =>
    run(flags['install'] ? 'upgrade --install' : 'upgrade', name, ref, flags),
  );

  async function run(mode: UpgradeMode, name: string, ref: string, given: Record<string, unknown>): Promise<void> {
    const flags = upgradeFlags(given, registration);
    const { upgradeRelease } = await import('../../../actions/releases/upgrade');
    const { showRelease } = await import('../../../actions/releases/show');
    const { release, output: log } = await upgradeRelease(mode, name, ref, flags, options);
    print(log);
    const isDryRun = release.info.description === 'Dry run complete';
    print(showRelease(release, given['output'] as Format, { hideNotes: given['hideNotes'] === true, isDryRun }));
  }
}

function registerRollback({ program, options, print }: Registration): void {
  addClusterFlags(
    addDeployFlags(
      program
        .command('rollback')
        .summary('bring an earlier revision of a release back')
        .description('Makes an earlier revision, whoever recorded it, the newest; by default the one before the last.')
        .argument('<name>', 'the name of the release')
        .argument('[revision]', 'the revision', toCount, 0)
        .addHelpText('after', rollbackExamples),
    ),
  ).action(async (name: string, revision: number, flags: Record<string, unknown>) => {
    const { rollbackRelease } = await import('../../../actions/releases/rollback');
    const given = actionFlags<RollbackFlags>(flags);
    const { output: log } = await rollbackRelease(name, revision, given, options);
    print(log);
    if (!given.dryRun) print('Rollback was a success!\n');
  });
}

function registerUninstall({ program, options, print }: Registration): void {
  addClusterFlags(
    program
      .command('uninstall')
      .summary('remove a release from the cluster')
      .description('Runs the hooks, deletes the objects in order, and forgets the release.')
      .argument('<names...>', 'the names of releases')
      .option('--keep-history', 'keep the records, so that the release can be rolled back')
      .option('--ignore-not-found', 'a release that is not there is no error')
      .option('--no-hooks', 'run no hooks')
      .addOption(waitOption('until everything is gone'))
      .addOption(
        new Option('--cascade <how>', 'what becomes of what belongs to the objects')
          .choices(['background', 'foreground', 'orphan'])
          .default('background'),
      )
      .option('--description <text>', 'with --keep-history: the description')
      .addOption(dryRunOption('say what would be deleted'))
      .addOption(timeoutOption())
      .addHelpText('after', uninstallExamples),
  ).action(async (names: string[], flags: Record<string, unknown>) => {
    const { uninstall } = await import('../../../actions/releases/uninstall');
    const given = actionFlags<UninstallFlags>(flags);
    for (const name of names) {
      const { lines, output: log } = await uninstall(name, given, options);
      print(log);
      print(lines.map((line) => `${line}\n`).join(''));
      if (!given.dryRun) print(`release "${name}" uninstalled\n`);
    }
  });
}

function registerTest({ program, options, print, output }: Registration): void {
  addClusterFlags(
    program
      .command('test')
      .summary("run a release's tests, or a package's")
      .description('Runs the test hooks of a release on a cluster; of a package, its test cases.')
      .argument('[name]', 'the name of the release; or the package: TypeScript, templates/ or a module (package.ts)')
      .option('--cases <folder>', "a package's cases (tests/ beside it)")
      .option('--update', 'write what a package gives now as what its cases expect')
      .option('--logs', 'print the logs of the tests')
      .option(
        '--filter <name=x>',
        'only this test, or !name=x all but it (repeatable)',
        appendOf(/^!?name=./, 'name=TEST or !name=TEST'),
        [],
      )
      .addOption(timeoutOption())
      .addHelpText('after', testExamples),
  ).action(async (name: string | undefined, flags: Record<string, unknown>) => {
    if (name === undefined || isPackage(name, options) || flags['cases'] !== undefined || flags['update']) {
      const { testPackageCases } = await import('../authoring/test-package');
      return testPackageCases(name, flags, { output, options });
    }
    const { testRelease } = await import('../../../actions/releases/test');
    const { showRelease } = await import('../../../actions/releases/show');
    const tested = testRelease(name, actionFlags<TestFlags>(flags), options).catch((error: Error) => {
      if (isFileName(name)) error.message = `there is no package ${name}, and as a release: ${error.message}`;
      throw error;
    });
    const { release, output: log, problem } = await tested;
    print(showRelease(release, 'table', { hideNotes: true }));
    print(log);
    if (!problem) return;
    output.stderr += `Error: ${problem.message}\n`;
    output.code = EXIT_ERROR;
  });
}

function registerUnlock({ program, options, print }: Registration): void {
  addClusterFlags(
    program
      .command('unlock')
      .summary('free a release that a program left in the middle')
      .description('Takes the lock of a release away, and records a revision that is still pending as failed.')
      .argument('<name>', 'the name of the release'),
  ).action(async (name: string, flags: Record<string, unknown>) => {
    const { unlockRelease } = await import('../../../actions/releases/unlock');
    const lines = await unlockRelease(name, actionFlags<ClusterFlags>(flags), options);
    print(lines.map((line) => `${line}\n`).join(''));
  });
}

/** Is a package's file called like that? */
const isFileName = (name: string) => isSourceName(name) || name.endsWith('.wasm');

/** Whether a name is that of a package: a path, or a file that is there. A release may have a name that ends like a file's. */
function isPackage(name: string, { cwd = '.' }: CommandOptions): boolean {
  return /[/\\]/.test(name) || (isFileName(name) && existsSync(resolve(cwd, name)));
}

/** What install, upgrade, diff and plan share. */
export function addUpgradeFlags(command: Command, { addLimits }: Registration): Command {
  addValuesFlags(command);
  addDeployFlags(command);
  addClusterFlags(command);
  command
    .option('--rollback-on-failure', 'when it fails, bring back what was before; implies --wait')
    .addOption(new Option('--atomic').hideHelp())
    .addOption(
      new Option('--crds <policy>', 'definitions of kinds in crds/: create what is missing, update, or skip')
        .choices(['create', 'update', 'skip'])
        .default('create'),
    )
    .addOption(new Option('--skip-crds').hideHelp())
    .option('--take-ownership', "make objects that exist and are not the release's the release's")
    .option('--disable-openapi-validation', 'accept fields that the server does not know')
    .option('-l, --labels <pairs>', 'labels of the record: key=value,…; key=null takes one away', toPairs)
    .option('--rotate <call-site>', 'draw random values of a call site anew, or of all (repeatable)', append, [])
    .option('--hide-notes', "do not print the package's notes")
    .addOption(formatOption());
  command.option('--dependency-build', 'bring missing dependencies into the charts folder first');
  addAccessFlags(command);
  return addLimits(command);
}

/** What commander found, for the actions. */
export function upgradeFlags(given: Record<string, unknown>, { limitsOf }: Registration): UpgradeFlags {
  const flags = actionFlags<UpgradeFlags>(given);
  return {
    ...flags,
    limits: limitsOf(given),
    crds: given['skipCrds'] ? 'skip' : flags.crds,
    wait: flags.rollbackOnFailure ? true : flags.wait,
  };
}
