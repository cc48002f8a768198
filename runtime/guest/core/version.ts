// The value behind KIND_SEMVER (Masterminds/semver's Version): part of the value model, because everything that prints values meets it.
// Reading and comparing: lib/semver.

import { KIND_SEMVER } from '../../abi/values';
import { allocate } from './memory';
import { EMPTY_STRING, newCell, Value } from './value';

/** type of a KIND_SEMVER: what Go has there. */
export const VERSION_POINTER: u8 = 0; // *semver.Version
export const VERSION_STRUCT: u8 = 1; // semver.Version, as IncMajor and its kind return it

/** What the payload of a KIND_SEMVER points to. */
@unmanaged
export class VersionObject {
  major: u64;
  minor: u64;
  patch: u64;
  /** Strings; empty where absent. */
  prerelease: Value;
  metadata: Value;
  /** The text that was parsed. */
  original: Value;
}

/** The version 0.0.0. */
export function newVersion(): VersionObject {
  const version = changetype<VersionObject>(allocate(offsetof<VersionObject>()));
  version.major = 0;
  version.minor = 0;
  version.patch = 0;
  version.prerelease = EMPTY_STRING;
  version.metadata = EMPTY_STRING;
  version.original = EMPTY_STRING;
  return version;
}

export function versionOf(v: Value): VersionObject {
  return changetype<VersionObject>(v.pointer);
}

/** A version of zeros, the zero value of the struct. */
export function newZeroVersion(type: u8): Value {
  const v = newCell(KIND_SEMVER);
  v.type = type;
  v.pointer = changetype<u32>(newVersion());
  return v;
}
