// What a render read besides its values: the calls that drew from the entropy, and what `lookup` was asked for. A host that
// knows it can keep what was drawn, and bring what was looked for to the next render.

import { decodeRune, runeSize } from '../go/unicode/unicode';
import { Buffer } from './buffer';
import { Value } from './value';

/** JSON objects with commas between them; null: none yet. */
export let reads: Buffer = changetype<Buffer>(0);

export function resetReads(): void {
  reads = changetype<Buffer>(0);
}

function next(): Buffer {
  if (changetype<usize>(reads)) reads.byte(0x2c);
  else reads = Buffer.create(256);
  return reads;
}

function field(name: string, value: Value): void {
  reads.byte(0x22);
  reads.literal(name);
  reads.literal('":');
  writeJsonText(reads, value);
}

/** A call drew: its name in eight bytes, the function, and the file that it stands in. */
export function noteDraw(id: Value, name: Value, file: Value): void {
  next().byte(0x7b);
  field('draw', id);
  reads.byte(0x2c);
  field('function', name);
  reads.byte(0x2c);
  field('file', file);
  reads.byte(0x7d);
}

/** `lookup` was asked. */
export function noteLookup(apiVersion: Value, kind: Value, namespace: Value, name: Value): void {
  next().byte(0x7b);
  field('lookup', kind);
  reads.byte(0x2c);
  field('apiVersion', apiVersion);
  reads.byte(0x2c);
  field('namespace', namespace);
  reads.byte(0x2c);
  field('name', name);
  reads.byte(0x7d);
}

/** A JSON string that is a YAML one too: what YAML does not allow to stand for itself is escaped, invalid UTF-8 replaced. */
export function writeJsonText(out: Buffer, text: Value): void {
  out.reserve(text.length + 2);
  out.byte(0x22);
  const end: usize = text.pointer + text.length;
  let at: usize = text.pointer;
  let plain = at;
  while (at < end) {
    const b = load<u8>(at);
    if (b >= 0x20 && b < 0x7f && b != 0x22 && b != 0x5c) {
      at++;
      continue;
    }
    const rune: u32 = b < 0x80 ? b : decodeRune(at, end);
    const size: u32 = b < 0x80 ? 1 : runeSize;
    if (
      rune >= 0xa0 &&
      rune != 0xfeff &&
      rune != 0x2028 &&
      rune != 0x2029 &&
      rune < 0xfffe &&
      !(rune == 0xfffd && size == 1)
    ) {
      at += size;
      continue;
    }
    if (rune >= 0x10000) {
      at += size;
      continue;
    }
    out.bytes(plain, <u32>(at - plain));
    at += size;
    plain = at;
    if (b == 0x0a) {
      out.literal('\\n');
    } else if (b == 0x22 || b == 0x5c) {
      out.byte(0x5c);
      out.byte(b);
    } else {
      out.literal('\\u');
      for (let shift = 12; shift >= 0; shift -= 4) {
        const digit: u32 = (rune >> shift) & 15;
        out.byte(<u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
      }
    }
  }
  out.bytes(plain, <u32>(at - plain));
  out.byte(0x22);
}
