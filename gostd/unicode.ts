// Go's unicode package, as far as the compiler's own decisions need it.

/**
 * Go's unicode.IsPrint: letters, marks, numbers, punctuation, symbols and the ASCII space. Characters newer than
 * Unicode 15, which the Go that Helm is built with does not know, count as soon as the JavaScript engine knows them.
 */
export function isPrint(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

const SPACES = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/;

/** Go's unicode.IsSpace. */
export function isSpace(char: string): boolean {
  return SPACES.test(char);
}
