// The text of an IP address as bytes: Go's net.ParseIP.
// Follows go@1.26.8 src/net/ip.go.

import { allocate } from '../../core/memory';
import { Value, newString } from '../../core/value';

const NULL: Value = changetype<Value>(0);

/** Four numbers up to 255 without needless zeros, into 4 bytes at `out`; false: something else. */
function parseIpv4(at: usize, end: usize, out: usize): bool {
  let fields: u32 = 0;
  while (true) {
    let value: u32 = 0;
    let digits = 0;
    while (at < end && load<u8>(at) - 0x30 < 10) {
      if (digits && value == 0) return false;
      value = value * 10 + load<u8>(at) - 0x30;
      if (value > 255) return false;
      digits++;
      at++;
    }
    if (!digits) return false;
    store<u8>(out + fields++, <u8>value);
    if (fields == 4) return at == end;
    if (at == end || load<u8>(at++) != 0x2e) return false;
  }
}

function hexadecimalDigit(c: u32): u32 {
  if (c - 0x30 < 10) return c - 0x30;
  const letter = (c | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

/** Eight groups of hexadecimal digits, the last two perhaps as IPv4, one run of zeros left out, into 16 bytes. */
function parseIpv6(at: usize, end: usize, out: usize): bool {
  let filled: u32 = 0;
  let gap: i32 = -1;
  if (at + 2 <= end && load<u16>(at) == 0x3a3a) {
    gap = 0;
    at += 2;
    if (at == end) {
      memory.fill(out, 0, 16);
      return true;
    }
  }
  while (filled < 16) {
    const start = at;
    let value: u32 = 0;
    while (at < end && hexadecimalDigit(load<u8>(at)) < 16) {
      value = (value << 4) | hexadecimalDigit(load<u8>(at));
      if (at - start >= 4) return false;
      at++;
    }
    if (at == start) return false;
    if (at < end && load<u8>(at) == 0x2e) {
      if ((gap < 0 && filled != 12) || filled > 12) return false;
      if (!parseIpv4(start, end, out + filled)) return false;
      at = end;
      filled += 4;
      break;
    }
    store<u16>(out + filled, bswap(<u16>value));
    filled += 2;
    if (at == end) break;
    if (load<u8>(at) != 0x3a || at + 1 == end) return false;
    at++;
    if (load<u8>(at) == 0x3a) {
      if (gap >= 0) return false;
      gap = filled;
      at++;
      if (at == end) break;
    }
  }
  if (at != end) return false;
  if (filled == 16) return gap < 0;
  if (gap < 0) return false;
  const tail = filled - gap;
  memory.copy(out + 16 - tail, out + gap, tail);
  memory.fill(out + gap, 0, 16 - filled);
  return true;
}

/** The 4 or 16 bytes of an address (an IPv4 one inside of IPv6 has 4), or null. */
export function parseIp(text: Value): Value {
  const out = allocate(16);
  const end: usize = text.pointer + text.length;
  for (let i: u32 = 0; i < text.length; i++) {
    const c = text.byte(i);
    if (c == 0x2e) return parseIpv4(text.pointer, end, out) ? newString(out, 4) : NULL;
    if (c != 0x3a) continue;
    if (!parseIpv6(text.pointer, end, out)) return NULL;
    if (load<u64>(out) == 0 && load<u32>(out, 8) == 0xffff0000) return newString(out + 12, 4);
    return newString(out, 16);
  }
  return NULL;
}
