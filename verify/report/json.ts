// The report for programs: the model itself. Two runs over the same charts give the same bytes but for `timings`.

import { VerifyError } from '../errors';
import { REPORT_FORMAT, type Report } from '../model';

/** The report as JSON, keys in a fixed order. */
export function jsonReport(report: Report): string {
  return `${JSON.stringify(report, null, 1)}\n`;
}

/** Reads such a report. Throws VerifyError for anything else. */
export function parseReport(text: string, path: string): Report {
  let report: Report;
  try {
    report = JSON.parse(text);
  } catch (cause) {
    throw new VerifyError(`${path} is no JSON report: ${(cause as Error).message}`, { cause });
  }
  if (report?.format !== REPORT_FORMAT)
    throw new VerifyError(`${path} is no report of this version (${REPORT_FORMAT})`);
  return report;
}
