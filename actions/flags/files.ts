// Reads the files that flags name: relative to the command's folder, with the path as it was given in what goes wrong.

import { resolve } from 'node:path';
import { trimSpace } from '../../gostd/strings';
import { readFile } from '../../runtime/bindings/values';
import { CommandError, type CommandOptions } from '../command';

/** The content of a file, or of standard input for `-`. Throws an Error in Helm's words. */
export function readInput(path: string, { cwd, stdin, readStdin, reads }: CommandOptions): Uint8Array {
  const isStdin = trimSpace(path) === '-';
  if (!isStdin) reads?.(resolve(cwd ?? '.', path));
  if (isStdin && stdin !== undefined) return typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
  if (isStdin && readStdin) return readStdin();
  // What has a colon may be an address, which is looked at as it stands.
  if (isStdin || cwd === undefined || path === '' || /^[^/]*:/.test(path)) return readFile(path);
  return readFile(resolve(cwd, path), path);
}

/** The same for a command that has no words of its own for what goes wrong. Throws CommandError in Helm's words. */
export function readNamed(path: string, options: CommandOptions): Uint8Array {
  try {
    return readInput(path, options);
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}
