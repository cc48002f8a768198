// The clock of a render: the one moment that the input gives. A module has no clock of its own; a function that needs it
// where none was given fails and says so.

import { failWith, message } from './error';

let known: bool = false;
/** Seconds since 1970-01-01 00:00:00 UTC, and the nanoseconds on top. */
export let nowSeconds: i64 = 0;
export let nowNanoseconds: i32 = 0;

export function setNow(seconds: i64, nanoseconds: i32): void {
  nowSeconds = seconds;
  nowNanoseconds = nanoseconds;
  known = true;
}

export function clearNow(): void {
  known = false;
}

/** Is the clock known? If not, the failure is recorded for the function of that name. */
export function hasClock(name: string): bool {
  if (known) return true;
  const b = message();
  b.literal('the function ');
  b.literal(name);
  b.literal(' needs the clock, and the input gives no data.now');
  failWith(b);
  return false;
}
