// Sprig's string functions (strings.go, and the ones it borrows from Go's `strings` and from goutils). Strings are bytes and
// are never changed in place: what a function does not change it hands back or shares.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 strings.go.

import {
  KIND_NIL,
  KIND_STRING,
  LIST_STRING,
  MAP_STRING,
  VALUE_LENGTH,
  VALUE_PAYLOAD,
  VALUE_SIZE,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { failLiteral, failWith, message } from '../../core/error';
import { formatValue, toText } from '../../go/fmt/format';
import { MOST_BYTES, TOO_LONG } from '../../go/reflect/capacity';
import { abbreviate, deleteWhiteSpace, initials, wrapText } from '../../lib/goutils';
import { mapCase, swapCase, titleCase, uncapitalize } from '../../go/strings/letter-case';
import { mapSet } from '../../core/map';
import { allocate, boundedSize } from '../../core/memory';
import { parseInt, parseStatus, parsedInt, quoteInto } from '../../go/strconv/number';
import { output } from '../../core/output';
import {
  allocateText,
  countByte,
  endsWith,
  indexByte,
  indexOf,
  sortStrings,
  startsWith,
  trimSpace,
} from '../../go/strings/strings';
import { decodeLastRune, decodeRune, runeCount, runeSize } from '../../go/unicode/unicode';
import {
  EMPTY_STRING,
  Value,
  elementAt,
  isList,
  isStringList,
  literal,
  newBool,
  newInt,
  newList,
  newMap,
  newString,
  setItem,
  substring,
} from '../../core/value';
import { camelCase, lowerCaseWords } from '../../lib/xstrings';
import { argument } from '../arguments';

// --- quoting and indentation: in nearly every chart, so they write in one pass ---

/** What `quote` writes for one value: nothing for nil, otherwise Go's %q of its text. */
export function quoteValueInto(buffer: Buffer, v: Value): void {
  const text = v.kind == KIND_STRING ? v : toText(v);
  quoteInto(buffer, text.pointer, text.length);
}

/** `quote`: every argument but nil as a Go string literal, joined by spaces. */
export function fnQuote(pointer: usize, count: i32): Value {
  const mark = output.length;
  quoteAllInto(output, pointer, count);
  return output.cut(mark);
}

/** What `quote` gives, appended to a buffer. */
export function quoteAllInto(buffer: Buffer, pointer: usize, count: i32): void {
  let first = true;
  for (let i = 0; i < count; i++) {
    const v = argument(pointer, i);
    if (v.kind == KIND_NIL) continue;
    if (!first) buffer.byte(0x20);
    first = false;
    quoteValueInto(buffer, v);
  }
}

/** `squote`: every argument but nil between single quotes, unescaped, joined by spaces. */
export function fnSquote(pointer: usize, count: i32): Value {
  const mark = output.length;
  squoteAllInto(output, pointer, count);
  return output.cut(mark);
}

/** What `squote` gives, appended to a buffer. */
export function squoteAllInto(buffer: Buffer, pointer: usize, count: i32): void {
  let first = true;
  for (let i = 0; i < count; i++) {
    const v = argument(pointer, i);
    if (v.kind == KIND_NIL) continue;
    if (!first) buffer.byte(0x20);
    first = false;
    buffer.byte(0x27);
    if (v.kind == KIND_STRING) buffer.string(v);
    else formatValue(buffer, v);
    buffer.byte(0x27);
  }
}

/** Bytes that `writeIndented` may touch behind what it writes. */
const SLACK: u32 = 16;

/** Writes the text with `width` spaces before every line; gives the address behind it. Needs SLACK bytes more. */
function writeIndented(out: usize, width: u32, pointer: usize, length: u32): usize {
  const end = pointer + length;
  const newline = i8x16.splat(0x0a);
  const spaces = i8x16.splat(0x20);
  for (let i: u32 = 0; i < width; i += 16) v128.store(out + i, spaces);
  out += width;
  while (pointer + 16 <= end) {
    const block = v128.load(pointer);
    v128.store(out, block);
    const mask = i8x16.bitmask(i8x16.eq(block, newline));
    if (mask == 0) {
      pointer += 16;
      out += 16;
      continue;
    }
    const taken = ctz(mask) + 1;
    pointer += taken;
    out += taken;
    for (let i: u32 = 0; i < width; i += 16) v128.store(out + i, spaces);
    out += width;
  }
  while (pointer < end) {
    const b = load<u8>(pointer++);
    store<u8>(out++, b);
    if (b == 0x0a) {
      for (let i: u32 = 0; i < width; i += 16) v128.store(out + i, spaces);
      out += width;
    }
  }
  return out;
}

/** Is a line to be indented so far that Go's strings.Repeat fails? The failure is recorded then. */
function failIndent(width: i64): bool {
  if (width >= 0 && width <= MOST_BYTES) return false;
  failLiteral(width < 0 ? 'strings: negative Repeat count' : TOO_LONG);
  return true;
}

function indentedLength(width: i64, pointer: usize, length: u32): u64 {
  const lines: u64 = countByte(pointer, length, 0x0a) + 1;
  return length + lines * boundedSize(width);
}

/** What `indent` gives, written into a buffer; false where the width is none (failure recorded). */
export function indentInto(buffer: Buffer, width: i64, pointer: usize, length: u32): bool {
  if (failIndent(width)) return false;
  const total = boundedSize(indentedLength(width, pointer, length));
  buffer.reserve(total + SLACK);
  writeIndented(buffer.pointer + buffer.length, <u32>width, pointer, length);
  buffer.length += total;
  return true;
}

function indented(width: i64, s: Value, newline: u32): Value {
  if (failIndent(width)) return changetype<Value>(0);
  const total = indentedLength(width, s.pointer, s.length);
  const out = allocateText(total + newline + SLACK);
  if (newline) store<u8>(out, 0x0a);
  writeIndented(out + newline, <u32>width, s.pointer, s.length);
  return newString(out, <u32>total + newline);
}

/** `indent width s`. */
export function fnIndent(width: Value, s: Value): Value {
  return indented(width.int, s, 0);
}

/** `nindent width s`: a newline, then `indent`. */
export function fnNindent(width: Value, s: Value): Value {
  return indented(width.int, s, 1);
}

// --- cutting ---

/** `trim`: strings.TrimSpace. */
export function fnTrim(s: Value): Value {
  return trimSpace(s);
}

/** Does the set of characters hold this one? */
function inCutset(set: Value, r: u32): bool {
  if (r < 0x80) return indexByte(set.pointer, set.length, <u8>r, 0) >= 0;
  let at: usize = set.pointer;
  const end = at + set.length;
  while (at < end) {
    if (decodeRune(at, end) == r) return true;
    at += runeSize;
  }
  return false;
}

/** `trimAll set s`: strings.Trim, without the characters of the set at both ends. */
export function fnTrimAll(set: Value, s: Value): Value {
  const base: usize = s.pointer;
  let start = base;
  let end = base + s.length;
  if (set.length == 0) return s;
  while (start < end) {
    const r = decodeRune(start, end);
    const size = runeSize;
    if (!inCutset(set, r)) break;
    start += size;
  }
  while (start < end) {
    const r = decodeLastRune(start, end);
    const size = runeSize;
    if (!inCutset(set, r)) break;
    end -= size;
  }
  return substring(s, <u32>(start - base), <u32>(end - base));
}

/** `trimPrefix prefix s`. */
export function fnTrimPrefix(prefix: Value, s: Value): Value {
  if (!startsWith(s.pointer, s.length, prefix.pointer, prefix.length)) return s;
  return substring(s, prefix.length, s.length);
}

/** `trimSuffix suffix s`. */
export function fnTrimSuffix(suffix: Value, s: Value): Value {
  if (!endsWith(s.pointer, s.length, suffix.pointer, suffix.length)) return s;
  return substring(s, 0, s.length - suffix.length);
}

/** `trunc n s`: the first n bytes, or the last -n. */
export function fnTrunc(n: Value, s: Value): Value {
  const count = n.int;
  const length: i64 = s.length;
  if (count < 0 && length + count > 0) return substring(s, <u32>(length + count), s.length);
  if (count >= 0 && length > count) return substring(s, 0, <u32>count);
  return s;
}

/** Go's panic for s[start:end] out of bounds; `start` or `length` negative: the panic does not name it. */
function failBounds(start: i64, end: i64, length: i64): Value {
  const b = message();
  b.literal('runtime error: slice bounds out of range [');
  if (start >= 0) b.integer(start);
  b.byte(0x3a);
  b.integer(end);
  b.byte(0x5d);
  if (length >= 0) {
    b.literal(' with length ');
    b.integer(length);
  }
  return failWith(b);
}

/** `substr start end s`. */
export function fnSubstr(start: Value, end: Value, s: Value): Value {
  const from = start.int;
  const to = end.int;
  const length: i64 = s.length;
  if (from < 0) {
    if (to < 0) return failBounds(-1, to, -1);
    if (to > length) return failBounds(-1, to, length);
    return substring(s, 0, <u32>to);
  }
  if (to < 0 || to > length) {
    if (from > length) return failBounds(from, length, -1);
    return substring(s, <u32>from, s.length);
  }
  if (from > to) return failBounds(from, to, -1);
  return substring(s, <u32>from, <u32>to);
}

// --- asking ---

/** `contains needle s`. */
export function fnContains(needle: Value, s: Value): Value {
  return newBool(indexOf(s.pointer, s.length, needle.pointer, needle.length, 0) >= 0);
}

export function fnHasPrefix(prefix: Value, s: Value): Value {
  return newBool(startsWith(s.pointer, s.length, prefix.pointer, prefix.length));
}

export function fnHasSuffix(suffix: Value, s: Value): Value {
  return newBool(endsWith(s.pointer, s.length, suffix.pointer, suffix.length));
}

// --- building ---

/** `replace old new s`: strings.ReplaceAll; an empty `old` stands before every rune and at the end. */
export function fnReplace(old: Value, replacement: Value, s: Value): Value {
  const base: usize = s.pointer;
  const length = s.length;
  if (old.length == 0) return interleave(replacement, s);
  let found = indexOf(base, length, old.pointer, old.length, 0);
  if (found < 0) return s;
  const buffer = Buffer.create(length + replacement.length + 16);
  let from: u32 = 0;
  while (found >= 0) {
    buffer.bytes(base + from, found - from);
    buffer.string(replacement);
    from = found + old.length;
    found = indexOf(base, length, old.pointer, old.length, from);
  }
  buffer.bytes(base + from, length - from);
  return buffer.toValue();
}

function interleave(separator: Value, s: Value): Value {
  const buffer = Buffer.create(s.length + 16);
  let at: usize = s.pointer;
  const end = at + s.length;
  while (at < end) {
    buffer.string(separator);
    decodeRune(at, end);
    buffer.bytes(at, runeSize);
    at += runeSize;
  }
  buffer.string(separator);
  return buffer.toValue();
}

/** `repeat count s`. */
export function fnRepeat(count: Value, s: Value): Value {
  const times = count.int;
  if (times < 0) return failLiteral('strings: negative Repeat count');
  const length = s.length;
  if (times == 0 || length == 0) return EMPTY_STRING;
  if (times > i64.MAX_VALUE / <i64>length) return failLiteral('strings: Repeat output length overflow');
  const total = <u64>times * length;
  if (total > <u64>MOST_BYTES) return failLiteral(TOO_LONG);
  const out = allocateText(total);
  memory.copy(out, s.pointer, length);
  let done: u64 = length;
  while (done < total) {
    const step = done < total - done ? done : total - done;
    memory.copy(out + <usize>done, out, <usize>step);
    done += step;
  }
  return newString(out, <u32>total);
}

/** `cat`: the arguments but nil, as %v, joined by spaces. */
export function fnCat(pointer: usize, count: i32): Value {
  const mark = output.length;
  let first = true;
  for (let i = 0; i < count; i++) {
    const v = argument(pointer, i);
    if (v.kind == KIND_NIL) continue;
    if (!first) output.byte(0x20);
    first = false;
    if (v.kind == KIND_STRING) output.string(v);
    else formatValue(output, v);
  }
  return output.cut(mark);
}

export function fnHello(): Value {
  return literal('Hello!');
}

/** `plural one many count`. */
export function fnPlural(one: Value, many: Value, count: Value): Value {
  return count.int == 1 ? one : many;
}

/** `toString`. */
export function fnToString(v: Value): Value {
  return v.kind == KIND_STRING ? v : toText(v);
}

/** `atoi`: decimal digits with a sign; 0 for other text, the nearest int64 for what does not fit. */
export function fnAtoi(s: Value): Value {
  if (!parseInt(s.pointer, s.length, 10) && parseStatus != 2) return newInt(0);
  return newInt(parsedInt);
}

// --- lists of strings ---

/** Sprig's strslice: a list's elements but nil as strings; of anything else, a list of its text; of nil, an empty list. */
export function stringsOf(v: Value): Value {
  if (isStringList(v)) return v;
  if (isList(v)) {
    const length = v.length;
    const list = newList(LIST_STRING, length);
    let filled: u32 = 0;
    for (let i: u32 = 0; i < length; i++) {
      const item = elementAt(v, i);
      if (item.kind == KIND_NIL) continue;
      setItem(list, filled++, item.kind == KIND_STRING ? item : toText(item));
    }
    list.length = filled;
    for (let i = filled; i < length; i++) setItem(list, i, EMPTY_STRING);
    return list;
  }
  if (v.kind == KIND_NIL) return newList(LIST_STRING, 0);
  const list = newList(LIST_STRING, 1);
  setItem(list, 0, fnToString(v));
  return list;
}

/** `toStrings`. */
export function fnToStrings(v: Value): Value {
  return stringsOf(v);
}

/** `join separator list`. */
export function fnJoin(separator: Value, v: Value): Value {
  if (!isList(v)) return v.kind == KIND_NIL ? EMPTY_STRING : fnToString(v);
  const mark = output.length;
  joinInto(output, separator, v);
  return output.cut(mark);
}

/** What `join` gives, appended to a buffer. */
export function joinInto(buffer: Buffer, separator: Value, v: Value): void {
  if (!isList(v)) {
    if (v.kind != KIND_NIL) buffer.string(fnToString(v));
    return;
  }
  const length = v.length;
  let first = true;
  for (let i: u32 = 0; i < length; i++) {
    const item = elementAt(v, i);
    if (item.kind == KIND_NIL) continue;
    if (!first) buffer.string(separator);
    first = false;
    if (item.kind == KIND_STRING) buffer.string(item);
    else buffer.string(toText(item));
  }
}

/** `sortAlpha`: the texts of a list in bytewise order. A []string is sorted in place, as Sprig does. */
export function fnSortAlpha(v: Value): Value {
  const list = v.kind == KIND_NIL ? singleton(toText(v)) : stringsOf(v);
  sortStrings(list.pointer, list.length);
  return list;
}

function singleton(text: Value): Value {
  const list = newList(LIST_STRING, 1);
  setItem(list, 0, text);
  return list;
}

/** Pieces of strings.SplitN: at most `limit` of them where that is positive, all where it is negative, none for 0. */
function splitText(s: Value, separator: Value, limit: i64): Value {
  if (limit == 0) return newList(LIST_STRING, 0);
  const base: usize = s.pointer;
  const length = s.length;
  const width = separator.length;
  const most: u32 = limit < 0 || limit > i32.MAX_VALUE ? u32.MAX_VALUE : <u32>limit;

  let count: u32;
  if (width == 0) {
    count = runeCount(base, length);
    if (count > most) count = most;
  } else {
    count = 1;
    let at = 0;
    while (count < most) {
      at = indexOf(base, length, separator.pointer, width, at);
      if (at < 0) break;
      at += width;
      count++;
    }
  }

  const list = newList(LIST_STRING, count);
  const cells = allocate(count << 4);
  let from: u32 = 0;
  for (let i: u32 = 0; i < count; i++) {
    let to = length;
    let next = length;
    if (i + 1 < count) {
      if (width == 0) {
        decodeRune(base + from, base + length);
        to = from + runeSize;
        next = to;
      } else {
        to = indexOf(base, length, separator.pointer, width, from);
        next = to + width;
      }
    }
    const cell = cells + i * VALUE_SIZE;
    store<u32>(cell, KIND_STRING);
    store<u32>(cell, to - from, VALUE_LENGTH);
    store<u64>(cell, base + from, VALUE_PAYLOAD);
    setItem(list, i, changetype<Value>(cell));
    from = next;
  }
  return list;
}

/** `splitList separator s`: strings.Split. */
export function fnSplitList(separator: Value, s: Value): Value {
  return splitText(s, separator, -1);
}

/** The pieces as map[string]string under `_0`, `_1`, … */
function numbered(pieces: Value): Value {
  const result = newMap(MAP_STRING);
  const key = Buffer.create(16);
  for (let i: u32 = 0; i < pieces.length; i++) {
    key.byte(0x5f);
    key.unsigned(i);
    mapSet(result.map, key.cut(0), pieces.item(i));
  }
  return result;
}

/** `split separator s`. */
export function fnSplit(separator: Value, s: Value): Value {
  return numbered(splitText(s, separator, -1));
}

/** `splitn separator n s`. */
export function fnSplitn(separator: Value, n: Value, s: Value): Value {
  return numbered(splitText(s, separator, n.int));
}

// --- letter case ---

/** `upper`: strings.ToUpper. */
export function fnUpper(s: Value): Value {
  return mapCase(s, true);
}

/** `lower`: strings.ToLower. */
export function fnLower(s: Value): Value {
  return mapCase(s, false);
}

/** `title`: strings.Title. */
export function fnTitle(s: Value): Value {
  return titleCase(s);
}

/** `untitle`: goutils.Uncapitalize. */
export function fnUntitle(s: Value): Value {
  return uncapitalize(s);
}

/** `swapcase`: goutils.SwapCase. */
export function fnSwapcase(s: Value): Value {
  return swapCase(s);
}

/** `camelcase`: xstrings.ToPascalCase. */
export function fnCamelcase(s: Value): Value {
  return camelCase(s);
}

/** `snakecase`: xstrings.ToSnakeCase. */
export function fnSnakecase(s: Value): Value {
  return lowerCaseWords(s, 0x5f);
}

/** `kebabcase`: xstrings.ToKebabCase. */
export function fnKebabcase(s: Value): Value {
  return lowerCaseWords(s, 0x2d);
}

// --- goutils ---

/** `nospace`: goutils.DeleteWhiteSpace. */
export function fnNospace(s: Value): Value {
  return deleteWhiteSpace(s);
}

/** `initials`: goutils.Initials. */
export function fnInitials(s: Value): Value {
  return initials(s);
}

/** `abbrev width s`. */
export function fnAbbrev(width: Value, s: Value): Value {
  return width.int < 4 ? s : abbreviate(s, 0, width.int);
}

/** `abbrevboth left width s`. */
export function fnAbbrevboth(left: Value, width: Value, s: Value): Value {
  if (width.int < 4 || (left.int > 0 && width.int < 7)) return s;
  return abbreviate(s, left.int, width.int);
}

/** `wrap width s`: breaks at spaces, leaves long words whole. */
export function fnWrap(width: Value, s: Value): Value {
  return wrapText(s, width.int, EMPTY_STRING, false);
}

/** `wrapWith width separator s`: breaks long words too. */
export function fnWrapWith(width: Value, separator: Value, s: Value): Value {
  return wrapText(s, width.int, separator, true);
}
