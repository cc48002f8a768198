// Times of release records, printed as `helm list`, `history`, `status` and `get metadata` of 4.3.1 print them (asked through
// HELM_MEMORY_DRIVER_DATA, in UTC, Asia/Tokyo and America/New_York): by their own clock, wherever the machine is.

import { expect, test } from 'vitest';
import { ansic, rfc3339, rfc3339Nano, timeString, unixNano } from '../../gostd/time/format';
import { showHistory, showList } from '../../actions/releases/show';
import type { Release } from '../../releases/record';

test.each([
  [
    '2026-01-02T03:04:05.120Z',
    'Fri Jan  2 03:04:05 2026',
    '2026-01-02T03:04:05Z',
    '2026-01-02T03:04:05.12Z',
    '2026-01-02 03:04:05.12 +0000 UTC',
  ],
  [
    '2026-07-12T23:04:05.123456789+09:00',
    'Sun Jul 12 23:04:05 2026',
    '2026-07-12T23:04:05+09:00',
    '2026-07-12T23:04:05.123456789+09:00',
    '2026-07-12 23:04:05.123456789 +0900 +0900',
  ],
  [
    '2026-07-12T23:04:05+00:00',
    'Sun Jul 12 23:04:05 2026',
    '2026-07-12T23:04:05Z',
    '2026-07-12T23:04:05Z',
    '2026-07-12 23:04:05 +0000 +0000',
  ],
])('%s', (text, ...printed) => {
  expect([ansic(text), rfc3339(text), rfc3339Nano(text), timeString(text)]).toEqual(printed);
});

test('no time is the first second of year 1, and what is no time stays as it is', () => {
  expect([ansic(), rfc3339()]).toEqual(['Mon Jan  1 00:00:00 0001', '0001-01-01T00:00:00Z']);
  for (const print of [ansic, rfc3339, rfc3339Nano, timeString]) expect(print('yesterday')).toBe('yesterday');
});

test('the day of the week is right in every month', () => {
  for (let at = Date.UTC(1896, 0, 1); at < Date.UTC(2105, 0, 1); at += 27 * 86_400_000) {
    const date = new Date(at);
    expect(ansic(date.toISOString()).slice(0, 3)).toBe(date.toUTCString().slice(0, 3));
  }
});

test('times are put in order by when they were', () => {
  expect(unixNano('2026-01-02T00:30:00+09:00')).toBe(BigInt(Date.parse('2026-01-01T15:30:00Z')) * 1_000_000n);
  expect(unixNano('2026-01-01T15:30:00.000000001Z')).toBeGreaterThan(unixNano('2026-01-02T00:30:00+09:00')!);
});

test('records without a time have none in lists, and in JSON no field', () => {
  const release: Release = {
    name: 'e',
    namespace: 'default',
    version: 1,
    info: { status: 'deployed' },
    chart: { metadata: { apiVersion: 'v2', name: 'c', version: '1.0.0' }, lock: null, templates: [], values: {} },
  } as unknown as Release;
  expect(showHistory([release], 'json')).toBe(
    '[{"revision":1,"status":"deployed","chart":"c-1.0.0","app_version":"","description":""}]\n',
  );
  expect(JSON.parse(showList([release], 'json'))).toMatchObject([{ updated: '-' }]);
});
