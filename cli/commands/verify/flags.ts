// The flags of `verify`, and what they say about value sets and shards.

import { resolve } from 'node:path';
import { VerifyError } from '../../../verify/errors';
import { parseShard } from '../../../verify/run/run';
import { type RunFlags, readCount } from '../rendering/run-flags';

/** The flags, as they were given. */
export interface Flags extends RunFlags {
  across?: string;
  against?: string;
  explain?: string;
  helmBinary: string[];
  values: string[];
  set: string[];
  setString: string[];
  releaseName: string;
  namespace?: string;
  kubeVersion?: string;
  apiVersions: string[];
  fuzz: string;
  seed?: string;
  locked?: string;
  report: string[];
  golden?: string;
  update?: boolean;
  shard?: string;
  shards?: string;
  resume?: boolean;
  journal?: string;
  strict?: boolean;
  quick?: boolean;
  all?: boolean;
  diffLines: string;
  color?: boolean;
}

/** What the flags say about every value set. */
export function setOptions(flags: Flags, cwd: string) {
  return {
    release: flags.releaseName,
    namespace: flags.namespace,
    kubeVersion: flags.kubeVersion,
    apiVersions: flags.apiVersions,
    files: flags.values.map((file) => resolve(cwd, file)),
    args: [
      ...flags.set.flatMap((value) => ['--set', value]),
      ...flags.setString.flatMap((value) => ['--set-string', value]),
    ],
  };
}

/** The part of the charts that --shard names, or --shards together with the environment. Throws VerifyError. */
export async function shardOf({ shard, shards }: Flags): Promise<{ index: number; of: number } | undefined> {
  if (shards === undefined) return shard === undefined ? undefined : parseShard(shard);
  const index = process.env['JOB_COMPLETION_INDEX'];
  if (index === undefined || !/^\d+$/.test(index)) {
    throw new VerifyError('--shards needs JOB_COMPLETION_INDEX in the environment: give --shard I/N elsewhere');
  }
  return parseShard(`${Number(index) + 1}/${await readCount('shards', shards, 1)}`);
}
