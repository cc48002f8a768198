// The way from input bytes to text the YAML scanner can walk: byte order marks, UTF-16, the check of characters, and a NUL
// behind the last byte. Mirrors libyaml's reader, which looks at the input in chunks of 512 bytes and fails on a bad
// character only when it comes to its chunk. Must never look at YAML syntax.
// Follows go.yaml.in/yaml/v2@v2.4.4 readerc.go.

import { PAGE_BITS } from '../../../../abi/values';
import { Buffer } from '../../../core/buffer';
import { allocate } from '../../../core/memory';

const CHUNK: u32 = 512;

/** First byte of the text. */
export let textStart: usize = 0;
/** The NUL behind the last byte that can be scanned. */
export let textEnd: usize = 0;
/** What is wrong with the characters from `textEnd` on; empty: nothing, the text ends there. */
export let readerProblem: string = '';
/** Where libyaml's habit of skipping a character at the start of lines ends (a text with a second byte order mark). */
export let markQuirkEnd: usize = 0;

let savedByte: u8 = 0;
let savedAt: usize = 0;

let badOffset: u32 = 0;

/** Prepares `length` bytes for scanning. Every call must be followed by `closeReader` before anyone reads behind the text. */
export function openReader(pointer: usize, length: u32): void {
  readerProblem = '';
  badOffset = length;
  let end: u32 = length;
  if (length >= 2 && isUtf16(pointer)) {
    const text = decodeUtf16(pointer, length);
    pointer = text.pointer;
    end = text.length;
  } else {
    let skip: u32 = 0;
    if (length >= 3 && load<u16>(pointer) == 0xbbef && load<u8>(pointer, 2) == 0xbf) skip = 3;
    checkUtf8(pointer, skip, length);
    if (readerProblem.length) end = chunkOf(pointer, length, skip);
    pointer += skip;
    end -= skip;
  }
  textStart = pointer;
  textEnd = pointer + end;
  markQuirkEnd = 0;
  if (end >= 3 && load<u16>(pointer) == 0xbbef && load<u8>(pointer, 2) == 0xbf) markQuirkEnd = pointer + CHUNK;
  placeNul();
}

/** Are there fewer than `n` characters before the bad one? (Where there is none, the text never lacks any.) */
export function lacksCharacters(p: usize, n: u32): bool {
  if (!readerProblem.length) return false;
  for (; n; n--) {
    if (p >= textEnd) return true;
    p++;
    while (p < textEnd && (load<u8>(p) & 0xc0) == 0x80) p++;
  }
  return false;
}

/** Puts the byte behind the text back. */
export function closeReader(): void {
  if (savedAt) store<u8>(savedAt, savedByte);
  savedAt = 0;
}

function placeNul(): void {
  // The byte behind the text may be free memory. Taking what would be given out next keeps others from writing to it.
  allocate(1);
  heap.alloc(1);
  if (textEnd >= (<usize>memory.size()) << PAGE_BITS) {
    const length = textEnd - textStart;
    const copy = heap.alloc(length + 1);
    memory.copy(copy, textStart, length);
    if (markQuirkEnd) markQuirkEnd = copy + CHUNK;
    textStart = copy;
    textEnd = copy + length;
  }
  savedAt = textEnd;
  savedByte = load<u8>(textEnd);
  store<u8>(textEnd, 0);
}

function isUtf16(pointer: usize): bool {
  const mark = load<u16>(pointer);
  return mark == 0xfeff || mark == 0xfffe;
}

/** Finds the first bad character at or behind `offset`: sets `badOffset` and `readerProblem`. */
function checkUtf8(pointer: usize, offset: u32, length: u32): void {
  let at = pointer + offset;
  const end = pointer + length;
  const space = i8x16.splat(0x20);
  const printable = i8x16.splat(0x5f);
  const tab = i8x16.splat(0x09);
  const newline = i8x16.splat(0x0a);
  while (at < end) {
    while (at + 16 <= end) {
      const block = v128.load(at);
      let good = i8x16.lt_u(i8x16.sub(block, space), printable);
      good = v128.or(good, i8x16.eq(block, newline));
      if (!i8x16.all_true(good)) {
        good = v128.or(good, i8x16.eq(block, tab));
        if (!i8x16.all_true(good)) break;
      }
      at += 16;
    }
    // One character at a time up to a place where a block of plain ones may begin again.
    const stop = at + 16 < end ? at + 16 : end;
    while (at < stop) {
      const b = <u32>load<u8>(at);
      if (b < 0x80) {
        if ((b < 0x20 && b != 9 && b != 10 && b != 13) || b == 0x7f) {
          badCharacter(<u32>(at - pointer), 'control characters are not allowed');
          return;
        }
        at++;
        continue;
      }
      const width = checkSequence(at, end, b);
      if (!width) {
        badOffset = <u32>(at - pointer);
        return;
      }
      at += width;
    }
  }
}

