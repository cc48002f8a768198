// Sprig's semver and semverCompare, and the fields and methods of the versions that semver gives to templates.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 semver.go.

import { SEMVER_3_3 } from '../../../abi/quirks';
import { has } from '../../core/mode';
import { KIND_NIL, KIND_SEMVER, KIND_STRING, KIND_UINT64 } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { clearFailure, failLiteral, failMethodArity, failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { CHECK_FAILED, checkConstraint } from '../../lib/semver/constraint';
import { compareVersions, parseVersion, validateIdentifiers } from '../../lib/semver/version';
import { typeName } from '../../go/reflect/types';
import {
  EMPTY_STRING,
  equalsLiteral,
  FALSE,
  newBool,
  newBytes,
  newCell,
  newInt,
  newInteger,
  Value,
} from '../../core/value';
import { VERSION_POINTER, VERSION_STRUCT, VersionObject, versionOf } from '../../core/version';
import { writeVersion } from '../../lib/semver/format';

const FAILED: Value = changetype<Value>(0);

function newVersionValue(type: u8, version: VersionObject): Value {
  const v = newCell(KIND_SEMVER);
  v.type = type;
  v.pointer = changetype<u32>(version);
  return v;
}

/** `semver VERSION`. Source: sprig semver. */
export function fnSemver(text: Value): Value {
  const version = parseVersion(text);
  return changetype<usize>(version) ? newVersionValue(VERSION_POINTER, version) : FAILED;
}

/** `semverCompare CONSTRAINT VERSION`. Source: sprig semverCompare. */
export function fnSemverCompare(constraint: Value, version: Value): Value {
  const result = checkConstraint(constraint, version);
  return result == CHECK_FAILED ? FAILED : newBool(result == 1);
}

/** Helm's IsCompatibleRange: false also where either text cannot be read. */
export function versionInRange(constraint: Value, version: Value): bool {
  const result = checkConstraint(constraint, version);
  if (result == CHECK_FAILED) clearFailure();
  return result == 1;
}

function textOf(version: VersionObject): Value {
  const text = Buffer.create(24);
  writeVersion(text, version);
  return text.toValue();
}

function copyVersion(version: VersionObject): VersionObject {
  const copy = changetype<VersionObject>(allocate(offsetof<VersionObject>()));
  memory.copy(changetype<usize>(copy), changetype<usize>(version), offsetof<VersionObject>());
  return copy;
}

/** A changed copy as a template sees it; its original text is the new one, with a v where there was one. */
function changed(version: VersionObject, before: VersionObject): Value {
  const text = Buffer.create(24);
  if (before.original.length && before.original.byte(0) == 0x76) text.byte(0x76);
  writeVersion(text, version);
  version.original = text.toValue();
  return newVersionValue(VERSION_STRUCT, version);
}

// Methods.
const METHOD_NONE: i32 = 0;
const METHOD_MAJOR: i32 = 1;
const METHOD_MINOR: i32 = 2;
const METHOD_PATCH: i32 = 3;
const METHOD_PRERELEASE: i32 = 4;
const METHOD_METADATA: i32 = 5;
const METHOD_STRING: i32 = 6;
const METHOD_INC_MAJOR: i32 = 7;
const METHOD_INC_MINOR: i32 = 8;
const METHOD_INC_PATCH: i32 = 9;
const METHOD_MARSHAL_JSON: i32 = 10;
const METHOD_MARSHAL_TEXT: i32 = 11;
const METHOD_VALUE: i32 = 12;
const METHOD_SET_PRERELEASE: i32 = 13;
const METHOD_SET_METADATA: i32 = 14;
// Of pointers only.
const METHOD_ORIGINAL: i32 = 20;
const METHOD_COMPARE: i32 = 21;
const METHOD_EQUAL: i32 = 22;
const METHOD_LESS_THAN: i32 = 23;
const METHOD_LESS_THAN_EQUAL: i32 = 24;
const METHOD_GREATER_THAN: i32 = 25;
const METHOD_GREATER_THAN_EQUAL: i32 = 26;

function methodOf(v: Value, name: Value): i32 {
  if (equalsLiteral(name, 'Major')) return METHOD_MAJOR;
  if (equalsLiteral(name, 'Minor')) return METHOD_MINOR;
  if (equalsLiteral(name, 'Patch')) return METHOD_PATCH;
  if (equalsLiteral(name, 'Prerelease')) return METHOD_PRERELEASE;
  if (equalsLiteral(name, 'Metadata')) return METHOD_METADATA;
  if (equalsLiteral(name, 'String')) return METHOD_STRING;
  if (equalsLiteral(name, 'IncMajor')) return METHOD_INC_MAJOR;
  if (equalsLiteral(name, 'IncMinor')) return METHOD_INC_MINOR;
  if (equalsLiteral(name, 'IncPatch')) return METHOD_INC_PATCH;
  if (equalsLiteral(name, 'SetPrerelease')) return METHOD_SET_PRERELEASE;
  if (equalsLiteral(name, 'SetMetadata')) return METHOD_SET_METADATA;
  if (equalsLiteral(name, 'MarshalJSON')) return METHOD_MARSHAL_JSON;
  if (equalsLiteral(name, 'MarshalText')) return METHOD_MARSHAL_TEXT;
  if (equalsLiteral(name, 'Value')) return METHOD_VALUE;
  if (v.type != VERSION_POINTER) return METHOD_NONE;
  if (equalsLiteral(name, 'Original')) return METHOD_ORIGINAL;
  if (equalsLiteral(name, 'Compare')) return METHOD_COMPARE;
  if (equalsLiteral(name, 'Equal')) return METHOD_EQUAL;
  if (equalsLiteral(name, 'LessThan')) return METHOD_LESS_THAN;
  if (has(SEMVER_3_3) && equalsLiteral(name, 'LessThanEqual')) return METHOD_LESS_THAN_EQUAL;
  if (equalsLiteral(name, 'GreaterThan')) return METHOD_GREATER_THAN;
  if (has(SEMVER_3_3) && equalsLiteral(name, 'GreaterThanEqual')) return METHOD_GREATER_THAN_EQUAL;
  return METHOD_NONE;
}

function takesString(method: i32): bool {
  return method == METHOD_SET_PRERELEASE || method == METHOD_SET_METADATA;
}

function arityOf(method: i32): i32 {
  return method >= METHOD_COMPARE || takesString(method) ? 1 : 0;
}

function isUnexported(name: Value): bool {
  return (
    equalsLiteral(name, 'major') ||
    equalsLiteral(name, 'minor') ||
    equalsLiteral(name, 'patch') ||
    equalsLiteral(name, 'pre') ||
    equalsLiteral(name, 'metadata') ||
    equalsLiteral(name, 'original')
  );
}

/** `version.Name`; 0 without a failure where a version has neither a method nor a field of that name. */
export function versionField(v: Value, name: Value): Value {
  return versionMethod(v, name, 0, 0);
}

/** `version.Name arguments…`; 0 without a failure where a version has no method of that name. */
export function versionMethod(v: Value, name: Value, pointer: usize, count: i32): Value {
  const method = methodOf(v, name);
  if (method == METHOD_NONE) {
    if (count == 0 && isUnexported(name)) {
      const text = message();
      text.string(name);
      text.literal(' is an unexported field of struct type ');
      text.string(typeName(v));
      return failWith(text);
    }
    return FAILED;
  }
  if (arityOf(method) != count) return failMethodArity(name, arityOf(method), count);
  const version = versionOf(v);
  if (count == 0) return callPlain(method, version);
  const argument = changetype<Value>(load<u32>(pointer));
  if (takesString(method)) {
    if (argument.kind != KIND_STRING) return failType('string', argument);
    return setIdentifiers(version, argument, method == METHOD_SET_PRERELEASE);
  }
  if (argument.kind == KIND_NIL) {
    if (method == METHOD_EQUAL) return FALSE;
    return failLiteral('runtime error: invalid memory address or nil pointer dereference');
  }
  if (argument.kind != KIND_SEMVER || argument.type != VERSION_POINTER) return failType('*semver.Version', argument);
  const order = compareVersions(version, versionOf(argument));
  switch (method) {
    case METHOD_COMPARE:
      return newInt(order);
    case METHOD_EQUAL:
      return newBool(order == 0);
    case METHOD_LESS_THAN:
      return newBool(order < 0);
    case METHOD_LESS_THAN_EQUAL:
      return newBool(order <= 0);
    case METHOD_GREATER_THAN:
      return newBool(order > 0);
    default:
      return newBool(order >= 0);
  }
}

function failType(expected: string, got: Value): Value {
  const text = message();
  text.literal('wrong type for value; expected ');
  text.literal(expected);
  text.literal('; got ');
  if (got.kind == KIND_NIL) text.literal('interface {}');
  else text.string(typeName(got));
  return failWith(text);
}

function callPlain(method: i32, version: VersionObject): Value {
  switch (method) {
    case METHOD_MAJOR:
      return newInteger(KIND_UINT64, version.major);
    case METHOD_MINOR:
      return newInteger(KIND_UINT64, version.minor);
    case METHOD_PATCH:
      return newInteger(KIND_UINT64, version.patch);
    case METHOD_PRERELEASE:
      return version.prerelease;
    case METHOD_METADATA:
      return version.metadata;
    case METHOD_ORIGINAL:
      return version.original;
    case METHOD_STRING:
    case METHOD_VALUE:
      return textOf(version);
    case METHOD_MARSHAL_TEXT: {
      const text = textOf(version);
      return newBytes(text.pointer, text.length);
    }
    case METHOD_MARSHAL_JSON: {
      const text = Buffer.create(24);
      text.byte(0x22);
      writeVersion(text, version);
      text.byte(0x22);
      return newBytes(text.pointer, text.length);
    }
    default:
      return increment(method, version);
  }
}

/** IncMajor, IncMinor, IncPatch: the next version; the patch of a prerelease is the release it precedes. */
function increment(method: i32, version: VersionObject): Value {
  const next = copyVersion(version);
  next.prerelease = EMPTY_STRING;
  next.metadata = EMPTY_STRING;
  if (method == METHOD_INC_PATCH) {
    if (version.prerelease.length == 0) next.patch++;
  } else {
    next.patch = 0;
    if (method == METHOD_INC_MINOR) {
      next.minor++;
    } else {
      next.minor = 0;
      next.major++;
    }
  }
  return changed(next, version);
}

function setIdentifiers(version: VersionObject, text: Value, isPrerelease: bool): Value {
  if (text.length && !validateIdentifiers(text, isPrerelease)) return FAILED;
  const next = copyVersion(version);
  if (isPrerelease) next.prerelease = text;
  else next.metadata = text;
  return changed(next, version);
}
