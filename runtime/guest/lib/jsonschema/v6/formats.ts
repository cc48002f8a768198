// The formats of strings that Helm 4's library asserts, with its words for what is wrong with a text.
// Follows github.com/santhosh-tekuri/jsonschema/v6@v6.0.3 format.go.

import {
  FORMAT_DATE,
  FORMAT_DATE_TIME,
  FORMAT_DURATION,
  FORMAT_EMAIL,
  FORMAT_HOSTNAME,
  FORMAT_IPV4,
  FORMAT_IPV6,
  FORMAT_JSON_POINTER,
  FORMAT_PERIOD,
  FORMAT_REGEX,
  FORMAT_RELATIVE_JSON_POINTER,
  FORMAT_SEMVER,
  FORMAT_TIME,
  FORMAT_URI,
  FORMAT_URI_REFERENCE,
  FORMAT_URI_TEMPLATE,
  FORMAT_UUID,
} from '../../../../abi/schemas';
import { clearFailure, failure, message } from '../../../core/error';
import { ADDRESS_BAD, checkAddress } from '../../../go/net/netip';
import { hostname, parseUrl, Url } from '../../../go/net/url';
import { parsedInt, parseInt, parseStatus, RANGE } from '../../../go/strconv/number';
import { quoteInto, quoteRuneInto } from '../../../go/strconv/quote';
import { compilePattern } from '../../../go/regexp/compile';
import { containsByte, indexByte } from '../../../go/strings/strings';
import { decodeRune } from '../../../go/unicode/unicode';
import { literal, substring, Value } from '../../../core/value';
import { dateProblem } from '../dates';

/** Null: the text has the format. */
const GOOD: Value = changetype<Value>(0);

/** What is wrong with a string; null where nothing is, or where the format is unknown. */
export function formatProblem(format: u32, s: Value): Value {
  switch (format) {
    case FORMAT_REGEX: {
      if (changetype<usize>(compilePattern(s))) return GOOD;
      return takeFailure();
    }
    case FORMAT_JSON_POINTER:
      return checkJsonPointer(s);
    case FORMAT_RELATIVE_JSON_POINTER:
      return checkRelativePointer(s);
    case FORMAT_UUID:
      return checkUuid(s);
    case FORMAT_DURATION:
      return checkDuration(s);
    case FORMAT_PERIOD:
      return checkPeriod(s);
    case FORMAT_IPV4:
      return checkIpv4(s);
    case FORMAT_IPV6:
      return checkIpv6(s);
    case FORMAT_HOSTNAME:
      return checkHostname(s);
    case FORMAT_EMAIL:
      return checkEmail(s);
    case FORMAT_DATE:
      return dateProblem(s);
    case FORMAT_TIME:
      return checkTime(s);
    case FORMAT_DATE_TIME:
      return checkDateTime(s);
    case FORMAT_URI: {
      const problem = checkUrl(s);
      return changetype<usize>(problem) || parsedUrl.scheme.length ? problem : literal('relative url');
    }
    case FORMAT_URI_REFERENCE:
      return contains(s, 0x5c) ? literal('contains \\') : checkUrl(s);
    case FORMAT_URI_TEMPLATE:
      return checkTemplate(s);
    case FORMAT_SEMVER:
      return checkSemver(s);
  }
  return GOOD;
}

// ---- small helpers

/** The failure under way as a text; it counts no longer. */
function takeFailure(): Value {
  const text = failure.text;
  clearFailure();
  return text;
}

function contains(s: Value, byte: u8): bool {
  return containsByte(s.pointer, s.length, byte);
}

function find(s: Value, byte: u8): i32 {
  return indexByte(s.pointer, s.length, byte, 0);
}

function from(s: Value, start: u32): Value {
  return substring(s, start, s.length);
}

function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

function isLetter(c: u32): bool {
  return (c | 0x20) - 0x61 < 26 && c < 0x80;
}

function isHex(c: u32): bool {
  return isDigit(c) || (c < 0x80 && (c | 0x20) - 0x61 < 6);
}

/** Digits at the beginning. */
function digitCount(s: Value): u32 {
  let count: u32 = 0;
  while (count < s.length && isDigit(s.byte(count))) count++;
  return count;
}

function startsWith(s: Value, byte: u8): bool {
  return s.length > 0 && s.byte(0) == byte;
}

function endsWith(s: Value, byte: u8): bool {
  return s.length > 0 && s.byte(s.length - 1) == byte;
}

/** `BEFORE'x'AFTER` for the character at a position. */
function badCharacter(before: string, s: Value, at: u32, after: string): Value {
  const text = message();
  text.literal(before);
  quoteRuneInto(text, decodeRune(s.pointer + at, s.pointer + s.length), false);
  text.literal(after);
  return text.toValue();
}

