// Version constraints (`>= 1.2, < 2 || ^3`) as Masterminds/semver reads and checks them. Its grammar is given by regular
// expressions there; no piece of text fits them in two ways, so a plain scanner gives the same pieces.
// Follows github.com/Masterminds/semver/v3@v3.5.0 constraints.go.

import { quoteInto } from '../../go/strconv/quote';
import { SEMVER_3_4, SEMVER_3_5 } from '../../../abi/quirks';
import { Buffer } from '../../core/buffer';
import { clearFailure, failLiteral, failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { newString, Value } from '../../core/value';
import { newVersion, VersionObject } from '../../core/version';
import { comparePrereleases, compareVersions, identifiersEnd, isDigit, parseVersion } from './version';

// Operators.
const OPERATOR_NONE: u32 = 0; // also =
const OPERATOR_NOT: u32 = 1;
const OPERATOR_GREATER: u32 = 2;
const OPERATOR_LESS: u32 = 3;
const OPERATOR_GREATER_EQUAL: u32 = 4;
const OPERATOR_LESS_EQUAL: u32 = 5;
const OPERATOR_TILDE: u32 = 6;
const OPERATOR_CARET: u32 = 7;

/** One comparison. */
@unmanaged
class Constraint {
  operator: u32;
  version: VersionObject;
  /** Is a part of the version left out or a wildcard; is it the minor one, the patch? */
  dirty: bool;
  minorDirty: bool;
  patchDirty: bool;
  /** The next one of its AND group. */
  next: Constraint;
}

const NONE: Constraint = changetype<Constraint>(0);

function isSpace(c: u32): bool {
  return c == 0x20 || c == 0x09 || c == 0x0a || c == 0x0c || c == 0x0d;
}

function isPart(c: u32): bool {
  return isDigit(c) || (c | 0x20) == 0x78 || c == 0x2a || c == 0x7c;
}

let at: usize = 0;
let end: usize = 0;

function skipSpace(): void {
  while (at < end && isSpace(load<u8>(at))) at++;
}

// The version that `scanVersion` read last: ends of its parts (0: absent).
let majorStart: usize = 0;
let majorEnd: usize = 0;
let minorEnd: usize = 0;
let patchEnd: usize = 0;
let prereleaseEnd: usize = 0;

function scanPart(): usize {
  if (at + 1 >= end || load<u8>(at) != 0x2e || !isPart(load<u8>(at, 1))) return 0;
  at++;
  while (at < end && isPart(load<u8>(at))) at++;
  return at;
}

/** A version, perhaps with wildcards, at `at`; moves behind it. */
function scanVersion(): bool {
  const start = at;
  if (at < end && load<u8>(at) == 0x76) at++;
  majorStart = at;
  while (at < end && isPart(load<u8>(at))) at++;
  majorEnd = at;
  if (majorEnd == majorStart) {
    at = start;
    return false;
  }
  patchEnd = 0;
  prereleaseEnd = 0;
  minorEnd = scanPart();
  if (minorEnd) patchEnd = scanPart();
  if (at < end && load<u8>(at) == 0x2d) {
    const to = identifiersEnd(at + 1, end);
    if (to > at + 1) {
      prereleaseEnd = to;
      at = to;
    }
  }
  if (at < end && load<u8>(at) == 0x2b) {
    const to = identifiersEnd(at + 1, end);
    if (to > at + 1) at = to;
  }
  return true;
}

/** An operator at `at`; moves behind it. */
function scanOperator(): u32 {
  const c: u32 = at < end ? load<u8>(at) : 0;
  const d: u32 = at + 1 < end ? load<u8>(at, 1) : 0;
  let operator = OPERATOR_NONE;
  let length: u32 = 1;
  if (c == 0x3d) {
    if (d == 0x3e) operator = OPERATOR_GREATER_EQUAL;
    else if (d == 0x3c) operator = OPERATOR_LESS_EQUAL;
    if (operator) length = 2;
  } else if (c == 0x21 && d == 0x3d) {
    operator = OPERATOR_NOT;
    length = 2;
  } else if (c == 0x3e) {
    operator = d == 0x3d ? OPERATOR_GREATER_EQUAL : OPERATOR_GREATER;
    if (d == 0x3d) length = 2;
  } else if (c == 0x3c) {
    operator = d == 0x3d ? OPERATOR_LESS_EQUAL : OPERATOR_LESS;
    if (d == 0x3d) length = 2;
  } else if (c == 0x7e) {
    operator = OPERATOR_TILDE;
    if (d == 0x3e) length = 2;
  } else if (c == 0x5e) {
    operator = OPERATOR_CARET;
  } else {
    length = 0;
  }
  at += length;
  return operator;
}

/**
 * Writes `A - B` as `>= A, <= B ` wherever it stands. As the original does it: on the whole text, before it is split into
 * groups, each time replacing the first place that reads like the match. Source: rewriteRange.
 */
function rewriteRanges(text: Value): Value {
  let result = text;
  const start: usize = text.pointer;
  const textEnd = start + text.length;
  let from = start;
  while (from < textEnd) {
    at = from;
    end = textEnd;
    skipSpace();
    const first = at;
    let found = scanVersion();
    const firstEnd = at;
    let second = at;
    if (found) {
      skipSpace();
      found = at > firstEnd && at + 1 < end && load<u8>(at) == 0x2d && isSpace(load<u8>(at, 1));
      if (found) {
        at++;
        skipSpace();
        second = at;
        found = scanVersion();
      }
    }
    if (!found) {
      from++;
      continue;
    }
    const secondEnd = at;
    skipSpace();
    result = replaceFirst(result, from, at, first, firstEnd, second, secondEnd);
    from = at;
  }
  return result;
}

function replaceFirst(
  text: Value,
  from: usize,
  to: usize,
  first: usize,
  firstEnd: usize,
  second: usize,
  secondEnd: usize,
): Value {
  const length = (to - from) as u32;
  let i: u32 = 0;
  while (i + length <= text.length && memory.compare(text.pointer + i, from, length) != 0) i++;
  if (i + length > text.length) return text;
  const out = Buffer.create(text.length + 16);
  out.bytes(text.pointer, i);
  out.literal('>= ');
  out.bytes(first, (firstEnd - first) as u32);
  out.literal(', <= ');
  out.bytes(second, (secondEnd - second) as u32);
  out.byte(0x20);
  out.bytes(text.pointer + i + length, text.length - i - length);
  return out.toValue();
}

function isWildcard(from: usize, to: usize): bool {
  return to - from == 1 && !isDigit(load<u8>(from)) && load<u8>(from) != 0x7c;
}

/** Did the group not fit the grammar? */
let malformed: bool = false;
/** Was there a version that fits the grammar and still is none? */
let unreadable: bool = false;

/** One comparison at `at`: operator, blanks, version. May set `malformed` (then it is null) or `unreadable`. */
function parseOne(): Constraint {
  const operator = scanOperator();
  skipSpace();
  const start = at;
  if (!scanVersion()) {
    malformed = true;
    return NONE;
  }
  const constraint = changetype<Constraint>(allocate(offsetof<Constraint>()));
  constraint.operator = operator;
  constraint.dirty = true;
  constraint.minorDirty = false;
  constraint.patchDirty = false;
  constraint.next = NONE;
  const text = Buffer.create(32);
  if (isWildcard(majorStart, majorEnd)) {
    text.literal('0.0.0');
  } else if (!minorEnd || isWildcard(majorEnd + 1, minorEnd)) {
    constraint.minorDirty = true;
    text.bytes(majorStart, (majorEnd - majorStart) as u32);
    text.literal('.0.0');
  } else if (!patchEnd || isWildcard(minorEnd + 1, patchEnd)) {
    constraint.patchDirty = true;
    text.bytes(majorStart, (minorEnd - majorStart) as u32);
    text.literal('.0');
  } else {
    constraint.dirty = false;
    text.bytes(start, (at - start) as u32);
  }
  if (constraint.dirty && prereleaseEnd) {
    const from = patchEnd ? patchEnd : minorEnd ? minorEnd : majorEnd;
    text.bytes(from, (prereleaseEnd - from) as u32);
  }
  const version = parseVersion(text.toValue());
  if (!changetype<usize>(version)) {
    clearFailure();
    // Reported once the whole group is known to be well-formed.
    constraint.version = newVersion();
    unreadable = true;
    return constraint;
  }
  constraint.version = version;
  return constraint;
}

/** The comparisons of one AND group, a chain; null with a failure recorded. */
function parseGroup(group: Value): Constraint {
  at = group.pointer;
  end = at + group.length;
  malformed = false;
  unreadable = false;
  skipSpace();
  const first = parseOne();
  let last = first;
  while (!malformed) {
    const before = at;
    skipSpace();
    if (at >= end) break;
    if (load<u8>(at) == 0x2c) {
      at++;
      skipSpace();
    } else if (at == before) {
      malformed = true;
      break;
    }
    const next = parseOne();
    if (!malformed) last.next = next;
    last = next;
  }
  if (malformed) {
    const text = message();
    text.literal('improper constraint: ');
    if (has(SEMVER_3_5)) quoteInto(text, group.pointer, group.length);
    else text.string(group);
    failWith(text);
    return NONE;
  }
  if (unreadable) {
    failLiteral(has(SEMVER_3_4) ? 'constraint parser error' : 'constraint Parser Error');
    return NONE;
  }
  return first;
}

function checkNotEqual(v: VersionObject, c: Constraint): bool {
  const con = c.version;
  if (c.dirty) {
    if (con.major != v.major) return true;
    if (con.minor != v.minor && !c.minorDirty) return true;
    if (c.minorDirty) return false;
    if (con.patch != v.patch && !c.patchDirty) return true;
    if (c.patchDirty) {
      if (v.prerelease.length || con.prerelease.length) return comparePrereleases(v.prerelease, con.prerelease) != 0;
      return false;
    }
  }
  return compareVersions(v, con) != 0;
}

function checkGreater(v: VersionObject, c: Constraint): bool {
  const con = c.version;
  if (c.dirty) {
    if (v.major != con.major) return v.major > con.major;
    if (c.minorDirty) return false;
    if (c.patchDirty) return v.minor > con.minor;
  }
  return compareVersions(v, con) > 0;
}

function checkLessEqual(v: VersionObject, c: Constraint): bool {
  const con = c.version;
  if (!c.dirty) return compareVersions(v, con) <= 0;
  if (v.major > con.major) return false;
  return !(v.major == con.major && v.minor > con.minor && !c.minorDirty);
}

function checkTilde(v: VersionObject, c: Constraint): bool {
  const con = c.version;
  if (compareVersions(v, con) < 0) return false;
  // ~0.0.0 and ~* take everything.
  if (con.major == 0 && con.minor == 0 && con.patch == 0 && !c.minorDirty && !c.patchDirty) return true;
  return v.major == con.major && (v.minor == con.minor || c.minorDirty);
}

function checkCaret(v: VersionObject, c: Constraint): bool {
  const con = c.version;
  if (compareVersions(v, con) < 0) return false;
  if (con.major > 0 || c.minorDirty) return v.major == con.major;
  if (v.major > 0) return false;
  if (con.minor > 0 || c.patchDirty) return v.minor == con.minor;
  if (v.minor > 0) return false;
  return con.patch == v.patch;
}

/** Does the version satisfy the comparison? `groupHasPrerelease`: does any comparison of its group name a prerelease? */
function check(v: VersionObject, c: Constraint, groupHasPrerelease: bool): bool {
  const operator = c.operator;
  if (v.prerelease.length) {
    if (has(SEMVER_3_4)) {
      if (!groupHasPrerelease) return false;
    } else if (!c.version.prerelease.length && (operator != OPERATOR_NOT || c.dirty)) {
      return false;
    }
  }
  switch (operator) {
    case OPERATOR_NOT:
      return checkNotEqual(v, c);
    case OPERATOR_GREATER:
      return checkGreater(v, c);
    case OPERATOR_LESS:
      return compareVersions(v, c.version) < 0;
    case OPERATOR_GREATER_EQUAL:
      return compareVersions(v, c.version) >= 0;
    case OPERATOR_LESS_EQUAL:
      return checkLessEqual(v, c);
    case OPERATOR_TILDE:
      return checkTilde(v, c);
    case OPERATOR_CARET:
      return checkCaret(v, c);
    default:
      return c.dirty ? checkTilde(v, c) : compareVersions(v, c.version) == 0;
  }
}

function checkGroup(v: VersionObject, group: Constraint): bool {
  let hasPrerelease = false;
  for (let c = group; changetype<usize>(c); c = c.next) {
    if (c.version.prerelease.length) hasPrerelease = true;
  }
  for (let c = group; changetype<usize>(c); c = c.next) {
    if (!check(v, c, hasPrerelease)) return false;
  }
  return true;
}

export const CHECK_FAILED: i32 = -1;

/** MaxConstraintLen and MaxConstraintGroups of semver 3.5. */
const MAX_LENGTH: u32 = 512;
const MAX_GROUPS: u32 = 32;

/**
 * Does the version text satisfy the constraint? 1, 0, or CHECK_FAILED with a failure recorded. The constraint's errors come
 * before the version's. Source: semver.NewConstraint, NewVersion, Constraints.Check.
 */
export function checkConstraint(constraint: Value, versionText: Value): i32 {
  if (has(SEMVER_3_5) && constraint.length > MAX_LENGTH) {
    failLiteral('constraint string is too long (max 512 bytes)');
    return CHECK_FAILED;
  }
  const text = rewriteRanges(constraint);
  if (has(SEMVER_3_5) && groupsIn(text) > MAX_GROUPS) {
    failLiteral('too many constraint groups (max 32)');
    return CHECK_FAILED;
  }
  // Groups as addresses, one after the other.
  const groups = allocate((text.length + 1) << 2);
  let count: u32 = 0;
  let from: u32 = 0;
  for (let i: u32 = 0; i <= text.length; i++) {
    const isBar = i + 1 < text.length && text.byte(i) == 0x7c && text.byte(i + 1) == 0x7c;
    if (!isBar && i < text.length) continue;
    const group = parseGroup(newString(text.pointer + from, i - from));
    if (!changetype<usize>(group)) return CHECK_FAILED;
    store<u32>(groups + (count++ << 2), changetype<u32>(group));
    i++;
    from = i + 1;
  }
  const version = parseVersion(versionText);
  if (!changetype<usize>(version)) return CHECK_FAILED;
  for (let i: u32 = 0; i < count; i++) {
    if (checkGroup(version, changetype<Constraint>(load<u32>(groups + (i << 2))))) return 1;
  }
  return 0;
}

/** How many groups `||` separates. */
function groupsIn(text: Value): u32 {
  let count: u32 = 1;
  for (let i: u32 = 0; i + 1 < text.length; i++) {
    if (text.byte(i) == 0x7c && text.byte(i + 1) == 0x7c) {
      count++;
      i++;
    }
  }
  return count;
}
