// `mistletoe adopt`: objects that stand in the cluster become a release, without a reinstallation. What would change is shown first.

import type { Change } from '../../plan/compare';
import type { CommandOptions } from '../command';
import { diffRelease } from './diff';
import { type UpgradeFlags, type Upgraded, upgradeRelease } from './upgrade';

/** Compares, and with `yes` takes the objects over. */
export async function adoptRelease(
  name: string,
  reference: string,
  flags: UpgradeFlags & { yes?: boolean },
  options: CommandOptions,
): Promise<{ changes: Change[]; adopted?: Upgraded }> {
  const taking = { ...flags, takeOwnership: true };
  const changes = await diffRelease(name, reference, taking, options);
  if (!flags.yes) return { changes };
  return { changes, adopted: await upgradeRelease('install', name, reference, taking, options) };
}