function because(before: string, problem: Value): Value {
  const text = message();
  text.literal(before);
  text.string(problem);
  return text.toValue();
}

/** Position of the next separator from `start` on, or the end. */
function nextPart(s: Value, start: u32, separator: u8): u32 {
  const at = indexByte(s.pointer, s.length, separator, start);
  return at < 0 ? s.length : at;
}

function partCount(s: Value, separator: u8): u32 {
  let count: u32 = 1;
  for (let i: u32 = 0; i < s.length; i++) {
    if (s.byte(i) == separator) count++;
  }
  return count;
}

// ---- pointers and identifiers

function checkJsonPointer(s: Value): Value {
  if (s.length == 0) return GOOD;
  if (s.byte(0) != 0x2f) return literal('not starting with /');
  for (let i: u32 = 0; i < s.length; i++) {
    if (s.byte(i) != 0x7e) continue;
    const next: u32 = i + 1 < s.length ? s.byte(i + 1) : 0;
    if (next != 0x30 && next != 0x31) return literal('~ must be followed by 0 or 1');
  }
  return GOOD;
}

function checkRelativePointer(s: Value): Value {
  const digits = digitCount(s);
  if (digits == 0) return literal('must start with non-negative integer');
  if (digits > 1 && s.byte(0) == 0x30) return literal('starts with zero');
  const rest = from(s, digits);
  if (rest.length == 1 && rest.byte(0) == 0x23) return GOOD;
  return checkJsonPointer(rest);
}

const groupSizes: usize = memory.data<u8>([8, 4, 4, 4, 12]);

function checkUuid(s: Value): Value {
  if (partCount(s, 0x2d) != 5) return literal('must have 5 elements');
  let start: u32 = 0;
  for (let group: u32 = 0; group < 5; group++) {
    const end = nextPart(s, start, 0x2d);
    const size: u32 = load<u8>(groupSizes + group);
    if (end - start != size) {
      const text = message();
      text.literal('element ');
      text.unsigned(group + 1);
      text.literal(' must be ');
      text.unsigned(size);
      text.literal(' characters long');
      return text.toValue();
    }
    for (let i = start; i < end; i++) {
      if (!isHex(s.byte(i))) return badCharacter('non-hex character ', s, i, '');
    }
    start = end + 1;
  }
  return GOOD;
}

// ---- addresses

function checkIpv4(s: Value): Value {
  if (partCount(s, 0x2e) != 4) return literal('expected four decimals');
  let start: u32 = 0;
  for (let group = 0; group < 4; group++) {
    const end = nextPart(s, start, 0x2e);
    const part = substring(s, start, end);
    if (part.length > 1 && part.byte(0) == 0x30) return literal('leading zeros');
    if (!parseInt(part.pointer, part.length, 10)) {
      const text = message();
      text.literal('strconv.Atoi: parsing ');
      quoteInto(text, part.pointer, part.length);
      text.literal(parseStatus == RANGE ? ': value out of range' : ': invalid syntax');
      return text.toValue();
    }
    if (parsedInt < 0 || parsedInt > 255) return literal('decimal must be between 0 and 255');
    start = end + 1;
  }
  return GOOD;
}

function checkIpv6(s: Value): Value {
  if (!contains(s, 0x3a)) return literal('missing colon');
  if (checkAddress(s, '') == ADDRESS_BAD) return takeFailure();
  return contains(s, 0x25) ? literal('zone id is not a part of ipv6 address') : GOOD;
}

function checkHostname(s: Value): Value {
  if (endsWith(s, 0x2e)) s = substring(s, 0, s.length - 1);
  if (s.length > 253) return literal('more than 253 characters long');
  let start: u32 = 0;
  while (start <= s.length) {
    const end = nextPart(s, start, 0x2e);
    const label = substring(s, start, end);
    if (label.length < 1 || label.length > 63) return literal('label must be 1 to 63 characters long');
    if (startsWith(label, 0x2d)) return literal('label starts with hyphen');
    if (endsWith(label, 0x2d)) return literal('label ends with hyphen');
    for (let i: u32 = 0; i < label.length; i++) {
      const c: u32 = label.byte(i);
      if (!isDigit(c) && !isLetter(c) && c != 0x2d) return badCharacter('invalid character ', label, i, '');
    }
    start = end + 1;
  }
  return GOOD;
}

