// The one error of a verification that cannot be made or goes no further. What a chart or a tool does wrong is no error of
// ours: it goes into the report.

/** A verification that cannot be made. The message tells what to do. */
export class VerifyError extends Error {
  override name = 'VerifyError';
}
