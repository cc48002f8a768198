// Sprig's cryptographic functions (crypto.go). Whatever is drawn comes from the stream of the call.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 crypto.go.

import { KIND_OBJECT, KIND_STRING, OBJECT_CERTIFICATE } from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { hasClock } from '../../core/clock';
import { hmacSha256Into } from '../../go/crypto/hashes';
import { AES_BLOCK, decryptCbc, encryptCbc } from '../../go/crypto/aes';
import { BCRYPT_LENGTH, BCRYPT_LIMIT, bcryptInto } from '../../go/crypto/bcrypt';
import { Request, Signer, createCertificate, parseCertificate } from '../../go/crypto/certificate';
import { parseIp } from '../../go/net/ip';
import { PrivateKey, drawKey, encodeKey, isKeyType, newRsaKey, parseKey } from '../../go/crypto/keys';
import { pemBytes, readPem, writePem } from '../../go/encoding/pem';
import { scryptInto } from '../../go/crypto/scrypt';
import { failLiteral, failWith, message, wrapFailure } from '../../core/error';
import { formatValue } from '../../go/fmt/format';
import { mapGetLiteral, mapSetLiteral, newMapObject } from '../../core/map';
import { allocate } from '../../core/memory';
import { drawBytes, issuedNanoseconds, issuedSeconds, openStream } from '../draws';
import { allocateText, containsByte } from '../../go/strings/strings';
import { DAY_SECONDS, SECOND, floorDivide } from '../../go/time/value';
import { EMPTY_STRING, ListBuilder, Value, equalsLiteral, literal, newCell, newString } from '../../core/value';
import { base64Decode, base64Encode, base64Error } from '../../go/encoding/base64';

const NULL: Value = changetype<Value>(0);

function bcryptOf(password: Value, name: string): Value {
  if (password.length > BCRYPT_LIMIT) {
    return literal('failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes');
  }
  const salt = drawBytes(name, 16);
  if (!salt) return NULL;
  const out = allocate(BCRYPT_LENGTH);
  bcryptInto(password.pointer, password.length, salt, out);
  return newString(out, BCRYPT_LENGTH);
}

/** `bcrypt PASSWORD`. */
export function fnBcrypt(password: Value): Value {
  return bcryptOf(password, 'bcrypt');
}

/** `htpasswd USER PASSWORD`. */
export function fnHtpasswd(user: Value, password: Value): Value {
  const b = Buffer.create(user.length + 64);
  if (containsByte(user.pointer, user.length, 0x3a)) {
    b.literal('invalid username: ');
    b.string(user);
    return b.toValue();
  }
  const hash = bcryptOf(password, 'htpasswd');
  if (!changetype<usize>(hash)) return NULL;
  b.string(user);
  b.byte(0x3a);
  b.string(hash);
  return b.toValue();
}

/** The templates of a password type, joined by spaces; empty: there is no such type. */
function passwordTemplates(type: Value): string {
  if (equalsLiteral(type, 'maximum')) return 'anoxxxxxxxxxxxxxxxxx axxxxxxxxxxxxxxxxxno';
  if (equalsLiteral(type, 'long')) {
    return 'CvcvnoCvcvCvcv CvcvCvcvnoCvcv CvcvCvcvCvcvno CvccnoCvcvCvcv CvccCvcvnoCvcv CvccCvcvCvcvno CvcvnoCvccCvcv CvcvCvccnoCvcv CvcvCvccCvcvno CvcvnoCvcvCvcc CvcvCvcvnoCvcc CvcvCvcvCvccno CvccnoCvccCvcv CvccCvccnoCvcv CvccCvccCvcvno CvcvnoCvccCvcc CvcvCvccnoCvcc CvcvCvccCvccno CvccnoCvcvCvcc CvccCvcvnoCvcc CvccCvcvCvccno';
  }
  if (equalsLiteral(type, 'medium')) return 'CvcnoCvc CvcCvcno';
  if (equalsLiteral(type, 'short')) return 'Cvcn';
  if (equalsLiteral(type, 'basic')) return 'aaanaaan aannaaan aaannaaa';
  if (equalsLiteral(type, 'pin')) return 'nnnn';
  return '';
}

