// Go's strconv, as far as error texts and annotations need it.
// Follows go@1.26.8 src/strconv/quote.go, go@1.26.8 src/internal/strconv/atoi.go.

import { isPrint } from './unicode';

/** What has a short escape, and the letters of those. */
const ESCAPED = '"\\\x07\b\f\n\r\t\v';
const LETTERS = '"\\abfnrtv';

/** Go's `%q`: strconv.Quote. */
export function quote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const escaped = ESCAPED.indexOf(char);
    if (escaped >= 0) out += `\\${LETTERS[escaped]}`;
    else if (isPrint(char)) out += char;
    else if (char.length === 1 && code >= 0xdc80 && code <= 0xdcff) out += `\\x${(code - 0xdc00).toString(16)}`;
    else if (code < 0x80) out += `\\x${code.toString(16).padStart(2, '0')}`;
    else if (code < 0x10000) out += `\\u${code.toString(16).padStart(4, '0')}`;
    else out += `\\U${code.toString(16).padStart(8, '0')}`;
  }
  return `${out}"`;
}

/** Go's strconv.Atoi: undefined where it gives an error, as for what has no place in 64 bits. */
export function atoi(text: string): number | undefined {
  if (!/^[+-]?[0-9]+$/.test(text)) return undefined;
  const value = BigInt(text.replace('+', ''));
  return BigInt.asIntN(64, value) === value ? Number(value) : undefined;
}
