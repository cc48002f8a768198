// Go's net/url: parsing, with its errors, and escaping.
// Must stay with the Go versions that Helm is built with: Go 1.25 (Helm 4) checks the address in a bracketed host, Go 1.23 does not.
// Follows go@1.26.8 src/net/url/url.go.

import { URL_BRACKETS } from '../../../abi/quirks';
import { Buffer } from '../../core/buffer';
import { failLiteral, failure, failWith, message } from '../../core/error';
import { allocate } from '../../core/memory';
import { has } from '../../core/mode';
import { EMPTY_STRING, equalsLiteral, substring, Value } from '../../core/value';
import { quoteInto } from '../strconv/number';
import { ADDRESS_BAD, ADDRESS_IPV4, checkAddress } from './netip';

const FAILED: Value = changetype<Value>(0);

// Go's encoding modes: which part of a URL a text is.
export const PART_PATH: i32 = 0;
const PART_USER: i32 = 1;
export const PART_QUERY: i32 = 2;
export const PART_FRAGMENT: i32 = 3;
export const PART_HOST: i32 = 4;
const PART_ZONE: i32 = 5;

/** What may stand unescaped in a part besides letters, digits and `-_.~`. */
function extras(part: i32): string {
  switch (part) {
    case PART_PATH:
      return '$&+,/:;=@';
    case PART_USER:
      return '$&+,;=';
    case PART_FRAGMENT:
      return '$&+,/:;=?@!()*';
    case PART_QUERY:
      return '';
    default:
      return '!$&\'()*+,;=:[]<>"';
  }
}

/** Source: net/url shouldEscape. */
function shouldEscape(c: u32, part: i32): bool {
  if (c >= 0x80) return true;
  if (c - 0x30 < 10 || (c | 0x20) - 0x61 < 26) return false;
  if (c == 0x2d || c == 0x5f || c == 0x2e || c == 0x7e) return false;
  const allowed = extras(part);
  for (let i = 0; i < allowed.length; i++) {
    if (<u32>allowed.charCodeAt(i) == c) return false;
  }
  return true;
}

function hexDigit(n: u32): u8 {
  return <u8>(n < 10 ? 0x30 + n : 0x37 + n);
}

/** Writes the text with what the part does not allow as %XX (a space of a query as +). Source: net/url escape. */
export function escapeInto(out: Buffer, s: Value, part: i32): void {
  for (let i: u32 = 0; i < s.length; i++) {
    const c: u32 = s.byte(i);
    if (c == 0x20 && part == PART_QUERY) {
      out.byte(0x2b);
    } else if (shouldEscape(c, part)) {
      out.byte(0x25);
      out.byte(hexDigit(c >> 4));
      out.byte(hexDigit(c & 15));
    } else {
      out.byte(<u8>c);
    }
  }
}

function unhex(c: u32): i32 {
  if (c - 0x30 < 10) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? <i32>letter + 10 : -1;
}

function failQuoted(before: string, s: Value, after: string): Value {
  const text = message();
  text.literal(before);
  quoteInto(text, s.pointer, s.length);
  text.literal(after);
  return failWith(text);
}

function failEscape(s: Value, from: u32): Value {
  const to = min<u32>(from + 3, s.length);
  return failQuoted('invalid URL escape ', substring(s, from, to), '');
}

/** The text with its %XX decoded; null with a failure recorded. Source: net/url unescape. */
function unescape(s: Value, part: i32): Value {
  const out = Buffer.create(s.length);
  for (let i: u32 = 0; i < s.length; i++) {
    const c: u32 = s.byte(i);
    if (c != 0x25) {
      if (part >= PART_HOST && c < 0x80 && shouldEscape(c, part)) {
        return failQuoted('invalid character ', substring(s, i, i + 1), ' in host name');
      }
      out.byte(<u8>c);
      continue;
    }
    const high = i + 2 < s.length ? unhex(s.byte(i + 1)) : -1;
    const low = i + 2 < s.length ? unhex(s.byte(i + 2)) : -1;
    if (high < 0 || low < 0) return failEscape(s, i);
    const value: u32 = (high << 4) | low;
    // Hosts may only escape what is not ASCII; %25 begins a zone, whose escapes must be of bytes that it could hold plainly.
    if (part == PART_HOST && high < 8 && value != 0x25) return failEscape(s, i);
    if (part == PART_ZONE && value != 0x25 && value != 0x20 && shouldEscape(value, PART_HOST)) return failEscape(s, i);
    out.byte(<u8>value);
    i += 2;
  }
  return out.toValue();
}

/** A parsed URL: strings, empty where absent. */
@unmanaged
export class Url {
  scheme: Value;
  opaque: Value;
  host: Value;
  path: Value;
  query: Value;
  fragment: Value;
  /** Encoded again; null where the URL has no user. */
  userinfo: Value;
}

