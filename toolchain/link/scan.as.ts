// What wasi.as.ts looks for in the texts that pass it: keys, a document's kind, times. Places are addresses; nothing is kept, and there are no
// strings: a word to compare with is its bytes, eight and eight, the first of them lowest.

const APOSTROPHE = 39;
const QUOTE = 34;
const COLON = 58;
const BACKSLASH = 92;

function isWord(at: usize, end: usize, length: u32, first: u64, second: u64): bool {
  if (at + length > end) return false;
  for (let i: u32 = 0; i < length; i++) {
    const word = i < 8 ? first : second;
    if (load<u8>(at + i) !== <u8>(word >> ((i & 7) * 8))) return false;
  }
  return true;
}

function skipSpace(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) <= 32) at++;
  return at;
}

function lineEnd(from: usize, end: usize): usize {
  let at = from;
  while (at < end && load<u8>(at) !== 10) at++;
  return at;
}

/** How many bytes the character that begins here has in UTF-8; 0 where none begins, or not all of it is left. */
export function characterLength(at: usize, left: usize): usize {
  const lead: u32 = load<u8>(at);
  if (lead < 0x80) return 1;
  const length: usize = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (lead < 0xc2 || lead > 0xf4 || length > left) return 0;
  for (let i: usize = 1; i < length; i++) if ((load<u8>(at + i) & 0xc0) !== 0x80) return 0;
  const second: u32 = load<u8>(at, 1);
  // Longer than it must be, half of a surrogate pair, and beyond U+10FFFF.
  if (lead === 0xe0 && second < 0xa0) return 0;
  if (lead === 0xed && second > 0x9f) return 0;
  if (lead === 0xf0 && second < 0x90) return 0;
  return lead === 0xf4 && second > 0x8f ? 0 : length;
}

/** The value of a key at a depth of a JSON text, of which 1 is the outermost object; 0 where there is none. */
export function find(from: usize, end: usize, wanted: i32, length: u32, first: u64, second: u64 = 0): usize {
  let depth = 0;
  for (let at = from; at < end; at++) {
    const byte = load<u8>(at);
    if (byte === 123 || byte === 91) depth++;
    else if (byte === 125 || byte === 93) depth--;
    if (byte !== QUOTE) continue;
    const start = at + 1;
    for (at++; at < end && load<u8>(at) !== QUOTE; at++) if (load<u8>(at) === BACKSLASH) at++;
    if (depth !== wanted || <u32>(at - start) !== length || !isWord(start, end, length, first, second)) continue;
    let value = skipSpace(at + 1, end);
    if (value >= end || load<u8>(value) !== COLON) continue;
    value = skipSpace(value + 1, end);
    return value < end ? value : 0;
  }
  return 0;
}

/** The same of YAML in block form: a key of the document that begins here, in its outermost mapping. */
function findInBlock(from: usize, end: usize, column: usize, length: u32, first: u64, second: u64): usize {
  for (let line = from - column; line < end; line = lineEnd(line, end) + 1) {
    if (isMarker(line, end)) return 0;
    let at = line;
    while (at < end && load<u8>(at) === 32) at++;
    if (at - line !== column || at >= end) continue;
    const quote = load<u8>(at);
    const isQuoted = quote === QUOTE || quote === APOSTROPHE;
    if (isQuoted) at++;
    if (!isWord(at, end, length, first, second)) continue;
    at += length;
    if (isQuoted && (at >= end || load<u8>(at++) !== quote)) continue;
    const value = skipSpace(at, end);
    if (value + 1 >= end || load<u8>(value) !== COLON || load<u8>(value + 1) > 32) continue;
    return skipSpace(value + 1, end);
  }
  return 0;
}

/** Three dashes, or three dots, which end a document. */
function isMarker(at: usize, end: usize): bool {
  if (!isWord(at, end, 3, 0x2d2d2d, 0) && !isWord(at, end, 3, 0x2e2e2e, 0)) return false;
  return at + 3 >= end || load<u8>(at + 3) <= 32;
}

