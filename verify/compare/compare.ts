// Compares what helm and a converted chart leave behind: the bytes of standard output, the error's text, the exit code.
// Nothing is ignored: what does not count as a difference is in the result under its own name.

import { bytesOf } from '../../gostd/bytes';
import type { CommandResult } from '../../actions/command';
import { changes, hunks, linesOf, NO_NEWLINE, showLine } from './diff';
import type { Difference, RandomPlace, RenderStatus, TemplatePlace } from '../model';
import { type Changing, findChanging } from './random';
import { sameViolations } from './violations';

/** What a tool left behind, and how long it took in milliseconds. */
export interface Outcome extends CommandResult {
  ms: number;
  /** of ours: the clock that it was given, RFC 3339 */
  now?: string;
}

/** Finds the template line that wrote a byte of our output. */
export type FindPlace = (offset: number) => TemplatePlace | undefined;

/** Result of a comparison. */
export interface Compared {
  status: Extract<RenderStatus, 'identical' | 'random' | 'failed-alike' | 'different'>;
  differences: Difference[];
  random: RandomPlace[];
  warnings?: Difference;
  error?: string;
  notes: string[];
}

/** Hunks of one difference that are kept. */
const MAX_HUNKS = 20;

/** The error's text on standard error, and what stands before it. */
export function splitStderr(result: CommandResult): { warnings: string; error: string } {
  if (result.code === 0) return { warnings: result.stderr, error: '' };
  const at = /^Error: /m.exec(result.stderr)?.index ?? 0;
  return { warnings: result.stderr.slice(0, at), error: result.stderr.slice(at) };
}

/** How a difference is summed up. */
export interface Words {
  exitCodes(helm: number, ours: number): string;
  /** one of them prints nothing */
  lines(helm: number, ours: number): string;
  /** at: the first line that differs, from 1 */
  changes(removed: number, added: number, at: number): string;
}

const counted = (lines: number) => (lines === 0 ? 'nothing' : lines === 1 ? '1 line' : `${lines} lines`);

const HELM_AND_OURS: Words = {
  exitCodes: (helm, ours) => `helm ends with ${helm}, ours with ${ours}`,
  lines: (helm, ours) => `helm prints ${counted(helm)}, ours ${counted(ours)}`,
  changes: (removed, added, at) => `${removed} of helm's lines and ${added} of ours differ, first at line ${at}`,
};

/**
 * Compares one run of ours with one or more runs of helm. The first of them is the one that is shown; the others tell what
 * helm itself prints differently each time.
 */
export function compareOutcomes(
  runs: readonly Outcome[],
  ours: Outcome,
  find?: FindPlace,
  words: Words = HELM_AND_OURS,
): Compared {
  const result: Compared = { status: 'identical', differences: [], random: [], notes: [] };
  const first = runs[0];
  const exitCodes = new Set(runs.map(({ code }) => code));
  if (exitCodes.size > 1) result.notes.push(`helm itself ends with exit codes ${[...exitCodes].sort().join(' and ')}`);

  const same = runs.findIndex((run) => isSame(run, ours));
  const out = runs.map((run) => linesOf(run.stdout.toString('latin1')));
  const ourOut = linesOf(ours.stdout.toString('latin1'));
  const err = runs.map((run) => linesOf(latin1(splitStderr(run).error)));
  const ourErr = linesOf(latin1(splitStderr(ours).error));
  const changing = findChanging(out);
  const changingError = findChanging(err);
  // What changes each time stands at the same lines in all of them.
  const inOurs = find && out[0].length === ourOut.length ? placeFinder(ourOut, find) : undefined;
  result.random = [...places(out[0], changing, inOurs), ...places(err[0], changingError, undefined)];
  result.warnings = compareWarnings(runs, ours);
  if (first.code !== 0) result.error = splitStderr(first).error.trimEnd();

  if (same < 0) {
    if (first.code !== ours.code) {
      result.differences.push({
        what: 'exit code',
        summary: words.exitCodes(first.code, ours.code),
        hunks: [],
        more: 0,
      });
    }
    if (sameViolations(err[0], ourErr)) {
      result.notes.push('helm lists the violations of a schema in no fixed order: they are compared as sets');
    } else if (!changingError.explains(ourErr)) {
      result.differences.push(describeDifference('error', err[0], ourErr, changingError, words));
    }
    if (!changing.explains(ourOut)) {
      result.differences.push(
        describeDifference('output', out[0], ourOut, changing, words, find && placeFinder(ourOut, find)),
      );
    }
  } else if (same > 0 && !changing.explains(ourOut)) {
    result.notes.push(`helm prints something else each time it runs; ours is what its run ${same + 1} printed`);
  }
  if (result.differences.length > 0) result.status = 'different';
  else if (first.code !== 0) result.status = 'failed-alike';
  else if (result.random.length > 0) result.status = 'random';
  return result;
}

