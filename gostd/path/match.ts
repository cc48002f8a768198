/**
 * Go's filepath.Match, the glob that .helmignore rules are written in.
 * `*` and `?` never cross a `/`. A malformed piece is an error even where the name has already failed to match it, but
 * the pieces behind a failing one are not looked at.
 * Follows go@1.26.8 src/path/filepath/match.go.
 */

/** Thrown for a pattern that is not well formed: Go's filepath.ErrBadPattern. */
export class BadPatternError extends Error {
  constructor() {
    super('syntax error in pattern');
  }
}

/** What makes a pattern more than a name. */
const META = /[*?[\\]/;
const BRACKETS = /[[\\]/;
/** `*.tmp` */
const ENDING = /^\*[^*?\ud800-\udfff]+$/;

/** Reports whether the whole of name matches pattern. Throws BadPatternError. */
export function filepathMatch(pattern: string, name: string): boolean {
  if (!META.test(pattern)) return pattern === name;
  if (!BRACKETS.test(pattern)) {
    // Nothing in it can be malformed: what begins or ends otherwise does not match.
    if (!name.startsWith(pattern.slice(0, pattern.search(META)))) return false;
    if (ENDING.test(pattern))
      return name.endsWith(pattern.slice(1)) && !name.slice(0, 1 - pattern.length).includes('/');
  }
  let rest = [...pattern];
  let text = [...name];
  next: while (rest.length > 0) {
    const { star, chunk, after } = scanChunk(rest);
    rest = after;
    if (star && chunk.length === 0) return !text.includes('/');
    const remaining = matchChunk(chunk, text);
    if (remaining !== null && (remaining.length === 0 || rest.length > 0)) {
      text = remaining;
      continue;
    }
    if (star) {
      for (let i = 0; i < text.length && text[i] !== '/'; i++) {
        const remaining = matchChunk(chunk, text.slice(i + 1));
        if (remaining === null || (rest.length === 0 && remaining.length > 0)) continue;
        text = remaining;
        continue next;
      }
    }
    return false;
  }
  return text.length === 0;
}

/** Cuts leading stars and the piece up to the next star that stands outside brackets. */
function scanChunk(pattern: string[]): { star: boolean; chunk: string[]; after: string[] } {
  let start = 0;
  while (pattern[start] === '*') start++;
  let inRange = false;
  let end = start;
  for (; end < pattern.length; end++) {
    const char = pattern[end];
    if (char === '\\' && end + 1 < pattern.length) end++;
    else if (char === '[') inRange = true;
    else if (char === ']') inRange = false;
    else if (char === '*' && !inRange) break;
  }
  return { star: start > 0, chunk: pattern.slice(start, end), after: pattern.slice(end) };
}

/** Matches a chunk without stars at the start of text; gives what is left of text, or null where it does not match. */
function matchChunk(chunk: string[], text: string[]): string[] | null {
  let failed = false;
  let at = 0;
  let i = 0;
  const bracketCharacter = (): number => {
    if (i >= chunk.length || chunk[i] === '-' || chunk[i] === ']') throw new BadPatternError();
    if (chunk[i] === '\\' && ++i >= chunk.length) throw new BadPatternError();
    const code = chunk[i++].codePointAt(0)!;
    if (i >= chunk.length) throw new BadPatternError();
    return code;
  };
  while (i < chunk.length) {
    failed = failed || at >= text.length;
    if (chunk[i] === '[') {
      const code: number = failed ? 0 : text[at++].codePointAt(0)!;
      i++;
      const negated = chunk[i] === '^';
      if (negated) i++;
      let match = false;
      for (let ranges = 0; ; ranges++) {
        if (chunk[i] === ']' && ranges > 0) {
          i++;
          break;
        }
        const low = bracketCharacter();
        let high = low;
        if (chunk[i] === '-') {
          i++;
          high = bracketCharacter();
        }
        match = match || (low <= code && code <= high);
      }
      failed = failed || match === negated;
      continue;
    }
    if (chunk[i] === '?') {
      if (!failed) failed = text[at++] === '/';
      i++;
      continue;
    }
    if (chunk[i] === '\\' && ++i >= chunk.length) throw new BadPatternError();
    if (!failed) failed = chunk[i] !== text[at++];
    i++;
  }
  return failed ? null : text.slice(at);
}
