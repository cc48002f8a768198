// X.509 certificates as Sprig has Go write them: one common name, addresses and DNS names, for servers and clients.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 crypto.go, go@1.26.8 src/crypto/x509/x509.go.

import { KEY_ID_SHA256 } from '../../../abi/quirks';
import { sha1Into, sha256Into } from './hashes';
import { Buffer } from '../../core/buffer';
import { failLiteral, failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { quoteInto } from '../strconv/number';
import { nextBytes } from './random-stream';
import { dateDay, dateMonth, dateOfDay, dateYear, floorDivide } from '../time/value';
import { isValidUtf8 } from '../unicode/unicode';
import { Value, newString } from '../../core/value';
import {
  DER_BITS,
  DER_BOOLEAN,
  DER_CONTEXT,
  DER_IMPLICIT,
  DER_INTEGER,
  DER_OBJECT,
  DER_OCTETS,
  DER_SEQUENCE,
  DER_SET,
  DER_TIME,
  DER_UTC_TIME,
  OBJECT_ALTERNATIVE_NAME,
  OBJECT_AUTHORITY_KEY_ID,
  OBJECT_BASIC_CONSTRAINTS,
  OBJECT_CLIENT_AUTH,
  OBJECT_COMMON_NAME,
  OBJECT_EXTENDED_KEY_USAGE,
  OBJECT_KEY_USAGE,
  OBJECT_SERVER_AUTH,
  OBJECT_SUBJECT_KEY_ID,
  closeElement,
  derContent,
  derLength,
  derNext,
  derTag,
  isObject,
  openElement,
  readElement,
  readTag,
  writeElement,
  writeInteger,
  writeName,
  writeObject,
  writeSmall,
} from '../encoding/asn1';
import { KEY_DSA, PrivateKey, publicKeyBits, publicKeyInfo, writeSignature, writeSignatureAlgorithm } from './keys';

/** What a certificate is to say. */
@unmanaged
export class Request {
  commonName: Value;
  /** Lists of texts: addresses as 4 or 16 bytes, DNS names. */
  addresses: Value;
  names: Value;
  /** Seconds since 1970. */
  notBefore: i64;
  notAfter: i64;
  isAuthority: bool;
}

/** What a signer's certificate says. */
@unmanaged
export class Signer {
  /** The encoded subject, the encoded public key info, and the key id (null: none). */
  subject: Value;
  publicKey: Value;
  keyId: Value;
}

const NULL: Value = changetype<Value>(0);

function writeTwo(b: Buffer, n: i64): void {
  b.byte(<u8>(0x30 + ((n / 10) % 10)));
  b.byte(<u8>(0x30 + (n % 10)));
}

/** UTCTime for the years 1950 to 2049, else GeneralizedTime. */
function writeTime(b: Buffer, seconds: i64): void {
  const day = floorDivide(seconds, 86400);
  const ofDay = seconds - day * 86400;
  dateOfDay(day);
  const short = dateYear >= 1950 && dateYear < 2050;
  const mark = openElement(b, short ? DER_UTC_TIME : DER_TIME);
  if (!short) writeTwo(b, dateYear / 100);
  writeTwo(b, dateYear % 100);
  writeTwo(b, dateMonth);
  writeTwo(b, dateDay);
  writeTwo(b, ofDay / 3600);
  writeTwo(b, (ofDay / 60) % 60);
  writeTwo(b, ofDay % 60);
  b.byte(0x5a);
  closeElement(b, mark);
}

/** The encoded subject of a common name; empty without one. */
export function subjectOf(commonName: Value): Value {
  const b = Buffer.create(commonName.length + 32);
  const mark = openElement(b, DER_SEQUENCE);
  if (commonName.length) {
    const set = openElement(b, DER_SET);
    const pair = openElement(b, DER_SEQUENCE);
    writeObject(b, OBJECT_COMMON_NAME);
    writeName(b, commonName);
    closeElement(b, pair);
    closeElement(b, set);
  }
  closeElement(b, mark);
  return b.toValue();
}

let extensionMark: u32 = 0;
let valueMark: u32 = 0;

function openExtension(b: Buffer, object: usize, critical: bool): void {
  extensionMark = openElement(b, DER_SEQUENCE);
  writeObject(b, object);
  if (critical) {
    b.byte(DER_BOOLEAN);
    b.byte(1);
    b.byte(0xff);
  }
  valueMark = openElement(b, DER_OCTETS);
}

function closeExtension(b: Buffer): void {
  closeElement(b, valueMark);
  closeElement(b, extensionMark);
}

/** The key id that Go makes of a public key: SHA-1 of old, 20 bytes of SHA-256 since Go 1.25. */
function keyIdOf(key: PrivateKey): Value {
  const bits = publicKeyBits(key);
  const digest = allocate(32);
  if (has(KEY_ID_SHA256)) sha256Into(bits.pointer, bits.length, digest);
  else sha1Into(bits.pointer, bits.length, digest);
  return newString(digest, 20);
}

function writeExtensions(b: Buffer, request: Request, subjectLength: u32, key: PrivateKey, authority: Value): void {
  const outer = openElement(b, DER_CONTEXT + 3);
  const list = openElement(b, DER_SEQUENCE);
  openExtension(b, OBJECT_KEY_USAGE, true);
  b.byte(DER_BITS);
  b.byte(2);
  // Digital signature and key encipherment; for an authority the signing of certificates too.
  b.byte(request.isAuthority ? 2 : 5);
  b.byte(request.isAuthority ? 0xa4 : 0xa0);
  closeExtension(b);
  openExtension(b, OBJECT_EXTENDED_KEY_USAGE, false);
  const usages = openElement(b, DER_SEQUENCE);
  writeObject(b, OBJECT_SERVER_AUTH);
  writeObject(b, OBJECT_CLIENT_AUTH);
  closeElement(b, usages);
  closeExtension(b);
  openExtension(b, OBJECT_BASIC_CONSTRAINTS, true);
  const constraints = openElement(b, DER_SEQUENCE);
  if (request.isAuthority) {
    b.byte(DER_BOOLEAN);
    b.byte(1);
    b.byte(0xff);
  }
  closeElement(b, constraints);
  closeExtension(b);
  if (request.isAuthority) {
    const id = keyIdOf(key);
    openExtension(b, OBJECT_SUBJECT_KEY_ID, false);
    writeElement(b, DER_OCTETS, id.pointer, id.length);
    closeExtension(b);
  }
  if (changetype<usize>(authority) && authority.length) {
    openExtension(b, OBJECT_AUTHORITY_KEY_ID, false);
    const id = openElement(b, DER_SEQUENCE);
    writeElement(b, DER_IMPLICIT, authority.pointer, authority.length);
    closeElement(b, id);
    closeExtension(b);
  }
  if (request.addresses.length || request.names.length) {
    // An empty subject makes the names critical.
    openExtension(b, OBJECT_ALTERNATIVE_NAME, subjectLength == 2);
    const names = openElement(b, DER_SEQUENCE);
    for (let i: u32 = 0; i < request.names.length; i++) {
      const name = request.names.item(i);
      writeElement(b, DER_IMPLICIT + 2, name.pointer, name.length);
    }
    for (let i: u32 = 0; i < request.addresses.length; i++) {
      const address = request.addresses.item(i);
      writeElement(b, DER_IMPLICIT + 7, address.pointer, address.length);
    }
    closeElement(b, names);
    closeExtension(b);
  }
  closeElement(b, list);
  closeElement(b, outer);
}

function failCreating(text: string): Value {
  const b = message();
  b.literal('error creating certificate: ');
  b.literal(text);
  return failWith(b);
}

/** x509.CreateCertificate: the encoded certificate of `key`, signed by `signingKey`. Null signer: it signs itself. */
export function createCertificate(request: Request, key: PrivateKey, signer: Signer, signingKey: PrivateKey): Value {
  if (signingKey.kind == KEY_DSA) return failCreating('x509: certificate private key does not implement crypto.Signer');
  if (key.kind == KEY_DSA) return failCreating('x509: unsupported public key type: *dsa.PublicKey');
  if (!isValidUtf8(request.commonName.pointer, request.commonName.length)) {
    return failCreating('asn1: string not valid UTF-8');
  }
  for (let i: u32 = 0; i < request.names.length; i++) {
    const name = request.names.item(i);
    for (let j: u32 = 0; j < name.length; j++) {
      if (name.byte(j) < 0x80) continue;
      const text = message();
      text.literal('error creating certificate: x509: ');
      quoteInto(text, name.pointer, name.length);
      text.literal(' cannot be encoded as an IA5String');
      return failWith(text);
    }
  }
  const subject = subjectOf(request.commonName);
  let issuer = subject;
  let authority = NULL;
  if (changetype<usize>(signer)) {
    const own = publicKeyInfo(signingKey);
    if (
      own.length != signer.publicKey.length ||
      memory.compare(own.pointer, signer.publicKey.pointer, own.length) != 0
    ) {
      return failCreating("x509: provided PrivateKey doesn't match parent's PublicKey");
    }
    issuer = signer.subject;
    const same =
      issuer.length == subject.length && memory.compare(issuer.pointer, subject.pointer, subject.length) == 0;
    if (!same) authority = signer.keyId;
  }
  const serial = allocate(16);
  nextBytes(serial, 16);
  const b = Buffer.create(1024);
  const mark = openElement(b, DER_SEQUENCE);
  const version = openElement(b, DER_CONTEXT);
  writeSmall(b, 2);
  closeElement(b, version);
  writeInteger(b, serial, 4);
  writeSignatureAlgorithm(b, signingKey);
  b.string(issuer);
  const validity = openElement(b, DER_SEQUENCE);
  writeTime(b, request.notBefore);
  writeTime(b, request.notAfter);
  closeElement(b, validity);
  b.string(subject);
  b.string(publicKeyInfo(key));
  writeExtensions(b, request, subject.length, key, authority);
  closeElement(b, mark);
  const certificate = Buffer.create(b.length + 600);
  const whole = openElement(certificate, DER_SEQUENCE);
  certificate.bytes(b.pointer, b.length);
  writeSignatureAlgorithm(certificate, signingKey);
  writeSignature(certificate, signingKey, b.pointer, b.length);
  closeElement(certificate, whole);
  return certificate.toValue();
}

function malformed(): Signer {
  failLiteral('x509: malformed certificate');
  return changetype<Signer>(0);
}

/** x509.ParseCertificate, as far as a signer needs it; null with the failure recorded. */
export function parseCertificate(bytes: Value): Signer {
  const end: usize = bytes.pointer + bytes.length;
  if (!readTag(bytes.pointer, end, DER_SEQUENCE) || derNext != end) return malformed();
  if (!readTag(derContent, end, DER_SEQUENCE)) return malformed();
  const inside = derNext;
  let at = derContent;
  const signer = changetype<Signer>(allocate(offsetof<Signer>()));
  signer.keyId = NULL;
  if (!readElement(at, inside)) return malformed();
  if (derTag == DER_CONTEXT) {
    at = derNext;
    if (!readElement(at, inside)) return malformed();
  }
  if (derTag != DER_INTEGER) return malformed();
  if (!readTag(derNext, inside, DER_SEQUENCE)) return malformed();
  // issuer, validity, subject, public key
  if (!readTag(derNext, inside, DER_SEQUENCE)) return malformed();
  if (!readTag(derNext, inside, DER_SEQUENCE)) return malformed();
  at = derNext;
  if (!readTag(at, inside, DER_SEQUENCE)) return malformed();
  signer.subject = newString(at, <u32>(derNext - at));
  at = derNext;
  if (!readTag(at, inside, DER_SEQUENCE)) return malformed();
  signer.publicKey = newString(at, <u32>(derNext - at));
  at = derNext;
  while (at < inside) {
    if (!readElement(at, inside)) return malformed();
    at = derNext;
    if (derTag == DER_CONTEXT + 3) return parseExtensions(signer, derContent, derNext);
  }
  return signer;
}

/** Finds the key id among the extensions. */
function parseExtensions(signer: Signer, at: usize, end: usize): Signer {
  if (!readTag(at, end, DER_SEQUENCE)) return malformed();
  at = derContent;
  while (at < end) {
    if (!readTag(at, end, DER_SEQUENCE)) return malformed();
    at = derNext;
    if (!readTag(derContent, at, DER_OBJECT)) return malformed();
    const isKeyId = isObject(OBJECT_SUBJECT_KEY_ID);
    if (!readElement(derNext, at)) return malformed();
    if (derTag == DER_BOOLEAN && !readElement(derNext, at)) return malformed();
    if (derTag != DER_OCTETS) return malformed();
    if (!isKeyId) continue;
    if (!readTag(derContent, derNext, DER_OCTETS)) return malformed();
    signer.keyId = newString(derContent, derLength);
  }
  return signer;
}
