// A few hundred fuzz cases with fixed seeds: shows that the fuzzer runs and that what it makes is still answered as helm does.
// `npm run fuzz` is the real thing.

import { expect, test } from 'vitest';
import { areaNames, runRound } from './areas';

const sizes: Record<string, number> = { sets: 12, bytes: 25, templates: 30 };

for (const area of areaNames) {
  test(`a round of ${area}`, { timeout: 120_000 }, async () => {
    const round = await runRound(area, { seed: 1, major: 4, size: sizes[area] ?? 60, keep: false });
    expect(round.finds.map((find) => find.text).join('\n')).toBe('');
    expect(round.cases).toBeGreaterThan(0);
  });
}
