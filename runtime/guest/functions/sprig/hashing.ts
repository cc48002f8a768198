// Sprig's checksums (crypto.go): digests as lower-case hexadecimal text, Adler-32 as a decimal number.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 crypto.go.

import { adler32, sha1Into, sha256Into, sha512Into } from '../../go/crypto/hashes';
import { Buffer } from '../../core/buffer';
import { allocate } from '../../core/memory';
import { Value, newString } from '../../core/value';

/** The bytes as lower-case hexadecimal digits. */
export function hexadecimal(pointer: usize, length: u32): Value {
  const out = allocate(length << 1);
  for (let i: u32 = 0; i < length; i++) {
    const b: u32 = load<u8>(pointer + i);
    const high = b >>> 4;
    const low = b & 15;
    store<u8>(out + (i << 1), high < 10 ? 0x30 + high : 0x57 + high);
    store<u8>(out + (i << 1), low < 10 ? 0x30 + low : 0x57 + low, 1);
  }
  return newString(out, length << 1);
}

/** `sha1sum`. */
export function fnSha1sum(s: Value): Value {
  const digest = allocate(20);
  sha1Into(s.pointer, s.length, digest);
  return hexadecimal(digest, 20);
}

/** `sha256sum`. */
export function fnSha256sum(s: Value): Value {
  const digest = allocate(32);
  sha256Into(s.pointer, s.length, digest);
  return hexadecimal(digest, 32);
}

/** `sha512sum`. */
export function fnSha512sum(s: Value): Value {
  const digest = allocate(64);
  sha512Into(s.pointer, s.length, digest);
  return hexadecimal(digest, 64);
}

/** `adler32sum`. */
export function fnAdler32sum(s: Value): Value {
  const text = Buffer.create(16);
  text.unsigned(adler32(s.pointer, s.length));
  return text.toValue();
}
