// Flags that mean the same in several commands. A value that a flag does not take is refused here, before anything is done: such a
// command line ends with EXIT_USAGE, whatever the command.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { readMoment, readTime } from '../../actions/render/time';
import { defaultProfile, findProfile } from '../../language/profiles';

/** `--helm`: a version of Helm, as text. */
export function helmOption(does: string): Option {
  return new Option('--helm <version>', does).default(defaultProfile.id).argParser((value: string) => {
    if (findProfile(value)) return value;
    throw new InvalidArgumentError(`give a version of Helm, such as ${defaultProfile.id} or 3`);
  });
}

/** `--dry-run`, whose value may be left out. */
export function dryRunOption(does: string): Option {
  return new Option('--dry-run [how]', does).choices(['client', 'server', 'none', 'true', 'false']);
}

/** `--wait`, likewise; the values are Helm's. */
export function waitOption(does: string): Option {
  return new Option('--wait [how]', does).choices(['watcher', 'hookOnly', 'legacy', 'true', 'false']);
}

/** A flag's value as `read` reads it; what that throws is what is wrong with the command line. */
function readBy<T>(read: (value: string) => T): (value: string) => T {
  return (value) => {
    try {
      return read(value);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

/** A flag's value as it is, where `check` does not throw. */
export function checked(check: (value: string) => unknown): (value: string) => string {
  return readBy((value) => {
    check(value);
    return value;
  });
}

/** The clock of a render. */
export const clock = readBy(readTime);

/** The time that an artifact tells. */
export const moment = checked(readMoment);

/** A number from `least`, as text. */
export function numberFrom(least: number): (value: string) => string {
  return checked((value) => {
    if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw new Error(`give a number from ${least}`);
  });
}

/** Collects the values of a flag that may be repeated, each of a form. */
export function appendOf(form: RegExp, shown: string): (value: string, values: string[]) => string[] {
  return (value, values) => {
    if (!form.test(value)) throw new InvalidArgumentError(`give ${shown}`);
    return append(value, values);
  };
}

/** Collects the values of a flag that may be repeated. */
export function append(value: string, values: string[]): string[] {
  return [...values, value];
}

/** The flags of single values: `--set`, as `flags` and `does` have it, and its kin. */
export function addSettings(command: Command, flags: string, does: string): Command {
  return command
    .option(flags, does, append, [])
    .option('--set-string <values>', 'the same, values are text', append, [])
    .option('--set-file <values>', 'the same, values are the contents of files', append, [])
    .option('--set-json <values>', 'the same, values are JSON', append, [])
    .option('--set-literal <value>', 'one key=value, taken as it is', append, []);
}

/** Those of the commands that run any module, whose files of input are `inputfile`, or `values` as Helm calls them. */
export function addModuleSettings(command: Command): Command {
  return addSettings(
    command,
    '-s, --set <values>',
    "more input: 'key: value, …' or key=value,… (repeatable)",
  ).addOption(new Option('--values <file>').argParser(append).default([]).hideHelp());
}

/** The files of input of such a command. */
export const inputFilesOf = ({
  inputfile = [],
  values = [],
}: {
  inputfile?: string[];
  values?: string[];
}): string[] => [...inputfile, ...values];
