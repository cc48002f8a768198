// The clock and the randomness of a render: a module has neither, so both come from the input. What draws from them asks here.
// Follows nothing: Helm has a clock and randomness of its own.

import { KIND_FLOAT64, KIND_INT, KIND_INT64, KIND_NIL, KIND_STRING } from '../../abi/values';
import { clearNow, setNow } from '../core/clock';
import { failWith, message } from '../core/error';
import { clearEntropy, setEntropy, takeKnownDraws } from '../functions/draws';
import { Value } from '../core/value';

/** Takes `data.entropy`: a text, used as its bytes. */
export function takeEntropy(value: Value): void {
  if (changetype<usize>(value) && value.kind == KIND_STRING && value.length) setEntropy(value.pointer, value.length);
  else clearEntropy();
}

/** Takes `data.draws`: by the names of calls, what each drew from before. */
export function takeDraws(value: Value): void {
  takeKnownDraws(value);
}

/** Takes `data.now`: RFC 3339 text, or seconds since 1970. False with a failure where it is neither. */
export function takeClock(value: Value): bool {
  clearNow();
  if (!changetype<usize>(value) || value.kind == KIND_NIL) return true;
  if (value.kind == KIND_FLOAT64) {
    const whole = Math.floor(value.float);
    setNow(<i64>whole, <i32>((value.float - whole) * 1e9));
    return true;
  }
  if (value.kind == KIND_INT || value.kind == KIND_INT64) {
    setNow(value.int, 0);
    return true;
  }
  if (value.kind == KIND_STRING && parseClock(value)) return true;
  const b = message();
  b.literal('data.now of the input is no time: give RFC 3339 text such as 2026-01-02T15:04:05Z, or seconds since 1970');
  failWith(b);
  return false;
}

function digits(text: Value, from: u32, count: u32): i32 {
  if (from + count > text.length) return -1;
  let n = 0;
  for (let i = from; i < from + count; i++) {
    const b = text.byte(i);
    if (b < 0x30 || b > 0x39) return -1;
    n = n * 10 + (b - 0x30);
  }
  return n;
}

/** Days from 1970-01-01 to a date of the Gregorian calendar. */
function daysFromCivil(year: i64, month: i32, day: i32): i64 {
  const y: i64 = month <= 2 ? year - 1 : year;
  const era: i64 = (y >= 0 ? y : y - 399) / 400;
  const yoe: i64 = y - era * 400;
  const doy: i64 = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const doe: i64 = yoe * 365 + yoe / 4 - yoe / 100 + doy;
  return era * 146097 + doe - 719468;
}

/** Year, month, day, hour, minute and second of the clock that is read. */
const parts: usize = memory.data(24, 4);

function partAt(i: u32): i32 {
  return load<i32>(parts + (i << 2));
}

function parseClock(text: Value): bool {
  // In a loop, so that what reads digits stands here once.
  for (let i: u32 = 0; i < 6; i++) {
    const number = digits(text, i ? 2 + 3 * i : 0, i ? 2 : 4);
    if (number < 0) return false;
    store<i32>(parts + (i << 2), number);
  }
  const year = partAt(0);
  const month = partAt(1);
  const day = partAt(2);
  const hour = partAt(3);
  const minute = partAt(4);
  const second = partAt(5);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return false;
  let at: u32 = 19;
  let nano = 0;
  if (at < text.length && text.byte(at) == 0x2e) {
    at++;
    let scale = 100000000;
    while (at < text.length && text.byte(at) >= 0x30 && text.byte(at) <= 0x39) {
      nano += (text.byte(at) - 0x30) * scale;
      scale /= 10;
      at++;
    }
  }
  let offset = 0;
  if (at + 1 == text.length && (text.byte(at) | 0x20) == 0x7a) {
    offset = 0;
  } else if (at + 6 == text.length && (text.byte(at) == 0x2b || text.byte(at) == 0x2d)) {
    const h = digits(text, at + 1, 2);
    const m = digits(text, at + 4, 2);
    if (h < 0 || m < 0) return false;
    offset = (h * 60 + m) * 60;
    if (text.byte(at) == 0x2d) offset = -offset;
  } else {
    return false;
  }
  setNow(daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset, nano);
  return true;
}
