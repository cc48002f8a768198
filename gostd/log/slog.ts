// Go's log/slog text_handler.go: which texts a line of the log has in quotes.
// Follows go@1.26.8 src/log/slog/text_handler.go.

import { isPrint, isSpace } from '../unicode';

/** Go's needsQuoting: what is empty, and what has a space, a quote, an equals sign or anything that cannot be printed. */
export function needsQuoting(text: string): boolean {
  if (text === '') return true;
  for (const char of text) {
    if (char === '"' || char === '=' || char === '\ufffd' || isSpace(char) || !isPrint(char)) return true;
  }
  return false;
}
