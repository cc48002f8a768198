// The policy that stands between a reference and its use.

import type { Gate } from '../../registry/fetch';
import type { CommandOptions } from '../command';
import type { AccessFlags } from './access';

/** The gate of the policy that the flags or the configuration name; undefined: there is none. */
export function openGate(_flags: AccessFlags, _options: CommandOptions): Gate | undefined {
  return undefined;
}
