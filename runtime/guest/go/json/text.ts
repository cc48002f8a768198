// Escapes of JSON texts; and texts within the JSON that a module gives to its host, which is YAML, too.
// Follows go@1.26.8 src/encoding/json/encode.go.

import { Buffer } from '../../core/buffer';
import { Value } from '../../core/value';
import { decodeRune, runeSize } from '../unicode/unicode';

/** A JSON string that is a YAML one too: what YAML does not allow to stand for itself is escaped, invalid UTF-8 replaced. */
export function writeJsonText(out: Buffer, text: Value): void {
  out.reserve(text.length + 2);
  out.byte(0x22);
  const end: usize = text.pointer + text.length;
  let at: usize = text.pointer;
  let plain = at;
  while (at < end) {
    const b = load<u8>(at);
    if (b >= 0x20 && b < 0x7f && b != 0x22 && b != 0x5c) {
      at++;
      continue;
    }
    const rune: u32 = b < 0x80 ? b : decodeRune(at, end);
    const size: u32 = b < 0x80 ? 1 : runeSize;
    if (
      rune >= 0xa0 &&
      rune != 0xfeff &&
      rune != 0x2028 &&
      rune != 0x2029 &&
      rune < 0xfffe &&
      !(rune == 0xfffd && size == 1)
    ) {
      at += size;
      continue;
    }
    if (rune >= 0x10000) {
      at += size;
      continue;
    }
    out.bytes(plain, <u32>(at - plain));
    at += size;
    plain = at;
    if (b == 0x0a) {
      out.literal('\\n');
    } else if (b == 0x22 || b == 0x5c) {
      out.byte(0x5c);
      out.byte(b);
    } else {
      out.byte(0x5c);
      writeUnicode(out, rune);
    }
  }
  out.bytes(plain, <u32>(at - plain));
  out.byte(0x22);
}

/** What stands for a character that does not stand for itself; `short`: \b and \f have forms of their own. */
export function writeEscape(buffer: Buffer, rune: u32, short: bool): void {
  buffer.byte(0x5c);
  switch (rune) {
    case 0x22:
    case 0x5c:
      buffer.byte(<u8>rune);
      return;
    case 0x08:
    case 0x0c:
      if (!short) break;
      buffer.byte(rune == 0x08 ? 0x62 : 0x66);
      return;
    case 0x09:
      buffer.byte(0x74);
      return;
    case 0x0a:
      buffer.byte(0x6e);
      return;
    case 0x0d:
      buffer.byte(0x72);
      return;
  }
  writeUnicode(buffer, rune);
}

/** Four digits behind `u`. */
function writeUnicode(buffer: Buffer, rune: u32): void {
  buffer.byte(0x75);
  for (let shift = 12; shift >= 0; shift -= 4) {
    const digit = <u8>((rune >> shift) & 15);
    buffer.byte(digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
}
