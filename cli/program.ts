// Every command but `template`: their flags, and their help. `template` is here only so that the help knows it.

import { namedHelm, unknownHelmWarning } from '../actions/flags/helm';
import { Command, CommanderError, Option } from 'commander';
import { COMPILER_VERSION } from '../compiler/convert';
import { stages } from '../compiler/passes/stages';
import {
  type CommandOptions,
  type CommandResult,
  describeError,
  EXIT_ERROR,
  EXIT_OK,
  EXIT_USAGE,
} from '../actions/command';
import { registerBuild } from './commands/authoring/build';
import { registerCompletion } from './commands/completion';
import { registerEject } from './commands/authoring/eject';
import { type ConvertFlags, convertCommand } from './commands/convert';
import { registerDevelopment } from './commands/authoring/develop';
import { type GenerateFlags, generateCommand } from './commands/rendering/generate';
import { WATCH_FORMS } from '../actions/helm-template/flags';
import { templateHelp } from '../actions/helm-template/help';
import { convertExamples, generateExamples, inspectExamples, programExamples } from './help';
import { inspectPackage } from './commands/inspect';
import { limitFlags, readLimits } from '../actions/flags/limits';
import { append, checked, clock, helmOption } from './commands/options';
import { registerMigrate } from './commands/migrate';
import { templateCommand } from '../actions/helm-template/template';
import { fetchReference, inputAt, type Taken } from '../actions/package/named';
import { accepted } from '../actions/package/taken';
import { accessOf, addAccessFlags } from './commands/packages/access-flags';
import { registerPackages } from './commands/packages/register';
import { withBareValues } from './commands/releases/flags';
import { registerReleases } from './commands/releases/register';
import { registerVerify } from './commands/verify/register';
import { textWidth } from './terminal';

export { isTerminal } from './terminal';

/** Runs the program with the arguments after its name. Never throws for what a user can do wrong. */
export async function runProgram(args: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const result = { stdout: [] as Buffer[], stderr: '', code: EXIT_OK };
  const finish = (code: number): CommandResult => ({ ...result, stdout: Buffer.concat(result.stdout), code });
  const program = describeProgram(args, options, result);
  try {
    if (args.length === 0) {
      program.outputHelp();
      return finish(EXIT_USAGE);
    }
    await program.parseAsync(withBareValues(asked(program, args)), { from: 'user' });
    return finish(result.code);
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === 'commander.unknownCommand') result.stderr += commandList(program, asked(program, args));
      return finish(error.exitCode === 0 ? EXIT_OK : EXIT_USAGE);
    }
    result.stderr += `Error: ${describeError(error)}\n`;
    return finish((error as Error).name === 'UsageError' ? EXIT_USAGE : EXIT_ERROR);
  }
}

/** `help A B` asks B of A for its help: Commander's own help goes one command deep, and takes what is no command for none. */
function asked(program: Command, args: readonly string[]): readonly string[] {
  const [first, ...names] = args;
  if (first !== 'help' || names.length === 0) return args;
  let at = program;
  for (const name of names) {
    if (at.commands.length === 0 || name.startsWith('-')) break;
    const found = at.commands.find((command) => command.name() === name || command.aliases().includes(name));
    if (!found) return names;
    at = found;
  }
  return names.length === 1 ? args : [...names, '--help'];
}

/** The commands that there are where one was not known. */
function commandList(program: Command, args: readonly string[]): string {
  const group = program.commands.find(
    ({ commands }, i) => commands.length > 0 && program.commands[i].name() === args[0],
  );
  const names = (group ?? program).commands.map((command) => command.name());
  return `There are: ${names.join(', ')}\n`;
}