/** The characters that a letter of a password template stands for. */
function passwordCharacters(letter: i32): string {
  switch (letter) {
    case 0x43: // C
      return 'BCDFGHJKLMNPQRSTVWXYZ';
    case 0x76: // v
      return 'aeiou';
    case 0x63: // c
      return 'bcdfghjklmnpqrstvwxyz';
    case 0x61: // a
      return 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz';
    case 0x6e: // n
      return '0123456789';
    case 0x6f: // o
      return "@&%?,=[]_:-+*$#!'^~;()/.";
  }
  return 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()';
}

function bigEndian(b: Buffer, n: u32): void {
  b.byte(<u8>(n >>> 24));
  b.byte(<u8>(n >>> 16));
  b.byte(<u8>(n >>> 8));
  b.byte(<u8>n);
}

/** `derivePassword COUNTER TYPE PASSWORD USER SITE`: the Master Password algorithm. */
export function fnDerivePassword(counter: Value, type: Value, password: Value, user: Value, site: Value): Value {
  const templates = passwordTemplates(type);
  if (!templates.length) {
    const b = message();
    b.literal('cannot find password template ');
    b.string(type);
    return b.toValue();
  }
  const text = Buffer.create(64 + user.length + site.length);
  text.literal('com.lyndir.masterpassword');
  const mark = text.length;
  bigEndian(text, user.length);
  text.string(user);
  const key = allocate(64);
  scryptInto(password.pointer, password.length, text.pointer, text.length, key);
  text.length = mark;
  bigEndian(text, site.length);
  text.string(site);
  bigEndian(text, <u32>counter.int);
  const seed = allocate(32);
  hmacSha256Into(key, 64, text.pointer, text.length, seed);
  // All templates of a type are of one length.
  const found = templates.indexOf(' ');
  const length = found < 0 ? templates.length : found;
  const count = (templates.length + 1) / (length + 1);
  const start = (<i32>load<u8>(seed) % count) * (length + 1);
  const out = Buffer.create(24);
  for (let i = 0; i < length; i++) {
    const characters = passwordCharacters(templates.charCodeAt(start + i));
    out.byte(<u8>characters.charCodeAt(<i32>load<u8>(seed + i, 1) % characters.length));
  }
  return out.toValue();
}

/** A key of 32 bytes of a password: cut or filled with zeros. */
function aesKey(password: Value): usize {
  const key = allocate(32);
  memory.fill(key, 0, 32);
  memory.copy(key, password.pointer, min<u32>(password.length, 32));
  return key;
}

/** `encryptAES PASSWORD TEXT`: initial vector and cipher text, in base64. */
export function fnEncryptAES(password: Value, text: Value): Value {
  if (text.length == 0) return EMPTY_STRING;
  const padding = AES_BLOCK - (text.length & (AES_BLOCK - 1));
  const length = text.length + padding;
  const iv = drawBytes('encryptAES', AES_BLOCK);
  if (!iv) return NULL;
  const out = allocateText(<u64>length + AES_BLOCK);
  const body = out + AES_BLOCK;
  memory.copy(out, iv, AES_BLOCK);
  memory.copy(body, text.pointer, text.length);
  memory.fill(body + text.length, <u8>padding, padding);
  encryptCbc(aesKey(password), out, body, length);
  return base64Encode(out, length + AES_BLOCK);
}

/** `runtime error: slice bounds out of range [WHAT` */
function failBounds(what: string, n: i64, tail: string, m: i64): Value {
  const b = message();
  b.literal('runtime error: slice bounds out of range [');
  b.literal(what);
  b.integer(n);
  b.literal(tail);
  if (m >= 0) b.integer(m);
  return failWith(b);
}

