// What two outputs differ in, as people read it: hunks, coloured where the terminal shows colours.

import { styleText } from 'node:util';
import { changes, hunks, linesOf } from '../../verify/compare/diff';

/** Hunks of one difference that are printed. */
const MOST_HUNKS = 200;

/** The lines that differ, with those around them and the template that they come from; empty where none does. */
export function difference(before: Buffer, after: Buffer, colour: boolean): string {
  const a = linesOf(before.toString('latin1'));
  const b = linesOf(after.toString('latin1'));
  const found = hunks(a, b, changes(a, b), MOST_HUNKS);
  let text = '';
  found.hunks.forEach(({ ours, lines }, i) => {
    const first = found.firsts[i];
    const source = sourceOf(b, first.bFrom) ?? sourceOf(a, first.aFrom);
    text += `${paint(`@@ line ${ours}${source === undefined ? '' : `, ${source}`} @@`, 'cyan', colour)}\n`;
    for (const line of lines) {
      const whole = `${line.kind}${line.text}`;
      text += `${line.kind === ' ' ? whole : paint(whole, line.kind === '-' ? 'red' : 'green', colour)}\n`;
    }
  });
  if (found.more > 0) text += `… and ${found.more} more places that differ\n`;
  return text;
}

/** The template that a line of the output comes from, where the output says so above it. */
function sourceOf(lines: readonly string[], at: number): string | undefined {
  for (let i = Math.min(at, lines.length - 1); i >= 0; i--) {
    if (lines[i].startsWith('# Source: ')) return lines[i].slice('# Source: '.length);
  }
  return undefined;
}

/** A text in a style, where the output has colours. */
export function paint(text: string, style: 'red' | 'green' | 'cyan' | 'dim', colour: boolean): string {
  return colour ? styleText(style, text, { validateStream: false }) : text;
}
