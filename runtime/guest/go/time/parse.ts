// time.ParseInLocation and time.ParseDuration, with their error texts. The process zone is UTC.
// Follows go@1.26.8 src/time/format.go.

import { Buffer } from '../../core/buffer';
import { failWith, message } from '../../core/error';
import {
  CHUNK_NONE,
  DAY,
  FRACTION_0,
  FRACTION_9,
  HOUR_12,
  HOUR_24,
  LONG_MONTH,
  LONG_WEEKDAY,
  LONG_YEAR,
  LOWER_PM,
  MINUTES,
  MONTH,
  NUMBER_MONTH,
  SECONDS,
  SHORT,
  UNDER_DAY,
  UNDER_YEAR_DAY,
  UPPER_PM,
  WEEKDAY,
  WHOLE,
  YEAR,
  ZERO_DAY,
  ZERO_HOUR_12,
  ZERO_MINUTE,
  ZERO_MONTH,
  ZERO_SECOND,
  ZERO_YEAR_DAY,
  ZONE_COLON,
  ZONE_NAME,
  ZONE_NUMBER,
  ZONE_SECONDS,
  ZONE_SHORT,
  ZONE_Z,
  chunk,
  chunkDigits,
  chunkEnd,
  chunkStart,
  isDigitAt,
  lookupEnd,
  lookupMonth,
  lookupWeekday,
  nextChunk,
} from './format';
import {
  DAY_SECONDS,
  HOUR,
  LOCATION_LOCAL,
  LOCATION_UTC,
  MINUTE,
  SECOND,
  dayOfDate,
  daysInMonth,
  isLeapYear,
  newTime,
  newTimeAt,
} from './value';
import { decodeRune, runeSize } from '../unicode/unicode';
import { EMPTY_STRING, Value, newString } from '../../core/value';

/** The time package's own quoting: every byte that is no printable ASCII as `\x..`. */
function quoteInto(buffer: Buffer, at: usize, end: usize): void {
  buffer.byte(0x22);
  while (at < end) {
    const b: u32 = load<u8>(at);
    if (b >= 0x20 && b < 0x80) {
      if (b == 0x22 || b == 0x5c) buffer.byte(0x5c);
      buffer.byte(<u8>b);
      at++;
      continue;
    }
    decodeRune(at, end);
    for (const next = at + runeSize; at < next; at++) {
      const high: u32 = load<u8>(at) >>> 4;
      const low: u32 = load<u8>(at) & 15;
      buffer.literal('\\x');
      buffer.byte(<u8>(high < 10 ? 0x30 + high : 0x57 + high));
      buffer.byte(<u8>(low < 10 ? 0x30 + low : 0x57 + low));
    }
  }
  buffer.byte(0x22);
}

function quoteValue(buffer: Buffer, s: Value): void {
  quoteInto(buffer, s.pointer, <usize>s.pointer + s.length);
}

/** `parsing time "VALUE" as "LAYOUT": cannot parse "REST" as "ELEMENT"` */
function failElement(layout: Value, value: Value, rest: usize, from: usize, to: usize): Value {
  const b = message();
  b.literal('parsing time ');
  quoteValue(b, value);
  b.literal(' as ');
  quoteValue(b, layout);
  b.literal(': cannot parse ');
  quoteInto(b, rest, <usize>value.pointer + value.length);
  b.literal(' as ');
  quoteInto(b, from, to);
  return failWith(b);
}

/** `parsing time "VALUE": TEXT` */
function failText(value: Value, text: string): Value {
  const b = message();
  b.literal('parsing time ');
  quoteValue(b, value);
  b.literal(': ');
  b.literal(text);
  return failWith(b);
}

// The value under way.
let cursor: usize = 0;
let end: usize = 0;

/** Takes the text between two elements of a layout; a run of blanks stands for any number of them, none at the end. */
function skipText(at: usize, to: usize): bool {
  while (at < to) {
    const b = load<u8>(at);
    if (b == 0x20) {
      if (cursor < end && load<u8>(cursor) != 0x20) return false;
      while (at < to && load<u8>(at) == 0x20) at++;
      while (cursor < end && load<u8>(cursor) == 0x20) cursor++;
      continue;
    }
    if (cursor >= end || load<u8>(cursor) != b) return false;
    at++;
    cursor++;
  }
  return true;
}

