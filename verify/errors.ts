// The one error of a verification that cannot be made or goes no further. What a chart or a tool does wrong is no error of
// ours: it goes into the report.

import { CommandError } from '../actions/command';

/** A verification that cannot be made. The message tells what to do. */
export class VerifyError extends CommandError {
  override name = 'VerifyError';
}
