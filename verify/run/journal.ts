// What a run has finished, a line a chart, written as it goes: after a kill the next run with --resume takes it from there. A
// line counts only if everything it depends on is as it was.

import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolders } from '../../runtime/host/node/folders';
import { VerifyError } from '../errors';
import type { ChartReport, ChartTiming } from '../model';
import { systemWords } from '../../gostd/os';

const FORMAT = 'mistletoe.dev/verify-journal/v1';

interface Line {
  /** of the chart and its value sets, as they were when it was verified */
  fingerprint: string;
  report: ChartReport;
  timing: ChartTiming;
}

/** A file that remembers finished charts. */
export class Journal {
  private readonly lines = new Map<string, Line>();
  private readonly isKept: boolean = true;

  /**
   * @param key of everything that all charts of the run have in common
   * @param resume take over what an earlier run with the same key left
   * @param isNeeded whether a file that cannot be written is an error: VerifyError
   */
  constructor(
    readonly path: string,
    private readonly key: string,
    resume: boolean,
    isNeeded: boolean,
  ) {
    if (resume) this.read();
    try {
      makeFolders(dirname(path));
      writeFileSync(path, `${JSON.stringify({ format: FORMAT, key })}\n`);
    } catch (cause) {
      this.isKept = false;
      if (!isNeeded) return;
      throw new VerifyError(`the journal ${path} cannot be written: ${systemWords(cause)} (--journal FILE)`, {
        cause,
      });
    }
    for (const line of this.lines.values()) appendFileSync(path, `${JSON.stringify(line)}\n`);
  }

  /** How many charts an earlier run left. */
  get size(): number {
    return this.lines.size;
  }

  /** What an earlier run found, if the chart is as it was. */
  find(name: string, fingerprint: string): { report: ChartReport; timing: ChartTiming } | undefined {
    const line = this.lines.get(name);
    return line?.fingerprint === fingerprint ? line : undefined;
  }

  add(fingerprint: string, report: ChartReport, timing: ChartTiming): void {
    if (this.isKept) appendFileSync(this.path, `${JSON.stringify({ fingerprint, report, timing })}\n`);
  }

  /** The run is finished: there is nothing to resume. */
  remove(): void {
    if (this.isKept) rmSync(this.path, { force: true });
  }

  private read(): void {
    if (!existsSync(this.path)) return;
    const [head, ...rest] = readFileSync(this.path, 'utf8').split('\n');
    try {
      const { format, key } = JSON.parse(head);
      if (format !== FORMAT || key !== this.key) return;
    } catch {
      return;
    }
    for (const text of rest) {
      try {
        const line = JSON.parse(text) as Line;
        this.lines.set(line.report.path, line);
      } catch {
        // The last line of a run that was killed may be half a line.
      }
    }
  }
}

/** A digest of texts, in hexadecimal. */
export function digest(...texts: string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\0${text}`);
  return hash.digest('hex');
}
