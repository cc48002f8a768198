// `mistletoe unlock`: for a release that a program left in the middle, whichever it was.

import { breakLock, lockHolder } from '../../releases/lock';
import { isPending } from '../../releases/record';
import { CommandError, type CommandOptions } from '../command';
import { markInterrupted } from './history';
import { type ClusterFlags, inSession } from './session';

/** Takes the lock away and records a pending revision as failed. Gives lines that say what it did. */
export function unlockRelease(name: string, flags: ClusterFlags, options: CommandOptions): Promise<string[]> {
  return inSession(flags, options, async ({ client, store, namespace }) => {
    const last = await store.last(name);
    const holder = await lockHolder(client, namespace, name);
    if (!last && !holder) throw new CommandError(`there is no release ${name} in namespace ${namespace}`);
    const lines: string[] = [];
    if (await breakLock(client, namespace, name))
      lines.push(`the lock is gone; it was held: ${holder?.identity ?? ''}`);
    if (last && isPending(last)) {
      const { status } = last.info;
      await markInterrupted(store, last);
      lines.push(
        `revision ${last.version} was ${status} and is failed now: upgrade, roll back or uninstall the release`,
      );
    }
    return lines.length > 0 ? lines : [`release ${name} is not locked`];
  });
}
