// time.Time as templates hold it, and the calendar behind it. A time knows its offset from UTC and the name of its zone;
// zones with rules (Europe/London) never live in a value: Sprig's functions give text where they apply one.
// Follows go@1.26.8 src/time/time.go.

import { KIND_DURATION, KIND_TIME } from '../../../abi/values';
import { allocate } from '../../core/memory';
import { Value, literal, newCell, newInteger } from '../../core/value';

// Which location a time has (Go's Time.Location); the process zone is UTC too, but Go tells it from UTC itself.
export const LOCATION_UTC: u8 = 0;
export const LOCATION_LOCAL: u8 = 1;
export const LOCATION_FIXED: u8 = 2;

/** What a KIND_TIME value points to. */
@unmanaged
export class TimeObject {
  /** Since 1970-01-01 00:00:00 UTC. */
  seconds: i64;
  nanoseconds: i32;
  /** Seconds east of UTC. */
  offset: i32;
  /** Abbreviation of the zone; may be empty where the location is fixed. */
  zone: Value;
  location: u8;
}

export const SECOND: i64 = 1000000000;
export const MINUTE: i64 = 60 * SECOND;
export const HOUR: i64 = 3600 * SECOND;
export const DAY_SECONDS: i64 = 86400;

/** 0001-01-01 00:00:00 UTC, the zero time. */
export const ZERO_SECONDS: i64 = -62135596800;

export function timeOf(v: Value): TimeObject {
  return changetype<TimeObject>(v.pointer);
}

function newTimeObject(seconds: i64, nanoseconds: i32, offset: i32, zone: Value, location: u8): Value {
  const t = changetype<TimeObject>(allocate(offsetof<TimeObject>()));
  t.seconds = seconds;
  t.nanoseconds = nanoseconds;
  t.offset = offset;
  t.zone = zone;
  t.location = location;
  const cell = newCell(KIND_TIME);
  cell.pointer = changetype<u32>(t);
  return cell;
}

/** A time in UTC or in the process zone. */
export function newTime(seconds: i64, nanoseconds: i32, location: u8): Value {
  return newTimeObject(seconds, nanoseconds, 0, literal('UTC'), location);
}

/** A time in a fixed zone (time.FixedZone), which may have no name. */
export function newTimeAt(seconds: i64, nanoseconds: i32, offset: i32, zone: Value): Value {
  return newTimeObject(seconds, nanoseconds, offset, zone, LOCATION_FIXED);
}

/** The same zone at another moment. */
export function sameZone(t: TimeObject, seconds: i64, nanoseconds: i32): Value {
  return newTimeObject(seconds, nanoseconds, t.offset, t.zone, t.location);
}

/** The zero time. */
export function zeroTime(): Value {
  return newTime(ZERO_SECONDS, 0, LOCATION_UTC);
}

export function newDuration(nanoseconds: i64): Value {
  return newInteger(KIND_DURATION, nanoseconds);
}

export function floorDivide(a: i64, b: i64): i64 {
  const q = a / b;
  return a % b < 0 ? q - 1 : q;
}

/** Seconds as the clock on the wall of the zone counts them. */
export function wallSeconds(t: TimeObject): i64 {
  return t.seconds + t.offset;
}

export let dateYear: i64 = 0;
/** 1 to 12. */
export let dateMonth: i32 = 0;
/** 1 to 31. */
export let dateDay: i32 = 0;

/** The date of a day counted from 1970-01-01, in `dateYear`, `dateMonth`, `dateDay`. */
export function dateOfDay(day: i64): void {
  // Years that begin in March have their leap day at the end, and 400 of them are always 146097 days.
  const shifted = day + 719468;
  const era = floorDivide(shifted, 146097);
  const ofEra = <i32>(shifted - era * 146097);
  const yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36524 - ofEra / 146096) / 365;
  const ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const month = (5 * ofYear + 2) / 153;
  dateDay = ofYear - (153 * month + 2) / 5 + 1;
  dateMonth = month < 10 ? month + 3 : month - 9;
  dateYear = era * 400 + yearOfEra + (dateMonth <= 2 ? 1 : 0);
}

/** The day, counted from 1970-01-01, of a date. Months and days beyond their range carry over, as in time.Date. */
export function dayOfDate(year: i64, month: i64, day: i64): i64 {
  const carry = floorDivide(month - 1, 12);
  year += carry;
  const inYear = <i32>(month - 1 - carry * 12) + 1;
  if (inYear <= 2) year--;
  const era = floorDivide(year, 400);
  const yearOfEra = year - era * 400;
  const shifted = inYear > 2 ? inYear - 3 : inYear + 9;
  const ofYear = (153 * shifted + 2) / 5;
  return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + ofYear - 719468 + (day - 1);
}

export function isLeapYear(year: i64): bool {
  return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
}

/** Days of a month, 1 to 12. */
export function daysInMonth(month: i32, year: i64): i32 {
  if (month == 2) return isLeapYear(year) ? 29 : 28;
  return 30 + ((month + (month >>> 3)) & 1);
}

/** Day of the year, from 1, of a day counted from 1970-01-01. */
export function yearDay(day: i64): i32 {
  dateOfDay(day);
  return <i32>(day - dayOfDate(dateYear, 1, 1)) + 1;
}

/** 0 is Sunday. */
export function weekday(day: i64): i32 {
  const d = <i32>((day + 4) % 7);
  return d < 0 ? d + 7 : d;
}

/** `t` plus nanoseconds. */
export function addNanoseconds(t: TimeObject, duration: i64): Value {
  let seconds = t.seconds + duration / SECOND;
  let nanoseconds = t.nanoseconds + <i32>(duration % SECOND);
  if (nanoseconds >= 1000000000) {
    nanoseconds -= 1000000000;
    seconds++;
  } else if (nanoseconds < 0) {
    nanoseconds += 1000000000;
    seconds--;
  }
  return sameZone(t, seconds, nanoseconds);
}

/** `a - b` in nanoseconds, saturated. */
export function nanosecondsBetween(a: TimeObject, b: TimeObject): i64 {
  const seconds = a.seconds - b.seconds;
  const wrapped = seconds * SECOND + (a.nanoseconds - b.nanoseconds);
  if (seconds > 9223372037 || (seconds > 0 && wrapped < 0)) return i64.MAX_VALUE;
  if (seconds < -9223372037 || (seconds < 0 && wrapped > 0)) return i64.MIN_VALUE;
  return wrapped;
}

/** -1, 0 or 1. */
export function compareTimes(a: TimeObject, b: TimeObject): i32 {
  if (a.seconds != b.seconds) return a.seconds < b.seconds ? -1 : 1;
  return a.nanoseconds == b.nanoseconds ? 0 : a.nanoseconds < b.nanoseconds ? -1 : 1;
}
