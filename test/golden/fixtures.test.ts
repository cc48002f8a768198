// Every fixture chart with every value set, in both semantics: the bytes on standard output, the error and
// the exit code are those recorded from the real helm (`npm run golden:update` records them again).

import { describe, expect, test } from 'vitest';
import { errorText, failureText, fixtureCases, fixturesFolder, readExpected } from '../judge/fixtures';
import { liveHelms } from '../judge/helm';
import { oursTemplate } from '../judge/ours';

const cases = fixtureCases();
const charts = [...new Set(cases.map((fixture) => fixture.chart))];

for (const major of liveHelms) {
  describe(`as Helm ${major}`, () => {
    describe.each(charts)('%s', (chart) => {
      const sets = cases.filter((fixture) => fixture.chart === chart);
      test.each(sets)('$set', async (fixture) => {
        const expected = readExpected(major, fixture);
        const actual = await oursTemplate(major, fixture.args, { cwd: fixturesFolder, stdin: '' });
        expect({ out: actual.stdout.toString(), err: failureText(errorText(actual)) }).toEqual({
          out: expected.out.toString(),
          err: failureText(expected.err),
        });
        expect(actual.stdout.equals(expected.out)).toBe(true);
      });
    });
  });
}
