// `mistletoe dependency build|update|list`, with Helm's words.

import { namedHelm } from '../../../actions/flags/helm';
import type { Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { DependencyFlags } from '../../../actions/dependencies/manager';
import { addAccessFlags } from './access-flags';
import { helmOption } from '../options';

interface Output {
  stdout: Buffer[];
  stderr: string;
}

type Flags = Omit<DependencyFlags, 'helm'> & { helm: string };

/** Adds the commands to a program. */
export function registerDependencies(program: Command, output: Output, options: CommandOptions): void {
  const dependency = program
    .command('dependency')
    .alias('dep')
    .description("Brings a chart's dependencies into its charts folder.");
  const helmOf = (flags: { helm: string }) => namedHelm(flags.helm);
  const changes = [
    {
      name: 'build',
      does: 'Rebuilds charts/ from Chart.lock, which must fit Chart.yaml; without one it does what update does.',
    },
    {
      name: 'update',
      does: 'Resolves the dependencies of Chart.yaml, brings them into charts/ and writes Chart.lock.',
    },
  ] as const;
  for (const { name, does } of changes) {
    addAccessFlags(
      dependency
        .command(name)
        .description(does)
        .argument('[chart]', 'the folder of the chart', '.')
        .addOption(helmOption('whose checks of a chart')),
    ).action(async (chart: string, flags: Flags) => {
      const { buildDependencies, updateDependencies } = await import('../../../actions/dependencies/manager');
      const act = name === 'build' ? buildDependencies : updateDependencies;
      const { out, notices } = await act(chart, { ...flags, helm: helmOf(flags) }, options);
      output.stderr += notices;
      output.stdout.push(Buffer.from(out));
    });
  }
  dependency
    .command('list')
    .description('Lists the dependencies of a chart, and what lies in charts/.')
    .argument('[chart]', 'the folder of the chart', '.')
    .addOption(helmOption('whose checks of a chart'))
    .action(async (chart: string, flags: { helm: string }) => {
      const { listDependencies } = await import('../../../actions/dependencies/list');
      output.stdout.push(Buffer.from(listDependencies(chart, helmOf(flags), options)));
    });
}
