// time.Time.Format and the String methods of Go's time package: layouts by the reference time Mon Jan 2 15:04:05 MST 2006.
// The scanner of layouts serves parsing as well (parse.ts).
// Follows go@1.26.8 src/time/format.go.

import { KIND_DURATION, KIND_MONTH, KIND_TIME } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import {
  DAY_SECONDS,
  HOUR,
  LOCATION_FIXED,
  LOCATION_UTC,
  MINUTE,
  SECOND,
  TimeObject,
  dateDay,
  dateMonth,
  dateOfDay,
  dateYear,
  floorDivide,
  timeOf,
  wallSeconds,
  weekday,
  yearDay,
} from './value';
import { Value, literal } from '../../core/value';

// Elements of a layout.
export const CHUNK_NONE: i32 = 0;
export const LONG_MONTH: i32 = 1;
export const MONTH: i32 = 2;
export const NUMBER_MONTH: i32 = 3;
export const ZERO_MONTH: i32 = 4;
export const LONG_WEEKDAY: i32 = 5;
export const WEEKDAY: i32 = 6;
export const DAY: i32 = 7;
export const UNDER_DAY: i32 = 8;
export const ZERO_DAY: i32 = 9;
export const UNDER_YEAR_DAY: i32 = 10;
export const ZERO_YEAR_DAY: i32 = 11;
export const HOUR_24: i32 = 12;
export const HOUR_12: i32 = 13;
export const ZERO_HOUR_12: i32 = 14;
export const MINUTES: i32 = 15;
export const ZERO_MINUTE: i32 = 16;
export const SECONDS: i32 = 17;
export const ZERO_SECOND: i32 = 18;
export const LONG_YEAR: i32 = 19;
export const YEAR: i32 = 20;
export const UPPER_PM: i32 = 21;
export const LOWER_PM: i32 = 22;
export const ZONE_NAME: i32 = 23;
// Numeric zones: the form in bits, so that printing and parsing can ask for it.
export const ZONE_NUMBER: i32 = 32;
export const ZONE_Z: i32 = 1;
export const ZONE_COLON: i32 = 2;
export const ZONE_SECONDS: i32 = 4;
export const ZONE_SHORT: i32 = 8;
export const FRACTION_0: i32 = 24;
export const FRACTION_9: i32 = 25;

/** What `nextChunk` found: its element, where it begins and ends, and for fractions the number of digits and the separator. */
export let chunk: i32 = CHUNK_NONE;
export let chunkStart: usize = 0;
export let chunkEnd: usize = 0;
export let chunkDigits: i32 = 0;
export let chunkSeparator: u8 = 0;

const MONTHS: string = 'JanuaryFebruaryMarchAprilMayJuneJulyAugustSeptemberOctoberNovemberDecember';
const WEEKDAYS: string = 'SundayMondayTuesdayWednesdayThursdayFridaySaturday';
// Where the names begin; one more entry says where the last one ends.
const MONTH_STARTS: usize = memory.data<u8>([0, 7, 15, 20, 25, 28, 32, 36, 42, 51, 58, 66, 74]);
const WEEKDAY_STARTS: usize = memory.data<u8>([0, 6, 12, 19, 28, 36, 42, 50]);

/** Name of month `i` (from 0), at most `limit` bytes of it. */
export function writeMonth(buffer: Buffer, i: i32, limit: i32): void {
  writePart(buffer, MONTHS, load<u8>(MONTH_STARTS + i), load<u8>(MONTH_STARTS + i, 1), limit);
}

/** Name of a weekday (0 is Sunday), at most `limit` bytes of it. */
export function writeWeekday(buffer: Buffer, i: i32, limit: i32): void {
  writePart(buffer, WEEKDAYS, load<u8>(WEEKDAY_STARTS + i), load<u8>(WEEKDAY_STARTS + i, 1), limit);
}

function writePart(buffer: Buffer, names: string, from: i32, to: i32, limit: i32): void {
  if (to - from > limit) to = from + limit;
  for (let i = from; i < to; i++) buffer.byte(<u8>names.charCodeAt(i));
}

