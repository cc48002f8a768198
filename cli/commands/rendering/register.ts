// The commands that make, run and look at modules: convert, template, generate, inspect package. Their flags; what each does is in a file of its own.

import { type Command, Option } from 'commander';
import type { CommandOptions, CommandResult } from '../../../actions/command';
import { namedHelm, unknownHelmWarning } from '../../../actions/flags/helm';
import { limitFlags, readLimits } from '../../../actions/flags/limits';
import { WATCH_FORMS } from '../../../actions/helm-template/flags';
import { templateHelp } from '../../../actions/helm-template/help';
import { templateCommand } from '../../../actions/helm-template/template';
import { fetchReference, inputAt, type Taken } from '../../../actions/package/named';
import { accepted } from '../../../actions/package/taken';
import { stages } from '../../../compiler/passes/stages';
import type { Limits } from '../../../runtime/host';
import { convertExamples, generateExamples, inspectExamples } from '../../help';
import { type ConvertFlags, convertCommand } from '../convert';
import { inspectPackage } from '../inspect';
import { addModuleSettings, append, checked, clock, helmOption, inputFilesOf } from '../options';
import { accessOf, addAccessFlags } from '../packages/access-flags';
import { type GenerateFlags, generateCommand } from './generate';

/** What the program collects of a command. */
export interface Collected {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** Where these commands are described, and where what they print goes. */
export interface Surroundings {
  program: Command;
  options: CommandOptions;
  output: Collected;
}

type ConvertGiven = Omit<ConvertFlags, 'helm'> & { helm: string; dependencyBuild?: boolean };

export function registerConvert(surroundings: Surroundings): void {
  const { program, options } = surroundings;
  addAccessFlags(
    program
      .command('convert')
      .summary('compile a chart into a module')
      .description('Compiles a chart, a directory or a .tgz, into a module: NAME-VERSION.wasm in the current folder.')
      .argument('<chart>', 'the chart: a path, oci://…, https://…, or NAME with --repo')
      .option('-o, --output <file>', 'write to this file; - is standard output')
      .addOption(helmOption('whose semantics the module has: 4.3, 3.17, 3 (the newest 3) …'))
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
  ).action(async (reference: string, flags: ConvertGiven) => {
    options.progress?.(`converting ${reference} …`);
    try {
      await convert(surroundings, reference, flags);
    } finally {
      options.progress?.('');
    }
  });
}

async function convert(surroundings: Surroundings, reference: string, flags: ConvertGiven): Promise<void> {
  const { options, output } = surroundings;
  output.stderr += unknownHelmWarning(flags.helm);
  const helm = namedHelm(flags.helm);
  const chart = await located(surroundings, reference, 'chart', flags);
  if (flags.dependencyBuild) {
    const { buildMissing } = await import('../../../actions/dependencies/manager');
    output.stderr += await buildMissing(chart, { ...accessOf(flags), helm }, options);
  }
  const print = (text: string) => void output.stdout.push(Buffer.from(text));
  const { stdout, stderr } = await convertCommand(chart, { ...flags, helm }, options, print);
  output.stdout.push(stdout);
  output.stderr += stderr;
}

/** `template` is here only so that the help knows it, and for who calls the program as a function. */
export function registerTemplate({ program, options, output }: Surroundings, args: readonly string[]): void {
  const template = program
    .command('template')
    .summary('render a chart, or the module it was converted to, as helm template does')
    .argument('[args...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async () => {
      take(output, await templateCommand(args.slice(args.indexOf('template') + 1), options));
    });
  template.helpInformation = () => templateHelp;
}

