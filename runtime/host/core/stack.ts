// How the end of the call stack is known: engines say it in words alone.

/** Whether the engine ran out of call stack (V8 and JavaScriptCore throw a RangeError, SpiderMonkey an InternalError). */
export function isStackOverflow(error: unknown): boolean {
  return (
    error instanceof Error &&
    ['RangeError', 'InternalError'].includes(error.name) &&
    /call stack|too much recursion|stack overflow/i.test(error.message)
  );
}

/** Did work end because the call stack did? The error itself may be worded otherwise: then its cause says so. */
export function ranOutOfStack(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (isStackOverflow(e)) return true;
  }
  return false;
}
