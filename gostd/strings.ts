// Go's strings package, where JavaScript's own functions differ.
// Follows go@1.26.8 src/strings/strings.go.

import { bytesOf, compareByteArrays, hasBadBytes } from './bytes';
import { isSpace } from './unicode';

/** Go's strings.TrimSpace (JavaScript's trim also takes the byte order mark and leaves U+0085). */
export function trimSpace(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace(text[end - 1])) end--;
  return trimSpaceLeft(text.slice(0, end));
}

/** Go's strings.TrimLeftFunc with unicode.IsSpace. */
export function trimSpaceLeft(text: string): string {
  let start = 0;
  while (start < text.length && isSpace(text[start])) start++;
  return text.slice(start);
}

/**
 * Go's strings.ToLower for comparing with ASCII words: all that lowers into ASCII is lowered (in Go also U+0130, which
 * JavaScript makes two characters of), the rest stays as it is.
 */
export function toLowerAscii(text: string): string {
  return text.replace(/[A-Z\u0130\u212a]/g, (char) =>
    char === '\u0130' ? 'i' : char === '\u212a' ? 'k' : String.fromCharCode(char.charCodeAt(0) + 32),
  );
}

/** Go's strings.EqualFold where the other text is ASCII: besides A to Z, U+017F folds into s and U+212A into k. */
export function equalFoldAscii(text: string, ascii: string): boolean {
  return foldAscii(text) === foldAscii(ascii);
}

/** Simple case folding into ASCII; the rest stays as it is. */
export function foldAscii(text: string): string {
  return text.replace(/[A-Z\u017f\u212a]/g, (char) =>
    char === '\u017f' ? 's' : char === '\u212a' ? 'k' : String.fromCharCode(char.charCodeAt(0) + 32),
  );
}

const SURROGATE = /[\ud800-\udfff]/;

/** Go's strings.Compare: the order of the UTF-8 bytes, which is that of the code points and not JavaScript's. */
export function compare(a: string, b: string): number {
  // Without surrogates the two are one.
  if (!SURROGATE.test(a) && !SURROGATE.test(b)) return a < b ? -1 : a === b ? 0 : 1;
  const end = Math.min(a.length, b.length);
  for (let i = 0; i < end; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left === right) continue;
    // What stands for a byte that is no UTF-8 is a surrogate.
    if (left < 0xd800 && right < 0xd800) return left - right;
    if (hasBadBytes(a) || hasBadBytes(b)) return compareByteArrays(bytesOf(a), bytesOf(b));
    return order(left) - order(right);
  }
  return a.length - b.length;
}

/** {@link compare} for these texts, which looks for surrogates once in each, not twice whenever two are compared. */
export function comparing(texts: readonly string[]): (a: string, b: string) => number {
  return texts.some((text) => SURROGATE.test(text)) ? compare : (a, b) => (a < b ? -1 : a === b ? 0 : 1);
}

/** Sorts items in place by texts of theirs, in the order of {@link compare}: what is sorted already, as most is, is not copied for it. */
export function sortedBy<T>(items: T[], textOf: (item: T) => string): T[] {
  const compareTexts = comparing(items.map(textOf));
  const inOrder = items.every((item, i) => i === 0 || compareTexts(textOf(items[i - 1]!), textOf(item)) <= 0);
  return inOrder ? items : items.sort((a, b) => compareTexts(textOf(a), textOf(b)));
}

/** A UTF-16 unit's place among code points: surrogates stand for what lies behind U+FFFF. */
function order(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

/** Keys of a map in bytewise order: where Go walks a map in random order, we walk it in this one. */
export function sortedKeys(map: ReadonlyMap<string, unknown>): string[] {
  return [...map.keys()].sort(compare);
}
