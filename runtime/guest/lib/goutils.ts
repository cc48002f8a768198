// What Sprig takes from Masterminds/goutils: functions that look at bytes, each taken for a Latin-1 character, and
// count widths in bytes. That mangles other text than ASCII as Helm mangles it.
// Follows github.com/Masterminds/goutils@v1.1.1 stringutils.go, github.com/Masterminds/goutils@v1.1.1 wordutils.go.

import { Buffer } from '../core/buffer';
import { indexByte } from '../go/strings/strings';
import { isSpace } from '../go/unicode/unicode';
import { EMPTY_STRING, Value } from '../core/value';

/** goutils.DeleteWhiteSpace: a text without a white-space byte comes back as it is, another one re-encoded. */
export function deleteWhiteSpace(s: Value): Value {
  const base: usize = s.pointer;
  const length = s.length;
  let i: u32 = 0;
  while (i < length && !isSpace(load<u8>(base + i))) i++;
  if (i == length) return s;
  const buffer = Buffer.create(length + 16);
  for (i = 0; i < length; i++) {
    const b: u32 = load<u8>(base + i);
    if (!isSpace(b)) buffer.rune(b);
  }
  return buffer.toValue();
}

/** goutils.Initials: the first byte of every word. */
export function initials(s: Value): Value {
  const base: usize = s.pointer;
  const length = s.length;
  const buffer = Buffer.create(32);
  let afterSpace = true;
  for (let i: u32 = 0; i < length; i++) {
    const b: u32 = load<u8>(base + i);
    if (isSpace(b)) {
      afterSpace = true;
    } else if (afterSpace) {
      buffer.rune(b);
      afterSpace = false;
    }
  }
  return buffer.toValue();
}

function ellipsis(buffer: Buffer): void {
  buffer.repeat(0x2e, 3);
}

/** goutils.AbbreviateFull for a width of at least 4, or at least 7 where there is an offset. */
export function abbreviate(s: Value, offset: i64, width: i64): Value {
  const length: i64 = s.length;
  if (length <= width) return s;
  if (offset > length) offset = length;
  if (length - offset < width - 3) offset = length - (width - 3);
  const kept = <u32>(width - 3);
  const buffer = Buffer.create(<u32>width + 8);
  if (offset <= 4) {
    buffer.bytes(s.pointer, kept);
    ellipsis(buffer);
    return buffer.toValue();
  }
  ellipsis(buffer);
  if (offset + width - 3 < length) {
    buffer.bytes(s.pointer + <u32>offset, kept - 3);
    ellipsis(buffer);
  } else {
    buffer.bytes(s.pointer + s.length - kept, kept);
  }
  return buffer.toValue();
}

/** goutils.WrapCustom. */
export function wrapText(s: Value, wanted: i64, separator: Value, breakWords: bool): Value {
  const base: usize = s.pointer;
  const length = s.length;
  if (length == 0) return EMPTY_STRING;
  const width: u32 = wanted < 1 ? 1 : wanted > i32.MAX_VALUE ? i32.MAX_VALUE : <u32>wanted;
  const buffer = Buffer.create(length + 64);
  let offset: u32 = 0;
  while (length - offset > width) {
    if (load<u8>(base + offset) == 0x20) {
      offset++;
      continue;
    }
    // The last space among the next width + 1 bytes.
    let at = offset + width;
    while (at > offset && load<u8>(base + at) != 0x20) at--;
    if (at > offset) {
      writeLine(buffer, base + offset, at - offset, separator);
      offset = at + 1;
    } else if (breakWords) {
      writeLine(buffer, base + offset, width, separator);
      offset += width;
    } else {
      const space = indexByte(base, length, 0x20, offset + width);
      if (space < 0) break;
      writeLine(buffer, base + offset, space - offset, separator);
      offset = space + 1;
    }
  }
  buffer.bytes(base + offset, length - offset);
  return buffer.toValue();
}

function writeLine(buffer: Buffer, pointer: usize, length: u32, separator: Value): void {
  buffer.bytes(pointer, length);
  if (separator.length) buffer.string(separator);
  else buffer.byte(0x0a);
}