/** A limit that no name reaches, and that of the short forms. */
export const WHOLE: i32 = 16;
export const SHORT: i32 = 3;

/** Number of the month whose name (or short form) stands at `at`, ASCII case aside, or -1; `lookupEnd` is behind it. */
export function lookupMonth(at: usize, end: usize, limit: i32): i32 {
  return lookupName(at, end, MONTHS, MONTH_STARTS, 12, limit);
}

/** The same for weekdays. */
export function lookupWeekday(at: usize, end: usize, limit: i32): i32 {
  return lookupName(at, end, WEEKDAYS, WEEKDAY_STARTS, 7, limit);
}

export let lookupEnd: usize = 0;

function lookupName(at: usize, end: usize, names: string, starts: usize, count: i32, limit: i32): i32 {
  for (let i = 0; i < count; i++) {
    const from: i32 = load<u8>(starts + i);
    let length: i32 = <i32>load<u8>(starts + i, 1) - from;
    if (length > limit) length = limit;
    if (at + length > end) continue;
    let j = 0;
    while (j < length && (<u32>load<u8>(at + j) | 0x20) == (<u32>names.charCodeAt(from + j) | 0x20)) j++;
    if (j < length) continue;
    lookupEnd = at + length;
    return i;
  }
  return -1;
}

function found(code: i32, start: usize, length: usize): void {
  chunk = code;
  chunkStart = start;
  chunkEnd = start + length;
}

/** Do the bytes at `at` spell the text? */
function spells(at: usize, end: usize, text: string): bool {
  const n = text.length;
  if (at + n > end) return false;
  for (let i = 0; i < n; i++) {
    if (<u32>load<u8>(at + i) != <u32>text.charCodeAt(i)) return false;
  }
  return true;
}

export function isDigitAt(at: usize, end: usize): bool {
  return at < end && load<u8>(at) - 0x30 < 10;
}

function isLowerAt(at: usize, end: usize): bool {
  return at < end && load<u8>(at) - 0x61 < 26;
}

/** A numeric zone whose digits begin at `at` (behind `-` or `Z`): its form and its length, or false. */
function zoneChunk(start: usize, end: usize, form: i32): bool {
  const at = start + 1;
  if (!spells(at, end, '07')) return false;
  if (spells(at, end, '070000')) found(ZONE_NUMBER | form | ZONE_SECONDS, start, 7);
  else if (spells(at, end, '07:00:00')) found(ZONE_NUMBER | form | ZONE_SECONDS | ZONE_COLON, start, 9);
  else if (spells(at, end, '0700')) found(ZONE_NUMBER | form, start, 5);
  else if (spells(at, end, '07:00')) found(ZONE_NUMBER | form | ZONE_COLON, start, 6);
  else found(ZONE_NUMBER | form | ZONE_SHORT, start, 3);
  return true;
}

/** The element of `0…`. */
function zeroChunk(at: usize, end: usize): bool {
  if (at + 1 >= end) return false;
  switch (load<u8>(at, 1)) {
    case 0x31:
      found(ZERO_MONTH, at, 2);
      return true;
    case 0x32:
      found(ZERO_DAY, at, 2);
      return true;
    case 0x33:
      found(ZERO_HOUR_12, at, 2);
      return true;
    case 0x34:
      found(ZERO_MINUTE, at, 2);
      return true;
    case 0x35:
      found(ZERO_SECOND, at, 2);
      return true;
    case 0x36:
      found(YEAR, at, 2);
      return true;
  }
  if (!spells(at, end, '002')) return false;
  found(ZERO_YEAR_DAY, at, 3);
  return true;
}

/** A fraction `.000` or `.999`, which no digit may follow. */
function fractionChunk(start: usize, end: usize): bool {
  const digit: u8 = start + 1 < end ? load<u8>(start, 1) : 0;
  if (digit != 0x30 && digit != 0x39) return false;
  let at = start + 1;
  while (at < end && load<u8>(at) == digit) at++;
  if (isDigitAt(at, end)) return false;
  found(digit == 0x30 ? FRACTION_0 : FRACTION_9, start, at - start);
  chunkDigits = <i32>(at - start) - 1;
  chunkSeparator = load<u8>(start);
  return true;
}

