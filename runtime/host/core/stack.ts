// How the end of the call stack is known.

/** Did work end because the call stack did? The error itself may be worded otherwise: then its cause says so. */
export function ranOutOfStack(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (e instanceof RangeError && /call stack/i.test(e.message)) return true;
  }
  return false;
}
