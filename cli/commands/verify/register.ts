// `mistletoe verify`: its flags. What it does is loaded when the command runs, not when the program starts.

import type { Command } from 'commander';
import { append } from '../options';
import { addRunFlags } from '../rendering/run-flags';
import { type CommandOutput, finish, type ProgramOptions } from './command';
import type { Flags } from './flags';

/** Adds the command to a program. What it prints, but for its progress, goes to `output`. */
export function registerVerify(program: Command, output: CommandOutput, options: ProgramOptions = {}): void {
  const { cwd = process.cwd() } = options;
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
    .option('--fuzz <n>', 'add n generated value sets a chart, every other with values of other kinds', '0')
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
    .action((charts: string[], flags: Flags) =>
      finish(output, async () => (await import('./run')).runVerify(charts, flags, output, cwd)),
    );
  verify
    .command('merge')
    .description('make one report of several JSON reports')
    .argument('<reports...>', 'files that --report json=FILE wrote')
    .option('--report <kind=file>', 'html=FILE, json=FILE, junit=FILE or github; may be repeated', append, [])
    .option('--all', 'list every chart in the table')
    .option('--diff-lines <n>', 'lines of differences shown a chart', '60')
    .option('--color', 'colours')
    .option('--no-color', 'no colours')
    .action((files: string[], flags: Flags) =>
      finish(output, async () => (await import('./merge')).merge(files, flags, output, cwd)),
    );
}
