// Versions as Masterminds/semver (3.4.0 in Helm 4, 3.3.0 in Helm 3) parses and compares them: loosely, with an optional v,
// one to three numbers and leading zeros. Must not need the regex engine: most charts that compare versions use no patterns.
// Follows github.com/Masterminds/semver/v3@v3.5.0 version.go.

import { SEMVER_3_4, SEMVER_3_5 } from '../../../abi/quirks';
import { failLiteral, failWith, message } from '../../core/error';
import { compareBytes, equalBytes } from '../../core/memory';
import { has } from '../../core/mode';
import { parsedUint, parseUint } from '../../go/strconv/number';
import { newString, Value } from '../../core/value';
import { newVersion, VersionObject } from '../../core/version';

const NONE: VersionObject = changetype<VersionObject>(0);

export function isDigit(c: u32): bool {
  return c - 0x30 < 10;
}

function isIdentifierByte(c: u32): bool {
  return isDigit(c) || (c | 0x20) - 0x61 < 26 || c == 0x2d;
}

/** End of the dot-separated identifiers (none of them empty) at `at`; `at` itself where there is none. */
export function identifiersEnd(at: usize, end: usize): usize {
  let good = at;
  let i = at;
  while (true) {
    const from = i;
    while (i < end && isIdentifierByte(load<u8>(i))) i++;
    if (i == from) return good;
    good = i;
    if (i >= end || load<u8>(i) != 0x2e) return good;
    i++;
  }
}

/** MaxVersionLen of semver 3.5. */
const MAX_LENGTH: u32 = 256;

function failInvalid(): VersionObject {
  failLiteral(has(SEMVER_3_4) ? 'invalid semantic version' : 'Invalid Semantic Version');
  return NONE;
}

/** The number [from, to), digits only, into `parsedUint`; false with a failure recorded where it is too big. */
function parseSegment(from: usize, to: usize): bool {
  if (parseUint(from, (to - from) as u32, 10)) return true;
  const text = message();
  text.literal(has(SEMVER_3_4) ? 'error' : 'Error');
  text.literal(' parsing version segment: strconv.ParseUint: parsing "');
  text.bytes(from, (to - from) as u32);
  text.literal('": value out of range');
  failWith(text);
  return false;
}

/** Are all the identifiers (of a text without empty ones) free of leading zeros? Source: validatePrerelease. */
function hasLeadingZero(pointer: usize, length: u32): bool {
  const end = pointer + length;
  for (let at = pointer; at < end; ) {
    const from = at;
    let numeric = true;
    while (at < end && load<u8>(at) != 0x2e) {
      if (!isDigit(load<u8>(at))) numeric = false;
      at++;
    }
    if (numeric && at - from > 1 && load<u8>(from) == 0x30) return true;
    at++;
  }
  return false;
}

function failLeadingZero(): VersionObject {
  failLiteral(has(SEMVER_3_4) ? 'version segment starts with 0' : 'Version segment starts with 0');
  return NONE;
}

/** Masterminds/semver's NewVersion; null with a failure recorded. */
export function parseVersion(text: Value): VersionObject {
  if (has(SEMVER_3_5) && text.length > MAX_LENGTH) {
    failLiteral('version string is too long (max 256 bytes)');
    return NONE;
  }
  const start: usize = text.pointer;
  const end = start + text.length;
  let at = start;
  if (at < end && load<u8>(at) == 0x76) at++;
  // Ends of the numbers; 0: absent.
  const majorStart = at;
  while (at < end && isDigit(load<u8>(at))) at++;
  const majorEnd = at;
  if (majorEnd == majorStart) return failInvalid();
  let minorEnd: usize = 0;
  let patchEnd: usize = 0;
  if (at + 1 < end && load<u8>(at) == 0x2e && isDigit(load<u8>(at, 1))) {
    at++;
    while (at < end && isDigit(load<u8>(at))) at++;
    minorEnd = at;
    if (at + 1 < end && load<u8>(at) == 0x2e && isDigit(load<u8>(at, 1))) {
      at++;
      while (at < end && isDigit(load<u8>(at))) at++;
      patchEnd = at;
    }
  }
  const version = newVersion();
  version.original = text;
  if (at < end && load<u8>(at) == 0x2d) {
    const to = identifiersEnd(at + 1, end);
    if (to == at + 1) return failInvalid();
    version.prerelease = newString(at + 1, (to - at - 1) as u32);
    at = to;
  }
  if (at < end && load<u8>(at) == 0x2b) {
    const to = identifiersEnd(at + 1, end);
    if (to == at + 1) return failInvalid();
    version.metadata = newString(at + 1, (to - at - 1) as u32);
    at = to;
  }
  if (at < end) return failInvalid();
  if (!parseSegment(majorStart, majorEnd)) return NONE;
  version.major = parsedUint;
  if (minorEnd) {
    if (!parseSegment(majorEnd + 1, minorEnd)) return NONE;
    version.minor = parsedUint;
  }
  if (patchEnd) {
    if (!parseSegment(minorEnd + 1, patchEnd)) return NONE;
    version.patch = parsedUint;
  }
  if (hasLeadingZero(version.prerelease.pointer, version.prerelease.length)) return failLeadingZero();
  return version;
}