/** Where a document's content begins: behind the byte order mark, comments, directives, and the dashes before it. */
function contentAt(from: usize, end: usize): usize {
  let at = isWord(from, end, 3, 0xbfbbef, 0) ? from + 3 : from;
  let isBegun = false;
  for (at = skipSpace(at, end); at < end; at = skipSpace(at, end)) {
    const byte = load<u8>(at);
    if (byte === 35 || (byte === 37 && !isBegun)) at = lineEnd(at, end);
    else if (!isBegun && isWord(at, end, 3, 0x2d2d2d, 0) && isMarker(at, end)) {
      at += 3;
      isBegun = true;
    } else break;
  }
  return at;
}

/** Does the value that begins here begin with the word, and with no longer one? */
function isValue(from: usize, end: usize, length: u32, first: u64, second: u64): bool {
  const at = load<u8>(from) === QUOTE || load<u8>(from) === APOSTROPHE ? from + 1 : from;
  if (!isWord(at, end, length, first, second)) return false;
  const next: u32 = at + length < end ? load<u8>(at + length) : 0;
  const letter = next | 32;
  return !(letter >= 97 && letter <= 122) && next !== 45 && next !== 46;
}

/** Is a text a MistResult, by the kind and the apiVersion of its first document? One that lacks its apiVersion is, for the host to refuse. */
export function isResult(from: usize, end: usize): bool {
  const at = contentAt(from, end);
  if (at >= end) return false;
  let column: usize = 0;
  while (at - column > from && load<u8>(at - column - 1) === 32) column++;
  const isJson = load<u8>(at) === 123;
  // "kind"
  const kind = isJson ? find(at, end, 1, 4, 0x646e696b) : findInBlock(at, end, column, 4, 0x646e696b, 0);
  // "MistResult"
  if (kind === 0 || !isValue(kind, end, 10, 0x757365527473694d, 0x746c)) return false;
  // "apiVersion"
  const version = isJson
    ? find(at, end, 1, 10, 0x6973726556697061, 0x6e6f)
    : findInBlock(at, end, column, 10, 0x6973726556697061, 0x6e6f);
  // "mistletoe.dev"
  return version === 0 || isValue(version, end, 13, 0x6f74656c7473696d, 0x7665642e65);
}

// --- Times, in nanoseconds since 1970

function isDigit(at: usize): bool {
  const byte = load<u8>(at);
  return byte >= 48 && byte <= 57;
}

function digits(at: usize, count: u32): i64 {
  let value: i64 = 0;
  for (let i: u32 = 0; i < count; i++) value = value * 10 + load<u8>(at + i) - 48;
  return value;
}

/** Nanoseconds behind a point, if there is one. */
function readFraction(at: usize): u64 {
  if (load<u8>(at) !== 46) return 0;
  let value: u64 = 0;
  let next = at + 1;
  for (let unit: u64 = 100000000; unit > 0 && isDigit(next); unit /= 10) value += (load<u8>(next++) - 48) * unit;
  return value;
}

/** 2026-01-02T15:04:05.5+02:00 */
export function readTime(at: usize): u64 {
  const month = digits(at + 5, 2);
  const year = digits(at, 4) - (month <= 2 ? 1 : 0);
  // Days of the Gregorian calendar, counted from March (Howard Hinnant, days_from_civil).
  const era = year / 400;
  const ofEra = year - era * 400;
  const ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + digits(at + 8, 2) - 1;
  const days = era * 146097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719468;
  let seconds = days * 86400 + digits(at + 11, 2) * 3600 + digits(at + 14, 2) * 60 + digits(at + 17, 2);
  let next = at + 19;
  const fraction = readFraction(next);
  if (load<u8>(next) === 46) for (next++; isDigit(next); next++);
  const sign = load<u8>(next);
  if (sign === 43 || sign === 45) {
    const offset = digits(next + 1, 2) * 3600 + digits(next + 4, 2) * 60;
    seconds += sign === 43 ? -offset : offset;
  }
  return <u64>seconds * 1000000000 + fraction;
}

/** Seconds since 1970: 1767366245.5 */
export function readSeconds(at: usize): u64 {
  let value: u64 = 0;
  let next = at;
  while (isDigit(next)) value = value * 10 + load<u8>(next++) - 48;
  return value * 1000000000 + readFraction(next);
}
