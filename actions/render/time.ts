// The clock of a render, as --now gives it.

import { unixNano } from '../../gostd/time/format';
import { rfc3339Error } from '../../gostd/time/rfc3339';

/** RFC 3339 text, or seconds since 1970; the machine's clock where the text is empty. Throws an Error that says what to give. */
export function readTime(text: string | number): string | number {
  if (typeof text === 'number') return text;
  if (text === '') return utcText(new Date());
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const isRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  if (isRfc3339 && rfc3339Error(text.replace('t', 'T').replace('z', 'Z')) === null) return text;
  throw new Error('give a time as 2026-01-02T15:04:05Z, or seconds since 1970');
}

/** The same moment in UTC, of RFC 3339 text. Throws an Error that says what to give. */
export function readMoment(text: string): string {
  const nanoseconds = unixNano(text);
  if (nanoseconds === undefined) throw new Error('give a time such as 2026-01-02T15:04:05Z');
  return utcText(new Date(Number(nanoseconds / 1_000_000n))).replace('.000Z', 'Z');
}

/** What toISOString gives of the years that clocks show; that reads the machine's time zone first, which takes a quarter of a millisecond. */
export function utcText(time: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${time.getUTCFullYear()}-${two(time.getUTCMonth() + 1)}-${two(time.getUTCDate())}`;
  const seconds = `${two(time.getUTCSeconds())}.${String(time.getUTCMilliseconds()).padStart(3, '0')}`;
  return `${date}T${two(time.getUTCHours())}:${two(time.getUTCMinutes())}:${seconds}Z`;
}
