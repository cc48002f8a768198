// The flags of the commands on a cluster, by what they are about; the names are Helm's where Helm has them.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { addSettings, append, dryRunOption, helmOption, waitOption } from '../options';
import { parseDuration } from './duration';

/** Flags whose value may be left out, as pflag allows: a value always follows a `=`. */
const BARE: Record<string, string> = { '--dry-run': '--dry-run=client', '--wait': '--wait=watcher' };
const COMMANDS = new Set(['install', 'upgrade', 'rollback', 'uninstall']);

/** The arguments with such flags written out: commander would take what follows for their value. */
export function withBareValues(args: readonly string[]): readonly string[] {
  if (!COMMANDS.has(args[0] ?? '')) return args;
  const end = args.indexOf('--');
  return args.map((argument, i) => (end >= 0 && i > end ? argument : (BARE[argument] ?? argument)));
}

/** Which cluster, who asks, which namespace. */
export function addClusterFlags(command: Command): Command {
  return command
    .option('-n, --namespace <name>', "the release's namespace (default: the context's)")
    .option('--kubeconfig <file>', 'the kubeconfig (default: KUBECONFIG, else ~/.kube/config)')
    .option('--kube-context <name>', 'the context of the kubeconfig (default: current-context)')
    .option('--kube-apiserver <url>', "the server's address")
    .option('--kube-token <token>', 'a bearer token')
    .option('--kube-ca-file <file>', "PEM certificates of the server's authority")
    .option('--kube-tls-server-name <name>', "the name in the server's certificate")
    .option('--kube-insecure-skip-tls-verify', 'believe any server')
    .addOption(new Option('--as <user>', 'act as this user').conflicts([]))
    .addOption(new Option('--kube-as-user <user>').hideHelp())
    .option('--as-group <group>', 'and as a member of this group (repeatable)', append, [])
    .addOption(new Option('--kube-as-group <group>').argParser(append).default([]).hideHelp());
}

/** What a release is rendered with. */
export function addValuesFlags(command: Command): Command {
  command.option(
    '-f, --values <file>',
    'values, YAML; - is standard input (repeatable, or with commas)',
    appendList,
    [],
  );
  return addSettings(command, '--set <values>', 'key=value,… (repeatable)')
    .option('--skip-schema-validation', 'do not check values against values.schema.json')
    .addOption(helmOption("whose semantics a chart's render has"));
}

/** How objects are changed. */
export function addDeployFlags(command: Command): Command {
  return command
    .addOption(waitOption('until everything is ready'))
    .option('--wait-for-jobs', 'and until Jobs have completed')
    .addOption(timeoutOption())
    .option('--no-hooks', 'run no hooks')
    .option('--force-conflicts', 'take over fields that somebody else manages')
    .option('--replace', 'delete and make anew what cannot be changed')
    .addOption(new Option('--force-replace').hideHelp())
    .addOption(new Option('--force').hideHelp())
    .option('--cleanup-on-fail', 'delete what was made when the command fails')
    .option('--description <text>', "the revision's description")
    .option('--history-max <number>', 'keep at most so many revisions; 0 keeps all', toCount, 10)
    .addOption(dryRunOption('render and compare, and change nothing'));
}

/** A time that one thing may take. */
export function timeoutOption(): Option {
  return new Option('--timeout <time>', 'how long one thing may take: 90s, 5m')
    .argParser((value: string) => {
      const milliseconds = parseDuration(value);
      if (milliseconds === undefined) throw new InvalidArgumentError('give a time such as 90s, 5m or 1h30m');
      return milliseconds;
    })
    .default(300_000, '5m');
}

/** `table`, `json` or `yaml`. */
export function formatOption(): Option {
  return new Option('-o, --output <format>', 'how to print').choices(['table', 'json', 'yaml']).default('table');
}

/** A number of things. */
export function toCount(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('give a whole number');
  return Number(value);
}

/** `key=value,…` */
export function toPairs(value: string, before: Record<string, string> = {}): Record<string, string> {
  const pairs = value.split(',').map((pair) => {
    const at = pair.indexOf('=');
    if (at <= 0) throw new InvalidArgumentError('give key=value,…');
    return [pair.slice(0, at).trim(), pair.slice(at + 1)];
  });
  return { ...before, ...(Object.fromEntries(pairs) as Record<string, string>) };
}

function appendList(value: string, values: string[]): string[] {
  return [...values, ...value.split(',').filter((item) => item !== '')];
}

/** What commander found, in the names that the actions have. */
export function actionFlags<T>(flags: Record<string, unknown>): T {
  const { timeout, dryRun, kubeAsUser, kubeAsGroup, forceReplace, force, atomic, ...rest } = flags;
  const asGroup = [
    ...((flags['asGroup'] as string[] | undefined) ?? []),
    ...((kubeAsGroup as string[] | undefined) ?? []),
  ];
  return {
    ...rest,
    as: flags['as'] ?? kubeAsUser,
    asGroup,
    timeoutMs: timeout,
    dryRun: dryRun === 'none' || dryRun === 'false' ? undefined : dryRun,
    replace: Boolean(flags['replace'] || forceReplace || force),
    rollbackOnFailure: Boolean(flags['rollbackOnFailure'] || atomic),
  } as T;
}
