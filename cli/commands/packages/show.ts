// `mistletoe show values|schema|readme|notes|chart`.

import { Argument, type Command } from 'commander';
import type { CommandOptions } from '../../../actions/command';
import type { AccessFlags } from '../../../actions/packages/access';
import type { ChartText } from '../../../compiler/chart/texts';
import type { Limits } from '../../../runtime/host';
import { addAccessFlags } from './access-flags';

const LINE_FEED = 0x0a;

interface Output {
  stdout: Buffer[];
  stderr: string;
}

/** Adds the command to a program. */
export function registerShow(
  program: Command,
  output: Output,
  options: CommandOptions,
  limitsOf: (flags: Record<string, unknown>) => Partial<Limits>,
): void {
  addAccessFlags(
    program
      .command('show')
      .summary('print the values, schema, README, notes or Chart.yaml of a package')
      .description(
        'Prints a text of a chart, or of the module that a chart was converted to, as it was written; its last line is ended. Nothing is run.',
      )
      .addArgument(new Argument('<what>', 'which text').choices(['values', 'schema', 'readme', 'notes', 'chart']))
      .argument('<package>', 'a chart or a module: a path, or a reference'),
  ).action(async (what: ChartText, reference: string, flags: AccessFlags) => {
    const { showText } = await import('../../../actions/packages/show');
    const { text, notices } = await showText(what, reference, { ...flags, limits: limitsOf({}) }, options);
    output.stderr += notices;
    output.stdout.push(Buffer.from(text));
    // As helm's show does; what a package's build writes has none.
    if (text.at(-1) !== LINE_FEED) output.stdout.push(Buffer.from([LINE_FEED]));
  });
}