function chunkAt(at: usize, end: usize): bool {
  switch (load<u8>(at)) {
    case 0x4a: // J
      if (!spells(at, end, 'Jan')) return false;
      if (spells(at, end, 'January')) found(LONG_MONTH, at, 7);
      else if (!isLowerAt(at + 3, end)) found(MONTH, at, 3);
      else return false;
      return true;
    case 0x4d: // M
      if (spells(at, end, 'MST')) {
        found(ZONE_NAME, at, 3);
        return true;
      }
      if (!spells(at, end, 'Mon')) return false;
      if (spells(at, end, 'Monday')) found(LONG_WEEKDAY, at, 6);
      else if (!isLowerAt(at + 3, end)) found(WEEKDAY, at, 3);
      else return false;
      return true;
    case 0x30: // 0
      return zeroChunk(at, end);
    case 0x31: // 1
      if (spells(at, end, '15')) found(HOUR_24, at, 2);
      else found(NUMBER_MONTH, at, 1);
      return true;
    case 0x32: // 2
      if (spells(at, end, '2006')) found(LONG_YEAR, at, 4);
      else found(DAY, at, 1);
      return true;
    case 0x5f: // _
      if (spells(at, end, '_2006')) found(LONG_YEAR, at + 1, 4);
      else if (spells(at, end, '_2')) found(UNDER_DAY, at, 2);
      else if (spells(at, end, '__2')) found(UNDER_YEAR_DAY, at, 3);
      else return false;
      return true;
    case 0x33: // 3
      found(HOUR_12, at, 1);
      return true;
    case 0x34: // 4
      found(MINUTES, at, 1);
      return true;
    case 0x35: // 5
      found(SECONDS, at, 1);
      return true;
    case 0x50: // P
      if (!spells(at, end, 'PM')) return false;
      found(UPPER_PM, at, 2);
      return true;
    case 0x70: // p
      if (!spells(at, end, 'pm')) return false;
      found(LOWER_PM, at, 2);
      return true;
    case 0x2d: // -
      return zoneChunk(at, end, 0);
    case 0x5a: // Z
      return zoneChunk(at, end, ZONE_Z);
    case 0x2c: // ,
    case 0x2e: // .
      return fractionChunk(at, end);
  }
  return false;
}

/** The next element of a layout at or after `at`: in `chunk` and its companions. CHUNK_NONE: only text is left. */
export function nextChunk(at: usize, end: usize): void {
  while (at < end) {
    if (chunkAt(at, end)) return;
    at++;
  }
  found(CHUNK_NONE, end, 0);
}

/** A decimal number, filled with zeros to `width` digits. */
function writeNumber(buffer: Buffer, value: i64, width: i32): void {
  if (value < 0) {
    buffer.byte(0x2d);
    value = -value;
  }
  let digits = 1;
  for (let rest = value; rest >= 10; rest /= 10) digits++;
  if (digits < width) buffer.repeat(0x30, width - digits);
  buffer.unsigned(value);
}

function writeZone(buffer: Buffer, offset: i32, form: i32): void {
  if (offset == 0 && form & ZONE_Z) {
    buffer.byte(0x5a);
    return;
  }
  let minutes = offset / 60;
  buffer.byte(minutes < 0 ? 0x2d : 0x2b);
  const absolute = minutes < 0 ? -offset : offset;
  if (minutes < 0) minutes = -minutes;
  writeNumber(buffer, minutes / 60, 2);
  if (form & ZONE_SHORT) return;
  if (form & ZONE_COLON) buffer.byte(0x3a);
  writeNumber(buffer, minutes % 60, 2);
  if (!(form & ZONE_SECONDS)) return;
  if (form & ZONE_COLON) buffer.byte(0x3a);
  writeNumber(buffer, absolute % 60, 2);
}