/** An error's text, a character a byte. */
function latin1(text: string): string {
  return Buffer.from(bytesOf(text)).toString('latin1');
}

/** The template line behind a line of ours (from 0), at a column in bytes; without one, at its first byte that is no blank. */
type FindInLines = (line: number, column?: number) => TemplatePlace | undefined;

function placeFinder(ours: readonly string[], find: FindPlace): FindInLines {
  const starts: number[] = [];
  let at = 0;
  for (const line of ours) {
    starts.push(at);
    at += line.length + 1;
  }
  return (line, column) => {
    const text = ours[line];
    if (text === undefined) return undefined;
    const wanted = column ?? text.length - text.trimStart().length;
    return find(starts[line] + Math.min(wanted, Math.max(text.length - 1, 0)));
  };
}

function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at++;
  return at;
}

/** The same bytes, error and exit code? */
export function isSame(a: CommandResult, b: CommandResult): boolean {
  return a.code === b.code && splitStderr(a).error === splitStderr(b).error && Buffer.compare(a.stdout, b.stdout) === 0;
}

/** Warnings come in any order: helm walks maps. */
function compareWarnings(runs: readonly Outcome[], ours: Outcome): Difference | undefined {
  const of = (result: CommandResult) =>
    linesOf(latin1(splitStderr(result).warnings))
      .map((line) => line.replace(NO_NEWLINE, ''))
      .sort();
  const mine = of(ours);
  const theirs = runs.map(of);
  if (theirs.some((lines) => lines.join('\n') === mine.join('\n'))) return undefined;
  return describeDifference('error', theirs[0], mine, findChanging([theirs[0]]), HELM_AND_OURS);
}

function describeDifference(
  what: 'output' | 'error',
  helm: readonly string[],
  ours: readonly string[],
  changing: Changing,
  words: Words,
  find?: FindInLines,
): Difference {
  if (what === 'output' && (helm.length === 0) !== (ours.length === 0)) {
    return { what, summary: words.lines(helm.length, ours.length), hunks: [], more: 0 };
  }
  const [a, b] = hideRandom(helm, ours, changing);
  const list = changes(a, b);
  const { hunks: shown, more, firsts } = hunks(a, b, list, MAX_HUNKS);
  for (const [i, hunk] of shown.entries()) {
    const { aFrom, aTo, bFrom, bTo } = firsts[i];
    // What is missing in ours would stand behind the line before.
    if (bTo > bFrom) hunk.source = find?.(bFrom, aTo > aFrom ? commonStart(helm[aFrom], ours[bFrom]) : undefined);
    else hunk.source = find?.(Math.max(bFrom - 1, 0));
  }
  const removed = list.reduce((sum, change) => sum + change.aTo - change.aFrom, 0);
  const added = list.reduce((sum, change) => sum + change.bTo - change.bFrom, 0);
  const at = list[0]?.aFrom ?? 0;
  const summary =
    list.length === 0 ? 'what changes each time has another shape' : words.changes(removed, added, at + 1);
  return { what, summary, hunks: shown, more };
}

/** In bytes, as all lines are. */
const RANDOM = Buffer.from('«random»').toString('latin1');

/** Both texts with a mark instead of what changes each time, so that a difference is the same in every report. */
function hideRandom(helm: readonly string[], ours: readonly string[], { areas }: Changing): [string[], string[]] {
  const a = [...helm];
  const b = [...ours];
  if (helm.length !== ours.length) return [a, b];
  for (const { from, spans } of areas) {
    if (!spans || a[from] === undefined || b[from] === undefined) continue;
    let mine = '';
    let pattern = '^';
    let at = 0;
    for (const span of spans) {
      const fixed = helm[from].slice(at, span.start);
      mine += fixed + RANDOM;
      pattern += `${fixed.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}([^]*?)`;
      at = span.end;
    }
    const rest = helm[from].slice(at);
    if (!new RegExp(`${pattern}${rest.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')}$`).test(ours[from])) continue;
    a[from] = mine + rest;
    b[from] = mine + rest;
  }
  return [a, b];
}

function places(lines: readonly string[], { areas }: Changing, find: FindInLines | undefined): RandomPlace[] {
  return areas.flatMap(({ from, to, spans }): RandomPlace[] => {
    if (!spans)
      return [{ line: from + 1, lines: to - from, column: 1, before: '', kind: 'lines', source: find?.(from) }];
    return spans.map((span) => ({
      line: from + 1,
      lines: 1,
      column: span.word + 1,
      before: showLine(lines[from].slice(0, span.word)).trimStart(),
      kind: span.kind,
      source: find?.(from, span.word),
    }));
  });
}
