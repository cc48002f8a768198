// Every command but `template`: their flags, and their help. `template` is here only so that the help knows it.

import { Command, CommanderError } from 'commander';
import {
  type CommandOptions,
  type CommandResult,
  describeError,
  EXIT_ERROR,
  EXIT_OK,
  EXIT_USAGE,
} from '../actions/command';
import { templateHelp } from '../actions/helm-template/help';
import { templateCommand } from '../actions/helm-template/template';
import { COMPILER_VERSION } from '../compiler/compile';
import { registerBuild } from './commands/build';
import { registerCompletion } from './commands/completion';
import { registerDevelopment } from './commands/develop';
import { registerEject } from './commands/eject';
import { registerMigrate } from './commands/migrate';
import { registerPackages } from './commands/packages/register';
import { withBareValues } from './commands/releases/flags';
import { registerReleases } from './commands/releases/register';
import { registerVerify } from './commands/verify';
import { addLimits, helmOption, limitsOf } from './flags';
import { programExamples } from './help';
import { registerConvert, registerGenerate, registerInspect, type Result, take } from './modules';

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
    return finish(EXIT_ERROR);
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
      outputError: (text, write) => write(text.replace(/^error: /, 'Error: ')),
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .showHelpAfterError('(mistletoe help COMMAND explains the flags)');

  registerConvert(program, result, options);
  const template = program
    .command('template')
    .summary('render a chart, or the module it was converted to, as helm template does')
    .argument('[args...]')
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async () => {
      take(result, await templateCommand(args.slice(args.indexOf('template') + 1), options));
    });
  template.helpInformation = () => templateHelp;
  registerGenerate(program, result, options);
  const inspect = registerInspect(program, result, options);
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
  registerEject(program, result, options, helmOption);
  registerDevelopment({ program, output: result, options, addLimits, limitsOf });
  registerPackages(program, result, options, limitsOf);
  registerCompletion(program, (text) => result.stdout.push(Buffer.from(text)));
  return program;
}
