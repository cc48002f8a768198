// A few hundred fuzz cases with fixed seeds: shows that the fuzzer runs and that what it makes is still answered as helm does.
// `npm run fuzz` is the real thing.

import { expect, test } from 'vitest';
import { areaNames, runRound } from './areas';

const sizes: Record<string, number> = {
  templates: 8,
  functions: 20,
  strings: 20,
  yaml: 40,
  syntax: 4,
  trees: 3,
  documents: 3,
  schemas: 3,
  objects: 3,
  manifests: 10,
  sets: 6,
  bytes: 7,
};

for (const area of areaNames) {
  test(`a round of ${area}`, async () => {
    const round = await runRound(area, { seed: 1, major: '4.1', size: sizes[area], keep: false });
    expect(round.finds.map((find) => find.text).join('\n')).toBe('');
    expect(round.cases).toBeGreaterThan(0);
  });
}
