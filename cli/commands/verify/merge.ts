// `mistletoe verify merge`: one report of the reports of parts.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemWords } from '../../../gostd/os';
import { mergeAcross } from '../../../verify/across/across';
import { acrossExitCode, parseAcrossReport } from '../../../verify/across/model';
import { VerifyError } from '../../../verify/errors';
import { parseReport } from '../../../verify/report/json';
import { mergeReports } from '../../../verify/run/merge';
import { readCount } from '../rendering/run-flags';
import { checkAcrossReports, writeAcross } from './across';
import type { CommandOutput } from './command';
import type { Flags } from './flags';
import { readReports, writeReports } from './reports';

/** Merges the files, writes the reports, and gives the exit code. Throws VerifyError. */
export async function merge(files: string[], flags: Flags, output: CommandOutput, cwd: string): Promise<number> {
  const reports = await readReports(flags.report, cwd);
  await readCount('diff-lines', flags.diffLines, 0);
  const texts = files.map((file) => {
    try {
      return readFileSync(resolve(cwd, file), 'utf8');
    } catch (cause) {
      throw new VerifyError(`${file} cannot be read: ${systemWords(cause)}`, { cause });
    }
  });
  const acrossReports = texts.flatMap((text) => parseAcrossReport(text) ?? []);
  if (acrossReports.length > 0) {
    if (acrossReports.length < files.length) throw new VerifyError('reports of --across and others do not go together');
    checkAcrossReports(reports);
    const merged = mergeAcross(acrossReports);
    await writeAcross(merged, reports, flags, output, cwd);
    return partCode(merged.shards, acrossExitCode(merged), output);
  }
  const merged = mergeReports(texts.map((text, i) => parseReport(text, files[i])));
  const code = await writeReports(merged, reports, flags, output, cwd);
  return partCode(merged.shards, code, output);
}

/** The exit code of merged reports; says what is missing. */
function partCode(shards: { of: number; done: number[] } | undefined, code: number, output: CommandOutput): number {
  if (!shards) return code;
  const { of, done } = shards;
  const missing = Array.from({ length: of }, (_, i) => i + 1).filter((shard) => !done.includes(shard));
  output.stderr += `Error: no report of shard ${missing.join(', ')} of ${of}: this is a part\n`;
  return code === 0 ? 2 : code;
}
