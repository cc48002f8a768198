// --post-renderer of Helm 3: a program that gets the manifests on its standard input and gives what is to be printed in
// their place. The user names it, so it runs with the user's rights; nothing of a chart chooses it.

import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { quote } from '../../gostd/strconv';
import { systemError } from '../../gostd/os';
import { CommandError, DEBUG_HINT } from '../command';

/** The program's absolute path, as Go's exec.LookPath finds it. Throws CommandError in Helm's words. */
export function findProgram(program: string, cwd: string): string {
  const refuse = (reason: string): never => {
    throw new CommandError(
      `invalid argument ${quote(program)} for "--post-renderer" flag: unable to find binary at ${program}: exec: ${quote(program)}: ${reason}`,
    );
  };
  if (program.includes('/')) {
    const path = resolve(cwd, program);
    try {
      if (statSync(path).isDirectory()) return refuse('is a directory');
      accessSync(path, constants.X_OK);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const denied = (error as NodeJS.ErrnoException).code === 'EACCES';
      return refuse(denied ? 'permission denied' : systemError('stat', program, error));
    }
    return path;
  }
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    const path = join(resolve(cwd, folder), program);
    try {
      accessSync(path, constants.X_OK);
      if (statSync(path).isFile()) return path;
    } catch {
      // In another folder, or nowhere.
    }
  }
  return refuse('executable file not found in $PATH');
}

/** What the program makes of the manifests. Throws CommandError in Helm's words. */
export function postRender(path: string, args: string[], manifests: Uint8Array, cwd: string): Buffer {
  const { status, signal, stdout, stderr, error } = spawnSync(path, args, {
    cwd,
    input: manifests,
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  // A program need not read what it is given.
  const failed = error && (error as NodeJS.ErrnoException).code !== 'EPIPE' ? error : undefined;
  if (failed || status !== 0) {
    const reason = failed ? failed.message : signal ? `signal: ${signal}` : `exit status ${status}`;
    throw new CommandError(
      `error while running post render on files: error while running command ${path}. error output:\n${stderr ?? ''}: ${reason}${DEBUG_HINT}`,
    );
  }
  return stdout;
}
