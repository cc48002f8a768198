// What `verify` and `migrate` have in common: what they are given, how they fail, how they are interrupted.

import { describeError, EXIT_USAGE } from '../../../actions/command';
import type { ProgressStream } from '../../../verify/run/progress';
import { writeStderr } from '../../stream';

/** What the program collects of a command. */
export interface CommandOutput {
  stdout: Buffer[];
  stderr: string;
  code: number;
}

/** Where the program runs. */
export interface ProgramOptions {
  /** relative paths start here; by default in the process's folder */
  cwd?: string;
}

/** Runs a command's work; its failure, and be it one of what it stands on, is a message and 2: 1 says that something differs. */
export async function finish(output: CommandOutput, work: () => Promise<number>): Promise<void> {
  try {
    output.code = await work();
  } catch (error) {
    output.stderr += `Error: ${describeError(error)}\n`;
    output.code = EXIT_USAGE;
  }
}

/** Standard error, for what shows how far a run is. Where nobody reads it any more, the run goes on: process.stderr would end it. */
export const errorStream: ProgressStream = {
  get isTTY() {
    return process.stderr.isTTY;
  },
  get columns() {
    return process.stderr.columns;
  },
  write: writeStderr,
};

/** Turns the first interrupt into a signal; the second one ends the program as it always does. */
export function collectSignals(): { signal: AbortSignal; end(): void } {
  const interrupt = new AbortController();
  const end = () => {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  };
  const onSignal = () => {
    end();
    interrupt.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return { signal: interrupt.signal, end };
}
