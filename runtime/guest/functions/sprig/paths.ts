// Go's path functions over slash-separated text. The `os…` names are the same functions: Helm templates are rendered as on Linux.
// Follows github.com/Masterminds/sprig/v3@v3.3.0 functions.go, go@1.26.8 src/path/path.go.

import { allocate } from '../../core/memory';
import { EMPTY_STRING, literal, newBool, newString, substring, Value } from '../../core/value';

const SLASH: u8 = 0x2f;
const DOT: u8 = 0x2e;

/** path.Clean: no empty, `.` or (where it can be taken back) `..` elements; "" becomes ".". */
export function fnClean(path: Value): Value {
  const n = path.length;
  if (n == 0) return literal('.');
  const rooted = path.byte(0) == SLASH;
  const out = allocate(n);
  let length: u32 = 0;
  // Where a `..` may not go back behind.
  let floor: u32 = 0;
  let i: u32 = 0;
  if (rooted) {
    store<u8>(out, SLASH);
    length = floor = i = 1;
  }
  while (i < n) {
    const c = path.byte(i);
    const next: u8 = i + 1 < n ? path.byte(i + 1) : SLASH;
    if (c == SLASH || (c == DOT && next == SLASH)) {
      i++;
      continue;
    }
    if (c == DOT && next == DOT && (i + 2 == n || path.byte(i + 2) == SLASH)) {
      i += 2;
      if (length > floor) {
        length--;
        while (length > floor && load<u8>(out + length) != SLASH) length--;
      } else if (!rooted) {
        if (length > 0) store<u8>(out + length++, SLASH);
        store<u8>(out + length++, DOT);
        store<u8>(out + length++, DOT);
        floor = length;
      }
      continue;
    }
    if (rooted ? length != 1 : length != 0) store<u8>(out + length++, SLASH);
    while (i < n && path.byte(i) != SLASH) store<u8>(out + length++, path.byte(i++));
  }
  return length ? newString(out, length) : literal('.');
}

/** Position behind the last slash before `end`. */
function lastElement(path: Value, end: u32): u32 {
  let at = end;
  while (at > 0 && path.byte(at - 1) != SLASH) at--;
  return at;
}

/** path.Base: the last element. */
export function fnBase(path: Value): Value {
  let end = path.length;
  if (end == 0) return literal('.');
  while (end > 0 && path.byte(end - 1) == SLASH) end--;
  if (end == 0) return literal('/');
  return substring(path, lastElement(path, end), end);
}

/** path.Dir: all but the last element, cleaned. */
export function fnDir(path: Value): Value {
  return fnClean(substring(path, 0, lastElement(path, path.length)));
}

/** path.Ext: from the last dot of the last element on. */
export function fnExt(path: Value): Value {
  for (let i = path.length; i > 0; i--) {
    const c = path.byte(i - 1);
    if (c == SLASH) break;
    if (c == DOT) return substring(path, i - 1, path.length);
  }
  return EMPTY_STRING;
}

/** path.IsAbs. */
export function fnIsAbs(path: Value): Value {
  return newBool(path.length > 0 && path.byte(0) == SLASH);
}