/** One or two digits (two where `fixed`), or -1. */
function takeNumber(fixed: bool): i32 {
  if (!isDigitAt(cursor, end)) return -1;
  const first: i32 = load<u8>(cursor) - 0x30;
  if (!isDigitAt(cursor + 1, end)) {
    if (fixed) return -1;
    cursor++;
    return first;
  }
  const second: i32 = load<u8>(cursor, 1) - 0x30;
  cursor += 2;
  return first * 10 + second;
}

/** Up to three digits (three where `fixed`), or -1. */
function takeYearDay(fixed: bool): i32 {
  let n = 0;
  let i = 0;
  while (i < 3 && isDigitAt(cursor, end)) {
    n = n * 10 + load<u8>(cursor) - 0x30;
    cursor++;
    i++;
  }
  return i == 0 || (fixed && i != 3) ? -1 : n;
}

function twoDigits(at: usize): i32 {
  if (!isDigitAt(at, end) || !isDigitAt(at + 1, end)) return -1;
  return (load<u8>(at) - 0x30) * 10 + load<u8>(at, 1) - 0x30;
}

function isSeparator(at: usize): bool {
  return load<u8>(at) == 0x2e || load<u8>(at) == 0x2c;
}

/** What went wrong with an element: nothing, its form, its range. */
const GOOD: i32 = 0;
const BAD: i32 = 1;
const OUT_OF_RANGE: i32 = 2;

// Results of the element readers below.
let nanoseconds: i32 = 0;
let zoneOffset: i32 = 0;
let rangeName: string = '';

function outOfRange(name: string): i32 {
  rangeName = name;
  return OUT_OF_RANGE;
}

/** A separator and digits, `length` bytes in all, into `nanoseconds`. */
function takeFraction(length: i32): i32 {
  const at = cursor;
  cursor += length;
  if (!isSeparator(at)) return BAD;
  if (length > 10) length = 10;
  let n = 0;
  let negative = false;
  for (let i = 1; i < length; i++) {
    const b = load<u8>(at + i);
    if (i == 1 && (b == 0x2d || b == 0x2b)) {
      negative = b == 0x2d;
      continue;
    }
    if (b - 0x30 > 9) return BAD;
    n = n * 10 + b - 0x30;
  }
  if (negative && n > 0) return outOfRange('fractional second');
  for (let i = length; i < 10; i++) n *= 10;
  nanoseconds = n;
  return GOOD;
}

/** A numeric zone of the given form, into `zoneOffset`. */
function takeZoneNumber(form: i32): i32 {
  const colon = (form & ZONE_COLON) != 0;
  const short = (form & ZONE_SHORT) != 0;
  const withSeconds = (form & ZONE_SECONDS) != 0;
  const length = short ? 3 : withSeconds ? (colon ? 9 : 7) : colon ? 6 : 5;
  const at = cursor;
  if (at + length > end) return BAD;
  if (colon && (load<u8>(at, 3) != 0x3a || (withSeconds && load<u8>(at, 6) != 0x3a))) return BAD;
  cursor += length;
  const hours = twoDigits(at + 1);
  const minutes = short ? 0 : twoDigits(at + (colon ? 4 : 3));
  const seconds = withSeconds ? twoDigits(at + (colon ? 7 : 5)) : 0;
  // Ranges are looked at before forms, one after the other as far as the digits are good.
  if (hours > 24) rangeName = 'time zone offset hour';
  if (hours >= 0 && minutes > 60) rangeName = 'time zone offset minute';
  if (hours >= 0 && minutes >= 0 && seconds > 60) rangeName = 'time zone offset second';
  if (hours > 24 || (hours >= 0 && (minutes > 60 || (minutes >= 0 && seconds > 60)))) return OUT_OF_RANGE;
  if (hours < 0 || minutes < 0 || seconds < 0) return BAD;
  zoneOffset = (hours * 60 + minutes) * 60 + seconds;
  const sign = load<u8>(at);
  if (sign == 0x2d) zoneOffset = -zoneOffset;
  else if (sign != 0x2b) return BAD;
  return GOOD;
}

/** Bytes of a signed number of hours up to 23, or 0. */
function signedOffsetLength(at: usize): i32 {
  if (at >= end || (load<u8>(at) != 0x2d && load<u8>(at) != 0x2b)) return 0;
  let i = at + 1;
  let hours: u64 = 0;
  while (isDigitAt(i, end)) {
    if (hours > 23) return 0;
    hours = hours * 10 + load<u8>(i) - 0x30;
    i++;
  }
  return i == at + 1 || hours > 23 ? 0 : <i32>(i - at);
}

