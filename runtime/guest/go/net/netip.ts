// Checks the text of an IP address as Go's net/netip does, with its error texts: what may stand between the brackets of a
// URL's host. Only the form is checked; nobody asks for the address itself.
// Follows go@1.26.8 src/net/netip/netip.go.

import { Buffer } from '../../core/buffer';
import { clearFailure, failWith, message } from '../../core/error';
import { quoteInto } from '../strconv/number';
import { Value } from '../../core/value';

export const ADDRESS_BAD: i32 = 0;
export const ADDRESS_IPV4: i32 = 4;
export const ADDRESS_IPV6: i32 = 6;

let whole: Value = changetype<Value>(0);

/** Records `PREFIX` + Go's text; `from` < `to`: the part that the text points at. */
let prefix: string = '';

function failAddress(reason: string, from: usize, to: usize): i32 {
  const text: Buffer = message();
  text.literal(prefix);
  text.literal('ParseAddr(');
  quoteInto(text, whole.pointer, whole.length);
  text.literal('): ');
  text.literal(reason);
  if (from < to) {
    text.literal(' (at ');
    quoteInto(text, from, (to - from) as u32);
    text.byte(0x29);
  }
  failWith(text);
  return ADDRESS_BAD;
}

function checkIpv4(from: usize, to: usize): i32 {
  let value = 0;
  let digits = 0;
  let fields = 0;
  for (let at = from; at < to; at++) {
    const c: u32 = load<u8>(at);
    if (c - 0x30 < 10) {
      if (digits == 1 && value == 0) return failAddress('IPv4 field has octet with leading zero', 0, 0);
      value = value * 10 + (c - 0x30);
      digits++;
      if (value > 255) return failAddress('IPv4 field has value >255', 0, 0);
    } else if (c == 0x2e) {
      if (at == from || at + 1 == to || load<u8>(at - 1) == 0x2e) {
        return failAddress('IPv4 field must have at least one digit', at, to);
      }
      if (fields == 3) return failAddress('IPv4 address too long', 0, 0);
      fields++;
      value = 0;
      digits = 0;
    } else {
      return failAddress('unexpected character', at, to);
    }
  }
  return fields < 3 ? failAddress('IPv4 address too short', 0, 0) : ADDRESS_IPV4;
}

function hexDigit(c: u32): bool {
  return c - 0x30 < 10 || (c | 0x20) - 0x61 < 6;
}

function checkIpv6(from: usize, end: usize): i32 {
  let to = from;
  while (to < end && load<u8>(to) != 0x25) to++;
  if (to + 1 == end) return failAddress('zone must be a non-empty string', 0, 0);
  let at = from;
  let ellipsis = -1;
  let bytes = 0;
  if (to - at >= 2 && load<u8>(at) == 0x3a && load<u8>(at, 1) == 0x3a) {
    ellipsis = 0;
    at += 2;
    if (at == to) return ADDRESS_IPV6;
  }
  while (bytes < 16) {
    let next = at;
    while (next < to && hexDigit(load<u8>(next))) {
      if (next - at > 3) return failAddress('each group must have 4 or less digits', at, to);
      next++;
    }
    if (next == at) return failAddress('each colon-separated field must have at least one digit', at, to);
    if (next < to && load<u8>(next) == 0x2e) {
      if (ellipsis < 0 && bytes != 12) {
        return failAddress('embedded IPv4 address must replace the final 2 fields of the address', at, to);
      }
      if (bytes + 4 > 16) {
        return failAddress('too many hex fields to fit an embedded IPv4 at the end of the address', at, to);
      }
      if (checkIpv4(at, to) == ADDRESS_BAD) return ADDRESS_BAD;
      at = to;
      bytes += 4;
      break;
    }
    bytes += 2;
    at = next;
    if (at == to) break;
    if (load<u8>(at) != 0x3a) return failAddress('unexpected character, want colon', at, to);
    if (at + 1 == to) return failAddress('colon must be followed by more characters', at, to);
    at++;
    if (load<u8>(at) == 0x3a) {
      if (ellipsis >= 0) return failAddress('multiple :: in address', at, to);
      ellipsis = bytes;
      at++;
      if (at == to) break;
    }
  }
  if (at < to) return failAddress('trailing garbage after address', at, to);
  if (bytes < 16 && ellipsis < 0) return failAddress('address string too short', 0, 0);
  if (bytes == 16 && ellipsis >= 0) return failAddress('the :: must expand to at least one field of zeros', 0, 0);
  return ADDRESS_IPV6;
}

/** ADDRESS_IPV4, ADDRESS_IPV6, or ADDRESS_BAD with `failurePrefix` and Go's text recorded. Source: netip.ParseAddr. */
export function checkAddress(text: Value, failurePrefix: string): i32 {
  whole = text;
  prefix = failurePrefix;
  const from: usize = text.pointer;
  const end = from + text.length;
  for (let at = from; at < end; at++) {
    const c = load<u8>(at);
    if (c == 0x2e) return checkIpv4(from, end);
    if (c == 0x3a) return checkIpv6(from, end);
    if (c == 0x25) return failAddress('missing IPv6 address', 0, 0);
  }
  return failAddress('unable to parse IP', 0, 0);
}

/** Is the text an address without a zone, as net.ParseIP takes it? */
export function isAddress(text: Value): bool {
  const family = checkAddress(text, '');
  clearFailure();
  for (let i: u32 = 0; i < text.length; i++) if (text.byte(i) == 0x25) return false;
  return family != ADDRESS_BAD;
}
