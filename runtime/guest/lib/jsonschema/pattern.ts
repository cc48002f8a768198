// Patterns of schemas: Go's regular expressions, compiled once a render.
// Follows go@1.26.8 src/regexp/regexp.go.

import { programOf } from '../../go/regexp/cache';
import { Matcher } from '../../go/regexp/match';
import { Value } from '../../core/value';

/** Does the text hold a match? The pattern was checked when the schema was compiled. */
export function matchesPattern(pattern: Value, text: Value): bool {
  const compiled = programOf(pattern);
  if (!changetype<usize>(compiled)) return false;
  return Matcher.create(compiled, text.pointer, text.length, false).search(0);
}