function isLocalCharacter(c: u32): bool {
  if (isDigit(c) || isLetter(c)) return true;
  const others = ".!#$%&'*+-/=?^_`{|}~";
  for (let i = 0; i < others.length; i++) {
    if (<u32>others.charCodeAt(i) == c) return true;
  }
  return false;
}

function checkEmail(s: Value): Value {
  if (s.length > 254) return literal('more than 255 characters long');
  let at: i32 = s.length - 1;
  while (at >= 0 && s.byte(at) != 0x40) at--;
  if (at < 0) return literal('missing @');
  const local = substring(s, 0, at);
  let domain = from(s, at + 1);
  if (local.length > 64) return literal('local part more than 64 characters long');
  if (local.length > 1 && local.byte(0) == 0x22) {
    const inner = substring(local, 1, local.length - 1);
    if (contains(inner, 0x5c) || contains(inner, 0x22)) {
      return literal('backslash and quote are not allowed within quoted local part');
    }
  } else {
    if (startsWith(local, 0x2e)) return literal('starts with dot');
    if (endsWith(local, 0x2e)) return literal('ends with dot');
    for (let i: u32 = 1; i < local.length; i++) {
      if (local.byte(i) == 0x2e && local.byte(i - 1) == 0x2e) return literal('consecutive dots');
    }
    for (let i: u32 = 0; i < local.length; i++) {
      if (!isLocalCharacter(local.byte(i))) return badCharacter('invalid character ', local, i, '');
    }
  }
  if (startsWith(domain, 0x5b) && endsWith(domain, 0x5d)) {
    domain = domain.length < 2 ? from(domain, 1) : substring(domain, 1, domain.length - 1);
    const isIpv6 = hasPrefix(domain, 'IPv6:');
    const problem = isIpv6 ? checkIpv6(from(domain, 5)) : checkIpv4(domain);
    if (!changetype<usize>(problem)) return GOOD;
    return because(isIpv6 ? 'invalid ipv6 address: ' : 'invalid ipv4 address: ', problem);
  }
  const problem = checkHostname(domain);
  return changetype<usize>(problem) ? because('invalid domain: ', problem) : GOOD;
}

function hasPrefix(s: Value, prefix: string): bool {
  if (s.length < <u32>prefix.length) return false;
  for (let i = 0; i < prefix.length; i++) {
    if (<u32>s.byte(i) != <u32>prefix.charCodeAt(i)) return false;
  }
  return true;
}

// ---- URLs

/** What `checkUrl` parsed last. */
let parsedUrl: Url = changetype<Url>(0);

function checkUrl(s: Value): Value {
  parsedUrl = parseUrl(s, '');
  if (!changetype<usize>(parsedUrl)) return takeFailure();
  const host = parsedUrl.host;
  const name = hostname(host);
  if (!contains(name, 0x3a)) return GOOD;
  if (!contains(host, 0x5b) || !contains(host, 0x5d)) return literal('ipv6 address not enclosed in brackets');
  const problem = checkIpv6(name);
  return changetype<usize>(problem) ? because('invalid ipv6 address: ', problem) : GOOD;
}

/** The path of a URL as it is written. */
function rawPath(s: Value): Value {
  s = substring(s, 0, nextPart(s, 0, 0x23));
  const scheme = parsedUrl.scheme;
  if (scheme.length) s = from(s, scheme.length + 1);
  s = substring(s, 0, nextPart(s, 0, 0x3f));
  if (!startsWith(s, 0x2f)) return scheme.length ? substring(s, 0, 0) : s;
  if (s.length > 1 && s.byte(1) == 0x2f && (scheme.length || !(s.length > 2 && s.byte(2) == 0x2f))) {
    return from(s, nextPart(s, 2, 0x2f));
  }
  return s;
}

function checkTemplate(s: Value): Value {
  const problem = checkUrl(s);
  if (changetype<usize>(problem)) return problem;
  const path = rawPath(s);
  // Braces that stand as they are keep Go from writing the path in another way; escaped ones count as well.
  if (!contains(path, 0x7b) && !contains(path, 0x7d)) {
    if (!hasEscapedBrace(path)) return GOOD;
  }
  let isOpen = false;
  for (let i: u32 = 0; i < path.length; i++) {
    let c: u32 = path.byte(i);
    if (c == 0x2f) {
      if (isOpen) return literal('no matching closing brace');
      continue;
    }
    if (c == 0x25) {
      c = (hexValue(path.byte(i + 1)) << 4) | hexValue(path.byte(i + 2));
      i += 2;
    }
    if (c != 0x7b && c != 0x7d) continue;
    if ((c == 0x7b) == isOpen) return literal('nested curly braces');
    isOpen = !isOpen;
  }
  return isOpen ? literal('no matching closing brace') : GOOD;
}

