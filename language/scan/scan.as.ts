// scan.ts for the guest. A render that comes for the first time parses all its templates in code that the engine did not optimise: what an
// optimising compiler would leave out is not here to begin with.

/** Is a byte an ASCII letter, digit or underscore? */
// biome-ignore format: a row of sixteen
const WORD: usize = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0,
  0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1,
  0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
  1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0,
]);

// @ts-ignore: decorator
@inline export function byteAt(source: Uint8Array, at: i32): i32 {
  return <u32>at < <u32>source.byteLength ? <i32>load<u8>(source.dataStart + at) : -1;
}

export function textEnd(source: Uint8Array, from: i32): i32 {
  const begin = source.dataStart;
  const end = begin + source.byteLength;
  let at = begin + from;
  const braces = i8x16.splat(0x7b);
  for (; at + 17 <= end; at += 16) {
    const both = v128.and(i8x16.eq(v128.load(at), braces), i8x16.eq(v128.load(at, 1), braces));
    if (v128.any_true(both)) return <i32>(at - begin) + ctz(i8x16.bitmask(both));
  }
  for (; at + 1 < end; at++) if (load<u16>(at) == 0x7b7b) return <i32>(at - begin);
  return source.byteLength;
}

export function wordEnd(source: Uint8Array, from: i32): i32 {
  const begin = source.dataStart;
  const end = begin + source.byteLength;
  let at = begin + from;
  for (; at < end; at++) {
    const byte = load<u8>(at);
    if (byte >= 0x80 || !load<u8>(WORD + byte)) break;
  }
  return <i32>(at - begin);
}

export function countNewlines(source: Uint8Array, start: i32, end: i32): i32 {
  let at = source.dataStart + start;
  const last = source.dataStart + end;
  let count = 0;
  const newlines = i8x16.splat(0x0a);
  for (; at + 16 <= last; at += 16) count += popcnt(i8x16.bitmask(i8x16.eq(v128.load(at), newlines)));
  for (; at < last; at++) if (load<u8>(at) == 0x0a) count++;
  return count;
}

export function viewOf(source: Uint8Array, start: i32, end: i32): Uint8Array {
  const view = __new(offsetof<Uint8Array>(), idof<Uint8Array>());
  store<usize>(view, changetype<usize>(source.buffer), offsetof<Uint8Array>('buffer'));
  store<usize>(view, source.dataStart + start, offsetof<Uint8Array>('dataStart'));
  store<i32>(view, end - start, offsetof<Uint8Array>('byteLength'));
  return changetype<Uint8Array>(view);
}

// @ts-ignore: decorator
@inline export function numberAt(list: Int32Array, index: i32): i32 {
  return load<i32>(list.dataStart + (index << 2));
}

// @ts-ignore: decorator
@inline export function setNumber(list: Int32Array, index: i32, value: i32): void {
  store<i32>(list.dataStart + (index << 2), value);
}

export function append<T>(list: Array<T>, item: T): void {
  const length = load<i32>(changetype<usize>(list), offsetof<Array<T>>('length_'));
  if ((length + 1) << 2 > load<i32>(changetype<usize>(list), offsetof<Array<T>>('byteLength'))) {
    list.push(item);
    return;
  }
  store<T>(list.dataStart + (length << 2), item);
  store<i32>(changetype<usize>(list), length + 1, offsetof<Array<T>>('length_'));
}

export function takeFrom<T>(list: Array<T>, mark: i32): StaticArray<T> {
  const bytes = (list.length - mark) << 2;
  const taken = __new(bytes, idof<StaticArray<T>>());
  const from = list.dataStart + (mark << 2);
  for (let i = 0; i < bytes; i += 4) store<u32>(taken + i, load<u32>(from + i));
  store<i32>(changetype<usize>(list), mark, offsetof<Array<T>>('length_'));
  return changetype<StaticArray<T>>(taken);
}