export function registerGenerate(surroundings: Surroundings): void {
  const { program, options, output } = surroundings;
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
    .option('-o, --output <form>', 'yaml: the files; raw: the whole MistResult; dir=DIR: files below DIR', 'yaml')
    .option('-r, --process', 'label every resource with the name of the installation', false)
    .option('-n, --namespace <name>', 'the namespace, for charts and packages that take one')
    .option('--seed <text>', 'randomness, likewise: the same text, the same output')
    .option('--now <time>', 'clock, likewise: 2026-01-02T15:04:05Z, or seconds since 1970', clock)
    .option('--kube-version <version>', "the cluster's version, likewise")
    .option('-a, --api-versions <version>', 'what the cluster can do, likewise (repeatable)', append, [])
    .option('--include-crds', "a converted chart's custom resource definitions too", false)
    .option('--is-upgrade', 'likewise: .Release.IsUpgrade instead of .Release.IsInstall', false)
    .option('--no-hooks', 'likewise: no hooks')
    .option('--skip-tests', 'likewise: no test hooks')
    .option('--skip-schema-validation', 'likewise: values.schema.json is left out')
    .option('--lookups <file>', 'objects for lookup to find, as kubectl get -o yaml writes them; - is standard input')
    .option('--manifests <file>', 'objects for a package to change, YAML; - is standard input')
    .addOption(
      new Option('--watch [form]', 'render again when a file changes; print the diff, or full').choices(WATCH_FORMS),
    )
    .addHelpText('after', generateExamples);
  addAccessFlags(addLimits(addModuleSettings(generate))).action(
    async (name: string, flags: Record<string, unknown>) => {
      const given = flags as unknown as Omit<GenerateFlags, 'limits'>;
      const module = await located(surroundings, given.package, 'module', flags);
      const whole = { ...given, inputfile: inputFilesOf(flags), package: module, limits: limitsOf(flags) };
      if (given.watch === undefined) return take(output, generateCommand(name, whole, options));
      const { watchGenerate } = await import('./watch');
      take(output, await watchGenerate(name, whole, options));
    },
  );
}

/** `inspect package`; gives `inspect`, below which others have theirs. */
export function registerInspect(surroundings: Surroundings): Command {
  const { program, options, output } = surroundings;
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
    const path = await located(surroundings, module, 'module', flags);
    // A module may never say what it is: what is known without asking it is shown at once.
    const print = (text: string) =>
      options.write ? void options.write(Buffer.from(text)) : void output.stdout.push(Buffer.from(text));
    inspectPackage(path, { timeMs: INSPECT_TIME_MS, ...limitsOf(flags) }, print, options);
  });
  return inspect;
}
/** The path of what a reference names: itself where it is one. */
async function located(
  { options, output }: Surroundings,
  reference: string,
  taken: Taken,
  flags: object,
): Promise<string> {
  const fetched = await fetchReference(reference, accessOf(flags), options, (lines) => {
    output.stderr += lines;
  });
  if (fetched === undefined) return reference;
  return accepted({ ...inputAt(fetched, taken, options), given: reference }, taken).path;
}

function take(output: Collected, { stdout, stderr, code }: CommandResult): void {
  output.stdout.push(stdout);
  output.stderr += stderr;
  output.code = code;
}

/** A module that only says what it is needs next to no time. */
const INSPECT_TIME_MS = 2000;

/** What each bound is, and what it is unless a flag says otherwise. */
const LIMITS: Readonly<Record<keyof Limits, string>> = {
  memoryBytes: 'memory the module may have (256MiB)',
  timeMs: 'time a render may take; 0: any (10s)',
  outputBytes: 'output the module may give (64MiB)',
  stackBytes: 'call stack of a deeply recursive module (256MiB)',
  moduleBytes: 'size the module file may have (64MiB)',
};

/** The flags for the bounds of a module. */
export function addLimits(command: Command): Command {
  for (const { name, limit, kind, check } of limitFlags) {
    command.option(`--${name} <${kind}>`, LIMITS[limit], checked(check));
  }
  return command;
}

/** What they say. */
export function limitsOf(flags: Record<string, unknown>) {
  return readLimits((name) => flags[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] as string);
}
