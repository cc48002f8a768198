// Keys and strings as TOML writes them, in documents and in errors.
// Follows github.com/BurntSushi/toml@v1.6.0 meta.go.

import { Buffer } from '../../core/buffer';
import { Value } from '../../core/value';

/** A key: bare where it may be, else quoted. */
export function writeName(buffer: Buffer, key: Value): void {
  let bare = key.length > 0;
  for (let i: u32 = 0; bare && i < key.length; i++) {
    const b: u32 = key.byte(i);
    bare = (b | 0x20) - 0x61 < 26 || b - 0x30 < 10 || b == 0x5f || b == 0x2d;
  }
  if (bare) buffer.string(key);
  else writeQuoted(buffer, key);
}

/** A string in double quotes. */
export function writeQuoted(buffer: Buffer, s: Value): void {
  buffer.byte(0x22);
  let start: u32 = 0;
  for (let i: u32 = 0; i < s.length; i++) {
    const b = s.byte(i);
    if (b >= 0x20 && b != 0x22 && b != 0x5c && b != 0x7f) continue;
    buffer.bytes(s.pointer + start, i - start);
    start = i + 1;
    buffer.byte(0x5c);
    switch (b) {
      case 0x22:
      case 0x5c:
        buffer.byte(b);
        break;
      case 0x08:
        buffer.byte(0x62);
        break;
      case 0x09:
        buffer.byte(0x74);
        break;
      case 0x0a:
        buffer.byte(0x6e);
        break;
      case 0x0c:
        buffer.byte(0x66);
        break;
      case 0x0d:
        buffer.byte(0x72);
        break;
      default: {
        buffer.literal('u00');
        buffer.byte(0x30 + (b >> 4));
        const low = b & 15;
        buffer.byte(low < 10 ? 0x30 + low : 0x57 + low);
      }
    }
  }
  buffer.bytes(s.pointer + start, s.length - start);
  buffer.byte(0x22);
}

/** Key.String: the parts of a key joined by dots. */
export function writeKey(buffer: Buffer, key: Value): void {
  for (let i: u32 = 0; i < key.length; i++) {
    if (i) buffer.byte(0x2e);
    writeName(buffer, key.item(i));
  }
}
