// Helm 4.3's functions about durations.
// Follows helm.sh/helm/v4@v4.3.1 pkg/engine/funcs.go.

import { KIND_DURATION, KIND_FLOAT64, KIND_NIL, KIND_STRING } from '../../../abi/values';
import { clearFailure, failLiteral, failWith, message } from '../../core/error';
import { isInteger, isUnsigned, newFloat, newInt64, Value } from '../../core/value';
import { formatValue } from '../../go/fmt/format';
import { typeName } from '../../go/reflect/types';
import { endParse, parseFloat, parsedFloat, parseStatus } from '../../go/strconv/number';
import { quoteInto } from '../../go/strconv/quote';
import { trimSpace } from '../../go/strings/strings';
import { parsedDuration, parseDuration } from '../../go/time/parse';
import { HOUR, MINUTE, newDuration, SECOND } from '../../go/time/value';
import { inUnits, roundDuration } from '../sprig/dates';

/** The most and the least seconds that a duration can hold. */
const MOST_SECONDS: i64 = 9223372036;
const LEAST_SECONDS: i64 = -9223372036;

/** Nanoseconds of the last value that `asDuration` took. */
let nanoseconds: i64 = 0;

function take(value: i64): bool {
  nanoseconds = value;
  return true;
}

function overflow(what: string, v: Value): bool {
  const text = message();
  text.literal(what);
  formatValue(text, v);
  failWith(text);
  return false;
}

function fromSeconds(seconds: f64): bool {
  if (isNaN(seconds) || !isFinite(seconds)) return overflow('invalid duration seconds: ', newFloat(seconds));
  if (seconds > <f64>MOST_SECONDS || seconds < <f64>LEAST_SECONDS) {
    return overflow('duration seconds overflow: ', newFloat(seconds));
  }
  return take(<i64>(seconds * <f64>SECOND));
}

/** A duration, the text of one, or a number of seconds. False: it is none, with the failure recorded. */
function asDuration(v: Value): bool {
  if (v.kind == KIND_DURATION) return take(v.int);
  if (v.kind == KIND_NIL) {
    failLiteral('invalid duration');
    return false;
  }
  if (v.kind == KIND_STRING) {
    const text = trimSpace(v);
    if (!text.length) {
      failLiteral('empty duration');
      return false;
    }
    if (parseDuration(text)) return take(parsedDuration);
    clearFailure();
    const isNumber = parseFloat(text.pointer, text.length);
    const outOfRange = parseStatus;
    endParse(0);
    if (isNumber && outOfRange == 0) return fromSeconds(parsedFloat);
    const words = message();
    words.literal('could not parse duration ');
    quoteInto(words, v.pointer, v.length);
    failWith(words);
    return false;
  }
  if (v.kind == KIND_FLOAT64) return fromSeconds(v.float);
  if (isUnsigned(v)) {
    if (<u64>v.int > <u64>MOST_SECONDS) return overflow('duration seconds overflow: ', v);
    return take(v.int * SECOND);
  }
  if (isInteger(v)) {
    if (v.int > MOST_SECONDS || v.int < LEAST_SECONDS) return overflow('duration seconds overflow: ', v);
    return take(v.int * SECOND);
  }
  const words = message();
  words.literal('unsupported duration type ');
  words.string(typeName(v));
  failWith(words);
  return false;
}

/** Whether a value is a duration; what is none counts as 0. */
function read(v: Value): bool {
  if (asDuration(v)) return true;
  clearFailure();
  nanoseconds = 0;
  return false;
}

export function fnMustToDuration(v: Value): Value {
  return asDuration(v) ? newDuration(nanoseconds) : changetype<Value>(0);
}

export function fnDurationSeconds(v: Value): Value {
  read(v);
  return inUnits(nanoseconds, SECOND);
}

export function fnDurationMilliseconds(v: Value): Value {
  read(v);
  return newInt64(nanoseconds / 1000000);
}

export function fnDurationMicroseconds(v: Value): Value {
  read(v);
  return newInt64(nanoseconds / 1000);
}

export function fnDurationNanoseconds(v: Value): Value {
  read(v);
  return newInt64(nanoseconds);
}

export function fnDurationMinutes(v: Value): Value {
  read(v);
  return inUnits(nanoseconds, MINUTE);
}

export function fnDurationHours(v: Value): Value {
  read(v);
  return inUnits(nanoseconds, HOUR);
}

export function fnDurationDays(v: Value): Value {
  read(v);
  return newFloat(inUnits(nanoseconds, HOUR).float / 24.0);
}

export function fnDurationWeeks(v: Value): Value {
  read(v);
  return newFloat(inUnits(nanoseconds, HOUR).float / 24.0 / 7.0);
}

export function fnDurationRoundTo(v: Value, unit: Value): Value {
  if (!read(v)) return newDuration(0);
  const d = nanoseconds;
  return newDuration(read(unit) ? roundDuration(d, nanoseconds) : d);
}

export function fnDurationTruncateTo(v: Value, unit: Value): Value {
  if (!read(v)) return newDuration(0);
  const d = nanoseconds;
  return newDuration(read(unit) && nanoseconds > 0 ? d - (d % nanoseconds) : d);
}
