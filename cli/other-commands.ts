// The start of everything but a plain `template`.

import { keepCompiledCode } from './compile-cache';
import { endOf, finish } from './outcome';
import { writeStderr, writeStdout } from './stream';

/** For what a command says while it works. */
const streams = { write: writeStdout, note: (line: string) => void writeStderr(`${line}\n`) };

/** Runs the command line; gives the exit code. */
export function otherCommand(args: readonly string[]): Promise<number> {
  keepCompiledCode();
  return endOf(run(args));
}

async function run(args: readonly string[]): Promise<number> {
  if (args[0] !== 'template') {
    // What knows terminals takes milliseconds to load: it comes with these.
    const { isTerminal, runProgram, visibleText } = await import('./program');
    const result = await runProgram(args, { ...streams, progress: isTerminal(2) ? overwrite : undefined });
    return finish({ ...result, stderr: visibleText(result.stderr) });
  }
  if (args.some((argument) => /^--batch(?:=|$)/.test(argument))) {
    const { runBatch } = await import('./commands/rendering/batch');
    return runBatch(args.slice(1), { write: writeStdout, writeError: writeStderr });
  }
  const { watchTemplate } = await import('./commands/rendering/watch');
  return finish(await watchTemplate(args.slice(1), streams));
}

/** Shows a line on a terminal that the next one overwrites. */
function overwrite(line: string): void {
  writeStderr(`\r\x1b[K${line}`);
}
