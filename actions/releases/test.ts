// `mistletoe test`: runs the tests of a release, which are hooks. Source: helm.sh/helm/v4@v4.3.1 pkg/action/release_testing.go.

import { hooksFor, runHooks } from '../../plan/hooks';
import type { Release } from '../../releases/record';
import { CommandError, type CommandOptions, UsageError } from '../command';
import { type ClusterFlags, inSession, withLock } from './session';

export interface TestFlags extends ClusterFlags {
  timeoutMs: number;
  logs?: boolean;
  /** `name=x` or `!name=x` */
  filter?: string[];
}

/** Runs the tests; `problem` is why they failed. */
export function testRelease(
  name: string,
  flags: TestFlags,
  options: CommandOptions,
): Promise<{ release: Release; output: string; problem?: Error }> {
  return inSession(flags, options, (session) =>
    withLock(session, { name, verb: 'test', waitMs: flags.timeoutMs }, async ({ client, store, signal, note }) => {
      const release = await store.last(name);
      if (!release) throw new CommandError(`there is no release ${name}`);
      let output = '';
      const take = (line: string) => {
        output += line;
      };
      const context = {
        client,
        release,
        timeoutMs: flags.timeoutMs,
        signal,
        record: () => store.update(release),
        note,
        output: take,
      };
      const chosen = choose(flags.filter ?? []);
      let problem: Error | undefined;
      try {
        await runHooks(context, 'test', ({ name: test }) => chosen(test));
      } catch (error) {
        problem = error as Error;
      }
      await store.update(release);
      if (flags.logs) {
        for (const test of hooksFor(release, 'test')) {
          if (test.kind !== 'Pod' || !test.last_run.started_at) continue;
          const log = await client.logs(release.namespace, test.name, '').catch((error: Error) => `${error.message}\n`);
          output += `POD LOGS: ${test.name}\n${log}\n`;
        }
      }
      return { release, output, problem };
    }),
  );
}

function choose(filters: string[]): (name: string) => boolean {
  const wanted = new Set<string>();
  const unwanted = new Set<string>();
  for (const filter of filters) {
    const match = /^(!?)name=(.+)$/.exec(filter);
    if (!match) throw new UsageError(`--filter ${filter}: give name=TEST or !name=TEST`);
    (match[1] ? unwanted : wanted).add(match[2]!);
  }
  return (name) => !unwanted.has(name) && (wanted.size === 0 || wanted.has(name));
}
