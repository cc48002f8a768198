// `mistletoe verify --against PACKAGE`: the objects of a package and those of the chart that it was made of.

import { resolve } from 'node:path';
import { packageHelm, packageSources, verifyAgainst } from '../../../verify/against/against';
import { describeAgainst, isNothingCompared } from '../../../verify/against/describe';
import { VerifyError } from '../../../verify/errors';
import { DEFAULT_SEED } from '../../../verify/run/run';
import { isTerminal } from '../../terminal';
import { readCount } from '../rendering/run-flags';
import { type CommandOutput, errorStream } from './command';
import { type Flags, setOptions } from './flags';

/** Compares, says what differs, and gives the exit code. Throws VerifyError. */
export async function against(charts: readonly string[], flags: Flags, output: CommandOutput, cwd: string) {
  const [chart, ...others] = charts;
  if (chart === undefined || others.length > 0) throw new VerifyError('--against compares one package with one chart');
  const reference = flags.against!;
  const results = await verifyAgainst(chart, {
    helm: packageHelm(resolve(cwd, reference)),
    against: reference,
    sets: setOptions(flags, cwd),
    fuzz: await readCount('fuzz', flags.fuzz, 0),
    seed: flags.seed ?? DEFAULT_SEED,
    ...(flags.schemaRefs === undefined ? {} : { schemaRefs: flags.schemaRefs }),
    cwd,
    ...(flags.quiet || !isTerminal(2) ? {} : { progress: (line: string) => void errorStream.write(`\r\x1b[K${line}`) }),
  });
  output.stdout.push(Buffer.from(describeAgainst(results, packageSources(reference, cwd))));
  if (results.some(({ status }) => status === 'different')) return 1;
  return isNothingCompared(results) ? 2 : 0;
}