function newUrl(): Url {
  const url = changetype<Url>(allocate(offsetof<Url>()));
  url.scheme = EMPTY_STRING;
  url.opaque = EMPTY_STRING;
  url.host = EMPTY_STRING;
  url.path = EMPTY_STRING;
  url.query = EMPTY_STRING;
  url.fragment = EMPTY_STRING;
  url.userinfo = FAILED;
  return url;
}

export function find(s: Value, c: u8, from: u32): i32 {
  for (let i = from; i < s.length; i++) {
    if (s.byte(i) == c) return i;
  }
  return -1;
}

function findLast(s: Value, c: u8): i32 {
  for (let i: i32 = s.length - 1; i >= 0; i--) {
    if (s.byte(i) == c) return i;
  }
  return -1;
}

/** `:` and digits, or nothing. */
function isPort(s: Value): bool {
  if (s.length == 0) return true;
  if (s.byte(0) != 0x3a) return false;
  for (let i: u32 = 1; i < s.length; i++) {
    if (<u32>s.byte(i) - 0x30 > 9) return false;
  }
  return true;
}

/** Position of `%25`, or -1. */
function findZone(s: Value): i32 {
  for (let i: u32 = 0; i + 2 < s.length; i++) {
    if (s.byte(i) == 0x25 && s.byte(i + 1) == 0x32 && s.byte(i + 2) == 0x35) return i;
  }
  return -1;
}

/** Unescapes a bracketed host's content, whose zone has rules of its own. */
function unescapeZoned(s: Value): Value {
  const zone = findZone(s);
  if (zone < 0) return unescape(s, PART_HOST);
  const host = unescape(substring(s, 0, zone), PART_HOST);
  if (!changetype<usize>(host)) return host;
  const rest = unescape(substring(s, zone, s.length), PART_ZONE);
  if (!changetype<usize>(rest)) return rest;
  const out = Buffer.create(host.length + rest.length);
  out.string(host);
  out.string(rest);
  return out.toValue();
}

/** `host[:port]`. Source: net/url parseHost. */
function parseHost(host: Value): Value {
  const open = has(URL_BRACKETS) ? findLast(host, 0x5b) : host.length && host.byte(0) == 0x5b ? 0 : -1;
  if (open > 0) return failLiteral('invalid IP-literal');
  if (open < 0) {
    const colon = findLast(host, 0x3a);
    if (colon >= 0) {
      const port = substring(host, colon, host.length);
      if (!isPort(port)) return failQuoted('invalid port ', port, ' after host');
    }
    return unescape(host, PART_HOST);
  }
  const close = findLast(host, 0x5d);
  if (close < 0) return failLiteral("missing ']' in host");
  const port = substring(host, close + 1, host.length);
  if (!isPort(port)) return failQuoted('invalid port ', port, ' after host');
  const bracketed = substring(host, 1, close);
  if (!has(URL_BRACKETS) && findZone(bracketed) < 0) return unescape(host, PART_HOST);
  const name = unescapeZoned(bracketed);
  if (!changetype<usize>(name)) return name;
  if (has(URL_BRACKETS)) {
    const family = checkAddress(name, 'invalid host: ');
    if (family == ADDRESS_BAD) return FAILED;
    if (family == ADDRESS_IPV4) return failLiteral('invalid IP-literal');
  }
  const out = Buffer.create(host.length);
  out.byte(0x5b);
  out.string(name);
  out.byte(0x5d);
  out.string(port);
  return out.toValue();
}

/** Source: net/url validUserinfo. */
function isUserinfo(s: Value): bool {
  for (let i: u32 = 0; i < s.length; i++) {
    const c: u32 = s.byte(i);
    if (c - 0x30 < 10 || (c < 0x80 && (c | 0x20) - 0x61 < 26)) continue;
    if (c >= 0x21 && c <= 0x2e && c != 0x22 && c != 0x23) continue;
    if (c != 0x3a && c != 0x3b && c != 0x3d && c != 0x40 && c != 0x5f && c != 0x7e) return false;
  }
  return true;
}

/** `[user[:password]@]host` into the URL; false with a failure recorded. Source: net/url parseAuthority. */
function parseAuthority(url: Url, authority: Value): bool {
  const at = findLast(authority, 0x40);
  url.host = parseHost(substring(authority, at + 1, authority.length));
  if (!changetype<usize>(url.host)) return false;
  if (at < 0) return true;
  const userinfo = substring(authority, 0, at);
  if (!isUserinfo(userinfo)) {
    failLiteral('net/url: invalid userinfo');
    return false;
  }
  const colon = find(userinfo, 0x3a, 0);
  const user = unescape(colon < 0 ? userinfo : substring(userinfo, 0, colon), PART_USER);
  if (!changetype<usize>(user)) return false;
  const out = Buffer.create(userinfo.length);
  escapeInto(out, user, PART_USER);
  if (colon >= 0) {
    const password = unescape(substring(userinfo, colon + 1, userinfo.length), PART_USER);
    if (!changetype<usize>(password)) return false;
    out.byte(0x3a);
    escapeInto(out, password, PART_USER);
  }
  url.userinfo = out.toValue();
  return true;
}

