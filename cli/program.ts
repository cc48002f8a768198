// The program: its commands, each registered by its group, and what becomes of an error. `template` alone starts elsewhere (template.ts).

import { Command, CommanderError, Help, type Option } from 'commander';
import { COMPILER_VERSION } from '../compiler/convert';
import {
  type CommandOptions,
  type CommandResult,
  errorText,
  EXIT_ERROR,
  EXIT_OK,
  EXIT_USAGE,
} from '../actions/command';
import { registerBuild } from './commands/authoring/build';
import { registerCompletion } from './commands/completion';
import { registerEject } from './commands/authoring/eject';
import { registerDevelopment } from './commands/authoring/develop';
import {
  addLimits,
  type Collected,
  limitsOf,
  registerConvert,
  registerGenerate,
  registerInspect,
  registerTemplate,
} from './commands/rendering/register';
import { programExamples } from './help';
import { registerMigrate } from './commands/migrate';
import { registerPackages } from './commands/packages/register';
import { withBareValues } from './commands/releases/flags';
import { registerReleases } from './commands/releases/register';
import { registerVerify } from './commands/verify/register';
import { textWidth } from './terminal';

export { isTerminal, visibleText } from './terminal';

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
    result.stderr += errorText(error);
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

/** The program and all its commands. What they print goes into `result`; nothing has run. */
export function describeProgram(args: readonly string[], options: CommandOptions, result: Collected): Command {
  const program = new Command('mistletoe')
    .description('Compiles Helm charts into WebAssembly modules that print what helm template prints, and runs them.')
    .version(COMPILER_VERSION, '-v, --version')
    .helpCommand('help [command]', 'explain a command')
    .addHelpText('after', programExamples)
    .enablePositionalOptions()
    .configureHelp({ optionDescription })
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

  const surroundings = { program, options, output: result };
  const print = (text: string) => void result.stdout.push(Buffer.from(text));
  registerConvert(surroundings);
  registerTemplate(surroundings, args);
  registerGenerate(surroundings);
  const inspect = registerInspect(surroundings);
  registerReleases({ ...surroundings, print, limitsOf, addLimits }, inspect);
  registerVerify(program, result, options);
  registerMigrate(program, result, options);
  registerBuild(program, result, options, limitsOf);
  registerEject(program, result, options);
  registerDevelopment({ program, output: result, options, addLimits, limitsOf });
  registerPackages(program, result, options, limitsOf);
  registerCompletion(program, print);
  nameHelp(program, 'mistletoe help');
  return program;
}

/** As Commander has it, but without defaults that tell nobody anything: a flag that is not set, or that may come many times. */
function optionDescription(this: Help, option: Option): string {
  const isNothing =
    option.defaultValue === false || (Array.isArray(option.defaultValue) && option.defaultValue.length === 0);
  return isNothing ? option.description : Help.prototype.optionDescription.call(this, option);
}

/** Behind what is wrong with a command line stands how to ask for help on that very command. */
function nameHelp({ commands }: Command, help: string): void {
  for (const command of commands) {
    const own = `${help} ${command.name()}`;
    command.showHelpAfterError(`(${own} explains the flags)`);
    nameHelp(command, own);
  }
}
