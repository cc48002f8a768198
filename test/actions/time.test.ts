// The clock of a render: as texts of the machine's clock are.

import { expect, it } from 'vitest';
import { readTime, utcText } from '../../actions/render/time';

it('the machine’s clock is written as toISOString writes it', () => {
  for (const ms of [
    0, 1, 999, 951_782_400_000, 1_709_164_799_999, 1_735_689_599_987, 4_102_444_800_000, 253_402_300_799_999,
  ]) {
    expect(utcText(new Date(ms))).toBe(new Date(ms).toISOString());
  }
  const before = Date.now();
  const now = Date.parse(String(readTime('')));
  expect(now).toBeGreaterThanOrEqual(before);
  expect(now).toBeLessThanOrEqual(Date.now());
});
