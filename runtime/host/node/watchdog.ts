// Ends work that takes too long, where the work is synchronous and may be code that never returns.

import { Script } from 'node:vm';

/** The longest time a watchdog can be set to; anything longer is no limit. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

// The engine's watchdog ends whatever a script does, compiled code included. It needs a script, which finds the work here.
const WORK = Symbol.for('mistletoe.dev/work');
const slot = globalThis as unknown as Record<symbol, (() => unknown) | undefined>;
let script: Script | undefined;

/** Runs `work`, for at most `timeMs` milliseconds. Throws what it throws, or Node's ERR_SCRIPT_EXECUTION_TIMEOUT. */
export function within<T>(timeMs: number, work: () => T): T {
  if (timeMs > MAX_TIMEOUT_MS) return work();
  script ??= new Script(`globalThis[Symbol.for('mistletoe.dev/work')]()`);
  const outer = slot[WORK];
  slot[WORK] = work;
  try {
    return script.runInThisContext({ timeout: Math.ceil(timeMs), displayErrors: false }) as T;
  } finally {
    slot[WORK] = outer;
  }
}

/** Was this thrown because the time of {@link within} had passed? */
export function isTimedOut(error: unknown): boolean {
  return (error as NodeJS.ErrnoException)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
