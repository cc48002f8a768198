// The commands that only look: list, history, status, get.

import { Option } from 'commander';
import type { ClusterFlags } from '../../../actions/releases/session';
import type { ListFlags } from '../../../actions/releases/read';
import type { Format } from '../../../actions/releases/show';
import { actionFlags, addClusterFlags, formatOption, toCount } from './flags';
import type { Registration } from './register';

const load = async () => {
  const [read, show] = await Promise.all([
    import('../../../actions/releases/read'),
    import('../../../actions/releases/show'),
  ]);
  return { ...read, ...show };
};

type Flags = Record<string, unknown>;

/** Adds them. */
export function registerReads(registration: Registration): void {
  registerList(registration);
  registerHistory(registration);
  registerStatus(registration);
  registerGet(registration);
}

function registerList({ program, options, print }: Registration): void {
  addClusterFlags(
    program
      .command('list')
      .alias('ls')
      .summary('list releases')
      .description('Lists the releases of a namespace, whoever installed them.')
      .option('-A, --all-namespaces', 'of all namespaces')
      .option('-a, --all', 'all, whatever their status (as without any of the next six)')
      .option('--deployed', 'those that are deployed')
      .option('--failed', 'those that failed')
      .option('--pending', 'those under way')
      .option('--superseded', 'those that were superseded')
      .option('--uninstalled', 'those that are uninstalled and kept')
      .option('--uninstalling', 'those being uninstalled')
      .option('-f, --filter <regexp>', 'those whose name matches')
      .option('-l, --selector <labels>', 'those whose record has the labels')
      .option('-d, --date', 'sort by date')
      .option('-r, --reverse', 'the other way round')
      .option('-m, --max <number>', 'at most so many; 0: all', toCount, 256)
      .option('--offset <number>', 'leave the first ones out', toCount, 0)
      .option('-q, --short', 'names only')
      .option('--no-headers', 'no head line')
      .addOption(formatOption()),
  ).action(async (flags: Flags) => {
    const { listReleases, showList } = await load();
    const releases = await listReleases(actionFlags<ListFlags>(flags), options);
    const short = flags['short'] === true;
    print(showList(releases, flags['output'] as Format, { short, headers: flags['headers'] !== false }));
  });
}

function registerHistory({ program, options, print }: Registration): void {
  addClusterFlags(
    program
      .command('history')
      .alias('hist')
      .summary("list a release's revisions")
      .description('Lists the recorded revisions of a release, the oldest first.')
      .argument('<name>', 'the name of the release')
      .option('--max <number>', 'at most so many, the newest', toCount, 256)
      .addOption(formatOption()),
  ).action(async (name: string, flags: Flags) => {
    const { historyOf, showHistory } = await load();
    const releases = await historyOf(name, actionFlags<ClusterFlags & { max: number }>(flags), options);
    print(showHistory(releases, flags['output'] as Format));
  });
}

function registerStatus({ program, options, print, output }: Registration): void {
  addClusterFlags(
    program
      .command('status')
      .summary('show a release')
      .description('Shows a release and its notes, and who is at work on it.')
      .argument('<name>', 'the name of the release')
      .addOption(revisionOption())
      .addOption(formatOption()),
  ).action(async (name: string, flags: Flags) => {
    const { statusOfRelease, showRelease } = await load();
    const { release, holder } = await statusOfRelease(name, revisionFlags(flags), options);
    print(showRelease(release, flags['output'] as Format));
    if (holder) output.stderr += `under way since ${holder.since}: ${holder.identity}\n`;
  });
}

function registerGet({ program, options, print }: Registration): void {
  const get = program.command('get').description('Prints what is recorded of a release.');
  const part = (name: string, description: string) =>
    addClusterFlags(
      get
        .command(name)
        .description(description)
        .argument('<name>', 'the name of the release')
        .addOption(revisionOption()),
    );

  part('manifest', 'The objects, as they were rendered.').action(async (name: string, flags: Flags) => {
    const { revisionOf } = await load();
    const { manifest = '' } = await revisionOf(name, revisionFlags(flags), options);
    print(`${manifest}\n`);
  });
  part('hooks', 'The hooks, as they were rendered.').action(async (name: string, flags: Flags) => {
    const { revisionOf, showHooks } = await load();
    print(showHooks(await revisionOf(name, revisionFlags(flags), options)));
  });
  part('notes', 'The notes.').action(async (name: string, flags: Flags) => {
    const { revisionOf } = await load();
    const { info } = await revisionOf(name, revisionFlags(flags), options);
    if (info.notes) print(`NOTES:\n${info.notes}\n`);
  });
  part('values', "The user's values, or all.")
    .option('-a, --all', "the chart's values too")
    .addOption(formatOption())
    .action(async (name: string, flags: Flags) => {
      const { revisionOf, allValues, encode } = await load();
      const release = await revisionOf(name, revisionFlags(flags), options);
      const values = flags['all'] ? allValues(release) : (release.config ?? null);
      const format = flags['output'] as Format;
      if (format === 'table') print(flags['all'] ? 'COMPUTED VALUES:\n' : 'USER-SUPPLIED VALUES:\n');
      const isEmpty = values === null || Object.keys(values).length === 0;
      print(encode(isEmpty && !flags['all'] ? null : values, format === 'json' ? 'json' : 'yaml'));
    });
  part('metadata', 'Chart, versions, labels, status.')
    .addOption(formatOption())
    .action(async (name: string, flags: Flags) => {
      const { revisionOf, showMetadata } = await load();
      print(showMetadata(await revisionOf(name, revisionFlags(flags), options), flags['output'] as Format));
    });
  part('all', 'Everything.').action(async (name: string, flags: Flags) => {
    const { revisionOf, showRelease } = await load();
    print(showRelease(await revisionOf(name, revisionFlags(flags), options), 'table', { isLong: true }));
  });
}

function revisionOption(): Option {
  return new Option('--revision <number>', 'the revision (default: the newest)').argParser(toCount).default(0);
}

function revisionFlags(flags: Flags): ClusterFlags & { revision: number } {
  return actionFlags<ClusterFlags & { revision: number }>(flags);
}
