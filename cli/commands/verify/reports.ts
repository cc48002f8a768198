// The reports of `verify`: what --report names, and what is written there and shown.

import { dirname, resolve } from 'node:path';
import { systemWords } from '../../../gostd/os';
import { makeFolders } from '../../../runtime/host/node/folders';
import { replaceFile } from '../../../runtime/host/node/replace-file';
import { VerifyError } from '../../../verify/errors';
import { exitCode, type Report } from '../../../verify/model';
import { nearestNote } from '../../../verify/report/summary';
import { terminalReport } from '../../../verify/report/terminal';
import { hasColours } from '../../terminal';
import { checkReport, readCount } from '../rendering/run-flags';
import type { CommandOutput } from './command';
import type { Flags } from './flags';

/** A report that was asked for. */
export interface ReportFlag {
  kind: 'html' | 'json' | 'junit' | 'github';
  /** empty: standard output */
  file: string;
}

/** The reports that --report names, each of which can be written. Throws VerifyError. */
export async function readReports(texts: readonly string[], cwd: string): Promise<ReportFlag[]> {
  const reports = texts.map(parseReportFlag);
  for (const { kind, file } of reports) {
    if (kind !== 'github') await checkReport(`--report ${kind}=${file}`, resolve(cwd, file));
  }
  return reports;
}

function parseReportFlag(text: string): ReportFlag {
  const [, kind, file] = /^(\w+)(?:=(.+))?$/s.exec(text) ?? [];
  if (kind === 'github' && file === undefined) return { kind, file: '' };
  if ((kind === 'html' || kind === 'json' || kind === 'junit') && file !== undefined) return { kind, file };
  throw new VerifyError(`--report ${text}: give html=FILE, json=FILE, junit=FILE or github`);
}

/** Shows a report on the terminal and writes what was asked for; the exit code. */
export async function writeReports(
  report: Report,
  reports: readonly ReportFlag[],
  flags: Flags,
  output: CommandOutput,
  cwd: string,
): Promise<number> {
  const diffLines = await readCount('diff-lines', flags.diffLines, 0);
  const colour = hasColours(1, flags.color);
  output.stdout.push(Buffer.from(terminalReport(report, { colour, all: flags.all ?? false, diffLines })));
  for (const line of nearestNote(report)) output.stderr += `Warning: ${line}\n`;
  for (const { kind, file } of reports) {
    const text = await reportText(kind, report);
    if (kind === 'github') output.stdout.push(Buffer.from(text));
    else writeReport(kind, file, text, cwd);
  }
  return exitCode(report);
}

/** Writes the text of a report. Throws VerifyError. */
export function writeReport(kind: string, file: string, text: string, cwd: string): void {
  const path = resolve(cwd, file);
  try {
    makeFolders(dirname(path));
    replaceFile(path, text);
  } catch (cause) {
    throw new VerifyError(`--report ${kind}=${file} cannot be written: ${systemWords(cause)}`, { cause });
  }
}

async function reportText(kind: ReportFlag['kind'], report: Report): Promise<string> {
  switch (kind) {
    case 'html':
      return (await import('../../../verify/report/html')).htmlReport(report);
    case 'json':
      return (await import('../../../verify/report/json')).jsonReport(report);
    case 'junit':
      return (await import('../../../verify/report/junit')).junitReport(report);
    case 'github':
      return (await import('../../../verify/report/github')).githubReport(report);
  }
}
