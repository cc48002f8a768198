// What the lexer and the parser do with every byte and every token. The guest is compiled from scan.as.ts in place of this file, which
// does the same with WebAssembly's own instructions (tools/build/asc.mjs).
import { Char } from '../bytes';
import { isAlphaNumeric } from '../unicode';

/** The byte at a position, or -1 past the end. */
export function byteAt(source: Uint8Array, at: i32): i32 {
  return at < source.length ? (source[at] as i32) : -1;
}

/** Where the next two left braces stand, or the end. */
export function textEnd(source: Uint8Array, from: i32): i32 {
  let at = source.indexOf(Char.LeftBrace as u8, from);
  while (at >= 0 && byteAt(source, at + 1) !== Char.LeftBrace) at = source.indexOf(Char.LeftBrace as u8, at + 1);
  return at < 0 ? source.length : at;
}

/** Where the ASCII letters, digits and underscores end. */
export function wordEnd(source: Uint8Array, from: i32): i32 {
  let at = from;
  while (at < source.length && source[at] < Char.RuneSelf && isAlphaNumeric(source[at])) at += 1;
  return at;
}

/** How many newlines source[start, end) holds. */
export function countNewlines(source: Uint8Array, start: i32, end: i32): i32 {
  let count = 0;
  for (let i = start; i < end; i++) {
    if (source[i] === Char.NewLine) count += 1;
  }
  return count;
}

/** source[start, end), not copied. */
export function viewOf(source: Uint8Array, start: i32, end: i32): Uint8Array {
  return source.subarray(start, end);
}

/** A number of a list, at an index that is known to be within it. */
export function numberAt(list: Int32Array, index: i32): i32 {
  return list[index];
}

export function setNumber(list: Int32Array, index: i32, value: i32): void {
  list[index] = value;
}

/** Appends to a list that is being gathered. */
export function append<T>(list: T[], item: T): void {
  list.push(item);
}

/** Takes what stands behind the first `mark` of a list that is being gathered. */
export function takeFrom<T>(list: T[], mark: i32): StaticArray<T> {
  return list.splice(mark);
}
