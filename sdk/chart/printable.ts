// Go's strconv.IsPrint of Unicode 15.0, whatever the JavaScript engine at hand knows.

import { RUNS } from './printable-runs';

/** Where each of them ends, once somebody asked. */
const ends: number[] = [];

/** Whether a character is a letter, a mark, a number, punctuation, a symbol or the ASCII space. */
export function isPrint(char: string): boolean {
  const code = char.codePointAt(0)!;
  if (code < 0x80) return code >= 0x20 && code < 0x7f;
  if (ends.length === 0) {
    for (const length of RUNS.split(' ')) ends.push((ends.at(-1) ?? 0x80) + Number.parseInt(length, 36));
  }
  return ends.findIndex((end) => code < end) % 2 === 1;
}
