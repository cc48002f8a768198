// `mistletoe eject`: a chart becomes a TypeScript package that renders the same. What it needs is loaded when it runs.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { COMPILER_VERSION } from '../../../compiler/convert';
import { type CommandOptions, UsageError } from '../../../actions/command';
import { append, helmOption, numberFrom } from '../options';
import { inputAt } from '../../../actions/package/named';
import { accepted } from '../../../actions/package/taken';
import { namedHelm, unknownHelmWarning } from '../../../actions/flags/helm';

const ejectExamples = `
Examples:
  mistletoe eject ./mychart --out mypackage                                a package that calls the whole chart
  mistletoe eject mypackage --template templates/service.yaml              one template becomes TypeScript
  mistletoe eject ./mychart --out mypackage --template all                 whatever can be
  mistletoe verify ./mychart --against mypackage --fuzz 20                 the proof

A template that cannot become TypeScript stays in the chart that the package calls; the command says which line is in
the way. So does one that renders otherwise with a value set: the chart's own (its defaults, ci/, values-*.yaml,
mistletoe.verify.yaml), those of -f, and a few that are generated. docs/eject.md tells more.
`;

interface EjectFlags {
  out?: string;
  template: string[];
  values: string[];
  apiVersions: string[];
  fuzz: string;
  force?: true;
  helm: string;
}

/** Adds the command. */
export function registerEject(
  program: Command,
  output: { stdout: Buffer[]; stderr: string },
  options: CommandOptions,
): void {
  program
    .command('eject')
    .summary('make a TypeScript package of a chart')
    .description(
      'Writes a TypeScript package that renders what a chart renders: through the chart as a module, or template by template in TypeScript.',
    )
    .argument('<chart>', 'a chart, a folder or a .tgz; or a package that was ejected')
    .option('-o, --out <folder>', "the package's folder")
    .option('--template <path>', 'a template that becomes TypeScript, or all (repeatable)', append, [])
    .option('-f, --values <file>', 'templates are compared with this value set too (repeatable)', append, [])
    .option('-a, --api-versions <version>', 'and all of them with this API version (repeatable)', append, [])
    .option('--fuzz <n>', 'and with so many generated ones', numberFrom(0), '4')
    .option('--force', 'eject over a package, or a file of it, that may have been changed by hand')
    .addOption(helmOption('whose semantics the chart has'))
    .addHelpText('after', ejectExamples)
    .action(async (chart: string, flags: EjectFlags, command: Command) => {
      const { ejectChart } = await import('../../../toolchain/eject/eject');
      const { describeEjected } = await import('../../../toolchain/eject/describe');
      const { proofOver } = await import('../../../verify/against/prove');
      const cwd = options.cwd ?? '.';
      const input = inputAt(chart, 'chart', options);
      // The folder of an ejected package is taken too: further templates of it may be.
      if (!statSync(input.path, { throwIfNoEntry: false })?.isDirectory() || chart.trim() === '')
        accepted(input, 'chart');
      const { readState } = await import('../../../toolchain/eject/project/state');
      if (flags.out === undefined && readState(input.path, chart) === undefined)
        throw new UsageError('where does the package go? Give --out FOLDER');
      output.stderr += unknownHelmWarning(flags.helm);
      const ejected = await ejectChart(chart.trim(), {
        cwd,
        ...(flags.out === undefined ? {} : { out: flags.out }),
        templates: flags.template,
        force: flags.force ?? false,
        helm: namedHelm(flags.helm),
        isHelmGiven: command.getOptionValueSource('helm') === 'cli',
        version: COMPILER_VERSION,
        prove: proofOver({
          sets: {
            release: 'release-name',
            apiVersions: flags.apiVersions,
            args: [],
            files: flags.values.map((file) => resolve(cwd, file)),
          },
          fuzz: Number(flags.fuzz),
          seed: 'mistletoe',
        }),
        progress: options.progress,
      });
      output.stdout.push(Buffer.from(describeEjected(ejected, flags.out ?? chart)));
    });
}
