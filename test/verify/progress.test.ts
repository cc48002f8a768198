// The bar of a run says how many charts are not good: which those are is told by their status, not by their words.

import { afterEach, expect, test, vi } from 'vitest';
import { showProgress } from '../../verify/run/progress';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['not identical', '2 identical, 1 helm failed too', 'different (1)'],
  ['not converted', 'converted', 'not converted: identical names'],
])('%s', (bad, good, other) => {
  vi.stubEnv('TERM', 'xterm');
  let shown = '';
  const stream = { isTTY: true, columns: 200, write: (text: string) => void (shown = text) };
  const progress = showProgress(stream, 3, bad);
  progress.step({ chart: 'a', words: good, isGood: true, ms: 1 });
  expect(shown).toContain('1/3  ');
  expect(shown).not.toContain(bad);
  progress.step({ chart: 'b', words: other, isGood: false, ms: 1 });
  expect(shown).toContain(`2/3  1 ${bad}  `);
  progress.end();
});
