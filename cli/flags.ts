// Flags that several commands have, as commander wants them.

import { type Command, InvalidArgumentError, Option } from 'commander';
import { namedHelm } from '../actions/helm';
import { limitFlags, readLimits } from '../actions/limits';
import { readTime } from '../actions/render/time';
import { defaultProfile } from '../language/profiles';
import type { Limits } from '../runtime/host';

/** --helm of the commands that compile a chart. */
export function helmOption(): Option {
  return new Option('--helm <version>', 'whose semantics the module has: 4.3, 3.17, 3 (the newest 3) …')
    .default(defaultProfile.id)
    .argParser((value: string) => argument(() => namedHelm(value) && value));
}

/** Of a flag that may be repeated. */
export function append(value: string, values: string[]): string[] {
  return [...values, value];
}

/** Of --now. */
export function readNow(value: string): string | number {
  return argument(() => readTime(value));
}

/** What is wrong with a flag's value, in commander's way. */
function argument<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

/** Adds the flags for the bounds of a module. */
export function addLimits(command: Command): Command {
  for (const { name, kind, help, check } of limitFlags) {
    command.option(`--${name} <${kind}>`, help, (value: string) => {
      argument(() => check(value));
      return value;
    });
  }
  return command;
}

/** The bounds that those flags set. */
export function limitsOf(flags: Record<string, unknown>): Partial<Limits> {
  return readLimits((name) => flags[name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())] as string);
}