/** Bytes of a zone abbreviation at the cursor, or 0. */
function zoneNameLength(): i32 {
  const at = cursor;
  if (at + 3 > end) return 0;
  const first: u32 = load<u8>(at);
  const three: u32 = first | ((<u32>load<u8>(at, 1)) << 8) | ((<u32>load<u8>(at, 2)) << 16);
  const four: u8 = at + 4 <= end ? load<u8>(at, 3) : 0;
  // ChST and MeST
  if (four == 0x54 && (three == 0x536843 || three == 0x53654d)) return 4;
  // GMT, perhaps with hours
  if (three == 0x544d47) return 3 + signedOffsetLength(at + 3);
  if (first == 0x2b || first == 0x2d) return signedOffsetLength(at);
  let upper = 0;
  while (upper < 6 && at + upper < end && load<u8>(at + upper) - 0x41 < 26) upper++;
  if (upper == 3) return 3;
  // WITA is the one of four letters without a T at its end.
  if (upper == 4) return four == 0x54 || (three == 0x544957 && four == 0x41) ? 4 : 0;
  return upper == 5 && load<u8>(at, 4) == 0x54 ? 5 : 0;
}

/** time.ParseInLocation with the process zone: a KIND_TIME value, or null with the failure recorded. */
export function parseTime(layout: Value, value: Value): Value {
  cursor = value.pointer;
  end = cursor + value.length;
  let at: usize = layout.pointer;
  const layoutEnd = at + layout.length;
  let year: i64 = 0;
  let month = -1;
  let day = -1;
  let ofYear = -1;
  let hour = 0;
  let minute = 0;
  let second = 0;
  let isPm = false;
  let isAm = false;
  let isUtc = false;
  let hasOffset = false;
  let offset = 0;
  let name = EMPTY_STRING;
  nanoseconds = 0;
  while (true) {
    nextChunk(at, layoutEnd);
    const code = chunk;
    const from = chunkStart;
    const to = chunkEnd;
    if (!skipText(at, from)) return failElement(layout, value, cursor, at, from);
    if (code == CHUNK_NONE) {
      if (cursor == end) break;
      const b = message();
      b.literal('parsing time ');
      quoteValue(b, value);
      b.literal(': extra text: ');
      quoteInto(b, cursor, end);
      return failWith(b);
    }
    at = to;
    const hold = cursor;
    let status = GOOD;
    if (code & ZONE_NUMBER) {
      if (code & ZONE_Z && cursor < end && load<u8>(cursor) == 0x5a) {
        cursor++;
        isUtc = true;
      } else {
        status = takeZoneNumber(code);
        offset = zoneOffset;
        // Go marks "no offset" with -1, so that it forgets an offset of one second.
        hasOffset = offset != -1;
      }
    } else {
      switch (code) {
        case YEAR: {
          if (cursor + 2 > end) {
            status = BAD;
            break;
          }
          // A sign counts as part of the number here.
          const sign = load<u8>(cursor);
          let n = twoDigits(cursor);
          if ((sign == 0x2d || sign == 0x2b) && isDigitAt(cursor + 1, end)) {
            n = load<u8>(cursor, 1) - 0x30;
            if (sign == 0x2d) n = -n;
          } else if (n < 0) {
            status = BAD;
          }
          cursor += 2;
          year = n >= 69 ? n + 1900 : n + 2000;
          break;
        }
        case LONG_YEAR: {
          const first = cursor + 4 > end ? -1 : twoDigits(cursor);
          const last = first < 0 ? -1 : twoDigits(cursor + 2);
          if (last < 0) status = BAD;
          cursor += 4;
          year = first * 100 + last;
          break;
        }
        case MONTH:
        case LONG_MONTH:
          month = lookupMonth(cursor, end, code == MONTH ? SHORT : WHOLE) + 1;
          if (month == 0) status = BAD;
          else cursor = lookupEnd;
          break;
        case NUMBER_MONTH:
        case ZERO_MONTH:
          month = takeNumber(code == ZERO_MONTH);
          if (month < 0) status = BAD;
          else if (month < 1 || month > 12) status = outOfRange('month');
          break;
        case WEEKDAY:
        case LONG_WEEKDAY:
          if (lookupWeekday(cursor, end, code == WEEKDAY ? SHORT : WHOLE) < 0) status = BAD;
          else cursor = lookupEnd;
          break;
        case DAY:
        case UNDER_DAY:
        case ZERO_DAY:
          if (code == UNDER_DAY && cursor < end && load<u8>(cursor) == 0x20) cursor++;
          day = takeNumber(code == ZERO_DAY);
          if (day < 0) status = BAD;
          break;
        case UNDER_YEAR_DAY:
        case ZERO_YEAR_DAY:
          for (let i = 0; i < 2; i++) {
            if (code == UNDER_YEAR_DAY && cursor < end && load<u8>(cursor) == 0x20) cursor++;
          }
          ofYear = takeYearDay(code == ZERO_YEAR_DAY);
          if (ofYear < 0) status = BAD;
          break;
        case HOUR_24:
          hour = takeNumber(false);
          if (hour < 0) status = BAD;
          else if (hour >= 24) status = outOfRange('hour');
          break;
        case HOUR_12:
        case ZERO_HOUR_12:
          hour = takeNumber(code == ZERO_HOUR_12);
          if (hour < 0) status = BAD;
          else if (hour > 12) status = outOfRange('hour');
          break;
        case MINUTES:
        case ZERO_MINUTE:
          minute = takeNumber(code == ZERO_MINUTE);
          if (minute < 0) status = BAD;
          else if (minute >= 60) status = outOfRange('minute');
          break;
        case SECONDS:
        case ZERO_SECOND:
          second = takeNumber(code == ZERO_SECOND);
          if (second < 0) {
            status = BAD;
          } else if (second >= 60) {
            status = outOfRange('second');
          } else if (cursor < end && isSeparator(cursor) && isDigitAt(cursor + 1, end)) {
            // A fraction may follow the seconds even where the layout has none.
            nextChunk(at, layoutEnd);
            if (chunk == FRACTION_0 || chunk == FRACTION_9) break;
            let n = 2;
            while (isDigitAt(cursor + n, end)) n++;
            status = takeFraction(n);
          }
          break;
        case UPPER_PM:
        case LOWER_PM: {
          const lower: u32 = code == LOWER_PM ? 0x2020 : 0;
          const two: u32 = cursor + 2 > end ? 0 : load<u16>(cursor);
          cursor += 2;
          if (two == (0x4d50 | lower)) isPm = true;
          else if (two == (0x4d41 | lower)) isAm = true;
          else status = BAD;
          break;
        }
        case ZONE_NAME: {
          if (cursor + 3 <= end && load<u16>(cursor) == 0x5455 && load<u8>(cursor, 2) == 0x43) {
            isUtc = true;
            cursor += 3;
            break;
          }
          const length = zoneNameLength();
          if (!length) {
            status = BAD;
            break;
          }
          name = newString(cursor, length);
          cursor += length;
          break;
        }
        case FRACTION_0:
          if (cursor + 1 + chunkDigits > end) status = BAD;
          else status = takeFraction(1 + chunkDigits);
          break;
        case FRACTION_9:
          if (cursor + 2 <= end && isSeparator(cursor) && isDigitAt(cursor + 1, end)) {
            let n = 1;
            while (isDigitAt(cursor + n, end)) n++;
            status = takeFraction(n);
          }
          break;
      }
    }
    if (status == OUT_OF_RANGE) {
      const b = message();
      b.literal('parsing time ');
      quoteValue(b, value);
      b.literal(': ');
      b.literal(rangeName);
      b.literal(' out of range');
      return failWith(b);
    }
    if (status == BAD) return failElement(layout, value, hold, from, to);
  }
  if (isPm && hour < 12) hour += 12;
  else if (isAm && hour == 12) hour = 0;
  if (ofYear >= 0) {
    if (ofYear < 1 || ofYear > (isLeapYear(year) ? 366 : 365)) return failText(value, 'day-of-year out of range');
    let m = 1;
    let d = ofYear;
    while (d > daysInMonth(m, year)) d -= daysInMonth(m++, year);
    if (month >= 0 && month != m) return failText(value, 'day-of-year does not match month');
    if (day >= 0 && day != d) return failText(value, 'day-of-year does not match day');
    month = m;
    day = d;
  } else {
    if (month < 0) month = 1;
    if (day < 0) day = 1;
  }
  if (day < 1 || day > daysInMonth(month, year)) return failText(value, 'day out of range');
  const seconds = dayOfDate(year, month, day) * DAY_SECONDS + (hour * 3600 + minute * 60 + second);
  if (isUtc) return newTime(seconds, nanoseconds, LOCATION_UTC);
  if (hasOffset) {
    // The process zone where it fits: its offset is 0 and its name UTC, which never gets into `name`.
    if (offset == 0 && name.length == 0) return newTime(seconds, nanoseconds, LOCATION_LOCAL);
    return newTimeAt(seconds - offset, nanoseconds, offset, name);
  }
  if (name.length) {
    // An abbreviation is a name only, but for hours behind GMT.
    return newTimeAt(seconds, nanoseconds, gmtHours(name) * 3600, name);
  }
  return newTime(seconds, nanoseconds, LOCATION_LOCAL);
}

