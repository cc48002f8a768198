// Dates as Go's time.Parse checks them with the layout 2006-01-02, with its words. Nobody needs the date itself.
// Follows go@1.26.8 src/time/format.go.

import { Buffer } from '../../core/buffer';
import { message } from '../../core/error';
import { substring, Value } from '../../core/value';

/** Go's time package quotes without knowing Unicode. */
function quotePlain(out: Buffer, s: Value): void {
  out.byte(0x22);
  for (let i: u32 = 0; i < s.length; i++) {
    const c: u32 = s.byte(i);
    if (c < 0x20 || c >= 0x80) {
      out.literal('\\x');
      out.byte(hexDigit(c >> 4));
      out.byte(hexDigit(c & 15));
      continue;
    }
    if (c == 0x22 || c == 0x5c) out.byte(0x5c);
    out.byte(<u8>c);
  }
  out.byte(0x22);
}

function hexDigit(n: u32): u8 {
  return <u8>(n < 10 ? 0x30 + n : 0x57 + n);
}

function cannotParse(s: Value, at: u32, element: string): Value {
  const text = message();
  text.literal('parsing time ');
  quotePlain(text, s);
  text.literal(' as "2006-01-02": cannot parse ');
  quotePlain(text, substring(s, at, s.length));
  text.literal(' as "');
  text.literal(element);
  text.byte(0x22);
  return text.toValue();
}

function outOfRange(s: Value, problem: string): Value {
  const text = message();
  text.literal('parsing time ');
  quotePlain(text, s);
  text.literal(problem);
  return text.toValue();
}

/** The number of `count` digits at a position, or -1. */
function digitsAt(s: Value, at: u32, count: u32): i32 {
  if (at + count > s.length) return -1;
  let n = 0;
  for (let i = at; i < at + count; i++) {
    const c: u32 = s.byte(i);
    if (c - 0x30 > 9) return -1;
    n = n * 10 + (c - 0x30);
  }
  return n;
}

function daysIn(month: i32, year: i32): i32 {
  if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

/** What is wrong with a date, or null. */
export function dateProblem(s: Value): Value {
  const year = digitsAt(s, 0, 4);
  if (year < 0) return cannotParse(s, 0, '2006');
  if (s.length < 5 || s.byte(4) != 0x2d) return cannotParse(s, 4, '-');
  const month = digitsAt(s, 5, 2);
  if (month < 0) return cannotParse(s, 5, '01');
  if (month < 1 || month > 12) return outOfRange(s, ': month out of range');
  if (s.length < 8 || s.byte(7) != 0x2d) return cannotParse(s, 7, '-');
  const day = digitsAt(s, 8, 2);
  if (day < 0) return cannotParse(s, 8, '02');
  if (s.length > 10) {
    const text = message();
    text.literal('parsing time ');
    quotePlain(text, s);
    text.literal(': extra text: ');
    quotePlain(text, substring(s, 10, s.length));
    return text.toValue();
  }
  return day < 1 || day > daysIn(month, year) ? outOfRange(s, ': day out of range') : changetype<Value>(0);
}