/** Is the text good as a prerelease (or, without the rule about zeros, as metadata)? Records the failure where not. */
export function validateIdentifiers(text: Value, isPrerelease: bool): bool {
  // Identifier by identifier: the first one that is wrong decides the message.
  const end: usize = text.pointer + text.length;
  let at: usize = text.pointer;
  while (true) {
    const from = at;
    let numeric = true;
    let valid = true;
    while (at < end && load<u8>(at) != 0x2e) {
      const c = load<u8>(at++);
      if (!isDigit(c)) numeric = false;
      if (!isIdentifierByte(c)) valid = false;
    }
    // Before 3.4.0 an empty identifier was let through.
    if (!valid || (at == from && has(SEMVER_3_4))) {
      if (has(SEMVER_3_4)) failLiteral(isPrerelease ? 'invalid prerelease string' : 'invalid metadata string');
      else failLiteral(isPrerelease ? 'Invalid Prerelease string' : 'Invalid Metadata string');
      return false;
    }
    if (isPrerelease && numeric && at - from > 1 && load<u8>(from) == 0x30) {
      failLeadingZero();
      return false;
    }
    if (at >= end) return true;
    at++;
  }
}

function compareNumbers(a: u64, b: u64): i32 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** A number that fits 64 bits, into `parsedUint`? */
function isNumeric(from: usize, to: usize): bool {
  for (let at = from; at < to; at++) {
    if (!isDigit(load<u8>(at))) return false;
  }
  return parseUint(from, (to - from) as u32, 10);
}

/** Order of two identifiers; the empty one (an absent one) comes first. Source: comparePrePart. */
function compareIdentifiers(a: usize, aEnd: usize, b: usize, bEnd: usize): i32 {
  const aLength = (aEnd - a) as u32;
  const bLength = (bEnd - b) as u32;
  if (equalBytes(a, aLength, b, bLength)) return 0;
  if (aLength == 0) return -1;
  if (bLength == 0) return 1;
  const aNumeric = isNumeric(a, aEnd);
  const aNumber = parsedUint;
  const bNumeric = isNumeric(b, bEnd);
  if (aNumeric && bNumeric) return aNumber > parsedUint ? 1 : -1;
  if (aNumeric) return -1;
  if (bNumeric) return 1;
  return compareBytes(a, aLength, b, bLength);
}

function identifierEnd(at: usize, end: usize): usize {
  while (at < end && load<u8>(at) != 0x2e) at++;
  return at;
}

/** Order of two prereleases. Source: comparePrerelease. */
export function comparePrereleases(a: Value, b: Value): i32 {
  let x: usize = a.pointer;
  const xEnd = x + a.length;
  let y: usize = b.pointer;
  const yEnd = y + b.length;
  while (x < xEnd || y < yEnd) {
    const xTo = identifierEnd(x, xEnd);
    const yTo = identifierEnd(y, yEnd);
    const order = compareIdentifiers(x, xTo, y, yTo);
    if (order != 0) return order;
    x = xTo < xEnd ? xTo + 1 : xEnd;
    y = yTo < yEnd ? yTo + 1 : yEnd;
  }
  return 0;
}

/** -1, 0, 1: order of two versions; metadata does not count. Source: Version.Compare. */
export function compareVersions(a: VersionObject, b: VersionObject): i32 {
  let order = compareNumbers(a.major, b.major);
  if (order == 0) order = compareNumbers(a.minor, b.minor);
  if (order == 0) order = compareNumbers(a.patch, b.patch);
  if (order != 0) return order;
  if (a.prerelease.length == 0) return b.prerelease.length == 0 ? 0 : 1;
  if (b.prerelease.length == 0) return -1;
  return comparePrereleases(a.prerelease, b.prerelease);
}
