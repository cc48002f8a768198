// What two outputs differ in, as people read it: hunks, coloured where the terminal shows colours.

import { styleText } from 'node:util';
import type { OutputPart } from '../../../actions/render/output';
import { changes, hunks, linesOf } from '../../../verify/compare/diff';

/** Hunks of one difference that are printed. */
const MOST_HUNKS = 200;

/** An output, and where in it what each file wrote begins, in order; without them, nobody knows. */
export interface Shown {
  stdout: Buffer;
  parts?: readonly OutputPart[];
}

/** The lines that differ, with those around them and the template that they come from; empty where none does. */
export function difference(before: Shown, after: Shown, colour: boolean): string {
  const a = linesOf(before.stdout.toString('latin1'));
  const b = linesOf(after.stdout.toString('latin1'));
  const found = hunks(a, b, changes(a, b), MOST_HUNKS);
  let text = '';
  found.hunks.forEach(({ ours, lines }, i) => {
    const first = found.firsts[i];
    const source = sourceOf(after, first.bFrom) ?? sourceOf(before, first.aFrom);
    text += `${paint(`@@ line ${ours}${source === undefined ? '' : `, ${source}`} @@`, 'cyan', colour)}\n`;
    for (const line of lines) {
      const whole = `${line.kind}${line.text}`;
      text += `${line.kind === ' ' ? whole : paint(whole, line.kind === '-' ? 'red' : 'green', colour)}\n`;
    }
  });
  if (found.more > 0) text += `… and ${found.more} more places that differ\n`;
  return text;
}

/** The file that wrote a line of an output, counted from 0. */
function sourceOf({ stdout, parts = [] }: Shown, line: number): string | undefined {
  let offset = 0;
  for (let i = 0; i < line; i++) {
    const end = stdout.indexOf('\n', offset);
    if (end < 0) break;
    offset = end + 1;
  }
  return parts.findLast(({ at }) => at <= offset)?.source;
}

/** A text in a style, where the output has colours. */
export function paint(text: string, style: 'red' | 'green' | 'cyan' | 'dim', colour: boolean): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