function badCharacter(offset: u32, problem: string): u32 {
  badOffset = offset;
  readerProblem = problem;
  return 0;
}

/** Width of the good multi-byte character at `at`, or 0 with `readerProblem` set. */
export function checkSequence(at: usize, end: usize, lead: u32): u32 {
  const width: u32 = (lead & 0xe0) == 0xc0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : (lead & 0xf8) == 0xf0 ? 4 : 0;
  if (!width) return badCharacter(0, 'invalid leading UTF-8 octet');
  if (at + width > end) return badCharacter(0, 'incomplete UTF-8 octet sequence');
  let value = lead & (0xff >> (width + 1));
  for (let i: u32 = 1; i < width; i++) {
    const b = <u32>load<u8>(at + i);
    if ((b & 0xc0) != 0x80) return badCharacter(0, 'invalid trailing UTF-8 octet');
    value = (value << 6) | (b & 0x3f);
  }
  if (value < (width == 2 ? <u32>0x80 : width == 3 ? <u32>0x800 : <u32>0x10000)) {
    return badCharacter(0, 'invalid length of a UTF-8 sequence');
  }
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) return badCharacter(0, 'invalid Unicode character');
  if (!isAllowed(value)) return badCharacter(0, 'control characters are not allowed');
  return width;
}

/** YAML's printable characters. */
function isAllowed(c: u32): bool {
  if (c < 0x7f) return c >= 0x20 || c == 9 || c == 10 || c == 13;
  return c == 0x85 || (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd) || c >= 0x10000;
}

/**
 * Where the text ends that is scanned before the bad character is noticed: where its chunk begins. A character that is
 * cut by the end of a chunk counts to the next one; one that is cut by the end of the input hides nothing before it.
 */
function chunkOf(pointer: usize, length: u32, skip: u32): u32 {
  const lead = <u32>load<u8>(pointer + badOffset);
  const width: u32 = (lead & 0xe0) == 0xc0 ? 2 : (lead & 0xf0) == 0xe0 ? 3 : (lead & 0xf8) == 0xf0 ? 4 : 1;
  if (badOffset + width > length) return badOffset;
  let start: u32 = 0;
  while (start + CHUNK < badOffset + width) {
    start += CHUNK;
    if (start > badOffset) start = badOffset;
    while (start < badOffset && (load<u8>(pointer + start) & 0xc0) == 0x80) start--;
  }
  return start < skip ? skip : start;
}

/** UTF-16 with a byte order mark as UTF-8 text, as far as it is good up to the chunk with the first bad character. */
function decodeUtf16(pointer: usize, length: u32): Buffer {
  const swapped = load<u16>(pointer) == 0xfffe;
  const text = Buffer.create((length >> 1) * 3 + 4);
  let chunkText: u32 = 0;
  let offset: u32 = 2;
  let width: u32 = 2;
  while (offset < length) {
    // Characters of one chunk come in together: those before a bad one in its chunk are never scanned.
    if (offset % CHUNK == 0) chunkText = text.length;
    width = 2;
    if (offset + 2 > length) {
      readerProblem = 'incomplete UTF-16 character';
      break;
    }
    let value = unit(pointer + offset, swapped);
    if ((value & 0xfc00) == 0xdc00) {
      readerProblem = 'unexpected low surrogate area';
      break;
    }
    if ((value & 0xfc00) == 0xd800) {
      width = 4;
      if (offset + 4 > length) {
        readerProblem = 'incomplete UTF-16 surrogate pair';
        break;
      }
      const low = unit(pointer + offset + 2, swapped);
      if ((low & 0xfc00) != 0xdc00) {
        readerProblem = 'expected low surrogate area';
        break;
      }
      value = 0x10000 + ((value & 0x3ff) << 10) + (low & 0x3ff);
    }
    if (!isAllowed(value)) {
      readerProblem = 'control characters are not allowed';
      break;
    }
    text.rune(value);
    offset += width;
  }
  if (readerProblem.length && offset + width <= length) text.length = chunkText;
  return text;
}

function unit(at: usize, swapped: bool): u32 {
  const value = <u32>load<u16>(at);
  return swapped ? ((value & 0xff) << 8) | (value >> 8) : value;
}
