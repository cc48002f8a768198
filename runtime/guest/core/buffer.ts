// Byte buffers that grow, and THE output: one buffer that templates write to. `include` and `tpl` write behind a mark in
// the same buffer and cut their text off again, so output is never copied between buffers.

import { allocate, copyBytes, growBlock } from './memory';
import { EMPTY_STRING, Value, copyString, newString } from './value';

@unmanaged
export class Buffer {
  pointer: usize;
  length: u32;
  capacity: u32;

  static create(capacity: u32): Buffer {
    const buffer = changetype<Buffer>(allocate(offsetof<Buffer>()));
    buffer.pointer = heap.alloc(capacity);
    buffer.length = 0;
    buffer.capacity = capacity;
    return buffer;
  }

  /** Room for `extra` more bytes. */
  reserve(extra: u32): void {
    const needed = this.length + extra;
    if (needed > this.capacity) {
      let capacity = this.capacity * 2;
      // Twice of half a gigabyte is refused, where what is needed may not be.
      if (capacity < needed || capacity >> 30) capacity = needed + 64;
      this.pointer = growBlock(this.pointer, capacity);
      this.capacity = capacity;
    }
  }

  byte(b: u8): void {
    if (this.length == this.capacity) this.reserve(1);
    store<u8>(this.pointer + this.length, b);
    this.length++;
  }

  bytes(pointer: usize, length: u32): void {
    if (this.length + length > this.capacity) this.reserve(length);
    copyBytes(this.pointer + this.length, pointer, length);
    this.length += length;
  }

  /** The bytes of a string (or []byte) value. */
  string(s: Value): void {
    this.bytes(s.pointer, s.length);
  }

  /** An AssemblyScript literal, as UTF-8. */
  literal(text: string): void {
    const length = String.UTF8.byteLength(text);
    this.reserve(length);
    String.UTF8.encodeUnsafe(changetype<usize>(text), text.length, this.pointer + this.length);
    this.length += length;
  }

  repeat(b: u8, times: u32): void {
    this.reserve(times);
    memory.fill(this.pointer + this.length, b, times);
    this.length += times;
  }

  /** One Unicode code point as UTF-8 (surrogates and out of range: U+FFFD, as Go writes runes). */
  rune(r: u32): void {
    if (r < 0x80) {
      this.byte(<u8>r);
      return;
    }
    if ((r >= 0xd800 && r <= 0xdfff) || r > 0x10ffff) r = 0xfffd;
    if (r < 0x800) {
      this.byte(<u8>(0xc0 | (r >> 6)));
    } else {
      if (r < 0x10000) {
        this.byte(<u8>(0xe0 | (r >> 12)));
      } else {
        this.byte(<u8>(0xf0 | (r >> 18)));
        this.byte(<u8>(0x80 | ((r >> 12) & 0x3f)));
      }
      this.byte(<u8>(0x80 | ((r >> 6) & 0x3f)));
    }
    this.byte(<u8>(0x80 | (r & 0x3f)));
  }

  /** A decimal integer. */
  integer(value: i64): void {
    if (value < 0) {
      this.byte(0x2d);
      this.unsigned(<u64>-value);
    } else {
      this.unsigned(<u64>value);
    }
  }

  unsigned(value: u64): void {
    if (value >= 10) this.unsigned(value / 10);
    this.byte(<u8>(0x30 + (value % 10)));
  }

  /** What stands behind `mark`, as a string of its own; the buffer goes back to `mark`. */
  cut(mark: u32): Value {
    const length = this.length - mark;
    this.length = mark;
    return length == 0 ? EMPTY_STRING : copyString(this.pointer + mark, length);
  }

  /** The whole content as a string that SHARES the buffer's bytes: for a buffer that is not written to again. */
  toValue(): Value {
    return newString(this.pointer, this.length);
  }
}
