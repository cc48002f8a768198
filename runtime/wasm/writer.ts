// Bytes of a WebAssembly module as they are written: LEB128 numbers, names, vectors.
// Source: WebAssembly Core Specification 3.0, chapter 5.2, Values.

import { SECTION_CUSTOM } from '../abi/wasm';

/** So many bytes are copied one by one. */
const FEW = 48;

/** How many bytes an unsigned number of 32 bits takes. */
export function unsignedSize(value: number): number {
  let size = 1;
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) size++;
  return size;
}

/** A growing run of bytes. */
export class ByteWriter {
  private data: Uint8Array<ArrayBuffer>;
  private length = 0;

  /** @param room how many bytes it begins with; it grows */
  constructor(room = 256) {
    this.data = new Uint8Array(room);
  }

  byte(value: number): void {
    if (this.length === this.data.length) this.grow(1);
    this.data[this.length++] = value;
  }

  bytes(bytes: Uint8Array): void {
    if (this.length + bytes.length > this.data.length) this.grow(bytes.length);
    this.data.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** Bytes [from, to) of others. */
  part(bytes: Uint8Array, from: number, to: number): void {
    const length = to - from;
    if (this.length + length > this.data.length) this.grow(length);
    // A view costs more than a few bytes.
    if (length > FEW) this.data.set(bytes.subarray(from, to), this.length);
    else for (let i = 0; i < length; i++) this.data[this.length + i] = bytes[from + i]!;
    this.length += length;
  }

  /** A number of 32 bits, unsigned. */
  unsigned(value: number): void {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  /** A number of 32 bits, signed. */
  signed(value: number): void {
    let rest = value | 0;
    while (rest < -0x40 || rest > 0x3f) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    this.byte(rest & 0x7f);
  }

  /** A number of 64 bits, signed. */
  signed64(value: bigint): void {
    let rest = value;
    while (rest < -0x40n || rest > 0x3fn) {
      this.byte(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.byte(Number(rest & 0x7fn));
  }

  /** A name in ASCII, with its length in front. */
  name(text: string): void {
    this.unsigned(text.length);
    for (let i = 0; i < text.length; i++) this.byte(text.charCodeAt(i));
  }

  /** Bytes with their number in front. */
  sizedBytes(bytes: Uint8Array): void {
    this.unsigned(bytes.length);
    this.bytes(bytes);
  }

  /** A custom section. */
  custom(name: string, content: Uint8Array): void {
    const section = new ByteWriter(content.length + name.length + 8);
    section.name(name);
    section.bytes(content);
    this.byte(SECTION_CUSTOM);
    this.sizedBytes(section.finish());
  }

  /** What was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.data.subarray(0, this.length);
  }

  /** What was written, with its length in front. */
  sized(): Uint8Array {
    const whole = new ByteWriter();
    whole.sizedBytes(this.finish());
    return whole.finish();
  }

  private grow(more: number): void {
    const grown = new Uint8Array(Math.max(this.data.length * 2, this.length + more));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }
}
