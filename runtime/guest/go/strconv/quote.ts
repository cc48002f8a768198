// Go's quoted text: strconv.Quote and its kin.
// Follows go@1.26.8 src/strconv/quote.go.

import { Buffer } from '../../core/buffer';
import { RUNE_ERROR, decodeRune, isPrint, runeSize } from '../unicode/unicode';

function writeHex(buffer: Buffer, value: u32, digits: u32): void {
  while (digits-- > 0) {
    const digit = (value >>> (digits << 2)) & 15;
    buffer.byte(<u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
  }
}

/** One rune as it stands in a Go literal with the given quotes. */
function writeEscaped(buffer: Buffer, r: u32, quote: u8, ascii: bool): void {
  if (r == <u32>quote || r == 0x5c) {
    buffer.byte(0x5c);
    buffer.byte(<u8>r);
    return;
  }
  if (r < 0x80 ? r - 0x20 < 0x5f : !ascii && isPrint(r)) {
    buffer.rune(r);
    return;
  }
  buffer.byte(0x5c);
  if (r >= 7 && r <= 13) {
    // \a \b \t \n \v \f \r
    buffer.byte(<u8>(0x72_66_76_6e_74_62_61 >> ((<u64>(r - 7)) << 3)));
  } else if (r < 0x20 || r == 0x7f) {
    buffer.byte(0x78);
    writeHex(buffer, r, 2);
  } else if (r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) {
    buffer.byte(0x75);
    writeHex(buffer, RUNE_ERROR, 4);
  } else if (r < 0x10000) {
    buffer.byte(0x75);
    writeHex(buffer, r, 4);
  } else {
    buffer.byte(0x55);
    writeHex(buffer, r, 8);
  }
}

function quoteWith(buffer: Buffer, pointer: usize, length: u32, ascii: bool): void {
  const end = pointer + length;
  buffer.reserve(length + 2);
  buffer.byte(0x22);
  while (pointer < end) {
    // A stretch of plain text goes over in one copy.
    let plain = pointer;
    while (plain < end) {
      const c = load<u8>(plain);
      if (c < 0x20 || c > 0x7e || c == 0x22 || c == 0x5c) break;
      plain++;
    }
    if (plain > pointer) {
      buffer.bytes(pointer, <u32>(plain - pointer));
      pointer = plain;
      if (pointer == end) break;
    }
    const r = decodeRune(pointer, end);
    if (r == RUNE_ERROR && runeSize == 1) {
      buffer.byte(0x5c);
      buffer.byte(0x78);
      writeHex(buffer, load<u8>(pointer), 2);
      pointer++;
    } else {
      pointer += runeSize;
      writeEscaped(buffer, r, 0x22, ascii);
    }
  }
  buffer.byte(0x22);
}

/** strconv.Quote. */
export function quoteInto(buffer: Buffer, pointer: usize, length: u32): void {
  quoteWith(buffer, pointer, length, false);
}

/** strconv.QuoteToASCII. */
export function quoteAsciiInto(buffer: Buffer, pointer: usize, length: u32): void {
  quoteWith(buffer, pointer, length, true);
}

/** strconv.QuoteRune, or QuoteRuneToASCII. */
export function quoteRuneInto(buffer: Buffer, r: u32, ascii: bool): void {
  buffer.byte(0x27);
  if (r > 0x10ffff || (r >= 0xd800 && r <= 0xdfff)) r = RUNE_ERROR;
  writeEscaped(buffer, r, 0x27, ascii);
  buffer.byte(0x27);
}

/** strconv.CanBackquote: valid one-line text without control characters (tabs may stand), backquotes or a BOM. */
export function canBackquote(pointer: usize, length: u32): bool {
  const end = pointer + length;
  while (pointer < end) {
    const r = decodeRune(pointer, end);
    pointer += runeSize;
    if (runeSize == 1) {
      if (r == RUNE_ERROR || (r < 0x20 && r != 9) || r == 0x60 || r == 0x7f) return false;
    } else if (r == 0xfeff) {
      return false;
    }
  }
  return true;
}