function writeFraction(buffer: Buffer, nanoseconds: i32): void {
  const trim = chunk == FRACTION_9;
  if (trim && nanoseconds == 0) return;
  const mark = buffer.length;
  buffer.byte(chunkSeparator);
  writeNumber(buffer, nanoseconds, 9);
  // More than nine digits are nine.
  if (chunkDigits < 9) buffer.length -= 9 - chunkDigits;
  if (!trim) return;
  while (load<u8>(buffer.pointer + buffer.length - 1) == 0x30) buffer.length--;
  if (buffer.length == mark + 1) buffer.length = mark;
}

/** time.Time.Format: the time by a layout, appended to the buffer. */
export function formatLayout(buffer: Buffer, t: TimeObject, at: usize, length: u32): void {
  const end = at + length;
  const wall = wallSeconds(t);
  const day = floorDivide(wall, DAY_SECONDS);
  const ofDay = <i32>(wall - day * DAY_SECONDS);
  const hour = ofDay / 3600;
  const minute = (ofDay / 60) % 60;
  const second = ofDay % 60;
  const hour12 = hour % 12 == 0 ? 12 : hour % 12;
  const ofYear = yearDay(day);
  const year = dateYear;
  const month = dateMonth;
  const ofMonth = dateDay;
  while (at < end) {
    nextChunk(at, end);
    buffer.bytes(at, <u32>(chunkStart - at));
    at = chunkEnd;
    if (chunk & ZONE_NUMBER) {
      writeZone(buffer, t.offset, chunk);
      continue;
    }
    switch (chunk) {
      case YEAR:
        writeNumber(buffer, (year < 0 ? -year : year) % 100, 2);
        break;
      case LONG_YEAR:
        writeNumber(buffer, year, 4);
        break;
      case MONTH:
        writeMonth(buffer, month - 1, SHORT);
        break;
      case LONG_MONTH:
        writeMonth(buffer, month - 1, WHOLE);
        break;
      case NUMBER_MONTH:
        writeNumber(buffer, month, 0);
        break;
      case ZERO_MONTH:
        writeNumber(buffer, month, 2);
        break;
      case WEEKDAY:
        writeWeekday(buffer, weekday(day), SHORT);
        break;
      case LONG_WEEKDAY:
        writeWeekday(buffer, weekday(day), WHOLE);
        break;
      case DAY:
        writeNumber(buffer, ofMonth, 0);
        break;
      case UNDER_DAY:
        if (ofMonth < 10) buffer.byte(0x20);
        writeNumber(buffer, ofMonth, 0);
        break;
      case ZERO_DAY:
        writeNumber(buffer, ofMonth, 2);
        break;
      case UNDER_YEAR_DAY:
        if (ofYear < 100) buffer.byte(0x20);
        if (ofYear < 10) buffer.byte(0x20);
        writeNumber(buffer, ofYear, 0);
        break;
      case ZERO_YEAR_DAY:
        writeNumber(buffer, ofYear, 3);
        break;
      case HOUR_24:
        writeNumber(buffer, hour, 2);
        break;
      case HOUR_12:
        writeNumber(buffer, hour12, 0);
        break;
      case ZERO_HOUR_12:
        writeNumber(buffer, hour12, 2);
        break;
      case MINUTES:
        writeNumber(buffer, minute, 0);
        break;
      case ZERO_MINUTE:
        writeNumber(buffer, minute, 2);
        break;
      case SECONDS:
        writeNumber(buffer, second, 0);
        break;
      case ZERO_SECOND:
        writeNumber(buffer, second, 2);
        break;
      case UPPER_PM:
        buffer.literal(hour >= 12 ? 'PM' : 'AM');
        break;
      case LOWER_PM:
        buffer.literal(hour >= 12 ? 'pm' : 'am');
        break;
      case ZONE_NAME:
        if (t.zone.length) buffer.string(t.zone);
        else writeZone(buffer, t.offset, 0);
        break;
      case FRACTION_0:
      case FRACTION_9:
        writeFraction(buffer, t.nanoseconds);
        break;
    }
  }
}

