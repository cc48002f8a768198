// Texts within the JSON that a module gives to its host, which is YAML, too.
// Follows nothing: what encoding/json escapes YAML need not, and the other way about.

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
      out.literal('\\u');
      for (let shift = 12; shift >= 0; shift -= 4) {
        const digit: u32 = (rune >> shift) & 15;
        out.byte(<u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
      }
    }
  }
  out.bytes(plain, <u32>(at - plain));
  out.byte(0x22);
}