function hexValue(c: u32): u32 {
  return isDigit(c) ? c - 0x30 : (c | 0x20) - 0x57;
}

/** Is there an escaped brace in a path that Go keeps as it is written (it would write it in another way itself)? */
function hasEscapedBrace(path: Value): bool {
  let braces = false;
  let keeps = false;
  for (let i: u32 = 0; i + 2 < path.length; i++) {
    if (path.byte(i) != 0x25) continue;
    const c = (hexValue(path.byte(i + 1)) << 4) | hexValue(path.byte(i + 2));
    if (c == 0x7b || c == 0x7d) braces = true;
    // Lower-case digits, or what needs no escape, are not how Go writes it.
    if (path.byte(i + 1) >= 0x61 || path.byte(i + 2) >= 0x61 || needsNoEscape(c)) keeps = true;
  }
  if (!braces) return false;
  for (let i: u32 = 0; !keeps && i < path.length; i++) {
    const c: u32 = path.byte(i);
    if (c != 0x25 && c != 0x2f && !needsNoEscape(c)) keeps = true;
  }
  return keeps;
}

function needsNoEscape(c: u32): bool {
  if (isDigit(c) || isLetter(c)) return true;
  const plain = '-_.~$&+,/:;=@';
  for (let i = 0; i < plain.length; i++) {
    if (<u32>plain.charCodeAt(i) == c) return true;
  }
  return false;
}

// ---- times

/** strconv.Atoi of two bytes of a time: -1 below zero, -2 for no number. */
function smallNumber(s: Value, start: u32, end: u32): i32 {
  if (!parseInt(s.pointer + start, end - start, 10)) return -2;
  return parsedInt < 0 ? -1 : <i32>parsedInt;
}

function checkTime(s: Value): Value {
  if (s.length < 9) return literal('less than 9 characters long');
  if (s.byte(2) != 0x3a || s.byte(5) != 0x3a) return literal('missing colon in correct place');
  let hour = 0;
  let minute = 0;
  let second = 0;
  for (let i: u32 = 0; i < 3; i++) {
    const n = smallNumber(s, i * 3, i * 3 + 2);
    if (n == -2) return literal('invalid hour/min/sec');
    if (n < 0) return literal('non-positive hour/min/sec');
    if (i == 0) hour = n;
    else if (i == 1) minute = n;
    else second = n;
  }
  if (hour > 23 || minute > 59 || second > 60) return literal('hour/min/sec out of range');
  let rest = from(s, 8);
  if (startsWith(rest, 0x2e)) {
    const digits = digitCount(from(rest, 1));
    if (digits == 0) return literal('no digits in second fraction');
    rest = from(rest, digits + 1);
  }
  if (!(rest.length == 1 && (rest.byte(0) | 0x20) == 0x7a)) {
    if (rest.length != 6) return literal('offset must be 6 characters long');
    const sign = rest.byte(0);
    if (sign != 0x2b && sign != 0x2d) return literal('offset must begin with plus/minus');
    if (rest.byte(3) != 0x3a) return literal('missing colon in offset in correct place');
    const offsetHour = smallNumber(rest, 1, 3);
    const offsetMinute = offsetHour >= 0 ? smallNumber(rest, 4, 6) : offsetHour;
    if (offsetMinute == -2) return literal('invalid hour/min in offset');
    if (offsetMinute < 0) return literal('non-positive hour/min in offset');
    if (offsetHour > 23 || offsetMinute > 59) return literal('hour/min in offset out of range');
    const offset = offsetHour * 60 + offsetMinute;
    let total = hour * 60 + minute + (sign == 0x2b ? -offset : offset);
    if (total < 0) total += 24 * 60;
    hour = total / 60;
    minute = total % 60;
  }
  if (second >= 60 && (hour != 23 || minute != 59)) return literal('invalid leap second');
  return GOOD;
}

function checkDateTime(s: Value): Value {
  if (s.length < 20) return literal('less than 20 characters long');
  if ((s.byte(10) | 0x20) != 0x74) return literal('11th character must be t or T');
  const date = dateProblem(substring(s, 0, 10));
  if (changetype<usize>(date)) return because('invalid date element: ', date);
  const time = checkTime(from(s, 11));
  return changetype<usize>(time) ? because('invalid time element: ', time) : GOOD;
}

function indexIn(units: string, unit: u32, start: i32): i32 {
  for (let i = start; i < units.length; i++) {
    if (<u32>units.charCodeAt(i) == unit) return i;
  }
  return -1;
}