/** `decryptAES PASSWORD BASE64`. */
export function fnDecryptAES(password: Value, text: Value): Value {
  if (text.length == 0) return EMPTY_STRING;
  const crypt = base64Decode(text.pointer, text.length);
  if (!changetype<usize>(crypt)) {
    const b = message();
    b.literal('illegal base64 data at input byte ');
    b.unsigned(base64Error);
    return failWith(b);
  }
  // What Go's slices would say of a text that is too short: it decodes into room for all digits of the input.
  const capacity = (text.length >>> 2) * 3;
  if (capacity < AES_BLOCK) return failBounds(':', AES_BLOCK, '] with capacity ', capacity);
  if (crypt.length < AES_BLOCK) {
    const b = message();
    b.literal('runtime error: slice bounds out of range [16:');
    b.unsigned(crypt.length);
    b.byte(0x5d);
    return failWith(b);
  }
  const length = crypt.length - AES_BLOCK;
  if (length & (AES_BLOCK - 1)) return failLiteral('crypto/cipher: input not full blocks');
  if (!length) return failLiteral('runtime error: index out of range [-1]');
  const out = allocateText(length);
  decryptCbc(aesKey(password), crypt.pointer, crypt.pointer + AES_BLOCK, length, out);
  const padding: u32 = load<u8>(out + length - 1);
  if (padding > length) return failBounds(':', <i64>length - padding, ']', -1);
  return newString(out, length - padding);
}

const NO_KEY: PrivateKey = changetype<PrivateKey>(0);
const NO_SIGNER: Signer = changetype<Signer>(0);
/** Bits of the keys of certificates. */
const CERTIFICATE_BITS: u32 = 2048;

/** `genPrivateKey TYPE`. */
export function fnGenPrivateKey(type: Value): Value {
  if (!isKeyType(type)) {
    const b = message();
    b.literal('Unknown type ');
    b.string(type);
    return b.toValue();
  }
  return openStream('genPrivateKey') ? encodeKey(drawKey(type)) : NULL;
}

function newCertificate(cert: Value, key: Value): Value {
  const object = newMapObject(2);
  mapSetLiteral(object, 'Cert', cert);
  mapSetLiteral(object, 'Key', key);
  const cell = newCell(KIND_OBJECT);
  cell.type = OBJECT_CERTIFICATE;
  cell.pointer = changetype<u32>(object);
  return cell;
}

/** `PREFIX<value> is not a string` */
function failNotString(prefix: string, item: Value): Value {
  const b = message();
  b.literal(prefix);
  formatValue(b, item);
  b.literal(' is not a string');
  return failWith(b);
}

function parseAddresses(ips: Value): Value {
  const list = ListBuilder.create(0);
  for (let i: u32 = 0; i < ips.length; i++) {
    const item = ips.item(i);
    if (item.kind != KIND_STRING) return failNotString('error parsing ip: ', item);
    const address = parseIp(item);
    if (!changetype<usize>(address)) {
      const b = message();
      b.literal('error parsing ip: ');
      b.string(item);
      return failWith(b);
    }
    list.push(address);
  }
  return list.finish();
}

function checkNames(names: Value): bool {
  for (let i: u32 = 0; i < names.length; i++) {
    if (names.item(i).kind == KIND_STRING) continue;
    failNotString('error processing alternate dns name: ', names.item(i));
    return false;
  }
  return true;
}

/**
 * Makes a certificate. The key is drawn where none is given; where no signer is given, it signs itself. A stream for the
 * call is open.
 */
function makeCertificate(request: Request, key: PrivateKey, ca: Value): Value {
  if (!changetype<usize>(key)) key = newRsaKey(CERTIFICATE_BITS);
  let signer = NO_SIGNER;
  let signingKey = key;
  if (changetype<usize>(ca)) {
    if (!readPem(mapGetLiteral(ca.map, 'Cert'))) return failLiteral('unable to decode certificate');
    signer = parseCertificate(pemBytes);
    if (!changetype<usize>(signer)) return wrapFailure(literal('error parsing certificate: decodedSignerCert.Bytes: '));
    signingKey = parseKey(mapGetLiteral(ca.map, 'Key'));
    if (!changetype<usize>(signingKey)) return wrapFailure(literal('error parsing private key: '));
  }
  const bytes = createCertificate(request, key, signer, signingKey);
  if (!changetype<usize>(bytes)) return NULL;
  const cert = Buffer.create(bytes.length + (bytes.length >>> 1) + 80);
  writePem(cert, 'CERTIFICATE', bytes.pointer, bytes.length);
  return newCertificate(cert.toValue(), encodeKey(key));
}

