// The commands that make modules of charts, run modules and show them.

import { type Command, Option } from 'commander';
import type { CommandOptions, CommandResult } from '../actions/command';
import { namedHelm, unknownHelmWarning } from '../actions/helm';
import { WATCH_FORMS } from '../actions/helm-template/flags';
import { mayBeRemote } from '../actions/packages/form';
import { stages } from '../compiler/passes/stages';
import { type ConvertFlags, convertCommand } from './commands/convert';
import { type GenerateFlags, generateCommand } from './commands/generate';
import { inspectPackage } from './commands/inspect';
import { accessOf, addAccessFlags } from './commands/packages/access-flags';
import { addLimits, append, helmOption, limitsOf, readNow } from './flags';
import { convertExamples, generateExamples, inspectExamples } from './help';

/** What commands leave behind, bit by bit. */
export interface Result {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** Adds `convert`. */
export function registerConvert(program: Command, result: Result, options: CommandOptions): void {
  addAccessFlags(
    program
      .command('convert')
      .summary('compile a chart into a module')
      .description('Compiles a chart, a directory or a .tgz, into a module: NAME-VERSION.wasm in the current folder.')
      .argument('<chart>', 'the chart: a path, oci://…, https://…, or NAME with --repo')
      .option('-o, --output <file>', 'write to this file; - is standard output')
      .addOption(helmOption())
      .addOption(
        new Option('--emit <form>', 'print what the chart becomes instead; ir:PASS is the IR behind a pass').choices([
          'ir',
          ...stages.map((stage) => `ir:${stage}`),
          'wat',
        ]),
      )
      .option('--names', 'keep the names of functions in the module, for profiles')
      .option('--schema-refs <folder>', 'copies of remote documents that schemas refer to')
      .option(
        '--link-root <folder>',
        "follow the chart's symbolic links within it (the git work tree around the chart)",
      )
      .option('--allow-missing-references', 'convert without them: renders then need --skip-schema-validation')
      .option('--verbose', 'say too which calls of the templates draw from entropy or the clock')
      .option('--json', 'print what there is to say, diagnostics among it, as JSON')
      .option('--dependency-build', 'bring missing dependencies into the charts folder first')
      .option('--no-cache', 'compile the chart again')
      .addHelpText('after', convertExamples),
  ).action(
    async (reference: string, flags: Omit<ConvertFlags, 'helm'> & { helm: string; dependencyBuild?: boolean }) => {
      options.progress?.(`converting ${reference} …`);
      result.stderr += unknownHelmWarning(flags.helm);
      try {
        const chart = await located(reference, flags, result, options);
        if (flags.dependencyBuild) {
          const { buildMissing } = await import('../actions/dependencies/manager');
          const helm = namedHelm(flags.helm);
          result.stderr += await buildMissing(chart, { ...accessOf(flags), helm }, options);
        }
        const { stdout, stderr } = await convertCommand(
          chart,
          { ...flags, helm: namedHelm(flags.helm) },
          options,
          (text) => result.stdout.push(Buffer.from(text)),
        );
        result.stdout.push(stdout);
        result.stderr += stderr;
      } finally {
        options.progress?.('');
      }
    },
  );
}

/** Adds `generate`. */
export function registerGenerate(program: Command, result: Result, options: CommandOptions): void {
  const generate = program
    .command('generate')
    .summary('run any module')
    .description('Runs a module for an installation and prints the files it gives.')
    .argument('<name>', 'the name of the installation')
    .requiredOption(
      '-p, --package <module>',
      'the module: a path, with or without .wasm, oci://…, or - for standard input',
    )
    .option('-f, --inputfile <file>', 'input for the module, YAML; - is standard input (repeatable)', append, [])
    .option('-s, --set <values>', "more input: 'key: value, …' or key=value,… (repeatable)", append, [])
    .option('-o, --output <form>', 'yaml: the files; raw: the whole MistResult; dir=DIR: files below DIR', 'yaml')
    .option('-r, --process', 'label every resource with the name of the installation', false)
    .option('-n, --namespace <name>', 'the namespace, for charts and packages that take one')
    .option('--include-crds', "a converted chart's custom resource definitions too", false)
    .option('--seed <text>', 'randomness, likewise: the same text, the same output')
    .option('--now <time>', 'clock, likewise: 2026-01-02T15:04:05Z, or seconds since 1970', readNow)
    .option('--kube-version <version>', "the cluster's version, likewise")
    .option('-a, --api-versions <version>', 'what the cluster can do, likewise (repeatable)', append, [])
    .option('--manifests <file>', 'objects for a package to change, YAML; - is standard input')
    .addOption(
      new Option('--watch [form]', 'render again when a file changes; print the diff, or full').choices(WATCH_FORMS),
    )
    .addHelpText('after', generateExamples);
  addAccessFlags(addLimits(generate)).action(async (name: string, flags: Record<string, unknown>) => {
    const given = flags as unknown as Omit<GenerateFlags, 'limits'>;
    const module = await located(given.package, flags, result, options);
    const whole = { ...given, package: module, limits: limitsOf(flags) };
    if (given.watch === undefined) return take(result, generateCommand(name, whole, options));
    const { watchGenerate } = await import('./commands/watch');
    take(result, await watchGenerate(name, whole, options));
  });
}

/** Adds `inspect` with `inspect package`, and gives it: there is more to inspect. */
export function registerInspect(program: Command, result: Result, options: CommandOptions): Command {
  const inspect = program.command('inspect').description('Shows what things are.');
  addAccessFlags(
    addLimits(
      inspect
        .command('package')
        .description('Prints what a module is made of, without running it, and then its MistPackage; sizes are bytes.')
        .argument('<module>', 'the module: a path, with or without .wasm, oci://…, or - for standard input')
        .addHelpText('after', inspectExamples),
    ),
  ).action(async (module: string, flags: Record<string, unknown>) => {
    const path = await located(module, flags, result, options);
    // A module may never say what it is: what is known without asking it is shown at once.
    const print = (text: string) =>
      options.write ? void options.write(Buffer.from(text)) : void result.stdout.push(Buffer.from(text));
    inspectPackage(path, { timeMs: INSPECT_TIME_MS, ...limitsOf(flags) }, print, options);
  });
  return inspect;
}

/** A module that only says what it is needs next to no time. */
const INSPECT_TIME_MS = 2000;

/** Takes over what a command left behind. */
export function take(result: Result, { stdout, stderr, code }: CommandResult): void {
  result.stdout.push(stdout);
  result.stderr += stderr;
  result.code = code;
}

/** The path of a package, which is fetched where the reference is none. */
async function located(reference: string, flags: object, result: Result, options: CommandOptions): Promise<string> {
  const access = accessOf(flags as Record<string, unknown>);
  if (!mayBeRemote(reference, { ...access, cwd: options.cwd })) return reference;
  const { locatePackage } = await import('../actions/packages/locate');
  const { path, notices } = await locatePackage(reference, access, options);
  result.stderr += notices;
  return path;
}