interface Result {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

function describeProgram(args: readonly string[], options: CommandOptions, result: Result): Command {
  const program = new Command('mistletoe')
    .description('Compiles Helm charts into WebAssembly modules that print what helm template prints, and runs them.')
    .version(COMPILER_VERSION, '-v, --version')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', programExamples)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput({
      writeOut: (text) => result.stdout.push(Buffer.from(text)),
      writeErr: (text) => {
        result.stderr += text;
      },
      outputError: (text, write) =>
        write(text.replace(/^error: /, 'Error: ').replace(/ is invalid\. (?!Allowed)/, ' is invalid: ')),
      getOutHelpWidth: () => textWidth(process.stdout),
      getErrHelpWidth: () => textWidth(process.stderr),
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(mistletoe help explains the commands)');

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
  ).action(
    async (reference: string, flags: Omit<ConvertFlags, 'helm'> & { helm: string; dependencyBuild?: boolean }) => {
      options.progress?.(`converting ${reference} …`);
      result.stderr += unknownHelmWarning(flags.helm);
      try {
        const chart = await located(reference, 'chart', flags);
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

  const template = program
    .command('template')
    .summary('render a chart, or the module it was converted to, as helm template does')
    .argument('[args...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async () => {
      take(await templateCommand(args.slice(args.indexOf('template') + 1), options));
    });
  template.helpInformation = () => templateHelp;

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
    .option('--now <time>', 'clock, likewise: 2026-01-02T15:04:05Z, or seconds since 1970', clock)
    .option('--kube-version <version>', "the cluster's version, likewise")
    .option('-a, --api-versions <version>', 'what the cluster can do, likewise (repeatable)', append, [])
    .option('--manifests <file>', 'objects for a package to change, YAML; - is standard input')
    .addOption(
      new Option('--watch [form]', 'render again when a file changes; print the diff, or full').choices(WATCH_FORMS),
    )
    .addHelpText('after', generateExamples);
  addAccessFlags(addLimits(generate)).action(async (name: string, flags: Record<string, unknown>) => {
    const given = flags as unknown as Omit<GenerateFlags, 'limits'>;
    const module = await located(given.package, 'module', flags);
    const whole = { ...given, package: module, limits: limitsOf(flags) };
    if (given.watch === undefined) return take(generateCommand(name, whole, options));
    const { watchGenerate } = await import('./commands/rendering/watch');
    take(await watchGenerate(name, whole, options));
  });

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
    const path = await located(module, 'module', flags);
    // A module may never say what it is: what is known without asking it is shown at once.
    const print = (text: string) =>
      options.write ? void options.write(Buffer.from(text)) : void result.stdout.push(Buffer.from(text));
    inspectPackage(path, { timeMs: INSPECT_TIME_MS, ...limitsOf(flags) }, print, options);
  });
  registerReleases(
    {
      program,
      options,
      output: result,
      print: (text) => result.stdout.push(Buffer.from(text)),
      limitsOf,
      addLimits,
    },
    inspect,
  );
  registerVerify(program, result, options);
  registerMigrate(program, result, options);
  registerBuild(program, result, options);
  registerEject(program, result, options);
  registerDevelopment({ program, output: result, options, addLimits, limitsOf });
  registerPackages(program, result, options, limitsOf);
  registerCompletion(program, (text) => result.stdout.push(Buffer.from(text)));
  nameHelp(program, 'mistletoe help');
  return program;

  /** The path of what a reference names: itself where it is one. */
  async function located(reference: string, taken: Taken, flags: object): Promise<string> {
    const fetched = await fetchReference(reference, accessOf(flags), options, (lines) => {
      result.stderr += lines;
    });
    if (fetched === undefined) return reference;
    return accepted({ ...inputAt(fetched, taken, options), given: reference }, taken).path;
  }

  function take({ stdout, stderr, code }: CommandResult): void {
    result.stdout.push(stdout);
    result.stderr += stderr;
    result.code = code;
  }
}

/** Behind what is wrong with a command line stands how to ask for help on that very command. */
function nameHelp({ commands }: Command, help: string): void {
  for (const command of commands) {
    const own = `${help} ${command.name()}`;
    command.showHelpAfterError(`(${own} explains the flags)`);
    nameHelp(command, own);
  }
}

/** A module that only says what it is needs next to no time. */
const INSPECT_TIME_MS = 2000;

function addLimits(command: Command): Command {
  for (const { name, kind, help, check } of limitFlags) {
    command.option(`--${name} <${kind}>`, help, checked(check));
  }
  return command;
}

function limitsOf(flags: Record<string, unknown>) {
  return readLimits((name) => flags[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] as string);
}
