// What a suite needs of the machine besides Node: a browser, openssl, a judge of another kind. Without it a developer's run skips
// the suite and says so; in CI, which installs all of it, the suite runs and fails.

/** Whether a suite that needs `what` runs here: `describe.runIf(needs('a browser', found))`. */
export function needs(what: string, isHere: boolean): boolean {
  if (isHere) return true;
  if (process.env['CI']) return true;
  process.stderr.write(`skipped: ${what} is not on this machine\n`);
  return false;
}
