// The commands that compare: diff, plan, apply, adopt; and `inspect install`.

import { type Command, Option } from 'commander';
import type { ClusterFlags } from '../../../actions/releases/session';
import type { UpgradeFlags } from '../../../actions/releases/upgrade';
import type { DeployFlags } from '../../../actions/releases/deploy';
import type { Change } from '../../../plan/compare';
import { hasColours } from '../../terminal';
import { addUpgradeFlags, upgradeFlags } from './changes';
import { diffExamples, planExamples } from './examples';
import { actionFlags, addClusterFlags, addDeployFlags } from './flags';
import type { Registration } from './register';

/** Something changes, where --detailed-exitcode asks. */
const EXIT_CHANGES = 2;

type Flags = Record<string, unknown>;

/** Adds them. */
export function registerPlans(registration: Registration, inspect: Command): void {
  registerDiff(registration);
  registerPlan(registration);
  registerApply(registration);
  registerAdopt(registration);
  registerInspectInstall(registration, inspect);
}

/** Prints what changes, as the flags want it. */
async function show(changes: Change[], flags: Flags, { print, output }: Registration): Promise<void> {
  const { changesAnything, masked, showChanges } = await import('../../../plan/show');
  const colour = hasColours(1, flags['color'] as boolean | undefined);
  const isJson = flags['output'] === 'json';
  print(
    isJson
      ? `${JSON.stringify(flags['showSecrets'] ? changes : masked(changes))}\n`
      : showChanges(changes, { showSecrets: flags['showSecrets'] === true, colour }),
  );
  if (flags['detailedExitcode'] && changesAnything(changes)) output.code = EXIT_CHANGES;
}

function addShowFlags(command: Command): Command {
  return command
    .option('--show-secrets', 'show the values of Secrets')
    .option('--detailed-exitcode', 'end with 2 where something changes')
    .option('--color', 'with colours (default: on a terminal)')
    .option('--no-color', 'without');
}

function registerDiff(registration: Registration): void {
  const { program, options } = registration;
  addShowFlags(
    addUpgradeFlags(
      program
        .command('diff')
        .summary('show what an upgrade would change')
        .description('Compares a package with the cluster by a dry run of the server, and says why each field changes.')
        .argument('<name>', 'the name of the release')
        .argument('<reference>', 'as for upgrade')
        .addHelpText('after', diffExamples),
      registration,
    ),
  ).action(async (name: string, ref: string, flags: Flags) => {
    const { diffRelease } = await import('../../../actions/releases/diff');
    await show(await diffRelease(name, ref, upgradeFlags(flags, registration), options), flags, registration);
  });
}

function registerPlan(registration: Registration): void {
  const { program, options } = registration;
  addShowFlags(
    addUpgradeFlags(
      program
        .command('plan')
        .summary('keep what an upgrade will change in a file')
        .description('As diff, and writes a file with which mistletoe apply does exactly that. It holds secrets.')
        .argument('<name>', 'the name of the release')
        .argument('<reference>', 'as for upgrade')
        .requiredOption('--out <file>', 'write the plan to this file')
        .addHelpText('after', planExamples),
      registration,
    ),
  ).action(async (name: string, ref: string, flags: Flags) => {
    const { planRelease } = await import('../../../actions/releases/diff');
    const given = upgradeFlags(flags, registration) as UpgradeFlags & { out: string };
    await show(await planRelease(name, ref, given, options), flags, registration);
  });
}

function registerApply({ program, options, print }: Registration): void {
  addClusterFlags(
    addDeployFlags(
      program
        .command('apply')
        .summary('do what a plan says')
        .description(
          'Does exactly what mistletoe plan kept, and refuses where the release or an object has changed since.',
        )
        .argument('<file>', 'the plan'),
    ),
  ).action(async (file: string, flags: Flags) => {
    const { applyPlan } = await import('../../../actions/releases/diff');
    const { showRelease } = await import('../../../actions/releases/show');
    const { release, output: log } = await applyPlan(file, actionFlags<ClusterFlags & DeployFlags>(flags), options);
    print(log + showRelease(release, 'table'));
  });
}

function registerAdopt(registration: Registration): void {
  const { program, options, print, output } = registration;
  addShowFlags(
    addUpgradeFlags(
      program
        .command('adopt')
        .summary('make objects that stand in the cluster a release')
        .description(
          'Shows what would change where a package takes over the objects that exist; with --yes takes them over.',
        )
        .argument('<name>', 'the name of the release')
        .argument('<reference>', 'as for install')
        .option('--yes', 'do it'),
      registration,
    ),
  ).action(async (name: string, ref: string, flags: Flags) => {
    const { adoptRelease } = await import('../../../actions/releases/diff');
    const given = { ...upgradeFlags(flags, registration), yes: flags['yes'] === true };
    const { changes, adopted } = await adoptRelease(name, ref, given, options);
    await show(changes, flags, registration);
    if (adopted) print(`${adopted.output}release "${name}" adopted, revision ${adopted.release.version}\n`);
    else output.stderr += 'nothing was changed: --yes takes the objects over\n';
  });
}

function registerInspectInstall({ options, print }: Registration, inspect: Command): void {
  addClusterFlags(
    inspect
      .command('install')
      .description('Lists the installations of a namespace, or the objects that one has in the cluster.')
      .argument('[name]', 'the name of the installation')
      .addOption(new Option('-o, --output <format>', 'how to print').choices(['list', 'yaml', 'json']).default('list')),
  ).action(async (name: string | undefined, flags: Flags) => {
    const { listInstalls, listLine, objectsOfInstall } = await import('../../../actions/releases/installs');
    const { encode, tableLines } = await import('../../../actions/releases/show');
    const access = actionFlags<ClusterFlags>(flags);
    const format = flags['output'] as 'list' | 'yaml' | 'json';
    if (name !== undefined) {
      const objects = await objectsOfInstall(name, access, options);
      if (format === 'list') print(objects.map((object) => `${listLine(object)}\n`).join(''));
      else if (format === 'json') print(encode(objects, 'json'));
      else print(objects.map((object) => encode(object, 'yaml')).join('---\n'));
      return;
    }
    const installs = await listInstalls(access, options);
    if (format !== 'list') return print(encode(installs, format));
    const rows = installs.map((install) => [
      install.name,
      install.status,
      `${install.package.name} ${install.package.version}`,
      String(install.resources),
    ]);
    print(tableLines([['NAME', 'STATUS', 'PACKAGE', 'RESOURCES'], ...rows]));
  });
}
