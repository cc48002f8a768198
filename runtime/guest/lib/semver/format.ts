// The text of a version. Apart from the parsing, because everything that prints values needs it.
// Follows github.com/Masterminds/semver/v3@v3.5.0 version.go.

import { Buffer } from '../../core/buffer';
import { Value } from '../../core/value';
import { VERSION_POINTER, VersionObject, versionOf } from '../../core/version';
import { quoteInto } from '../../go/strconv/quote';

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