/** `value` in units of `unit`, with as many decimals as it takes. */
function writeDecimal(buffer: Buffer, value: u64, unit: u64): void {
  buffer.unsigned(value / unit);
  let rest = value % unit;
  if (!rest) return;
  buffer.byte(0x2e);
  while (rest) {
    unit /= 10;
    buffer.byte(<u8>(0x30 + rest / unit));
    rest %= unit;
  }
}

/** time.Duration.String: `1h2m3.5s`, `1.5ms`, `0s`. */
export function writeDuration(buffer: Buffer, duration: i64): void {
  if (duration == 0) {
    buffer.literal('0s');
    return;
  }
  let value = <u64>duration;
  if (duration < 0) {
    buffer.byte(0x2d);
    value = -value;
  }
  if (value < <u64>SECOND) {
    if (value < 1000) {
      buffer.unsigned(value);
      buffer.literal('ns');
    } else if (value < 1000000) {
      writeDecimal(buffer, value, 1000);
      buffer.literal('µs');
    } else {
      writeDecimal(buffer, value, 1000000);
      buffer.literal('ms');
    }
    return;
  }
  const hours = value / <u64>HOUR;
  const minutes = (value / <u64>MINUTE) % 60;
  if (hours) {
    buffer.unsigned(hours);
    buffer.byte(0x68);
  }
  if (hours || minutes) {
    buffer.unsigned(minutes);
    buffer.byte(0x6d);
  }
  writeDecimal(buffer, value % <u64>MINUTE, SECOND);
  buffer.byte(0x73);
}

/** String() of a time.Month or time.Weekday outside of its range too. */
function writeName(buffer: Buffer, value: i64, isMonth: bool): void {
  const index = isMonth ? value - 1 : value;
  const count = isMonth ? 12 : 7;
  if (index >= 0 && index < count) {
    if (isMonth) writeMonth(buffer, <i32>index, WHOLE);
    else writeWeekday(buffer, <i32>index, WHOLE);
    return;
  }
  buffer.literal(isMonth ? '%!Month(' : '%!Weekday(');
  buffer.unsigned(<u64>value);
  buffer.byte(0x29);
}

/** What fmt prints of a time.Time, time.Duration, time.Month or time.Weekday. */
export function formatTime(buffer: Buffer, v: Value): void {
  if (v.kind == KIND_TIME) {
    const layout = literal('2006-01-02 15:04:05.999999999 -0700 MST');
    formatLayout(buffer, timeOf(v), layout.pointer, layout.length);
  } else if (v.kind == KIND_DURATION) {
    writeDuration(buffer, v.int);
  } else {
    writeName(buffer, v.int, v.kind == KIND_MONTH);
  }
}

/** Writes a KIND_TIME value as %#v prints it, as a call of time.Date. Mirrors Time.GoString. */
export function formatTimeSyntax(buffer: Buffer, v: Value): void {
  const t = timeOf(v);
  const wall = wallSeconds(t);
  const day = floorDivide(wall, DAY_SECONDS);
  const ofDay = <i32>(wall - day * DAY_SECONDS);
  dateOfDay(day);
  buffer.literal('time.Date(');
  buffer.integer(dateYear);
  buffer.literal(', time.');
  writeMonth(buffer, dateMonth - 1, WHOLE);
  writeArgument(buffer, dateDay);
  writeArgument(buffer, ofDay / 3600);
  writeArgument(buffer, (ofDay / 60) % 60);
  writeArgument(buffer, ofDay % 60);
  writeArgument(buffer, t.nanoseconds);
  if (t.location == LOCATION_FIXED) {
    buffer.literal(', time.Location("');
    buffer.string(t.zone);
    buffer.literal('"))');
  } else {
    buffer.literal(t.location == LOCATION_UTC ? ', time.UTC)' : ', time.Local)');
  }
}

function writeArgument(buffer: Buffer, value: i32): void {
  buffer.literal(', ');
  buffer.integer(value);
}