/** Length of the scheme before the first colon: 0 where there is none, -1 with a failure recorded. Source: net/url getScheme. */
function schemeLength(s: Value): i32 {
  for (let i: u32 = 0; i < s.length; i++) {
    const c: u32 = s.byte(i);
    if ((c | 0x20) - 0x61 < 26 && c < 0x80) continue;
    if (c == 0x3a) {
      if (i > 0) return i;
      failLiteral('missing protocol scheme');
      return -1;
    }
    if (i == 0 || !(c - 0x30 < 10 || c == 0x2b || c == 0x2d || c == 0x2e)) return 0;
  }
  return 0;
}

function lowerAscii(s: Value): Value {
  const out = Buffer.create(s.length);
  for (let i: u32 = 0; i < s.length; i++) {
    const c = s.byte(i);
    out.byte(<u32>c - 0x41 < 26 ? c | 0x20 : c);
  }
  return out.toValue();
}

function startsWithSlashes(s: Value, count: u32): bool {
  if (s.length < count) return false;
  for (let i: u32 = 0; i < count; i++) {
    if (s.byte(i) != 0x2f) return false;
  }
  return true;
}

/** A URL without its fragment into the record; false with a failure recorded. Source: net/url parse. */
function parseReference(url: Url, s: Value): bool {
  for (let i: u32 = 0; i < s.length; i++) {
    const c = s.byte(i);
    if (c < 0x20 || c == 0x7f) {
      failLiteral('net/url: invalid control character in URL');
      return false;
    }
  }
  if (equalsLiteral(s, '*')) {
    url.path = s;
    return true;
  }
  const scheme = schemeLength(s);
  if (scheme < 0) return false;
  let rest = s;
  if (scheme > 0) {
    url.scheme = lowerAscii(substring(s, 0, scheme));
    rest = substring(s, scheme + 1, s.length);
  }
  const question = find(rest, 0x3f, 0);
  if (question >= 0) {
    url.query = substring(rest, question + 1, rest.length);
    rest = substring(rest, 0, question);
  }
  if (!startsWithSlashes(rest, 1)) {
    if (scheme > 0) {
      url.opaque = rest;
      return true;
    }
    const colon = find(rest, 0x3a, 0);
    const slash = find(rest, 0x2f, 0);
    if (colon >= 0 && (slash < 0 || colon < slash)) {
      failLiteral('first path segment in URL cannot contain colon');
      return false;
    }
  }
  if (startsWithSlashes(rest, 2) && (scheme > 0 || !startsWithSlashes(rest, 3))) {
    const slash = find(rest, 0x2f, 2);
    const end: u32 = slash < 0 ? rest.length : slash;
    if (!parseAuthority(url, substring(rest, 2, end))) return false;
    rest = substring(rest, end, rest.length);
  }
  url.path = unescape(rest, PART_PATH);
  return changetype<usize>(url.path) != 0;
}

/** net/url's Parse; null with a failure recorded, `PREFIX` and Go's text. */
export function parseUrl(s: Value, prefix: string): Url {
  const url = newUrl();
  const hash = find(s, 0x23, 0);
  const reference = hash < 0 ? s : substring(s, 0, hash);
  let blamed = reference;
  let good = parseReference(url, reference);
  if (good && hash >= 0) {
    blamed = s;
    url.fragment = unescape(substring(s, hash + 1, s.length), PART_FRAGMENT);
    good = changetype<usize>(url.fragment) != 0;
  }
  if (good) return url;
  const cause = failure.text;
  const text = message();
  text.literal(prefix);
  text.literal('parse ');
  quoteInto(text, blamed.pointer, blamed.length);
  text.literal(': ');
  text.string(cause);
  failWith(text);
  return changetype<Url>(0);
}

/** The host without port and brackets. Source: net/url splitHostPort. */
export function hostname(host: Value): Value {
  let end = host.length;
  const colon = findLast(host, 0x3a);
  if (colon >= 0 && isPort(substring(host, colon, end))) end = colon;
  if (end >= 2 && host.byte(0) == 0x5b && host.byte(end - 1) == 0x5d) return substring(host, 1, end - 1);
  return substring(host, 0, end);
}