/** What is common to all certificates; null with the failure recorded. */
function newRequest(name: string, commonName: Value, ips: Value, names: Value, days: Value, ca: bool): Request {
  const none = changetype<Request>(0);
  const request = changetype<Request>(allocate(offsetof<Request>()));
  request.commonName = commonName;
  request.addresses = changetype<usize>(ips) ? parseAddresses(ips) : ListBuilder.create(0).finish();
  if (!changetype<usize>(request.addresses)) return none;
  request.names = changetype<usize>(names) ? names : ListBuilder.create(0).finish();
  if (!checkNames(request.names)) return none;
  if (!hasClock(name) || !openStream(name)) return none;
  request.notBefore = issuedSeconds;
  // A time.Duration of so many days, which wraps after 292 years.
  const span = DAY_SECONDS * SECOND * days.int + issuedNanoseconds;
  request.notAfter = issuedSeconds + floorDivide(span, SECOND);
  request.isAuthority = ca;
  return request;
}

function parseOwnKey(pem: Value): PrivateKey {
  const key = parseKey(pem);
  if (!changetype<usize>(key)) wrapFailure(literal('parsing private key: '));
  return key;
}

/** `genCA NAME DAYS`. */
export function fnGenCA(name: Value, days: Value): Value {
  const request = newRequest('genCA', name, NULL, NULL, days, true);
  return changetype<usize>(request) ? makeCertificate(request, NO_KEY, NULL) : NULL;
}

/** `genCAWithKey NAME DAYS KEY`. */
export function fnGenCAWithKey(name: Value, days: Value, pem: Value): Value {
  const key = parseOwnKey(pem);
  if (!changetype<usize>(key)) return NULL;
  const request = newRequest('genCAWithKey', name, NULL, NULL, days, true);
  return changetype<usize>(request) ? makeCertificate(request, key, NULL) : NULL;
}

/** `genSelfSignedCert NAME IPS NAMES DAYS`. */
export function fnGenSelfSignedCert(name: Value, ips: Value, names: Value, days: Value): Value {
  const request = newRequest('genSelfSignedCert', name, ips, names, days, false);
  return changetype<usize>(request) ? makeCertificate(request, NO_KEY, NULL) : NULL;
}

/** `genSelfSignedCertWithKey NAME IPS NAMES DAYS KEY`. */
export function fnGenSelfSignedCertWithKey(name: Value, ips: Value, names: Value, days: Value, pem: Value): Value {
  const key = parseOwnKey(pem);
  if (!changetype<usize>(key)) return NULL;
  const request = newRequest('genSelfSignedCertWithKey', name, ips, names, days, false);
  return changetype<usize>(request) ? makeCertificate(request, key, NULL) : NULL;
}

/** `genSignedCert NAME IPS NAMES DAYS CA`. */
export function fnGenSignedCert(name: Value, ips: Value, names: Value, days: Value, ca: Value): Value {
  const request = newRequest('genSignedCert', name, ips, names, days, false);
  return changetype<usize>(request) ? makeCertificate(request, NO_KEY, ca) : NULL;
}

/** `genSignedCertWithKey NAME IPS NAMES DAYS CA KEY`. */
export function fnGenSignedCertWithKey(
  name: Value,
  ips: Value,
  names: Value,
  days: Value,
  ca: Value,
  pem: Value,
): Value {
  const key = parseOwnKey(pem);
  if (!changetype<usize>(key)) return NULL;
  const request = newRequest('genSignedCertWithKey', name, ips, names, days, false);
  return changetype<usize>(request) ? makeCertificate(request, key, ca) : NULL;
}

/** `buildCustomCert BASE64CERT BASE64KEY`: checks both and gives them as text. */
export function fnBuildCustomCert(cert: Value, key: Value): Value {
  const certText = base64Decode(cert.pointer, cert.length);
  if (!changetype<usize>(certText)) return failLiteral('unable to decode base64 certificate');
  const keyText = base64Decode(key.pointer, key.length);
  if (!changetype<usize>(keyText)) return failLiteral('unable to decode base64 private key');
  if (!readPem(certText)) return failLiteral('unable to decode certificate');
  if (!changetype<usize>(parseCertificate(pemBytes))) {
    return wrapFailure(literal('error parsing certificate: decodedCert.Bytes: '));
  }
  if (!changetype<usize>(parseKey(keyText))) return wrapFailure(literal('error parsing private key: '));
  return newCertificate(certText, keyText);
}
