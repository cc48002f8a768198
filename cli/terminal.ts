// What a terminal can show. Whoever sets TERM=dumb has one that only takes lines.

import { isatty } from 'node:tty';

/** The streams a process has, by their numbers. */
export type Stream = 1 | 2;

/** Whether a stream shows lines that are overwritten. */
export function isTerminal(stream: Stream): boolean {
  return isatty(stream) && process.env['TERM'] !== 'dumb';
}

/**
 * Whether a stream shows colours: what the flag says, else NO_COLOR (no-color.org), else FORCE_COLOR (Node's: 0 and false are none), else
 * the terminal. An empty variable counts as none.
 */
export function hasColours(stream: Stream, flag?: boolean): boolean {
  if (flag !== undefined) return flag;
  if (process.env['NO_COLOR']) return false;
  const forced = process.env['FORCE_COLOR'];
  return forced ? !/^(?:0|false)$/.test(forced) : isTerminal(stream);
}

/** How wide the lines of a text may be: as wide as the terminal, within what people read well; in files as wide as that. */
export function textWidth({ columns = MOST }: { columns?: number }): number {
  return Math.min(MOST, Math.max(LEAST, columns));
}

const LEAST = 60;
const MOST = 100;

/** Control characters but tabs and ends of lines, also those of Windows: a terminal obeys them. */
const CONTROLS = /(?!\r?\n|\t)[\0-\x1f\x7f-\x9f]/g;

/** A text that others may have written, with `\u001b` for a control character: modules come from anywhere. */
export function visibleText(text: string): string {
  return text.replace(CONTROLS, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
