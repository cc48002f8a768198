// Bytes as text and back, without Node's Buffer: this room also runs in a browser.
// Follows go@1.26.8 src/unicode/utf8/utf8.go, go@1.26.8 src/bytes/bytes.go.

/** Made when they are needed: making one takes longer than most texts take. */
let encoder: TextEncoder | undefined;
let decoder: TextDecoder | undefined;

/** How many characters one call of fromCharCode may be given. */
const PIECE = 8192;

/** The bytes of a text in UTF-8; half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  encoder ??= new TextEncoder();
  return encoder.encode(text);
}

/** Writes what {@link utf8Bytes} gives where there is room for it; gives how many bytes it wrote. */
export function utf8Into(text: string, room: Uint8Array): number {
  encoder ??= new TextEncoder();
  return encoder.encodeInto(text, room).written;
}

/** UTF-8 as text; what is none becomes U+FFFD, a byte order mark stays. */
export function utf8Text(bytes: Uint8Array): string {
  decoder ??= new TextDecoder('utf-8', { ignoreBOM: true });
  return decoder.decode(bytes);
}

/** One character a byte. */
export function byteText(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += PIECE) {
    // Spread, they would be numbers in an array first.
    out += String.fromCharCode.apply(null, bytes.subarray(at, at + PIECE) as unknown as number[]);
  }
  return out;
}

/** The bytes of a text that has one character a byte. */
export function textBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Byte arrays one behind the other. */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

// Go's strings are bytes. Where a text may hold bytes that are no UTF-8 (a file's name, an error's text), each such byte stands as a
// lone surrogate, U+DC80 to U+DCFF: one rune a bad byte, as in Go, and the same bytes again in the end.

/** A sequence of UTF-8, a character a byte, or one byte that belongs to none. */
const SEQUENCE =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

const BAD_BYTE = /(?<![\ud800-\udbff])[\udc80-\udcff]/;

/** What a byte that is no UTF-8 becomes: so much more. */
const ESCAPE = 0xdc00;

/** Bytes as a text from which {@link bytesOf} makes the same bytes. */
export function textOf(bytes: Uint8Array): string {
  const text = utf8Text(bytes);
  if (!text.includes('\ufffd')) return text;
  return byteText(bytes).replace(SEQUENCE, (part) => {
    const code = part.charCodeAt(0);
    return part.length === 1 && code >= 0x80 ? String.fromCharCode(ESCAPE + code) : utf8Text(textBytes(part));
  });
}

/** Does a text hold bytes that are no UTF-8? */
export function hasBadBytes(text: string): boolean {
  return BAD_BYTE.test(text);
}

/** The bytes of a text. */
export function bytesOf(text: string): Uint8Array {
  if (!BAD_BYTE.test(text)) return utf8Bytes(text);
  const out: number[] = [];
  for (const char of text) {
    const code = char.charCodeAt(0);
    if (char.length === 1 && code >= ESCAPE + 0x80 && code <= ESCAPE + 0xff) out.push(code - ESCAPE);
    else out.push(...utf8Bytes(char));
  }
  return Uint8Array.from(out);
}

/** Go's bytes.Compare. */
export function compareByteArrays(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length - b.length : at < b.length ? a[at] - b[at] : 1;
}

/** Go's bytes.TrimSpace, over a text of one character a byte. */
export function trimSpaceBytes(text: string): string {
  const rest = trimSpaceLeftBytes(text);
  let end = rest.length;
  for (let size = spaceBefore(rest, end); size > 0; size = spaceBefore(rest, end)) end -= size;
  return rest.slice(0, end);
}

/** How many bytes of white space end there: those of one character, or 0. A pattern would try every space of the text. */
function spaceBefore(text: string, end: number): number {
  if (end === 0) return 0;
  const last = text.charCodeAt(end - 1);
  if (last < 0x80) return last === 0x20 || (last >= 0x09 && last <= 0x0d) ? 1 : 0;
  return LAST_SPACE.exec(text.slice(Math.max(0, end - 3), end))?.[0].length ?? 0;
}

/** Go's bytes.TrimLeftFunc with unicode.IsSpace, over a text of one character a byte. */
export function trimSpaceLeftBytes(text: string): string {
  return text.replace(FIRST_SPACE, '');
}

// White space as unicode.IsSpace knows it, in UTF-8.
const FIRST_SPACE =
  /^(?:[\t-\r ]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)|\xe3\x80\x80)+/;
const LAST_SPACE = /(?:\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2(?:\x80[\x80-\x8a\xa8\xa9\xaf]|\x81\x9f)|\xe3\x80\x80)$/;
