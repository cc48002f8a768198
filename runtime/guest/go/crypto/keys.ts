// Private keys of every kind that Sprig makes or takes: as PEM text, and as what signs a certificate. Sprig makes elliptic
// keys on P-256, and takes those of Go's other curves.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 crypto.go, go@1.26.8 src/crypto/x509/pkcs8.go, go@1.26.8
// src/crypto/x509/sec1.go.

import { sha256Into, sha384Into, sha512Into } from './hashes';
import { Buffer } from '../../core/buffer';
import { fail, failLiteral, failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { nextBytes } from './random-stream';
import { endsWith } from '../strings/strings';
import { Value, equalsLiteral, literal, newString, substring } from '../../core/value';
import { bitLength, copyLimbs, fromBytes, newLimbs, toBytes } from './bignum';
import {
  DER_BITS,
  DER_CONTEXT,
  DER_INTEGER,
  DER_NULL,
  DER_OCTETS,
  DER_SEQUENCE,
  OBJECT_ECDSA,
  OBJECT_ECDSA_SHA256,
  OBJECT_ECDSA_SHA384,
  OBJECT_ECDSA_SHA512,
  OBJECT_ED25519,
  OBJECT_P224,
  OBJECT_P256,
  OBJECT_P384,
  OBJECT_P521,
  OBJECT_RSA,
  OBJECT_SHA256_RSA,
  closeElement,
  derContent,
  derLength,
  derNext,
  isObject,
  openElement,
  readElement,
  readTag,
  writeElement,
  writeInteger,
  writeObject,
  writeSmall,
} from '../encoding/asn1';
import { DSA_P_LIMBS, DSA_Q_LIMBS, drawDsaKey } from './dsa';
import { publicKeyInto, signEd25519 } from './ed25519';
import { P224, P256, P384, P521, bytesOf, drawScalar, isScalar, limbsOf, publicPoint, signEcdsa } from './ecdsa';
import { pemBytes, pemType, readPem, writePem } from '../encoding/pem';
import { RsaKey, drawRsaKey, signRsa } from './rsa';

export const KEY_RSA: u8 = 1;
export const KEY_ECDSA: u8 = 2;
export const KEY_ED25519: u8 = 3;
export const KEY_DSA: u8 = 4;

@unmanaged
export class PrivateKey {
  kind: u8;
  /** The key in the form that its PEM block has: PKCS #1, SEC 1, PKCS #8, or Sprig's own of DSA. */
  encoded: Value;
  /** ECDSA: the scalar; Ed25519: the seed. */
  secret: usize;
  /** ECDSA: the curve, P224 and so on. */
  curve: u32;
  rsa: RsaKey;
}

const NULL: PrivateKey = changetype<PrivateKey>(0);

function newKey(kind: u8): PrivateKey {
  const key = changetype<PrivateKey>(allocate(offsetof<PrivateKey>()));
  key.kind = kind;
  key.secret = 0;
  key.curve = 0;
  key.rsa = changetype<RsaKey>(0);
  return key;
}

/** A new RSA key from the stream under way. */
export function newRsaKey(bits: u32): PrivateKey {
  const k = drawRsaKey(bits);
  const half = k.half;
  const key = newKey(KEY_RSA);
  key.rsa = k;
  const b = Buffer.create(2048);
  const mark = openElement(b, DER_SEQUENCE);
  writeSmall(b, 0);
  writeInteger(b, k.modulus, k.length);
  writeInteger(b, k.publicExponent, k.publicLength);
  writeInteger(b, k.exponent, k.length);
  writeInteger(b, k.p, half);
  writeInteger(b, k.q, half);
  writeInteger(b, k.exponentP, half);
  writeInteger(b, k.exponentQ, half);
  writeInteger(b, k.inverse, half);
  closeElement(b, mark);
  key.encoded = b.toValue();
  return key;
}

/** Writes a point as a byte 4, x and y. */
function writePoint(b: Buffer, curve: u32, point: usize): void {
  const size = bytesOf(curve);
  b.byte(4);
  b.reserve(size << 1);
  toBytes(b.pointer + b.length, size, point);
  toBytes(b.pointer + b.length + size, size, point + (limbsOf(curve) << 2));
  b.length += size << 1;
}

function objectOf(curve: u32): usize {
  return curve == P224 ? OBJECT_P224 : curve == P384 ? OBJECT_P384 : curve == P521 ? OBJECT_P521 : OBJECT_P256;
}

/** The curve that the object at hand names; 0: none. */
function namedCurve(): u32 {
  if (isObject(OBJECT_P256)) return P256;
  if (isObject(OBJECT_P384)) return P384;
  if (isObject(OBJECT_P521)) return P521;
  return isObject(OBJECT_P224) ? P224 : 0;
}

function ecdsaKey(curve: u32, scalar: usize): PrivateKey {
  const key = newKey(KEY_ECDSA);
  key.curve = curve;
  key.secret = scalar;
  const b = Buffer.create(128);
  const mark = openElement(b, DER_SEQUENCE);
  writeSmall(b, 1);
  const size = bytesOf(curve);
  const bytes = allocate(size);
  toBytes(bytes, size, scalar);
  writeElement(b, DER_OCTETS, bytes, size);
  const name = openElement(b, DER_CONTEXT);
  writeObject(b, objectOf(curve));
  closeElement(b, name);
  const outer = openElement(b, DER_CONTEXT + 1);
  const inner = openElement(b, DER_BITS);
  b.byte(0);
  writePoint(b, curve, publicPoint(curve, scalar));
  closeElement(b, inner);
  closeElement(b, outer);
  closeElement(b, mark);
  key.encoded = b.toValue();
  return key;
}

function ed25519Key(seed: usize): PrivateKey {
  const key = newKey(KEY_ED25519);
  key.secret = seed;
  const b = Buffer.create(64);
  const mark = openElement(b, DER_SEQUENCE);
  writeSmall(b, 0);
  const algorithm = openElement(b, DER_SEQUENCE);
  writeObject(b, OBJECT_ED25519);
  closeElement(b, algorithm);
  const outer = openElement(b, DER_OCTETS);
  writeElement(b, DER_OCTETS, seed, 32);
  closeElement(b, outer);
  closeElement(b, mark);
  key.encoded = b.toValue();
  return key;
}

function newDsaKey(): PrivateKey {
  const k = drawDsaKey();
  const key = newKey(KEY_DSA);
  const b = Buffer.create(1024);
  const mark = openElement(b, DER_SEQUENCE);
  writeSmall(b, 0);
  writeInteger(b, k.p, DSA_P_LIMBS);
  writeInteger(b, k.q, DSA_Q_LIMBS);
  writeInteger(b, k.g, DSA_P_LIMBS);
  writeInteger(b, k.y, DSA_P_LIMBS);
  writeInteger(b, k.x, DSA_Q_LIMBS);
  closeElement(b, mark);
  key.encoded = b.toValue();
  return key;
}

/** Is it a type that genPrivateKey knows? */
export function isKeyType(type: Value): bool {
  return (
    type.length == 0 ||
    equalsLiteral(type, 'rsa') ||
    equalsLiteral(type, 'dsa') ||
    equalsLiteral(type, 'ecdsa') ||
    equalsLiteral(type, 'ed25519')
  );
}

/** A new key of a known type, from the stream under way. */
export function drawKey(type: Value): PrivateKey {
  if (equalsLiteral(type, 'dsa')) return newDsaKey();
  if (equalsLiteral(type, 'ecdsa')) return ecdsaKey(P256, drawScalar(P256));
  if (equalsLiteral(type, 'ed25519')) {
    const seed = allocate(32);
    nextBytes(seed, 32);
    return ed25519Key(seed);
  }
  return newRsaKey(4096);
}

/** The key as a PEM block. */
export function encodeKey(key: PrivateKey): Value {
  const type =
    key.kind == KEY_RSA
      ? 'RSA PRIVATE KEY'
      : key.kind == KEY_ECDSA
        ? 'EC PRIVATE KEY'
        : key.kind == KEY_DSA
          ? 'DSA PRIVATE KEY'
          : 'PRIVATE KEY';
  const b = Buffer.create(key.encoded.length + (key.encoded.length >>> 1) + 80);
  writePem(b, type, key.encoded.pointer, key.encoded.length);
  return b.toValue();
}

/** The AlgorithmIdentifier of signatures by this key. */
export function writeSignatureAlgorithm(b: Buffer, key: PrivateKey): void {
  const mark = openElement(b, DER_SEQUENCE);
  if (key.kind == KEY_RSA) {
    writeObject(b, OBJECT_SHA256_RSA);
    writeElement(b, DER_NULL, 0, 0);
  } else {
    writeObject(b, key.kind == KEY_ECDSA ? signatureOf(key.curve) : OBJECT_ED25519);
  }
  closeElement(b, mark);
}

/** The signature that x509 chooses for a curve. */
function signatureOf(curve: u32): usize {
  return curve == P384 ? OBJECT_ECDSA_SHA384 : curve == P521 ? OBJECT_ECDSA_SHA512 : OBJECT_ECDSA_SHA256;
}

/** The bits of the public key, as they stand in a SubjectPublicKeyInfo. */
export function publicKeyBits(key: PrivateKey): Value {
  const b = Buffer.create(128);
  if (key.kind == KEY_RSA) {
    const mark = openElement(b, DER_SEQUENCE);
    writeInteger(b, key.rsa.modulus, key.rsa.length);
    writeInteger(b, key.rsa.publicExponent, key.rsa.publicLength);
    closeElement(b, mark);
  } else if (key.kind == KEY_ECDSA) {
    writePoint(b, key.curve, publicPoint(key.curve, key.secret));
  } else {
    b.reserve(32);
    publicKeyInto(key.secret, b.pointer);
    b.length = 32;
  }
  return b.toValue();
}

/** The SubjectPublicKeyInfo. */
export function publicKeyInfo(key: PrivateKey): Value {
  const b = Buffer.create(512);
  const mark = openElement(b, DER_SEQUENCE);
  const algorithm = openElement(b, DER_SEQUENCE);
  if (key.kind == KEY_RSA) {
    writeObject(b, OBJECT_RSA);
    writeElement(b, DER_NULL, 0, 0);
  } else if (key.kind == KEY_ECDSA) {
    writeObject(b, OBJECT_ECDSA);
    writeObject(b, objectOf(key.curve));
  } else {
    writeObject(b, OBJECT_ED25519);
  }
  closeElement(b, algorithm);
  const bits = openElement(b, DER_BITS);
  b.byte(0);
  b.string(publicKeyBits(key));
  closeElement(b, bits);
  closeElement(b, mark);
  return b.toValue();
}

/** Appends the signature of a message, as the BIT STRING of a certificate. */
export function writeSignature(b: Buffer, key: PrivateKey, pointer: usize, length: u32): void {
  const bits = openElement(b, DER_BITS);
  b.byte(0);
  if (key.kind == KEY_RSA) {
    const size = (bitLength(key.rsa.modulus, key.rsa.length) + 7) >>> 3;
    const signature = allocate(size);
    signRsa(key.rsa, size, pointer, length, signature);
    b.bytes(signature, size);
  } else if (key.kind == KEY_ECDSA) {
    const digest = allocate(64);
    let digestLength: u32 = 32;
    if (key.curve == P384) {
      sha384Into(pointer, length, digest);
      digestLength = 48;
    } else if (key.curve == P521) {
      sha512Into(pointer, length, digest);
      digestLength = 64;
    } else {
      sha256Into(pointer, length, digest);
    }
    const signature = signEcdsa(key.curve, key.secret, digest, digestLength);
    const limbs = limbsOf(key.curve);
    const mark = openElement(b, DER_SEQUENCE);
    writeInteger(b, signature, limbs);
    writeInteger(b, signature + (limbs << 2), limbs);
    closeElement(b, mark);
  } else {
    const signature = allocate(64);
    signEd25519(key.secret, pointer, length, signature);
    b.bytes(signature, 64);
  }
  closeElement(b, bits);
}

function failMalformed(prefix: string, what: string): PrivateKey {
  const b = message();
  b.literal(prefix);
  b.literal(what);
  failWith(b);
  return NULL;
}

const INVALID_SCALAR: string = 'x509: invalid elliptic curve private key value';
const TRUNCATED: string = 'asn1: syntax error: data truncated';

/** Limbs of the INTEGER at `at`, of which `limbCount` says how many; 0: there is none. */
let limbCount: u32 = 0;

function readInteger(at: usize, end: usize): usize {
  if (!readTag(at, end, DER_INTEGER) || derLength == 0 || load<u8>(derContent) & 0x80) return 0;
  limbCount = (derLength + 3) >>> 2;
  const limbs = allocate(limbCount << 2);
  fromBytes(limbs, limbCount, derContent, derLength);
  return limbs;
}

/** PKCS #1. */
function parseRsa(bytes: Value, prefix: string): PrivateKey {
  const end: usize = bytes.pointer + bytes.length;
  const key = newKey(KEY_RSA);
  key.encoded = bytes;
  if (!readTag(bytes.pointer, end, DER_SEQUENCE)) return failMalformed(prefix, TRUNCATED);
  const inside = derNext;
  if (!readTag(derContent, inside, DER_INTEGER)) return failMalformed(prefix, TRUNCATED);
  const rsa = changetype<RsaKey>(allocate(offsetof<RsaKey>()));
  key.rsa = rsa;
  const modulus = readInteger(derNext, inside);
  if (!modulus) return failMalformed(prefix, TRUNCATED);
  rsa.length = (bitLength(modulus, limbCount) + 31) >>> 5;
  rsa.modulus = modulus;
  rsa.publicExponent = readInteger(derNext, inside);
  rsa.publicLength = limbCount;
  if (!rsa.publicExponent) return failMalformed(prefix, TRUNCATED);
  const exponent = readInteger(derNext, inside);
  if (!exponent) return failMalformed(prefix, TRUNCATED);
  if (!(load<u32>(modulus) & 1) || bitLength(modulus, rsa.length) < 512) {
    return failMalformed(prefix, 'crypto/rsa: invalid modulus');
  }
  rsa.exponent = newLimbs(rsa.length);
  copyLimbs(rsa.exponent, exponent, min(limbCount, rsa.length));
  // The primes and what follows from them must be there.
  rsa.half = rsa.length & 1 ? 0 : rsa.length >>> 1;
  rsa.p = readPart(inside, rsa);
  rsa.q = rsa.p ? readPart(inside, rsa) : 0;
  rsa.exponentP = rsa.q ? readPart(inside, rsa) : 0;
  rsa.exponentQ = rsa.exponentP ? readPart(inside, rsa) : 0;
  rsa.inverse = rsa.exponentQ ? readPart(inside, rsa) : 0;
  return rsa.inverse ? key : failMalformed(prefix, TRUNCATED);
}

/** The next of the numbers that a key says of its primes; 0: there is none. One that is too large takes them all away. */
function readPart(end: usize, rsa: RsaKey): usize {
  if (!readTag(derNext, end, DER_INTEGER)) return 0;
  const half = rsa.half;
  // A byte 0 may stand in front.
  if (derLength > (half << 2) + 1) rsa.half = 0;
  const limbs = newLimbs(half + 1);
  fromBytes(limbs, half + 1, derContent, min(derLength, (half + 1) << 2));
  return limbs;
}

/** SEC 1. The curve stands around it (`curve`; 0: it does not), or inside. */
function parseEcdsa(bytes: Value, curve: u32, prefix: string): PrivateKey {
  const end: usize = bytes.pointer + bytes.length;
  if (!readTag(bytes.pointer, end, DER_SEQUENCE)) return failMalformed(prefix, TRUNCATED);
  const inside = derNext;
  if (!readTag(derContent, inside, DER_INTEGER)) return failMalformed(prefix, TRUNCATED);
  if (!readTag(derNext, inside, DER_OCTETS)) return failMalformed(prefix, TRUNCATED);
  const content = derContent;
  const length = derLength;
  if (readTag(derNext, inside, DER_CONTEXT)) {
    if (!readElement(derContent, derNext)) return failMalformed(prefix, TRUNCATED);
    if (!curve) curve = namedCurve();
  }
  if (!curve) return failMalformed(prefix, 'x509: unknown elliptic curve');
  const limbs = limbsOf(curve);
  const scalar = allocate(limbs << 2);
  // Leading zeros do not count.
  let zeros: u32 = 0;
  while (zeros < length && !load<u8>(content + zeros)) zeros++;
  if (length - zeros > limbs << 2) return failMalformed(prefix, INVALID_SCALAR);
  fromBytes(scalar, limbs, content + zeros, length - zeros);
  if (!isScalar(curve, scalar)) return failMalformed(prefix, INVALID_SCALAR);
  return ecdsaKey(curve, scalar);
}

/** PKCS #8. */
function parseWrapped(bytes: Value, prefix: string): PrivateKey {
  const end: usize = bytes.pointer + bytes.length;
  if (!readTag(bytes.pointer, end, DER_SEQUENCE)) return failMalformed(prefix, TRUNCATED);
  const inside = derNext;
  if (!readTag(derContent, inside, DER_INTEGER)) return failMalformed(prefix, TRUNCATED);
  if (!readTag(derNext, inside, DER_SEQUENCE)) return failMalformed(prefix, TRUNCATED);
  const algorithm = derContent;
  const behind = derNext;
  if (!readTag(behind, inside, DER_OCTETS)) return failMalformed(prefix, TRUNCATED);
  const key = newString(derContent, derLength);
  if (!readElement(algorithm, behind)) return failMalformed(prefix, TRUNCATED);
  if (isObject(OBJECT_RSA)) return parseRsa(key, prefix);
  if (isObject(OBJECT_ECDSA)) {
    const curve = readElement(derNext, behind) ? namedCurve() : 0;
    return parseEcdsa(key, curve, prefix);
  }
  if (isObject(OBJECT_ED25519)) {
    if (!readTag(key.pointer, <usize>key.pointer + key.length, DER_OCTETS) || derLength != 32) {
      return failMalformed(prefix, 'x509: invalid Ed25519 private key');
    }
    return ed25519Key(derContent);
  }
  return failMalformed(prefix, 'x509: PKCS#8 wrapping contained private key with unknown algorithm');
}

/** Sprig's parsePrivateKeyPEM: a key, or null with the failure recorded. */
export function parseKey(text: Value): PrivateKey {
  if (!readPem(text)) {
    failLiteral('no PEM data in input');
    return NULL;
  }
  if (equalsLiteral(pemType, 'PRIVATE KEY')) return parseWrapped(pemBytes, 'decoding PEM as PKCS#8: ');
  const suffix = literal(' PRIVATE KEY');
  const b = message();
  if (!endsWith(pemType.pointer, pemType.length, suffix.pointer, suffix.length)) {
    b.literal('no private key data in PEM block of type ');
    b.string(pemType);
    fail(b.toValue());
    return NULL;
  }
  const type = substring(pemType, 0, pemType.length - suffix.length);
  if (equalsLiteral(type, 'RSA')) return parseRsa(pemBytes, 'parsing RSA private key from PEM: ');
  if (equalsLiteral(type, 'EC')) return parseEcdsa(pemBytes, 0, 'parsing EC private key from PEM: ');
  if (equalsLiteral(type, 'DSA')) {
    const key = newKey(KEY_DSA);
    key.encoded = pemBytes;
    return key;
  }
  b.literal('invalid private key type ');
  b.string(type);
  fail(b.toValue());
  return NULL;
}
