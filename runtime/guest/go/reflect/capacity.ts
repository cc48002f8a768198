// How much room Go's append leaves behind a slice. Templates see it: `index` and `slice` reach up to a list's capacity, and
// the text of `index`'s error depends on it.
// Follows go@1.26.8 src/runtime/slice.go, go@1.26.8 src/runtime/malloc.go.

import { LIST_ANY } from '../../../abi/values';
import { EMPTY_STRING, NIL, Value, newList, setItem } from '../../core/value';

/** Bytes of Go's allocation classes, in eighths. */
// biome-ignore format: a table
const sizeClasses: usize = memory.data<u16>([
  1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 36, 40, 44, 48, 52, 56, 60, 64, 72, 80, 88, 96, 112,
  128, 144, 160, 176, 192, 224, 256, 288, 336, 384, 400, 432, 512, 608, 672, 768, 816, 848, 864, 1024, 1184, 1216, 1280,
  1360, 1536, 1696, 1792, 2048, 2304, 2384, 2560, 2720, 3072, 3408, 3584, 4096,
]);
/** Larger blocks are whole pages. */
const PAGE: u32 = 8192;
const LARGEST_SMALL: u32 = 32760;
/** A block larger than this that holds pointers has a header of 8 bytes. */
const HEADERLESS: u32 = 512;

/** No slice of Go's has more bytes: the runtime's maxAlloc, on 64-bit Linux. */
export const MOST_BYTES: i64 = 1 << 48;
/** The panic of whoever asks for one. */
export const TOO_LONG = 'runtime error: makeslice: len out of range';

/** Bytes of an element that holds pointers: an interface value or a string. */
const POINTER_ELEMENT: u32 = 16;

/**
 * The capacity that append gives a full slice of `capacity` elements when one more comes. `size`: bytes of an element, 16
 * for interface values and strings, 8 for ints.
 */
export function grownCapacity(capacity: u32, size: u32): u32 {
  let wanted: u32 = 1;
  if (capacity) wanted = capacity < 256 ? capacity << 1 : capacity + ((capacity + 768) >>> 2);
  const room = <u64>wanted * size;
  if (room > LARGEST_SMALL) return <u32>(((room + PAGE - 1) & ~(<u64>PAGE - 1)) / size);
  const bytes = <u32>room;
  const header: u32 = size == POINTER_ELEMENT && bytes > HEADERLESS ? 1 : 0;
  const eighths = ((bytes + 7) >>> 3) + header;
  let at = sizeClasses;
  while (<u32>load<u16>(at) < eighths) at += 2;
  return ((<u32>load<u16>(at) - header) << 3) / size;
}

/** The capacity of a slice that grew from nil to `length` by appending one element after another. */
export function appendedCapacity(length: u32, size: u32): u32 {
  let capacity: u32 = 0;
  while (capacity < length) capacity = grownCapacity(capacity, size);
  return capacity;
}

/**
 * A list of the type ([]interface {} or []string) to be filled up to `length`, with the room that appending one element after
 * another leaves. What stands behind its length is nil, or "".
 */
export function newAppendedList(type: u8, length: u32): Value {
  return newListWithCapacity(type, length, appendedCapacity(length, POINTER_ELEMENT));
}

/** A list of the type ([]interface {} or []string) to be filled up to `length`, with room for `capacity` elements. */
export function newListWithCapacity(type: u8, length: u32, capacity: u32): Value {
  const list = newList(type, capacity);
  list.length = length;
  const zero = type == LIST_ANY ? NIL : EMPTY_STRING;
  for (let i = length; i < capacity; i++) setItem(list, i, zero);
  return list;
}
