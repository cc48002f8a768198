// Numbers as a WebAssembly binary writes them.

/** Unsigned LEB128. */
export function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value >>> 0;
  do {
    const byte = rest & 0x7f;
    rest >>>= 7;
    out.push(rest === 0 ? byte : byte | 0x80);
  } while (rest !== 0);
  return out;
}

/** Signed LEB128 of an i32. */
export function signed(value: number): number[] {
  const out: number[] = [];
  let rest = value | 0;
  for (;;) {
    const byte = rest & 0x7f;
    rest >>= 7;
    if ((rest === 0 && !(byte & 0x40)) || (rest === -1 && byte & 0x40)) return [...out, byte];
    out.push(byte | 0x80);
  }
}

/** The unsigned number at a place, and the place behind it. */
export function readUnsigned(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0, i = at; ; shift += 7, i++) {
    const byte = bytes[i]!;
    value |= (byte & 0x7f) << shift;
    if (!(byte & 0x80)) return [value >>> 0, i + 1];
  }
}

/** The i32 at a place, and the place behind it. */
export function readSigned(bytes: Uint8Array, at: number): [value: number, next: number] {
  let value = 0;
  for (let shift = 0, i = at; ; i++) {
    const byte = bytes[i]!;
    value |= (byte & 0x7f) << shift;
    shift += 7;
    if (!(byte & 0x80)) return [shift < 32 && byte & 0x40 ? value | (-1 << shift) : value, i + 1];
  }
}
