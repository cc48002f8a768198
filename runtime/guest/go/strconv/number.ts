// Go's strconv over bytes: integers to text and back, and the casts of numbers and texts to numbers that Sprig's maths
// begins with. Floats are in float-format.ts and float-parse.ts, quoted text is in quote.ts; all are reached through here.
// Follows go@1.26.8 src/internal/strconv/atoi.go.

import {
  KIND_BOOL,
  KIND_FLOAT64,
  KIND_MONTH,
  KIND_STRING,
  KIND_UINT,
  KIND_UINT64,
  KIND_WEEKDAY,
} from '../../../abi/values';
import { Buffer } from '../../core/buffer';
import { parseFloat, parsedFloat } from './float-parse';
import { Value } from '../../core/value';

export { formatFloat } from './float-format';
export { parseFloat, parsedFloat } from './float-parse';
export { canBackquote, quoteAsciiInto, quoteInto, quoteRuneInto } from './quote';

/** Why the last parse failed: 0 it did not, 1 syntax, 2 range. */
export let parseStatus: i32 = 0;
export let parsedInt: i64 = 0;
export let parsedUint: u64 = 0;

export const SYNTAX: i32 = 1;
export const RANGE: i32 = 2;

const ZERO: u8 = 0x30;
const NINE: u8 = 0x39;
const UNDERSCORE: u8 = 0x5f;
const DOT: u8 = 0x2e;
const PLUS: u8 = 0x2b;
const MINUS: u8 = 0x2d;

/** Records how a parse ended; true for success. */
export function endParse(status: i32): bool {
  parseStatus = status;
  return status == 0;
}

/** May underscores stand where they do? They must separate digits; a base prefix counts as a digit. */
export function underscoresFit(pointer: usize, end: usize): bool {
  if (pointer < end && (load<u8>(pointer) == PLUS || load<u8>(pointer) == MINUS)) pointer++;
  let hex = false;
  let afterDigit = false;
  let afterUnderscore = false;
  if (end - pointer >= 2 && load<u8>(pointer) == ZERO) {
    const letter = load<u8>(pointer, 1) | 0x20;
    if (letter == 0x62 || letter == 0x6f || letter == 0x78) {
      pointer += 2;
      afterDigit = true;
      hex = letter == 0x78;
    }
  }
  for (; pointer < end; pointer++) {
    const c = load<u8>(pointer);
    const lower = c | 0x20;
    if ((c >= ZERO && c <= NINE) || (hex && lower >= 0x61 && lower <= 0x66)) {
      afterDigit = true;
      afterUnderscore = false;
    } else if (c == UNDERSCORE) {
      if (!afterDigit) return false;
      afterDigit = false;
      afterUnderscore = true;
    } else {
      if (afterUnderscore) return false;
      afterDigit = false;
    }
  }
  return !afterUnderscore;
}

/** strconv.ParseUint(s, base, 64) into `parsedUint`; base 0 takes the base from a prefix and allows underscores. */
export function parseUint(pointer: usize, length: u32, base: i32): bool {
  parseStatus = 0;
  parsedUint = 0;
  if (length == 0) return endParse(SYNTAX);
  const start = pointer;
  const end = pointer + length;
  const anyBase = base == 0;
  if (anyBase) {
    base = 10;
    if (load<u8>(pointer) == ZERO) {
      const letter: u8 = length >= 3 ? load<u8>(pointer, 1) | 0x20 : 0;
      if (letter == 0x62) base = 2;
      else if (letter == 0x6f) base = 8;
      else if (letter == 0x78) base = 16;
      if (base == 10) {
        base = 8;
        pointer++;
      } else {
        pointer += 2;
      }
    }
  }
  const cutoff = u64.MAX_VALUE / base + 1;
  let underscores = false;
  let n: u64 = 0;
  for (; pointer < end; pointer++) {
    const c = load<u8>(pointer);
    let digit: u32;
    if (c == UNDERSCORE && anyBase) {
      underscores = true;
      continue;
    } else if (c >= ZERO && c <= NINE) {
      digit = c - ZERO;
    } else {
      digit = <u32>(c | 0x20) - 0x61;
      if (digit >= 26) return endParse(SYNTAX);
      digit += 10;
    }
    if (digit >= <u32>base) return endParse(SYNTAX);
    const sum = n * base + digit;
    if (n >= cutoff || sum < digit) {
      parsedUint = u64.MAX_VALUE;
      return endParse(RANGE);
    }
    n = sum;
  }
  if (underscores && !underscoresFit(start, end)) return endParse(SYNTAX);
  parsedUint = n;
  return true;
}

/** strconv.ParseInt(s, base, 64) into `parsedInt`, which saturates where the number is out of range. */
export function parseInt(pointer: usize, length: u32, base: i32): bool {
  parsedInt = 0;
  let negative = false;
  if (length > 0) {
    const sign = load<u8>(pointer);
    negative = sign == MINUS;
    if (negative || sign == PLUS) {
      pointer++;
      length--;
    }
  }
  if (!parseUint(pointer, length, base) && parseStatus == SYNTAX) return false;
  const limit: u64 = (<u64>1) << 63;
  if (parsedUint > limit || (parsedUint == limit && !negative)) {
    parsedInt = negative ? i64.MIN_VALUE : i64.MAX_VALUE;
    return endParse(RANGE);
  }
  parsedInt = negative ? -(<i64>parsedUint) : <i64>parsedUint;
  return true;
}

/** strconv.AppendUint: base 2 to 36, lower case. */
export function formatUint(buffer: Buffer, value: u64, base: u32): void {
  if (base == 10) {
    buffer.unsigned(value);
    return;
  }
  if (value >= base) formatUint(buffer, value / base, base);
  const digit = <u32>(value % base);
  buffer.byte(<u8>(digit < 10 ? 0x30 + digit : 0x57 + digit));
}

/** A float cut to an int64 as amd64 does it: what does not fit becomes the smallest one. */
export function truncateFloat(value: f64): i64 {
  if (value >= -9223372036854775808.0 && value < 9223372036854775808.0) return <i64>value;
  return i64.MIN_VALUE;
}

/** github.com/spf13/cast.ToInt64: what is no number counts as 0. */
export function castInt64(v: Value): i64 {
  const kind = v.kind;
  if ((kind >= KIND_BOOL && kind <= KIND_UINT64) || kind == KIND_MONTH || kind == KIND_WEEKDAY) return v.int;
  if (kind == KIND_FLOAT64) return truncateFloat(v.float);
  if (kind == KIND_STRING) {
    // "12.00" counts as 12.
    let length = v.length;
    let cut = length;
    while (cut > 0 && v.byte(cut - 1) == ZERO) cut--;
    if (cut > 0 && cut < length && v.byte(cut - 1) == DOT) length = cut - 1;
    if (parseInt(v.pointer, length, 0)) return parsedInt;
  }
  return 0;
}

/** github.com/spf13/cast.ToFloat64: what is no number counts as 0. */
export function castFloat64(v: Value): f64 {
  const kind = v.kind;
  if (kind == KIND_FLOAT64) return v.float;
  if (kind >= KIND_UINT && kind <= KIND_UINT64) return <f64>(<u64>v.int);
  if ((kind >= KIND_BOOL && kind < KIND_UINT) || kind == KIND_MONTH || kind == KIND_WEEKDAY) return <f64>v.int;
  if (kind == KIND_STRING && parseFloat(v.pointer, v.length)) return parsedFloat;
  return 0;
}