/** The hours of `GMT+3`; 0 for every other name. */
function gmtHours(name: Value): i32 {
  if (name.length < 5 || name.byte(0) != 0x47 || name.byte(1) != 0x4d || name.byte(2) != 0x54) return 0;
  let hours = 0;
  for (let i: u32 = 4; i < name.length; i++) hours = hours * 10 + name.byte(i) - 0x30;
  return name.byte(3) == 0x2d ? -hours : hours;
}

/** Nanoseconds that `parseDuration` read. */
export let parsedDuration: i64 = 0;

function failDuration(text: string, s: Value): bool {
  const b = message();
  b.literal('time: ');
  b.literal(text);
  b.byte(0x20);
  quoteValue(b, s);
  failWith(b);
  return false;
}

const LARGEST: u64 = 1 << 63;

/** Nanoseconds of a unit of durations, or 0. */
function unitOf(at: usize, length: usize): i64 {
  const first = load<u8>(at);
  if (length == 1) return first == 0x73 ? SECOND : first == 0x6d ? MINUTE : first == 0x68 ? HOUR : 0;
  if (load<u8>(at + length - 1) != 0x73) return 0;
  if (length == 2) return first == 0x6e ? 1 : first == 0x75 ? 1000 : first == 0x6d ? 1000000 : 0;
  // µ as the micro sign and as the Greek letter
  const two = load<u16>(at);
  return length == 3 && (two == 0xb5c2 || two == 0xbcce) ? 1000 : 0;
}

