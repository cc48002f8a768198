// Names the place of a call in a template's text, so that the name survives edits elsewhere: by what stands on its line, not by
// an offset. Random streams are derived from it. Portable: compiler and guest both use it.

import { Char } from './bytes';

/**
 * The name of the call at `pos`: the text of its line without the space around it, how many lines before it read the same, and
 * the call's place in that text, both as four bytes, lowest first.
 */
export function callSiteAt(source: Uint8Array, pos: i32): Uint8Array {
  let lineStart = pos;
  while (lineStart > 0 && source[lineStart - 1] !== Char.NewLine) lineStart -= 1;
  const start = firstOfLine(source, lineStart);
  const length = endOfLine(source, start) - start;
  let before: i32 = 0;
  let line: i32 = 0;
  while (line < lineStart) {
    const other = firstOfLine(source, line);
    const end = endOfLine(source, other);
    if (end - other === length && isSame(source, other, start, length)) before += 1;
    line = end;
    while (line < lineStart && source[line] !== Char.NewLine) line += 1;
    line += 1;
  }
  const name = new Uint8Array(length + 8);
  for (let i = 0; i < length; i++) name[i] = source[start + i];
  writeNumber(name, length, before);
  writeNumber(name, length + 4, pos - start);
  return name;
}

function isBlank(byte: i32): boolean {
  return byte === Char.Space || byte === Char.Tab || byte === Char.Return;
}

/** Where the text of the line that begins at `pos` begins; its end, if it has none. */
function firstOfLine(source: Uint8Array, pos: i32): i32 {
  let at = pos;
  while (at < source.length && isBlank(source[at])) at += 1;
  return at;
}

/** Behind the text of the line that `pos` stands in. */
function endOfLine(source: Uint8Array, pos: i32): i32 {
  let end = pos;
  while (end < source.length && source[end] !== Char.NewLine) end += 1;
  while (end > pos && isBlank(source[end - 1])) end -= 1;
  return end;
}

function isSame(source: Uint8Array, a: i32, b: i32, length: i32): boolean {
  for (let i = 0; i < length; i++) {
    if (source[a + i] !== source[b + i]) return false;
  }
  return true;
}

function writeNumber(out: Uint8Array, at: i32, value: i32): void {
  for (let i = 0; i < 4; i++) out[at + i] = (value >> (8 * i)) & 0xff;
}
