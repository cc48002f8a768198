// The formats of strings that Helm 3's library asserts: yes or no, as Go's packages net, net/mail, net/url and time answer.
// Follows github.com/xeipuuv/gojsonschema@v1.2.0 format_checkers.go.

import {
  FORMAT_DATE,
  FORMAT_DATE_TIME,
  FORMAT_EMAIL,
  FORMAT_HOSTNAME,
  FORMAT_IPV4,
  FORMAT_IPV6,
  FORMAT_JSON_POINTER,
  FORMAT_REGEX,
  FORMAT_RELATIVE_JSON_POINTER,
  FORMAT_TIME,
  FORMAT_URI,
  FORMAT_URI_REFERENCE,
  FORMAT_URI_TEMPLATE,
  FORMAT_UUID,
} from '../../../../abi/schemas';
import { clearFailure } from '../../../core/error';
import { isAddress } from '../../../go/net/netip';
import { parseUrl, Url } from '../../../go/net/url';
import { compilePattern } from '../../../go/regexp/compile';
import { containsByte, indexByte } from '../../../go/strings/strings';
import { substring, Value } from '../../../core/value';
import { dateProblem } from '../dates';
import { isMailAddress } from '../../../go/net/mail';

function contains(s: Value, byte: u8): bool {
  return containsByte(s.pointer, s.length, byte);
}

function from(s: Value, start: u32): Value {
  return substring(s, start, s.length);
}

function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

function isAlphanumeric(c: u32): bool {
  return isDigit(c) || (c < 0x80 && (c | 0x20) - 0x61 < 26);
}

/** Does the string have the format? Strings have every format that is unknown. */
export function hasLegacyFormat(format: u32, s: Value): bool {
  switch (format) {
    case FORMAT_DATE:
      return isDate(s);
    case FORMAT_TIME:
      return isTime(s);
    case FORMAT_DATE_TIME:
      return isTime(s) || isDate(s) || isDateTime(s);
    case FORMAT_HOSTNAME:
      return isHostname(s);
    case FORMAT_EMAIL:
      return isMailAddress(s);
    case FORMAT_IPV4:
      return isAddress(s) && contains(s, 0x2e);
    case FORMAT_IPV6:
      return isAddress(s) && contains(s, 0x3a);
    case FORMAT_URI:
      return isUrl(s) && parsedUrl.scheme.length > 0 && !contains(s, 0x5c);
    case FORMAT_URI_REFERENCE:
      return isUrl(s) && !contains(s, 0x5c);
    case FORMAT_URI_TEMPLATE:
      return isUrl(s) && !contains(s, 0x5c) && bracesClose(parsedUrl.path);
    case FORMAT_UUID:
      return isUuid(s);
    case FORMAT_REGEX: {
      const isPattern = s.length == 0 || changetype<usize>(compilePattern(s)) != 0;
      clearFailure();
      return isPattern;
    }
    case FORMAT_JSON_POINTER:
      return isPointer(s);
    case FORMAT_RELATIVE_JSON_POINTER:
      return isRelativePointer(s);
  }
  return true;
}

let parsedUrl: Url = changetype<Url>(0);

function isUrl(s: Value): bool {
  parsedUrl = parseUrl(s, '');
  clearFailure();
  return changetype<usize>(parsedUrl) != 0;
}

/** Has every opening brace a closing one behind it? */
function bracesClose(path: Value): bool {
  for (let i: u32 = 0; i < path.length; i++) {
    if (path.byte(i) != 0x7b) continue;
    const close = indexByte(path.pointer, path.length, 0x7d, i);
    if (close < 0) return false;
    i = close;
  }
  return true;
}

function isHostname(s: Value): bool {
  if (s.length >= 256) return false;
  let start: u32 = 0;
  while (start <= s.length) {
    const dot = indexByte(s.pointer, s.length, 0x2e, start);
    const end: u32 = dot < 0 ? s.length : dot;
    if (end == start || end - start > 63) return false;
    for (let i = start; i < end; i++) {
      const c: u32 = s.byte(i);
      if (!isAlphanumeric(c) && (c != 0x2d || i == start || i + 1 == end)) return false;
    }
    start = end + 1;
  }
  return true;
}

function isUuid(s: Value): bool {
  if (s.length != 36) return false;
  for (let i: u32 = 0; i < 36; i++) {
    const c: u32 = s.byte(i);
    if (i == 8 || i == 13 || i == 18 || i == 23) {
      if (c != 0x2d) return false;
    } else if (!isDigit(c) && c - 0x61 > 5) {
      return false;
    }
  }
  return true;
}

function isPointer(s: Value): bool {
  if (s.length == 0) return true;
  if (s.byte(0) != 0x2f) return false;
  for (let i: u32 = 0; i < s.length; i++) {
    if (s.byte(i) != 0x7e) continue;
    if (i + 1 == s.length || (s.byte(i + 1) != 0x30 && s.byte(i + 1) != 0x31)) return false;
  }
  return true;
}

function isRelativePointer(s: Value): bool {
  let digits: u32 = 0;
  while (digits < s.length && isDigit(s.byte(digits))) digits++;
  if (digits == 0 || (digits > 1 && s.byte(0) == 0x30)) return false;
  const rest = from(s, digits);
  return (rest.length == 1 && rest.byte(0) == 0x23) || isPointer(rest);
}

// ---- times. Source: time.Parse with the layouts 15:04:05 and 15:04:05Z07:00.

function isDate(s: Value): bool {
  return !changetype<usize>(dateProblem(s));
}

/** The number of two digits at a position, or -1. */
function twoDigits(s: Value, at: u32): i32 {
  if (at + 2 > s.length || !isDigit(s.byte(at)) || !isDigit(s.byte(at + 1))) return -1;
  return (s.byte(at) - 0x30) * 10 + (s.byte(at + 1) - 0x30);
}

function isTime(s: Value): bool {
  return endsTime(s, 0, false);
}

/** A time of the day from a position to the end; the zone may be left out unless it is needed. */
function endsTime(s: Value, at: u32, needsZone: bool): bool {
  if (at >= s.length || !isDigit(s.byte(at))) return false;
  // Go takes an hour of one digit here.
  let hour: i32 = s.byte(at) - 0x30;
  at++;
  if (at < s.length && isDigit(s.byte(at))) {
    hour = hour * 10 + (s.byte(at) - 0x30);
    at++;
  }
  if (hour > 23) return false;
  for (let i = 0; i < 2; i++) {
    if (at >= s.length || s.byte(at) != 0x3a) return false;
    const n = twoDigits(s, at + 1);
    if (n < 0 || n > 59) return false;
    at += 3;
  }
  if (at + 1 < s.length && (s.byte(at) == 0x2e || s.byte(at) == 0x2c) && isDigit(s.byte(at + 1))) {
    at++;
    while (at < s.length && isDigit(s.byte(at))) at++;
  }
  if (at == s.length) return !needsZone;
  if (s.byte(at) == 0x5a) return at + 1 == s.length;
  if (s.length - at != 6 || s.byte(at + 3) != 0x3a || (s.byte(at) != 0x2b && s.byte(at) != 0x2d)) return false;
  const zoneHour = twoDigits(s, at + 1);
  const zoneMinute = twoDigits(s, at + 4);
  return zoneHour >= 0 && zoneHour <= 24 && zoneMinute >= 0 && zoneMinute <= 60;
}

function isDateTime(s: Value): bool {
  return s.length > 11 && s.byte(10) == 0x54 && isDate(substring(s, 0, 10)) && endsTime(s, 11, true);
}
