// The clock of a render, as --now gives it.

import { rfc3339Error } from '../../gostd/time/rfc3339';

/** RFC 3339 text, or seconds since 1970; the machine's clock where the text is empty. Throws an Error that says what to give. */
export function readTime(text: string | number): string | number {
  if (typeof text === 'number') return text;
  if (text === '') return new Date().toISOString();
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  const isRfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text);
  if (isRfc3339 && rfc3339Error(text.toUpperCase()) === null) return text;
  throw new Error('give a time as 2026-01-02T15:04:05Z, or seconds since 1970');
}
