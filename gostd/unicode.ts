// Go's unicode package, as far as the compiler's own decisions need it. The tables are those of Go's Unicode (15.0), never
// those of the JavaScript engine at hand, which knows more characters each year.
// Follows go@1.26.8 src/strconv/isprint.go, go@1.26.8 src/unicode/graphic.go.

import { isPrint as isPrintRune, isSpace as isSpaceRune } from '../language/unicode';

/** Go's unicode.IsPrint of one character: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrint(char: string): boolean {
  return isPrintRune(char.codePointAt(0)!);
}

/** Go's unicode.IsSpace of one character. */
export function isSpace(char: string): boolean {
  return isSpaceRune(char.codePointAt(0)!);
}
