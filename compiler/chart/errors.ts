/**
 * The one error a chart can be refused with, and Go's ways of writing things inside its words.
 * Texts are Helm's; nothing here decides when one is due.
 */

/** A chart that Helm would refuse. The message is what `helm template` prints after `Error: `. */
export class ChartError extends Error {
  override name = 'ChartError';
}

const SHORT_ESCAPES: Record<string, string> = {
  '"': '\\"',
  '\\': '\\\\',
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

/** Go's `%q`: strconv.Quote. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    if (SHORT_ESCAPES[char]) out += SHORT_ESCAPES[char];
    else if (isPrint(char)) out += char;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return `${out}"`;
}

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

/** Go's strings.TrimSpace (JavaScript's trim also takes the byte order mark and leaves U+0085). */
export function trimSpace(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isSpace(text[start])) start++;
  while (end > start && isSpace(text[end - 1])) end--;
  return text.slice(start, end);
}

const SYSTEM_MESSAGES: Record<string, string> = {
  EACCES: 'permission denied',
  EIO: 'input/output error',
  EISDIR: 'is a directory',
  ELOOP: 'too many levels of symbolic links',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'file name too long',
  ENOENT: 'no such file or directory',
  ENOTDIR: 'not a directory',
  EPERM: 'operation not permitted',
};

/** The words of a failed system call as Go's os package puts them: `open PATH: permission denied`. */
export function systemError(operation: string, path: string, error: unknown): string {
  const code = (error as { code?: string }).code;
  const words = (code && SYSTEM_MESSAGES[code]) || code || String((error as Error).message);
  // Reading a directory fails in Go only at the first read, not when it is opened.
  return `${code === 'EISDIR' ? 'read' : operation} ${path}: ${words}`;
}
