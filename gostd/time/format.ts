// Go's time.Time that was read from JSON, printed again: by its own clock, whatever zone the machine is in.
// Follows go@1.26.8 src/time/format.go, go@1.26.8 src/time/time.go.

import { rfc3339Error } from './rfc3339';

/** A time as its text has it. */
interface Time {
  year: string;
  month: number;
  day: number;
  /** `15:04:05` */
  clock: string;
  /** `.12`, or nothing */
  fraction: string;
  /** minutes east of UTC; undefined: the text ends with Z, so it is UTC and no zone without a name */
  offset?: number;
}

/** Go's zero Time, which is what a record without a time has. */
const ZERO = '0001-01-01T00:00:00Z';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** Where the months begin in a week, as Sakamoto counts days. */
const MONTH_DAYS = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

const TEXT = /^(\d{4})-(\d\d)-(\d\d)T(\d?\d:\d\d:\d\d)(?:[.,](\d+))?(?:Z|([-+])(\d\d):(\d\d))$/;

function parse(text: string): Time | undefined {
  const match = rfc3339Error(text) === null ? TEXT.exec(text) : null;
  if (!match) return undefined;
  const [, year, month, day, clock, digits = '', sign, hours, minutes] = match;
  const fraction = digits.slice(0, 9).replace(/0+$/, '');
  return {
    year: year!,
    month: Number(month),
    day: Number(day),
    clock: clock!.padStart(8, '0'),
    fraction: fraction === '' ? '' : `.${fraction}`,
    ...(sign !== undefined && { offset: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) }),
  };
}

const two = (value: number) => String(value).padStart(2, '0');

/** `+0200`, or with a colon `+02:00`. */
function zone(offset: number, colon = ''): string {
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${colon}${two(size % 60)}`;
}

function weekday({ year, month, day }: Time): string {
  const y = month < 3 ? Number(year) - 1 : Number(year);
  const days = y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + MONTH_DAYS[month - 1]! + day;
  return DAYS[((days % 7) + 7) % 7]!;
}

/** time.ANSIC: `Sat Nov 28 08:03:06 2026`. A text that is no time stays what it is; none is the zero time. */
export function ansic(text = ZERO): string {
  const time = parse(text);
  if (!time) return text;
  return `${weekday(time)} ${MONTHS[time.month - 1]} ${String(time.day).padStart(2)} ${time.clock} ${time.year}`;
}

function standard(text: string, hasFraction: boolean): string {
  const time = parse(text);
  if (!time) return text;
  const { year, month, day, clock, fraction, offset = 0 } = time;
  const end = offset === 0 ? 'Z' : zone(offset, ':');
  return `${year}-${two(month)}-${two(day)}T${clock}${hasFraction ? fraction : ''}${end}`;
}

/** time.RFC3339: `2026-11-28T08:03:06Z`, without a fraction. */
export const rfc3339 = (text = ZERO) => standard(text, false);

/** time.RFC3339Nano, as Go's JSON has it: the fraction without zeros at its end. */
export const rfc3339Nano = (text = ZERO) => standard(text, true);

/** Time.String: `2026-11-28 08:03:06.12 +0000 UTC`. A zone has no name here, as in Go where it is not the machine's. */
export function timeString(text: string): string {
  const time = parse(text);
  if (!time) return text;
  const { year, month, day, clock, fraction, offset } = time;
  const name = offset === undefined ? '+0000 UTC' : `${zone(offset)} ${zone(offset)}`;
  return `${year}-${two(month)}-${two(day)} ${clock}${fraction} ${name}`;
}

/** Nanoseconds since 1970 of a time, for putting times in order; undefined where the text is none. */
export function unixNano(text: string): bigint | undefined {
  const time = parse(text);
  if (!time) return undefined;
  const { year, month, day, clock, fraction, offset = 0 } = time;
  const [hours, minutes, seconds] = clock.split(':').map(Number);
  const date = new Date(0);
  date.setUTCFullYear(Number(year), month - 1, day);
  date.setUTCHours(hours!, minutes! - offset, seconds!);
  return BigInt(date.getTime()) * 1_000_000n + BigInt(fraction.slice(1).padEnd(9, '0'));
}
