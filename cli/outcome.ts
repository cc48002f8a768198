// What a command leaves behind, written. No error may leave the program as a stack trace.

import { type CommandResult, EXIT_ERROR, EXIT_UNREAD } from '../actions/command';
import { failedSystemCall } from '../gostd/os';
import { writeStderr, writeStdout } from './stream';

/** Writes a result; gives the exit code. */
export function finish({ stdout, stderr, code }: CommandResult): number {
  writeStderr(stderr);
  return writeStdout(stdout) ? code : EXIT_UNREAD;
}

/** The exit code of a command, which may fail in a way that nobody foresaw. */
export async function endOf(command: Promise<number>): Promise<number> {
  try {
    return await command;
  } catch (error) {
    const words = failedSystemCall(error) ?? (error instanceof Error ? error.message : String(error));
    writeStderr(`Error: ${words}\n`);
    return EXIT_ERROR;
  }
}
