// Dates and times of TOML documents: RFC 3339, or parts of it, which become times in zones named for what is missing.
// Follows github.com/BurntSushi/toml@v1.6.0 internal/tz.go, github.com/BurntSushi/toml@v1.6.0 parse.go.

import { TOML_1_6 } from '../../../abi/quirks';
import { clearFailure } from '../../core/error';
import { has } from '../../core/mode';
import { parseTime } from '../../go/time/parse';
import { newTimeAt, timeOf } from '../../go/time/value';
import { literal, newString, Value } from '../../core/value';

/** The time zones of what has no zone: the encoder knows by them what to write. */
export const LOCAL_DATETIME: string = 'datetime-local';
export const LOCAL_DATE: string = 'date-local';
export const LOCAL_TIME: string = 'time-local';

/** The layouts in the order in which they are tried; those without seconds are Helm 4's. */
const LAYOUTS: i32 = 7;
const LAYOUTS_1_4: i32 = 4;

function layoutAt(i: i32): string {
  switch (i) {
    case 0:
      return '2006-01-02T15:04:05.999999999Z07:00';
    case 1:
      return '2006-01-02T15:04:05.999999999';
    case 2:
      return '2006-01-02';
    case 3:
      return '15:04:05.999999999';
    case 4:
      return '2006-01-02T15:04Z07:00';
    case 5:
      return '2006-01-02T15:04';
  }
  return '15:04';
}

/** The zone's name for a layout that has no zone. */
function zoneOf(i: i32): string {
  if (i == 1 || i == 5) return LOCAL_DATETIME;
  return i == 2 ? LOCAL_DATE : LOCAL_TIME;
}

/** The time, or null where the text is none; `T` stands between date and time already. */
export function parseTomlTime(pointer: usize, length: u32): Value {
  const text = newString(pointer, length);
  const count = !has(TOML_1_6) ? LAYOUTS_1_4 : LAYOUTS;
  for (let i = 0; i < count; i++) {
    const layout = literal(layoutAt(i));
    const time = parseTime(layout, text);
    if (!changetype<usize>(time)) {
      clearFailure();
      continue;
    }
    if (lacksZero(text, layout)) break;
    if (i == 0 || i == 4) return time;
    const t = timeOf(time);
    return newTimeAt(t.seconds, t.nanoseconds, 0, literal(zoneOf(i)));
  }
  return changetype<Value>(0);
}

/** time.Parse takes 1 for 01; TOML does not. The separators stand in their places only if no zero is missing. */
function lacksZero(text: Value, layout: Value): bool {
  for (let i: u32 = 0; i < layout.length; i++) {
    const b = layout.byte(i);
    if (b == 0x2e || b == 0x5a) return false;
    if ((b < 0x30 || b > 0x39) && (i >= text.length || text.byte(i) != b)) return true;
  }
  return false;
}
