// Bytes as text and back, without Node's Buffer: this room also runs in a browser.

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** How many characters one call of fromCharCode may be given. */
const PIECE = 8192;

/** The bytes of a text in UTF-8; half a surrogate pair becomes U+FFFD. */
export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

/** UTF-8 as text; what is none becomes U+FFFD, a byte order mark stays. */
export function utf8Text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** One character a byte. */
export function byteText(bytes: Uint8Array): string {
  let out = '';
  for (let at = 0; at < bytes.length; at += PIECE) out += String.fromCharCode(...bytes.subarray(at, at + PIECE));
  return out;
}

/** The bytes of a text that has one character a byte. */
export function textBytes(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
