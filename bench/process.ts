// Runs a whole process and says how long it took, or how much processor time or memory it had. Its output goes to a file, as users send it:
// neither side waits for a reader.

import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';

/** A command to measure. */
export interface Command {
  /** Path of the program. */
  file: string;
  args: string[];
  env?: Record<string, string>;
}

const environment = (command: Command) => ({ PATH: process.env['PATH'] ?? '', TZ: 'UTC', ...command.env });

/** Milliseconds from start to end. Standard output goes to the file `out`. Throws where the command fails. */
export function timeProcess(command: Command, out: string): number {
  const fd = openSync(out, 'w');
  try {
    const start = process.hrtime.bigint();
    const { status, stderr, error } = spawnSync(command.file, command.args, {
      stdio: ['ignore', fd, 'pipe'],
      env: environment(command),
    });
    const end = process.hrtime.bigint();
    if (error) throw error;
    if (status !== 0) throw new Error(`${command.file} ${command.args.join(' ')}: ${stderr}`);
    return Number(end - start) / 1e6;
  } finally {
    closeSync(fd);
  }
}

/** Runs a command that may fail, its standard output to the file `out`. Does it fail? */
export function failsProcess(command: Command, out: string): boolean {
  const fd = openSync(out, 'w');
  try {
    const { status } = spawnSync(command.file, command.args, {
      stdio: ['ignore', fd, 'ignore'],
      env: environment(command),
    });
    return status !== 0;
  } finally {
    closeSync(fd);
  }
}

const TIME = '/usr/bin/time';

/** Most memory that the process had, in bytes (its largest resident set); undefined where the system cannot tell. */
export function peakMemory(command: Command, out: string): number | undefined {
  if (!existsSync(TIME)) return undefined;
  const report = `${out}.time`;
  timeProcess({ ...command, file: TIME, args: ['-f', '%M', '-o', report, command.file, ...command.args] }, out);
  const kilobytes = Number(readFileSync(report, 'utf8').trim().split('\n').pop());
  return Number.isFinite(kilobytes) ? kilobytes * 1024 : undefined;
}

const BASH = '/bin/bash';

/**
 * Processor time of the whole process and of those that it started, their own and the system's for them, in milliseconds; undefined without
 * bash, which counts it. Throws where the command fails, unless it may.
 */
export function processorTime(command: Command, out: string, mayFail = false): number | undefined {
  if (!existsSync(BASH)) return undefined;
  return timed(command, out, '"$0" "$@" 2>&3', mayFail).cpu;
}

/** The same, and time on the wall, of one of `count` processes that follow one another: bash counts whole milliseconds. */
export function processTimes(command: Command, out: string, count: number): { wall: number; cpu: number } | undefined {
  if (!existsSync(BASH)) return undefined;
  const { wall, cpu } = timed(command, out, `for ((i = 0; i < ${count}; i++)); do "$0" "$@" 2>&3 || exit 1; done`);
  return { wall: wall / count, cpu: cpu / count };
}

/** What bash says of a piece of its language, in which `"$0" "$@"` is the command. */
function timed(command: Command, out: string, piece: string, mayFail = false): { wall: number; cpu: number } {
  const report = `${out}.cpu`;
  const script = `TIMEFORMAT="%3R %3U %3S"; out=$1; shift; { time ${piece}; } 3>&2 2>"$out"${mayFail ? '; true' : ''}`;
  timeProcess({ ...command, file: BASH, args: ['-c', script, command.file, report, ...command.args] }, out);
  const [wall, user, system] = readFileSync(report, 'utf8').trim().split(' ').map(Number);
  return { wall: wall! * 1000, cpu: (user! + system!) * 1000 };
}