/** time.ParseDuration into `parsedDuration`; false with the failure recorded, and 0 there. */
export function parseDuration(s: Value): bool {
  parsedDuration = 0;
  let at: usize = s.pointer;
  const stop = at + s.length;
  let negative = false;
  if (at < stop && (load<u8>(at) == 0x2d || load<u8>(at) == 0x2b)) {
    negative = load<u8>(at) == 0x2d;
    at++;
  }
  if (stop - at == 1 && load<u8>(at) == 0x30) return true;
  if (at == stop) return failDuration('invalid duration', s);
  let total: u64 = 0;
  while (at < stop) {
    const start = at;
    let whole: u64 = 0;
    while (isDigitAt(at, stop)) {
      if (whole > LARGEST / 10) return failDuration('invalid duration', s);
      whole = whole * 10 + (load<u8>(at) - 0x30);
      if (whole > LARGEST) return failDuration('invalid duration', s);
      at++;
    }
    let digits = at - start;
    let fraction: u64 = 0;
    let scale: f64 = 1;
    if (at < stop && load<u8>(at) == 0x2e) {
      at++;
      let overflow = false;
      while (isDigitAt(at, stop)) {
        // Digits that would overflow are dropped.
        if (!overflow) {
          const next = fraction * 10 + (load<u8>(at) - 0x30);
          if (fraction > (LARGEST - 1) / 10 || next > LARGEST) {
            overflow = true;
          } else {
            fraction = next;
            scale *= 10;
          }
        }
        at++;
        digits++;
      }
    }
    if (!digits) return failDuration('invalid duration', s);
    const unitStart = at;
    while (at < stop && load<u8>(at) != 0x2e && !isDigitAt(at, stop)) at++;
    if (at == unitStart) return failDuration('missing unit in duration', s);
    const unit = <u64>unitOf(unitStart, at - unitStart);
    if (!unit) {
      const b = message();
      b.literal('time: unknown unit ');
      quoteInto(b, unitStart, at);
      b.literal(' in duration ');
      quoteValue(b, s);
      failWith(b);
      return false;
    }
    if (whole > LARGEST / unit) return failDuration('invalid duration', s);
    whole *= unit;
    if (fraction) {
      whole += <u64>(<f64>fraction * (<f64>unit / scale));
      if (whole > LARGEST) return failDuration('invalid duration', s);
    }
    total += whole;
    if (total > LARGEST) return failDuration('invalid duration', s);
  }
  if (!negative && total == LARGEST) return failDuration('invalid duration', s);
  parsedDuration = negative ? -(<i64>total) : <i64>total;
  return true;
}
