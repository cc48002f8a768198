// Go's strings package, where JavaScript's own functions differ.

import { isSpace } from './unicode';

/** Go's strings.TrimSpace (JavaScript's trim also takes the byte order mark and leaves U+0085). */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
}
