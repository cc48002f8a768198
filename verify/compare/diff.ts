// Lines that two texts do not share, by the shortest way from one to the other. Texts are bytes, one character a byte
// ("latin1"): nothing may be lost between what the tools printed and what is shown.

import { diffArrays } from 'diff';
import type { DiffLine, Hunk } from '../model';

/** A run of lines that differ: `from` inclusive, `to` exclusive, from 0. */
export interface Change {
  aFrom: number;
  aTo: number;
  bFrom: number;
  bTo: number;
}

/** Beyond so many steps the middle counts as one change: nobody reads a difference that long. */
const MAX_STEPS = 2000;

/** Changes that lead from `a` to `b`, in order. */
export function changes(a: readonly string[], b: readonly string[]): Change[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start++;
  let aEnd = a.length;
  let bEnd = b.length;
  while (aEnd > start && bEnd > start && a[aEnd - 1] === b[bEnd - 1]) {
    aEnd--;
    bEnd--;
  }
  const n = aEnd - start;
  const m = bEnd - start;
  if (n === 0 && m === 0) return [];
  const whole: Change = { aFrom: start, aTo: aEnd, bFrom: start, bTo: bEnd };
  if (n === 0 || m === 0) return [whole];

  const parts = diffArrays(a.slice(start, aEnd), b.slice(start, bEnd), { maxEditLength: MAX_STEPS });
  if (parts === undefined) return [whole];
  const found: Change[] = [];
  let at = { a: start, b: start };
  for (const { count, added, removed } of parts) {
    const next = { a: at.a + (added ? 0 : count), b: at.b + (removed ? 0 : count) };
    if (added || removed) {
      const last = found[found.length - 1];
      if (last && last.aTo === at.a && last.bTo === at.b) Object.assign(last, { aTo: next.a, bTo: next.b });
      else found.push({ aFrom: at.a, aTo: next.a, bFrom: at.b, bTo: next.b });
    }
    at = next;
  }
  return found;
}

/** The lines of a text; one that does not end with a line's end says so. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines[lines.length - 1] === '') lines.pop();
  else lines[lines.length - 1] += NO_NEWLINE;
  return lines;
}

/** Stands at the end of a last line without a line's end. No output has it: it is beyond what bytes can be. */
export const NO_NEWLINE = '\u2936';

/** A line of bytes as text for people: UTF-8 where it is that, with escapes for what could not be seen. */
export function showLine(line: string): string {
  const isCut = line.endsWith(NO_NEWLINE);
  const bytes = Buffer.from(isCut ? line.slice(0, -1) : line, 'latin1');
  let text = bytes.toString('utf8');
  if (!Buffer.from(text).equals(bytes)) {
    text = bytes.toString('latin1').replace(/[\x80-\xff]/g, escapeChar);
  }
  text = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\ufeff]/g, escapeChar);
  return isCut ? `${text} (no line end)` : text;
}

function escapeChar(char: string): string {
  const code = char.charCodeAt(0);
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Lines of context around a change. */
const CONTEXT = 3;

/** Changes with the lines around them, those that stand close together in one hunk. At most `max`; `more` counts the rest. */
export function hunks(
  a: readonly string[],
  b: readonly string[],
  list: readonly Change[],
  max: number,
): { hunks: Hunk[]; more: number; firsts: Change[] } {
  const groups: Change[][] = [];
  for (const change of list) {
    const last = groups[groups.length - 1];
    if (last && change.aFrom - last[last.length - 1].aTo <= 2 * CONTEXT) last.push(change);
    else groups.push([change]);
  }
  const shown = groups.slice(0, max);
  return {
    hunks: shown.map((group) => hunk(a, b, group)),
    more: groups.length - shown.length,
    firsts: shown.map((group) => group[0]),
  };
}

/** The most lines of one side of one change that are shown. */
const MAX_LINES = 60;

function hunk(a: readonly string[], b: readonly string[], group: Change[]): Hunk {
  const first = group[0];
  const last = group[group.length - 1];
  const before = Math.min(CONTEXT, first.aFrom, first.bFrom);
  const lines: DiffLine[] = [];
  const push = (kind: DiffLine['kind'], list: readonly string[], from: number, to: number) => {
    const end = Math.min(to, from + MAX_LINES);
    for (let i = from; i < end; i++) lines.push({ kind, text: showLine(list[i]) });
    if (end < to) lines.push({ kind, text: `… ${to - end} more lines` });
  };
  push(' ', a, first.aFrom - before, first.aFrom);
  for (const [i, change] of group.entries()) {
    push('-', a, change.aFrom, change.aTo);
    push('+', b, change.bFrom, change.bTo);
    const next = group[i + 1];
    push(' ', a, change.aTo, next ? next.aFrom : Math.min(a.length, last.aTo + CONTEXT));
  }
  return { helm: first.aFrom - before + 1, ours: first.bFrom - before + 1, lines };
}
