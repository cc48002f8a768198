// ASN.1 DER, written into buffers and read from addresses: as much of it as keys and certificates take.
// Follows go@1.26.8 src/encoding/asn1/marshal.go, go@1.26.8 src/encoding/asn1/asn1.go.

import { Buffer } from '../../core/buffer';
import { Value } from '../../core/value';
import { significant } from '../crypto/bignum';

export const DER_BOOLEAN: u8 = 0x01;
export const DER_INTEGER: u8 = 0x02;
export const DER_BITS: u8 = 0x03;
export const DER_OCTETS: u8 = 0x04;
export const DER_NULL: u8 = 0x05;
export const DER_OBJECT: u8 = 0x06;
export const DER_UTF8: u8 = 0x0c;
export const DER_PRINTABLE: u8 = 0x13;
export const DER_UTC_TIME: u8 = 0x17;
export const DER_TIME: u8 = 0x18;
export const DER_SEQUENCE: u8 = 0x30;
export const DER_SET: u8 = 0x31;
/** Context-specific element 0 of a sequence that is itself made of elements. */
export const DER_CONTEXT: u8 = 0xa0;
/** Context-specific element 0 that replaces a simple one. */
export const DER_IMPLICIT: u8 = 0x80;

// Object identifiers: their length, then their bytes.
export const OBJECT_RSA: usize = memory.data<u8>([9, 42, 134, 72, 134, 247, 13, 1, 1, 1]);
export const OBJECT_SHA256_RSA: usize = memory.data<u8>([9, 42, 134, 72, 134, 247, 13, 1, 1, 11]);
export const OBJECT_ECDSA: usize = memory.data<u8>([7, 42, 134, 72, 206, 61, 2, 1]);
export const OBJECT_P256: usize = memory.data<u8>([8, 42, 134, 72, 206, 61, 3, 1, 7]);
export const OBJECT_P224: usize = memory.data<u8>([5, 43, 129, 4, 0, 33]);
export const OBJECT_P384: usize = memory.data<u8>([5, 43, 129, 4, 0, 34]);
export const OBJECT_P521: usize = memory.data<u8>([5, 43, 129, 4, 0, 35]);
export const OBJECT_ECDSA_SHA384: usize = memory.data<u8>([8, 42, 134, 72, 206, 61, 4, 3, 3]);
export const OBJECT_ECDSA_SHA512: usize = memory.data<u8>([8, 42, 134, 72, 206, 61, 4, 3, 4]);
export const OBJECT_ECDSA_SHA256: usize = memory.data<u8>([8, 42, 134, 72, 206, 61, 4, 3, 2]);
export const OBJECT_ED25519: usize = memory.data<u8>([3, 43, 101, 112]);
export const OBJECT_COMMON_NAME: usize = memory.data<u8>([3, 85, 4, 3]);
export const OBJECT_SUBJECT_KEY_ID: usize = memory.data<u8>([3, 85, 29, 14]);
export const OBJECT_KEY_USAGE: usize = memory.data<u8>([3, 85, 29, 15]);
export const OBJECT_ALTERNATIVE_NAME: usize = memory.data<u8>([3, 85, 29, 17]);
export const OBJECT_BASIC_CONSTRAINTS: usize = memory.data<u8>([3, 85, 29, 19]);
export const OBJECT_AUTHORITY_KEY_ID: usize = memory.data<u8>([3, 85, 29, 35]);
export const OBJECT_EXTENDED_KEY_USAGE: usize = memory.data<u8>([3, 85, 29, 37]);
export const OBJECT_SERVER_AUTH: usize = memory.data<u8>([8, 43, 6, 1, 5, 5, 7, 3, 1]);
export const OBJECT_CLIENT_AUTH: usize = memory.data<u8>([8, 43, 6, 1, 5, 5, 7, 3, 2]);

/** Opens an element; what is written from here on is its content, until `closeElement` with the mark that this gives. */
export function openElement(b: Buffer, tag: u8): u32 {
  b.byte(tag);
  return b.length;
}

/** Closes an element: puts its length before its content. */
export function closeElement(b: Buffer, mark: u32): void {
  const length = b.length - mark;
  let size: u32 = 1;
  if (length >= 0x80) {
    for (let rest = length; rest; rest >>>= 8) size++;
  }
  b.reserve(size);
  const at = b.pointer + mark;
  memory.copy(at + size, at, length);
  b.length += size;
  if (size == 1) {
    store<u8>(at, <u8>length);
    return;
  }
  store<u8>(at, <u8>(0x7f + size));
  for (let i: u32 = 1; i < size; i++) store<u8>(at + i, <u8>(length >>> ((size - 1 - i) << 3)));
}

/** A whole element of given content. */
export function writeElement(b: Buffer, tag: u8, pointer: usize, length: u32): void {
  const mark = openElement(b, tag);
  b.bytes(pointer, length);
  closeElement(b, mark);
}

/** One of the OBJECT_ identifiers. */
export function writeObject(b: Buffer, object: usize): void {
  writeElement(b, DER_OBJECT, object + 1, load<u8>(object));
}

/** A natural number. */
export function writeInteger(b: Buffer, limbs: usize, length: u32): void {
  const mark = openElement(b, DER_INTEGER);
  let at: i32 = (significant(limbs, length) << 2) - 1;
  while (at > 0 && !load<u8>(limbs + at)) at--;
  if (at < 0) at = 0;
  if (load<u8>(limbs + at) & 0x80) b.byte(0);
  for (; at >= 0; at--) b.byte(load<u8>(limbs + at));
  closeElement(b, mark);
}

export function writeSmall(b: Buffer, n: u8): void {
  b.byte(DER_INTEGER);
  b.byte(1);
  b.byte(n);
}

// The element that `readElement` read last.
export let derTag: u8 = 0;
export let derContent: usize = 0;
export let derLength: u32 = 0;
/** Behind it. */
export let derNext: usize = 0;

/** Reads the element at `at`; false where there is none. */
export function readElement(at: usize, end: usize): bool {
  if (at + 2 > end) return false;
  derTag = load<u8>(at);
  let length: u32 = load<u8>(at, 1);
  at += 2;
  if (length & 0x80) {
    let size = length & 0x7f;
    if (size == 0 || size > 4 || at + size > end || load<u8>(at) == 0) return false;
    length = 0;
    for (; size; size--) length = (length << 8) | load<u8>(at++);
    if (length < 0x80) return false;
  }
  if (length > <u32>(end - at)) return false;
  derContent = at;
  derLength = length;
  derNext = at + length;
  return true;
}

/** Reads an element of this tag. */
export function readTag(at: usize, end: usize, tag: u8): bool {
  return readElement(at, end) && derTag == tag;
}

/** Is the content of the element read last this OBJECT_ identifier? */
export function isObject(object: usize): bool {
  return (
    derTag == DER_OBJECT && derLength == load<u8>(object) && memory.compare(derContent, object + 1, derLength) == 0
  );
}

/** The string value of a name: PrintableString where its characters allow that, else UTF8String. */
export function writeName(b: Buffer, text: Value): void {
  let printable = true;
  for (let i: u32 = 0; i < text.length; i++) {
    const c: u32 = text.byte(i);
    const letter = (c | 0x20) - 0x61 < 26 || c - 0x30 < 10;
    // ' ( ) + , - . / and blank : = ?
    if (letter || c - 0x27 < 3 || c - 0x2b < 5 || c == 0x20 || c == 0x3a || c == 0x3d || c == 0x3f) continue;
    printable = false;
  }
  writeElement(b, printable ? DER_PRINTABLE : DER_UTF8, text.pointer, text.length);
}
