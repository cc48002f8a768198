// The one place where the suites meet the product: `mistletoe template`, called in this process.

import { templateCommand } from '../../cli/template';
import type { CommandResult, HelmMajor, RunOptions } from './helm';

/** `mistletoe template` with the arguments that `helm template` would get, in the semantics of that Helm. */
export function oursTemplate(
  major: HelmMajor,
  args: readonly string[],
  options: RunOptions = {},
): Promise<CommandResult> {
  return templateCommand([...args, '--helm', String(major)], options);
}