function checkDuration(s: Value): Value {
  if (!startsWith(s, 0x50)) return literal('must start with P');
  s = from(s, 1);
  if (s.length == 0) return literal('nothing after P');
  if (endsWith(s, 0x57)) {
    if (s.length == 1) return literal('no number in week');
    return digitCount(s) == s.length - 1 ? GOOD : literal('invalid week');
  }
  let start: u32 = 0;
  for (let part = 0; start <= s.length; part++) {
    const end = nextPart(s, start, 0x54);
    let rest = substring(s, start, end);
    if (part > 0 && rest.length == 0) return literal('no time elements');
    if (part > 1) return literal('more than one T');
    const units = part == 0 ? 'YMD' : 'HMS';
    let next = 0;
    while (rest.length) {
      const digits = digitCount(rest);
      if (digits == 0) return literal('missing number');
      rest = from(rest, digits);
      if (rest.length == 0) return literal('missing unit');
      const unit = rest.byte(0);
      const found = indexIn(units, unit, next);
      if (found < 0) {
        const isKnown = indexIn(units, unit, 0) >= 0;
        const text = message();
        text.literal(isKnown ? 'unit ' : 'invalid unit ');
        quoteRuneInto(text, unit, false);
        if (isKnown) text.literal(' out of order');
        return text.toValue();
      }
      next = found + 1;
      rest = from(rest, 1);
    }
    start = end + 1;
  }
  return GOOD;
}

function checkPeriod(s: Value): Value {
  const slash = find(s, 0x2f);
  if (slash < 0) return literal('missing slash');
  const start = substring(s, 0, slash);
  const end = from(s, slash + 1);
  if (startsWith(start, 0x50)) {
    const first = checkDuration(start);
    if (changetype<usize>(first)) return because('invalid start duration: ', first);
    const last = checkDateTime(end);
    return changetype<usize>(last) ? because('invalid end date-time: ', last) : GOOD;
  }
  const first = checkDateTime(start);
  if (changetype<usize>(first)) return because('invalid start date-time: ', first);
  if (startsWith(end, 0x50)) {
    const last = checkDuration(end);
    return changetype<usize>(last) ? because('invalid end duration: ', last) : GOOD;
  }
  const last = checkDateTime(end);
  return changetype<usize>(last) ? because('invalid end date-time: ', last) : GOOD;
}

// ---- versions

function checkIdentifiers(s: Value, kind: string, isBuild: bool): Value {
  let start: u32 = 0;
  while (start <= s.length) {
    const end = nextPart(s, start, 0x2e);
    const part = substring(s, start, end);
    if (part.length == 0) {
      const text = message();
      text.literal(kind);
      text.literal(' identifier is empty');
      return text.toValue();
    }
    let allDigits = true;
    for (let i: u32 = 0; i < part.length; i++) {
      const c: u32 = part.byte(i);
      if (isDigit(c)) continue;
      allDigits = false;
      if (isLetter(c) || c == 0x2d) continue;
      return badCharacter(
        'invalid character ',
        part,
        i,
        isBuild ? ' in build identifier' : ' in pre-release identifier',
      );
    }
    if (!isBuild && allDigits && part.length > 1 && part.byte(0) == 0x30) {
      return literal('pre-release numeric identifier starts with zero');
    }
    start = end + 1;
  }
  return GOOD;
}

function numberProblem(number: u32, problem: string): Value {
  const text = message();
  text.literal(number == 0 ? 'major' : number == 1 ? 'minor' : 'patch');
  text.literal(problem);
  return text.toValue();
}

function checkSemver(s: Value): Value {
  const plus = find(s, 0x2b);
  if (plus >= 0) {
    const build = from(s, plus + 1);
    if (build.length == 0) return literal('build is empty');
    const problem = checkIdentifiers(build, 'build', true);
    if (changetype<usize>(problem)) return problem;
    s = substring(s, 0, plus);
  }
  const dash = find(s, 0x2d);
  if (dash >= 0) {
    const problem = checkIdentifiers(from(s, dash + 1), 'pre-release', false);
    if (changetype<usize>(problem)) return problem;
    s = substring(s, 0, dash);
  }
  if (partCount(s, 0x2e) != 3) return literal('versionCore must have 3 numbers separated by dot');
  let start: u32 = 0;
  for (let number: u32 = 0; number < 3; number++) {
    const end = nextPart(s, start, 0x2e);
    if (end == start) return numberProblem(number, ' is empty');
    if (end - start > 1 && s.byte(start) == 0x30) return numberProblem(number, ' starts with zero');
    for (let i = start; i < end; i++) {
      if (!isDigit(s.byte(i))) return numberProblem(number, ' contains non-digit');
    }
    start = end + 1;
  }
  return GOOD;
}
