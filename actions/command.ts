// What every command takes and gives, and how its errors become words. A command never writes to a stream itself, so that
// tests and other programs can call it.

import type { HostError, Limits } from '../runtime/host';
import { failedSystemCall } from '../gostd/os';
import { describeHostError } from './flags/limits';
import type { ChartInstance } from './render/render';

/** What a command left behind. */
export interface CommandResult {
  stdout: Buffer;
  stderr: string;
  code: number;
}

/** Where a command runs and what it reads. */
export interface CommandOptions {
  /** relative paths start here; by default in the process's folder */
  cwd?: string;
  /** by default the process's standard input, read when a flag asks for it */
  stdin?: Uint8Array | string;
  /** gives standard input where `stdin` does not have it; it comes once */
  readStdin?(): Uint8Array;
  /** shows a line while something takes long; an empty one takes it away again */
  progress?(line: string): void;
  /** writes a line to standard error at once; without it, what a command says while it works is lost */
  note?(line: string): void;
  /** writes to standard output at once, for commands that do not end; false where the reader has gone */
  write?(bytes: Uint8Array): boolean;
  /** told the path of everything on this machine that the result depends on, before it is read */
  reads?(path: string): void;
  /** called before the compiler is loaded, or what else only a chart that is no module needs */
  beforeCompiler?(): void;
  /** called while a chart is read that has many files */
  onManyFiles?(): void;
  /** called before a large chart is rendered from its sources */
  beforeLargeRender?(): void;
  /** where compiled charts are kept */
  cacheFolder?: string;
  /** compile a chart also where it comes for the first time */
  compilesAtOnce?: boolean;
  /** where fetched packages are kept */
  contentFolder?: string;
  /** the configuration's folder, ~/.mistletoe unless MIST_HOME_LOCATION says otherwise */
  mistletoeHome?: string;
  /** opens a module; by default anew for every command */
  openModule?(path: string, limits: Partial<Limits>): ChartInstance;
}

/** Every command ends with one of these. */
export const EXIT_OK = 0;
export const EXIT_ERROR = 1;
/**
 * The command line itself is wrong: a flag or a value that a command does not take, or flags that do not go together. `template` ends
 * with 1 there too, as Helm does.
 */
export const EXIT_USAGE = 2;
/** Nobody read the output to its end. Helm is ended by SIGPIPE there, which shells and pipefail see as this. */
export const EXIT_UNREAD = 141;

/** What Helm adds to an error of a render. */
export const DEBUG_HINT = '\n\nUse --debug flag to render out invalid YAML';

/** The command failed in a way that has words. The message is what follows `Error: `. */
export class CommandError extends Error {
  override name = 'CommandError';
}

/** The command line is wrong, whatever lies on the disk and in the cluster: it ends with EXIT_USAGE. */
export class UsageError extends CommandError {
  override name = 'UsageError';
}

/** Errors whose message is written for the user. */
const WITH_WORDS =
  /^(?:(?:Command|Usage|Chart|SchemaReference|Render|Registry|Provenance|Build|Kube|Release|Manifest|Verify)Error|BinaryenMissing)$/;

/** What standard error is told: what a package printed before it failed, then the error. */
export function errorText(error: unknown): string {
  const words = describeError(error);
  const { printed = [] } = error as { printed?: readonly string[] };
  // A package's own error may begin so.
  const prefix = words.startsWith('Error: ') ? '' : 'Error: ';
  return [...printed, `${prefix}${words}`].map((line) => `${line}\n`).join('');
}

/** An error's words, for the user. What nobody foresaw is thrown again. */
export function describeError(error: unknown): string {
  const { name, message } = error as Error;
  // By name: the compiler is bundled apart, with its own copies of the classes.
  if (name === 'HostError') return describeHostError(error as HostError);
  if (WITH_WORDS.test(name)) return message;
  const words = failedSystemCall(error);
  if (words !== undefined) return words;
  throw error;
}
