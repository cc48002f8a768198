// What is to say of a report, line by line, each with what it is: a terminal prints the texts, a page marks them.

import type { Difference } from '../model';
import { counted, placeText } from '../report/summary';
import { type AcrossRender, type AcrossReport, type AcrossStep, acrossWords } from './model';

/** A line. */
export interface Line {
  /**
   * `-` and `+`: of a difference, as diff marks it; `quirk`: begins with the name of a difference between Helms; `unproven`: a helm does
   * otherwise; `proven`: they do so
   */
  kind: 'text' | '-' | '+' | 'quirk' | 'unproven' | 'proven';
  /** columns to the right of what it belongs to */
  indent: number;
  text: string;
  /** of `quirk` */
  quirk?: string;
}

export const NOT_PROVEN = 'not proven';

const plain = (text: string, indent: number): Line => ({ kind: 'text', indent, text });

/** A line as text. */
export function lineText({ indent, text }: Line): string {
  return ' '.repeat(indent) + text;
}

/** `since Helm 4.2`; what is every version's own changes with each. */
export function sinceText(since: string): string {
  return since.startsWith('Helm ') ? `since ${since}` : `changes with ${since}`;
}

/** The report in a line. */
export function headline({ from, to, counts }: AcrossReport): string {
  return `${counted(counts.charts, 'chart')}, ${counted(counts.renders, 'render')}: from Helm ${from} to Helm ${to}`;
}

/** Of a render: what became of it, and below that what changes and what is not proven. */
export function renderLines(render: AcrossRender, { helms }: AcrossReport): Line[] {
  const lines = [plain(`${render.set}: ${acrossWords[render.status]}`, 2)];
  if (render.before !== undefined) lines.push(plain(`before: ${belowEachOther(render.before)}`, 4));
  if (render.after !== undefined) lines.push(plain(`now: ${belowEachOther(render.after)}`, 4));
  for (const step of render.steps) lines.push(...stepLines(step));
  for (const [i, proof] of (render.proof ?? []).entries()) {
    if (proof.isProven) continue;
    const text = `${NOT_PROVEN}: helm ${helms![i]} does otherwise (- helm, + what was said):`;
    lines.push({ kind: 'unproven', indent: 4, text }, ...differenceLines(proof.differences));
  }
  return lines;
}

/** What Helm says, its further lines below the first. */
function belowEachOther(message: string): string {
  return message.replace(/\n+/g, '\n      ');
}

/** What the helms themselves said, where they were asked. */
export function proofLines({ helms, counts, charts }: AcrossReport): Line[] {
  if (!helms || counts.unproven === undefined) return [];
  if (counts.unproven === 0) {
    const text = `proven: helm ${helms[0]} and helm ${helms[1]} do so in every render`;
    return [{ kind: 'proven', indent: 2, text }];
  }
  const proofs = charts.flatMap(({ renders }) => renders.flatMap(({ proof }) => (proof ? [proof] : [])));
  return helms.flatMap((version, i): Line[] => {
    const count = proofs.filter((proof) => !proof[i]!.isProven).length;
    const text = `${NOT_PROVEN}: helm ${version} does otherwise in ${count} of ${counts.renders} renders`;
    return count === 0 ? [] : [{ kind: 'unproven', indent: 2, text }];
  });
}

function stepLines({ quirk, isBlank, differences }: AcrossStep): Line[] {
  const head = (text: string): Line => ({ kind: 'quirk', indent: 4, text, quirk });
  if (isBlank) return [head(`${quirk}: moves blank lines`)];
  return [head(`${quirk}:`), ...differenceLines(differences)];
}

function differenceLines(differences: readonly Difference[]): Line[] {
  const lines: Line[] = [];
  for (const { summary, hunks, more } of differences) {
    if (hunks.length === 0) lines.push(plain(summary, 6));
    for (const { lines: changed, source } of hunks) {
      if (source) lines.push(plain(placeText(source), 6));
      for (const { kind, text } of changed) {
        lines.push({ kind: kind === ' ' ? 'text' : kind, indent: 6, text: kind + text });
      }
    }
    if (more > 0) lines.push(plain(`… ${more} more places`, 6));
  }
  return lines;
}
