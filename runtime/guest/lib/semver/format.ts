// The value behind KIND_SEMVER (Masterminds/semver's Version) and its text. Apart from the parsing, because everything that
// prints values needs it.
// Follows github.com/Masterminds/semver/v3@v3.5.0 version.go.

import { KIND_SEMVER } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { allocate } from '../../core/memory';
import { quoteInto } from '../../go/strconv/quote';
import { EMPTY_STRING, newCell, Value } from '../../core/value';

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

/** Version.String(): the normalised text, without a leading v. */
export function writeVersion(buffer: Buffer, version: VersionObject): void {
  buffer.unsigned(version.major);
  buffer.byte(0x2e);
  buffer.unsigned(version.minor);
  buffer.byte(0x2e);
  buffer.unsigned(version.patch);
  if (version.prerelease.length) {
    buffer.byte(0x2d);
    buffer.string(version.prerelease);
  }
  if (version.metadata.length) {
    buffer.byte(0x2b);
    buffer.string(version.metadata);
  }
}

/** Writes a KIND_SEMVER value as fmt prints it. */
export function formatVersion(buffer: Buffer, v: Value): void {
  writeVersion(buffer, versionOf(v));
}

/** Writes a KIND_SEMVER value as %#v prints the struct. */
export function formatVersionSyntax(buffer: Buffer, v: Value): void {
  const version = versionOf(v);
  if (v.type == VERSION_POINTER) buffer.byte(0x26);
  buffer.literal('semver.Version{major:0x');
  writeHex(buffer, version.major);
  buffer.literal(', minor:0x');
  writeHex(buffer, version.minor);
  buffer.literal(', patch:0x');
  writeHex(buffer, version.patch);
  buffer.literal(', pre:');
  quoteInto(buffer, version.prerelease.pointer, version.prerelease.length);
  buffer.literal(', metadata:');
  quoteInto(buffer, version.metadata.pointer, version.metadata.length);
  buffer.literal(', original:');
  quoteInto(buffer, version.original.pointer, version.original.length);
  buffer.byte(0x7d);
}

function writeHex(buffer: Buffer, value: u64): void {
  if (value >= 16) writeHex(buffer, value >> 4);
  const digit = <u8>(value & 15);
  buffer.byte(digit < 10 ? 0x30 + digit : 0x57 + digit);
}
