// Go's regular expressions outside templates: the guest's code answers, so that no pattern means what it means to the engine at hand.

import { Guest, guestBytes } from './guest';

/**
 * What says whether a text holds a match of the pattern, as regexp.MatchString does. Throws an Error in Go's words
 * (`error parsing regexp: …`) where the pattern is none. Follows go@1.26.8 src/regexp/regexp.go.
 */
export function compileRegexp(pattern: string): (text: string) => boolean {
  const guest = new Guest(guestBytes());
  const problem = guest.patternProblem(pattern);
  if (problem !== undefined) throw new Error(problem);
  guest.keepPatterns();
  return (text) => guest.matches(pattern, text);
}
