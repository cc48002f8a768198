// The flags that `verify` and `migrate` share: what charts need around them, and the workers that look at them.

import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandError } from '../../../actions/command';

/** Those flags. */
export interface RunFlags {
  schemaRefs?: string;
  linkRoot?: string;
  dependencyBuild?: boolean;
  jobs?: string;
  workerMemory: string;
  timeout: string;
  quiet?: boolean;
}

/** Adds them to a command. */
export function addRunFlags(command: Command): Command {
  return command
    .option('--schema-refs <folder>', 'copies of remote documents that schemas refer to, as for convert')
    .option('--link-root <folder>', "follow the charts' symbolic links within it (the git work tree around each)")
    .option('--dependency-build', 'bring missing dependencies into the charts folders first')
    .option('-j, --jobs <n>', 'worker processes (default: one a core)')
    .option('--worker-memory <size>', 'a worker that grows larger is replaced', '1GiB')
    .option('--timeout <time>', 'time one chart may take', '10m')
    .option('-q, --quiet', 'no progress');
}

/** The folder of --link-root. Throws CommandError where there is none. */
export function linkRootOf({ linkRoot }: RunFlags, cwd = '.'): string | undefined {
  if (linkRoot === undefined || statSync(resolve(cwd, linkRoot), { throwIfNoEntry: false })?.isDirectory())
    return linkRoot;
  throw new CommandError(`--link-root ${linkRoot}: there is no such folder`);
}

/** The bounds of the workers. Throws VerifyError for what cannot be read. */
export async function poolFlags(flags: RunFlags) {
  const [{ VerifyError }, { parseSize, parseFiniteTime }] = await Promise.all([
    import('../../../verify/errors'),
    import('../../../actions/flags/limits'),
  ]);
  const read = <T>(name: string, text: string, parse: (text: string) => T): T => {
    try {
      return parse(text);
    } catch (cause) {
      throw new VerifyError(`--${name} ${text}: ${(cause as Error).message}`, { cause });
    }
  };
  return {
    ...(flags.jobs === undefined ? {} : { workers: await readCount('jobs', flags.jobs, 1) }),
    memoryBytes: read('worker-memory', flags.workerMemory, parseSize),
    timeoutMs: Math.min(read('timeout', flags.timeout, parseFiniteTime), 2 ** 31 - 1),
  };
}

/** Sees that a report can be written, before what it tells of has run for an hour. Throws VerifyError. */
export async function checkReport(flag: string, path: string): Promise<void> {
  const [{ VerifyError }, { writeObstacle }] = await Promise.all([
    import('../../../verify/errors'),
    import('../../../runtime/host/node/obstacle'),
  ]);
  const why = writeObstacle(path);
  if (why !== undefined) throw new VerifyError(`${flag} cannot be written: ${why}`);
}

/** A number that a flag gives. Throws VerifyError. */
export async function readCount(name: string, text: string, least: number): Promise<number> {
  if (/^\d+$/.test(text) && Number(text) >= least) return Number(text);
  const { VerifyError } = await import('../../../verify/errors');
  throw new VerifyError(`--${name} ${text}: give a number from ${least}`);
}
