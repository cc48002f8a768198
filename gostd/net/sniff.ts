/**
 * What kind of file something is, for the message about a chart argument that is no chart.
 * As Go's http.DetectContentType; nothing but words depends on it.
 * Follows go@1.26.8 src/net/http/sniff.go.
 */

import { byteText } from '../bytes';

const HTML_TAGS = '!DOCTYPE HTML,HTML,HEAD,SCRIPT,IFRAME,H1,DIV,FONT,TABLE,A,STYLE,TITLE,B,BODY,BR,P,!--'.split(',');

/** Texts that stand at fixed offsets, and the type they tell. First match wins. */
const SIGNATURES: [type: string, ...parts: [offset: number, text: string][]][] = [
  ['application/pdf', [0, '%PDF-']],
  ['application/postscript', [0, '%!PS-Adobe-']],
  ['text/plain; charset=utf-16be', [0, '\xfe\xff']],
  ['text/plain; charset=utf-16le', [0, '\xff\xfe']],
  ['text/plain; charset=utf-8', [0, '\xef\xbb\xbf']],
  ['image/x-icon', [0, '\0\0\x01\0']],
  ['image/x-icon', [0, '\0\0\x02\0']],
  ['image/bmp', [0, 'BM']],
  ['image/gif', [0, 'GIF87a']],
  ['image/gif', [0, 'GIF89a']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBPVP']],
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['audio/aiff', [0, 'FORM'], [8, 'AIFF']],
  ['audio/mpeg', [0, 'ID3']],
  ['application/ogg', [0, 'OggS\0']],
  ['audio/midi', [0, 'MThd\0\0\0\x06']],
  ['video/avi', [0, 'RIFF'], [8, 'AVI ']],
  ['audio/wave', [0, 'RIFF'], [8, 'WAVE']],
  ['video/mp4', [4, 'ftyp']],
  ['video/webm', [0, '\x1a\x45\xdf\xa3']],
  ['application/vnd.ms-fontobject', [34, 'LP']],
  ['font/ttf', [0, '\0\x01\0\0']],
  ['font/otf', [0, 'OTTO']],
  ['font/collection', [0, 'ttcf']],
  ['font/woff', [0, 'wOFF']],
  ['font/woff2', [0, 'wOF2']],
  ['application/x-gzip', [0, '\x1f\x8b\x08']],
  ['application/zip', [0, 'PK\x03\x04']],
  ['application/x-rar-compressed', [0, 'Rar!\x1a\x07\0']],
  ['application/x-rar-compressed', [0, 'Rar!\x1a\x07\x01\0']],
  ['application/wasm', [0, '\0asm']],
];

/** Tells the media type of a file by its first 512 bytes (fewer are to be filled up with zeros, as Helm does). */
export function detectContentType(data: Uint8Array): string {
  const bytes = byteText(data.subarray(0, 512));
  const start = bytes.search(/[^\t\n\f\r ]|$/);
  const visible = bytes.slice(start);
  const upper = visible.replace(/[a-z]/g, (char) => char.toUpperCase());
  for (const tag of HTML_TAGS) {
    if (upper.startsWith(`<${tag}`) && /^[ >]/.test(visible.slice(tag.length + 1))) return 'text/html; charset=utf-8';
  }
  if (visible.startsWith('<?xml')) return 'text/xml; charset=utf-8';
  for (const [type, ...parts] of SIGNATURES) {
    if (!parts.every(([offset, text]) => bytes.startsWith(text, offset))) continue;
    if (type !== 'video/mp4' || isMp4(data, bytes)) return type;
  }
  return /[\0-\x08\v\x0e-\x1a\x1c-\x1f]/.test(visible) ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}

/** The first box must name an mp4 brand, other than as the brand's version number. */
function isMp4(data: Uint8Array, bytes: string): boolean {
  const size = new DataView(data.buffer, data.byteOffset).getUint32(0);
  if (size > bytes.length || size % 4 !== 0) return false;
  for (let at = 8; at < size; at += 4) if (at !== 12 && bytes.startsWith('mp4', at)) return true;
  return false;
}
