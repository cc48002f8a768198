// Work that needs a deeper call stack than this thread has: values nested thousands deep, templates with ten thousand
// parentheses. It is tried here first, since hardly anything needs it, and then done again in a thread with a large stack.

import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { findAsset } from './assets';
import { type CarriedError, type ErrorClasses, unpackError } from '../core/carried-error';
import { defaultLimits, MIB } from '../core/limits';
import { ranOutOfStack } from '../core/stack';

/** What the thread is asked; actions/chart/deep-worker.ts answers. Everything in it can be copied to another thread. */
export type DeepJob =
  | { kind: 'template'; request: object; options: object }
  | { kind: 'compile'; path: string; helm: object; options: object }
  | { kind: 'quick'; path: string; helm: object; options: object }
  | { kind: 'convert'; path: string; options: object };

/** What the thread answers: a value, or an error; and what was to be told on the way. */
export interface DeepAnswer {
  value?: unknown;
  error?: CarriedError;
  said: unknown[];
}

let isDeep = false;

/** Called by the thread with the large stack: there is no deeper one. */
export function enterDeepThread(): void {
  isDeep = true;
}

/** Whether work that failed with this error should be done again by {@link runDeep}. */
export function needsDeepThread(error: unknown): boolean {
  return !isDeep && ranOutOfStack(error) && program() !== undefined;
}

function program(): string | undefined {
  try {
    return findAsset('commands/deep-worker.js');
  } catch {
    return undefined;
  }
}

/**
 * Does a job in a thread whose stack has `stackBytes`. Gives what the job gives; throws what it throws, where
 * `classes` has the error's class or it is one that every thread knows. `tell` gets what the job said.
 */
export async function runDeep<T, Said = never>(
  job: DeepJob,
  tell: (said: Said) => void = () => {},
  { stackBytes = defaultLimits.stackBytes, classes }: { stackBytes?: number; classes?: ErrorClasses } = {},
): Promise<T> {
  const { Worker } = createRequire(import.meta.url)('node:worker_threads') as typeof import('node:worker_threads');
  const worker = new Worker(pathToFileURL(program()!), {
    workerData: job,
    execArgv: [],
    resourceLimits: { stackSizeMb: Math.max(MIN_STACK_MIB, Math.round(stackBytes / MIB)) },
  });
  const answer = await new Promise<DeepAnswer>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the thread with a deeper stack ended with code ${code}`)));
  });
  void worker.terminate();
  for (const said of answer.said) tell(said as Said);
  if (answer.error === undefined) return answer.value as T;
  throw unpackError(answer.error, classes);
}

/**
 * Does work here, and where it runs out of stack does `job`, the same work, in the thread with the large stack; null: there is
 * no such job. `tell` gets what the work that counted said, also where it throws; `classes` are those of its errors.
 */
export async function hereOrDeep<T, Said>(
  work: (say: (said: Said) => void) => Promise<T>,
  job: DeepJob | null,
  tell: (said: Said) => void,
  classes?: ErrorClasses,
): Promise<T> {
  let all: Said[] = [];
  const say = (said: Said) => void all.push(said);
  try {
    return await work(say);
  } catch (error) {
    if (job === null || !needsDeepThread(error)) throw error;
    all = [];
    return await runDeep<T, Said>(job, say, { classes });
  } finally {
    for (const said of all) tell(said);
  }
}

/** Below this a thread does not start. */
const MIN_STACK_MIB = 4;
