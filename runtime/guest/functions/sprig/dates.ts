// Sprig's date functions (date.go), and the methods of the time values that they give. The process zone is UTC.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 date.go.

import { ELSE_WITH } from '../../../abi/quirks';
import { has } from '../../core/mode';
import { quoteInto } from '../../go/strconv/quote';
import {
  KIND_DURATION,
  KIND_INT,
  KIND_INT32,
  KIND_INT64,
  KIND_MONTH,
  KIND_NIL,
  KIND_STRING,
  KIND_TIME,
  KIND_WEEKDAY,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { hasClock, nowNanoseconds, nowSeconds } from '../../core/clock';
import { clearFailure, failMethodArity, failWith, message } from '../../core/error';
import { SYNTAX, parseInt, parseStatus, parsedInt } from '../../go/strconv/number';
import { formatRfc3339, rfc3339Problem } from '../../go/json/marshal';
import { formatLayout, formatTime, formatTimeSyntax, writeDuration } from '../../go/time/format';
import { parseDuration, parseTime, parsedDuration } from '../../go/time/parse';
import {
  DAY_SECONDS,
  HOUR,
  LOCATION_FIXED,
  LOCATION_LOCAL,
  LOCATION_UTC,
  MINUTE,
  SECOND,
  TimeObject,
  ZERO_SECONDS,
  addNanoseconds,
  compareTimes,
  dateDay,
  dateMonth,
  dateOfDay,
  dateYear,
  dayOfDate,
  floorDivide,
  nanosecondsBetween,
  newDuration,
  newTime,
  newTimeAt,
  sameZone,
  timeOf,
  wallSeconds,
  weekday,
  yearDay,
  zeroTime,
} from '../../go/time/value';
import { typeText } from '../../go/reflect/types';
import {
  Value,
  equalsLiteral,
  literal,
  newBool,
  newBytes,
  newFloat,
  newInt,
  newInt64,
  newInteger,
} from '../../core/value';
import { indexOfWord } from '../../go/strings/word-list';
import { zoneAt, zoneName, zoneOffset } from '../../go/time/zone';

export { formatTime };

const NULL: Value = changetype<Value>(0);

function formatted(t: Value, layout: Value): Value {
  const b = Buffer.create(layout.length + 16);
  formatLayout(b, timeOf(t), layout.pointer, layout.length);
  return b.toValue();
}

/** What Sprig takes for a time: a time, an integer of some types (Unix seconds), and now for all else; null without a clock. */
function momentOf(v: Value, location: u8, name: string): Value {
  const kind = v.kind;
  if (kind == KIND_TIME) return newTime(timeOf(v).seconds, timeOf(v).nanoseconds, location);
  if (kind == KIND_INT || kind == KIND_INT64 || kind == KIND_INT32) return newTime(v.int, 0, location);
  if (!hasClock(name)) return NULL;
  return newTime(nowSeconds, nowNanoseconds, location);
}

function isUnsafeName(zone: Value): bool {
  const first = zone.byte(0);
  if (first == 0x2f || first == 0x5c) return true;
  for (let i: u32 = 1; i < zone.length; i++) {
    if (zone.byte(i) == 0x2e && zone.byte(i - 1) == 0x2e) return true;
  }
  return false;
}

function inZone(layout: Value, v: Value, zone: Value, name: string): Value {
  const t = momentOf(v, LOCATION_UTC, name);
  if (!changetype<usize>(t)) return NULL;
  if (zone.length == 0 || equalsLiteral(zone, 'UTC') || equalsLiteral(zone, 'Local') || isUnsafeName(zone)) {
    return formatted(t, layout);
  }
  const moment = timeOf(t);
  if (!zoneAt(zone, moment.seconds)) return formatted(t, layout);
  return formatted(newTimeAt(moment.seconds, moment.nanoseconds, zoneOffset, zoneName), layout);
}

/** `now`. */
export function fnNow(): Value {
  return hasClock('now') ? newTime(nowSeconds, nowNanoseconds, LOCATION_LOCAL) : NULL;
}

/** `date LAYOUT TIME`. */
export function fnDate(layout: Value, v: Value): Value {
  const t = momentOf(v, LOCATION_LOCAL, 'date');
  return changetype<usize>(t) ? formatted(t, layout) : NULL;
}

/** `dateInZone LAYOUT TIME ZONE`: UTC where there is no such zone. */
export function fnDateInZone(layout: Value, v: Value, zone: Value): Value {
  return inZone(layout, v, zone, 'dateInZone');
}

/** `htmlDate TIME`. */
export function fnHtmlDate(v: Value): Value {
  const t = momentOf(v, LOCATION_LOCAL, 'htmlDate');
  return changetype<usize>(t) ? formatted(t, literal('2006-01-02')) : NULL;
}

/** `htmlDateInZone TIME ZONE`. */
export function fnHtmlDateInZone(v: Value, zone: Value): Value {
  return inZone(literal('2006-01-02'), v, zone, 'htmlDateInZone');
}

function durationText(d: i64): Value {
  const b = Buffer.create(32);
  writeDuration(b, d);
  return b.toValue();
}

/** time.Duration.Round: halves away from zero, saturated. */
export function roundDuration(d: i64, unit: i64): i64 {
  if (unit <= 0) return d;
  let rest = d % unit;
  if (d < 0) {
    rest = -rest;
    if (<u64>(rest + rest) < <u64>unit) return d + rest;
    const down = d - unit + rest;
    return down < d ? down : i64.MIN_VALUE;
  }
  if (<u64>(rest + rest) < <u64>unit) return d - rest;
  const up = d + unit - rest;
  return up > d ? up : i64.MAX_VALUE;
}

/** `ago TIME`: the time since then, to the second. What is no time counts as now. */
export function fnAgo(v: Value): Value {
  const kind = v.kind;
  if (kind != KIND_TIME && kind != KIND_INT && kind != KIND_INT64) return literal('0s');
  const now = fnNowFor('ago');
  if (!changetype<usize>(now)) return NULL;
  const t = momentOf(v, LOCATION_LOCAL, 'ago');
  return durationText(roundDuration(nanosecondsBetween(timeOf(now), timeOf(t)), SECOND));
}

function fnNowFor(name: string): Value {
  return hasClock(name) ? newTime(nowSeconds, nowNanoseconds, LOCATION_LOCAL) : NULL;
}

/** `duration SECONDS`, given as text or int64; all else is no time at all. */
export function fnDuration(v: Value): Value {
  let seconds: i64 = 0;
  if (v.kind == KIND_INT64) {
    seconds = v.int;
  } else if (v.kind == KIND_STRING) {
    // Out of range counts as the farthest number.
    if (parseInt(v.pointer, v.length, 10) || parseStatus != SYNTAX) seconds = parsedInt;
  }
  return durationText(seconds * SECOND);
}

/** `durationRound DURATION`: the largest unit that is exceeded, `2h`, `1mo`. */
export function fnDurationRound(v: Value): Value {
  let d: i64 = 0;
  if (v.kind == KIND_INT64) {
    d = v.int;
  } else if (v.kind == KIND_STRING) {
    if (parseDuration(v)) d = parsedDuration;
    else clearFailure();
  } else if (v.kind == KIND_TIME) {
    const now = fnNowFor('durationRound');
    if (!changetype<usize>(now)) return NULL;
    d = nanosecondsBetween(timeOf(now), timeOf(v));
  }
  const u = <u64>(d < 0 ? -d : d);
  const day: u64 = 24 * HOUR;
  const b = Buffer.create(16);
  if (u > 365 * day) {
    b.unsigned(u / (365 * day));
    b.byte(0x79);
  } else if (u > 30 * day) {
    b.unsigned(u / (30 * day));
    b.literal('mo');
  } else if (u > day) {
    b.unsigned(u / day);
    b.byte(0x64);
  } else if (u > <u64>HOUR) {
    b.unsigned(u / <u64>HOUR);
    b.byte(0x68);
  } else if (u > <u64>MINUTE) {
    b.unsigned(u / <u64>MINUTE);
    b.byte(0x6d);
  } else {
    b.unsigned(u > <u64>SECOND ? u / <u64>SECOND : 0);
    b.byte(0x73);
  }
  return b.toValue();
}

/** `dateModify DURATION TIME`: unchanged where the duration does not parse. */
export function fnDateModify(duration: Value, t: Value): Value {
  if (parseDuration(duration)) return addNanoseconds(timeOf(t), parsedDuration);
  clearFailure();
  return t;
}

/** `mustDateModify DURATION TIME`. */
export function fnMustDateModify(duration: Value, t: Value): Value {
  return parseDuration(duration) ? addNanoseconds(timeOf(t), parsedDuration) : NULL;
}

/** `toDate LAYOUT TEXT`: the zero time where the text does not parse. */
export function fnToDate(layout: Value, text: Value): Value {
  const t = parseTime(layout, text);
  if (changetype<usize>(t)) return t;
  clearFailure();
  return zeroTime();
}

/** `mustToDate LAYOUT TEXT`. */
export function fnMustToDate(layout: Value, text: Value): Value {
  return parseTime(layout, text);
}

/** `unixEpoch TIME`. */
export function fnUnixEpoch(t: Value): Value {
  const b = Buffer.create(24);
  b.integer(timeOf(t).seconds);
  return b.toValue();
}

// Methods of time.Time: first those without arguments, then those that templates cannot call, then those with arguments.
const TIME_METHODS: string =
  'Year Month Day Hour Minute Second Nanosecond Weekday YearDay Unix UnixMilli UnixMicro UnixNano IsZero IsDST UTC Local String Location GoString MarshalJSON MarshalText Date Clock ISOWeek Zone ZoneBounds Format Add Sub AddDate Before After Equal Compare Truncate Round';
const METHOD_YEAR: i32 = 0;
const METHOD_MONTH: i32 = 1;
const METHOD_DAY: i32 = 2;
const METHOD_HOUR: i32 = 3;
const METHOD_MINUTE: i32 = 4;
const METHOD_SECOND: i32 = 5;
const METHOD_NANOSECOND: i32 = 6;
const METHOD_WEEKDAY: i32 = 7;
const METHOD_YEAR_DAY: i32 = 8;
const METHOD_UNIX: i32 = 9;
const METHOD_UNIX_MILLI: i32 = 10;
const METHOD_UNIX_MICRO: i32 = 11;
const METHOD_UNIX_NANO: i32 = 12;
const METHOD_IS_ZERO: i32 = 13;
const METHOD_IS_DST: i32 = 14;
const METHOD_UTC: i32 = 15;
const METHOD_LOCAL: i32 = 16;
const METHOD_STRING: i32 = 17;
const METHOD_LOCATION: i32 = 18;
const METHOD_GO_STRING: i32 = 19;
const METHOD_MARSHAL_JSON: i32 = 20;
const METHOD_MARSHAL_TEXT: i32 = 21;
const METHOD_DATE: i32 = 22;
const METHOD_CLOCK: i32 = 23;
const METHOD_ZONE_BOUNDS: i32 = 26;
const METHOD_FORMAT: i32 = 27;
const METHOD_ADD: i32 = 28;
const METHOD_SUB: i32 = 29;
const METHOD_ADD_DATE: i32 = 30;
const METHOD_BEFORE: i32 = 31;
const METHOD_AFTER: i32 = 32;
const METHOD_EQUAL: i32 = 33;
const METHOD_COMPARE: i32 = 34;
const METHOD_TRUNCATE: i32 = 35;
const METHOD_ROUND: i32 = 36;

// Methods of time.Duration; the last two have an argument.
const DURATION_METHODS: string =
  'Hours Minutes Seconds Milliseconds Microseconds Nanoseconds Abs String Truncate Round';
const DURATION_TRUNCATE: i32 = 8;

/** text/template's goodFunc: methods with several results cannot be called. */
function failResults(name: Value, method: i32): Value {
  const b = message();
  const hasThree = method == METHOD_DATE || method == METHOD_CLOCK;
  if (!has(ELSE_WITH)) {
    b.literal("can't call method/function ");
    quoteInto(b, name.pointer, name.length);
    b.literal(hasThree ? ' with 3 results' : ' with 2 results');
  } else if (hasThree) {
    b.literal('function ');
    b.string(name);
    b.literal(' has 3 return values; should be 1 or 2');
  } else {
    b.literal('invalid function signature for ');
    b.string(name);
    b.literal(': second return value should be error; is ');
    b.literal(method == METHOD_ZONE_BOUNDS ? 'time.Time' : 'int');
  }
  return failWith(b);
}

function arityOf(method: i32): i32 {
  return method < METHOD_FORMAT ? 0 : method == METHOD_ADD_DATE ? 3 : 1;
}

/** Field or method without arguments of a time.Time, Duration, Month or Weekday; 0 without a failure: there is none. */
export function timeField(receiver: Value, name: Value): Value {
  return timeMethod(receiver, name, 0, 0);
}

/** Method of a time.Time, Duration, Month or Weekday; 0 without a failure: there is none. */
export function timeMethod(receiver: Value, name: Value, pointer: usize, count: i32): Value {
  const kind = receiver.kind;
  if (kind == KIND_TIME) {
    const method = indexOfWord(TIME_METHODS, name, false);
    if (method < 0) return NULL;
    if (arityOf(method) != count) return failMethodArity(name, arityOf(method), count);
    if (method < METHOD_FORMAT) return propertyOf(receiver, name, method);
    return callTime(timeOf(receiver), method, pointer);
  }
  if (kind == KIND_DURATION) return callDuration(receiver, name, pointer, count);
  if (!equalsLiteral(name, 'String')) return NULL;
  if (count) return failMethodArity(name, 0, count);
  return textOf(receiver);
}

function textOf(v: Value): Value {
  const b = Buffer.create(48);
  formatTime(b, v);
  return b.toValue();
}

function propertyOf(v: Value, name: Value, method: i32): Value {
  const t = timeOf(v);
  const wall = wallSeconds(t);
  const day = floorDivide(wall, DAY_SECONDS);
  const ofDay = wall - day * DAY_SECONDS;
  switch (method) {
    case METHOD_YEAR:
      dateOfDay(day);
      return newInt(dateYear);
    case METHOD_MONTH:
      dateOfDay(day);
      return newInteger(KIND_MONTH, dateMonth);
    case METHOD_DAY:
      dateOfDay(day);
      return newInt(dateDay);
    case METHOD_HOUR:
      return newInt(ofDay / 3600);
    case METHOD_MINUTE:
      return newInt((ofDay / 60) % 60);
    case METHOD_SECOND:
      return newInt(ofDay % 60);
    case METHOD_NANOSECOND:
      return newInt(t.nanoseconds);
    case METHOD_WEEKDAY:
      return newInteger(KIND_WEEKDAY, weekday(day));
    case METHOD_YEAR_DAY:
      return newInt(yearDay(day));
    case METHOD_UNIX:
      return newInt64(t.seconds);
    case METHOD_UNIX_MILLI:
      return newInt64(t.seconds * 1000 + t.nanoseconds / 1000000);
    case METHOD_UNIX_MICRO:
      return newInt64(t.seconds * 1000000 + t.nanoseconds / 1000);
    case METHOD_UNIX_NANO:
      return newInt64(t.seconds * SECOND + t.nanoseconds);
    case METHOD_IS_ZERO:
      return newBool(t.seconds == ZERO_SECONDS && t.nanoseconds == 0);
    case METHOD_IS_DST:
      return newBool(false);
    case METHOD_UTC:
      return newTime(t.seconds, t.nanoseconds, LOCATION_UTC);
    case METHOD_LOCAL:
      return newTime(t.seconds, t.nanoseconds, LOCATION_LOCAL);
    case METHOD_STRING:
      return textOf(v);
    case METHOD_LOCATION:
      return t.location == LOCATION_FIXED ? t.zone : literal('UTC');
  }
  if (method == METHOD_GO_STRING) {
    const b = Buffer.create(64);
    formatTimeSyntax(b, v);
    return b.toValue();
  }
  if (method == METHOD_MARSHAL_JSON || method == METHOD_MARSHAL_TEXT) return marshal(v, name, method);
  return failResults(name, method);
}

/** MarshalJSON and MarshalText: RFC 3339, in quotes for JSON. */
function marshal(v: Value, name: Value, method: i32): Value {
  const text = formatRfc3339(v);
  const problem = rfc3339Problem(text);
  if (problem.length) {
    const b = message();
    b.literal('Time.');
    b.string(name);
    b.literal(': ');
    b.string(problem);
    return failWith(b);
  }
  if (method == METHOD_MARSHAL_TEXT) return newBytes(text.pointer, text.length);
  const quoted = Buffer.create(text.length + 2);
  quoted.byte(0x22);
  quoted.string(text);
  quoted.byte(0x22);
  return newBytes(quoted.pointer, quoted.length);
}

function failType(v: Value, wanted: string): Value {
  const b = message();
  b.literal('wrong type for value; expected ');
  b.literal(wanted);
  b.literal('; got ');
  b.literal(v.kind == KIND_NIL ? 'interface {}' : typeText(v));
  return failWith(b);
}

function argument(pointer: usize, i: u32): Value {
  return changetype<Value>(load<u32>(pointer + (i << 2)));
}

/** Is the argument a duration? (An integer literal comes as an int.) */
function isDuration(v: Value): bool {
  return v.kind == KIND_DURATION || v.kind == KIND_INT;
}

/** What is left of the time since the year 1 when it is counted in units of `unit` > 0 nanoseconds. */
function remainder(t: TimeObject, unit: i64): i64 {
  const divisor = <u64>unit;
  let base = <u64>((((t.seconds - ZERO_SECONDS) % unit) + unit) % unit);
  let rest: u64 = 0;
  for (let factor = <u64>SECOND; factor; factor >>= 1) {
    if (factor & 1) rest = (rest + base) % divisor;
    base = (base + base) % divisor;
  }
  return <i64>((rest + <u64>t.nanoseconds) % divisor);
}

function callTime(t: TimeObject, method: i32, pointer: usize): Value {
  const first = argument(pointer, 0);
  switch (method) {
    case METHOD_FORMAT: {
      if (first.kind != KIND_STRING) return failType(first, 'string');
      const b = Buffer.create(first.length + 16);
      formatLayout(b, t, first.pointer, first.length);
      return b.toValue();
    }
    case METHOD_ADD_DATE: {
      for (let i = 0; i < 3; i++) {
        if (argument(pointer, i).kind != KIND_INT) return failType(argument(pointer, i), 'int');
      }
      const wall = wallSeconds(t);
      const day = floorDivide(wall, DAY_SECONDS);
      dateOfDay(day);
      const months = argument(pointer, 1).int + dateMonth;
      const moved = dayOfDate(dateYear + first.int, months, argument(pointer, 2).int + dateDay);
      return sameZone(t, t.seconds + (moved - day) * DAY_SECONDS, t.nanoseconds);
    }
    case METHOD_ADD:
    case METHOD_TRUNCATE:
    case METHOD_ROUND: {
      if (!isDuration(first)) return failType(first, 'time.Duration');
      const d = first.int;
      if (method == METHOD_ADD) return addNanoseconds(t, d);
      if (d <= 0) return sameZone(t, t.seconds, t.nanoseconds);
      const rest = remainder(t, d);
      if (method == METHOD_TRUNCATE || <u64>(rest + rest) < <u64>d) return addNanoseconds(t, -rest);
      return addNanoseconds(t, d - rest);
    }
  }
  if (first.kind != KIND_TIME) return failType(first, 'time.Time');
  const other = timeOf(first);
  if (method == METHOD_SUB) return newDuration(nanosecondsBetween(t, other));
  const order = compareTimes(t, other);
  switch (method) {
    case METHOD_BEFORE:
      return newBool(order < 0);
    case METHOD_AFTER:
      return newBool(order > 0);
    case METHOD_EQUAL:
      return newBool(order == 0);
  }
  return newInt(order);
}

/** A duration in units of `unit`, as Go computes it: whole units and the rest are divided apart. */
export function inUnits(d: i64, unit: i64): Value {
  return newFloat(<f64>(d / unit) + <f64>(d % unit) / <f64>unit);
}

function callDuration(receiver: Value, name: Value, pointer: usize, count: i32): Value {
  const method = indexOfWord(DURATION_METHODS, name, false);
  if (method < 0) return NULL;
  const wanted = method < DURATION_TRUNCATE ? 0 : 1;
  if (wanted != count) return failMethodArity(name, wanted, count);
  const d = receiver.int;
  switch (method) {
    case 0:
      return inUnits(d, HOUR);
    case 1:
      return inUnits(d, MINUTE);
    case 2:
      return inUnits(d, SECOND);
    case 3:
      return newInt64(d / 1000000);
    case 4:
      return newInt64(d / 1000);
    case 5:
      return newInt64(d);
    case 6:
      return newDuration(d >= 0 ? d : d == i64.MIN_VALUE ? i64.MAX_VALUE : -d);
    case 7:
      return durationText(d);
  }
  const unit = argument(pointer, 0);
  if (!isDuration(unit)) return failType(unit, 'time.Duration');
  if (method == DURATION_TRUNCATE) return newDuration(unit.int <= 0 ? d : d - (d % unit.int));
  return newDuration(roundDuration(d, unit.int));
}
